"""Split a text into lines, and join rows that a mail program has wrapped or a page has divided."""

import re

from webinars.announcement_parser.grammar.lexer import DASHES
from webinars.announcement_parser.grammar.phrases.title_words import FURTHER_NOUN_ROWS
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_BEFORE_DAY_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.grammar.vocabulary.heading_words import EVENT_NOUNS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.layout.line_phrases import CANCELLATION, begins_with_day
from webinars.announcement_parser.layout.lines import BULLETS, TEXT_MARK, Line, strip_spaces
from webinars.announcement_parser.layout.mention_titles import has_mention_phrase

# The start of a range at the end of a row.
CLOCK_START = re.compile(r"\d[.:h]\d\d\s*(?:[ap]\.?m\.?)?\s*\S$")
_MONTHS = "|".join(sorted(map(re.escape, MONTH_NUMBERS), key=len, reverse=True))
# A row of a list that begins with a day: "Feb 5   Ari Feldman", "5 mars : Soupe".
DATED_ROW = re.compile(
    rf"(?:[^\W\d_]+[.,]* )?(?:(?:{_MONTHS})\.?\s\d{{1,2}}|\d{{1,2}}(?:er|\.)?\s(?:de\s)?(?:{_MONTHS}))\b",
    re.IGNORECASE,
)
# The two rows of a range of days: "8 December" above "to 31 December 2026".
_DAY_AND_YEAR = (
    rf"(?:\w+[.,]* )?(?:(?:{_MONTHS})\.?\s\d{{1,2}}|\d{{1,2}}(?:er|\.)?\s(?:de\s)?(?:{_MONTHS}))"
    r"(?:,?\s(?:de\s)?\d{4})?"
)
START_OF_RANGE = re.compile(_DAY_AND_YEAR, re.IGNORECASE)
END_OF_RANGE = re.compile(
    rf"(?:to|until|till|through|au|al|hasta el|bis|até|[-–—])\s{_DAY_AND_YEAR}", re.IGNORECASE
)
# "Consultation on a draft general comment" is an event, whatever its last word.
EVENT_WITH_TOPIC = re.compile(
    rf"(?:\w+ ){{0,2}}(?:{'|'.join(sorted(EVENT_NOUNS | union(FURTHER_NOUN_ROWS)))})"
    r" (?:on|about|sur|autour|sobre|acerca|über|zu|zum|zur|su|sul|sulla)\b",
    re.IGNORECASE,
)
LIST_NUMBER = re.compile(r"(\d{1,3})[.)]\s")
_RULE = re.compile(
    r"[–—=~*#_+·.-]+(?<!^--)"
)  # a line of signs separates blocks as an empty one does
# The day, time and sender that a chat program exports before a message: "[14/05/2026, 18:22] Thandi: ".
_CHAT_DAY, _CHAT_TIME = (
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}",
    r"\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?",
)
_CHAT_STAMP = re.compile(
    rf"\[(?:{_CHAT_DAY},?\s+{_CHAT_TIME}|{_CHAT_TIME},?\s+{_CHAT_DAY})\]\s+[^:\n]{{1,60}}:",
    re.IGNORECASE,
)
_DAY_OF_MONTH_ABOVE = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?,"
)  # a row of prose that was wrapped badly
COLUMN_GAP = "   "  # between two cells
WRAPPED_LENGTHS = range(50, 121)  # lengths of lines that a mail program has wrapped
MAX_FUNCTION_WORD_LENGTH = 3
MAX_CARD_LENGTH = 20  # of a calendar card: "Wednesday 12"
MAX_DAY = 31
MIN_WORDS_BEFORE_DATE = 2
DATE_PREPOSITIONS = frozenset({"on", "the", "le", "el", "am", "del", "du", "il", "em"})
HOUR_WORDS = FUNCTION_WORDS["am"] | FUNCTION_WORDS["pm"] | FUNCTION_WORDS["hours"]


def _is_mention_label(line: Line) -> bool:
    """Return whether a line is the label of a deadline; "no meeting" says nothing about the line below."""
    expression = line.temporal_expression
    has_date = expression is not None and expression.has_date
    is_event = EVENT_WITH_TOPIC.match(line.text) is not None
    is_deadline = has_mention_phrase(line.text) and not is_event
    return not has_date and is_deadline and not CANCELLATION.search(line.text)


def split_lines(text: str) -> list[Line]:
    """Return the non-empty lines; joins lines that a mail program has wrapped."""
    lines: list[Line] = []
    offset, block = 0, 0
    for row in text.split("\n"):
        start, end = strip_spaces(text, offset, offset + len(row))
        unquoted = _start_of_quoted(text, start, end)
        is_quoted, start = unquoted > start, unquoted
        offset += len(row) + 1
        stamp = _CHAT_STAMP.match(text, start, end)
        if stamp is not None:
            lines.append(Line(text, start, stamp.end(), block))
            start, _ = strip_spaces(text, stamp.end(), end)
        if start >= end or _RULE.fullmatch(text, start, end):
            block += bool(lines) and lines[-1].block == block
        elif (
            lines
            and _is_card(text[lines[-1].start : lines[-1].end], text[start:end])
            and lines[-1].block in {block, block - (_card_field(lines[-1].text) != "month")}
        ):
            lines[-1] = Line(text, lines[-1].start, end, lines[-1].block)
            block = lines[-1].block
        elif lines and lines[-1].block == block and _continues(lines[-1], text[start:end]):
            lines[-1] = Line(text, lines[-1].start, end, block, is_quoted=lines[-1].is_quoted)
        else:
            above = lines[-1] if lines and lines[-1].block == block else None
            is_after_mention = above is not None and _is_mention_label(above)
            lines.append(Line(text, start, end, block, is_after_mention, is_quoted))
    return lines


def is_chat_stamp(text: str) -> bool:
    """Return whether a text is what a chat program exports before a message: day, time and sender."""
    return _CHAT_STAMP.fullmatch(text) is not None


def _start_of_quoted(text: str, start: int, end: int) -> int:
    """Return the offset after the marks of a quotation in a mail: "> > "."""
    while start < end and text[start] == ">":
        start, end = strip_spaces(text, start + 1, end)
    return start


def _is_open_range(last_row: str, row: str) -> bool:
    """Return whether a row is the end of a range of hours that the row above begins: "18.00 –"."""
    return last_row[-1] in DASHES and CLOCK_START.search(last_row) is not None and row[:1].isdigit()


def _is_card(above: str, row: str) -> bool:
    """Return whether a row completes a day that a page shows as a calendar card: "12" above "OCT"."""
    if len(above) > MAX_CARD_LENGTH or len(row) > MAX_CARD_LENGTH:
        return False
    fields = [_card_field(part) for part in (*above.split(), row)]
    return (
        None not in fields and len(set(fields)) == len(fields) and fields[:2] != ["month", "year"]
    )


def _card_field(part: str) -> str | None:
    """Return what a part of a calendar card is: its weekday, day, month or year."""
    word = part.casefold().strip(".,")
    if word.isdecimal():
        is_day = len(word) <= len("31") and 1 <= int(word) <= MAX_DAY
        return "day" if is_day else "year" if len(word) == len("2026") else None
    if word in MONTH_NUMBERS:
        return "month"
    return "weekday" if word in WEEKDAY_NUMBERS or word in WEEKDAY_BEFORE_DAY_NUMBERS else None


def _continues(line: Line, row: str) -> bool:
    """Return whether a row continues a sentence: the line has full length and ends within it."""
    last_row = line.source[line.source.rfind("\n", 0, line.end) + 1 : line.end]
    if _is_open_range(last_row, row) or _divides_date(last_row, row):
        return True
    if START_OF_RANGE.fullmatch(last_row) and END_OF_RANGE.fullmatch(row):
        return True
    if len(last_row) not in WRAPPED_LENGTHS or last_row[-1] in ".!?:;":
        return False
    if line.is_text or row.startswith(TEXT_MARK):
        return False
    if COLUMN_GAP in last_row and COLUMN_GAP in row:  # two rows of a table
        return False
    last_word = last_row.rsplit(maxsplit=1)[-1]
    is_function_word = last_word.islower() and last_word.isalpha()
    is_function_word = is_function_word and len(last_word) <= MAX_FUNCTION_WORD_LENGTH
    is_function_word = is_function_word and last_word not in HOUR_WORDS and row[0] not in BULLETS
    is_address = "@" in row.split(maxsplit=1)[0]  # an e-mail address in a footer
    is_open = (row[0].islower() and not is_address) or is_function_word
    if begins_with_day(row) and not (is_function_word or last_row[-1] == ","):
        return False
    if _is_next_number(line, row) or (
        DATED_ROW.match(row) and DATED_ROW.match(line.source, line.start, line.end)
    ):
        return False
    return is_open and not line.label[0] and not Line(row, 0, len(row), 0).label[0]


def _is_next_number(line: Line, row: str) -> bool:
    """Return whether a row is the next item of a numbered list: "7. …" below "6. …"."""
    numbers = (LIST_NUMBER.match(line.source, line.start, line.end), LIST_NUMBER.match(row))
    first, second = (int(match[1]) if match else 0 for match in numbers)
    return first > 0 and second == first + 1


def _divides_date(last_row: str, row: str) -> bool:
    """Return whether a date is divided between two rows of prose: "on Thursday" above "24 September"."""
    words, below = last_row.split(), row.split()
    if _DAY_OF_MONTH_ABOVE.fullmatch(last_row) and row[:1].isdigit():
        return True
    if len(words) < MIN_WORDS_BEFORE_DATE or not below:
        return False
    if len(below) < MIN_WORDS_BEFORE_DATE:
        is_day = _DAY_OF_MONTH_ABOVE.fullmatch(row) is not None
        return is_day and words[-1].casefold() in MONTH_NUMBERS
    before, last = (word.casefold().strip(".,") for word in words[-2:])
    first, second = (word.casefold().strip(".,") for word in below[:2])
    if last in MONTH_NUMBERS:
        return first.isdigit() and below[0][-1] == ","
    if last.isdigit():
        return before in WEEKDAY_NUMBERS and first in MONTH_NUMBERS
    is_day_below = first.rstrip("stndrh").isdigit() and second in MONTH_NUMBERS
    return is_day_below and (last in WEEKDAY_NUMBERS or last in DATE_PREPOSITIONS)
