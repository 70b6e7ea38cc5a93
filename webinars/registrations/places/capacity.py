"""Rules of capacity: whether a place is free, on plain values."""

# A place of a registration type is also a place of the event: it is free only if both have one
# left.

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from webinars.events.registration_availability import is_capacity_reached
from webinars.registrations.status import HOLDING, Status


@dataclass(frozen=True)
class Tally:
    """Registrations counted by type (None: without one) and status."""

    numbers: Mapping[tuple[int | None, Status], int]

    @property
    def held(self) -> int:
        """Return the places held at the event."""
        return self._sum(HOLDING)

    @property
    def waiting(self) -> int:
        """Return the number of waiting registrations."""
        return self._sum((Status.WAITING,))

    def held_of(self, registration_type_id: int | None) -> int:
        """Return the places held of a registration type."""
        return sum(self.numbers.get((registration_type_id, status), 0) for status in HOLDING)

    def waiting_types(self) -> set[int | None]:
        """Return the registration types that have a waiting list."""
        return {
            type_id
            for (type_id, status), n in self.numbers.items()
            if n and status is Status.WAITING
        }

    def _sum(self, statuses: Iterable[Status]) -> int:
        wanted = set(statuses)
        return sum(n for (_, status), n in self.numbers.items() if status in wanted)


@dataclass(frozen=True)
class Capacity:
    """Capacity of the event, and of the registration types that limit it."""

    event: int | None
    by_type: Mapping[int | None, int | None] = field(default_factory=dict)


def has_free_place(capacity: Capacity, tally: Tally, registration_type_id: int | None) -> bool:
    """Return whether one more place of a registration type can be held."""
    type_capacity = capacity.by_type.get(registration_type_id)
    return not (
        is_capacity_reached(capacity.event, tally.held)
        or is_capacity_reached(type_capacity, tally.held_of(registration_type_id))
    )


def has_place_for_new(capacity: Capacity, tally: Tally, registration_type_id: int | None) -> bool:
    """Return whether a new registration gets a place: one is free and nobody waiting could have it."""
    ahead = any(has_free_place(capacity, tally, type_id) for type_id in tally.waiting_types())
    return has_free_place(capacity, tally, registration_type_id) and not ahead
