"""Who gets a place and who waits, with kinds of registration or without; decisions on plain values.

A place of a kind is also a place of the event: it is free only if both have room.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from webinars.events.rules import WaitingList
from webinars.registrations.rules import HOLDING, Status

# So close to the start nobody is asked first whether they still want the place.
IMMEDIATE_BEFORE_START = timedelta(hours=6)
MIN_OFFER = timedelta(hours=1)
# An offer takes at most this part of the time that is left, so that several can follow each other.
PART_OF_TIME_LEFT = 4


@dataclass(frozen=True)
class Tally:
    """How many registrations stand where: by kind, None for those without one, and state."""

    numbers: Mapping[tuple[int | None, Status], int]

    @property
    def held(self) -> int:
        """Return the places held of the event."""
        return self._sum(HOLDING)

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return self._sum((Status.WAITING,))

    def held_of(self, registration_type_id: int | None) -> int:
        """Return the places held of a kind."""
        return sum(self.numbers.get((registration_type_id, status), 0) for status in HOLDING)

    def waiting_kinds(self) -> set[int | None]:
        """Return the kinds that somebody waits for."""
        return {
            kind for (kind, status), n in self.numbers.items() if n and status is Status.WAITING
        }

    def _sum(self, statuses: Iterable[Status]) -> int:
        wanted = set(statuses)
        return sum(n for (_, status), n in self.numbers.items() if status in wanted)


@dataclass(frozen=True)
class Capacity:
    """How many places there are: of the event, and of those kinds that have a number of their own."""

    event: int | None
    kinds: Mapping[int | None, int | None] = field(default_factory=dict)


def has_room(capacity: Capacity, tally: Tally, registration_type_id: int | None) -> bool:
    """Tell whether one more place of a kind can be held."""
    of_kind = capacity.kinds.get(registration_type_id)
    return (capacity.event is None or tally.held < capacity.event) and (
        of_kind is None or tally.held_of(registration_type_id) < of_kind
    )


def has_place_for_new(capacity: Capacity, tally: Tally, registration_type_id: int | None) -> bool:
    """Tell whether a new name gets a place: one is free, and nobody waits who could have it."""
    ahead = any(has_room(capacity, tally, kind) for kind in tally.waiting_kinds())
    return has_room(capacity, tally, registration_type_id) and not ahead


def promotable(
    capacity: Capacity, tally: Tally, queue: Iterable[tuple[int, int | None]]
) -> list[int]:
    """Return the numbers of those in the queue (number, kind) who can be given a place now, in order.

    Whoever waits for a kind that is full is passed over, and keeps their turn.
    """
    lucky: list[int] = []
    numbers = dict(tally.numbers)
    for number, kind in queue:
        now = Tally(numbers)
        if capacity.event is not None and now.held >= capacity.event:
            break
        if has_room(capacity, now, kind):
            lucky.append(number)
            numbers[kind, Status.CONFIRMED] = numbers.get((kind, Status.CONFIRMED), 0) + 1
    return lucky


def offer_deadline(now: datetime, starts_at: datetime, hours: int) -> datetime | None:
    """Return until when a freed place is offered to the next in line; None: it is theirs at once.

    Shorter as the event nears, so that there is time for the one after.
    """
    left = starts_at - now
    if left <= IMMEDIATE_BEFORE_START:
        return None
    return now + min(timedelta(hours=hours), max(MIN_OFFER, left / PART_OF_TIME_LEFT))


def verification_deadline(now: datetime, starts_at: datetime, hours: int | None) -> datetime | None:
    """Return until when an address must be proved for the place to stay; None: it stays.

    Never beyond half of the time that is left: whoever follows needs some too.
    """
    if hours is None or starts_at <= now:
        return None
    return now + min(timedelta(hours=hours), (starts_at - now) / 2)


def promoted_status(
    *, requires_approval: bool, waiting_list: WaitingList, until: datetime | None
) -> Status:
    """Return what somebody in line becomes when a place is free for them."""
    if requires_approval:
        return Status.AWAITING_APPROVAL
    if waiting_list is WaitingList.AT_ONCE or until is None:
        return Status.CONFIRMED
    return Status.OFFERED
