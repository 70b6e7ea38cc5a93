"""Values of events and series as they were at the end of a day, as far as revisions tell."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, exists, or_, select, union_all
from sqlalchemy.orm import Session

from webinars.events.enums import PUBLIC, EventState
from webinars.events.history.stored_revisions import Revision, SeriesRevision, Subject
from webinars.events.series_models import JoinedSeries
from webinars.localized_text import stored_form

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
    if not is_recorded(session, at):
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


def events_withdrawn_since(session: Session, event_ids: Collection[int], at: datetime) -> set[int]:
    """Return which events were drafts again after an instant: what they said then was taken back."""
    withdrawn = select(Revision.event_id).where(
        Revision.event_id.in_(event_ids),
        Revision.subject == Subject.EVENT,
        Revision.changed_at > at,
        Revision.values["state"].as_string() == EventState.DRAFT.value,
    )
    return set(session.scalars(withdrawn.distinct())) if event_ids else set()


def was_public(session: Session, event_id: int) -> bool:
    """Return whether an event was public once, as far as the record tells."""
    states = (values["state"].as_string() for values in (Revision.values, Revision.previous))
    public = or_(*(state.in_([one.value for one in PUBLIC]) for state in states))
    return bool(session.scalar(select(_revisions_of(event_id).where(public).exists())))


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
        .where(SeriesRevision.series_id == series_id, SeriesRevision.document_id.is_(None))
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
    is_known = is_recorded(session, at)
    return values if is_known and len(rows) < MOST_REVISIONS else None


def joined_before(session: Session, series_id: int, at: datetime) -> set[int]:
    """Return the ids of series that had been joined into one at an instant: their events were its own."""
    joined = session.execute(
        select(JoinedSeries.id, JoinedSeries.name).where(JoinedSeries.into_id == series_id)
    ).all()
    if not joined:
        return set()
    # A revision has what the joined one was, but not its id.
    of_join = SeriesRevision.values[("joined", "name")].as_string()
    names = set(
        session.scalars(
            select(of_join).where(
                SeriesRevision.series_id == series_id,
                SeriesRevision.changed_at <= at,
                of_join.is_not(None),
            )
        )
    )
    return {joined_id for joined_id, name in joined if stored_form(name) in names}


def is_recorded(session: Session, at: datetime) -> bool:
    """Return whether changes were recorded at an instant already: an earlier release recorded none."""
    firsts = (
        select(table.changed_at).order_by(table.id).limit(1).subquery()
        for table in (Revision, SeriesRevision)
    )
    began = session.scalars(union_all(*(select(first.c.changed_at) for first in firsts)))
    return any(instant <= at for instant in began)


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
