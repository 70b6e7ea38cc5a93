"""Last traces of erased registrations, which a worker deletes once the CANCEL is settled, or in a purge."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from webinars.capabilities import link_revocation
from webinars.database import erase_deleted_bytes
from webinars.outbox import retention
from webinars.outbox.models import Message
from webinars.outbox.queries import queued_addresses
from webinars.registrations.queries import unregistered
from webinars.replies.erasure import delete_replies
from webinars.scheduling.invitation_history import erase_addresses
from webinars.scheduling.queries import invited_addresses


def erase_last_traces(session: Session, message: Message, payload: dict[str, Any]) -> None:
    """Delete the last personal data of an erased registration, once the CANCEL is sent or has failed."""
    session.flush()
    erase_deleted_bytes(session)
    address = str(payload.get("address", ""))
    if message.registration_id is None:
        retention.empty(message)  # to a participant of a poll, of whom no row is left
    ids = [
        registration_id
        for registration_id in (message.registration_id, *payload.get("also", ()))
        if registration_id is not None
    ]
    erase_traces_of(session, message.event_id, ids, {address})
    if message.event_id is not None:
        erase_reply_addresses(session, message.event_id)


def erase_reply_addresses(session: Session, event_id: int) -> None:
    """Delete the reply addresses of an event that belong to nobody any more; reads all of them."""
    session.flush()
    link_revocation.delete_unused_reply_addresses(session, event_id)


def erase_traces_of(
    session: Session, event_id: int | None, registration_ids: Collection[int], addresses: set[str]
) -> None:
    """Delete the settled messages, the replies and the calendar history of erased registrations."""
    retention.forget(session, registration_ids)
    delete_replies(session, registration_ids)
    if event_id is None:
        return
    # Calendars at earlier addresses may still have to be updated.
    addresses = addresses | invited_addresses(session, registration_ids)
    addresses -= queued_addresses(session, registration_ids)
    addresses = unregistered(session, event_id, addresses)
    erase_addresses(session, event_id, addresses)
