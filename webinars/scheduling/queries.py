"""Reads of what one attendee's calendar has been told."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.scheduling.models import Invitation


class Histories:
    """What calendars were told, oldest first, by event and canonical address.

    For the length of one transaction: read at once for a batch of messages, or one by one as they are asked
    for. What is recorded meanwhile is added.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[int, str], list[Invitation]] = {}

    def of(self, event_id: int, address: str) -> Sequence[Invitation]:
        """Return what an address's calendar was told about an event; nothing is known of nobody."""
        if not address:
            return ()
        if (event_id, address) not in self._known:
            self.read([(event_id, address)])
        return self._known[event_id, address]

    def read(self, pairs: Iterable[tuple[int, str]]) -> None:
        """Read the histories of events and addresses with one statement."""
        new = {pair for pair in pairs if pair[1] and pair not in self._known}
        if not new:
            return
        self._known |= {pair: [] for pair in new}
        rows = self._session.scalars(
            select(Invitation)
            .where(
                Invitation.event_id.in_({event_id for event_id, _ in new}),
                Invitation.address.in_({address for _, address in new}),
            )
            .order_by(Invitation.id)
        )
        for row in rows:
            if (row.event_id, row.address) in new:
                self._known[row.event_id, row.address].append(row)

    def add(self, invitation: Invitation) -> None:
        """Add what is told now; it is written with whatever else the transaction writes."""
        self._session.add(invitation)
        if invitation.address:
            self._known.setdefault((invitation.event_id, invitation.address), []).append(invitation)


def invitations_of(session: Session, registration_id: int) -> Sequence[Invitation]:
    """Return what calendars were told about a registration, oldest first."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.registration_id == registration_id)
        .order_by(Invitation.id)
    ).all()
