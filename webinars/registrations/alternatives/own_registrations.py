"""Which times of a webinar that is held more than once one address is registered for."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.timezones import clock


def other_registrations(
    session: Session, event: Event, registration: Registration
) -> Sequence[Registration]:
    """Return the active registrations of the same address for other times that are still to come.

    No statement is sent for an event that is held once.
    """
    if event.alternative_group_id is None or not registration.address:
        return ()
    return session.scalars(
        select(Registration)
        .join(Registration.event)
        .options(joinedload(Registration.event), joinedload(Registration.registration_type))
        .where(
            Event.alternative_group_id == event.alternative_group_id,
            Event.id != event.id,
            Event.state == EventState.PUBLISHED,
            Event.ends_at > clock.now(),
            Registration.address == registration.address,
            Registration.status.in_(ACTIVE),
            Registration.erased_at.is_(None),
        )
        .order_by(Event.starts_at, Event.id)
    ).all()
