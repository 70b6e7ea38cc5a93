"""Queries of composers; registrations are loaded with event and organiser."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Select, bindparam, inspect, select
from sqlalchemy.orm import Session, contains_eager, joinedload, make_transient_to_detached

from webinars.accounts.models import Organiser
from webinars.caching.lru import SharedLRUCache
from webinars.database import Base, unattached
from webinars.events.enums import NotificationMode
from webinars.events.models import Event, RegistrationType, Series
from webinars.prepared_statements import PreparedQuery, flushed
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE

EVENTS = 64


def registrations(session: Session, ids: Collection[int]) -> Sequence[Registration]:
    """Return registrations by id, for reading only: the objects belong to no session.

    Their events are read by a second statement; an event that is as it was before is the same object.
    """
    connection, distinct = flushed(session), sorted(set(ids))
    rows = [
        [_object(mapped, columns) for mapped, columns in _split(row, _OF_REGISTRATION)]
        for row in _REGISTRATIONS.rows(connection, {"ids": distinct})
    ]
    read = [(cast("Registration", registration), kind) for registration, kind in rows]
    events = _events(connection, {registration.event_id for registration, _ in read})
    for registration, kind in read:
        vars(registration).update(event=events[registration.event_id], registration_type=kind)
    return [registration for registration, _ in read]


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


def _events(connection: Connection, ids: Iterable[int]) -> dict[int, Event]:
    """Return events by id, with organiser and series."""
    events: dict[int, Event] = {}
    for row in _EVENTS.rows(connection, {"ids": sorted(ids)}):
        cached = _READ_EVENTS.get(row[0])
        if cached is None or cached[0] != row:
            event, organiser, series = (
                _object(mapped, columns) for mapped, columns in _split(row, _OF_EVENT)
            )
            vars(event).update(organiser=organiser, series=series)
            cached = row, cast("Event", event)
            _READ_EVENTS.put(row[0], cached)
        events[row[0]] = cached[1]
    return events


def _split(
    row: Sequence[Any], mapped: Sequence[type[Base]]
) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    """Yield each class with its columns of a row."""
    values = iter(row)
    for one in mapped:
        yield one, dict(zip(_NAMES[one], values, strict=False))


def _object(mapped: type[Base], columns: Mapping[str, Any]) -> Base | None:
    """Return an object with columns that were read, outside any session; None if an outer join has none."""
    if columns["id"] is None:
        return None
    made = unattached(mapped, columns)
    make_transient_to_detached(made)
    return made


def _columns(mapped: Sequence[type[Base]]) -> Select[*tuple[Any, ...]]:
    return select(*(column for one in mapped for column in inspect(one).columns))


_OF_REGISTRATION = (Registration, RegistrationType)
_OF_EVENT = (Event, Organiser, Series)
_MAPPED: tuple[type[Base], ...] = (*_OF_REGISTRATION, *_OF_EVENT)
_NAMES = {mapped: [column.name for column in inspect(mapped).columns] for mapped in _MAPPED}
_REGISTRATIONS = PreparedQuery(
    _columns(_OF_REGISTRATION)
    .select_from(Registration)
    .outerjoin(RegistrationType, RegistrationType.id == Registration.registration_type_id)
    .where(Registration.id.in_(bindparam("ids", expanding=True)))
    .order_by(Registration.id)
)
_EVENTS = PreparedQuery(
    _columns(_OF_EVENT)
    .select_from(Event)
    .join(Organiser, Organiser.id == Event.organiser_id)
    .outerjoin(Series, Series.id == Event.series_id)
    .where(Event.id.in_(bindparam("ids", expanding=True)))
)
# The rows of events, as they were read, and their objects.
_READ_EVENTS: SharedLRUCache[tuple[Sequence[Any], Event]] = SharedLRUCache(EVENTS)
