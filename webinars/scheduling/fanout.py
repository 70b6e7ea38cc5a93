"""From one fact about an event to one message for each person it concerns."""

# The fact is posted with the change; the worker meets it later and writes the messages in one transaction.
# A message that nobody has composed yet is made obsolete by the newer one, which says what was before both.

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select
from sqlalchemy.orm import Session

from webinars.events.queries import event_by_id
from webinars.events.rules import EventState
from webinars.outbox.actions import mail_token, mark_superseded, ordering_key_of
from webinars.outbox.budgets import expedite
from webinars.outbox.locking import group_by_ordering_key, lock_messages
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import IS_UNWRITTEN
from webinars.registrations import type_changes
from webinars.registrations.models import ACTIVE, Registration, Status
from webinars.timezones import clock

# New registrations are confirmed before a crowd is told of a change.
CROWD = -2
# Reminders of a day before wait even for those of an hour before.
UNHURRIED = -3
HURRIED_WITHIN = timedelta(hours=3)
# Somebody told so lately that they have a place needs no reminder of it yet.
QUIET = timedelta(hours=2)
CHANGES = ("registration.changed",)
BACK = ("registration.event-restored",)
NEWS = ("registration.confirmed", "registration.waiting", "registration.again")
# Whoever is to get one of these reads in it what is so now.
FIRST = (*NEWS, "registration.offered", "registration.awaiting_approval")
ENDS = ("registration.event-cancelled", "registration.event-postponed")
SLICE = 500


def notify_of_change(session: Session, message: Message) -> int:
    """Tell everybody with a place or a turn that time, place or format are new; return how many."""
    event_id, was = int(message.payload["event_id"]), message.payload["was"]
    unconcerned = type_changes.unaffected_types(session, event_by_id(session, event_id), was)
    concerned = or_(
        Registration.registration_type_id.is_(None),
        Registration.registration_type_id.not_in(unconcerned),
    )
    return _notify_with_previous(session, event_id, was, concerned)


def notify_of_type_change(session: Session, message: Message) -> int:
    """Tell those of a kind, or one who moved to it, how they take part from now on; return how many."""
    payload = message.payload
    if "registration_id" in payload:
        concerned = Registration.id == int(payload["registration_id"])
    else:
        concerned = Registration.registration_type_id == int(payload["registration_type_id"])
    return _notify_with_previous(session, int(payload["event_id"]), payload["was"], concerned)


def notify_of_cancellation(session: Session, message: Message) -> int:
    """Tell everybody with a place or a turn that the event is cancelled or postponed; return how many."""
    event_id = int(message.payload["event_id"])
    topic = message.topic.replace("event.", "registration.event-")
    _supersede(_lock_unwritten(session, event_id), CHANGES + NEWS + BACK)
    return _enqueue_emails(session, event_id, topic, lambda place: {"registration_id": place.id})


def notify_of_restoration(session: Session, message: Message) -> int:
    """Tell everybody with a place or a turn that the event takes place after all; return how many."""
    event_id = int(message.payload["event_id"])
    _supersede(_lock_unwritten(session, event_id), CHANGES + NEWS + ENDS)
    return _enqueue_emails(
        session,
        event_id,
        "registration.event-restored",
        lambda place: {"registration_id": place.id},
    )


def remind(session: Session, message: Message) -> int:
    """Remind everybody who has a place, unless the event has moved, ended or begun; return how many.

    Those who got their place a short while before, or since, have just had the letter that says it all: two
    hours, or half the time from the reminder to the start if that is less.
    """
    payload, now = message.payload, clock.now()
    event_id, starts_at = int(payload["event_id"]), datetime.fromisoformat(payload["starts_at"])
    event = event_by_id(session, event_id)
    if event.state is not EventState.PUBLISHED or event.starts_at != starts_at or now >= starts_at:
        return 0
    due_at = datetime.fromisoformat(payload["due_at"])
    places = session.execute(
        select(Registration.id, Registration.address)
        .where(Registration.event_id == event_id, Registration.status == Status.CONFIRMED)
        .where(Registration.status_at <= due_at - min(QUIET, (starts_at - due_at) / 2))
        .order_by(Registration.id)
    ).all()
    said = {
        "starts_at": payload["starts_at"],
        "minutes": payload["minutes"],
        "until": payload["starts_at"],
    }
    rows = [
        _row(
            event_id,
            place_id,
            address,
            "registration.reminder",
            {"registration_id": place_id, **said},
        )
        | {"priority": CROWD if starts_at - due_at <= HURRIED_WITHIN else UNHURRIED}
        for place_id, address in places
    ]
    return _write(session, rows)


HANDLERS: dict[str, Callable[[Session, Message], int]] = {
    "event.changed": notify_of_change,
    "event.cancelled": notify_of_cancellation,
    "event.postponed": notify_of_cancellation,
    "event.restored": notify_of_restoration,
    "event.reminder": remind,
    "kind.changed": notify_of_type_change,
}


def _notify_with_previous(
    session: Session, event_id: int, was: dict[str, Any], concerned: ColumnElement[bool]
) -> int:
    """Tell those concerned what is no longer so; what they were not told yet of changes before goes along."""
    unwritten = _lock_unwritten(session, event_id)
    theirs = set(
        session.scalars(select(Registration.id).where(Registration.event_id == event_id, concerned))
    )
    before = _supersede([each for each in unwritten if each.registration_id in theirs], CHANGES)
    return _enqueue_emails(
        session,
        event_id,
        "registration.changed",
        lambda place: {"registration_id": place.id, "was": was | before.get(place.id, {})},
        among=concerned,
        leaving_out=_never_told(unwritten),
    )


def _lock_unwritten(session: Session, event_id: int) -> Sequence[Message]:
    """Lock all e-mails to registrants of an event that nobody has composed, with one statement.

    What is decided about them later needs no other lock, so that no worker waits for another in a circle.
    """
    return lock_messages(
        session,
        IS_UNWRITTEN,
        Message.event_id == event_id,
        Message.topic.startswith("registration."),
    )


def _supersede(unwritten: Sequence[Message], topics: tuple[str, ...]) -> dict[int | None, Any]:
    """Drop what nobody has been told of yet; return what was so before it, by registration."""
    rows = [each for each in unwritten if each.topic in topics]
    before = {row.registration_id: row.payload.get("was") for row in rows}
    for row in rows:
        mark_superseded(row, "something newer is told")
    return before


def _never_told(unwritten: Sequence[Message]) -> set[int | None]:
    """Return the registrations whose first letter is still to be written: it will say what is so now.

    One that waits for its budget does so no longer: a new time must not wait with it.
    """
    rows = [each for each in unwritten if each.topic in FIRST]
    expedite(rows, group_by_ordering_key(unwritten))
    return {row.registration_id for row in rows}


def _enqueue_emails(
    session: Session,
    event_id: int,
    topic: str,
    payload: Callable[[Registration], dict[str, Any]],
    *,
    among: ColumnElement[bool] | None = None,
    leaving_out: Collection[int | None] = (),
) -> int:
    query = select(Registration).where(
        Registration.event_id == event_id, Registration.status.in_(ACTIVE)
    )
    query = query if among is None else query.where(among)
    places = session.scalars(query.order_by(Registration.id)).all()
    return _write(
        session,
        [
            _row(event_id, place.id, place.address, topic, payload(place))
            for place in places
            if place.id not in leaving_out
        ],
    )


def _row(
    event_id: int, registration_id: int, address: str, topic: str, payload: dict[str, Any]
) -> dict[str, Any]:
    now = clock.now()
    return {
        "topic": topic,
        "payload": payload,
        "ordering_key": ordering_key_of(event_id, address),
        "event_id": event_id,
        "registration_id": registration_id,
        "priority": CROWD,
        "state": MessageState.QUEUED,
        "due_at": now,
        "created_at": now,
    }


def _write(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    for row in rows:
        row["mail_token"] = mail_token(session, row["topic"], row["registration_id"])
    for start in range(0, len(rows), SLICE):
        session.execute(insert(Message), rows[start : start + SLICE])
    return len(rows)
