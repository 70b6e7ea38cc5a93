"""Purge personal data of events whose retention period is over, in batches, and record how much."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from webinars.access.erasure import erase_people
from webinars.access.models import Delegation, Invitee
from webinars.database import erase_deleted_bytes
from webinars.errors import InvalidInputError
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Revision, Subject
from webinars.events.locks import lock_event, lock_events
from webinars.events.models import Event
from webinars.events.settings.retention_period import (
    is_change_of_period,
    is_over_for_sensitive_answers,
    is_retention_over,
)
from webinars.questions.answers import erase_sensitive_answers
from webinars.questions.models import Answer, Question
from webinars.registrations.erasure import erase_registrations
from webinars.registrations.models import DataPurge, PurgeScope, Registration
from webinars.timezones import clock

# Registrations, or invited people, of one transaction.
BATCH = 100


@dataclass(frozen=True)
class Purged:
    """One batch: the registrations and addresses that were erased, and whether there may be more.

    count: of how many registrations something was deleted; of sensitive answers, they are not erased.
    """

    registration_ids: Sequence[int] = ()
    addresses: Collection[str] = ()
    count: int = 0
    is_more_due: bool = False


def due_purges(connection: Connection) -> list[tuple[int, PurgeScope]]:
    """Return which events have personal data whose retention period is over, the longest ended first."""
    now = clock.now()
    answered = select(Question.event_id).where(
        Question.sensitive, exists().where(Answer.question_id == Question.id)
    )
    conditions = {
        PurgeScope.SENSITIVE_ANSWERS: and_(
            is_over_for_sensitive_answers(now),
            or_(Event.id.in_(answered), _is_unfinished(PurgeScope.SENSITIVE_ANSWERS)),
        ),
        PurgeScope.REGISTRATIONS: and_(
            is_retention_over(now),
            or_(has_personal_data(), _is_unfinished(PurgeScope.REGISTRATIONS)),
        ),
    }
    return [
        (event_id, scope)
        for scope, condition in conditions.items()
        for event_id in connection.scalars(
            select(Event.id).where(condition).order_by(Event.ends_at, Event.id)
        )
    ]


def _is_unfinished(scope: PurgeScope) -> ColumnElement[bool]:
    """Return the condition that a purge of an event was interrupted, perhaps after its last row."""
    return exists().where(
        DataPurge.event_id == Event.id, DataPurge.scope == scope, DataPurge.finished_at.is_(None)
    )


def has_personal_data() -> ColumnElement[bool]:
    """Return the condition that an event has registrations, invited people or focal points."""
    return or_(
        exists().where(Registration.event_id == Event.id, Registration.erased_at.is_(None)),
        exists().where(Invitee.event_id == Event.id),
        exists().where(Delegation.event_id == Event.id, Delegation.address != ""),
    )


def purge_batch(session: Session, event_id: int, scope: PurgeScope) -> Purged:
    """Purge up to BATCH registrations or answers of an event, if its period is still over."""
    is_due = (
        is_retention_over if scope is PurgeScope.REGISTRATIONS else is_over_for_sensitive_answers
    )
    events, still_due = lock_events(session, [event_id]), is_due(clock.now())
    if not events or not session.scalar(select(exists().where(Event.id == event_id, still_due))):
        return Purged()  # deleted, moved, or kept longer in the meantime
    purge = _current_purge(session, event_id, scope)
    if scope is PurgeScope.REGISTRATIONS:
        purged = _purge_registrations(session, events[0])
    else:
        purged = _purge_answers(session, event_id)
    session.flush()
    purge.after -= purged.count
    if not purged.is_more_due:
        _finish(session, purge)
    erase_deleted_bytes(session)
    return purged


def check_stated_period(session: Session, event_id: int, retention_days: int) -> None:
    """Refuse to store personal data longer than the form stated to those who registered.

    The last change can be undone as long as nobody has registered since.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: "retention-was-stated" (days).
    """
    event = lock_event(session, event_id)
    if event.retention_notified_at is None or retention_days <= event.retention_days:
        return  # registrants of earlier versions were not told any period
    change = session.scalar(
        select(Revision)
        .where(Revision.event_id == event_id, is_change_of_period())
        .order_by(Revision.id.desc())
        .limit(1)
    )
    is_undone = change is not None and retention_days <= change.previous["retention_days"]
    stated_since = change.changed_at if change and is_undone else event.retention_notified_at
    stated = exists().where(
        Registration.event_id == event_id,
        Registration.erased_at.is_(None),
        Registration.created_at >= stated_since,
    )
    if session.scalar(select(stated)):
        raise InvalidInputError("retention-was-stated", days=event.retention_days)


def purges_of(session: Session, event_id: int) -> Sequence[DataPurge]:
    """Return the purges of an event that deleted something, oldest first; one may still go on."""
    return session.scalars(
        select(DataPurge)
        .where(DataPurge.event_id == event_id, DataPurge.before > DataPurge.after)
        .order_by(DataPurge.id)
    ).all()


def _purge_registrations(session: Session, event: Event) -> Purged:
    """Erase registrations; once there is none, the invited people and focal points who are left."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.event_id == event.id, Registration.erased_at.is_(None))
        .order_by(Registration.id)
        .limit(BATCH)
        .execution_options(populate_existing=True)
    ).all()
    if rows:
        ids, addresses = [row.id for row in rows], {row.address for row in rows}
        erase_registrations(session, event, rows)
        return Purged(ids, addresses, len(ids), is_more_due=True)
    invited = select(Invitee.address).where(Invitee.event_id == event.id)
    named = select(Delegation.address).where(
        Delegation.event_id == event.id, Delegation.address != ""
    )
    addresses = set(session.scalars(invited.union(named).limit(BATCH)))
    erase_people(session, event_id=event.id, addresses=addresses)
    return Purged(addresses=addresses, is_more_due=len(addresses) == BATCH)


def _purge_answers(session: Session, event_id: int) -> Purged:
    ids = session.scalars(_with_sensitive_answers(event_id).limit(BATCH)).all()
    erase_sensitive_answers(session, ids)
    return Purged(count=len(ids), is_more_due=len(ids) == BATCH)


def _with_sensitive_answers(event_id: int) -> Select[int]:
    return (
        select(Answer.registration_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Question.event_id == event_id, Question.sensitive)
        .distinct()
    )


def _current_purge(session: Session, event_id: int, scope: PurgeScope) -> DataPurge:
    """Return the record of the purge that is going on, or begin one."""
    purge = session.scalar(
        select(DataPurge).where(
            DataPurge.event_id == event_id,
            DataPurge.scope == scope,
            DataPurge.finished_at.is_(None),
        )
    )
    if purge is None:
        before = _count(session, event_id, scope)
        purge = DataPurge(
            event_id=event_id, scope=scope, before=before, after=before, started_at=clock.now()
        )
        session.add(purge)
    return purge


def _finish(session: Session, purge: DataPurge) -> None:
    """Count what is left; people may have registered, or deleted their own data, since the purge began."""
    purged, left = purge.before - purge.after, _count(session, purge.event_id, purge.scope)
    purge.before, purge.after = purged + left, left
    purge.finished_at = clock.now()
    if purged:
        session.flush()
        after = {"scope": purge.scope.value, "registrations": purged}
        record_change(session, purge.event_id, Subject.PURGE, purge.id, after=after)


def _count(session: Session, event_id: int, scope: PurgeScope) -> int:
    """Count the registrations of an event with personal data, or with sensitive answers."""
    counted = (
        select(Registration.id).where(
            Registration.event_id == event_id, Registration.erased_at.is_(None)
        )
        if scope is PurgeScope.REGISTRATIONS
        else _with_sensitive_answers(event_id)
    )
    return session.scalar(select(func.count()).select_from(counted.subquery())) or 0
