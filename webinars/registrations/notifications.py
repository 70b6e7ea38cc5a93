"""Enqueue messages about registrations, in the transaction that makes them true."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.events.notifications.daily_digest import digest_at, digest_day
from webinars.events.team.recipients import notified_accounts
from webinars.outbox import budget_ledger, priorities
from webinars.outbox.enqueue import NewMessage, enqueue, enqueue_all, ordering_key_of
from webinars.outbox.models import BudgetState
from webinars.registrations.models import Registration
from webinars.registrations.status import CancelReason
from webinars.security import email_addresses
from webinars.timezones import clock

# Verification e-mails that one registration may request in an hour.
VERIFICATIONS_PER_HOUR = 3
FIRST_EMAILS = ("registration.confirmed", "registration.waiting", "registration.again")
LINKS = ("registration.links",)
TYPE_CHANGED = "kind.changed"


def request_verification(session: Session, event: Event, registration: Registration) -> None:
    """E-mail a verification link to a new address.

    The limit depends on this registration alone: one that depended on the new address would reveal
    who is registered. What an address receives in all is limited when the e-mail is sent.

    Raises:
        InvalidInputError: "too-many-emails".
    """
    asked = {f"proofs:{registration.id}": VERIFICATIONS_PER_HOUR}
    if budget_ledger.spend(session, [budget_ledger.Charge(registration.id, asked)]):
        raise InvalidInputError("too-many-emails")
    enqueue(
        session,
        "registration.address-proof",
        payload={"registration_id": registration.id},
        ordering_key=ordering_key_of(
            event.id, email_addresses.normalize_address(registration.new_email)
        ),
        event_id=event.id,
        registration_id=registration.id,
    )


def notify_of_place(session: Session, event: Event, registration: Registration) -> None:
    """Notify the registrant and the organiser of the current status."""
    notify_registrant(session, f"registration.{registration.status}", registration)
    notify_organiser(session, event, registration, gone=False)


def notify_of_registration(
    session: Session, event: Event, registration: Registration, *, has_accepted: bool = False
) -> None:
    """Notify the registrant and the organiser of a registration created and flushed in this transaction.

    has_accepted: their calendar accepted the invitation to register, and is not asked again.
    """
    more = {"accepted": True} if has_accepted else {}
    messages = [to_registrant(f"registration.{registration.status}", registration, **more)]
    if event.notification_mode is NotificationMode.EACH:
        messages.append(to_organiser(event, registration, gone=False))
    enqueue_all(session, messages)
    if event.notification_mode is NotificationMode.DAILY:
        queue_digest(session, [event])


def notify_of_cancellation(
    session: Session,
    event: Event,
    registration: Registration,
    reason: CancelReason,
    also: Sequence[int] = (),
    *,
    one_of_several: str = "",
) -> None:
    """Notify the registrant and their calendar of a cancellation; the payload carries all it needs.

    also: ids of earlier registrations of the registrant that are erased too. one_of_several: the budget group
    of dates that are cancelled together.
    """
    message = enqueue(
        session,
        "registration.cancelled",
        payload={
            "event_id": event.id,
            "registration_id": registration.id,
            "name": registration.name,
            "email": registration.email,
            "address": registration.address,
            "language": registration.language,
            "timezone": registration.timezone,
            "erased": reason is CancelReason.ERASED,
            "reason": reason,
            "also": list(also),
            **({"one_of_several": True} if one_of_several else {}),
        },
        ordering_key=ordering_key_of(event.id, registration.address),
        event_id=event.id,
        registration_id=registration.id,
        budget_group=one_of_several,
    )
    if message is not None and reason is CancelReason.ERASED:
        # It holds the last personal data, erased at the registrant's request: it waits for no
        # budget.
        message.budget_state = BudgetState.EXEMPT


def notify_of_type_change(
    session: Session, event: Event, registration_type_id: int, previous: dict[str, Any]
) -> None:
    """Enqueue one message for a type whose attendance mode changed; the worker fans it out."""
    payload = {
        "event_id": event.id,
        "registration_type_id": registration_type_id,
        "previous": previous,
    }
    enqueue(session, TYPE_CHANGED, payload=payload, event_id=event.id, priority=priorities.FAN_OUT)


def notify_of_move(
    session: Session, event: Event, registration: Registration, previous: dict[str, Any]
) -> None:
    """Enqueue that one registrant's type, and maybe their attendance mode, changed."""
    enqueue(
        session,
        TYPE_CHANGED,
        payload={"event_id": event.id, "registration_id": registration.id, "previous": previous},
        event_id=event.id,
        registration_id=registration.id,
        priority=priorities.FAN_OUT,
    )


def notify_registrant(
    session: Session, topic: str, registration: Registration, **more: Any
) -> None:
    """Enqueue a message to the registrant, after those still unsent."""
    enqueue(session, **vars(to_registrant(topic, registration, **more)))


def to_registrant(topic: str, registration: Registration, **more: Any) -> NewMessage:
    """Return a message to the registrant; more: its payload beside the registration."""
    return NewMessage(
        topic,
        {"registration_id": registration.id, **more},
        ordering_key=ordering_key_of(registration.event_id, registration.address),
        event_id=registration.event_id,
        registration_id=registration.id,
    )


def notify_organiser(
    session: Session, event: Event, registration: Registration, *, gone: bool
) -> None:
    """Notify the organiser of an arrival or departure, by the event's notification mode."""
    if event.notification_mode is NotificationMode.EACH:
        message = to_organiser(event, registration, gone=gone)
        # Several changes before it is sent are reported once, with the latest status.
        enqueue(session, **vars(message), key=f"notice:{registration.id}")
    elif event.notification_mode is NotificationMode.DAILY:
        queue_digest(session, [event])


def to_organiser(event: Event, registration: Registration, *, gone: bool) -> NewMessage:
    """Return the notification of one arrival or departure to the owner of an event."""
    return NewMessage(
        "organiser.registration",
        {
            "registration_id": registration.id,
            "gone": gone,
            "organiser_id": event.organiser_id,
            "since": registration.status_at.isoformat(),
        },
        event_id=event.id,
        registration_id=registration.id,
        priority=priorities.NOTICE_TO_ORGANISER,
    )


def queue_digest(session: Session, events: Collection[Event]) -> None:
    """Queue the daily digest of those who are notified of some events, if it is not queued yet."""
    for organiser_id, timezone in notified_accounts(session, events):
        day = digest_day(clock.now(), timezone)
        enqueue(
            session,
            "organiser.digest",
            payload={"organiser_id": organiser_id, "day": day.isoformat()},
            due_at=digest_at(day, timezone),
            key=f"digest:{organiser_id}:{day.isoformat()}",
            priority=priorities.NOTICE_TO_ORGANISER,
        )
