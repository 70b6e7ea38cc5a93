"""Decorative graphics of the event list: a month of dots, and a week with the days of an event."""

# Only coordinates and styles are computed here; templates/macros/mini_calendar.html renders them.

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from webinars.i18n import Translator

WEEK = 7
_STEP_X, _STEP_Y, _LEFT, _TOP = 17, 15, 8, 9


@dataclass(frozen=True)
class MonthDay:
    """A day: coordinates of its centre; style is "d" for no event, "on" for an event, "void" if cancelled."""

    x: int
    y: int
    style: str


@dataclass(frozen=True)
class Run:
    """Days of an event of several days, within one week."""

    x1: int
    x2: int
    y: int


@dataclass(frozen=True)
class MiniMonth:
    """A month: its days, runs of days, today, and whether an event has no fixed day."""

    days: tuple[MonthDay, ...]
    runs: tuple[Run, ...]
    now: MonthDay | None
    is_month_only: bool


@dataclass(frozen=True)
class EventDays:
    """Days of an event; is_month_only: only the month is known."""

    first: date
    last: date
    is_cancelled: bool = False
    is_month_only: bool = False


@dataclass(frozen=True)
class WeekDay:
    """A day of a week: positions in per cent, short and long name, whether the event takes place on it."""

    x: float
    middle: float
    letter: str
    name: str
    filled: bool


@dataclass(frozen=True)
class Week:
    """The week in which an event of several days begins; width of a day is in per cent."""

    days: tuple[WeekDay, ...]
    width: float


def mini_month(month: date, events: Sequence[EventDays], today: date, t: Translator) -> MiniMonth:
    """Return a month with its events."""
    length = calendar.monthrange(month.year, month.month)[1]
    blanks = (month.weekday() - t.first_week_day) % WEEK
    days = [month.replace(day=number) for number in range(1, length + 1)]
    styles = dict.fromkeys(days, "d")
    dated = [event for event in events if not event.is_month_only]
    for event in sorted(dated, key=lambda event: not event.is_cancelled):
        if event.first == event.last and event.first in styles:
            styles[event.first] = "void" if event.is_cancelled else "on"
    long = [event for event in dated if event.first != event.last]
    now = _month_day(today, blanks, "now") if today in styles else None
    return MiniMonth(
        tuple(_month_day(day, blanks, style) for day, style in styles.items()),
        tuple(run for event in long for run in _runs(event, days, blanks)),
        now,
        any(event.is_month_only for event in events),
    )


def week(first: date, last: date, t: Translator) -> Week:
    """Return the week of an event's first day; its first weekday depends on the language."""
    begins = first - timedelta(days=(first.weekday() - t.first_week_day) % WEEK)
    step = 100 / WEEK
    days = [begins + timedelta(days=number) for number in range(WEEK)]
    return Week(
        tuple(
            WeekDay(
                x=round(number * step + 0.8, 2),
                middle=round((number + 0.5) * step, 2),
                letter=format_date(day, "ccccc", locale=t.locale),
                name=format_date(day, "EEE d" if first <= day <= last else "EEE", locale=t.locale),
                filled=first <= day <= last,
            )
            for number, day in enumerate(days)
        ),
        round(step - 1.6, 2),
    )


def _month_day(day: date, blanks: int, style: str) -> MonthDay:
    """Return a day with its coordinates; blanks is the number of empty cells before the first day."""
    row, column = divmod(blanks + day.day - 1, WEEK)
    return MonthDay(_LEFT + column * _STEP_X, _TOP + row * _STEP_Y, style)


def _runs(event: EventDays, days: Sequence[date], blanks: int) -> list[Run]:
    rows: dict[int, list[int]] = {}
    for day in days:
        if event.first <= day <= event.last:
            month_day = _month_day(day, blanks, "on")
            rows.setdefault(month_day.y, []).append(month_day.x)
    return [Run(min(xs), max(xs), y) for y, xs in rows.items()]
