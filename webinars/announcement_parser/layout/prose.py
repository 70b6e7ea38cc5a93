"""Find the date of an event within sentences, for announcements without a line for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.day_shifts import DayShift
from webinars.announcement_parser.grammar.durations import Duration
from webinars.announcement_parser.grammar.phrases.doubt_phrases import UNTIL_WORDS
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, assemble_schedule
from webinars.announcement_parser.grammar.start_words import START_NOUNS
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.function_words import (
    ABBREVIATIONS,
    BEFORE_START,
)
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.line_phrases import SAME_TIME
from webinars.announcement_parser.layout.line_splitting import is_chat_stamp
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.date_lists import JOINTS
from webinars.announcement_parser.layout.mention_words import aside_words, has_mention_word

MENTION_WINDOW = 4  # items before a date that may mark it as a mere mention
MAX_OTHER_DATES = 6
MAX_MARK = 3  # characters of the mark of a list
MAX_LINES_BELOW = 2


def schedule_in_prose(
    lines: Sequence[Line], is_ignored: Callable[[int], bool], is_over: Callable[[ParsedDate], bool]
) -> tuple[int, ParsedSchedule] | None:
    """Return the first schedule in sentences, with the index of its line.

    Dates to come take precedence over others, and days over months. Further dates become other_dates, for a
    question to the organiser.

    Args:
        lines: the lines of the page.
        is_ignored: whether the line at an index is no event.
        is_over: whether a date is over, or is the day of writing.
    """
    candidates = [date for date in _dates(lines, is_over) if not is_ignored(date[0])]
    candidates = candidates or [
        date for date in _dates(lines, lambda _: False) if not is_ignored(date[0])
    ]
    days = [candidate for candidate in candidates if not candidate[1].is_month] or candidates
    if not days:
        return None
    line_index, _, items = days[0]
    schedule = assemble_schedule(items)
    if schedule is None:
        return None
    own = (
        schedule.date,
        *([schedule.end_date] if schedule.end_date else []),
        *schedule.other_dates,
    )
    own_parts = {date.parts for date in own}
    own_days = {day for date in own for day in _calendar_days(date)}
    others = {
        date.parts: date
        for _, date, _ in days[1:]
        if date.parts not in own_parts and not _calendar_days(date) <= own_days
    }
    other_dates = (*schedule.other_dates, *others.values())[:MAX_OTHER_DATES]
    return line_index, replace(schedule, other_dates=other_dates)


def _calendar_days(date: ParsedDate) -> set[tuple[int | None, int | None]]:
    """Return month and day of each part of a date, with the month of the last for those without one."""
    month = date.parts[-1].month or date.parts[0].month
    return {(part.month or month, part.day) for part in date.parts}


class SentenceEvent(NamedTuple):
    """An event whose date and time are in a sentence: the line, the schedule and the sentence's span."""

    line_index: int
    schedule: ParsedSchedule
    span: tuple[int, int]


def events_in_sentences(
    lines: Sequence[Line],
    is_ignored: Callable[[int], bool],
    is_over: Callable[[ParsedDate], bool],
    least: int = 2,
) -> list[SentenceEvent]:
    """Return the events of sentences that state a date and a time each; [] if there are too few.

    The time may be that of the event before: "same time". A date of a sentence without a time may be
    anything, and is left to schedule_in_prose().

    Args:
        lines: the lines of the page.
        is_ignored: whether the line at an index is no event.
        is_over: whether a date is over, or is known otherwise.
        least: the number of events below which none is returned.
    """
    events: dict[object, SentenceEvent] = {}
    for line_index, line in enumerate(lines):
        own = list(sentences(line.items)) if not is_ignored(line_index) else []
        below = _first_sentence_below(lines, line_index) if own else []
        for sentence, following in pairwise([*own, below]):
            event = _event_of_sentence(line, line_index, sentence, is_over)
            event = event or _event_with_time_below(line, line_index, sentence, following, is_over)
            if event is not None:
                events.setdefault(_start_of(event.schedule), event)
    return list(events.values()) if len(events) >= least else []


def _first_sentence_below(lines: Sequence[Line], index: int) -> list[Item]:
    """Return the first sentence of the next line in the same block; a chat program's stamps are none."""
    below = (
        line
        for line in lines[index + 1 : index + 1 + MAX_LINES_BELOW]
        if not is_chat_stamp(line.text) and line.block == lines[index].block
    )
    line = next(below, None)
    return next(sentences(line.items), []) if line is not None and not line.label[0] else []


def _event_with_time_below(
    line: Line,
    line_index: int,
    sentence: Sequence[Item],
    following: Sequence[Item],
    is_over: Callable[[ParsedDate], bool],
) -> SentenceEvent | None:
    """Return the event of a sentence with a date whose time begins the next one: "… Beginn: 20 Uhr."."""
    words = [item for item in following if not isinstance(item, Filler)]
    is_start = bool(words) and isinstance(words[0], Word) and words[0].norm in BEFORE_START
    first = words[1] if is_start and len(words) > 1 else words[0] if words else None
    has_date = any(isinstance(item, ParsedDate) for item in following)
    if not isinstance(first, ParsedTime) or has_date:
        return None
    event = _event_of_sentence(line, line_index, [*sentence, *following], is_over)
    return event and event._replace(span=(sentence[0].start, sentence[-1].end))


def _start_of(schedule: ParsedSchedule) -> object:
    return schedule.date.parts, tuple(time.time.readings for time in schedule.times[:1])


def _event_of_sentence(
    line: Line, line_index: int, sentence: Sequence[Item], is_over: Callable[[ParsedDate], bool]
) -> SentenceEvent | None:
    date_index = _event_date_index(line.source, sentence, is_over)
    if date_index is None:
        return None
    is_item = _is_item(line, sentence, date_index)
    # In an item of a list what follows its time is about it: ", registration by e-mail".
    relevant = sentence[: _after_times(sentence, date_index)] if is_item else sentence
    if aside_words(relevant):
        return None
    schedule = assemble_schedule(_temporal_items(sentence, date_index))
    span = (sentence[0].start, sentence[-1].end)
    if schedule is None or schedule.date.is_month:
        return None
    has_time = bool(schedule.times) or SAME_TIME.search(line.source, *span) is not None
    return SentenceEvent(line_index, schedule, span) if has_time or is_item else None


def _is_item(line: Line, sentence: Sequence[Item], date_index: int) -> bool:
    """Return whether a sentence begins an item of a list and names an event before its date."""
    is_first = line.is_bullet and sentence[0].start <= line.start + MAX_MARK
    return is_first and not START_NOUNS.isdisjoint(_norms(sentence[:date_index]))


def _after_times(sentence: Sequence[Item], date_index: int) -> int:
    """Return the index after the date and the times of a sentence."""
    times = (n for n, item in enumerate(sentence) if isinstance(item, ParsedTime))
    return max(date_index, *times, 0) + 1


def _norms(items: Sequence[Item]) -> set[str]:
    return {item.norm for item in items if isinstance(item, Word | Filler)}


def _dates(
    lines: Sequence[Line], is_over: Callable[[ParsedDate], bool]
) -> Iterator[tuple[int, ParsedDate, list[Item]]]:
    """Yield line index, date and temporal expression for the first event date of each sentence."""
    for line_index, line in enumerate(lines):
        for sentence in sentences(line.items):
            date_index = _event_date_index(line.source, sentence, is_over)
            date = sentence[date_index] if date_index is not None else None
            if date_index is not None and isinstance(date, ParsedDate):
                yield line_index, date, _temporal_items(sentence, date_index)


def sentences(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the items of each sentence; the full stop of "Dr." ends none."""
    sentence: list[Item] = []
    for before, item in zip([None, *items], items, strict=False):
        is_stop = isinstance(before, Filler) and before.norm == "."
        is_start = is_stop and before is not None and item.start > before.end
        is_abbreviation = len(sentence) > 1 and _is_abbreviation(sentence[-2])
        is_start = is_start and not is_abbreviation
        if is_start and sentence:
            yield sentence
            sentence = []
        sentence.append(item)
    if sentence:
        yield sentence


def _is_abbreviation(item: Item) -> bool:
    return isinstance(item, Word) and item.norm in ABBREVIATIONS


def _event_date_index(
    source: str, sentence: Sequence[Item], is_over: Callable[[ParsedDate], bool]
) -> int | None:
    """Return the index of the first date that is to come, and no mere mention such as "until 16 July"."""
    for index, item in enumerate(sentence):
        if (
            not isinstance(item, ParsedDate)
            or item.is_weak
            or not item.is_supported
            or is_over(item)
        ):
            continue
        window = sentence[max(0, index - MENTION_WINDOW) : index]
        is_first = not any(isinstance(word, ParsedDate) for word in sentence[:index])
        if is_first and _is_after_until(window):
            continue
        if _is_aside_before_others(sentence, index):
            continue
        if not has_mention_word(source, window):
            return index
    return None


def _is_aside_before_others(sentence: Sequence[Item], index: int) -> bool:
    """Return whether a date is beside the event of a later one: "Arrival is on 5 July, talks from 6 July"."""
    dates = [n for n, item in enumerate(sentence) if isinstance(item, ParsedDate)]
    before = max((n + 1 for n in dates if n < index), default=0)
    return dates[-1] > index and bool(aside_words(sentence[before:index]))


def _is_after_until(before: Sequence[Item]) -> bool:
    """Return whether "until" precedes a date, with an article or a weekday between: "hasta el 3 de marzo"."""
    norms = [item.norm for item in before[-2:] if isinstance(item, Word | Filler)]
    return not UNTIL_WORDS.isdisjoint(norms)


def _end_of_list(sentence: Sequence[Item], date_index: int) -> int:
    """Return the index of the last of several dates that only commas or "and" separate."""
    last = date_index
    for index, item in enumerate(sentence[date_index + 1 :], date_index + 1):
        if isinstance(item, ParsedDate) and not item.is_weak:
            last = index
        elif not isinstance(item, Filler | Word) or item.norm not in JOINTS:
            break
    return last


def _temporal_items(sentence: Sequence[Item], date_index: int) -> list[Item]:
    """Return the items from the first time or date to the last, and the city where it takes place."""
    core = [
        index
        for index, item in enumerate(sentence)
        if isinstance(item, ParsedTime) or index == date_index
    ]
    last = _end_of_list(sentence, date_index) if core[-1] == date_index else core[-1]
    while last + 1 < len(sentence) and isinstance(
        sentence[last + 1], Filler | ZoneReference | DayShift | Duration
    ):
        last += 1
    items = [
        item
        for index, item in enumerate(sentence[core[0] : last + 1], core[0])
        if not isinstance(item, ParsedDate) or index >= date_index
    ]
    if any(isinstance(item, ParsedTime) for item in items):
        return items
    # "from 12 to 15 October at the Palais des Nations in Geneva"
    rest = (item for item in sentence[last + 1 :] if isinstance(item, ZoneReference))
    return [*items, *(reference for reference in rest if reference.city is not None)]
