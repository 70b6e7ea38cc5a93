"""Rotating hours: a start for each date of a series, so that the places share the night."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from webinars.fair_hours.day_grid import Assumptions, DayGrid, Meeting, evaluate
from webinars.fair_hours.day_parts import DayPart
from webinars.fair_hours.places import Place
from webinars.fair_hours.session_choice import roundness

MOST_DATES = 12


@dataclass(frozen=True)
class RotatedDate:
    """A date with its start and how many people are in each DayPart; at_night has the indexes of places."""

    day: date
    start: int
    people: tuple[int, int, int, int]
    at_night: tuple[int, ...]


@dataclass(frozen=True)
class Rotation:
    """Dates with their starts, and the nights of each place with and without those before."""

    dates: tuple[RotatedDate, ...]
    nights_before: tuple[int, ...]
    nights_after: tuple[int, ...]


def rotate(
    places: Sequence[Place],
    meeting: Meeting,
    assumptions: Assumptions,
    nights_before: Sequence[int],
) -> Rotation:
    """Choose the start of each date, one after the other, so that no place has more nights than it must.

    On each date the most nights that any place has had by then are as few as possible, then the second
    most, and so on; then the fewest people are at night, on a day off, and in the morning or evening.
    """
    nights = list(nights_before)
    dates = []
    for day in meeting.dates[:MOST_DATES]:
        grid = evaluate(places, replace(meeting, dates=(day,)), assumptions)
        start, at_night = _next_start(grid, nights)
        for index in at_night:
            nights[index] += 1
        dates.append(RotatedDate(day, start, grid.people(start), at_night))
    return Rotation(tuple(dates), tuple(nights_before), tuple(nights))


def _next_start(grid: DayGrid, nights: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """Return the start of a date, and the indexes of the places that have it at night."""
    starts_by_places: dict[tuple[int, ...], list[int]] = {}
    courses = zip(*(row.parts for row in grid.rows), strict=True)
    for quarter, parts in enumerate(courses):
        if quarter not in grid.skipped:
            at_night = tuple(i for i, part in enumerate(parts) if part == DayPart.NIGHT)
            starts_by_places.setdefault(at_night, []).append(quarter)

    def most_nights(at_night: tuple[int, ...]) -> list[int]:
        then = list(nights)
        for index in at_night:
            then[index] += 1
        return sorted(then, reverse=True)

    ranked = {at_night: most_nights(at_night) for at_night in starts_by_places}
    fewest = min(ranked.values())

    def order(choice: tuple[int, tuple[int, ...]]) -> tuple[int, int, int, int, int]:
        quarter, _ = choice
        _, evening, day_off, night = grid.people(quarter)
        return night, day_off, evening, roundness(quarter), quarter

    return min(
        (
            (quarter, at_night)
            for at_night, quarters in starts_by_places.items()
            if ranked[at_night] == fewest
            for quarter in quarters
        ),
        key=order,
    )
