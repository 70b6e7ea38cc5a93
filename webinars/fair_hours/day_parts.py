"""Parts of the day: working hours, morning and evening, a day off, night; and when they begin."""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import IntEnum

from webinars.errors import InvalidInputError

QUARTER = timedelta(minutes=15)
QUARTERS = 96  # of a day
_MINUTES = 15


class DayPart(IntEnum):
    """Part of the day in which a session is for somebody, from best to worst."""

    WORK = 0
    EVENING = 1  # awake outside working hours, also in the morning
    DAY_OFF = 2  # awake on a weekend or public holiday
    NIGHT = 3


@dataclass(frozen=True)
class DayHours:
    """Local times at which the parts of the day begin, all on a quarter of an hour."""

    night_until: time = time(7)
    work_from: time = time(9)
    work_until: time = time(18)
    night_from: time = time(22)

    def check(self) -> None:
        """Refuse hours that are not in order, or not on a quarter of an hour.

        Raises:
            InvalidInputError: "not-a-quarter", "hours-not-in-order" (facts: field).
        """
        names = ("night_until", "work_from", "work_until", "night_from")
        quarters = []
        for name in names:
            value: time = getattr(self, name)
            if value.minute % _MINUTES or value.second:
                raise InvalidInputError("not-a-quarter", field=name)
            quarters.append(quarter_of(value))
        night_until, work_from, work_until, night_from = quarters
        for name, is_ordered in (
            ("work_from", night_until <= work_from),
            ("work_until", work_from < work_until),
            ("night_from", work_until <= night_from),
        ):
            if not is_ordered:
                raise InvalidInputError("hours-not-in-order", field=name)

    def parts(self, *, is_day_off: bool) -> bytes:
        """Return the part of each quarter of a local day."""
        night_until, work_from, work_until, night_from = map(
            quarter_of, (self.night_until, self.work_from, self.work_until, self.night_from)
        )
        outside, within = (
            (DayPart.DAY_OFF, DayPart.DAY_OFF) if is_day_off else (DayPart.EVENING, DayPart.WORK)
        )
        return bytes(
            DayPart.NIGHT
            if not night_until <= quarter < night_from
            else within
            if work_from <= quarter < work_until
            else outside
            for quarter in range(QUARTERS)
        )

    @property
    def middle_of_work(self) -> float:
        """Return the middle of working hours, in quarters of the day."""
        return (quarter_of(self.work_from) + quarter_of(self.work_until)) / 2


DEFAULT_HOURS = DayHours()


def quarter_of(value: time) -> int:
    """Return the quarter of a day in which a local time is: 0 to 95."""
    return (value.hour * 60 + value.minute) // _MINUTES


def time_of(quarter: int) -> time:
    """Return the local time at which a quarter of a day begins."""
    hours, rest = divmod(quarter % QUARTERS, 4)
    return time(hours, rest * _MINUTES)


def quarters_of(duration: timedelta) -> int:
    """Return how many quarters a duration reaches into if it begins with one."""
    return -(-duration // QUARTER)
