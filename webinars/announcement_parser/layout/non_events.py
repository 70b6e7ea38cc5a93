"""Lines with dates that are no events: headers of mails, cancellations, deadlines, lists of past events."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.phrases.agenda_words import (
    CLOSED_DAY,
    FIRST_DAY,
    SELECTION_STEP,
)
from webinars.announcement_parser.grammar.phrases.aside_phrases import (
    ANYWHERE_AFTER_DATE,
    NOTHING_AFTER_DATE,
    NOTHING_BEFORE_DATE,
    PURPOSE_AFTER_DATE,
)
from webinars.announcement_parser.grammar.phrases.mention_phrases import MOVED_TO_DATE
from webinars.announcement_parser.grammar.start_words import START_NOUNS
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.heading_words import (
    DEADLINE_HEADINGS,
    EVENT_NOUNS,
    PAST_HEADINGS,
)
from webinars.announcement_parser.grammar.vocabulary.other_date_words import (
    CALENDAR_DAY_PHRASES,
    CANCELLATION_PHRASES,
)
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.mention_titles import has_mention_phrase
from webinars.announcement_parser.layout.message_headers import message_headers

MAX_HEADING_WORDS = 10
MAX_PHRASE_WORDS = 3
MAX_TEXT = 120  # characters beside a date
MAX_LINES_BELOW, MAX_CANCELLATION_WORDS = 3, 7
MAX_WORDS_BELOW_ROW = 2  # more may be another row of the list: "Week 3   no meeting"
DATED_CATEGORIES = frozenset({"date", "titled", "prose"})
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=\w\w\w\w)[.!?](?=\s|$)|(?<=[)\]])\.(?=\s|$)")
_CANCELLATION = re.compile(
    rf"~~|\b(?:{'|'.join(CANCELLATION_PHRASES)})(?=\s*(?:$|[().,;:!|*~–—-]|"
    r"\b(?:due|because|owing|until|for|to|bis|auf|à|pour|por|hasta|le|el|wegen)\b))",
    re.IGNORECASE,
)


_CANCELLATION_WORDS = re.compile(rf"\b(?:{'|'.join(CANCELLATION_PHRASES)})\b", re.IGNORECASE)
_CALENDAR_DAY = re.compile(
    rf"\W*(?:{'|'.join(CALENDAR_DAY_PHRASES)})\W*(?:\([^()]*\)\W*)?", re.IGNORECASE
)
_DAY_OF_LIST = re.compile(r"\W*[^\W\d_]+\W+\d{1,2}(?:st|nd|rd|th)?(?!\w)")
_BRACKETED_DATE = re.compile(r"\([^()]*\)\W*$")
MAX_MENU_WORDS = 2
MAX_LINES_ABOVE = 3  # a mail that is forwarded
_FORWARDED = re.compile(
    r"\b(?:forwarded (?:message|mail)|message transféré|mensaje reenviado|weitergeleitete nachricht"
    r"|messaggio inoltrato|mensagem encaminhada)\b",
    re.IGNORECASE,
)
MAX_QUOTED = 12  # lines of a list beside one of them


class NonEvent(StrEnum):
    """Why a line with a date is no event."""

    MAIL = "mail"
    CANCELLED = "cancelled"
    DEADLINE = "deadline"
    PAST = "past"
    CALENDAR = "calendar"  # a day on which a term begins, or a holiday
    ASIDE = "aside"  # another event in brackets: "at the margins of a session (9-20 March)"
    QUOTED = "quoted"  # of an older message, below the answer to it


def non_events(lines: Sequence[Line]) -> dict[int, NonEvent]:
    """Return the lines with dates that are no events, by index."""
    headings = _headings(lines)
    headers = message_headers(lines)
    has_own_date = any(
        line.has_date and not line.is_quoted and not line.is_mention and index not in headers
        for index, line in enumerate(lines)
    )
    is_forwarded = _is_forwarded(lines)
    reasons = {}
    cancelled = _below_cancellation(lines)
    steps = _selection_steps(lines)
    for index, line in enumerate(lines):
        is_header = index in headers and (has_own_date or line.label[0] or line.category != "date")
        is_answer = has_own_date and not (is_forwarded or _is_in_quoted_list(lines, index))
        reason = _reason(line, headings[index], is_answer=is_answer)
        reason = NonEvent.MAIL if is_header else reason
        is_below = index == cancelled or _is_below_closure(lines, index)
        if reason is None and (is_below or _is_cancelled_below(lines, index)):
            reason = NonEvent.CANCELLED
        if reason is None and (_is_above_deadline(lines, index) or index in steps):
            reason = NonEvent.DEADLINE
        if reason is None and _is_calendar_day(lines, index):
            reason = NonEvent.CALENDAR
        if reason is None and _is_aside(lines, index):
            reason = NonEvent.ASIDE
        if reason is not None:
            reasons[index] = reason
    return reasons


def _is_forwarded(lines: Sequence[Line]) -> bool:
    """Return whether all quoted lines are those of a mail that is forwarded, with nothing dated below it."""
    quoted = [index for index, line in enumerate(lines) if line.is_quoted]
    if not quoted:
        return False
    above, rest = lines[: quoted[0]], lines[quoted[0] :]
    is_last = not any(line.has_date and not line.is_quoted for line in rest)
    return is_last and any(_FORWARDED.search(line.text) for line in above[-MAX_LINES_ABOVE:])


def _is_in_quoted_list(lines: Sequence[Line], index: int) -> bool:
    """Return whether ">" is the mark of a list: before each row of a block, most of them with a date."""
    if not lines[index].is_quoted:
        return False
    first = last = index
    block = lines[index].block
    while first > max(0, index - MAX_QUOTED) and lines[first - 1].block == block:
        first -= 1
    while last + 1 < min(len(lines), index + MAX_QUOTED) and lines[last + 1].block == block:
        last += 1
    rows = lines[first : last + 1]
    dated = [row for row in rows if row.has_date]
    is_announced = first > 0 and lines[first - 1].text[-1:] == ":"
    are_marked = all(row.is_quoted and row.text[:1].isupper() for row in rows)
    return are_marked and not is_announced and len(dated) > 1 and 2 * len(dated) > len(rows)


def _reason(line: Line, heading: NonEvent | None, *, is_answer: bool) -> NonEvent | None:
    if line.label[0] == "date":
        return None
    if line.is_quoted and is_answer:
        return NonEvent.QUOTED
    if is_cancelled(line) or _is_closed_day(line) or _is_day_without_event(line):
        return NonEvent.CANCELLED
    if _is_deadline_anywhere(line):
        return NonEvent.DEADLINE
    if heading is NonEvent.DEADLINE and _is_event_among_deadlines(line):
        return None
    return heading


def _is_deadline_anywhere(line: Line) -> bool:
    """Return whether a line is a day without an hour that ends everywhere, as deadlines do: "3 May (AoE)"."""
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    is_day = len(dates) == 1 and not any(isinstance(item, ParsedTime) for item in line.items)
    return is_day and ANYWHERE_AFTER_DATE.match(line.source, dates[0].end, line.end) is not None


def is_cancelled(line: Line) -> bool:
    """Return whether the sentence of the first date says that the event does not take place."""
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    text = line.source[line.start : line.end]
    if not text or _CANCELLATION.search(text) is None:
        return False
    first = dates[0].start - line.start if dates else 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end <= first), default=0)
    end = min((end for end in ends if end > first), default=len(text))
    in_sentence = [date for date in dates if start <= date.start - line.start < end]
    if any(MOVED_TO_DATE.search(line.source, line.start, date.start) for date in in_sentence):
        return False
    return len(in_sentence) <= 1 and _CANCELLATION.search(text, start, end) is not None


def _is_closed_day(line: Line) -> bool:
    """Return whether a line is a day on which nothing takes place: "Friday 26: closed"."""
    text = line.source[line.start : line.end]
    match = _DAY_OF_LIST.match(text)
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    if dates and not _WORDS.search(line.source, line.start, dates[0].start):
        return CLOSED_DAY.match(line.source, dates[0].end, line.end) is not None
    return (
        line.begins_with_day
        and match is not None
        and CLOSED_DAY.match(text, match.end()) is not None
    )


def _is_day_without_event(line: Line) -> bool:
    """Return whether the words beside the only date of a line say that nothing takes place on it."""
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    if len(dates) != 1 or not line.start <= dates[0].start < line.end:
        return False
    before = line.source[max(line.start, dates[0].start - MAX_TEXT) : dates[0].start]
    after = line.source[dates[0].end : min(line.end, dates[0].end + MAX_TEXT)]
    is_nothing = NOTHING_BEFORE_DATE.search(before) and not PURPOSE_AFTER_DATE.match(after)
    return bool(is_nothing) or NOTHING_AFTER_DATE.match(after) is not None


def says_no_event(text: str) -> bool:
    """Return whether a line only says that nothing takes place: "No seminar", "Spring break"."""
    is_short = len(_WORDS.findall(text)) <= MAX_PHRASE_WORDS
    is_cancellation = is_short and _CANCELLATION.search(text) is not None
    return is_cancellation or _CALENDAR_DAY.fullmatch(text) is not None


def _is_cancelled_below(lines: Sequence[Line], index: int) -> bool:
    """Return whether one of the next lines only says that the event of a date is cancelled: "No seminar"."""
    date_line = lines[index]
    if not (date_line.has_date or date_line.begins_with_day):
        return False
    is_bare = date_line.category not in {"titled", "prose"}
    for line in lines[index + 1 : index + 1 + MAX_LINES_BELOW]:
        if line.has_date or line.begins_with_day:
            return False
        words = _WORDS.findall(line.text)
        is_about = is_bare or line.text[-1:] in {".", "!"} or len(words) <= MAX_WORDS_BELOW_ROW
        is_short = is_about and len(words) <= MAX_CANCELLATION_WORDS
        if is_short and (_CANCELLATION.search(line.text) or _is_bare_closed(line.text)):
            return True
        if is_bare and line.block == date_line.block and _begins_with_closure(line.text):
            return True
    return False


def _selection_steps(lines: Sequence[Line]) -> set[int]:
    """Return the steps of a selection in a block with a deadline: "Interviews: 12-16 April".

    A first day is one only beside another step or an event with its time, else that of the event.
    """
    blocks = {line.block for line in lines if line.has_date and line.is_mention_by_words}
    steps = [
        index
        for index, line in enumerate(lines)
        if line.block in blocks
        and not line.may_state_time
        and SELECTION_STEP.match(line.source, line.start, line.end)
    ]
    certain = Counter(lines[index].block for index in steps)
    certain.update(line.block for line in lines if line.has_date and line.may_state_time)
    return {
        index
        for index in steps
        if certain[lines[index].block] > 1
        or not FIRST_DAY.match(lines[index].source, lines[index].start, lines[index].end)
    }


def _is_below_closure(lines: Sequence[Line], index: int) -> bool:
    """Return whether the line above a date, in its block, says that something is closed: "Office closed"."""
    if index == 0 or lines[index - 1].block != lines[index].block or not lines[index].has_date:
        return False
    above = lines[index - 1]
    if above.has_date or above.begins_with_day:
        return False
    words = _WORDS.findall(above.text)
    is_first = index == 1 or lines[index - 2].block != above.block
    return (
        is_first and 0 < len(words) <= MAX_PHRASE_WORDS and any(map(CLOSED_DAY.match, words[-1:]))
    )


def _is_bare_closed(text: str) -> bool:
    return len(_WORDS.findall(text)) <= MAX_PHRASE_WORDS and CLOSED_DAY.match(text) is not None


def _begins_with_closure(text: str) -> bool:
    """Return whether the first, short sentence of a line says what is closed: "Library closed! Enjoy"."""
    first = _WORDS.findall(_SENTENCE_END.split(text)[0])
    return 0 < len(first) <= MAX_PHRASE_WORDS and CLOSED_DAY.match(first[-1]) is not None


def _below_cancellation(lines: Sequence[Line]) -> int | None:
    """Return the first dated line if a line above it says nothing but "CANCELLED"."""
    is_cancelled = False
    for index, line in enumerate(lines):
        if line.has_date:
            return index if is_cancelled else None
        rest = _CANCELLATION_WORDS.sub("", line.text)
        is_cancelled = is_cancelled or (rest != line.text and not _WORDS.findall(rest))
    return None


def _is_above_deadline(lines: Sequence[Line], index: int) -> bool:
    """Return whether a date stands above the name of a deadline: "1 March" above "Submission due"."""
    line = lines[index]
    if line.category != "date" or line.label[0] or index + 1 == len(lines):
        return False
    below = lines[index + 1]
    is_same_block = below.block == line.block and not below.has_date
    return is_same_block and not line.may_state_time and has_mention_phrase(below.text, at_end=True)


def _is_calendar_day(lines: Sequence[Line], index: int) -> bool:
    """Return whether a date has only the title "Term begins" or "Spring break", beside or below it."""
    line = lines[index]
    expression = line.temporal_expression
    if expression is None or not expression.has_date or line.may_state_time:
        return False  # "Bank Holiday Monday 3 May, 11am" is the day of an event
    if line.category != "date":
        title = expression.right or expression.left
        return bool(title) and _CALENDAR_DAY.fullmatch(title) is not None
    below = lines[index + 1].text if index + 1 < len(lines) else ""
    return _CALENDAR_DAY.fullmatch(below) is not None


def _is_aside(lines: Sequence[Line], index: int) -> bool:
    """Return whether a line in the block of an event's date ends with the days of another one in brackets."""
    line = lines[index]
    expression = line.temporal_expression
    if line.category != "titled" or expression is None or not _is_date_bracketed(line):
        return False
    above = (other for other in reversed(lines[:index]) if other.block == line.block)
    return any(other.category == "date" and other.has_date for other in above)


def _is_date_bracketed(line: Line) -> bool:
    """Return whether the first date of a line is in the brackets at its end."""
    match = _BRACKETED_DATE.search(line.source, line.start, line.end)
    dates = (item for item in line.items if isinstance(item, ParsedDate))
    return match is not None and next((date.start > match.start() for date in dates), False)


def _is_event_among_deadlines(line: Line) -> bool:
    """Return whether a line below "Important dates" is that of the event: "7 February - devroom, 09:00"."""
    if line.is_mention or has_mention_phrase(line.text):
        return False
    words = {word.casefold().removesuffix("s") for word in _WORDS.findall(line.text)}
    ranges = (item for item in line.items if isinstance(item, ParsedTime))
    has_noun = bool(words & (START_NOUNS if line.may_state_time else EVENT_NOUNS))
    return has_noun or any(time.readings[0].end is not None for time in ranges)


def _headings(lines: Sequence[Line]) -> list[NonEvent | None]:
    """Return for each line what the heading above it says of the dates below.

    A heading above the only date of a page is the title of an event.
    """
    meanings = list(_heading_meanings(lines))
    dated = [index for index, line in enumerate(lines) if line.category in DATED_CATEGORIES]
    return meanings if len(dated) > 1 else [None] * len(lines)


def _heading_meanings(lines: Sequence[Line]) -> Iterator[NonEvent | None]:
    current: NonEvent | None = None
    last_block = -1
    for index, line in enumerate(lines):
        if not line.has_date:
            meaning = _heading_meaning(line)
            if meaning is NonEvent.PAST and _is_in_menu(lines, index):
                meaning = None
            is_new_part = line.block != last_block and (line.is_heading or line.text[:1] == "#")
            if meaning is not None or is_new_part:
                current = meaning
        last_block = line.block
        yield current


def _is_in_menu(lines: Sequence[Line], index: int) -> bool:
    """Return whether a line is one of the short lines of a menu: "Home", "Past programmes", "Contact"."""
    beside = (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])
    are_short = len(beside) > 1 and all(_is_menu_item(line) for line in beside)
    return are_short and len({line.block for line in beside}) == 1


def _is_menu_item(line: Line) -> bool:
    """Return whether a line is a word or two, with no number and no sign."""
    words = _WORDS.findall(line.text)
    is_plain = all(one.isalpha() or one in " '’-&" for one in line.text)
    return 0 < len(words) <= MAX_MENU_WORDS and is_plain


def _heading_meaning(line: Line) -> NonEvent | None:
    words = [word.casefold() for word in _WORDS.findall(line.text)]
    if not 0 < len(words) <= MAX_HEADING_WORDS or line.text[-1:] in {".", "!", "?"}:
        return None
    ends = [
        phrase
        for length in range(1, MAX_PHRASE_WORDS + 1)
        for phrase in _outer_phrases(words, length)
    ]
    if DEADLINE_HEADINGS & set(ends):
        return NonEvent.DEADLINE
    return NonEvent.PAST if PAST_HEADINGS & set(ends) else None


def _outer_phrases(words: Sequence[str], length: int) -> tuple[str, str]:
    """Return the first and the last words of a heading."""
    return " ".join(words[:length]), " ".join(words[-length:])
