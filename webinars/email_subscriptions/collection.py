"""Collect notices: of events that changed since they were compared last, and of documents that came out."""

# Nothing is written where events change: a worker looks at the events revised since the last time, and a day
# before it, because a transaction that began earlier may have been committed since. A collected event
# is not collected again until it has another revision.

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, text
from sqlalchemy.orm import Session, load_only

from webinars.email_subscriptions.document_collection import released_versions
from webinars.email_subscriptions.models import (
    CollectedState,
    EmailSubscription,
    Notice,
    NoticeReason,
)
from webinars.email_subscriptions.subjects import SECRET
from webinars.events.branches import branch_of
from webinars.events.enums import PUBLIC, PUBLIC_LISTINGS, EventState, Listing
from webinars.events.models import Event, Series
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message, MessageState
from webinars.timezones.schedule import Precision, deserialize, serialize

TOPIC = "subscription.notices"
# Events that are published together are one e-mail: a batch ends when nothing was changed for a while.
QUIET = timedelta(minutes=2)
LONGEST = timedelta(minutes=10)
# Longer than any transaction.
OVERLAP = timedelta(days=1)
BATCH = 1000
_KEY = "notices:"
_AFTER_KEY = "notices;"  # the next text after all that begin with the key
# Of the lock under which states are stored, after subscribers: two workers would read the same events.
_LOCK = 0x6E6F7469
_ENDS = {
    EventState.CANCELLED: NoticeReason.CANCELLED,
    EventState.POSTPONED: NoticeReason.POSTPONED,
}
_COLUMNS = (
    Event.state, Event.precision, Event.timezone, Event.local_start, Event.local_end, Event.first_on,
    Event.last_on, Event.starts_at, Event.ends_at, Event.series_id, Event.access_mode, Event.revision,
    Event.revised_at, Event.published_at,
)  # fmt: skip


def any_subscription(connection: Session | Connection) -> bool:
    """Return whether somebody has subscribed to something, and confirmed it."""
    confirmed = select(EmailSubscription.id).where(EmailSubscription.confirmed_at.is_not(None))
    return connection.scalar(confirmed.limit(1)) is not None


def collect_notices(session: Session, now: datetime) -> int:
    """Store what happened since the last time, and queue it for subscribers; return how much.

    Nothing while a batch is open, or while subscribers of the one before are still being notified. Events and
    documents have batches of their own.
    """
    if not any_subscription(session):
        return 0
    _lock(session)
    if _is_fan_out_queued(session):
        return 0
    notices = [*_changed_events(session, now), *released_versions(session, now)]
    session.add_all(notices)
    session.flush()
    if notices:
        ids = [notice.id for notice in notices]
        enqueue_fan_out(session, min(ids), max(ids))
    return len(notices)


def _changed_events(session: Session, now: datetime) -> list[Notice]:
    """Return what happened to events, and store what they are now; nothing while a batch is open."""
    until = _collected_until(session, now)
    since = until - OVERLAP
    rows = _uncollected(session, since)
    if not rows or _is_batch_open([event.revised_at for event, _ in rows], now):
        return []
    notices = [one for event, before in rows for one in _notices(event, before, since, now)]
    announced = {
        one.event_id
        for one in notices
        if one.reason is NoticeReason.PUBLISHED and one.event_id is not None
    }
    # Of a full batch, the next one has what was changed after it, however late the worker is.
    through = max(until, rows[-1][0].revised_at) if len(rows) == BATCH else now
    _store_collected(session, rows, announced, since, now, through)
    return notices


def enqueue_fan_out(session: Session, first: int, last: int, after: int = 0) -> None:
    """Queue the e-mails about a range of notices, to the subscribers after an id."""
    enqueue(
        session,
        TOPIC,
        payload={"first": first, "last": last, "after": after},
        key=f"{_KEY}{last}:{after}",
        priority=priorities.FURTHER_BATCH if after else priorities.FAN_OUT,
    )


def record_present_state(session: Session, subscription: EmailSubscription, now: datetime) -> None:
    """Store what the subject of a subscription is now, so that what changes from now on is noticed.

    Of a series that is its events without a day. Those that are not collected yet stay to be announced.
    """
    if subscription.event_id is not None:
        _record(session, now, Event.id == subscription.event_id, Event.state.in_(PUBLIC))
    elif subscription.series_id is not None:
        record_series(session, subscription.series_id, now)


def record_series(session: Session, series_id: int, now: datetime) -> None:
    """Store what the events without a day of a series and its branch are, for those who subscribed to it."""
    branch = branch_of(Series.id == series_id)
    _record(
        session,
        now,
        Event.series_id.in_(select(branch.c.id)),
        Event.listing == Listing.UPCOMING,
        Event.precision == Precision.MONTH,
    )


def _record(session: Session, now: datetime, *conditions: ColumnElement[bool]) -> None:
    _lock(session)
    wanted = select(Event).outerjoin(CollectedState, CollectedState.event_id == Event.id)
    wanted = wanted.where(*conditions)
    # What changed since the last collection, perhaps days ago, is still to be collected.
    until = _collected_until(session, now)
    since = until - OVERLAP
    events = session.scalars(
        wanted.where(CollectedState.event_id.is_(None)).options(load_only(*_COLUMNS)).limit(BATCH)
    ).all()
    _insert(
        session,
        [
            _collected(event, until, is_announced=_is_old(event, since))
            | {"revision": event.revision if _is_old(event, since) else 0}
            for event in events
        ],
    )


def _lock(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _is_fan_out_queued(session: Session) -> bool:
    queued = select(Message.id).where(
        Message.state == MessageState.QUEUED, Message.key > _KEY, Message.key < _AFTER_KEY
    )
    return session.scalar(queued.limit(1)) is not None


def _collected_until(session: Session, now: datetime) -> datetime:
    """Return through when changes were collected; not before the first of those who are subscribed was."""
    until: datetime | None = session.scalar(select(func.max(CollectedState.collected_at)))
    if until is not None and until >= now - OVERLAP:
        return min(until, now)  # the clock may have been fast
    first: datetime | None = session.scalar(select(func.min(EmailSubscription.confirmed_at)))
    assert first is not None  # noqa: S101 - somebody has subscribed
    return first if until is None else max(first, until)


def _uncollected(
    session: Session, since: datetime
) -> Sequence[tuple[Event, CollectedState | None]]:
    """Return public events revised since an instant that have another revision than the collected one."""
    rows = session.execute(
        select(Event, CollectedState)
        .outerjoin(CollectedState, CollectedState.event_id == Event.id)
        .where(
            Event.listing.in_(PUBLIC_LISTINGS),
            Event.revised_at >= since,
            or_(
                CollectedState.event_id.is_(None),
                CollectedState.revision != Event.revision,
            ),
        )
        .options(load_only(*_COLUMNS))
        .order_by(Event.revised_at, Event.id)
        .limit(BATCH)
    )
    return [(row[0], row[1]) for row in rows]


def _is_batch_open(revised: Sequence[datetime], now: datetime) -> bool:
    if len(revised) == BATCH:
        return False
    return now - max(revised) < QUIET and now - min(revised) < LONGEST


def _notices(
    event: Event, before: CollectedState | None, since: datetime, now: datetime
) -> Iterator[Notice]:
    """Yield what happened to an event: that it is new, and a change since somebody subscribed to it."""
    if event.access_mode is SECRET or event.ends_at <= now:
        return
    common = {"event_id": event.id, "series_id": event.series_id, "created_at": now}
    is_new = not _is_old(event, since) if before is None else not before.is_announced
    if is_new and event.state is EventState.PUBLISHED:
        # A cancelled one that is reinstated may be new only now.
        was_off = before is not None and before.state is not EventState.PUBLISHED
        at = event.revised_at if was_off else event.published_at or event.revised_at
        yield Notice(reason=NoticeReason.PUBLISHED, former=[], changed_at=at, **common)
    if before is not None and (reason := _change(event, before)):
        yield Notice(reason=reason, former=before.schedule, changed_at=event.revised_at, **common)


def _change(event: Event, before: CollectedState) -> NoticeReason | None:
    """Return how an event differs from what it was; None if it does not in what people are e-mailed about."""
    is_moved = serialize(event.when) != before.schedule
    if event.state is not before.state:
        restored = NoticeReason.MOVED if is_moved else NoticeReason.RESTORED
        return _ENDS.get(event.state, restored)
    if not is_moved or event.state is EventState.CANCELLED:
        return None
    had_month = deserialize(before.schedule).precision is Precision.MONTH
    is_dated = had_month and event.precision is not Precision.MONTH
    return NoticeReason.DATED if is_dated else NoticeReason.MOVED


def _is_old(event: Event, since: datetime) -> bool:
    return event.published_at is None or event.published_at < since


def _store_collected(
    session: Session,
    rows: Sequence[tuple[Event, CollectedState | None]],
    announced: set[int],
    since: datetime,
    now: datetime,
    through: datetime,
) -> None:
    values = []
    for event, before in rows:
        was = before.is_announced if before else _is_old(event, since)
        is_over = event.ends_at <= now
        is_announced = was or is_over or event.id in announced
        values.append(_collected(event, through, is_announced=is_announced))
    ids = [event.id for event, _ in rows]
    session.execute(
        delete(CollectedState).where(CollectedState.event_id.in_(ids)),
        execution_options={"synchronize_session": False},
    )
    _insert(session, values)


def _collected(event: Event, through: datetime, *, is_announced: bool) -> dict[str, object]:
    return {
        "event_id": event.id,
        "revision": event.revision,
        "state": event.state,
        "schedule": serialize(event.when),
        "is_announced": is_announced,
        "collected_at": through,
    }


def _insert(session: Session, values: list[dict[str, object]]) -> None:
    if values:
        session.execute(insert(CollectedState), values)
