"""Queries of composers; registrations are loaded with event and organiser."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.orm import Session, contains_eager, joinedload
from sqlalchemy.orm.attributes import instance_state

from webinars.access.models import Invitee
from webinars.accounts.models import Organiser
from webinars.database import Base, unattached
from webinars.event_messages.email_notes import select_confirmation_note
from webinars.events.enums import NotificationMode
from webinars.events.models import Event, RegistrationType, Series
from webinars.events.team.recipients import is_notified_of
from webinars.prepared_statements import PreparedQuery, flushed
from webinars.registrations.models import Registration, StatedTime
from webinars.registrations.personal_calendar.calendars import (
    IS_WITHOUT_INVITATIONS,
    PersonalCalendar,
)
from webinars.registrations.places.registration_counts import COUNTS, HELD
from webinars.registrations.status import ACTIVE
from webinars.scheduling.queries import has_history


class ReadRegistration(NamedTuple):
    """A registration with its event, and what else e-mails state of both.

    is_without_invitations: the events of its address are in the personal calendar alone.
    has_history: a calendar message was sent to its address.
    """

    registration: Registration
    stated_time: StatedTime | None
    is_without_invitations: bool
    has_history: bool
    places_held: int
    confirmation_note: str


def registrations(session: Session, ids: Collection[int]) -> Sequence[ReadRegistration]:
    """Return registrations by id, for reading only: the objects belong to no session.

    One statement reads a single registration with its event; the events of several are read by a second one.
    """
    connection, distinct = flushed(session), sorted(set(ids))
    if len(distinct) == 1:
        both = _ALONE.rows(connection, {"ids": distinct})
        rows, of_events = [row[:_LENGTH] for row in both], [row[_LENGTH:] for row in both]
    else:
        rows = list(_REGISTRATIONS.rows(connection, {"ids": distinct}))
        event_ids = sorted({row[_EVENT_ID] for row in rows})
        of_events = list(_EVENTS.rows(connection, {"ids": event_ids}))
    events = _events(of_events)
    return [_read(row, events) for row in rows]


def invitees(session: Session, ids: Collection[int]) -> Sequence[Invitee]:
    """Return invitees by their ids."""
    return session.scalars(select(Invitee).where(Invitee.id.in_(ids)).order_by(Invitee.id)).all()


def registered_pairs(session: Session, pairs: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return which pairs of an event and a canonical address have an active registration."""
    events, addresses = ({pair[index] for pair in pairs} for index in (0, 1))
    rows = session.execute(
        select(Registration.event_id, Registration.address).where(
            Registration.event_id.in_(events),
            Registration.address.in_(addresses),
            Registration.status.in_(ACTIVE),
        )
    )
    return {(row.event_id, row.address) for row in rows} & set(pairs)


def active_registrations(session: Session, address: str) -> Sequence[Registration]:
    """Return the active registrations of an address, by time of the event."""
    return session.scalars(
        _with_event()
        .where(Registration.address == address, Registration.status.in_(ACTIVE))
        .where(Registration.address != "")
        .order_by(Event.starts_at, Registration.id)
    ).all()


def changed_between(
    session: Session, host: Organiser, mode: NotificationMode, since: datetime, until: datetime
) -> Sequence[Registration]:
    """Return registrations whose status changed in a period, at events with a mode that notifies a host.

    Single notifications, of which a digest is made if they are too many, go to owners only.
    """
    is_notified = (
        is_notified_of(host) if mode is NotificationMode.DAILY else Event.organiser_id == host.id
    )
    return session.scalars(
        _with_event()
        .where(is_notified, Event.notification_mode == mode)
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


def _read(
    row: Sequence[Any], events: Mapping[int, tuple[Event, int, str | None]]
) -> ReadRegistration:
    *columns, is_without, is_known = row
    made = [_object(mapped, values) for mapped, values in _split(columns, _OF_REGISTRATION)]
    registration, stated = cast("Registration", made[0]), cast("StatedTime | None", made[2])
    event, held, note = events[registration.event_id]
    vars(registration).update(event=event, registration_type=made[1])
    return ReadRegistration(
        registration, stated, bool(is_without), bool(is_known), held, note or ""
    )


def _events(rows: Iterable[Sequence[Any]]) -> dict[int, tuple[Event, int, str | None]]:
    """Return events by id, with organiser and series, each with places held and note of confirmations."""
    events: dict[int, tuple[Event, int, str | None]] = {}
    for *row, held, note in rows:
        event, organiser, series = (
            _object(mapped, columns) for mapped, columns in _split(row, _OF_EVENT)
        )
        vars(event).update(organiser=organiser, series=series)
        events[row[0]] = cast("Event", event), held, note
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
    if columns[_NAMES[mapped][0]] is None:
        return None
    made = unattached(mapped, columns)
    # With an identity, and of no session, it refuses to load what was not read. make_transient_to_detached()
    # does the same, and searches for attributes that are not loaded.
    key = tuple([columns[column.name] for column in inspect(mapped).primary_key])
    instance_state(made).key = inspect(mapped).identity_key_from_primary_key(key)
    return made


def _columns(mapped: Sequence[type[Base]]) -> Select[*tuple[Any, ...]]:
    return select(*(column for one in mapped for column in inspect(one).columns))


_OF_REGISTRATION = (Registration, RegistrationType, StatedTime)
_OF_EVENT = (Event, Organiser, Series)
_MAPPED: tuple[type[Base], ...] = (*_OF_REGISTRATION, *_OF_EVENT)
_NAMES = {mapped: [column.name for column in inspect(mapped).columns] for mapped in _MAPPED}
_SELECT_REGISTRATIONS = (
    _columns(_OF_REGISTRATION)
    .add_columns(IS_WITHOUT_INVITATIONS, has_history())
    .select_from(Registration)
    .outerjoin(RegistrationType, RegistrationType.id == Registration.registration_type_id)
    .outerjoin(StatedTime, StatedTime.registration_id == Registration.id)
    .outerjoin(PersonalCalendar, PersonalCalendar.address == Registration.address)
    .where(Registration.id.in_(bindparam("ids", expanding=True)))
    .order_by(Registration.id)
)
_LENGTH = len(_SELECT_REGISTRATIONS.selected_columns)
_EVENT_ID = _NAMES[Registration].index("event_id")
_SELECT_EVENTS = (
    _columns(_OF_EVENT)
    .add_columns(
        select(HELD).where(COUNTS.c.event_id == Event.id).scalar_subquery(),
        select_confirmation_note(Event.id).scalar_subquery(),
    )
    .select_from(Event)
    .join(Organiser, Organiser.id == Event.organiser_id)
    .outerjoin(Series, Series.id == Event.series_id)
)
_REGISTRATIONS = PreparedQuery(_SELECT_REGISTRATIONS)
_EVENTS = PreparedQuery(_SELECT_EVENTS.where(Event.id.in_(bindparam("ids", expanding=True))))
_ALONE = PreparedQuery(
    _SELECT_REGISTRATIONS.add_columns(*_SELECT_EVENTS.selected_columns)
    .join(Event, Event.id == Registration.event_id)
    .join(Organiser, Organiser.id == Event.organiser_id)
    .outerjoin(Series, Series.id == Event.series_id)
)
