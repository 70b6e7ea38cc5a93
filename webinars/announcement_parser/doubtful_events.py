"""Ask whether drafts are events of their own where the text shows too little evidence of it."""

import itertools
import re
from bisect import bisect
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.fields.title_text import NOUNS
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.phrases.agenda_words import (
    AGENDA_ITEM_WORDS,
    CLOSED_DAY,
    SERVICE,
)
from webinars.announcement_parser.grammar.phrases.doubt_phrases import UNTIL_BEFORE_DATE
from webinars.announcement_parser.grammar.phrases.duty_words import (
    BOOKING_OPENS,
    DUTY_AFTER_DATE,
    DUTY_AT_END,
    DUTY_AT_START,
    DUTY_IN_SENTENCE,
)
from webinars.announcement_parser.grammar.scanner import scan
from webinars.announcement_parser.grammar.start_words import START_NOUNS
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.layout.line_phrases import CANCELLATION
from webinars.announcement_parser.preprocess import PreprocessedText
from webinars.announcement_parser.repeated_events import repeated_drafts, told_otherwise
from webinars.announcement_parser.resolution.questions import (
    AN_EVENT,
    SEPARATE_EVENT,
    Question,
    Reading,
)
from webinars.timezones.schedule import Days, Timed, When

# Fields that only events have; beside a date they are evidence that it is that of an event.
_EVIDENT_FIELDS = frozenset({"place", "meeting", "registration", "capacity"})
EVENT_WORDS = NOUNS | START_NOUNS
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
MAX_UNTIL = 24  # characters
FAR_DAYS = 330  # a day without its year that is further ahead was last month
_WORD = re.compile(r"[^\W_]+")
MAX_DUTY = 160  # characters beside a date
_SENTENCE = re.compile(r"(?<=\w\w\w)[.!?;](?=\s|$)")
_LABEL_ENDS = frozenset(":-–—|(,;·")
_PLACE_BEHIND = re.compile(r",? (?:in |at )?[A-ZÀ-Þ]\w")  # "7-10 June, Ghent"
_NAME_OF_DAY = re.compile(
    r"\b(?:de la|de l['’]|du|des|of the|of|de las|de los|del|della|da)\s*(?:\w+\s){1,2}"
    r"(?:du|of|del|de|do|vom)\s+$",
    re.IGNORECASE,
)
MIN_LIST = 3  # rows
MAX_PERIOD = 14  # days that are only those of the events in them
MAX_FIRST_WORDS = 2  # after a date
MAX_OPENING_WORDS = 4


def with_doubts(drafts: Sequence[Draft], preprocessed: PreprocessedText) -> list[Draft]:
    """Return drafts with the question whether they are events, where a text does not show that they are.

    A date without a time may be that of a decision, a deadline or a next issue. A time that another draft
    has may be the same event, told again in another language or for another city.
    The only date of a text is that of its event.
    """
    text = preprocessed.text
    drafts = [_with_far_year(_with_unread_time(draft, text)) for draft in drafts]
    drafts = [_without_agenda(draft, drafts, text) for draft in drafts]
    doubts = [False] if len(drafts) == 1 else _doubts(drafts, preprocessed)
    timed_days = {draft.when.start.date() for draft in drafts if isinstance(draft.when, Timed)}
    return [
        asked_whether_event(draft)
        if is_doubtful or _is_otherwise(draft, text) or _is_period_of(draft, timed_days)
        else draft
        for draft, is_doubtful in zip(drafts, doubts, strict=True)
    ]


def _is_period_of(draft: Draft, timed_days: Container[date]) -> bool:
    """Return whether each of several days is that of an event at a time: "Science week, 13 and 14 March"."""
    when = draft.when
    if not isinstance(when, Days) or when.first == when.last:
        return False
    length = (when.last - when.first).days + 1
    return length <= MAX_PERIOD and all(
        when.first + timedelta(days=number) in timed_days for number in range(length)
    )


def _is_otherwise(draft: Draft, text: str) -> bool:
    """Return whether words around a date say that something else is on it, or nothing."""
    return _names_cancellation(draft, text) or _is_duty(draft, text)


def _names_cancellation(draft: Draft, text: str) -> bool:
    """Return whether the line of a date and of no other one has a word for a cancellation.

    A line with two may say to which day an event is moved.
    """
    line_start = text.rfind("\n", 0, draft.date_start) + 1
    start = max(line_start, draft.date_start - MAX_DUTY)
    end = min(_line_end(text, draft.date_start), draft.date_start + MAX_DUTY)
    if CANCELLATION.search(text, start, end) is None:
        return False
    items = scan(tokenize(text, start, end))
    return sum(isinstance(item, ParsedDate) for item in items) <= 1


def _without_agenda(draft: Draft, drafts: Sequence[Draft], text: str) -> Draft:
    """Return the draft of days among deadlines, certain if they are those of the only event of a call.

    Its row names a place, or only the kind of event that the text above names.
    """
    is_only = all(other.questions for other in drafts if other is not draft)
    if not (isinstance(draft.when, Days) and is_only and has_event_word(draft)) or draft.questions:
        return draft
    end = max((span.end for span in draft.spans if span.kind == "date"), default=0)
    above = _WORD.findall(text[: text.rfind("\n", 0, draft.date_start) + 1])
    is_whole = draft.title in above or _PLACE_BEHIND.match(text, end) is not None
    return replace(draft, assumed=draft.assumed - {"agenda"}) if is_whole else draft


def _with_unread_time(draft: Draft, text: str) -> Draft:
    """Return the draft of a day, to be checked if a time stands in the row below a date that is alone."""
    when, start = draft.when, draft.date_start
    end = max((span.end for span in draft.spans if span.kind == "date"), default=0)
    if not isinstance(when, Days) or when.first < when.last:
        return draft
    line_end = _line_end(text, end)
    is_alone = not _WORD.search(text, text.rfind("\n", 0, start) + 1, start) and not _WORD.search(
        text, end, line_end
    )
    below = scan(tokenize(text, line_end, _line_end(text, line_end + 1)))
    if is_alone and any(isinstance(item, ParsedTime) for item in below):
        return replace(draft, assumed=draft.assumed | {"unread-time"})
    return draft


def _with_far_year(draft: Draft) -> Draft:
    """Return a draft to be checked if its day, which the text gives without a year, was last month."""
    if draft.context is None or "year" not in draft.assumed:
        return draft
    is_far = (_first_day(draft.when) - draft.context.today).days > FAR_DAYS
    return replace(draft, assumed=draft.assumed | {"far-year"}) if is_far else draft


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return end if end >= 0 else len(text)


def _is_duty(draft: Draft, text: str) -> bool:
    """Return whether the line of a date names what somebody has to do or decides by then."""
    before, after = _sentence_around_date(draft, text)
    if CLOSED_DAY.match(draft.title) or SERVICE.match(draft.title):
        return True
    if not _WORD.search(before):
        below = _line_end(text, draft.date_start) + 1
        is_alone = not _WORD.search(after)
        title = text[below : _line_end(text, below)] if is_alone else after
        if is_alone and _is_closed_below(text, below):
            return True
        return bool(DUTY_AFTER_DATE.match(after)) or _is_named_duty(title, draft, is_label=True)
    is_label = before.rstrip()[-1:] in _LABEL_ENDS
    if DUTY_AFTER_DATE.match(after) or _is_named_duty(before, draft, is_label=is_label):
        return True
    if BOOKING_OPENS.search(before):
        return True
    last = max((match.end() for match in DUTY_IN_SENTENCE.finditer(before)), default=-1)
    return last >= 0 and not names_event(before[last:])


def _is_closed_below(text: str, start: int) -> bool:
    """Return whether the next line that is not empty says that nothing takes place: "No seminars"."""
    rest = text[start : start + MAX_DUTY].lstrip()
    return CLOSED_DAY.match(rest[: _line_end(rest, 0)]) is not None


def _sentence_around_date(draft: Draft, text: str) -> tuple[str, str]:
    """Return the text of the sentence of the first date of a draft, before it and after it."""
    start = draft.date_start
    dates = [span.end for span in draft.spans if (span.kind, span.start) == ("date", start)]
    end = max(dates, default=start)
    line_start = text.rfind("\n", 0, start) + 1
    before = text[max(line_start, start - MAX_DUTY) : start]
    after = text[end : min(_line_end(text, end), end + MAX_DUTY)]
    return _SENTENCE.split(before)[-1], _SENTENCE.split(after)[0]


def _is_named_duty(text: str, draft: Draft, *, is_label: bool) -> bool:
    """Return whether a label or title is that of a duty; a timed event may be "Registration, then talks"."""
    is_named = DUTY_AT_START.match(text) or (is_label and DUTY_AT_END.search(text))
    return bool(is_named) and not (isinstance(draft.when, Timed) and names_event(text))


def names_event(text: str) -> bool:
    """Return whether a text has a word for an event, such as "concert"."""
    return any(word.casefold() in EVENT_WORDS for word in _WORD.findall(text))


def asked_whether_event(draft: Draft) -> Draft:
    """Return a draft with the question whether it is an event of its own."""
    reading = Reading(draft.when, draft.cities, AN_EVENT)
    dates = [span for span in draft.spans if span.kind == "date"]
    span = (dates[0].start, dates[0].end) if dates else (0, 0)
    return draft.compare(None, (Question(SEPARATE_EVENT, span, (reading,)),))


def _doubts(drafts: Sequence[Draft], preprocessed: PreprocessedText) -> Iterator[bool]:
    """Yield for each draft whether the text leaves open that it is an event of its own."""
    text = preprocessed.text
    ends = [match.end() for match in _BLANK_LINE.finditer(text)]
    blocks = [bisect(ends, draft.date_start) for draft in drafts]
    pairs = list(zip(drafts, blocks, strict=True))
    evident = [
        _has_evidence(draft, text) or _has_field_in_block(draft, _EVIDENT_FIELDS, block, ends)
        for draft, block in pairs
    ]
    titled = [_has_field_in_block(draft, {"title"}, block, ends) for draft, block in pairs]
    lists = _blocks_of_lists(drafts, blocks)
    rows, evident_rows = Counter(lists), Counter(itertools.compress(lists, evident))
    repeated = repeated_drafts(drafts, titled)
    openings = _openings(drafts)
    otherwise = told_otherwise(drafts, text)
    has_hours = any(isinstance(draft.when, Timed) for draft in drafts)
    for draft, block, is_evident, is_repeated in zip(drafts, lists, evident, repeated, strict=True):
        is_in_list = 2 * evident_rows[block] > rows[block]
        # In a list of steps and dates a time does not make one of its rows an event.
        is_list = rows[block] >= MIN_LIST and not is_in_list
        is_step = is_list and isinstance(draft.when, Timed) and not has_event_word(draft)
        is_shown = (is_evident or is_in_list) and not is_step
        is_told = is_repeated or draft.date_start in otherwise or id(draft) in openings
        is_day_of_name = has_hours and _is_in_name(draft, text)
        yield is_told or not is_shown or _is_last_day(draft, text) or is_day_of_name


def _openings(drafts: Sequence[Draft]) -> set[int]:
    """Return the identities of rows such as "18:30 Welcome and opening" that others of their day follow."""
    openings = set()
    for draft, after in itertools.pairwise(drafts):
        if not (draft.is_row and after.is_row and draft.date_start == after.date_start):
            continue
        words = [word.casefold() for word in _WORD.findall(draft.title)[:MAX_OPENING_WORDS]]
        if not AGENDA_ITEM_WORDS.isdisjoint(words):
            openings.add(id(draft))
    return openings


def _blocks_of_lists(drafts: Sequence[Draft], blocks: Sequence[int]) -> list[int]:
    """Return the blocks of drafts, that of the first row for rows with an empty line after each."""
    joined = list(blocks)
    for index in range(1, len(drafts)):
        are_rows = drafts[index].is_row and drafts[index - 1].is_row
        if are_rows and blocks[index] == blocks[index - 1] + 1:
            joined[index] = joined[index - 1]
    return joined


def _is_last_day(draft: Draft, text: str) -> bool:
    """Return whether a date is that until which something lasts."""
    start = draft.date_start
    return UNTIL_BEFORE_DATE.search(text[max(0, start - MAX_UNTIL) : start]) is not None


def _is_in_name(draft: Draft, text: str) -> bool:
    """Return whether a day may be that of a name: "Preparation of the feast of 15 August", beside hours."""
    start = draft.date_start
    before = text[max(text.rfind("\n", 0, start) + 1, start - MAX_DUTY) : start]
    return isinstance(draft.when, Days) and _NAME_OF_DAY.search(before) is not None


def _first_day(when: When) -> date:
    if isinstance(when, Timed):
        return when.start.date()
    return when.first if isinstance(when, Days) else date(when.year, when.month, 1)


def _has_evidence(draft: Draft, text: str) -> bool:
    """Return whether a draft has a time, several days, an event word, or its date a line of its own."""
    when = draft.when
    if isinstance(when, Timed) or (isinstance(when, Days) and when.first < when.last):
        return True
    before, after = _sentence_around_date(draft, text)
    first_words = " ".join(_WORD.findall(after)[:MAX_FIRST_WORDS])
    is_row_of_event = draft.is_row and names_event(first_words)  # "17 May   Talk by Ann Lund"
    return not _WORD.search(before + after) or has_event_word(draft) or is_row_of_event


def has_event_word(draft: Draft) -> bool:
    """Return whether the title of a draft has a word for an event."""
    return any(word.casefold() in EVENT_WORDS for word in _WORD.findall(draft.title))


def _has_field_in_block(
    draft: Draft, kinds: Container[str], block: int, ends: Sequence[int]
) -> bool:
    """Return whether one of several fields is in the same block of lines as the date."""
    spans = (*draft.spans, *draft.fields.spans)
    return any(span.kind in kinds and bisect(ends, span.start) == block for span in spans)
