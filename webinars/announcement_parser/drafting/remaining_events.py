"""Days and hours of a text that no draft has, each of which somebody may still make an event."""

from bisect import bisect
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.draft_starts import readings_of, start_of
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.layout.heading_dates import heading_dates
from webinars.announcement_parser.layout.lists.row_lists import day_of_row
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.segments import schedule_of_date, section_of_date
from webinars.announcement_parser.resolution.resolve_dates import DateReading, resolve_date
from webinars.timezones.schedule import Days, Month, Timed, When

MAX_HOURS = 8  # choices of a day
MAX_SCOPE = 3  # dates of the line above, on each of which an hour below may be

Event = tuple[Section, ParsedSchedule]


def remaining_events(page: Page, drafts: Sequence[Draft], today: date) -> Iterator[Event]:
    """Yield the section and the schedule of each day and hour that is that of no draft.

    Whatever the words beside it say: nothing of it is an event unless somebody decides so.
    """
    known = _Known(drafts)
    dated = _dated_lines(page, today)
    hours = [(n, time) for n, line in enumerate(page.lines) for time in line.zoned_times]

    def event(index: int, written: ParsedDate, times: tuple[ZonedTime, ...]) -> Event:
        """Return the section and the schedule: an hour or the whole day, and other hours as choices."""
        line_index = dated.line_of(index, written)
        section = section_of_date(page, index if times else line_index, written)
        if index != line_index and times:
            section.header = [line_index, index]
        schedule = ParsedSchedule(written, items=(written, *(time.time for time in times)))
        position = times[0].time.start if times else written.start
        taken = {
            *known.certain_on(written, today),
            *(time.time.readings[0].start for time in times),
        }
        others = _others(page, hours, position, taken)
        others = others[: MAX_HOURS - len(times)]
        return section, replace(schedule, other_times=times, hours_elsewhere=others)

    for index in range(len(page.lines)):
        for written, times in _pairs(page, dated, index):
            for time in times:
                if known.add_hour(written, time, today):
                    yield event(index, written, (time,))
            if not times and known.add_day(written, today):
                yield event(index, written, ())


@dataclass(frozen=True)
class _DatedLines:
    """The dates to come of each line that has one, and the indexes of these lines."""

    dates: dict[int, list[ParsedDate]]
    indexes: list[int]

    def scope(self, index: int) -> list[ParsedDate]:
        """Return the dates on which the hours of a line without one may be: of the line above, else below."""
        position = bisect(self.indexes, index)
        if not self.indexes:
            return []
        return self.dates[self.indexes[max(0, position - 1)]][:MAX_SCOPE]

    def line_of(self, index: int, written: ParsedDate) -> int:
        """Return the line of a date that is that of an hour in a line."""
        if written in self.dates.get(index, ()):
            return index
        return self.indexes[max(0, bisect(self.indexes, index) - 1)]


def _dated_lines(page: Page, today: date) -> _DatedLines:
    headings = heading_dates(page.lines, today)
    dates: dict[int, list[ParsedDate]] = {}
    for index, line in enumerate(page.lines):
        own = [item for item in line.items if isinstance(item, ParsedDate)]
        row = page.rows.get(index)
        further = (day_of_row(line, headings[index]), row.date if row else None)
        own += [one for one in further if one is not None and one not in own]
        to_come = [one for one in own if one.is_supported and _readings(one, today)]
        if to_come:
            dates[index] = to_come
    return _DatedLines(dates, list(dates))


def _readings(written: ParsedDate, today: date) -> list[DateReading]:
    readings = resolve_date(written, today).readings
    return [reading for reading in readings if reading.last >= today]


def _pairs(
    page: Page, dated: _DatedLines, index: int
) -> Iterator[tuple[ParsedDate, Sequence[ZonedTime]]]:
    """Yield the dates of a line with their hours, or those above a line of hours."""
    line = page.lines[index]
    own = dated.dates.get(index, [])
    taken: set[int] = set()
    for written in own:
        times = schedule_of_date(line, written).times if written in line.items else ()
        taken |= {time.time.start for time in times}
        yield written, times
    free = [time for time in line.zoned_times if time.time.start not in taken]
    if not free:
        return
    if own:
        for time in free:
            _, nearest = min((abs(one.start - time.time.start), n) for n, one in enumerate(own))
            yield own[nearest], [time]
        return
    for written in dated.scope(index):
        yield written, free


class _Known:
    """The days and hours of drafts, and of events that were yielded."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.starts = {start_of(draft.when) for draft in drafts}
        self._certain: dict[date, list[int]] = {}
        for start in (start_of(draft.when) for draft in drafts if not draft.questions):
            if start is not None:
                self._certain.setdefault(start[0], []).append(start[1])
        self.days: set[object] = set()
        self.hours: set[tuple[object, int]] = set()
        for draft in drafts:
            for when in readings_of(draft):
                self.days |= {day for day in _days(when) if isinstance(day, date)}
            self.days |= set(_days(draft.when))
            own = next(iter(_days(draft.when)), None)
            for time in _own_times(draft):
                self.hours.add((own, time.time.start))
                self.hours |= {(own, one.start) for one in (time.end,) if one}

    def certain_on(self, written: ParsedDate, today: date) -> Iterator[int]:
        """Yield the minutes at which drafts without a question begin on a day."""
        day = _readings(written, today)[0].first
        yield from self._certain.get(day, ())

    def add_hour(self, written: ParsedDate, time: ZonedTime, today: date) -> bool:
        """Add an hour of a day; return whether it was unknown."""
        first = _readings(written, today)[0]
        starts = {(first.first, reading.start) for reading in time.time.readings}
        is_known = (
            not self.starts.isdisjoint(starts) or (first.first, time.time.start) in self.hours
        )
        self.starts |= starts
        self.days.add(first.first)
        return not is_known and first.unit != "month"

    def add_day(self, written: ParsedDate, today: date) -> bool:
        """Add a day, days or a month; return whether they were unknown."""
        first = _readings(written, today)[0]
        if first.unit == "month":
            key: object = (first.first.year, first.first.month)
        elif first.first == first.last:
            key = first.first
        else:
            key = (first.first, first.last)
        is_known = key in self.days
        self.days.add(key)
        return not is_known


def _own_times(draft: Draft) -> Sequence[ZonedTime]:
    """Return the times of a draft; only the first one if it asks which of several is its own."""
    if draft.schedule is None:
        return ()
    is_asked = any(question.code == "several-times" for question in draft.questions)
    return draft.schedule.times[:1] if is_asked else draft.schedule.times


def _days(when: When) -> Iterator[object]:
    """Yield the day of a schedule, its days, or its month; a day is also in its month."""
    if isinstance(when, Month):
        yield when.year, when.month
        return
    first = when.start.date() if isinstance(when, Timed) else when.first
    yield first
    yield first.year, first.month
    if isinstance(when, Days) and when.first < when.last:
        yield when.first, when.last


def _block(page: Page, position: int) -> int:
    index = bisect(page.lines, position, key=lambda line: line.start) - 1
    return page.lines[max(0, index)].block


def _others(
    page: Page, hours: Sequence[tuple[int, ZonedTime]], position: int, taken: Collection[int]
) -> tuple[ZonedTime, ...]:
    """Return the hours around a position: first those of its block, then the nearest ones."""
    middle = bisect(hours, position, key=lambda hour: hour[1].time.start)
    around = hours[max(0, middle - MAX_HOURS) : middle + MAX_HOURS]
    block = _block(page, position)
    ordered = sorted(
        around,
        key=lambda hour: (page.lines[hour[0]].block != block, abs(hour[1].time.start - position)),
    )
    others = {time.time.readings[0].start: time for _, time in reversed(ordered)}
    starts = dict.fromkeys(time.time.readings[0].start for _, time in ordered)
    return tuple(others[start] for start in starts if start not in taken)
