"""Compare the hours of a day for some places, and propose starts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from webinars.fair_hours.day_grid import Assumptions, DayGrid, Meeting, evaluate
from webinars.fair_hours.days_off import public_holiday
from webinars.fair_hours.night_ledger import PastSession, past_nights
from webinars.fair_hours.places import Place
from webinars.fair_hours.rotation import Rotation, rotate
from webinars.fair_hours.session_choice import SessionChoice, fewest_at_night, fewest_sessions


@dataclass(frozen=True)
class Proposals:
    """The grid of a day, and three ways to choose from it; rotation is None for a single date."""

    grid: DayGrid
    fewest: int
    sessions: SessionChoice
    rotation: Rotation | None


@dataclass(frozen=True)
class Holiday:
    """A public holiday on one of the dates, and the places that have it."""

    day: date
    name: str
    places: tuple[str, ...]


def propose(
    places: Sequence[Place],
    meeting: Meeting,
    assumptions: Assumptions,
    past: Sequence[PastSession] = (),
) -> Proposals:
    """Evaluate all starts and propose some. Over several dates each start counts as on its worst date.

    Public holidays are days off on a single date and in a rotation. Over several dates they are not: one
    holiday would make a day off of all dates.

    Raises:
        InvalidInputError: those of evaluate().
    """
    is_single = len(meeting.dates) == 1
    counts_holidays = assumptions.counts_holidays and is_single
    grid = evaluate(places, meeting, replace(assumptions, counts_holidays=counts_holidays))
    rotation = None
    if not is_single:
        before = past_nights(places, past, assumptions)
        rotation = rotate(places, meeting, assumptions, before)
    return Proposals(grid, fewest_at_night(grid), fewest_sessions(grid), rotation)


def holidays_of(places: Sequence[Place], dates: Sequence[date], language: str) -> list[Holiday]:
    """Return the public holidays of the places' countries on some dates, by date."""
    return list(_holidays(places, dates, language))


def hour_rows(grid: DayGrid) -> list[tuple[int, int]]:
    """Return the first and last start of each row of a table: hours, divided where their quarters differ.

    Starts are in one row if they have as many people in each part of the day, and the same worst place.
    """
    rows: list[tuple[int, int]] = []
    facts: object = None
    for quarter in grid.starts:
        wanted = grid.people(quarter), grid.worst(quarter).place
        if rows and facts == wanted and quarter % 4 and rows[-1][1] == quarter - 1:
            rows[-1] = (rows[-1][0], quarter)
        else:
            rows.append((quarter, quarter))
        facts = wanted
    return rows


def _holidays(places: Sequence[Place], dates: Sequence[date], language: str) -> Iterator[Holiday]:
    by_country: dict[str, list[str]] = {}
    for place in places:
        by_country.setdefault(place.country, []).append(place.name)
    for day in dates:
        named: dict[str, list[str]] = {}
        for country, names in by_country.items():
            holiday = public_holiday(country, day, language)
            if holiday:
                named.setdefault(holiday, []).extend(names)
        for name, of_places in named.items():
            yield Holiday(day, name, tuple(dict.fromkeys(of_places)))
