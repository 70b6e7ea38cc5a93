"""Places held by registration type, and the effects of changing types."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.enums import AttendanceMode
from webinars.events.models import Event, RegistrationType
from webinars.events.registration_availability import Availability, is_capacity_reached
from webinars.registrations.models import Registration
from webinars.registrations.places.registration_counts import ACTIVE_NUMBER, COUNTS, HELD
from webinars.registrations.waiting_list.freed_places import apply_capacity_change


@dataclass(frozen=True)
class TypePlaces:
    """A registration type with its capacity, places held, and all its active registrations."""

    id: int
    name: str
    attendance_mode: AttendanceMode
    capacity: int | None
    is_removed: bool
    held: int
    people: int

    @property
    def is_full(self) -> bool:
        """Return whether its own capacity is used up."""
        return is_capacity_reached(self.capacity, self.held)


_PLACES = (
    select(
        RegistrationType.id,
        RegistrationType.event_id,
        RegistrationType.name,
        RegistrationType.attendance_mode,
        RegistrationType.capacity,
        RegistrationType.removed_at,
        HELD.label("held"),
        ACTIVE_NUMBER.label("people"),
    )
    .outerjoin(
        COUNTS,
        and_(
            COUNTS.c.registration_type_id == RegistrationType.id,
            COUNTS.c.event_id == RegistrationType.event_id,
        ),
    )
    .group_by(RegistrationType.id)
    .order_by(RegistrationType.position, RegistrationType.id)
)


def places_by_type(reads: Session | Connection, event_id: int) -> list[TypePlaces]:
    """Return all types of an event in order, removed ones included, in one query."""
    rows = reads.execute(_PLACES.where(RegistrationType.event_id == event_id))
    return [
        TypePlaces(
            id=row.id,
            name=row.name,
            attendance_mode=row.attendance_mode,
            capacity=row.capacity,
            is_removed=row.removed_at is not None,
            held=row.held,
            people=row.people,
        )
        for row in rows
    ]


def events_with_full_types(reads: Session | Connection, event_ids: Collection[int]) -> set[int]:
    """Return the events all of whose offered types are full, in one query."""
    if not event_ids:
        return set()
    offered = _PLACES.where(
        RegistrationType.event_id.in_(event_ids), RegistrationType.removed_at.is_(None)
    )
    full: dict[int, bool] = {}
    for row in reads.execute(offered):
        is_full = is_capacity_reached(row.capacity, row.held)
        full[row.event_id] = full.get(row.event_id, True) and is_full
    return {event_id for event_id, is_full in full.items() if is_full}


def availability_with_types(availability: Availability, *, is_full: bool) -> Availability:
    """Return the availability of an event, FULL if all of its types are."""
    return Availability.FULL if is_full and availability is Availability.OPEN else availability


def apply_type_changes(session: Session, event: Event) -> None:
    """After an event's types changed: refuse capacities below the places held, then promote.

    Raises:
        ConflictError: "registration-type-capacity-below-held" (facts: at, index among the offered
            types; held).
    """
    offered = [places for places in places_by_type(session, event.id) if not places.is_removed]
    for at, places in enumerate(offered):
        if places.capacity is not None and places.held > places.capacity:
            raise ConflictError("registration-type-capacity-below-held", at=at, held=places.held)
    apply_capacity_change(session, event.id)


def offered_types(reads: Session | Connection, event_id: int) -> Sequence[TypePlaces]:
    """Return the types that a new registration can choose from, in order."""
    return [places for places in places_by_type(reads, event_id) if not places.is_removed]


def has_untyped(reads: Session | Connection, event_id: int) -> bool:
    """Return whether any registration of an event has no type."""
    one = select(Registration.id).where(
        Registration.event_id == event_id,
        Registration.registration_type_id.is_(None),
        Registration.erased_at.is_(None),
    )
    return reads.scalar(one.limit(1)) is not None
