"""Small pictures that repeat what the rows of the list say: a month of dots, a week with days filled."""

# Only places and kinds are computed here; templates/macros/mini_calendar.html draws them.

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from webinars.i18n import Translator

WEEK = 7
_STEP_X, _STEP_Y, _LEFT, _TOP = 17, 15, 8, 9


@dataclass(frozen=True)
class Spot:
    """One day of a small month: its middle, and whether it is "d" plain, "on" an event, "void" cancelled."""

    x: int
    y: int
    kind: str


@dataclass(frozen=True)
class Run:
    """Days of one week that an event of several days fills."""

    x1: int
    x2: int
    y: int


@dataclass(frozen=True)
class MiniMonth:
    """A month of dots: its days, runs of several, the ring of today, and whether some event has no day."""

    spots: tuple[Spot, ...]
    runs: tuple[Run, ...]
    now: Spot | None
    vague: bool


@dataclass(frozen=True)
class Mark:
    """A row's days: first and last, whether it is cancelled, whether only the month is known."""

    first: date
    last: date
    void: bool = False
    vague: bool = False


@dataclass(frozen=True)
class WeekDay:
    """One box of a week: its place in per cent, its letter, its name, and whether it is filled."""

    x: float
    middle: float
    letter: str
    name: str
    filled: bool


@dataclass(frozen=True)
class Week:
    """The week in which an event of several days begins; more says that it goes on."""

    days: tuple[WeekDay, ...]
    width: float


def mini_month(month: date, marks: Sequence[Mark], today: date, t: Translator) -> MiniMonth:
    """Return the dots of a month with its events."""
    length = calendar.monthrange(month.year, month.month)[1]
    lead = (month.weekday() - t.locale.first_week_day) % WEEK
    days = [month.replace(day=number) for number in range(1, length + 1)]
    kinds = dict.fromkeys(days, "d")
    dated = [mark for mark in marks if not mark.vague]
    for mark in sorted(dated, key=lambda mark: not mark.void):
        if mark.first == mark.last and mark.first in kinds:
            kinds[mark.first] = "void" if mark.void else "on"
    long = [mark for mark in dated if mark.first != mark.last]
    now = _spot(today, lead, "now") if today in kinds else None
    return MiniMonth(
        tuple(_spot(day, lead, kind) for day, kind in kinds.items()),
        tuple(run for mark in long for run in _runs(mark, days, lead)),
        now,
        any(mark.vague for mark in marks),
    )


def week(first: date, last: date, t: Translator) -> Week:
    """Return the week of an event's first day as the language counts weeks."""
    begins = first - timedelta(days=(first.weekday() - t.locale.first_week_day) % WEEK)
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


def _spot(day: date, lead: int, kind: str) -> Spot:
    """Return a day's place, given the weekdays that its month leaves empty in its first row."""
    row, column = divmod(lead + day.day - 1, WEEK)
    return Spot(_LEFT + column * _STEP_X, _TOP + row * _STEP_Y, kind)


def _runs(mark: Mark, days: Sequence[date], lead: int) -> list[Run]:
    rows: dict[int, list[int]] = {}
    for day in days:
        if mark.first <= day <= mark.last:
            spot = _spot(day, lead, "on")
            rows.setdefault(spot.y, []).append(spot.x)
    return [Run(min(xs), max(xs), y) for y, xs in rows.items()]
