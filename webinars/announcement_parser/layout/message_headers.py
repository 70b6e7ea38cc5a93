"""What mail and chat programs write about a message: sender, day and time of sending."""

import re
from collections import Counter
from collections.abc import Sequence

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.layout.line_splitting import is_chat_stamp
from webinars.announcement_parser.layout.lines import Line

# The dates that mail programs write: "Mon, 12 Oct 2026 11:14:51 +0200", "Thu Sep 10 23:16:09 EDT 2026".
_MAIL_STAMP = re.compile(
    r"\b\d\d:\d\d:\d\d\s+(?:[+-]\d{2}(?:\d{2})?\b|[A-Z]{2,5}\s+\d{4}\b|\d{4}\b)"
)
_ATTRIBUTION = re.compile(
    r"^(?:on|le|el|am|il|em)\b.{6,150}\b"
    r"(?:wrote|writes|a écrit|escribi[óo]|schrieb|ha scritto|escreveu)\s?:?$",
    re.IGNORECASE,
)


def message_headers(lines: Sequence[Line]) -> set[int]:
    """Return the lines that a program wrote above a message, by index."""
    mail_lines = Counter(line.block for line in lines if line.category == "mail")
    return {
        index
        for index, line in enumerate(lines)
        if (mail_lines[line.block] > 1 and (line.label[0] == "mail" or line.is_mail_date))
        or is_message_stamp(line)
        or _is_date_of_mail(lines, index)
    }


def is_message_stamp(line: Line) -> bool:
    """Return whether a line has the day and time of a message in the notation of a program."""
    is_of_mail = _MAIL_STAMP.search(line.text) or _ATTRIBUTION.match(line.text)
    return bool(is_of_mail) or is_chat_stamp(line.text)


def _is_date_of_mail(lines: Sequence[Line], index: int) -> bool:
    """Return whether a line is the "Date:" of a header, next to the address of a sender or recipient."""
    line = lines[index]
    if line.label[0] != "date" or not _is_exact(line):
        return False
    neighbours = (lines[n] for n in (index - 1, index + 1) if 0 <= n < len(lines))
    return any(
        other.block == line.block and other.label[0] == "mail" and "@" in other.text
        for other in neighbours
    )


def _is_exact(line: Line) -> bool:
    """Return whether a line has one date with its year and one time without an end."""
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    times = [item for item in line.items if isinstance(item, ParsedTime)]
    if len(dates) != 1 or len(times) != 1:
        return False
    has_year = all(part.year is not None for part in dates[0].parts)
    return has_year and all(reading.end is None for reading in times[0].readings)
