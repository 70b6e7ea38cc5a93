"""What an import would do with each event of a source; nothing is written."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_import.event_details import DetailsReader
from webinars.event_import.source_events import (
    ListedDays,
    RefusedEntry,
    SourceEvent,
    SourceList,
    SourceNote,
    SourceStatus,
)
from webinars.event_import.stored_sources import (
    Stored,
    StoredSource,
    derived_uid,
    digests_of,
    registered_people,
    source_uid_of,
    stored_events,
)
from webinars.events.details import EventDetails, details_of
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.timezones import clock
from webinars.timezones.schedule import When, resolve

_ALL_DAYS = ListedDays(date(1, 1, 1), date.max)

# A change of these is told to everyone who is registered for a published event.
TOLD = ("status", "when", "place", "format")


class Outcome(StrEnum):
    """What becomes of an event of a source."""

    NEW = "new"
    CHANGED = "changed"
    ENDED = "ended"  # cancelled or postponed
    UNCHANGED = "unchanged"
    LEFT_OUT = "left-out"
    REFUSED = "refused"


@dataclass(frozen=True)
class PlannedEvent:
    """An event of a source and what becomes of it.

    number: of its entry or line; 0 for a stored date that a rule no longer has. event_id: of the stored
    event. details: as they will be; read: as the source has them. uid: of a new event, "" for one that gets
    its own. changed: names of the details that the source changes; "sequence" if only calendars must accept
    what follows. people: registrations that are told.
    """

    outcome: Outcome
    number: int
    title: str
    when: When | None = None
    details: EventDetails | None = field(default=None, repr=False)
    read: EventDetails | None = field(default=None, repr=False)
    source: SourceEvent | None = field(default=None, repr=False)
    status: SourceStatus = SourceStatus.CONFIRMED
    uid: str = ""
    event_id: int | None = None
    changed: tuple[str, ...] = ()
    people: int = 0
    notes: tuple[SourceNote, ...] = ()
    error: InvalidInputError | ConflictError | None = None


def plan_import(
    session: Session,
    organiser: Organiser,
    source: SourceList,
    details: DetailsReader,
    *,
    publishing: bool,
) -> list[PlannedEvent]:
    """Return what becomes of each event of a source, in the order of their entries."""
    planner = _Planner(stored_events(session, organiser, source.events), details, publishing)
    groups: dict[str, list[SourceEvent]] = defaultdict(list)
    for event in source.events:
        groups[source_uid_of(event)].append(event)
    planned = [_refused(entry) for entry in source.refused]
    refused_numbers = {entry.number for entry in source.refused}
    for uid, events in groups.items():
        before = len(planned)
        planned += planner.plan_group(uid, events)
        is_whole = uid in source.rules or any(not event.date_id for event in events)
        if is_whole and not any(event.number in refused_numbers for event in events):
            days = source.rules.get(uid, _ALL_DAYS)
            ids = {one.event_id for one in planned[before:]}
            planned += planner.dropped_dates(uid, events, days, ids)
    told = [one.event_id for one in planned if one.event_id and _is_told(one)]
    people = registered_people(session, told)
    counted = (
        replace(one, people=people.get(one.event_id or 0, 0)) if _is_told(one) else one
        for one in planned
    )
    return sorted(counted, key=lambda one: (one.number == 0, one.number))


def fingerprint(planned: Sequence[PlannedEvent]) -> str:
    """Return a text that differs if the plan does, to be sent back with a form."""
    parts = (
        (
            one.outcome.value,
            one.number,
            one.title,
            str(one.when),
            one.event_id,
            one.changed,
            one.people,
        )
        for one in planned
    )
    return sha256(repr(list(parts)).encode("utf-8", "replace")).hexdigest()[:32]


def may_end(event: Event, status: SourceStatus) -> bool:
    """Return whether an event can be ended as a status says; a postponed one can be cancelled."""
    if event.state is EventState.POSTPONED:
        return status is SourceStatus.CANCELLED
    return event.state is EventState.PUBLISHED


def _is_told(one: PlannedEvent) -> bool:
    if one.outcome is Outcome.ENDED:
        return True
    return one.outcome is Outcome.CHANGED and not set(TOLD).isdisjoint(one.changed)


def _refused(entry: RefusedEntry) -> PlannedEvent:
    return PlannedEvent(Outcome.REFUSED, entry.number, entry.title, error=entry.error)


class _Planner:
    """Compares source events with stored ones."""

    def __init__(self, stored: Stored, details: DetailsReader, publishing: bool) -> None:  # noqa: FBT001
        self._stored = stored
        self._details = details
        self._publishing = publishing

    def plan_group(self, source_uid: str, events: Sequence[SourceEvent]) -> Iterator[PlannedEvent]:
        """Yield the plans of the events of one entry."""
        known = self._stored.by_source.get(source_uid, {})
        holder = self._stored.by_uid.get(source_uid) if events[0].uid else None
        uid_holder = _uid_holder(events, known, holder)
        seen = set[str]()
        for event in events:
            if event.date_id in seen:
                continue  # a row of the table stands twice
            seen.add(event.date_id)
            match = known.get(event.date_id)
            if match is None and event is uid_holder:
                match = _former_uid_holder(known, holder)
            yield self._plan(event, match, has_uid=event is uid_holder)

    def dropped_dates(
        self,
        source_uid: str,
        events: Sequence[SourceEvent],
        days: ListedDays,
        planned_ids: Collection[int | None],
    ) -> Iterator[PlannedEvent]:
        """Yield the plans of stored dates that the rule no longer has."""
        listed = {event.date_id for event in events}
        for date_id, one in self._stored.by_source.get(source_uid, {}).items():
            event = one.event
            is_listed = date_id in listed or event.id in planned_ids
            is_elsewhere = not f"{days.first:%Y%m%d}" <= date_id[:8] <= f"{days.last:%Y%m%d}"
            is_over = event.ends_at <= clock.now()
            if is_listed or is_elsewhere or is_over or not date_id:
                continue
            if may_end(event, SourceStatus.CANCELLED):
                yield _of_event(Outcome.ENDED, event, SourceStatus.CANCELLED, "date-dropped")
            elif event.state is EventState.DRAFT:
                yield _of_event(
                    Outcome.LEFT_OUT, event, SourceStatus.CANCELLED, "date-dropped-draft"
                )

    def _plan(
        self, event: SourceEvent, match: StoredSource | None, *, has_uid: bool
    ) -> PlannedEvent:
        title = event.text.title[:200]
        try:
            title = self._details.title_of(event) or title
            if match is not None:
                return self._compared(event, match, title)
            return self._new(event, title, has_uid=has_uid)
        except (InvalidInputError, ConflictError) as error:
            return PlannedEvent(
                Outcome.REFUSED, event.number, title, event.when, source=event, error=error
            )

    def _new(self, event: SourceEvent, title: str, *, has_uid: bool) -> PlannedEvent:
        uid = event.uid if has_uid or not event.date_id else derived_uid(event.uid, event.date_id)
        holder = self._stored.by_uid.get(uid) if event.uid else None
        status = self._details.status_of(event)
        for other in (holder, self._stored.by_uid.get(event.uid)):
            if other is not None and other.id not in self._stored.editable:
                raise ConflictError("import-uid-of-others")
        details = self._details.details_of(event)
        resolve(details.when)
        planned = PlannedEvent(
            Outcome.NEW,
            event.number,
            title,
            event.when,
            details,
            details,
            event,
            status,
            uid if event.uid else "",
            notes=event.notes,
        )
        if holder is not None:
            note = SourceNote("made-here")
            return replace(
                planned, outcome=Outcome.UNCHANGED, event_id=holder.id, notes=(*event.notes, note)
            )
        if status is not SourceStatus.CONFIRMED and (not self._publishing or event.is_private):
            note = SourceNote(f"{status.value}-not-drafted")
            return replace(planned, outcome=Outcome.LEFT_OUT, notes=(*event.notes, note))
        if event.is_private and self._publishing:
            return replace(planned, notes=(*event.notes, SourceNote("private-not-published")))
        return planned

    def _compared(self, event: SourceEvent, match: StoredSource, title: str) -> PlannedEvent:
        """Return what a source changes of an event that was imported before."""
        stored, source = match.event, match.source
        read, status = self._details.details_of(event), self._details.status_of(event)
        resolve(read.when)
        digests = digests_of(read)
        own = details_of(stored)
        changes: dict[str, Any] = {
            name: getattr(read, name)
            for name, digest in digests.items()
            # What the organiser has changed to the same value is no change any more.
            if source.digests.get(name) != digest and getattr(read, name) != getattr(own, name)
        }
        if read.series_id is None:  # no series was asked for this time
            changes.pop("series_id", None)
        planned = PlannedEvent(
            Outcome.UNCHANGED,
            event.number,
            title,
            event.when,
            replace(own, **changes),
            read,
            event,
            status,
            event_id=stored.id,
            changed=tuple(changes),
            notes=event.notes,
        )
        if status is not SourceStatus.CONFIRMED and status.value != source.source_status:
            return _ended(planned, stored)
        if status is not SourceStatus.CONFIRMED:
            # What else it changes is taken when it takes place again: nobody needs a new time before.
            return replace(planned, changed=())
        was_ended = source.source_status != SourceStatus.CONFIRMED.value
        is_ended = stored.state in (EventState.CANCELLED, EventState.POSTPONED)
        if was_ended and is_ended:
            return replace(planned, outcome=Outcome.CHANGED, changed=("status", *changes))
        if changes:
            return replace(planned, outcome=Outcome.CHANGED)
        if event.uid and stored.sequence <= event.sequence:
            return replace(planned, outcome=Outcome.CHANGED, changed=("sequence",))
        return planned


def _ended(planned: PlannedEvent, stored: Event) -> PlannedEvent:
    """Return the plan of a stored event that its source cancels or postpones."""
    if may_end(stored, planned.status):
        return replace(planned, outcome=Outcome.ENDED)
    if stored.state is EventState.DRAFT:
        note = SourceNote(f"{planned.status.value}-draft-stays")
        return replace(planned, outcome=Outcome.LEFT_OUT, changed=(), notes=(*planned.notes, note))
    return replace(planned, changed=())


def _of_event(outcome: Outcome, event: Event, status: SourceStatus, note: str) -> PlannedEvent:
    return PlannedEvent(
        outcome,
        0,
        str(event.title),
        event.when,
        status=status,
        event_id=event.id,
        notes=(SourceNote(note),),
    )


def _uid_holder(
    events: Sequence[SourceEvent], known: dict[str, StoredSource], holder: Event | None
) -> SourceEvent | None:
    """Return the event that has the UID of its entry: the only one, or the first date that is not over.

    None if a date of the rule has it already.
    """
    if any(holder is one.event and date_id for date_id, one in known.items()):
        listed = {event.date_id for event in events}
        if any(holder is one.event and date_id in listed for date_id, one in known.items()):
            return None
    single = next((event for event in events if not event.date_id), None)
    if single is not None:
        return single
    dated = sorted(events, key=lambda event: event.date_id)
    now = clock.now()
    coming = (event for event in dated if resolve(event.when).ends_at > now)
    return next(coming, dated[-1])


def _former_uid_holder(known: dict[str, StoredSource], holder: Event | None) -> StoredSource | None:
    """Return the stored event with the UID of the entry, which had another date or none before."""
    return next((one for one in known.values() if one.event is holder), None)
