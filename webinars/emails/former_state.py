"""Give loaded rows the values that they had when an e-mail was sent, without changing the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from webinars.access.models import Delegation, Invitee
from webinars.errors import InvalidInputError
from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.events.details import details_from_values, write_details
from webinars.events.enums import EventState, StandardEmail
from webinars.events.history.former_values import values_at, values_before_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.models import EmailNote, Event
from webinars.localized_text import from_stored
from webinars.outbox import topics
from webinars.outbox.models import Message
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.security import email_addresses

# The status that a registration had when an e-mail with this topic was sent to it.
_STATUSES = {
    "registration.confirmed": Status.CONFIRMED,
    "registration.waiting": Status.WAITING,
    "registration.awaiting_approval": Status.AWAITING_APPROVAL,
    "registration.offered": Status.OFFERED,
    "registration.refused": Status.REFUSED,
    "registration.reminder": Status.CONFIRMED,
}
_OF_PRESENT_STATUS = frozenset({
    "registration.again", "registration.event-cancelled", "registration.event-postponed",
    "registration.event-restored",
})  # fmt: skip
_NOTES = {
    "registration.changed": StandardEmail.CHANGE,
    "registration.event-cancelled": StandardEmail.CANCELLATION,
    "registration.event-postponed": StandardEmail.POSTPONEMENT,
    "registration.event-restored": StandardEmail.RESTORATION,
}
# E-mails to people without a registration that are composed again.
_WITHOUT_REGISTRATION = frozenset({"invitee.invited", "delegation.invited"})
_REGISTRATION = select(Registration).options(
    joinedload(Registration.registration_type),
    joinedload(Registration.event).options(joinedload(Event.series), joinedload(Event.organiser)),
)
_NOTIFIED = frozenset({"when", "span", "cities", "place", "format"})
# The fan-out of a change follows it within moments, unless no worker runs.
_FAN_OUT = timedelta(minutes=10)


@dataclass(frozen=True)
class FormerState:
    """Rows of a session as they were; it would read them again if nothing referred to them.

    at: the instant of a poll's e-mail, to choose the options of then.
    """

    registration: Registration | None
    event_message: EventMessage | None
    confirmation_note: str | None
    others: tuple[object, ...] = ()
    at: datetime | None = None


def restore_former_state(session: Session, message: Message) -> FormerState | None:
    """Give a sent e-mail its payload again, and the rows that it is made from their values of then.

    The values are not marked as changed, so they are never written. None if they are not known any more.
    """
    # Not those of emails.queries, whose events other transactions share.
    if message.topic in _WITHOUT_REGISTRATION:
        return _restore_of_access(session, message)
    registration = session.scalar(_REGISTRATION.where(Registration.id == message.registration_id))
    if registration is None or registration.erased_at is not None:
        return None
    if not restore_event(session, registration.event, settled_at(message)):
        return None
    if message.topic in _STATUSES:
        set_committed_value(registration, "status", _STATUSES[message.topic])
    event_message = None
    if message.topic == topics.OWN_MESSAGE:
        event_message = _restore_message(session, message, registration)
    payload = _payload(session, message, registration, event_message)
    if payload is None:
        return None
    set_committed_value(message, "payload", payload | _notes(session, message))
    return FormerState(registration, event_message, _confirmation_note(session, message))


def _restore_of_access(session: Session, message: Message) -> FormerState | None:
    """Give an invitation to register, or to a delegation, its payload again."""
    event = session.get(Event, message.event_id) if message.event_id else None
    if event is None or not message.recipient:
        return None
    address = email_addresses.normalize_address(message.recipient)
    row = _row_of_access(session, message.topic, event.id, address)
    if row is None or not restore_event(session, event, settled_at(message)):
        return None
    name = "delegation_id"
    if isinstance(row, Invitee):
        name = "invitee_id"
        # They may have registered or declined since, or been withdrawn.
        set_committed_value(row, "registration_id", None)
        set_committed_value(row, "partstat", None)
        set_committed_value(row, "invited_at", settled_at(message))
    payload = {name: row.id, "token_version": row.token_version}
    set_committed_value(message, "payload", payload)
    return FormerState(None, None, None, (event, row))


def _row_of_access(
    session: Session, topic: str, event_id: int, address: str
) -> Invitee | Delegation | None:
    """Return the invitee with an address, or the only delegation whose focal point has it."""
    if topic == "invitee.invited":
        of_address = (Invitee.event_id == event_id, Invitee.address == address)
        return session.scalar(select(Invitee).where(*of_address))
    delegations = session.scalars(
        select(Delegation)
        .where(Delegation.event_id == event_id, Delegation.address == address)
        .limit(2)
    ).all()
    return delegations[0] if len(delegations) == 1 else None


def settled_at(message: Message) -> datetime:
    """Return when an e-mail was sent, or fell due if it was not."""
    return message.sent_at or message.due_at


def restore_event(session: Session, event: Event, at: datetime) -> bool:
    """Give an event its values of an instant; False if they are not known any more."""
    values = values_at(session, event.id, Subject.EVENT, event.id, at)
    if values is None:
        return True  # nothing has changed since
    former = Event()
    try:
        write_details(former, details_from_values(values))
    except InvalidInputError:
        return False  # under today's time zone rules it has no such time
    former.starts_at, former.ends_at = map(datetime.fromisoformat, values["span"])
    former.state = EventState(values["state"])
    for name, value in vars(former).items():
        if not name.startswith("_"):
            set_committed_value(event, name, value)
    return True


def _payload(
    session: Session,
    message: Message,
    registration: Registration,
    event_message: EventMessage | None,
) -> dict[str, Any] | None:
    """Return the payload that a message had; None if it is not known any more."""
    payload = {"registration_id": registration.id, "event_id": registration.event_id}
    match message.topic:
        case "registration.reminder":
            return payload | _reminder(message, registration.event)
        case "registration.changed":
            previous = _previous(session, message, registration.event)
            return payload | {"previous": previous} if previous else None
        case "registration.address-proof":
            # It went to the new address, which has been confirmed or withdrawn since.
            set_committed_value(registration, "new_email", message.recipient)
            return payload if message.recipient else None
        case "registration.cancelled":
            return payload | _cancellation(registration) if registration.cancel_reason else None
        case topics.OWN_MESSAGE:
            return payload | {"event_message_id": event_message.id} if event_message else None
        case topic if topic in _STATUSES or topic in _OF_PRESENT_STATUS:
            return payload
    return None


def _notes(session: Session, message: Message) -> dict[str, list[int]]:
    """Return the paragraphs that the e-mails of a change had, as a part of their payload."""
    notes = select(EmailNote.id).where(
        EmailNote.event_id == message.event_id,
        EmailNote.registration_id.is_(None),
        EmailNote.standard_email == _NOTES.get(message.topic),
        EmailNote.created_at.between(message.created_at - _FAN_OUT, message.created_at),
    )
    ids = session.scalars(notes.order_by(EmailNote.id)).all() if message.topic in _NOTES else ()
    return {"notes": list(ids)} if ids else {}


def _confirmation_note(session: Session, message: Message) -> str | None:
    """Return the paragraph that confirmations had; None if it is still that of now."""
    event_id = message.event_id or 0
    at = settled_at(message)
    values = values_at(session, event_id, Subject.CONFIRMATION_NOTE, event_id, at)
    return from_stored(values["text"]) if values else None


def _reminder(message: Message, event: Event) -> dict[str, Any]:
    left = event.starts_at - settled_at(message)
    minutes = round(left.total_seconds() / 60)
    nearest = min(event.reminders, key=lambda one: abs(int(one) - minutes), default=minutes)
    return {"starts_at": event.starts_at.isoformat(), "minutes": nearest}


def _previous(session: Session, message: Message, event: Event) -> dict[str, Any] | None:
    since = message.created_at - _FAN_OUT
    values = values_before_change(session, event.id, _NOTIFIED, since, message.created_at)
    if values is None:
        return None
    place = values["place"]
    previous = {name: values[name] for name in _NOTIFIED}
    return previous | {"place": str(from_stored(place)), "place_in_languages": place}


def _cancellation(registration: Registration) -> dict[str, Any]:
    names = ("name", "email", "address", "language", "timezone")
    values = {name: getattr(registration, name) for name in names}
    return values | {"reason": registration.cancel_reason}


def _restore_message(
    session: Session, message: Message, registration: Registration
) -> EventMessage | None:
    """Give a message of an organiser the texts of then; None if it was deleted."""
    _, number, run = (*message.budget_group.split(":"), "", "")[:3]
    row = session.get(EventMessage, int(number)) if number.isdecimal() else None
    if row is None:
        return None
    at = settled_at(message)
    values = values_at(session, row.event_id, Subject.MESSAGE, row.id, at) or {}
    for name in values.keys() & {"subject", "text"}:
        set_committed_value(row, name, from_stored(values[name]))
    set_committed_value(row, "run", int(run) if run.isdecimal() else 0)
    set_committed_value(row, "state", EventMessageState.SENDING)
    # The registrant was among its recipients then, whatever else it filtered by.
    statuses = (values.get("audience") or row.audience)["statuses"]
    set_committed_value(row, "audience", {"statuses": statuses})
    if registration.status not in statuses:
        set_committed_value(registration, "status", Status(statuses[0]))
    return row
