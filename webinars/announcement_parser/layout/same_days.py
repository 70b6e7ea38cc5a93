"""Times on the day that a sentence before names: "Later that day, at 19:00", "ese mismo martes"."""

import re
from collections.abc import Iterator, Mapping, Sequence

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.layout.line_splitting import is_chat_stamp
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.prose import sentences

MIN_NAME = 4  # letters: "sun" and "mar" are other words too
MAX_DISTANCE = 60  # characters between the phrase and its time
_WEEKDAYS = "|".join(name for name in WEEKDAY_NUMBERS if len(name) >= MIN_NAME)
_PHRASES: Mapping[str, str] = {
    "en": rf"(?:that|the) same (?:day|evening|morning|afternoon|night|{_WEEKDAYS})"
    r"|later that (?:day|evening|afternoon|night|morning)",
    "fr": rf"(?:ce|le) même (?:jour|soir|matin|après-midi|{_WEEKDAYS})"
    r"|plus tard dans (?:la journée|la soirée|l['’]après-midi)",
    "es": rf"(?:ese|este|el) mismo (?:día|{_WEEKDAYS})|(?:esa|esta|la) misma (?:tarde|noche|mañana|jornada)"
    r"|más tarde",
    "de": r"am (?:selben|gleichen) (?:tag|abend|morgen|nachmittag)|später am (?:tag|abend)",
    "it": rf"lo stesso (?:giorno|pomeriggio|{_WEEKDAYS})|la stessa (?:sera|mattina|giornata)|più tardi",
    "pt": r"(?:no|nesse|neste) mesmo dia|na mesma (?:tarde|noite|manhã)|mais tarde",
}
SAME_DAY = re.compile(rf"\b(?:{'|'.join(_PHRASES.values())})\b", re.IGNORECASE)


def same_days(line: Line, above: ParsedDate | None) -> list[ParsedDate]:
    """Return the days of phrases with a time in their sentence: the date before, in the line or above it."""
    days = []
    for match in SAME_DAY.finditer(line.source, line.start, line.end):
        day = last_timed_day(line, match.start()) or above
        if day is not None and _has_own_time(line, match.end()):
            days.append(day._replace(start=match.start(), end=match.end()))
    return days


def last_timed_day(line: Line, end: int) -> ParsedDate | None:
    """Return the last single day before an offset of a line that has a time in its sentence.

    The day and hour of a message in a chat, or of a deadline, are those of no event.
    """
    if is_chat_stamp(line.text) or line.is_mention:
        return None
    timed = list(_timed_days(line, end))
    return timed[-1] if timed else None


def _timed_days(line: Line, end: int) -> Iterator[ParsedDate]:
    for sentence in sentences(line.items):
        has_time = any(isinstance(item, ParsedTime) for item in sentence)
        for item in sentence if has_time else ():
            if isinstance(item, ParsedDate) and item.start < end and _is_day(item):
                yield item


def _is_day(parsed: ParsedDate) -> bool:
    return parsed.relation in {"single", "inferred"} and not (parsed.is_month or parsed.is_weak)


def _has_own_time(line: Line, start: int) -> bool:
    """Return whether a time, and no date before it, follows an offset in its sentence."""
    following = (sentence for sentence in sentences(line.items) if sentence[-1].end > start)
    rest: Sequence[object] = [item for item in next(following, []) if item.start >= start]
    for item in rest:
        if isinstance(item, ParsedDate):
            return False
        if isinstance(item, ParsedTime):
            return item.start - start <= MAX_DISTANCE
    return False
