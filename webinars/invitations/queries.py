"""Reads of what one attendee's calendar has been told."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.invitations.models import Invitation


def last_invitation(session: Session, event_id: int, address: str) -> Invitation | None:
    """Return the newest message to an address's calendar about an event, if there was one."""
    if not address:
        return None
    return session.scalar(
        select(Invitation)
        .where(Invitation.event_id == event_id, Invitation.address == address)
        .order_by(Invitation.id.desc())
        .limit(1)
    )


def invitations_of(session: Session, registration_id: int) -> Sequence[Invitation]:
    """Return what calendars were told about a registration, oldest first."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.registration_id == registration_id)
        .order_by(Invitation.id)
    ).all()


def last_sequence(session: Session, event_id: int, address: str) -> int | None:
    """Return the highest SEQUENCE that an address was told about an event, or None."""
    if not address:
        return None
    return session.scalar(
        select(func.max(Invitation.sequence)).where(
            Invitation.event_id == event_id, Invitation.address == address
        )
    )


def invitation_of(session: Session, message_id: int) -> Invitation | None:
    """Return the calendar message that an outbox message carries, if it was recorded."""
    return session.scalar(select(Invitation).where(Invitation.message_id == message_id))
