"""Values of events and series as they were at the end of a day, as far as revisions tell."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from webinars.events.enums import EventState
from webinars.events.history.stored_revisions import Revision, SeriesRevision, Subject
from webinars.events.series_models import JoinedSeries

Values = dict[str, Any]
# Of one series, with those of all that were joined into it.
MOST_REVISIONS = 2000
# Of single revisions: the values of a series that was joined, accounts that became its organisers.
_EXTRA = ("joined", "editors")
# When an event or series did not exist.
NOTHING: Values = {}


def end_of_day(day: date) -> datetime:
    """Return the last instant of a day in UTC: the address of a page names the day, and no time zone."""
    return datetime.combine(day, time.max, UTC)


def event_values_as_on(
    session: Session, event_id: int, at: datetime, present: Mapping[str, Any]
) -> Values | None:
    """Return the recorded values that an event had at an instant; None if the record does not tell.

    present: its recorded values of now. NOTHING if the event did not exist.
    """
    of_event = _revisions_of(event_id)
    last = _first(session, of_event.where(Revision.changed_at <= at).order_by(Revision.id.desc()))
    if last is not None:
        return dict(last.values)
    following = _first(session, of_event.order_by(Revision.id))
    if following is not None and not following.previous:
        return NOTHING  # its creation
    if not is_recorded(session, Revision.changed_at, Revision.id, at):
        return None
    return dict({**following.values, **following.previous} if following else present)


def materials_as_on(
    session: Session, event_id: int, at: datetime, present: list[dict[str, str]]
) -> list[dict[str, str]]:
    """Return the recording and slides that an event had at an instant: stored label, and URL.

    Only revisions that changed them have them. The record tells of that instant, as the caller knows.
    """
    changed = _revisions_of(event_id).where(Revision.values["materials"].as_string().is_not(None))
    last = _first(session, changed.where(Revision.changed_at <= at).order_by(Revision.id.desc()))
    if last is not None:
        return list(last.values["materials"])
    following = _first(session, changed.order_by(Revision.id))
    return list(following.previous.get("materials", ())) if following else present


def is_withdrawn_since(session: Session, event_id: int, at: datetime) -> bool:
    """Return whether an event was a draft again after an instant: what it said then was taken back."""
    drafts = Revision.values["state"].as_string() == EventState.DRAFT.value
    of_event = _revisions_of(event_id).where(Revision.changed_at > at, drafts)
    return bool(session.scalar(select(of_event.exists())))


def series_values_as_on(
    session: Session, series_id: int, at: datetime, present: Mapping[str, Any]
) -> Values | None:
    """Return the recorded values that a series had at an instant; None if the record does not tell.

    present: its recorded values of now. NOTHING if the series did not exist.
    """
    has_joined = session.scalar(select(exists().where(JoinedSeries.into_id == series_id)))
    values = dict(present)
    rows = session.scalars(
        select(SeriesRevision)
        .where(SeriesRevision.series_id == series_id)
        .order_by(SeriesRevision.id.desc())
        .limit(MOST_REVISIONS)
    ).all()
    for row in rows:
        # Those of the other one became revisions of this one: its own lead from one to the next.
        if has_joined and not _is_of(row, values):
            continue
        if row.changed_at <= at:
            return _own(row.values)
        if not row.previous:
            return NOTHING
        values = _own({**row.values, **row.previous})
    is_known = is_recorded(session, SeriesRevision.changed_at, SeriesRevision.id, at)
    return values if is_known and len(rows) < MOST_REVISIONS else None


def is_recorded(
    session: Session,
    changed_at: InstrumentedAttribute[datetime],
    revision_id: InstrumentedAttribute[int],
    at: datetime,
) -> bool:
    """Return whether changes were recorded at an instant already: an earlier release recorded none."""
    first = session.scalar(select(changed_at).order_by(revision_id).limit(1))
    return first is not None and first <= at


def _revisions_of(event_id: int) -> Select[Revision]:
    return select(Revision).where(
        Revision.event_id == event_id,
        Revision.subject == Subject.EVENT,
        Revision.subject_id == event_id,
    )


def _first(session: Session, statement: Select[Revision]) -> Revision | None:
    return session.scalars(statement.limit(1)).first()


def _is_of(row: SeriesRevision, values: Mapping[str, Any]) -> bool:
    """Return whether a revision led to some values; one of an earlier release may lack some."""
    return all(values[name] == value for name, value in row.values.items() if name in values)


def _own(values: Mapping[str, Any]) -> Values:
    return {name: value for name, value in values.items() if name not in _EXTRA}
