"""Which notices a subscriber has not been sent yet, and by which of their subscriptions they are."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from webinars.documents.models import Document, DocumentVersion
from webinars.documents.queries import MOST_IDS
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Interest,
    Notice,
    NoticeReason,
)
from webinars.events.branches import MOST_LEVELS
from webinars.events.models import Event, Series

# Of a document of an event alone, it is that of the event; an event may be in another one by now.
_OF_VERSION = case((Notice.version_id.is_not(None), Event.series_id))
_REASONS = {
    Interest.EVENTS: {NoticeReason.PUBLISHED, NoticeReason.DATED},
    Interest.DATES: {NoticeReason.PUBLISHED},
    Interest.CHANGES: set(NoticeReason) - {NoticeReason.PUBLISHED, NoticeReason.RELEASED},
    Interest.DOCUMENTS: {NoticeReason.RELEASED},
}


@dataclass(frozen=True)
class NoticeFacts:
    """What decides to whom a notice goes; above: the ids of the series that its series is part of.

    Of a version of a document, event and series are those of the document now.
    """

    id: int
    reason: NoticeReason
    event_id: int | None
    date_group_id: int | None
    series_id: int | None
    above: tuple[int, ...]
    changed_at: datetime
    document_id: int | None = None
    language: str = ""


def notices_between(session: Session, after: int, through: int) -> list[NoticeFacts]:
    """Return the notices after an id, up to another, in two statements."""
    return _facts(session, Notice.id > after, Notice.id <= through)


def slices(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """Yield ids in order, as many at a time as a statement takes: those of a week may be more."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), MOST_IDS):
        yield ordered[start : start + MOST_IDS]


def replaced_subscriptions(
    session: Session, subscriptions: Sequence[EmailSubscription], ids: Collection[int]
) -> dict[int, list[int]]:
    """Return by which of somebody's subscriptions notices are sent whose own one is gone.

    It was joined with another one, or ended while one to a body above goes on.
    """
    notices = [one for some in slices(ids) for one in _facts(session, Notice.id.in_(some))]
    replaced: dict[int, list[int]] = {}
    for notice in notices:
        concerned = [one for one in subscriptions if is_concerned(one, notice)]
        if concerned:
            closest = min(concerned, key=lambda one: (_distance(one, notice), one.id))
            replaced.setdefault(closest.id, []).append(notice.id)
    return replaced


def _facts(session: Session, *conditions: ColumnElement[bool]) -> list[NoticeFacts]:
    rows = session.execute(
        select(
            Notice.id,
            Notice.reason,
            Event.id.label("event_id"),
            Event.date_group_id,
            func.coalesce(Document.series_id, Notice.series_id, _OF_VERSION).label("series_id"),
            Notice.changed_at,
            DocumentVersion.document_id,
            DocumentVersion.language,
        )
        .outerjoin(DocumentVersion, DocumentVersion.id == Notice.version_id)
        .outerjoin(Document, Document.id == DocumentVersion.document_id)
        .outerjoin(Event, Event.id == func.coalesce(Notice.event_id, Document.event_id))
        .where(*conditions)
        .order_by(Notice.id)
    ).all()
    above = _ancestors(session, {row.series_id for row in rows if row.series_id is not None})
    return [
        NoticeFacts(
            row.id,
            row.reason,
            row.event_id,
            row.date_group_id,
            row.series_id,
            above.get(row.series_id, ()),
            row.changed_at,
            row.document_id,
            row.language or "",
        )
        for row in rows
    ]


def pending_notices(
    subscriptions: Iterable[EmailSubscription],
    notices: Sequence[NoticeFacts],
    is_due: Callable[[EmailSubscription], bool],
) -> dict[int, list[int]]:
    """Return the ids of notices to send to one subscriber now, by the subscription that they are sent for.

    Each is sent once, for the closest subscription among those that are due: one to the document or event
    before one to its dates, its series, or a body above. None that was sent for another subscription before.
    """
    pending: dict[int, list[int]] = {}
    confirmed = [one for one in subscriptions if one.confirmed_at is not None]
    for notice in notices:
        matching = [one for one in confirmed if is_concerned(one, notice)]
        if any(one.notified_through >= notice.id for one in matching):
            continue
        due = [one for one in matching if is_due(one)]
        if due:
            closest = min(due, key=lambda one: (_distance(one, notice), one.id))
            pending.setdefault(closest.id, []).append(notice.id)
    return pending


def is_concerned(subscription: EmailSubscription, notice: NoticeFacts) -> bool:
    """Return whether a confirmed subscription is to what a notice is about, and was when it happened."""
    if subscription.confirmed_at is None or notice.reason not in _REASONS[subscription.interest]:
        return False
    if notice.changed_at < _asked_at(subscription, subscription.confirmed_at):
        return False
    if subscription.document_id is not None:
        is_language = subscription.language in {"", notice.language}
        return is_language and subscription.document_id == notice.document_id
    if subscription.event_id is not None:
        return subscription.event_id == notice.event_id
    if subscription.date_group_id is not None:
        return subscription.date_group_id == notice.date_group_id
    is_above = subscription.covers_branch and subscription.series_id in notice.above
    return subscription.series_id == notice.series_id or is_above


def _asked_at(subscription: EmailSubscription, confirmed_at: datetime) -> datetime:
    """Return from when on a subscription counts; who asks for a document waits for it from then on."""
    is_about_documents = subscription.interest is Interest.DOCUMENTS
    return subscription.created_at if is_about_documents else confirmed_at


def _distance(subscription: EmailSubscription, notice: NoticeFacts) -> int:
    if subscription.event_id is not None or subscription.document_id is not None:
        return 0
    if subscription.date_group_id is not None:
        return 1
    if subscription.series_id == notice.series_id:
        return 2
    return 3 + notice.above.index(subscription.series_id or 0)


def _ancestors(session: Session, ids: Collection[int]) -> Mapping[int | None, tuple[int, ...]]:
    """Return the ids of the bodies above each of some series, the nearest first, in one statement."""
    if not ids:
        return {}
    first = select(
        Series.id.label("below"), Series.parent_id.label("id"), literal(1).label("level")
    )
    chain = first.where(Series.id.in_(sorted(ids))).cte(recursive=True)
    further = select(chain.c.below, Series.parent_id, chain.c.level + 1).join(
        chain, Series.id == chain.c.id
    )
    chain = chain.union_all(further.where(chain.c.level < MOST_LEVELS))
    rows = session.execute(
        select(chain.c.below, chain.c.id)
        .where(chain.c.id.is_not(None))
        .order_by(chain.c.below, chain.c.level)
    )
    above: dict[int | None, tuple[int, ...]] = {}
    for below, series_id in rows:
        above[below] = (*above.get(below, ()), series_id)
    return above
