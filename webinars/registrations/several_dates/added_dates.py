"""Register those who take all dates of an event for dates that are published later."""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from webinars.errors import NotAllowedError, NotFoundError
from webinars.events.date_groups import coming_dates, lock_group
from webinars.events.enums import EventState
from webinars.events.locks import lock_matching_events
from webinars.events.models import Event
from webinars.events.notifications.open_dates import plan_next_opening
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message
from webinars.outbox.topics import DATES_ADDED
from webinars.registrations.group_registrations import dates_of
from webinars.registrations.models import DateGroupRegistration, Registration
from webinars.registrations.several_dates.date_places import places_of_dates
from webinars.registrations.several_dates.messages import (
    Cause,
    notify_of_dates,
    notify_of_new_dates,
)
from webinars.registrations.several_dates.places_for_all import next_waiting
from webinars.registrations.several_dates.registering import (
    join_dates,
    promote_waiting,
    shared_details,
)
from webinars.timezones import clock

# People of one transaction, which holds the locks of all dates.
BATCH = 25


def join_added_dates(session: Session, message: Message) -> int:
    """Register the next of those who take all dates, each with one e-mail; return how many they were.

    First, who waits for a place for all dates is moved up, if some are free. Each of the others is registered
    for every date that was published, or whose registration has opened, since they chose all, except where
    their address has been registered before: who has cancelled a date is not registered for it again.
    """
    group_id = int(message.payload["group_id"])
    promoted = 0
    opened = tuple(map(int, message.payload.get("opened", ())))
    go_on_waiting: list[int] = []
    while promoted < BATCH and (waiting := next_waiting(session, group_id, go_on_waiting)):
        if promote_waiting(session, waiting):
            promoted += 1
        else:
            go_on_waiting.append(waiting.id)
    rows = session.scalars(
        select(DateGroupRegistration)
        .where(
            DateGroupRegistration.date_group_id == group_id,
            DateGroupRegistration.takes_all,
            DateGroupRegistration.queued_at.is_(None),
            DateGroupRegistration.id > int(message.payload.get("after", 0)),
            exists().where(*_is_added(opened)),
        )
        .order_by(DateGroupRegistration.id)
        .limit(BATCH)
        .execution_options(populate_existing=True)
    ).all()
    count = sum(_join(session, row, opened) for row in rows)
    plan_next_opening(session, coming_dates(session, group_id))
    if BATCH in (len(rows), promoted):
        after = rows[-1].id if len(rows) == BATCH else int(message.payload.get("after", 0))
        enqueue(
            session,
            DATES_ADDED,
            payload={**message.payload, "after": after},
            priority=priorities.FURTHER_BATCH,
        )
    return promoted + count


def lock_dates(session: Session, message_id: int) -> None:
    """Lock the group and the dates that a message is about, before the message itself."""
    payload = session.scalar(select(Message.payload).where(Message.id == message_id))
    if not payload:
        return
    group_id = int(payload["group_id"])
    try:
        lock_group(session, group_id)
    except NotFoundError:
        return
    lock_matching_events(session, Event.date_group_id == group_id)


def _is_added(opened: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the dates for which the address of a row was never registered.

    opened: ids of those that the message says have become open.
    """
    now, since = clock.now(), DateGroupRegistration.created_at
    return (
        Event.date_group_id == DateGroupRegistration.date_group_id,
        Event.state == EventState.PUBLISHED,
        Event.ends_at > now,
        or_(Event.opens_at.is_(None), Event.opens_at <= now),
        or_(Event.published_at >= since, Event.opens_at >= since, Event.id.in_(opened)),
        ~exists().where(
            Registration.event_id == Event.id,
            Registration.address == DateGroupRegistration.address,
        ),
    )


def _join(session: Session, row: DateGroupRegistration, opened: Collection[int]) -> bool:
    """Register one address for the dates that were added; return whether there was one to register for."""
    like = max(dates_of(session, row), key=lambda one: one.id, default=None)
    if like is None:
        return False
    added = select(Event).join(
        DateGroupRegistration, DateGroupRegistration.date_group_id == Event.date_group_id
    )
    dates = session.scalars(
        added.where(DateGroupRegistration.id == row.id, *_is_added(opened)).order_by(
            Event.starts_at, Event.id
        )
    ).all()
    try:
        new = join_dates(session, *shared_details(like), places_of_dates(session, dates))
    except NotAllowedError:
        return False  # by now only addresses of other domains are accepted
    if not new:
        return False
    notify_of_new_dates(session, dates, new)
    notify_of_dates(session, row, new[0], Cause.ADDED, new)
    return True


HANDLERS: dict[str, Callable[[Session, Message], int]] = {DATES_ADDED: join_added_dates}
