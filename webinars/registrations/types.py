"""How many places of each kind of registration are held, and what follows when an organiser changes them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, func, or_, select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.models import Event, RegistrationType
from webinars.events.rules import AttendanceMode, Availability
from webinars.registrations.models import ACTIVE, HOLDING, Registration
from webinars.registrations.waiting_list import apply_capacity_change


@dataclass(frozen=True)
class TypePlaces:
    """One kind as it stands: its places, those held, and all who have it, waiting ones too."""

    id: int
    name: str
    attendance_mode: AttendanceMode
    capacity: int | None
    is_removed: bool
    held: int
    people: int

    @property
    def is_full(self) -> bool:
        """Tell whether none of its own places is left."""
        return self.capacity is not None and self.held >= self.capacity


_HOLDS = or_(*(Registration.status == status for status in HOLDING))
_ACTIVE = or_(*(Registration.status == status for status in ACTIVE))
_PLACES = (
    select(
        RegistrationType.id,
        RegistrationType.event_id,
        RegistrationType.name,
        RegistrationType.attendance_mode,
        RegistrationType.capacity,
        RegistrationType.removed_at,
        func.count(case((_HOLDS, 1))).label("held"),
        func.count(case((_ACTIVE, 1))).label("people"),
    )
    .outerjoin(
        Registration,
        and_(
            Registration.registration_type_id == RegistrationType.id,
            Registration.event_id == RegistrationType.event_id,
        ),
    )
    .group_by(RegistrationType.id)
    .order_by(RegistrationType.position, RegistrationType.id)
)


def places_by_type(reads: Session | Connection, event_id: int) -> list[TypePlaces]:
    """Return every kind of an event in its order, removed ones too, in one statement."""
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
    """Return which of these events offer kinds of which each one is full, in one statement."""
    if not event_ids:
        return set()
    offered = _PLACES.where(
        RegistrationType.event_id.in_(event_ids), RegistrationType.removed_at.is_(None)
    )
    full: dict[int, bool] = {}
    for row in reads.execute(offered):
        is_full = row.capacity is not None and row.held >= row.capacity
        full[row.event_id] = full.get(row.event_id, True) and is_full
    return {event_id for event_id, is_full in full.items() if is_full}


def status_with_types(how: Availability, *, is_full: bool) -> Availability:
    """Return how an event stands whose kinds are all full, or not."""
    return Availability.FULL if is_full and how is Availability.OPEN else how


def apply_type_changes(session: Session, event: Event) -> None:
    """After a change of an event's kinds: refuse fewer places than are held, give new ones to those waiting.

    Raises:
        ConflictError: "kind-capacity-below-held" (facts: at, which of those offered, from 0; held).
    """
    offered = [each for each in places_by_type(session, event.id) if not each.is_removed]
    for at, each in enumerate(offered):
        if each.capacity is not None and each.held > each.capacity:
            raise ConflictError("kind-capacity-below-held", at=at, held=each.held)
    apply_capacity_change(session, event.id)


def offered_types(reads: Session | Connection, event_id: int) -> Sequence[TypePlaces]:
    """Return the kinds that a new name can choose from, in their order."""
    return [each for each in places_by_type(reads, event_id) if not each.is_removed]


def has_untyped(reads: Session | Connection, event_id: int) -> bool:
    """Tell whether somebody of an event has no kind of registration."""
    one = select(Registration.id).where(
        Registration.event_id == event_id,
        Registration.registration_type_id.is_(None),
        Registration.erased_at.is_(None),
    )
    return reads.scalar(one.limit(1)) is not None
