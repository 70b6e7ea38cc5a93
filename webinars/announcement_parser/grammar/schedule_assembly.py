"""Combine clock times with their cities and time zones, and with dates, into an unresolved schedule."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.day_shifts import ClockWeekday, DayShift
from webinars.announcement_parser.grammar.durations import Duration
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.function_words import (
    FUNCTION_WORDS,
    PRELIMINARIES,
)
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.timezones.cities import City

MAX_TIMES = 24
MAX_PRELIMINARY = 120  # minutes between the doors and the start
TO = FUNCTION_WORDS["to"] | {"-"}
AND = FUNCTION_WORDS["and-joint"]
TIME_WORDS = FUNCTION_WORDS["time"] | FUNCTION_WORDS["local"]


@dataclass(frozen=True)
class ZonedTime:
    """A clock time with its time zones.

    Attributes:
        references: the cities and zones in whose local time it is written.
        date: its own date, if it has one: "09:00 Tokyo (17 July)".
        weekday: the weekday there, if it is written: "03:00 UTC Friday".
        end: the end, if it is written separately: "15:00 CEST to 16:00 CEST".
    """

    time: ParsedTime
    references: tuple[ZoneReference, ...] = ()
    day_shift: int | None = None
    date: ParsedDate | None = None
    weekday: int | None = None
    end: ParsedTime | None = None


@dataclass(frozen=True)
class ParsedSchedule:
    """Date and time of an event as written, before ambiguities are resolved.

    Attributes:
        other_dates: dates that may be meant instead.
        other_times: times of other lines, one of which may be that of an event without a time.
        hours_elsewhere: further times of the text, for choices of an event that is asked about anyway.
        zone_reference: the zone or city of the event, where the times have none.
        cities: the cities of a line that lists them, None without such a line.
        place_span: offsets of the place in the text.
    """

    date: ParsedDate
    times: tuple[ZonedTime, ...] = ()
    end_date: ParsedDate | None = None
    other_dates: tuple[ParsedDate, ...] = ()
    other_times: tuple[ZonedTime, ...] = ()
    hours_elsewhere: tuple[ZonedTime, ...] = ()
    duration_minutes: int | None = None
    zone_reference: ZoneReference | None = None
    cities: tuple[City, ...] | None = None
    place_span: tuple[int, int] | None = None
    items: tuple[Item, ...] = field(default=(), repr=False)


def assemble_schedule(
    items: Sequence[Item], end_items: Sequence[Item] = ()
) -> ParsedSchedule | None:
    """Combine the items of a temporal expression; return None without a date.

    Args:
        items: the expression.
        end_items: the items of a separate line with the end.
    """
    schedule = _build(_without_preliminaries(items)).schedule()
    if schedule is None or not end_items:
        return schedule
    end = _build(end_items)
    if end.dates:
        schedule = replace(schedule, end_date=end.dates[0])
    if not end.times or not schedule.times:
        return schedule
    end_time = end.times[0]
    end_meanings = {reference.meanings for reference in end_time.references}
    same_zone = [
        time
        for time in schedule.times
        if end_meanings & {reference.meanings for reference in time.references}
    ]
    target = (same_zone or schedule.times)[0]
    times = (
        replace(time, end=end_time.time) if time is target else time for time in schedule.times
    )
    return replace(schedule, times=tuple(times))


def _without_preliminaries(items: Sequence[Item]) -> Sequence[Item]:
    """Return the items without times in brackets before the start: "18:30 (doors from 18:00)"."""
    start: ParsedTime | None = None
    words: set[str] = set()
    is_bracketed = False
    preliminary: list[ParsedTime] = []
    for item in items:
        if isinstance(item, Filler | Word):
            is_bracketed = (is_bracketed or item.norm == "(") and item.norm != ")"
            words = words | {item.norm} if is_bracketed else set()
        elif isinstance(item, ParsedTime):
            is_before = start is not None and 0 < _minutes_before(start, item) <= MAX_PRELIMINARY
            if is_bracketed and is_before and words & PRELIMINARIES:
                preliminary.append(item)
            start = start or item
    return [item for item in items if item not in preliminary] if preliminary else items


def _minutes_before(start: ParsedTime, other: ParsedTime) -> int:
    return start.readings[0].start - other.readings[0].start


def zoned_times(items: Sequence[Item]) -> tuple[ZonedTime, ...]:
    """Return the times of a line, with the zones and cities next to them."""
    return tuple(_build(items).times)


def _build(items: Sequence[Item]) -> "_ScheduleBuilder":
    builder = _ScheduleBuilder(items)
    for index, item in enumerate(items):
        builder.add(index, item)
    return builder


class _ScheduleBuilder:
    """Assign the items of a temporal expression to dates and times, in order."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.next_items = _next_items(items)
        self.dates: list[ParsedDate] = []
        self.end_date: ParsedDate | None = None
        self.times: list[ZonedTime] = []
        self.pending: list[ZoneReference] = []  # references before their time
        self.fillers: list[str] = []  # since the last other item
        self.duration_minutes: int | None = None
        self.next_day_shift: int | None = None  # "(+1 day 04:00 Geneva)"
        self.next_weekday: int | None = None
        self.are_zones_first = False  # "Geneva 15:00", not "15:00 Geneva"
        self.cities_after_comma: list[ZoneReference] = []
        self.cities_before_date: list[ZoneReference] = []

    def add(self, index: int, item: Item) -> None:
        """Add the item at an index."""
        if isinstance(item, Filler):
            self.fillers.append(item.norm)
            return
        if isinstance(item, ParsedDate):
            self._add_date(item)
        elif isinstance(item, ParsedTime):
            self._add_time(index, item)
            self.times = self.times[:MAX_TIMES]
        elif isinstance(item, ZoneReference):
            self._add_reference(index, item)
        elif isinstance(item, DayShift):
            self._add_day_shift(index, item)
        elif isinstance(item, ClockWeekday):
            self._add_weekday(index, item)
        elif isinstance(item, Duration):
            self.duration_minutes = item.minutes
        self.fillers = []

    def schedule(self) -> ParsedSchedule | None:
        """Return the schedule of the items, None without a date."""
        if self.pending and self.times and not self.are_zones_first:
            last = self.times[-1]
            self.times[-1] = replace(last, references=(*last.references, *self.pending))
        if not self.dates:
            return None
        place = self._place()
        return ParsedSchedule(
            date=self.dates[0],
            times=tuple(self.times),
            end_date=self.end_date,
            other_dates=tuple(self.dates[1:]),
            duration_minutes=self.duration_minutes,
            zone_reference=self.pending[0] if self.pending and not self.times else None,
            place_span=(place.start, place.end) if place else None,
            items=tuple(self.items),
        )

    def _place(self) -> ZoneReference | None:
        """Return the city where the event takes place, if it is more than the zone of a time."""
        if not self.times:
            return next((ref for ref in self.pending if ref.city is not None), None)
        cities = [*self.cities_before_date, *self.cities_after_comma]
        return cities[0] if len(cities) == len(self.times) == 1 else None

    def _add_date(self, date: ParsedDate) -> None:
        is_after_to = bool(TO & set(self.fillers))
        if not self.dates:
            self.dates.append(date)
        elif self.times and is_after_to and self.end_date is None:
            self.end_date = date
        elif self.times and "(" in self.fillers and self.times[-1].date is None:
            self.times[-1] = replace(self.times[-1], date=date)
        else:
            self.dates.append(date)

    def _add_time(self, index: int, time: ParsedTime) -> None:
        last = self.times[-1] if self.times else None
        if last is not None and self._is_end(index, last, time):
            self.times[-1] = replace(last, end=time)
            return
        self.are_zones_first = self.are_zones_first or (last is None and bool(self.pending))
        self.times.append(
            ZonedTime(
                time,
                tuple(self.pending),
                day_shift=self.next_day_shift,
                weekday=self.next_weekday,
            )
        )
        self.pending = []
        self.next_day_shift = self.next_weekday = None

    def _add_day_shift(self, index: int, shift: DayShift) -> None:
        """Add a shift to the last time, or to the next if that follows in the same brackets."""
        after = self.items[index + 1] if index + 1 < len(self.items) else None
        if "(" in self.fillers and isinstance(after, ParsedTime):
            self.next_day_shift = shift.days
        elif self.times:
            self.times[-1] = replace(self.times[-1], day_shift=shift.days)

    def _add_weekday(self, index: int, item: ClockWeekday) -> None:
        """Add a weekday to the time directly after it, else to the last time."""
        after = self.items[index + 1] if index + 1 < len(self.items) else None
        if isinstance(after, ParsedTime):
            self.next_weekday = item.weekday
        elif self.times and self.times[-1].weekday is None:
            self.times[-1] = replace(self.times[-1], weekday=item.weekday)

    def _is_end(self, index: int, last: ZonedTime, time: ParsedTime) -> bool:
        """Return whether a time is the end of the last one: "15:00 CEST to 16:00 CEST"."""
        before = self.items[max(0, index - 2) : index]  # "à 11h et à 14h" are two starts
        has_end = last.end is not None or last.time.readings[0].end is not None
        is_second = any(item.norm in AND for item in before if isinstance(item, Word))
        if has_end or time.readings[0].end is not None or self.pending or is_second:
            return False
        if self.end_date is not None and len(self.times) == 1:
            return True
        next_item = self.next_items[index]
        is_same_zone = not isinstance(next_item, ZoneReference) or [
            reference.meanings for reference in last.references
        ] == [next_item.meanings]
        return bool(TO & set(self.fillers)) and is_same_zone

    def _add_reference(self, index: int, reference: ZoneReference) -> None:
        last = self.times[-1] if self.times else None
        is_before_time = isinstance(self.next_items[index], ParsedTime) or (
            self.are_zones_first and self._leads_to_time(index)
        )
        if last is None or (is_before_time and self._belongs_to_next_time(index, last)):
            self.pending.append(reference)
            if not self.dates and reference.city is not None and not self._is_zone_only(index):
                self.cities_before_date.append(reference)
            return
        if "," in self.fillers and reference.city is not None and not self._is_zone_only(index):
            self.cities_after_comma.append(reference)
        if reference.meanings not in [known.meanings for known in last.references]:
            self.times[-1] = replace(last, references=(*last.references, reference))

    def _leads_to_time(self, index: int) -> bool:
        """Return whether only another zone is between a reference and a time: "New York (EDT): 9:00"."""
        following = self.next_items[index]
        if not isinstance(following, ZoneReference):
            return False
        gap = self.items[index + 1 : self.items.index(following, index)]
        is_adjacent = all(isinstance(item, Filler) and item.norm in "(/" for item in gap)
        return is_adjacent and isinstance(
            self.next_items[self.items.index(following, index)], ParsedTime
        )

    def _is_zone_only(self, index: int) -> bool:
        """Return whether words around a city refer to its time zone only: "Geneva time"."""
        after = self.items[index + 1 : index + 3]
        norms = {item.norm for item in after if isinstance(item, Filler)}
        return bool((norms | set(self.fillers)) & TIME_WORDS)

    def _belongs_to_next_time(self, index: int, last: ZonedTime) -> bool:
        """Return whether a reference between two times is that of the second."""
        if self.are_zones_first or not last.references:
            return self.are_zones_first
        time_index = next(
            next_index
            for next_index in range(index + 1, len(self.items))
            if isinstance(self.items[next_index], ParsedTime)
        )
        return not isinstance(self.next_items[time_index], ZoneReference)


def _next_items(items: Sequence[Item]) -> list[Item | None]:
    """Return for each item the next one that is neither a filler nor a word."""
    following: list[Item | None] = []
    next_item: Item | None = None
    for item in reversed(items):
        following.append(next_item)
        if not isinstance(item, Filler | Word):
            next_item = item
    following.reverse()
    return following
