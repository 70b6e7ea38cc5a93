"""What messages composed in one transaction share, read and put into words once for all of them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar, TypeVarTuple, cast

from sqlalchemy.orm import Session

from webinars.capabilities.links import Links
from webinars.capabilities.rules import OF_REGISTRATION, Purpose
from webinars.emails import queries
from webinars.outbox.models import Message
from webinars.registrations.models import Registration
from webinars.scheduling.queries import Histories
from webinars.site import Site

# The fact that names the subject of a message, and the links that its e-mail may hold.
_LINKS = {
    "registration_id": (*OF_REGISTRATION, Purpose.ADDRESS),
    "invitee_id": (Purpose.INVITEE,),
    "delegation_id": (Purpose.DELEGATION,),
    "comment_id": (Purpose.COMMENT,),
}
Facts = TypeVarTuple("Facts")
Words = TypeVar("Words")


class Batch:
    """The reads and words of one transaction. Nothing in it outlives that, so nothing in it grows old."""

    def __init__(self, session: Session, site: Site, messages: Iterable[Message] = ()) -> None:
        self.session = session
        self.links = Links(session, site.keys)
        self.histories = Histories(session)
        self._held: dict[int, int] = {}
        self._once: dict[Hashable, Any] = {}
        self._registrations: dict[int, Registration | None] = {}
        known = list(messages)
        ids = _named(known, "registration_id")
        found = self._read(ids) if ids else []
        self.histories.read((each.event_id, each.address) for each in found)
        for fact, purposes in _LINKS.items():
            if subjects := _named(known, fact):
                self.links.read(purposes, subjects)
        if site.reply_address:
            self.links.read_replies((each.event_id, each.address) for each in found if each.address)

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
            self._held[event_id] = queries.places_held(self.session, event_id)
        return self._held[event_id]

    def _read(self, ids: Sequence[int]) -> Sequence[Registration]:
        found = queries.registrations(self.session, ids)
        self._registrations |= dict.fromkeys(ids) | {each.id: each for each in found}
        return found


def _named(messages: Iterable[Message], fact: str) -> list[int]:
    return [each.facts[fact] for each in messages if each.facts.get(fact) is not None]
