"""Ledger of nights: which places had past sessions at night."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webinars.fair_hours.day_grid import Assumptions, part_between
from webinars.fair_hours.day_parts import DayPart
from webinars.fair_hours.places import Place, country_of_zone
from webinars.timezones import zones


@dataclass(frozen=True)
class PastSession:
    """A session that took place, with how many people there were by time zone."""

    starts_at: datetime
    ends_at: datetime
    people: Mapping[str, int]


@dataclass(frozen=True)
class LedgerRow:
    """How many sessions had people in a time zone, in the evening, at night; and their people at night."""

    timezone: str
    sessions: int
    evenings: int
    nights: int
    people_at_night: int


def night_ledger(past: Sequence[PastSession], assumptions: Assumptions) -> list[LedgerRow]:
    """Return a row for each time zone that had people, those with most nights first."""
    totals: dict[str, list[int]] = {}
    for session in past:
        for zone, people in session.people.items():
            part = _part(session, zone, assumptions)
            total = totals.setdefault(zone, [0, 0, 0, 0])
            total[0] += 1
            total[1] += part is DayPart.EVENING
            total[2] += part is DayPart.NIGHT
            total[3] += people if part is DayPart.NIGHT else 0
    rows = [LedgerRow(zone, *total) for zone, total in totals.items()]
    return sorted(rows, key=lambda row: (-row.nights, -row.people_at_night, row.timezone))


def past_nights(
    places: Iterable[Place], past: Sequence[PastSession], assumptions: Assumptions
) -> list[int]:
    """Return for each place how many past sessions had people with its local time, at night."""
    places = list(places)
    nights = [0] * len(places)
    for session in past:
        at_night = {
            zones.utc_offset(session.starts_at, zone)
            for zone in session.people
            if _part(session, zone, assumptions) is DayPart.NIGHT
        }
        for index, place in enumerate(places):
            nights[index] += zones.utc_offset(session.starts_at, place.timezone) in at_night
    return nights


def _part(session: PastSession, zone: str, assumptions: Assumptions) -> DayPart:
    place = Place("", zone, country_of_zone(zone))
    return part_between(session.starts_at, session.ends_at, place, assumptions)
