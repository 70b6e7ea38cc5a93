"""Replies that an organiser has to look at, because nothing was done about them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import exists, select, text, update
from sqlalchemy.orm import Session, aliased

from webinars.pagination import literal_limit
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.replies.models import TO_REVIEW, Reply
from webinars.replies.reply_rules import COUNTING, ReplyStatus
from webinars.timezones import clock

# Older ones need no attention any more.
REVIEW_PERIOD = timedelta(days=14)
# Of the events asked for, the newest: so many are looked at.
MOST_RECENT = 1000
_ANSWERS = (ReplyStatus.ACCEPTED, ReplyStatus.TENTATIVE, ReplyStatus.DECLINED)


def registrations_to_review(
    session: Session, event_ids: Collection[int], now: datetime
) -> dict[int, list[int]]:
    """Return the active registrations of some events with a reply to look at, by the id of the event.

    A later answer of the registrant's calendar, a later change of the registration, or an organiser by
    mark_reviewed() settles a reply.
    """
    if not event_ids:
        return {}
    is_recent = Reply.received_at > now - REVIEW_PERIOD
    is_of_events = exists().where(
        Registration.id == Reply.registration_id, Registration.event_id.in_(event_ids)
    )
    recent = (
        select(Reply.id, Reply.registration_id, Reply.received_at)
        .where(text(TO_REVIEW), is_recent, Reply.reviewed_at.is_(None), is_of_events)
        .order_by(Reply.received_at.desc())
        .limit(literal_limit(MOST_RECENT))
        .subquery()
    )
    later = aliased(Reply)
    is_settled = exists().where(
        later.registration_id == recent.c.registration_id,
        later.id > recent.c.id,
        later.verdict.in_(COUNTING),
        later.status.in_(_ANSWERS),
    )
    rows = session.execute(
        select(Registration.event_id, Registration.id)
        .join(recent, recent.c.registration_id == Registration.id)
        .where(
            Registration.event_id.in_(event_ids),
            Registration.erased_at.is_(None),
            Registration.status.in_(ACTIVE),
            Registration.status_at <= recent.c.received_at,
            ~is_settled,
        )
        .distinct()
        .order_by(Registration.id)
    )
    by_event: dict[int, list[int]] = {}
    for event_id, registration_id in rows:
        by_event.setdefault(event_id, []).append(registration_id)
    return by_event


def mark_reviewed(session: Session, event_id: int, *, received_by: datetime) -> None:
    """Record that nothing more is to be done about the replies of an event received until an instant."""
    of_event = select(Registration.id).where(Registration.event_id == event_id)
    session.execute(
        update(Reply)
        .where(
            text(TO_REVIEW),
            Reply.reviewed_at.is_(None),
            Reply.received_at <= received_by,
            Reply.registration_id.in_(of_event),
        )
        .values(reviewed_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
