"""Grid of a day: for each place and quarter of an hour, the part of the day of a session there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from webinars.fair_hours.day_parts import (
    DEFAULT_HOURS,
    QUARTER,
    QUARTERS,
    DayHours,
    DayPart,
    quarters_of,
)
from webinars.fair_hours.days_off import WeekendRule, public_holiday, weekend
from webinars.fair_hours.places import Place
from webinars.timezones import zones
from webinars.timezones.local_times import first_instant

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Meeting:
    """Dates on which people meet at one local time of a time zone, for a duration."""

    dates: tuple[date, ...]
    timezone: str
    duration: timedelta


@dataclass(frozen=True)
class Assumptions:
    """What counts as night, working hours and a day off."""

    hours: DayHours = DEFAULT_HOURS
    weekends: WeekendRule = WeekendRule.BY_COUNTRY
    counts_holidays: bool = True


@dataclass(frozen=True)
class PlaceRow:
    """A place by the local quarter at which the session starts in the meeting's zone.

    Attributes:
        parts: the worst DayPart of the session there, over all dates.
        local_starts: local start there in quarters after midnight of the meeting's date, one tuple for each
            distinct course over the dates; -97 where clocks skip the start.
    """

    place: Place
    parts: bytes
    local_starts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class DayGrid:
    """The rows of all places; evaluations counts the quarters of places that were looked at."""

    meeting: Meeting
    assumptions: Assumptions
    rows: tuple[PlaceRow, ...]
    skipped: frozenset[int]
    evaluations: int

    @property
    def starts(self) -> list[int]:
        """Return the quarters at which the session can start on all dates."""
        return [quarter for quarter in range(QUARTERS) if quarter not in self.skipped]

    def people(self, quarter: int) -> tuple[int, int, int, int]:
        """Return how many people are in each DayPart if the session starts at a quarter."""
        counts = [0] * len(DayPart)
        for row in self.rows:
            counts[row.parts[quarter]] += row.place.people
        return counts[0], counts[1], counts[2], counts[3]

    def worst(self, quarter: int) -> PlaceRow:
        """Return the place for which a start is worst, by part of the day and distance from working hours."""
        middle = self.assumptions.hours.middle_of_work
        half = quarters_of(self.meeting.duration) / 2

        def badness(row: PlaceRow) -> tuple[int, float, int]:
            distances = (
                _distance((course[quarter] + half) % QUARTERS, middle)
                for course in row.local_starts
            )
            return row.parts[quarter], max(distances), row.place.people

        return max(self.rows, key=badness)


SKIPPED = -97


def evaluate(places: Sequence[Place], meeting: Meeting, assumptions: Assumptions) -> DayGrid:
    """Look at every quarter of an hour of each date and place, also across clock changes.

    Raises:
        InvalidInputError: "unknown-timezone", "date-out-of-range".
    """
    days = [_MeetingDay.of(day, meeting) for day in meeting.dates]
    rows, evaluations = [], 0
    known: dict[object, tuple[bytes, tuple[int, ...]]] = {}
    for place in places:
        off = weekend(place.country, assumptions.weekends)
        of_dates = dict[tuple[bytes, tuple[int, ...]], None]()
        for day in days:
            clock = _clock_changes(place.timezone, day.first, len(day.walls) + day.steps)
            flags = tuple(
                _is_day_off(place, number, off, assumptions) for number in day.local_days(clock)
            )
            key = day.key, clock, flags
            if key not in known:
                known[key] = _row(day, clock, flags, assumptions.hours)
                evaluations += len(day.walls) + day.steps - 1
            of_dates[known[key]] = None
        worst = bytes(map(max, zip(*(parts for parts, _ in of_dates), strict=True)))
        courses = dict.fromkeys(course for _, course in of_dates)
        rows.append(PlaceRow(place, worst, tuple(courses)))
    skipped = frozenset().union(*(set(range(QUARTERS)).difference(day.walls) for day in days))
    return DayGrid(meeting, assumptions, tuple(rows), skipped, evaluations)


def part_between(
    starts_at: datetime, ends_at: datetime, place: Place, assumptions: Assumptions
) -> DayPart:
    """Return the worst part of the day at a place between two instants."""
    first = (starts_at - _EPOCH) // QUARTER
    length = max(1, -(-(ends_at - _EPOCH) // QUARTER) - first)
    off = weekend(place.country, assumptions.weekends)
    worst = DayPart.WORK
    clock = _clock_changes(place.timezone, first, length)
    for local in _local_quarters(clock, first, length):
        day, quarter = divmod(local, QUARTERS)
        parts = assumptions.hours.parts(is_day_off=_is_day_off(place, day, off, assumptions))
        worst = max(worst, DayPart(parts[quarter]))
    return worst


@dataclass(frozen=True)
class _MeetingDay:
    """A date in the meeting's zone.

    Attributes:
        first: its first quarter in UTC since 1970.
        midnight: the same of the zone's clock.
        walls: quarter of the local day for each quarter of the date.
        steps: quarters that a session reaches into.
    """

    first: int
    midnight: int
    walls: tuple[int, ...]
    steps: int

    @classmethod
    def of(cls, day: date, meeting: Meeting) -> "_MeetingDay":
        begins, ends = (first_instant(at, meeting.timezone) for at in (day, day + _DAY))
        first, after = (begins - _EPOCH) // QUARTER, (ends - _EPOCH) // QUARTER
        clock = _clock_changes(meeting.timezone, first, after - first)
        midnight = (day.toordinal() - _EPOCH_ORDINAL) * QUARTERS
        walls = tuple(local - midnight for local in _local_quarters(clock, first, after - first))
        return cls(first, midnight, walls, quarters_of(meeting.duration))

    @property
    def key(self) -> object:
        """Return what distinguishes the course of this date from that of another."""
        return self.walls, self.first - self.midnight

    def local_days(self, clock: "_Clock") -> range:
        """Return the local days at a place, in days since 1970, that a session of this date can reach."""
        last = self.first + len(self.walls) + self.steps - 2
        offsets = [offset for _, offset in clock]
        return range((self.first + min(offsets)) // QUARTERS, (last + max(offsets)) // QUARTERS + 1)


# UTC offsets in quarters, each with the number of quarters after the first at which it begins.
_Clock = tuple[tuple[int, int], ...]


def _clock_changes(zone: str, first: int, length: int) -> _Clock:
    """Return the UTC offsets of a zone within some quarters since 1970."""
    begins = _EPOCH + first * QUARTER
    clock = [(0, zones.utc_offset(begins, zone) // QUARTER)]
    change = zones.next_change(begins, zone)
    while change is not None and change.at < begins + length * QUARTER:
        clock.append((-(-(change.at - begins) // QUARTER), change.after // QUARTER))
        change = zones.next_change(change.at, zone)
    return tuple(clock)


def _local_quarters(clock: _Clock, first: int, length: int) -> list[int]:
    """Return the local quarters since 1970 of some quarters in UTC."""
    bounds = [*(begins for begins, _ in clock[1:]), length]
    result: list[int] = []
    for (_, offset), until in zip(clock, bounds, strict=True):
        result += range(first + len(result) + offset, first + until + offset)
    return result


def _row(
    day: _MeetingDay, clock: _Clock, flags: tuple[bool, ...], hours: DayHours
) -> tuple[bytes, tuple[int, ...]]:
    """Return the worst part for each start of a date, and the local start in quarters after its midnight."""
    length = len(day.walls) + day.steps - 1
    local = _local_quarters(clock, day.first, length)
    tables = [hours.parts(is_day_off=flag) for flag in (False, True)]
    first_day = day.local_days(clock)[0]
    parts = bytes(
        tables[flags[quarter // QUARTERS - first_day]][quarter % QUARTERS] for quarter in local
    )
    worst, course = bytearray(QUARTERS), [SKIPPED] * QUARTERS
    for index, wall in enumerate(day.walls):
        worst[wall] = max(worst[wall], *parts[index : index + day.steps])
        if course[wall] == SKIPPED:
            course[wall] = local[index] - day.midnight
    return bytes(worst), tuple(course)


def _is_day_off(
    place: Place, day_number: int, off: frozenset[int], assumptions: Assumptions
) -> bool:
    day = date.fromordinal(day_number + _EPOCH_ORDINAL)
    return day.weekday() in off or (
        assumptions.counts_holidays and bool(public_holiday(place.country, day, "en"))
    )


def _distance(one: float, other: float) -> float:
    """Return the distance of two quarters on the clock."""
    apart = abs(one - other) % QUARTERS
    return min(apart, QUARTERS - apart)
