"""Events that are stored already and that a source may mean: by where they were imported from, or by UID."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.event_import.models import ImportSource
from webinars.event_import.source_events import LONGEST_UID, SourceEvent
from webinars.events.details import EventDetails
from webinars.events.history.values import stored_value
from webinars.events.models import Event
from webinars.events.role_assignments import roles_on
from webinars.events.roles import Role
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.timezones.schedule import serialize

# What a source says; the rest of the details is the organiser's.
IMPORTED_NAMES = (
    "title",
    "when",
    "description",
    "links",
    "text_language",
    "series_id",
    "contact_name",
    "contact_email",
    "format",
    "place",
    "meeting_url",
)
_PER_STATEMENT = 400


@dataclass(frozen=True)
class StoredSource:
    """An event that was imported before, with its source."""

    event: Event
    source: ImportSource


@dataclass
class Stored:
    """Stored events by UID and date of their source, if they may be changed; and by their own UID.

    editable: ids of those of them that may be changed.
    """

    by_source: dict[str, dict[str, StoredSource]] = field(default_factory=dict)
    by_uid: dict[str, Event] = field(default_factory=dict)
    editable: set[int] = field(default_factory=set)


def source_uid_of(event: SourceEvent) -> str:
    """Return what identifies the entry of an event: its UID, or its title and start without one."""
    if event.uid:
        return event.uid
    words = "\n".join((event.text.title, *serialize(event.when)[:2]))
    return f"without-uid:{_digest(words)}"


def derived_uid(uid: str, date_id: str) -> str:
    """Return the UID of one date of a recurring entry: the same on every installation and at every import."""
    derived = f"{date_id}-{uid}"
    return derived if len(derived.encode()) <= LONGEST_UID else f"{date_id}-{_digest(uid)}"


def digests_of(details: EventDetails) -> dict[str, str]:
    """Return short digests of what a source says, by the name of the detail."""
    return {name: _digest(repr(stored_value(getattr(details, name)))) for name in IMPORTED_NAMES}


def stored_events(
    session: Session, organiser: Organiser, events: Collection[SourceEvent]
) -> Stored:
    """Return the stored events that a source's events may be."""
    stored = Stored()
    sources = {source_uid_of(event) for event in events}
    uids = {event.uid for event in events if event.uid}
    uids |= {
        derived_uid(event.uid, event.date_id) for event in events if event.uid and event.date_id
    }
    every: dict[int, Event] = {}
    sourced: list[StoredSource] = []
    for some in _parts(sorted(sources)):
        rows = session.execute(
            select(ImportSource, Event)
            .join(Event, Event.id == ImportSource.event_id)
            .where(ImportSource.source_uid.in_(some))
            .order_by(Event.id)
        )
        for source, event in rows:
            every[event.id] = event
            sourced.append(StoredSource(event, source))
    for some in _parts(sorted(uids)):
        for event in session.scalars(select(Event).where(Event.uid.in_(some))):
            every[event.id] = event
            stored.by_uid[event.uid] = event
    roles = roles_on(session, organiser, list(every.values()))
    stored.editable = {number for number, role in roles.items() if role.includes(Role.EDITOR)}
    # Several accounts may have imported rows without a UID: one's own event wins, whichever came last.
    for one in sorted(sourced, key=lambda one: one.event.organiser_id == organiser.id):
        if one.event.id in stored.editable:
            dates = stored.by_source.setdefault(one.source.source_uid, {})
            dates[one.source.date_id] = one
    return stored


def registered_people(session: Session, event_ids: Sequence[int]) -> dict[int, int]:
    """Return how many active registrations events have, by id."""
    return dict(_counted(session, event_ids))


def _counted(session: Session, event_ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    for some in _parts(event_ids):
        query = select(Registration.event_id, func.count()).where(
            Registration.event_id.in_(some), Registration.status.in_(ACTIVE)
        )
        rows = session.execute(query.group_by(Registration.event_id))
        yield from ((event_id, count) for event_id, count in rows)


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield values in parts that one statement may have as parameters."""
    return (values[at : at + _PER_STATEMENT] for at in range(0, len(values), _PER_STATEMENT))


def _digest(text: Any) -> str:
    return sha256(str(text).encode("utf-8", "replace")).hexdigest()[:24]
