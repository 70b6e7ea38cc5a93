"""Hours of a day at which no draft begins, each a possible further event of that day."""

from bisect import bisect
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.draft_starts import Start, end_of, readings_of, start_of
from webinars.announcement_parser.grammar.phrases.agenda_words import AGENDA_ITEM_WORDS
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.grammar.start_words import START_NOUNS
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.layout.lists.day_programmes import begins_with_time
from webinars.announcement_parser.layout.lists.rows import parse_row
from webinars.announcement_parser.layout.mention_words import aside_words
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.prose import sentences
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.announcement_parser.selection.dated_hours import DatedHour, dated_hours
from webinars.timezones.schedule import Days, Timed

MIN_WORDS = 5  # of a sentence about an event
MAX_SHARE = 3  # of the rows of a day, more items than one of so many make them an agenda


def further_hours(
    page: Page, drafts: Sequence[Draft], used: Collection[int], today: date
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the section and the schedule of each hour that may be that of a further event.

    Args:
        page: the page.
        drafts: the drafts that are known.
        used: offsets of the times of drafts and other further events.
        today: the day of writing.
    """
    readings = [when for draft in drafts for when in readings_of(draft)]
    known = {bound(when) for when in readings for bound in (start_of, end_of)}
    hours = list(dated_hours(page))
    rows = _rows_of_events(page, hours)
    offsets = {row.offset for row in rows}
    told = _told(page, drafts) if rows else []
    for hour in hours:
        start = _start(hour, today)
        if start is None or start in known or hour.offset in used:
            continue
        if hour in rows:
            wholes = told if rows[hour] else drafts
            is_event = not any(_contains(draft, start, offsets) for draft in wholes)
        else:
            is_event = _is_event_of_sentence(page, hour)
        if is_event:
            known.add(start)
            yield _event(page, hour)


def _start(hour: DatedHour, today: date) -> Start | None:
    """Return the day and minutes of an hour, None if it is not on a single day to come."""
    readings = resolve_date(hour.date, today).readings
    if not readings or not today < readings[0].first == readings[0].last:
        return None
    return readings[0].first, hour.statement.start


def _contains(draft: Draft, hour: Start, rows: Collection[int]) -> bool:
    """Return whether an hour is on one of several days, or within hours that are those of no row."""
    when = draft.when
    if isinstance(when, Days):
        return when.first < when.last and when.first <= hour[0] <= when.last
    if not isinstance(when, Timed) or draft.schedule is None or "end" in draft.assumed:
        return False
    is_row = any(time.time.start in rows for time in draft.schedule.times)
    start, end = start_of(when), end_of(when)
    return not is_row and start is not None and end is not None and start <= hour <= end


def _told(page: Page, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts whose dates are in sentences, above the rows of their agendas."""
    starts = [line.start for line in page.lines]
    return [
        draft
        for draft in drafts
        if page.categories[bisect(starts, draft.date_start) - 1] == "prose"
    ]


def _rows_of_events(page: Page, hours: Sequence[DatedHour]) -> Mapping[DatedHour, bool]:
    """Return the rows of hours that are no agenda, with whether the hours of their day overlap.

    They are those of several days, or overlap; no item begins when the one before ends.
    """
    by_day: dict[object, list[DatedHour]] = {}
    for hour in hours:
        is_row = hour.statement.is_row and begins_with_time(page.lines[hour.line_index])
        if is_row and hour.line_index not in page.rows:
            by_day.setdefault(hour.date.calendar_days, []).append(hour)
    days = [rows for rows in by_day.values() if len(rows) > 1]
    rows_of_events: dict[DatedHour, bool] = {}
    for rows in days:
        is_overlap = _are_overlapping(rows)
        are_events = len(days) > 1 or is_overlap
        are_clocks = any(row.statement.time.references for row in rows)
        if are_events and not are_clocks and not _are_items(page, rows):
            rows_of_events |= dict.fromkeys(rows, is_overlap)
    return rows_of_events


def _bounds(rows: Sequence[DatedHour]) -> Iterator[tuple[int, int]]:
    """Yield the end of each row that states one, and the start of the next row."""
    readings = [row.statement.time.time.readings[0] for row in rows]
    for first, second in pairwise(readings):
        if first.end is not None:
            yield first.end, second.start


def _are_overlapping(rows: Sequence[DatedHour]) -> bool:
    return any(start < end for end, start in _bounds(rows))


def _are_items(page: Page, rows: Sequence[DatedHour]) -> bool:
    """Return whether rows are the agenda of one event: one after the other, or "Welcome" and "Break"."""
    items = sum(_first_word(page, row) in AGENDA_ITEM_WORDS for row in rows)
    return items * MAX_SHARE > len(rows) or any(start == end for end, start in _bounds(rows))


def _first_word(page: Page, row: DatedHour) -> str:
    """Return the first word after the hour of a row, which may be that of the line below."""
    items = (
        item for line in page.lines[row.line_index : row.line_index + 2] for item in line.items
    )
    words = (item for item in items if isinstance(item, Word) and item.norm[:1].isalpha())
    return next((word.norm for word in words if word.start > row.offset), "")


def _is_event_of_sentence(page: Page, hour: DatedHour) -> bool:
    """Return whether the sentence of an hour names an event, and nothing beside it."""
    line = page.lines[hour.line_index]
    time = hour.statement.time
    is_text = page.categories[hour.line_index] in {"text", "prose"} and not begins_with_time(line)
    if not is_text or time.references:
        return False
    if hour.line_index not in page.rows and hour.date in {row.date for row in page.rows.values()}:
        return False  # a sentence below a list
    sentence = next((one for one in sentences(line.items) if time.time in one), [])
    words = _words(sentence)
    is_about_event = not START_NOUNS.isdisjoint(_words(_clause(sentence, time.time)))
    return len(words) >= MIN_WORDS and is_about_event and not aside_words(sentence)


def _clause(sentence: Sequence[Item], time: ParsedTime) -> Sequence[Item]:
    """Return the items of a sentence between the time before a time and the one after it."""
    others = [n for n, item in enumerate(sentence) if isinstance(item, ParsedTime) and item != time]
    index = sentence.index(time)
    first = max((n for n in others if n < index), default=-1)
    last = min((n for n in others if n > index), default=len(sentence))
    return sentence[first + 1 : last]


def _words(items: Sequence[Item]) -> list[str]:
    norms = (item.norm for item in items if isinstance(item, Word | Filler))
    return [norm for norm in norms if norm.isalpha()]


def _event(page: Page, hour: DatedHour) -> tuple[Section, ParsedSchedule]:
    """Return the section and the schedule of an hour, with the title beside it or below it."""
    line = page.lines[hour.line_index]
    section = Section(hour.line_index, [hour.line_index])
    row = parse_row(line.source, line.items, (line.start, line.end), hour.date)
    below = page.lines[hour.line_index + 1 : hour.line_index + 2]
    if row is not None and row.title is not None:
        section.title_span = row.title
    elif below and below[0].is_heading:
        section.title_span = below[0].start, below[0].end
        section.title_lines = {hour.line_index + 1}
    time = hour.statement.time
    items: tuple[Item, ...] = (hour.date, time.time, *time.references)
    return section, ParsedSchedule(hour.date, times=(time,), items=items)
