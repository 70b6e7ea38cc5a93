"""When an event is, as promised: to the minute, on whole days, or only in a month.

Promises are wall-clock values with a zone; resolve() computes the instants they mean under the zone
rules of this process. A promise stays when the rules change; its instants are computed again.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from webinars.errors import InvalidInputError
from webinars.timezones import zones


class Precision(StrEnum):
    """How exactly a time is known."""

    TIME = "time"
    DAYS = "days"
    MONTH = "month"


@dataclass(frozen=True)
class Timed:
    """From one wall-clock time to another: naive local start and end in an IANA zone."""

    start: datetime
    end: datetime
    zone: str

    precision = Precision.TIME


@dataclass(frozen=True)
class Days:
    """Whole days, the last included, as the calendar of a zone counts them."""

    first: date
    last: date
    zone: str

    precision = Precision.DAYS


@dataclass(frozen=True)
class Month:
    """Some day of a month that is not fixed yet."""

    year: int
    month: int
    zone: str

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


@dataclass(frozen=True)
class Span:
    """Two aware instants in UTC, the end not included."""

    starts_at: datetime
    ends_at: datetime


def resolve(when: When) -> Span:
    """Return the instants that a promise means.

    Raises:
        InvalidInputError: "local-time-skipped" or "local-time-twice" (facts: local, zone,
            neighbours), "unknown-zone", "date-out-of-range" (facts: first, last year),
            "end-before-start".
    """
    if isinstance(when, Timed):
        span = Span(zones.to_instant(when.start, when.zone), zones.to_instant(when.end, when.zone))
    else:
        first, after = _first_and_after(when)
        span = Span(zones.first_moment(first, when.zone), zones.first_moment(after, when.zone))
    if span.ends_at <= span.starts_at:
        raise InvalidInputError("end-before-start")
    return span


def _first_and_after(when: Days | Month) -> tuple[date, date]:
    """Return the first day and the one after the last, which must be days we know the rules of."""
    year = when.year if isinstance(when, Month) else when.last.year
    if not zones.may_fall_in(year) or (isinstance(when, Month) and not 1 <= when.month <= _MONTHS):
        raise zones.out_of_range()
    return when.first, when.last + timedelta(days=1)


def month_of(when: When) -> date:
    """Return the first day of the month that lists an event: that of its own wall clock."""
    first = when.start.date() if isinstance(when, Timed) else when.first
    return first.replace(day=1)


def midnight(day: date) -> datetime:
    """Return the naive wall-clock midnight that begins a day."""
    return datetime.combine(day, time())


def serialize(when: When) -> list[str]:
    """Return a promise as plain texts that JSON can carry; deserialize() reads them."""
    if isinstance(when, Timed):
        return [when.precision, when.start.isoformat(), when.end.isoformat(), when.zone]
    return [when.precision, when.first.isoformat(), when.last.isoformat(), when.zone]


def deserialize(packed: list[str]) -> When:
    """Return the promise that serialize() wrote."""
    precision, begin, end, zone = packed
    if precision == Precision.TIME:
        return Timed(datetime.fromisoformat(begin), datetime.fromisoformat(end), zone)
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    if precision == Precision.DAYS:
        return Days(first, last, zone)
    return Month(first.year, first.month, zone)
