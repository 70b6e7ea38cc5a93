"""Queries of composers; registrations are loaded with event and organiser."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE


def registrations(session: Session, ids: Collection[int]) -> Sequence[Registration]:
    """Return registrations by id; the event that several share is read once, by a second statement."""
    distinct = sorted(set(ids))
    return session.scalars(_SEVERAL if len(distinct) > 1 else _ONE, {"ids": distinct}).all()


def active_registrations(session: Session, address: str) -> Sequence[Registration]:
    """Return the active registrations of an address, by time of the event."""
    return session.scalars(
        _with_event()
        .where(Registration.address == address, Registration.status.in_(ACTIVE))
        .where(Registration.address != "")
        .order_by(Event.starts_at, Registration.id)
    ).all()


def changed_between(
    session: Session, organiser_id: int, mode: NotificationMode, since: datetime, until: datetime
) -> Sequence[Registration]:
    """Return registrations whose status changed in a period, at a host's events with a notification mode."""
    return session.scalars(
        _with_event()
        .where(Event.organiser_id == organiser_id, Event.notification_mode == mode)
        .where(Registration.status_at >= since, Registration.status_at < until)
        .order_by(Event.starts_at, Event.id, Registration.status_at, Registration.id)
    ).all()


def _by_id(load: Callable[..., Any]) -> Select[Registration]:
    of_event = load(Registration.event)
    return (
        select(Registration)
        .where(Registration.id.in_(bindparam("ids", expanding=True)))
        .options(
            of_event.options(joinedload(Event.organiser), joinedload(Event.series)),
            load(Registration.registration_type),
        )
    )


_ONE, _SEVERAL = _by_id(joinedload), _by_id(selectinload)


def _with_event() -> Select[Registration]:
    return (
        select(Registration)
        .join(Registration.event)
        .options(
            contains_eager(Registration.event).options(
                joinedload(Event.organiser), joinedload(Event.series)
            ),
            joinedload(Registration.registration_type),
        )
    )
