"""Values of a subject as they were at an instant, from its revisions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from webinars.events.history.stored_revisions import Revision, Subject

# Of a period of minutes.
MOST_CHANGES = 20


def values_at(
    session: Session, event_id: int, subject: Subject, subject_id: int, at: datetime
) -> dict[str, Any] | None:
    """Return the values that a subject had at an instant; None if no revision tells.

    An earlier release may have made the changes before its first revision.
    """
    of_subject = select(Revision).where(
        Revision.event_id == event_id,
        Revision.subject == subject,
        Revision.subject_id == subject_id,
    )
    last = _first(session, of_subject.where(Revision.changed_at <= at).order_by(Revision.id.desc()))
    if last is not None:
        return dict(last.values)
    following = _first(session, of_subject.order_by(Revision.id))
    return {**following.values, **following.previous} if following and following.previous else None


def values_before_change(
    session: Session, event_id: int, names: Collection[str], since: datetime, until: datetime
) -> dict[str, Any] | None:
    """Return an event's values of before the last change of some of them in a period, if any."""
    changes = session.scalars(
        select(Revision)
        .where(
            Revision.event_id == event_id,
            Revision.subject == Subject.EVENT,
            Revision.changed_at.between(since, until),
        )
        .order_by(Revision.id.desc())
        .limit(MOST_CHANGES)
    )
    for change in changes:
        if any(name in change.previous for name in names) and change.values:
            return {**change.values, **change.previous}
    return None


def _first(session: Session, statement: Select[Revision]) -> Revision | None:
    return session.scalars(statement.limit(1)).first()
