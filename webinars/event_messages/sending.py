"""Send, schedule and stop messages of an event, and queue their e-mails in batches in the worker."""

# Each step locks the event first, so none of them meets another. E-mails are composed from the message as it
# is then; those of a former run are not sent, so stopping is one change of a row however many are queued.

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from webinars.capabilities import link_creation
from webinars.capabilities.link_purposes import Purpose
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_messages.message_editing import (
    EDITABLE,
    lock_at_revision,
    record_message,
    recorded_values,
)
from webinars.event_messages.models import Anchor, EventMessage, EventMessageState
from webinars.event_messages.placeholders import has_recording
from webinars.event_messages.queries import (
    IS_OF_TOPIC,
    TOPIC,
    is_sent,
    message_of_event,
    progress_of,
)
from webinars.event_messages.recipients import Audience, count_recipients, next_recipients
from webinars.event_messages.send_times import (
    SendTime,
    is_follow_up,
    is_too_late,
    precedes_recording,
    send_time,
)
from webinars.events.enums import EventState
from webinars.events.locks import lock_event
from webinars.events.materials import materials_of
from webinars.events.models import Event
from webinars.events.notifications.message_times import HELD_FOR
from webinars.events.notifications.message_times import TOPIC as EVENT_TOPIC
from webinars.outbox import priorities
from webinars.outbox.enqueue import NewMessage, enqueue, enqueue_all
from webinars.outbox.locks import lock_messages
from webinars.outbox.message_state import mark_all_superseded, mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.outbox.recently_queued import was_just_queued
from webinars.outbox.resend import may_be_resent, resend_all
from webinars.outbox.retention import KEEP_DAYS
from webinars.registrations.models import Registration
from webinars.timezones import clock

# Recipients queued by one transaction: confirmations are sent between two of them.
BATCH = 2000
_SLICE = 500
# While the outbox knows who got a message that was stopped.
RESUMABLE = timedelta(days=KEEP_DAYS - 1)
TEST_TOPIC = "organiser.message"
STOPPED = "the message was stopped or changed"
SENT_AGAIN = "sent again with the whole message"
# Reasons stored with a message that could not leave at its time, or not to everyone.
NOT_PUBLISHED, TOO_LATE, TOO_OLD = "event-not-published", "too-late", "message-too-old"
EVENT_CHANGED, NO_RECORDING = "event-changed", "no-recording"
BEFORE_END = "recording-before-end"


def send_message(
    session: Session,
    event_id: int,
    event_message_id: int,
    when: SendTime,
    *,
    revision: int,
) -> EventMessage:
    """Send a message now, or schedule it; one that was stopped goes to those who did not get it.

    Raises:
        NotFoundError: "no-such-event", "no-such-event-message".
        ConflictError: see message_editing.lock_at_revision(); "message-is-sent", "no-recipients",
            "event-not-public", "no-recording", "recording-before-end", "message-too-old".
        InvalidInputError: "send-time-passed", "send-time-too-late", "event-without-day", and those of
            zones.to_instant().
    """
    message = lock_at_revision(session, event_id, event_message_id, revision)
    event = session.get_one(Event, event_id)
    if message.state not in EDITABLE:
        raise ConflictError("message-is-sent")
    is_now = when.anchor is Anchor.NOW
    if event.state is EventState.DRAFT or (not is_now and event.state is not EventState.PUBLISHED):
        raise ConflictError("event-not-public")
    if is_now and _lacks_recording(session, message):
        raise ConflictError("no-recording")
    before = recorded_values(message)
    message.anchor, message.offset_minutes = when.anchor, when.offset_minutes
    message.local_send_at, message.timezone = when.local_send_at, when.timezone
    due_at = clock.now() if is_now else _future_time(message, event)
    if precedes_recording(message, event, due_at):
        raise ConflictError("recording-before-end")
    message.is_optional = message.is_optional or is_follow_up(event, due_at)
    if is_now and not _count_recipients(session, message):
        raise ConflictError("no-recipients")
    _supersede_queued(session, message)
    message.state = EventMessageState.SENDING if is_now else EventMessageState.SCHEDULED
    if message.recipients:
        _leave_out_sent(session, message, due_at)
    if is_now:
        message.started_at = message.started_at or clock.now()
    message.queued_at, message.stop_reason = None, ""
    message.run += 1
    message.revision += 1
    record_message(session, message, before)
    _enqueue_batch(session, message, due_at)
    return message


def stop_message(session: Session, event_id: int, event_message_id: int) -> EventMessage:
    """Stop a message that is scheduled or being sent: what is not composed yet is not sent.

    Raises:
        NotFoundError: "no-such-event", "no-such-event-message".
        ConflictError: "message-not-leaving": it has been sent, or was not to be.
    """
    lock_event(session, event_id)
    message = message_of_event(session, event_id, event_message_id)
    session.refresh(message)
    is_leaving = message.state in {EventMessageState.SCHEDULED, EventMessageState.SENDING}
    progress = progress_of(session, event_id, [message])[message.id]
    if not is_leaving or is_sent(message, progress):
        raise ConflictError("message-not-leaving")
    _supersede_queued(session, message)
    before = recorded_values(message)
    message.state = EventMessageState.STOPPED
    message.revision += 1
    record_message(session, message, before)
    return message


def resend_failed(session: Session, event_id: int, event_message_id: int) -> int:
    """Queue the e-mails of a message that failed once more; return how many.

    Raises:
        NotFoundError: "no-such-event", "no-such-event-message".
        ConflictError: "not-failed"; "message-not-leaving" if the message was stopped;
            "event-state-changed" if the event was cancelled, postponed or restored since.
    """
    lock_event(session, event_id)
    message = message_of_event(session, event_id, event_message_id)
    session.refresh(message)
    if message.state not in {EventMessageState.SENDING, EventMessageState.SENT}:
        raise ConflictError("message-not-leaving")
    # Also those that an earlier run was just sending when this one began: they get the present text.
    count = resend_all(session, message.budget_group, *_emails_of(message))
    if not count:
        failed = progress_of(session, event_id, [message])[message.id].failed
        if failed:
            raise ConflictError("event-state-changed")
        raise ConflictError("not-failed")
    message.state = EventMessageState.SENDING
    return count


def can_resend(session: Session, message: EventMessage) -> bool:
    """Return whether some of the failed e-mails of a message can be queued once more."""
    is_failed = exists().where(*_emails_of(message), may_be_resent(Message))
    is_stopped = message.state is EventMessageState.STOPPED
    return not is_stopped and bool(session.scalar(select(is_failed)))


def send_test(session: Session, event_id: int, event_message_id: int, *, organiser_id: int) -> None:
    """Queue a message as a test to an account; pressed twice in a minute, it is sent once.

    Raises:
        NotFoundError: "no-such-event-message".
    """
    message = message_of_event(session, event_id, event_message_id)
    ordering_key = f"event-message-test:{message.id}:{message.revision}:{organiser_id}"
    if not was_just_queued(session, ordering_key, (TEST_TOPIC,)):
        enqueue(
            session,
            TEST_TOPIC,
            payload={"event_message_id": message.id, "organiser_id": organiser_id},
            ordering_key=ordering_key,
            event_id=event_id,
        )


def queue_recipients(session: Session, message: Message) -> int:
    """Queue the e-mails to the next recipients of a message, and itself for those after; return how many.

    The event is locked, as for every change of its messages.
    """
    payload = message.payload
    row = session.get(EventMessage, int(payload["event_message_id"]))
    if row is None or row.run != payload["run"]:
        return 0
    event_state = session.get_one(Event, row.event_id).state
    if not _may_send(session, row, is_same_state=payload.get("event_state") in {None, event_state}):
        return 0
    recipients = next_recipients(
        session,
        row.event_id,
        Audience.from_stored(row.audience),
        after=int(payload["after"]),
        limit=BATCH,
        is_optional=row.is_optional,
        leaving_out=[~_has_got(row)] if row.run > 1 else (),
    )
    if row.is_optional:
        subjects = [(registration_id, row.event_id) for registration_id in recipients]
        link_creation.ensure_links(session, Purpose.UNSUBSCRIBE, subjects)
    emails = [_email(row, event_state, registration_id) for registration_id in recipients]
    for start in range(0, len(emails), _SLICE):
        enqueue_all(session, emails[start : start + _SLICE])
    row.recipients += len(recipients)
    if len(recipients) == BATCH:
        _enqueue_batch(session, row, clock.now(), after=recipients[-1])
    else:
        row.queued_at = clock.now()
    return len(recipients)


HANDLERS: dict[str, Callable[[Session, Message], int]] = {EVENT_TOPIC: queue_recipients}


def _may_send(session: Session, message: EventMessage, *, is_same_state: bool) -> bool:
    """Return whether the next recipients get a message; begin it if it was scheduled.

    is_same_state: the event is in the state in which sending began, or it has not begun.
    """
    if message.state is EventMessageState.SCHEDULED:
        return _begin(session, message)
    if message.state is EventMessageState.SENDING and not is_same_state:
        return _stop(message, EVENT_CHANGED)
    return message.state is EventMessageState.SENDING


def _begin(session: Session, message: EventMessage) -> bool:
    """Begin to send a scheduled message whose time has come; False if it must wait or cannot leave."""
    event, now = session.get_one(Event, message.event_id), clock.now()
    due_at = send_time(message, event) or now + HELD_FOR
    if due_at > now:
        _enqueue_batch(session, message, due_at)  # the event or the rules of its zone have moved
        return False
    if event.state is not EventState.PUBLISHED:
        return _stop(message, NOT_PUBLISHED)
    if is_too_late(message, event, due_at):
        return _stop(message, TOO_LATE)
    if message.recipients and not _knows_sent(message, now):
        return _stop(message, TOO_OLD)
    if _lacks_recording(session, message):
        return _stop(message, NO_RECORDING)
    if precedes_recording(message, event, now):
        return _stop(message, BEFORE_END)
    message.state = EventMessageState.SENDING
    message.started_at = message.started_at or now
    message.is_optional = message.is_optional or is_follow_up(event, now)
    return True


def _lacks_recording(session: Session, message: EventMessage) -> bool:
    """Return whether a message refers to a recording or slides, and the event has no link to any."""
    return has_recording(message.text) and not materials_of(session, message.event_id)


def _count_recipients(session: Session, message: EventMessage) -> int:
    audience = Audience.from_stored(message.audience)
    return count_recipients(session, message.event_id, audience, is_optional=message.is_optional)


def _stop(message: EventMessage, reason: str) -> Literal[False]:
    message.state, message.stop_reason = EventMessageState.STOPPED, reason
    return False


def _knows_sent(message: EventMessage, at: datetime) -> bool:
    """Return whether the outbox knows then to whom earlier runs sent a message."""
    return message.started_at is not None and at < message.started_at + RESUMABLE


def _leave_out_sent(session: Session, message: EventMessage, due_at: datetime) -> None:
    """Count what earlier runs sent as recipients; the next run leaves these out.

    Raises:
        ConflictError: "message-too-old": the outbox no longer knows them all.
        InvalidInputError: "send-time-too-late": it will not know them then.
    """
    if message.started_at is None or not _knows_sent(message, clock.now()):
        raise ConflictError("message-too-old", days=RESUMABLE.days)
    if not _knows_sent(message, due_at):
        raise InvalidInputError("send-time-too-late", until=message.started_at + RESUMABLE)
    # They are recipients again, of the present text.
    mark_all_superseded(
        session, SENT_AGAIN, *_emails_of(message), Message.state == MessageState.FAILED
    )
    settled = select(func.count()).select_from(Message).where(*_is_sent_of(message))
    message.recipients = session.scalar(settled) or 0
    message.left_out = message.failed = 0


def _future_time(message: EventMessage, event: Event) -> datetime:
    due_at = send_time(message, event)
    if due_at is None:
        raise InvalidInputError("event-without-day")
    if due_at <= clock.now():
        raise InvalidInputError("send-time-passed", send_at=due_at)
    return due_at


def _enqueue_batch(
    session: Session,
    message: EventMessage,
    due_at: datetime,
    *,
    after: int = 0,
) -> None:
    """Queue the fan-out to the recipients after an id; it moves with the event until it begins."""
    session.flush()
    if message.state is EventMessageState.SENDING:
        event = session.get_one(Event, message.event_id)
        depends_on: dict[str, Any] = {"event_state": event.state.value}
    else:
        depends_on = {"anchor": message.anchor.value, "offset": message.offset_minutes}
    enqueue(
        session,
        EVENT_TOPIC,
        payload={
            "event_id": message.event_id,
            "event_message_id": message.id,
            "run": message.run,
            "after": after,
            **depends_on,
        },
        due_at=due_at,
        event_id=message.event_id,
        priority=priorities.FURTHER_BATCH if after else priorities.FAN_OUT,
    )


def _email(message: EventMessage, event_state: EventState, registration_id: int) -> NewMessage:
    return NewMessage(
        TOPIC,
        {
            "registration_id": registration_id,
            "event_message_id": message.id,
            "event_state": event_state.value,
        },
        # Apart from other e-mails to the registrant, which must not wait for it.
        ordering_key=f"own-{message.event_id}-{registration_id}",
        event_id=message.event_id,
        registration_id=registration_id,
        priority=priorities.OWN_MESSAGE,
        budget_group=message.budget_group,
    )


def _supersede_queued(session: Session, message: EventMessage) -> None:
    """Supersede what is queued to fan out a message."""
    queued = lock_messages(
        session,
        Message.event_id == message.event_id,
        Message.topic == EVENT_TOPIC,
        Message.state == MessageState.QUEUED,
    )
    for row in queued:
        if row.payload["event_message_id"] == message.id:
            mark_superseded(row, STOPPED)


def _has_got(message: EventMessage) -> ColumnElement[bool]:
    """Return the condition that an earlier run has sent a message to a registration, or is about to."""
    is_resent = (Message.state == MessageState.QUEUED) & (
        Message.budget_group == message.budget_group
    )
    return exists().where(
        Message.registration_id == Registration.id,
        *_emails_of(message),
        or_(is_resent, _is_settled_or_composed()),
    )


def _is_sent_of(message: EventMessage) -> tuple[ColumnElement[bool], ...]:
    return (*_emails_of(message), _is_settled_or_composed())


def _is_settled_or_composed() -> ColumnElement[bool]:
    """Return whether an e-mail was sent or is about to be; if it fails in this run, it can be sent again."""
    is_leaving = (Message.state == MessageState.QUEUED) & Message.body.is_not(None)
    return or_(Message.state.in_((MessageState.SENT, MessageState.FAILED)), is_leaving)


def _emails_of(message: EventMessage) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.event_id == message.event_id,
        IS_OF_TOPIC,
        Message.budget_group.in_(message.budget_groups),
    )
