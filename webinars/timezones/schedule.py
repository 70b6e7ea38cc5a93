"""The schedule of an event: exact times, whole days or only a month, with conversion to UTC."""

# A schedule is in local time with a time zone; resolve() computes its instants under the current time zone
# rules. When the rules change, the schedule stays and its instants are computed again.

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.local_times import first_instant, is_repeated, to_instant, to_local


class Precision(StrEnum):
    """Precision of a schedule."""

    TIME = "time"
    DAYS = "days"
    MONTH = "month"


@dataclass(frozen=True)
class Timed:
    """Exact times: naive local start and end in an IANA time zone.

    duration: the elapsed time where it decides the end, because clocks show the local end twice;
    None for every other end, so that equal times are equal values.
    """

    start: datetime
    end: datetime
    timezone: str
    duration: timedelta | None = None

    precision = Precision.TIME


@dataclass(frozen=True)
class Days:
    """Whole days, including the last one, in a time zone."""

    first: date
    last: date
    timezone: str

    precision = Precision.DAYS


@dataclass(frozen=True)
class Month:
    """A month, if the day is not fixed yet."""

    year: int
    month: int
    timezone: str

    precision = Precision.MONTH

    @property
    def first(self) -> date:
        """Return the month's first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Return the month's last day."""
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


When = Timed | Days | Month

_MONTHS = 12
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Span:
    """An interval of two aware UTC instants, excluding the end."""

    starts_at: datetime
    ends_at: datetime


def timed(start: datetime, end: datetime, timezone: str, duration: timedelta) -> Timed:
    """Return exact times whose elapsed time is known, which decides a repeated local end."""
    return Timed(start, end, timezone, duration if is_repeated(end, timezone) else None)


def timed_at(span: Span, timezone: str) -> Timed:
    """Return the exact times of two instants in a time zone."""
    start, end = (to_local(at, timezone) for at in (span.starts_at, span.ends_at))
    return timed(start, end, timezone, span.ends_at - span.starts_at)


def resolve(when: When) -> Span:
    """Convert a schedule to UTC instants.

    Raises:
        InvalidInputError: "local-time-skipped" or "local-time-ambiguous" (facts: local, zone,
            neighbours), the latter for an end only if its duration does not decide it;
            "unknown-timezone", "date-out-of-range" (facts: first, last year), "end-before-start".
    """
    if isinstance(when, Timed):
        starts_at = to_instant(when.start, when.timezone)
        span = Span(starts_at, _resolve_end(when, starts_at))
    else:
        first, after = _first_and_after(when)
        span = Span(*(first_instant(day, when.timezone) for day in (first, after)))
    if span.ends_at <= span.starts_at:
        raise InvalidInputError("end-before-start")
    return span


def _resolve_end(when: Timed, starts_at: datetime) -> datetime:
    try:
        return to_instant(when.end, when.timezone)
    except InvalidInputError as error:
        if when.duration is not None:
            by_duration = starts_at + when.duration
            if by_duration in error.facts.get("readings", ()):
                return by_duration
        raise


def _first_and_after(when: Days | Month) -> tuple[date, date]:
    """Return the first day and the day after the last; validate that the time zone rules are known."""
    year = when.year if isinstance(when, Month) else when.last.year
    if not zones.is_year_known(year) or (
        isinstance(when, Month) and not 1 <= when.month <= _MONTHS
    ):
        raise zones.year_out_of_range()
    return when.first, when.last + timedelta(days=1)


def month_of(when: When) -> date:
    """Return the first day of the month in which lists show an event, by its local date."""
    first = when.start.date() if isinstance(when, Timed) else when.first
    return first.replace(day=1)


def midnight(day: date) -> datetime:
    """Return the naive midnight at the start of a day."""
    return datetime.combine(day, time())


def serialize(when: When) -> list[str]:
    """Convert a schedule to a list of strings for JSON; the inverse of deserialize()."""
    if isinstance(when, Timed):
        duration = [] if when.duration is None else [str(when.duration // _MINUTE)]
        times = (when.start.isoformat(), when.end.isoformat())
        return [when.precision, *times, when.timezone, *duration]
    return [when.precision, when.first.isoformat(), when.last.isoformat(), when.timezone]


def deserialize(packed: list[str]) -> When:
    """Restore a schedule from serialize()."""
    precision, begin, end, timezone, *minutes = packed
    if precision == Precision.TIME:
        duration = int(minutes[0]) * _MINUTE if minutes else None
        return Timed(datetime.fromisoformat(begin), datetime.fromisoformat(end), timezone, duration)
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    if precision == Precision.DAYS:
        return Days(first, last, timezone)
    return Month(first.year, first.month, timezone)
