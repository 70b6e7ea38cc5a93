"""Dates and times of calendar properties, as days or as wall-clock times of a zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from webinars.errors import InvalidInputError
from webinars.event_import.calendar_components import Component, Property
from webinars.event_import.calendar_zones import CalendarZones
from webinars.event_import.source_events import ReadingChoices
from webinars.timezones import zones
from webinars.timezones.local_times import is_repeated, to_first_instant, to_local
from webinars.timezones.schedule import Days, Month, Timed, When, timed

_DATE = re.compile(r"\d{8}")
_TIME = re.compile(r"(\d{8}T\d{6})(Z?)")
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?)"
)
_DAY = timedelta(days=1)
ASSUMED_LENGTH = timedelta(hours=1)


@dataclass(frozen=True)
class LocalTime:
    """A naive wall-clock time and its IANA zone; is_instant: the file gives the instant, not the zone."""

    local: datetime
    zone: str
    is_instant: bool = False

    @property
    def instant(self) -> datetime:
        """Return the instant; the first of two.

        Raises:
            InvalidInputError: as of to_first_instant().
        """
        return to_first_instant(self.local, self.zone)

    @property
    def is_repeated(self) -> bool:
        """Return whether clocks show the time twice there."""
        return is_repeated(self.local, self.zone)


DayOrTime = date | LocalTime


class TimeReader:
    """Reads the times of one calendar."""

    def __init__(
        self, calendar: Component, calendar_zones: CalendarZones, choices: ReadingChoices
    ) -> None:
        """Choose the zone of instants: that of the calendar, of the choices, or of the installation."""
        named = calendar.text("X-WR-TIMEZONE")
        of_calendar = zones.canonical(named) if named in zones.NAMES else ""
        self.display_zone = of_calendar or choices.zone or choices.default_zone
        self._floating_zone = choices.zone
        self._zones = calendar_zones

    def day_or_time(self, value: Property) -> DayOrTime:
        """Return the date or time of a property.

        Raises:
            InvalidInputError: "import-time-invalid" (facts: text, shortened); "import-time-without-zone";
                "import-zone-unknown"; "date-out-of-range".
        """
        return self.parse(value.value, value.parameters.get("TZID", ""))

    def parse(self, text: str, tzid: str) -> DayOrTime:
        """Return the date or time that a text of the type DATE or DATE-TIME is; raises as day_or_time()."""
        text = text.strip()
        try:
            if _DATE.fullmatch(text):
                return _day(datetime.strptime(text, "%Y%m%d").date())  # noqa: DTZ007 - a day
            match = _TIME.fullmatch(text)
            if match is None:
                raise ValueError(text)  # noqa: TRY301 - answered like an impossible day
            local = datetime.strptime(match[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall-clock time
        except ValueError as error:
            raise InvalidInputError("import-time-invalid", text=text[:40]) from error
        if not zones.is_year_known(local.year):
            raise zones.year_out_of_range()
        if match[2]:
            return in_zone(local.replace(tzinfo=UTC), self.display_zone)
        if tzid:
            return LocalTime(local, self._zones.zone_of(tzid, local.year))
        if not self._floating_zone:
            raise InvalidInputError("import-time-without-zone")
        return LocalTime(local, self._floating_zone)


def _day(day: date) -> date:
    """Return a day, which rules may begin with long before the times that are known."""
    if day.year > zones.LAST_YEAR:
        raise zones.year_out_of_range()
    return day


def in_zone(instant: datetime, zone: str) -> LocalTime:
    """Return an instant on the wall clock of a zone, or in UTC where that clock shows its time twice."""
    local = to_local(instant, zone)
    if is_repeated(local, zone):
        return LocalTime(instant.astimezone(UTC).replace(tzinfo=None), "UTC", is_instant=True)
    return LocalTime(local, zone, is_instant=True)


def rule_start(start: DayOrTime) -> DayOrTime:
    """Return a start on the clock that its recurrence rule follows: of an instant that is UTC."""
    is_instant = isinstance(start, LocalTime) and start.is_instant
    return moved_to(start, "UTC") if is_instant else start


def moved_to(day_or_time: DayOrTime, zone: str) -> DayOrTime:
    """Return a time on the wall clock of another zone; a date stays as it is."""
    if not isinstance(day_or_time, LocalTime) or day_or_time.zone == zone:
        return day_or_time
    return LocalTime(to_local(day_or_time.instant, zone), zone, day_or_time.is_instant)


def parse_duration(text: str) -> timedelta | None:
    """Return the length that a text of the type DURATION is, None if it is invalid."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if match[1] == "-" else length


def schedule_of(
    start: DayOrTime,
    length: timedelta,
    zone: str,
    *,
    is_elapsed: bool = False,
    is_tentative: bool = False,
) -> When:
    """Return the schedule of an event from its start and length; days have the zone given.

    is_elapsed: the length is that of the time that elapses, not on the wall clock. A tentative whole month is
    one of which the day is not known yet. A start that clocks show twice is written in UTC, which tells the
    two apart.
    """
    if isinstance(start, LocalTime):
        end = LocalTime(start.local + length, start.zone)
        if start.is_instant or is_elapsed:
            # The clocks may have changed meanwhile; the instants are what the file says.
            ends_at = start.instant + length
        elif start.is_repeated or end.is_repeated:
            ends_at = end.instant
        else:
            return Timed(start.local, end.local, start.zone)
        clock_zone = "UTC" if start.is_repeated else start.zone
        begin, finish = (to_local(at, clock_zone) for at in (start.instant, ends_at))
        return timed(begin, finish, clock_zone, ends_at - start.instant)
    last = start + max(length, _DAY) - _DAY
    month = Month(start.year, start.month, zone)
    if is_tentative and (month.first, month.last) == (start, last):
        return month
    return Days(start, last, zone)


def length_of(
    start: DayOrTime, end: DayOrTime | None, duration: timedelta | None
) -> timedelta | None:
    """Return how long an event is: on its wall clock, or between instants; None if nothing says it.

    Raises:
        InvalidInputError: "end-before-start".
    """
    if end is None:
        length = duration
    elif isinstance(start, LocalTime) and isinstance(end, LocalTime):
        # Of instants the difference is exact; a wall-clock end stays on the wall clock of the start.
        is_exact = start.is_instant and end.is_instant
        there = moved_to(end, start.zone)
        if is_exact or not isinstance(there, LocalTime):
            length = end.instant - start.instant
        else:
            length = there.local - start.local
    elif not isinstance(start, LocalTime) and not isinstance(end, LocalTime):
        length = end - start
    else:
        length = None
    if length is not None and length < timedelta():
        raise InvalidInputError("end-before-start")
    return length or None
