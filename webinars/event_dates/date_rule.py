"""Rules such as "every second Tuesday" or "the last Thursday of the month", and their dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import islice

from dateutil import rrule

from webinars.errors import InvalidInputError
from webinars.timezones import zones

# Added at once; a page shows them all.
MOST_DATES = 60
MOST_INTERVAL = 52
LAST = -1
ORDINALS = (1, 2, 3, 4, LAST)


class Pattern(StrEnum):
    """How the dates of a rule follow each other."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True)
class DateRule:
    """Dates by a rule; weekdays count from Monday as 0.

    interval: every n-th day, week or month, counted from the date after which the rule begins. weekdays: of
    a weekly rule, and the one of a monthly rule, of which ordinal says which in the month (-1: the last). The
    rule ends with until, or after count dates, whichever comes first; it needs one of them.
    """

    pattern: Pattern
    interval: int = 1
    weekdays: frozenset[int] = frozenset()
    ordinal: int = 1
    count: int | None = None
    until: date | None = None


def dates_of(rule: DateRule, after: date) -> tuple[date, ...]:
    """Return the dates of a rule after a date, in order.

    The time it takes depends on MOST_DATES, not on how many dates the rule has.

    Raises:
        InvalidInputError: "too-many-new-dates" (facts: most), "no-date-in-rule", "rule-without-end",
            "rule-without-weekday".
    """
    if rule.count is None and rule.until is None:
        raise InvalidInputError("rule-without-end")
    if rule.count is not None and rule.count > MOST_DATES:
        raise InvalidInputError("too-many-new-dates", most=MOST_DATES)
    dates = tuple(islice(_dates(rule, after), rule.count or MOST_DATES + 1))
    if len(dates) > MOST_DATES:
        raise InvalidInputError("too-many-new-dates", most=MOST_DATES)
    if not dates:
        raise InvalidInputError("no-date-in-rule")
    return dates


def _dates(rule: DateRule, after: date) -> Iterator[date]:
    first, last = datetime.combine(after, time()), date(zones.LAST_YEAR, 12, 31)
    until = datetime.combine(min(rule.until or last, last), time())
    occurrences = rrule.rrule(dtstart=first, until=until, **_parameters(rule))
    return (at.date() for at in occurrences if at.date() > after)


def _parameters(rule: DateRule) -> dict[str, object]:
    match rule.pattern:
        case Pattern.DAILY:
            return {"freq": rrule.DAILY, "interval": rule.interval}
        case Pattern.WEEKLY:
            weekdays = [rrule.weekday(number) for number in sorted(rule.weekdays)]
            frequency = rrule.WEEKLY
        case Pattern.MONTHLY:
            weekdays = [rrule.weekday(number)(rule.ordinal) for number in sorted(rule.weekdays)]
            frequency = rrule.MONTHLY
    if not weekdays:
        raise InvalidInputError("rule-without-weekday")
    return {"freq": frequency, "interval": rule.interval, "byweekday": weekdays, "wkst": rrule.MO}
