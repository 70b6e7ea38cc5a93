"""Rules of promotion: who gets the next free place, and with which status, on plain values."""

from collections.abc import Iterable
from datetime import datetime

from webinars.events.rules import WaitingList
from webinars.registrations.capacity import Capacity, Tally, has_free_seat
from webinars.registrations.rules import Status


def promotable(
    capacity: Capacity, tally: Tally, queue: Iterable[tuple[int, int | None]]
) -> list[int]:
    """Return the ids of the waiting registrations (id, type) that can get a place now, in order.

    A registration whose type is full is skipped and keeps its position.
    """
    promoted: list[int] = []
    numbers = dict(tally.numbers)
    for registration_id, type_id in queue:
        now = Tally(numbers)
        if capacity.event is not None and now.held >= capacity.event:
            break
        if has_free_seat(capacity, now, type_id):
            promoted.append(registration_id)
            numbers[type_id, Status.CONFIRMED] = numbers.get((type_id, Status.CONFIRMED), 0) + 1
    return promoted


def promoted_status(
    *, requires_approval: bool, waiting_list: WaitingList, until: datetime | None
) -> Status:
    """Return the status a waiting registration gets when a place frees up."""
    if requires_approval:
        return Status.AWAITING_APPROVAL
    if waiting_list is WaitingList.AT_ONCE or until is None:
        return Status.CONFIRMED
    return Status.OFFERED
