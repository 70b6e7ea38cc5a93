"""Which dates of an event may be registered for together, and whether each has a place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.enums import AccessMode
from webinars.events.models import Event, RegistrationType
from webinars.events.registration_availability import (
    ACCEPTS_REGISTRATIONS,
    Availability,
    availability_at,
)
from webinars.registrations.initial_status import status_by_places
from webinars.registrations.places.capacity import Capacity, Tally, has_free_place
from webinars.registrations.places.registration_counts import COUNTS, IS_ACTIVE, NUMBER
from webinars.registrations.status import Status
from webinars.timezones import clock


class Obstacle(StrEnum):
    """Why a date cannot be registered for together with others."""

    NOT_OPEN = "not-open"
    BY_INVITATION = "by-invitation"
    OTHER_TYPES = "other-types"


@dataclass(frozen=True)
class DatePlaces:
    """The places of one date. types: ids of its offered registration types, by name."""

    event: Event
    capacity: Capacity
    tally: Tally
    types: dict[str, int]

    @property
    def availability(self) -> Availability:
        """Return whether the date is open, or full: also if all of its types are."""
        facts = self.event.availability_facts
        availability = availability_at(facts, self.tally.held, clock.now())
        is_full = self.event.has_registration_types and not any(
            has_free_place(self.capacity, self.tally, type_id) for type_id in self.types.values()
        )
        return Availability.FULL if is_full and availability is Availability.OPEN else availability

    def obstacle(self, names: Collection[str]) -> Obstacle | None:
        """Return why the date cannot be chosen where types of these names are; None if it can."""
        if self.availability not in ACCEPTS_REGISTRATIONS:
            return Obstacle.NOT_OPEN
        if self.event.access_mode is not AccessMode.OPEN:
            return Obstacle.BY_INVITATION
        if self.event.has_registration_types and set(names) != self.types.keys():
            return Obstacle.OTHER_TYPES
        return None

    def is_open_to(self, type_name: str | None) -> bool:
        """Return whether someone of a registration type, or of none, can register for the date too."""
        return self.obstacle(self.types if type_name in self.types else ()) is None

    def status_of_new(self, type_id: int | None) -> Status | None:
        """Return the status of a new registration; None if registration is not open after all."""
        try:
            return status_by_places(self.event, self.capacity, self.tally, type_id)
        except ConflictError:
            return None


def places_of_dates(session: Session, events: Sequence[Event]) -> list[DatePlaces]:
    """Return the places of dates, in three statements at most."""
    ids = [event.id for event in events]
    tallies: dict[int, dict[tuple[int | None, Status], int]] = {one: {} for one in ids}
    capacities: dict[int, dict[int | None, int | None]] = {one: {} for one in ids}
    names: dict[int, dict[str, int]] = {one: {} for one in ids}
    if not ids:
        return []
    session.flush()
    counted = (
        select(
            COUNTS.c.event_id,
            func.nullif(COUNTS.c.registration_type_id, 0),
            COUNTS.c.status,
            NUMBER,
        )
        .where(COUNTS.c.event_id.in_(ids), IS_ACTIVE)
        .group_by(COUNTS.c.event_id, COUNTS.c.registration_type_id, COUNTS.c.status)
    )
    for event_id, type_id, status, number in session.execute(counted):
        tallies[event_id][type_id, status] = number
    with_types = [event.id for event in events if event.has_registration_types]
    if with_types:
        types = select(RegistrationType).where(RegistrationType.event_id.in_(with_types))
        for one in session.scalars(types.order_by(RegistrationType.position, RegistrationType.id)):
            capacities[one.event_id][one.id] = one.capacity
            if one.removed_at is None:
                names[one.event_id][str(one.name)] = one.id
    return [
        DatePlaces(
            event,
            Capacity(event.capacity, capacities[event.id]),
            Tally(tallies[event.id]),
            names[event.id],
        )
        for event in events
    ]


def shared_type_names(places: Sequence[DatePlaces]) -> tuple[str, ...]:
    """Return the names of the types of the first date that has types; the form asks for one of them."""
    return next((tuple(one.types) for one in places if one.event.has_registration_types), ())
