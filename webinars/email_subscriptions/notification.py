"""Queue the e-mails about notices: at once after each batch, or every week, some subscribers at a time."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, union_all, update
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.email_subscriptions.collection import TOPIC, enqueue_fan_out
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
    Notice,
    NoticeReason,
    Subscriber,
)
from webinars.email_subscriptions.pending import NoticeFacts, notices_between, pending_notices
from webinars.errors import InvalidInputError
from webinars.outbox import priorities
from webinars.outbox.enqueue import NewMessage, enqueue_all
from webinars.outbox.models import Message
from webinars.timezones.local_times import first_instant, to_instant, to_local

NOTICE, DOCUMENTS, DIGEST = "subscriber.notice", "subscriber.documents", "subscriber.digest"
SUBSCRIBER_TOPICS = NOTICE, DOCUMENTS, DIGEST
_KEY = "subscriber-"
# Subscribers of one transaction.
BATCH = 500
# Monday morning, in the time zone of the subscriber.
DIGEST_TIME = time(7)
_WEEK = timedelta(days=7)


def notify_subscribers(session: Session, message: Message) -> int:
    """Queue what subscribers get at once, for some of them; queue the next batch; return how many e-mails."""
    first, last, after = (message.payload[name] for name in ("first", "last", "after"))
    notices = notices_between(session, first - 1, last)
    ids = _concerned(session, notices, after)
    if not ids:
        return 0
    subscribers = _locked(session, ids)
    queued = _queue(session, subscribers, notices, _is_at_once, NOTICE)
    session.execute(
        update(EmailSubscription)
        .where(
            EmailSubscription.subscriber_id.in_([one.id for one in subscribers]),
            EmailSubscription.frequency == Frequency.AT_ONCE,
            EmailSubscription.notified_through < last,
        )
        .values(notified_through=last),
        execution_options={"synchronize_session": False},
    )
    if len(ids) == BATCH:
        enqueue_fan_out(session, first, last, ids[-1])
    return queued


def send_digests(session: Session, now: datetime, default_timezone: str) -> int:
    """Queue the weekly e-mails that are due, for some subscribers; return how many subscribers these were."""
    is_due, order = Subscriber.digest_at <= now, (Subscriber.digest_at, Subscriber.id)
    subscribers = session.scalars(
        for_update(select(Subscriber).where(is_due).order_by(*order).limit(BATCH), skip_locked=True)
    ).all()
    if not subscribers:
        return 0
    for one in subscribers:
        one.digest_at = next_digest(now, one.timezone or default_timezone)
    send_pending(session, subscribers)
    return len(subscribers)


def send_pending(session: Session, subscribers: Sequence[Subscriber]) -> None:
    """Queue one e-mail with all that each of some locked subscribers has not been sent yet."""
    last = last_notice(session)
    ids = [one.id for one in subscribers]
    oldest = session.scalar(
        select(func.min(EmailSubscription.notified_through)).where(
            EmailSubscription.subscriber_id.in_(ids), EmailSubscription.confirmed_at.is_not(None)
        )
    )
    if oldest is not None and oldest < last:
        notices = notices_between(session, oldest, last)
        _queue(session, subscribers, notices, lambda _: True, DIGEST)
    session.execute(
        update(EmailSubscription)
        .where(EmailSubscription.subscriber_id.in_(ids), EmailSubscription.notified_through < last)
        .values(notified_through=last),
        execution_options={"synchronize_session": False},
    )


def send_missed(session: Session, subscriber: Subscriber, row: EmailSubscription) -> None:
    """Queue what a locked subscriber has not been sent for a subscription that is confirmed only now."""
    last = last_notice(session)
    if row.notified_through < last:
        notices = notices_between(session, row.notified_through, last)
        _queue(session, [subscriber], notices, lambda one: one.id == row.id, NOTICE)
        row.notified_through = last


def last_notice(session: Session) -> int:
    """Return the id of the last notice; 0 without any."""
    return session.scalar(select(func.max(Notice.id))) or 0


def next_digest(now: datetime, timezone: str) -> datetime:
    """Return when the next weekly e-mail leaves: on a Monday morning after an instant."""
    today = to_local(now, timezone).date()
    monday = today - timedelta(days=today.weekday())
    at = _digest_on(monday, timezone)
    return at if at > now else _digest_on(monday + _WEEK, timezone)


def _digest_on(day: date, timezone: str) -> datetime:
    try:
        return to_instant(datetime.combine(day, DIGEST_TIME), timezone)
    except InvalidInputError:
        return first_instant(day, timezone)  # the clocks of that day skip or repeat the hour


def _is_at_once(subscription: EmailSubscription) -> bool:
    return subscription.frequency is Frequency.AT_ONCE


def _concerned(session: Session, notices: Sequence[NoticeFacts], after: int) -> Sequence[int]:
    """Return the ids of subscribers after one, in order, to whose subjects notices may belong."""
    subjects = (
        (EmailSubscription.event_id, {one.event_id for one in notices} - {None}),
        (EmailSubscription.document_id, {one.document_id for one in notices} - {None}),
        (EmailSubscription.date_group_id, {one.date_group_id for one in notices} - {None}),
        (
            EmailSubscription.series_id,
            {
                series_id
                for one in notices
                for series_id in (one.series_id, *one.above)
                if series_id is not None
            },
        ),
    )
    # Who asked for its events only is not concerned by documents of a body.
    is_about_documents = all(one.reason is NoticeReason.RELEASED for one in notices)
    interests = [Interest.DOCUMENTS] if is_about_documents else list(Interest)
    # Each is some ranges of an index.
    parts = [
        select(
            select(EmailSubscription.subscriber_id)
            .where(
                column.is_not(None),
                column.in_(sorted(one for one in ids if one is not None)),
                EmailSubscription.interest.in_(interests),
                EmailSubscription.subscriber_id > after,
            )
            .order_by(EmailSubscription.subscriber_id)
            .distinct()
            .limit(BATCH)
            .subquery()
        )
        for column, ids in subjects
        if ids
    ]
    if not parts:
        return []
    every = union_all(*parts).subquery()
    return session.scalars(
        select(every.c.subscriber_id).distinct().order_by(every.c.subscriber_id).limit(BATCH)
    ).all()


def _locked(session: Session, ids: Sequence[int]) -> Sequence[Subscriber]:
    return session.scalars(
        for_update(select(Subscriber).where(Subscriber.id.in_(ids)).order_by(Subscriber.id))
    ).all()


def _queue(
    session: Session,
    subscribers: Sequence[Subscriber],
    notices: Sequence[NoticeFacts],
    is_due: Callable[[EmailSubscription], bool],
    topic: str,
) -> int:
    """Queue the e-mails about notices to subscribers, if they are not paused; return how many."""
    receiving = [one.id for one in subscribers if one.paused_at is None]
    own: dict[int, list[EmailSubscription]] = defaultdict(list)
    for row in session.scalars(
        select(EmailSubscription)
        .where(EmailSubscription.subscriber_id.in_(receiving))
        .execution_options(populate_existing=True)
    ):
        own[row.subscriber_id].append(row)
    messages = []
    for subscriber_id in receiving:
        pending = pending_notices(own[subscriber_id], notices, is_due)
        items = [[number, ids] for number, ids in sorted(pending.items())]
        if topic == NOTICE:
            # At once there is one for each subscription, and one for all documents; in the week one for all.
            ids = {one.id for one in own[subscriber_id] if one.interest is Interest.DOCUMENTS}
            messages += [
                _message(topic, subscriber_id, [one]) for one in items if one[0] not in ids
            ]
            documents = [one for one in items if one[0] in ids]
            messages += [_message(DOCUMENTS, subscriber_id, documents)] if documents else []
        elif items:
            messages.append(_message(topic, subscriber_id, items))
    enqueue_all(session, messages)
    return len(messages)


def _message(topic: str, subscriber_id: int, items: list[Any]) -> NewMessage:
    return NewMessage(
        topic,
        {"subscriber_id": subscriber_id, "items": items},
        ordering_key=ordering_key(subscriber_id),
        priority=priorities.BULK,
    )


def ordering_key(subscriber_id: int) -> str:
    """Return the ordering key of the e-mails to a subscriber."""
    return f"{_KEY}{subscriber_id}"


def subscriber_of_key(key: str | None) -> int | None:
    """Return the id of the subscriber that an ordering key belongs to; None if it is another one."""
    return int(key.removeprefix(_KEY)) if key and key.startswith(_KEY) else None


HANDLERS: dict[str, Callable[[Session, Message], int]] = {TOPIC: notify_subscribers}
