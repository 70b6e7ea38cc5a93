"""Which notices a subscriber has not been sent yet, and by which of their subscriptions they are."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from webinars.email_subscriptions.models import (
    EmailSubscription,
    Interest,
    Notice,
    NoticeReason,
)
from webinars.events.branches import MOST_LEVELS
from webinars.events.models import Event, Series

_REASONS = {
    Interest.EVENTS: {NoticeReason.PUBLISHED, NoticeReason.DATED},
    Interest.DATES: {NoticeReason.PUBLISHED},
    Interest.CHANGES: set(NoticeReason) - {NoticeReason.PUBLISHED},
}


@dataclass(frozen=True)
class NoticeFacts:
    """What decides to whom a notice goes; above: the ids of the series that its series is part of."""

    id: int
    reason: NoticeReason
    event_id: int
    date_group_id: int | None
    series_id: int | None
    above: tuple[int, ...]
    changed_at: datetime


def notices_between(session: Session, after: int, through: int) -> list[NoticeFacts]:
    """Return the notices after an id, up to another, in two statements."""
    return _facts(session, Notice.id > after, Notice.id <= through)


def replaced_subscriptions(
    session: Session, subscriptions: Sequence[EmailSubscription], ids: Collection[int]
) -> dict[int, list[int]]:
    """Return by which of somebody's subscriptions notices are sent whose own one is gone.

    It was joined with another one, or ended while one to a body above goes on.
    """
    notices = _facts(session, Notice.id.in_(sorted(ids)))
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
            Notice.event_id,
            Event.date_group_id,
            Notice.series_id,
            Notice.changed_at,
        )
        .join(Event, Event.id == Notice.event_id)
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
        )
        for row in rows
    ]


def pending_notices(
    subscriptions: Iterable[EmailSubscription],
    notices: Sequence[NoticeFacts],
    is_due: Callable[[EmailSubscription], bool],
) -> dict[int, list[int]]:
    """Return the ids of notices to send to one subscriber now, by the subscription that they are sent for.

    Each is sent once, for the closest subscription among those that are due: one to the event before one to
    its dates, its series, or a body above. None that was sent for another subscription before.
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
    if subscription.confirmed_at is None or notice.changed_at < subscription.confirmed_at:
        return False
    if notice.reason not in _REASONS[subscription.interest]:
        return False
    if subscription.event_id is not None:
        return subscription.event_id == notice.event_id
    if subscription.date_group_id is not None:
        return subscription.date_group_id == notice.date_group_id
    is_above = subscription.covers_branch and subscription.series_id in notice.above
    return subscription.series_id == notice.series_id or is_above


def _distance(subscription: EmailSubscription, notice: NoticeFacts) -> int:
    if subscription.event_id is not None:
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
