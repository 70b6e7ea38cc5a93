"""Rules such as "every second Tuesday" or "the last Thursday of the month", and their dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.rule_dates import DayBudget, Rule, rule_dates

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
    last = date(zones.LAST_YEAR, 12, 31)
    until = min(rule.until or last, last)
    days = rule_dates(_calendar_rule(rule), after, until, DayBudget())
    return (day for day in days if day > after)


def _calendar_rule(rule: DateRule) -> Rule:
    if rule.pattern is Pattern.DAILY:
        return Rule("DAILY", interval=rule.interval)
    if not rule.weekdays:
        raise InvalidInputError("rule-without-weekday")
    is_weekly = rule.pattern is Pattern.WEEKLY
    return Rule(
        "WEEKLY" if is_weekly else "MONTHLY",
        interval=rule.interval,
        by_day=frozenset((0 if is_weekly else rule.ordinal, day) for day in rule.weekdays),
    )
