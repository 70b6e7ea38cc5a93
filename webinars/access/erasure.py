"""Erase people as invitees, delegates and focal points. The caller commits."""

from collections.abc import Collection

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from webinars.access.models import Delegation, Invitee, Nomination
from webinars.capabilities import link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.outbox.enqueue import ordering_key_of
from webinars.outbox.locks import lock_messages
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.outbox.retention import empty

EMAIL_TOPICS = (
    "invitee.invited",
    "invitee.changed",
    "invitee.cancelled",
    "invitee.not-registered",
    "delegation.invited",
    "delegation.summary",
)


def erase_people(
    session: Session,
    *,
    event_id: int,
    addresses: Collection[str],
    registration_ids: Collection[int] = (),
) -> None:
    """Erase people as invitees, delegates and focal points, with the e-mails about it.

    A delegation stays for the people it named; its focal point and link are removed.
    """
    # Before their capabilities are deleted: a worker that composes these e-mails may hold those
    # rows.
    _erase_emails(session, event_id, addresses)
    session.execute(
        delete(Invitee).where(
            Invitee.event_id == event_id,
            or_(Invitee.address.in_(addresses), Invitee.registration_id.in_(registration_ids)),
        )
    )
    session.execute(
        delete(Nomination).where(
            Nomination.event_id == event_id,
            or_(
                Nomination.address.in_(addresses), Nomination.registration_id.in_(registration_ids)
            ),
        )
    )
    ended = session.scalars(
        update(Delegation)
        .where(Delegation.event_id == event_id, Delegation.address.in_(addresses))
        .values(
            focal_name="", focal_email="", address="", token_version=Delegation.token_version + 1
        )
        .returning(Delegation.id)
    ).all()
    if ended:
        link_revocation.revoke_links(session, (Purpose.DELEGATION,), ended)


def _erase_emails(session: Session, event_id: int, addresses: Collection[str]) -> None:
    ours = (
        Message.event_id == event_id,
        Message.ordering_key.in_([ordering_key_of(event_id, address) for address in addresses]),
        Message.topic.in_(EMAIL_TOPICS),
    )
    for message in lock_messages(session, *ours):
        if message.state is MessageState.QUEUED:
            mark_superseded(message, "erased at their request")
        empty(message)
    session.flush()
