"""Record changes of an event and of what belongs to it: nothing else writes revisions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, Integer, insert, literal, select, update
from sqlalchemy.orm import Session

from webinars.accounts.acting_account import acting_account_id
from webinars.events.history.stored_revisions import (
    Revision,
    SeriesRevision,
    Subject,
    covered_owner_id,
)
from webinars.events.models import Event
from webinars.timezones import clock

Values = Mapping[str, Any]
_NOTHING: Values = {}


def record_change(
    session: Session,
    event_id: int,
    subject: Subject,
    subject_id: int,
    *,
    before: Values = _NOTHING,
    after: Values = _NOTHING,
    series_id: int | None = None,
) -> None:
    """Store a revision with the change that made it, by the account that acts.

    series_id: of a role on a series. before is empty for a new subject, after for one that was removed.
    Nothing is stored if they are equal.
    """
    if before == after:
        return
    is_changed = bool(before and after)
    session.add(
        Revision(
            event_id=event_id,
            subject=subject,
            subject_id=subject_id,
            organiser_id=acting_account_id(session),
            series_id=series_id,
            changed_at=clock.now(),
            values=dict(after),
            previous={
                name: value
                for name, value in before.items()
                if not is_changed or after.get(name) != value
            },
        )
    )


def record_series_change(
    session: Session, series_id: int, *, before: Values = _NOTHING, after: Values
) -> None:
    """Store a revision of a series by the account that acts; before is empty for a new one."""
    if before == after:
        return
    previous = {name: value for name, value in before.items() if after.get(name) != value}
    session.add(
        SeriesRevision(
            series_id=series_id,
            organiser_id=acting_account_id(session),
            changed_at=clock.now(),
            values=dict(after),
            previous=previous,
        )
    )


def record_document_change(
    session: Session,
    document_id: int,
    *,
    event_id: int | None,
    series_id: int | None,
    before: Values = _NOTHING,
    after: Values = _NOTHING,
) -> None:
    """Store that a document of an event, or of a series alone, was changed.

    after is empty if it was deleted.
    """
    if event_id is not None:
        record_change(session, event_id, Subject.DOCUMENT, document_id, before=before, after=after)
    elif series_id is not None:
        session.add(
            SeriesRevision(
                series_id=series_id,
                organiser_id=acting_account_id(session),
                changed_at=clock.now(),
                values=dict(after),
                previous=dict(before),
                document_id=document_id,
            )
        )


def record_for_events(
    session: Session,
    events: ColumnElement[bool],
    subject: Subject,
    subject_id: int,
    *,
    after: Values,
) -> None:
    """Store a revision of a new subject for each event of a condition, in one statement."""
    columns = {
        "event_id": Event.id,
        "subject": literal(subject, Revision.subject.type),
        "subject_id": literal(subject_id),
        "organiser_id": literal(acting_account_id(session), Integer()),
        "changed_at": literal(clock.now(), Revision.changed_at.type),
        "values": literal(dict(after), JSON()),
        "previous": literal({}, JSON()),
    }
    rows = select(*columns.values()).where(events)
    session.execute(insert(Revision).from_select(list(columns), rows))


def move_revisions_of_series(session: Session, event: Event) -> None:
    """Give revisions of roles on series to an event of the same owner, else those for all events to any."""
    at_event = (Revision.event_id == event.id, Revision.series_id.is_not(None))
    for series_id in session.scalars(select(Revision.series_id).where(*at_event).distinct()).all():
        others = select(Event.id).where(Event.series_id == series_id, Event.id != event.id)
        heir = session.scalar(others.where(Event.organiser_id == event.organiser_id).limit(1))
        moved = [*at_event, Revision.series_id == series_id]
        if heir is None:
            moved.append(covered_owner_id().is_(None))
            heir = session.scalar(others.limit(1))
        if heir is not None:
            session.execute(update(Revision).where(*moved).values(event_id=heir))
