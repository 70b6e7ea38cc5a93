"""An announcement as a page: its lines, and a section for each event with date, title and text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from webinars.announcement_parser.grammar.dates import CalendarDays, ParsedDate
from webinars.announcement_parser.grammar.scanner import Item
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.clock_days import clock_days
from webinars.announcement_parser.layout.footnotes import timed_footnotes
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.row_lists import MIN_ROWS
from webinars.announcement_parser.layout.lists.rows import Row
from webinars.announcement_parser.layout.shared_times import (
    shared_times,
    shared_zone,
    weekdays_named,
)

DATED = frozenset({"date", "titled", "row"})  # categories of lines that begin a section
MAX_SHARED_LINES = 40
OTHER_LABELS = frozenset({"title", "place", "zone", "cities"})  # labels of values that are no times


@dataclass
class Section:
    """The lines of one event, as indexes in the page.

    Attributes:
        date_line: the line with the date.
        header: the date line, and the lines around it with times, place, zone and cities.
        title_span: offsets of the title in the text.
        body: the lines of the text.
        row: the row that is the date line, if it is one of a list.
        is_listed: whether its day is one of a list of days in one line, which may have other hours.
        is_in_prose: whether it is one of several events in sentences, which may be alternatives.
        is_certain: whether nothing in the text says so of such a day.
        shared: the lines above and below a list, which are about all its rows.
    """

    date_line: int
    header: list[int]
    title_span: tuple[int, int] | None = None
    title_lines: set[int] = field(default_factory=set)
    body: list[int] = field(default_factory=list)
    row: Row | None = None
    is_listed: bool = False
    is_in_prose: bool = False
    is_certain: bool = False
    shared: list[int] = field(default_factory=list)

    @property
    def header_and_title(self) -> set[int]:
        """Return the lines of the header and of the title."""
        return {*self.header, *self.title_lines}

    def lines(self) -> list[int]:
        """Return all lines of the event in order."""
        return sorted({*self.header, *self.title_lines, *self.body, *self.shared})


@dataclass
class Page:
    """The lines of an announcement, their categories, those that are rows, and rows below day headings."""

    lines: Sequence[Line]
    categories: list[str]
    rows: Mapping[int, Row] = field(default_factory=dict)
    programme: frozenset[int] = frozenset()
    agenda: frozenset[int] = (
        frozenset()
    )  # rows of the programme that may be items of one event; set later
    agenda_days: frozenset[int] = frozenset()  # headings of days with the agenda of one event
    event_lines: frozenset[int] = frozenset()  # set when it is known which sections are events

    @cached_property
    def date_blocks(self) -> frozenset[int]:
        """Return the blocks of the lines with dates of events."""
        pairs = zip(self.lines, self.categories, strict=True)
        return frozenset(line.block for line, category in pairs if category in DATED)

    @cached_property
    def deadlines_by_block(self) -> Counter[int]:
        """Return the number of lines in each block whose date is a deadline, or named otherwise."""
        return Counter(
            line.block for line in self.lines if line.has_date and line.is_mention_by_words
        )

    @cached_property
    def other_clock_days(self) -> frozenset[CalendarDays] | None:
        """Return the days of the times outside the headers of events; None if one has no day beside it."""
        every_day: set[CalendarDays] = set()
        for index, line in enumerate(self.lines):
            if index in self.event_lines or line.is_mention or line.is_text:
                continue
            days = clock_days(line)
            if days is None:
                return None
            every_day |= days
        return frozenset(every_day)

    @cached_property
    def timed_footnotes(self) -> Mapping[str, Line]:
        """Return the footnotes with times by their marks."""
        return timed_footnotes(self.lines)

    def is_no_event(self, index: int) -> bool:
        """Return whether a line is known to be no event: a deadline, a cancellation, a quoted mail."""
        line = self.lines[index]
        is_mention = line.is_mention_by_words and not line.label[0]
        return is_mention or self.categories[index] in {"mention", "boilerplate"}

    def is_about_time(self, index: int) -> bool:
        """Return whether a line may state the time of an event: no other label, no mere mention."""
        line = self.lines[index]
        is_labelled = self.categories[index] in OTHER_LABELS
        return line.may_state_time and not (is_labelled or line.is_mention or line.is_text)

    @cached_property
    def shared_time_lines(self) -> Sequence[int]:
        """Return the lines with times that may be those of all events.

        They are no date lines, and above the first event or in a paragraph without an event.
        """
        first = min(self.date_blocks, default=0)
        indexes = (
            index
            for index, line in enumerate(self.lines)
            if (line.block < first or line.block not in self.date_blocks)
            and self.categories[index] not in DATED
            and self.is_about_time(index)
            and not self._is_of_other_weekday(line)
        )
        return tuple(islice(indexes, MAX_SHARED_LINES))

    @cached_property
    def shared_times(self) -> list[Item]:
        """Return the time that the page states for all its events, [] without one or for one event."""
        if not self._is_list:
            return []
        # A bare time between two events is that of the one above.
        last = max(self.date_blocks, default=0)
        between = range(min(self.date_blocks, default=0), last)
        apart = {n for n in self.shared_time_lines if self.lines[n].block not in between}
        return shared_times(
            [
                line
                for index, line in enumerate(self.lines)
                if self.categories[index] not in DATED
                and not self.is_no_event(index)
                and (index in apart or line.category in {"text", "prose"})
                and not self._is_of_other_weekday(line)
            ]
        )

    def _is_of_other_weekday(self, line: Line) -> bool:
        """Return whether a line names a weekday on which no event of the page is: "Tuesdays, 15:00-17:00"."""
        named = weekdays_named(line)
        return bool(named and self._weekdays) and named.isdisjoint(self._weekdays)

    @cached_property
    def _weekdays(self) -> frozenset[int]:
        """Return the weekdays of the date lines of the page; none if one of them writes none."""
        dates = [
            self.rows[index].date.parts if index in self.rows else parts
            for index, line in enumerate(self.lines)
            if self.categories[index] in DATED
            for parts in (line.date_parts or [()])
        ]
        days = [parts for parts in dates if any(part.day or part.pair for part in parts)]
        weekdays = [{part.weekday for part in parts} - {None} for parts in days]
        return frozenset(
            day for days in weekdays for day in days if day is not None and all(weekdays)
        )

    @cached_property
    def shared_zone(self) -> ZoneReference | None:
        """Return the time zone that the page states for all times."""
        lines = (line for index, line in enumerate(self.lines) if not self.is_no_event(index))
        return shared_zone([line for line in lines if not line.has_date])

    @cached_property
    def zones_by_time(self) -> Mapping[object, ZoneReference]:
        """Return the zone beside each time of the page, by its readings; none if there are several zones."""
        zoned = [time for line in self.lines for time in line.zoned_times if time.references]
        is_one = len({time.references[0].meanings for time in zoned}) == 1
        return {time.time.readings: time.references[0] for time in zoned} if is_one else {}

    @cached_property
    def _is_list(self) -> bool:
        """Return whether there are events on several dates."""
        dates = {
            self.rows[index].date.parts if index in self.rows else line.date_parts
            for index, line in enumerate(self.lines)
            if self.categories[index] in DATED
        }
        return len(dates) >= MIN_ROWS

    @cached_property
    def states_hour_of_row(self) -> bool:
        """Return whether a line outside a list states the hour of a day of it: "from 9 October, at 6 pm"."""
        days = {row.date.calendar_days for row in self.rows.values() if not row.has_time}
        others = (line for index, line in enumerate(self.lines) if index not in self.rows)
        return any(
            line.zoned_times and not line.is_mention and line.calendar_days & days
            for line in others
        )

    @cached_property
    def states_hours_of_periods(self) -> bool:
        """Return whether hours stand above several periods of days: "Hours: 10-14", "Course 1: 6-9 July"."""
        periods = [index for index, line in enumerate(self.lines) if has_period(line)]
        above = self.lines[: periods[0]] if len(periods) >= MIN_ROWS else []
        return any(line.category == "time" for line in above)

    @cached_property
    def time_lines(self) -> Sequence[int]:
        """Return the lines with times that are no date lines."""
        indexes = (
            index
            for index, line in enumerate(self.lines)
            if self.categories[index] not in DATED
            and self.is_about_time(index)
            and not self._is_of_other_weekday(line)
        )
        return tuple(islice(indexes, MAX_SHARED_LINES))

    @cached_property
    def time_lines_by_date(self) -> dict[object, list[int]]:
        """Return the lines with both dates and times, by date."""
        indexes: dict[object, list[int]] = defaultdict(list)
        for index, line in enumerate(self.lines):
            for days in line.calendar_days:
                if len(indexes[days]) < MAX_SHARED_LINES and self.is_about_time(index):
                    indexes[days].append(index)
        return indexes

    def are_near(self, one: int, other: int, gap: int) -> bool:
        """Return whether at most `gap` empty lines separate two lines."""
        return abs(self.lines[one].block - self.lines[other].block) <= gap

    def text_lines(self, start: int, end: int) -> Iterator[int]:
        """Yield the lines in a range that are not boilerplate, up to the end of the page's content."""
        for index in range(start, end):
            if self.categories[index] == "page-end":
                return
            if self.categories[index] != "boilerplate":
                yield index


def has_period(line: Line) -> bool:
    """Return whether a line has a range of days."""
    return any(isinstance(item, ParsedDate) and item.relation == "range" for item in line.items)
