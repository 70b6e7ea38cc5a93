"""First and last days of the dates of an event."""

from datetime import date

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.schedule_assembly import (
    ParsedSchedule,
)
from webinars.announcement_parser.resolution.resolve_dates import resolve_date

MAX_DAYS = 9  # of one event; longer ones are periods with events in them


def days_within(first: date, last: date) -> tuple[tuple[date, date], ...]:
    """Return the days that an event accounts for: all of some days, the first and the last of a period."""
    if (last - first).days >= MAX_DAYS:
        return (first, first), (last, last)
    return ((first, last),)


def is_over(written: ParsedDate, today: date) -> bool:
    """Return whether a date is over, or is the day of writing."""
    lasts = [reading.last for reading in resolve_date(written, today).readings]
    return bool(lasts) and max(lasts) <= today


def is_to_come(schedule: ParsedSchedule, today: date) -> bool:
    """Return whether a schedule may be after today, which may be the date of the announcement itself."""
    return any(reading.last > today for reading in resolve_date(schedule.date, today).readings)


def first_day(schedule: ParsedSchedule, today: date) -> date | None:
    """Return the first day of the surest reading of an event's date, None without a reading."""
    readings = resolve_date(schedule.date, today).readings
    return readings[0].first if readings else None


def date_range(schedule: ParsedSchedule, today: date) -> tuple[date, date]:
    """Return the first and the last day of all dates of an event to come."""
    dates = [schedule.date, *schedule.other_dates]
    readings = [reading for one in dates for reading in resolve_date(one, today).readings]
    return min(reading.first for reading in readings), max(reading.last for reading in readings)
