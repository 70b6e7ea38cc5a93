"""Dates of a recurrence rule (RFC 5545 section 3.3.10), with a limit of the days that are looked at."""

# dateutil.rrule gives the same dates (a test compares them), but has no limit of steps: a rule that no day
# satisfies, such as 30 February, occupies it until the year 9999.

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from webinars.errors import InvalidInputError

MAX_DAYS_SEEN = 400_000  # in all rules of an import
MAX_RULE_LENGTH = 1000  # characters

DAYS_PER_LISTED_DATE = 100  # what reading one of EXDATE or RDATE costs, in days of a rule
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_PARTS = frozenset(
    "FREQ INTERVAL COUNT UNTIL BYDAY BYMONTHDAY BYMONTH BYSETPOS WKST".split()  # noqa: SIM905
)
_DAY = timedelta(days=1)
_WEEK = 7
_MONTHS = 12
_MAX_PERIODS = 100_000


@dataclass(frozen=True)
class Rule:
    """A recurrence rule; by_day holds (n, weekday) with 0 for every one; until as written, UTC if aware."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    # Sets, because each day is looked for in them.
    by_day: frozenset[tuple[int, int]] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    by_month: frozenset[int] = frozenset()
    by_position: frozenset[int] = frozenset()
    week_start: int = 0

    @property
    def is_endless(self) -> bool:
        """Return whether the rule has neither a number of dates nor a last one."""
        return self.count is None and self.until is None


class DayBudget:
    """Counts the days that rules look at."""

    def __init__(self, most: int = MAX_DAYS_SEEN) -> None:
        """Begin with no day seen."""
        self.left = most

    def spend(self, days: int = 1) -> None:
        """Count days.

        Raises:
            InvalidInputError: "recurrence-too-complex".
        """
        self.left -= days
        if self.left < 0:
            raise InvalidInputError("recurrence-too-complex")


def parse_rule(text: str) -> Rule:
    """Parse the value of RRULE.

    Raises:
        InvalidInputError: "recurrence-too-often" for hours, minutes and seconds; "recurrence-not-supported"
            (facts: rule, shortened).
    """
    if len(text) > MAX_RULE_LENGTH:
        raise InvalidInputError("recurrence-not-supported", rule=text[:100])
    try:
        rule = _parsed(dict(part.split("=", 1) for part in text.upper().split(";") if part))
    except (KeyError, ValueError):
        rule = None
    if rule is None:
        raise InvalidInputError("recurrence-not-supported", rule=text[:100])
    return rule


def _parsed(parts: dict[str, str]) -> Rule | None:
    """Return the rule of its parts, None if something of it is not supported.

    Raises:
        InvalidInputError: "recurrence-too-often".
        KeyError, ValueError: a part is missing or invalid.
    """
    if parts["FREQ"] in {"SECONDLY", "MINUTELY", "HOURLY"}:
        raise InvalidInputError("recurrence-too-often")
    if parts["FREQ"] not in _FREQUENCIES or not parts.keys() <= _PARTS:
        return None
    rule = Rule(
        parts["FREQ"],
        interval=int(parts.get("INTERVAL", "1")),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        by_day=frozenset(map(_by_day, _values(parts, "BYDAY"))),
        by_month_day=_numbers(parts, "BYMONTHDAY", 31),
        by_month=_numbers(parts, "BYMONTH", _MONTHS, least=1),
        by_position=_numbers(parts, "BYSETPOS", 366),
        week_start=_WEEKDAYS.index(parts.get("WKST", "MO")),
    )
    is_counted = rule.count is None or rule.count >= 1
    has_ordinals = any(n for n, _ in rule.by_day)
    is_possible = not has_ordinals or rule.frequency in {"MONTHLY", "YEARLY"}
    return rule if 1 <= rule.interval <= _MAX_PERIODS and is_counted and is_possible else None


def rule_dates(
    rule: Rule, start: date, last: date, budget: DayBudget, since: date | None = None
) -> Iterator[date]:
    """Yield the dates of a rule from its start to a last day, in order; COUNT and UNTIL are the caller's.

    The start is always the first. since: dates before are not wanted, and skipped without looking at them.

    Raises:
        InvalidInputError: "recurrence-too-complex".
    """
    if since is None or start >= since:
        yield start
    for days in _periods(rule, start, last, since or start):
        matching = []
        for day in days:
            budget.spend()
            if _matches(rule, day, start):
                matching.append(day)
        for day in _positions(rule, matching):
            if day > start and day >= (since or start) and day <= last:
                yield day


def _periods(rule: Rule, start: date, last: date, since: date) -> Iterator[list[date]]:
    """Yield the days of each period of a rule: a day, a week, a month or a year."""
    number = _first_period(rule, start, since)
    while True:
        days = _days_of_period(rule, start, number)
        if not days or days[0] > last:
            return
        yield days
        number += rule.interval


def _first_period(rule: Rule, start: date, since: date) -> int:
    """Return the number of the last period of the rule that begins at or before a day, 0 for the first."""
    match rule.frequency:
        case "DAILY":
            periods = (since - start).days
        case "WEEKLY":
            periods = (since - start).days // _WEEK - 1
        case "MONTHLY":
            periods = (since.year - start.year) * _MONTHS + since.month - start.month
        case _:
            periods = since.year - start.year
    return max(0, periods) // rule.interval * rule.interval


def _days_of_period(rule: Rule, start: date, number: int) -> list[date]:
    """Return the days of the period that is a number of periods after the first; none beyond the calendar."""
    try:
        match rule.frequency:
            case "DAILY":
                return [start + _DAY * number]
            case "WEEKLY":
                first = start - _DAY * ((start.weekday() - rule.week_start) % _WEEK)
                first += timedelta(weeks=number)
                return [first + _DAY * day for day in range(_WEEK)]
            case "MONTHLY":
                months = start.year * _MONTHS + start.month - 1 + number
                first = date(months // _MONTHS, months % _MONTHS + 1, 1)
                after = (first + timedelta(days=31)).replace(day=1)
            case _:
                first = date(start.year + number, 1, 1)
                after = date(start.year + number + 1, 1, 1)
        return [first + _DAY * day for day in range((after - first).days)]
    except (OverflowError, ValueError):
        return []


def _matches(rule: Rule, day: date, start: date) -> bool:
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_month_day and not _is_month_day(rule, day):
        return False
    if rule.by_day:
        return not rule.by_day.isdisjoint(_weekdays_of(rule, day))
    if rule.by_month_day or rule.frequency == "DAILY":
        return True
    if rule.frequency == "WEEKLY":
        return day.weekday() == start.weekday()
    return day.day == start.day and (
        rule.frequency == "MONTHLY" or bool(rule.by_month) or day.month == start.month
    )


def _is_month_day(rule: Rule, day: date) -> bool:
    return day.day in rule.by_month_day or day.day - _length_of_month(day) - 1 in rule.by_month_day


def _length_of_month(day: date) -> int:
    return ((day.replace(day=1) + timedelta(days=31)).replace(day=1) - _DAY).day


def _weekdays_of(rule: Rule, day: date) -> tuple[tuple[int, int], ...]:
    """Return what BYDAY may call a day: its weekday, which one from the start, which one from the end."""
    weekday = day.weekday()
    if rule.frequency == "MONTHLY" or rule.by_month:
        position, length = day.day, _length_of_month(day)
    else:
        position = day.timetuple().tm_yday
        length = date(day.year, 12, 31).timetuple().tm_yday
    from_end = (length - position) // _WEEK + 1
    return (0, weekday), ((position - 1) // _WEEK + 1, weekday), (-from_end, weekday)


def _positions(rule: Rule, days: list[date]) -> list[date]:
    if not rule.by_position:
        return days
    return [
        day
        for index, day in enumerate(days)
        if not rule.by_position.isdisjoint((index + 1, index - len(days)))
    ]


def _values(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _numbers(
    parts: dict[str, str], name: str, most: int, least: int | None = None
) -> frozenset[int]:
    numbers = frozenset(map(int, _values(parts, name)))
    if any(
        number == 0 or not (-most if least is None else least) <= number <= most
        for number in numbers
    ):
        raise ValueError(name)
    return numbers


def _by_day(text: str) -> tuple[int, int]:
    match = _BY_DAY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match[1] or 0), _WEEKDAYS.index(match[2])


def _until(text: str) -> date | datetime:
    match = _UNTIL.fullmatch(text)
    if match is None:
        raise ValueError(text)
    if not match[2]:
        return datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007 - a day
    until = datetime.strptime(match[1] + match[2], "%Y%m%d%H%M%S")  # noqa: DTZ007 - naive without Z
    return until.replace(tzinfo=UTC) if match[3] else until
