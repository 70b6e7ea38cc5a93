"""What messages composed in one transaction share, read and put into words once for all of them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar, TypeVarTuple, cast

from sqlalchemy.orm import Session

from webinars.invitations.queries import Histories
from webinars.mail.letters import look_up
from webinars.outbox.models import Message
from webinars.registration.models import Registration

Facts = TypeVarTuple("Facts")
Words = TypeVar("Words")


class Batch:
    """The reads and words of one transaction. Nothing in it outlives that, so nothing in it grows old."""

    def __init__(self, session: Session, messages: Iterable[Message] = ()) -> None:
        self.session = session
        self.histories = Histories(session)
        self._held: dict[int, int] = {}
        self._once: dict[Hashable, Any] = {}
        ids = [
            each.facts["registration_id"] for each in messages if "registration_id" in each.facts
        ]
        self._registrations: dict[int, Registration | None] = {}
        found = self._read(ids) if ids else []
        self.histories.read((each.event_id, each.address) for each in found)

    def once(self, make: Callable[[*Facts], Words], *facts: *Facts) -> Words:
        """Return what make says of the facts, asked once; it must depend on nothing else that changes."""
        key = (make, *facts)
        if key not in self._once:
            self._once[key] = make(*facts)
        return cast("Words", self._once[key])

    def registration(self, registration_id: int) -> Registration | None:
        """Return a registration with its event."""
        if registration_id not in self._registrations:
            self._read([registration_id])
        return self._registrations[registration_id]

    def places_held(self, event_id: int) -> int:
        """Return how many places of an event are taken."""
        if event_id not in self._held:
            self._held[event_id] = look_up.places_held(self.session, event_id)
        return self._held[event_id]

    def _read(self, ids: Sequence[int]) -> Sequence[Registration]:
        found = look_up.registrations(self.session, ids)
        self._registrations |= dict.fromkeys(ids) | {each.id: each for each in found}
        return found
