"""Save a planned import. The caller commits, so that an import is stored whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.accounts.queries import lock_usable_account
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_import.models import ImportSource
from webinars.event_import.plan import Outcome, PlannedEvent, may_end
from webinars.event_import.source_events import SourceEvent, SourceNote, SourceStatus
from webinars.event_import.stored_sources import IMPORTED_NAMES, digests_of, source_uid_of
from webinars.events.changes import change_event
from webinars.events.creation import create_event
from webinars.events.date_groups import MOST_IN_GROUP, group_of
from webinars.events.details import details_of
from webinars.events.enums import EventState
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.lifecycle import (
    cancel_event,
    postpone_event,
    publish_event,
    restore_event,
)
from webinars.events.lifecycle_checks import check_publication
from webinars.events.locks import lock_events, lock_for_change
from webinars.events.models import Event
from webinars.events.team.membership import check_series_change
from webinars.site import Site
from webinars.timezones import clock


def save_import(
    session: Session,
    organiser: Organiser,
    planned: Sequence[PlannedEvent],
    *,
    publishing: bool,
    site: Site,
    source_name: str,
    saved: Sequence[PlannedEvent] = (),
) -> list[PlannedEvent]:
    """Create, change and cancel what was planned; return the plan with the ids of events.

    An event that cannot be saved is refused, and the others are saved. source_name: of the file, or the host
    of the address, as histories show it. saved: what earlier batches of the import have saved.

    Raises:
        ConflictError: "access-removed".
    """
    lock_usable_account(session, organiser)
    # In one order with everybody else, which an import of many would not keep by itself.
    lock_events(session, {one.event_id for one in planned if one.event_id is not None})
    shared = _Import(session, organiser, site, source_name, publishing)
    for one in (*saved, *planned):
        if one.source is not None and one.source.date_id and one.event_id is not None:
            event = session.get_one(Event, one.event_id)
            shared.dates.setdefault(source_uid_of(one.source), []).append(event)
    return [_save_event(shared, one) for one in planned]


@dataclass(frozen=True)
class _Import:
    """What all events of an import share."""

    session: Session
    organiser: Organiser
    site: Site
    source_name: str
    publishing: bool
    # The dates of each entry, by its UID: new ones join the group of the last.
    dates: dict[str, list[Event]] = field(default_factory=dict)


def _save_event(shared: _Import, one: PlannedEvent) -> PlannedEvent:
    """Save one event in a savepoint, and return what became of it."""
    if one.outcome not in (Outcome.NEW, Outcome.CHANGED, Outcome.ENDED):
        return one
    try:
        with shared.session.begin_nested():
            saved = _write(shared, one)
            shared.session.flush()
    except (InvalidInputError, ConflictError) as error:
        return replace(one, outcome=Outcome.REFUSED, error=error)
    except IntegrityError:
        # Somebody else has imported the UID since the plan was made.
        refusal = ConflictError("import-uid-of-others")
        return replace(one, outcome=Outcome.REFUSED, error=refusal)
    return saved


def _write(shared: _Import, one: PlannedEvent) -> PlannedEvent:
    if one.outcome is Outcome.NEW:
        return _create(shared, one)
    assert one.event_id is not None  # noqa: S101 - for the type checker
    event = lock_for_change(shared.session, one.event_id)
    if one.outcome is Outcome.CHANGED:
        _change(shared, event, one)
    else:
        _raise_sequence(event, one)
        _end(shared, event, one.status)
    _remember(shared, event, one)
    return one


def _create(shared: _Import, one: PlannedEvent) -> PlannedEvent:
    assert one.details is not None and one.source is not None  # noqa: S101, PT018 - for the type checker
    if (known := _imported_meanwhile(shared, one.source)) is not None:
        return replace(one, outcome=Outcome.UNCHANGED, event_id=known)
    event = create_event(
        shared.session,
        organiser=shared.organiser,
        details=one.details,
        site=shared.site,
        uid=one.uid,
        sequence=one.source.sequence + 1 if one.uid else 0,
    )
    _join_group(shared, event, one.source)
    _remember(shared, event, one)
    if not shared.publishing or one.source.is_private:
        return replace(one, event_id=event.id)
    try:
        check_publication(event)
    except ConflictError as error:
        return replace(
            one, event_id=event.id, notes=(*one.notes, SourceNote("stays-draft", error.code))
        )
    publish_event(shared.session, event.id, shared.site)
    if one.status is not SourceStatus.CONFIRMED:
        _end(shared, event, one.status)
    return replace(one, event_id=event.id)


def _imported_meanwhile(shared: _Import, source: SourceEvent) -> int | None:
    """Return the id of the event if the organiser has imported it since the plan, as when pressed twice."""
    wanted = select(ImportSource.event_id).join(Event, Event.id == ImportSource.event_id)
    return shared.session.scalar(
        wanted.where(
            ImportSource.source_uid == source_uid_of(source),
            ImportSource.date_id == source.date_id,
            Event.organiser_id == shared.organiser.id,
        ).limit(1)
    )


def _join_group(shared: _Import, event: Event, source: SourceEvent) -> None:
    """Put a date of a recurring entry into one group with the others."""
    if not source.date_id:
        return
    dates = shared.dates.setdefault(source_uid_of(source), [])
    if dates:
        group_id = group_of(shared.session, dates[-1])
        # With dates that are over, which the rule lists no more; the next ones are a group of their own.
        of_group = select(func.count()).where(Event.date_group_id == group_id)
        if shared.session.scalars(of_group).one() < MOST_IN_GROUP:
            event.date_group_id = group_id
    dates.append(event)


def _change(shared: _Import, event: Event, one: PlannedEvent) -> None:
    assert one.details is not None  # noqa: S101 - for the type checker
    _raise_sequence(event, one)
    is_restored = "status" in one.changed
    values = {name: getattr(one.details, name) for name in one.changed if name in IMPORTED_NAMES}
    if "series_id" in values:
        check_series_change(shared.session, event, values["series_id"], shared.organiser)
    change_event(
        shared.session,
        event.id,
        # What else has been changed since the plan stays.
        details=replace(details_of(event), **values),
        revision=event.revision,
        site=shared.site,
        quietly=is_restored and {"when", "format"}.isdisjoint(values),
    )
    # After the change, so that one message tells both; a postponed event with a new time is on already.
    if is_restored and event.state is not EventState.PUBLISHED:
        restore_event(shared.session, event.id, shared.site)


def _raise_sequence(event: Event, one: PlannedEvent) -> None:
    """Raise SEQUENCE above that of the source, so that calendars take ours for the newer state."""
    if one.source is not None and one.source.uid:
        event.sequence = max(event.sequence, one.source.sequence + 1)


def _end(shared: _Import, event: Event, status: SourceStatus) -> None:
    if not may_end(event, status):
        return
    end = postpone_event if status is SourceStatus.POSTPONED else cancel_event
    end(shared.session, event.id, shared.site)


def _remember(shared: _Import, event: Event, one: PlannedEvent) -> None:
    """Store what the source gave, and record the import in the event's history."""
    now = clock.now()
    record_change(
        shared.session,
        event.id,
        Subject.IMPORT,
        event.id,
        after={"source": shared.source_name, "imported_at": now.isoformat()},
    )
    row = shared.session.get(ImportSource, event.id)
    if one.source is None:
        if row is not None:
            row.source_status, row.imported_at = one.status.value, now
        return
    if row is None:
        row = ImportSource(event_id=event.id)
        shared.session.add(row)
    row.source_uid, row.date_id = source_uid_of(one.source), one.source.date_id
    row.source_sequence, row.source_status = one.source.sequence, one.status.value
    row.imported_at = now
    if one.read is not None and one.outcome is not Outcome.ENDED:
        row.digests = digests_of(one.read)
