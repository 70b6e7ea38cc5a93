"""Fan out one change of an event to one message per registrant."""

# The change enqueues one message in its own transaction; the worker handles it later and inserts the messages
# to registrants in one transaction. A message that is not composed yet is superseded by the newer one, which
# carries the values before both changes, and the organiser's paragraphs about both.

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select
from sqlalchemy.orm import Session

from webinars.events.enums import EventState
from webinars.events.notifications.change_snapshot import times_of
from webinars.events.notifications.reminders import confirmed_by
from webinars.events.queries import event_by_id
from webinars.outbox import priorities
from webinars.outbox.email_budgets import REPLACED, expedite
from webinars.outbox.enqueue import mail_token, ordering_key_of
from webinars.outbox.locks import group_by_ordering_key, lock_messages
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import IS_UNWRITTEN
from webinars.outbox.topics import DATE_ENTRY, OWN_MESSAGE
from webinars.registrations.models import Registration
from webinars.registrations.stated_local_times import affected_registrants, mark_notified
from webinars.registrations.status import ACTIVE, Status
from webinars.registrations.types.unaffected_by_event_change import unaffected_types
from webinars.scheduling import dates_fanout, invitee_fanout
from webinars.scheduling.queries import has_invitation
from webinars.timezones import clock

SHORT_NOTICE = timedelta(hours=3)
TIMEZONE_UPDATES = ("registration.timezone-update",)
# The first tells what has changed, the second goes with an e-mail that tells it of several dates.
CHANGES = ("registration.changed", DATE_ENTRY)
RESTORATIONS = ("registration.event-restored",)
CONFIRMATIONS = ("registration.confirmed", "registration.waiting", "registration.again")
# These are rendered from current state, so their recipients need no message about the change.
FIRST_EMAILS = (*CONFIRMATIONS, "registration.offered", "registration.awaiting_approval")
CANCELLATIONS = ("registration.event-cancelled", "registration.event-postponed")
# They notify everyone registered of the event's time.
EVENT_CHANGES = ("event.changed", "event.cancelled", "event.postponed", "event.restored")
BATCH = 500


def notify_of_change(session: Session, message: Message) -> int:
    """Notify active registrants and invitees of a new time, location or format; return how many."""
    event_id, previous = int(message.payload["event_id"]), message.payload["previous"]
    unwritten = _lock_unwritten(session, event_id)
    invited = invitee_fanout.notify_invitees(session, event_id, invitee_fanout.CHANGED, unwritten)
    if message.payload.get("texts_only"):
        # It is of use to calendars only: those that have the entry.
        concerned = has_invitation(event_id)
        return invited + _notify_with_previous(session, message, concerned, unwritten)
    unaffected = unaffected_types(session, event_by_id(session, event_id), previous)
    concerned = or_(
        Registration.registration_type_id.is_(None),
        Registration.registration_type_id.not_in(unaffected),
    )
    return invited + _notify_with_previous(session, message, concerned, unwritten)


def notify_of_type_change(session: Session, message: Message) -> int:
    """Notify registrants of a type, or one moved to it, of how they attend; return how many."""
    payload = message.payload
    if "registration_id" in payload:
        concerned = Registration.id == int(payload["registration_id"])
    else:
        concerned = Registration.registration_type_id == int(payload["registration_type_id"])
    unwritten = _lock_unwritten(session, int(payload["event_id"]))
    return _notify_with_previous(session, message, concerned, unwritten)


def notify_of_cancellation(session: Session, message: Message) -> int:
    """Notify active registrants and invitees of a cancellation or postponement; return how many."""
    event_id = int(message.payload["event_id"])
    topic = message.topic.replace("event.", "registration.event-")
    unwritten = _lock_unwritten(session, event_id)
    _supersede(unwritten, CHANGES + CONFIRMATIONS + RESTORATIONS + TIMEZONE_UPDATES)
    notes = _notes(message.payload)
    reason = message.topic.removeprefix("event.")
    invited = invitee_fanout.notify_invitees(
        session, event_id, invitee_fanout.CANCELLED, unwritten, reason=reason
    )
    return invited + _enqueue_emails(
        session,
        event_id,
        topic,
        lambda registration: {"registration_id": registration.id, **notes},
        entries_alone=dates_fanout.addresses_with_several(session, event_id, message.payload),
    )


def notify_of_restoration(session: Session, message: Message) -> int:
    """Notify active registrants and invitees that the event is reinstated; return how many."""
    event_id = int(message.payload["event_id"])
    unwritten = _lock_unwritten(session, event_id)
    _supersede(unwritten, CHANGES + CONFIRMATIONS + CANCELLATIONS + TIMEZONE_UPDATES)
    notes = _notes(message.payload)
    invited = invitee_fanout.notify_invitees(
        session, event_id, invitee_fanout.CHANGED, unwritten, restored=True
    )
    return invited + _enqueue_emails(
        session,
        event_id,
        "registration.event-restored",
        lambda registration: {"registration_id": registration.id, **notes},
        entries_alone=dates_fanout.addresses_with_several(session, event_id, message.payload),
    )


def notify_of_timezone_update(session: Session, message: Message) -> int:
    """Notify registrants whose stated local time new time zone rules changed, once; return how many.

    If another e-mail states the current local time first, with the reason, the composer drops this one.
    """
    event_id = int(message.payload["event_id"])
    if _is_event_change_queued(session, event_id):
        return 0
    affected = [item.registration for item in affected_registrants(session, event_id, lock=True)]
    mark_notified(session, [registration.id for registration in affected])
    return _insert(
        session,
        [
            _row(
                event_id,
                registration.id,
                registration.address,
                "registration.timezone-update",
                {"registration_id": registration.id},
            )
            for registration in affected
        ],
    )


def remind_registrants(session: Session, message: Message) -> int:
    """Remind confirmed registrants unless the event has moved, started or ended; return how many.

    Registrants confirmed shortly before the reminder are skipped.
    """
    payload, now = message.payload, clock.now()
    event_id, starts_at = int(payload["event_id"]), datetime.fromisoformat(payload["starts_at"])
    event = event_by_id(session, event_id)
    if event.state is not EventState.PUBLISHED or event.starts_at != starts_at or now >= starts_at:
        return 0
    due_at = datetime.fromisoformat(payload["due_at"])
    registrations = session.execute(
        select(Registration.id, Registration.address)
        .where(Registration.event_id == event_id, Registration.status == Status.CONFIRMED)
        .where(Registration.status_at <= confirmed_by(due_at, starts_at))
        .order_by(Registration.id)
    ).all()
    common = {
        "starts_at": payload["starts_at"],
        "minutes": payload["minutes"],
        "until": payload["starts_at"],
    }
    rows = [
        _row(
            event_id,
            registration_id,
            address,
            "registration.reminder",
            {"registration_id": registration_id, **common},
        )
        | {
            "priority": priorities.BULK
            if starts_at - due_at <= SHORT_NOTICE
            else priorities.EARLY_REMINDER
        }
        for registration_id, address in registrations
    ]
    return _insert(session, rows)


HANDLERS: dict[str, Callable[[Session, Message], int]] = {
    "event.changed": notify_of_change,
    "event.timezone-update": notify_of_timezone_update,
    "event.cancelled": notify_of_cancellation,
    "event.postponed": notify_of_cancellation,
    "event.restored": notify_of_restoration,
    "event.reminder": remind_registrants,
    "kind.changed": notify_of_type_change,
    **dates_fanout.HANDLERS,
}


def _notify_with_previous(
    session: Session,
    message: Message,
    concerned: ColumnElement[bool],
    unwritten: Sequence[Message],
) -> int:
    """Enqueue change e-mails with the previous values, including those of superseded messages."""
    event_id, previous = int(message.payload["event_id"]), message.payload["previous"]
    theirs = set(
        session.scalars(select(Registration.id).where(Registration.event_id == event_id, concerned))
    )
    own = [row for row in unwritten if row.registration_id in theirs]
    event = event_by_id(session, event_id)
    if times_of(previous) != (event.when, event.span):
        _supersede(own, TIMEZONE_UPDATES)  # the new time comes with the reason
    former = _supersede(own, CHANGES)

    def payload(registration: Registration) -> dict[str, Any]:
        before = former.get(registration.id, {})
        return {
            "registration_id": registration.id,
            "previous": previous | (before.get("previous") or {}),
            **_notes(before, message.payload),
        }

    return _enqueue_emails(
        session,
        event_id,
        "registration.changed",
        payload,
        among=concerned,
        leaving_out=_awaiting_first_email(unwritten),
        entries_alone=dates_fanout.addresses_with_several(session, event_id, message.payload),
        # Else nothing would tell them of a change that the text about several dates leaves out.
        told_alone={number for number, before in former.items() if "previous" in before},
    )


def _is_event_change_queued(session: Session, event_id: int) -> bool:
    """Return whether a message that is not fanned out yet will notify everyone of the event's time."""
    event = event_by_id(session, event_id)
    queued = session.scalars(
        select(Message).where(
            IS_UNWRITTEN, Message.event_id == event_id, Message.topic.in_(EVENT_CHANGES)
        )
    )
    return any(
        message.topic != "event.changed"
        or times_of(message.payload["previous"]) != (event.when, event.span)
        for message in queued
    )


def _lock_unwritten(session: Session, event_id: int) -> Sequence[Message]:
    """Lock the uncomposed e-mails to an event's registrants and invitees with one statement.

    Later steps need no other lock on them, so that workers cannot deadlock. Messages that organisers write
    are left out: they have ordering keys of their own, and nothing of the event supersedes them.
    """
    is_to_registrant = Message.topic.startswith("registration.") & (Message.topic != OWN_MESSAGE)
    return lock_messages(
        session,
        IS_UNWRITTEN,
        Message.event_id == event_id,
        or_(is_to_registrant, Message.topic.in_(invitee_fanout.TOPICS)),
    )


def _supersede(unwritten: Sequence[Message], topics: tuple[str, ...]) -> dict[int | None, Any]:
    """Supersede uncomposed messages of these topics; return their payloads by registration."""
    rows = [message for message in unwritten if message.topic in topics]
    payloads = {row.registration_id: row.payload for row in rows}
    for row in rows:
        mark_superseded(row, REPLACED)
    return payloads


def _notes(*payloads: dict[str, Any]) -> dict[str, list[int]]:
    """Return the part of a payload that names the organiser's paragraphs of others, in order."""
    notes = [note_id for payload in payloads for note_id in payload.get("notes", ())]
    return {"notes": notes} if notes else {}


def _awaiting_first_email(unwritten: Sequence[Message]) -> set[int | None]:
    """Return the registrations whose first e-mail is not composed yet: it will show the new values.

    If it waits for its budget, it is expedited: a new time must not wait with it.
    """
    rows = [message for message in unwritten if message.topic in FIRST_EMAILS]
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
    entries_alone: Collection[str] = (),
    told_alone: Collection[int | None] = (),
) -> int:
    """Enqueue an e-mail to each active registrant.

    entries_alone: addresses that get one that only updates their calendar, but for registrations told_alone.
    """
    query = select(Registration).where(
        Registration.event_id == event_id, Registration.status.in_(ACTIVE)
    )
    query = query if among is None else query.where(among)
    registrations = session.scalars(query.order_by(Registration.id)).all()
    return _insert(
        session,
        [
            _row(
                event_id,
                registration.id,
                registration.address,
                DATE_ENTRY,
                {"registration_id": registration.id},
            )
            if registration.address in entries_alone and registration.id not in told_alone
            else _row(event_id, registration.id, registration.address, topic, payload(registration))
            for registration in registrations
            if registration.id not in leaving_out
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
        "priority": priorities.BULK,
        "state": MessageState.QUEUED,
        "due_at": now,
        "created_at": now,
    }


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    for row in rows:
        row["mail_token"] = mail_token(session, row["topic"], row["registration_id"])
    for start in range(0, len(rows), BATCH):
        session.execute(insert(Message), rows[start : start + BATCH])
    return len(rows)
