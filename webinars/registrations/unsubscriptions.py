"""Addresses that want no messages that are not needed to take part, by the owner of an event."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from webinars.events.models import Event
from webinars.registrations.models import Registration, Unsubscription
from webinars.timezones import clock


def unsubscribe(session: Session, registration: Registration, event_message_id: int | None) -> None:
    """Record that a registrant's address wants no such messages; the event is locked.

    It holds for all events of the owner, and for this one when it has another owner later.
    """
    event = registration.event
    if unsubscription_of(session, registration) is not None:
        return
    session.add(
        Unsubscription(
            address=registration.address,
            organiser_id=event.organiser_id,
            event_id=event.id,
            event_message_id=event_message_id,
            created_at=clock.now(),
        )
    )
    session.flush()


def subscribe_again(session: Session, registration: Registration) -> None:
    """Undo unsubscribe(), from whichever of the owner's events it was."""
    session.execute(delete(Unsubscription).where(_concerns(registration)))


def unsubscription_of(session: Session, registration: Registration) -> Unsubscription | None:
    """Return that a registrant's address has unsubscribed; None if it has not."""
    return session.scalar(
        select(Unsubscription).where(_concerns(registration)).order_by(Unsubscription.id).limit(1)
    )


def is_unsubscribed() -> ColumnElement[bool]:
    """Return the condition that the address of a registration has unsubscribed from its event."""
    owner = select(Event.organiser_id).where(Event.id == Registration.event_id)
    return exists().where(
        Unsubscription.address == Registration.address,
        or_(
            Unsubscription.organiser_id == owner.correlate(Registration).scalar_subquery(),
            Unsubscription.event_id == Registration.event_id,
        ),
    )


def unsubscribed_ids(session: Session, registration_ids: Collection[int]) -> set[int]:
    """Return those of some registrations whose addresses have unsubscribed."""
    return set(
        session.scalars(
            select(Registration.id).where(
                Registration.id.in_(sorted(registration_ids)), is_unsubscribed()
            )
        )
    )


def count_unsubscribed(session: Session, event_message_id: int) -> int:
    """Count the addresses that unsubscribed from a message."""
    number = select(func.count()).where(Unsubscription.event_message_id == event_message_id)
    return session.scalar(number) or 0


def carry_over_unsubscription(session: Session, before: str, address: str) -> None:
    """Have what an address has unsubscribed from hold for the one that replaces it, too."""
    session.flush()
    known = {
        (row.organiser_id, row.event_id)
        for row in session.scalars(select(Unsubscription).where(Unsubscription.address == address))
    }
    rows = session.scalars(select(Unsubscription).where(Unsubscription.address == before)).all()
    session.add_all(
        Unsubscription(
            address=address,
            organiser_id=row.organiser_id,
            event_id=row.event_id,
            created_at=row.created_at,
        )
        for row in rows
        if (row.organiser_id, row.event_id) not in known
    )
    forget_unsubscriptions(session, [before])


def forget_unsubscriptions(session: Session, addresses: Collection[str]) -> None:
    """Delete what those addresses have unsubscribed from that have no registration left."""
    session.flush()
    is_left = exists().where(Registration.address == Unsubscription.address)
    session.execute(delete(Unsubscription).where(Unsubscription.address.in_(addresses), ~is_left))


def _concerns(registration: Registration) -> ColumnElement[bool]:
    event = registration.event
    return and_(
        Unsubscription.address == registration.address,
        or_(
            Unsubscription.organiser_id == event.organiser_id,
            Unsubscription.event_id == event.id,
        ),
    )
