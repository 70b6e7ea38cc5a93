"""The dates of a recurring entry: its rule, further dates (RDATE) and those left out (EXDATE)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import NamedTuple

from webinars.errors import InvalidInputError
from webinars.event_import.calendar_components import Component
from webinars.event_import.calendar_times import DayOrTime, LocalTime, TimeReader, moved_to
from webinars.event_import.source_events import MAX_DATES, YEARS_AHEAD, ListedDays
from webinars.timezones import zones
from webinars.timezones.rule_dates import (
    DAYS_PER_LISTED_DATE,
    DayBudget,
    Rule,
    parse_rule,
    rule_dates,
)

_LAST_DAY = date(zones.LAST_YEAR, 12, 31)


class Expansion(NamedTuple):
    """The starts of a recurring entry; last: the last one of a rule without an end."""

    days_or_times: tuple[DayOrTime, ...]
    listed: ListedDays
    last: date | None = None


def expand(
    component: Component, start: DayOrTime, times: TimeReader, today: date, budget: DayBudget
) -> Expansion:
    """Return the dates of an entry with RRULE or RDATE.

    Of a rule without an end they are those from today until YEARS_AHEAD years from then, at most MAX_DATES.

    Raises:
        InvalidInputError: "recurrence-too-long" (facts: most) for a rule with an end and more dates;
            "recurrence-without-dates"; as of parse_rule(), rule_dates() and TimeReader.day_or_time().
    """
    if len(component.properties.get("RRULE", ())) > 1 or "EXRULE" in component.properties:
        raise InvalidInputError("recurrence-not-supported", rule="RRULE, EXRULE")
    first = _day(start)
    rule_text = component.text("RRULE")
    rule = parse_rule(rule_text) if rule_text else Rule("DAILY", count=1)
    is_endless = rule.is_endless
    since = max(first, today) if is_endless else first
    last = min(today.replace(year=today.year + YEARS_AHEAD, day=min(today.day, 28)), _LAST_DAY)
    last = last if is_endless else _LAST_DAY
    left_out = {
        date_id_of(day_or_time)
        for day_or_time in _listed(component, "EXDATE", start, times, budget)
    }
    days = _bounded(rule, start, rule_dates(rule, first, last, budget, since))
    days_or_times: dict[str, DayOrTime] = {}
    for day in days:
        day_or_time = on_day(start, day)
        if date_id_of(day_or_time) not in left_out:
            days_or_times[date_id_of(day_or_time)] = day_or_time
        if len(days_or_times) > MAX_DATES:
            if is_endless:
                days_or_times.popitem()
                last = _day(next(reversed(days_or_times.values())))
                break
            raise InvalidInputError("recurrence-too-long", most=MAX_DATES)
    for day_or_time in _listed(component, "RDATE", start, times, budget):
        if date_id_of(day_or_time) not in left_out and _day(day_or_time) >= since:
            days_or_times[date_id_of(day_or_time)] = day_or_time
    if len(days_or_times) > MAX_DATES:
        raise InvalidInputError("recurrence-too-long", most=MAX_DATES)
    if not days_or_times:
        raise InvalidInputError("recurrence-without-dates")
    ordered = tuple(sorted(days_or_times.values(), key=date_id_of))
    return Expansion(ordered, ListedDays(since, last), _day(ordered[-1]) if is_endless else None)


def date_id_of(day_or_time: DayOrTime) -> str:
    """Return what identifies a date of a rule: its start on the wall clock of the rule."""
    if isinstance(day_or_time, LocalTime):
        return f"{day_or_time.local:%Y%m%dT%H%M%S}"
    return f"{day_or_time:%Y%m%d}"


def _bounded(rule: Rule, start: DayOrTime, days: Iterator[date]) -> Iterator[date]:
    """Yield days until COUNT or UNTIL ends them."""
    for day in islice(days, rule.count):
        if rule.until is not None and _is_after(on_day(start, day), rule.until):
            return
        yield day


def _is_after(day_or_time: DayOrTime, until: date | datetime) -> bool:
    if not isinstance(day_or_time, LocalTime):
        return day_or_time > (until.date() if isinstance(until, datetime) else until)
    if not isinstance(until, datetime):
        return day_or_time.local.date() > until
    if until.tzinfo is None:
        return day_or_time.local > until
    try:
        return day_or_time.instant > until
    except InvalidInputError:  # a time that does not exist there, which is reported later
        return day_or_time.local.replace(tzinfo=UTC) > until


def _listed(
    component: Component, name: str, start: DayOrTime, times: TimeReader, budget: DayBudget
) -> Iterator[DayOrTime]:
    """Yield the dates of EXDATE or RDATE as those of the rule; of a period its start."""
    for listed in component.properties.get(name, ()):
        for text in listed.value.split(","):
            budget.spend(DAYS_PER_LISTED_DATE)
            day_or_time = times.parse(text.partition("/")[0], listed.parameters.get("TZID", ""))
            if isinstance(start, LocalTime):
                # Some programs leave out single days of a rule by date.
                day_or_time = (
                    moved_to(day_or_time, start.zone)
                    if isinstance(day_or_time, LocalTime)
                    else on_day(start, day_or_time)
                )
            elif isinstance(day_or_time, LocalTime):
                day_or_time = day_or_time.local.date()
            yield day_or_time


def on_day(start: DayOrTime, day: date) -> DayOrTime:
    """Return the start on another day, at the same wall-clock time."""
    if not isinstance(start, LocalTime):
        return day
    return LocalTime(datetime.combine(day, start.local.time()), start.zone)


def _day(day_or_time: DayOrTime) -> date:
    return day_or_time.local.date() if isinstance(day_or_time, LocalTime) else day_or_time
