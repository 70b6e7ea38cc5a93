"""Who is told what about a registration: messages posted in the transaction that makes them true."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import InvalidInputError
from webinars.events.models import Event, NotificationMode
from webinars.events.reminders import FACTS_FIRST
from webinars.events.rules import digest_at, digest_day
from webinars.outbox import ledger
from webinars.outbox.actions import ordering_key_of, post
from webinars.outbox.models import BudgetState
from webinars.outbox.queries import was_just_queued
from webinars.registrations import rules
from webinars.registrations.models import Registration
from webinars.security import email_addresses
from webinars.timezones import clock

# What organisers hear may wait until those who registered have been told.
LATER = -1
FIRST_LETTERS = ("registration.confirmed", "registration.waiting", "registration.again")
LINKS = ("registration.links",)
KIND_CHANGED = "kind.changed"


def say_again(session: Session, place: Registration, *, delegation_id: int | None = None) -> None:
    """Send the first registration's mail once more, unless it was queued a moment ago.

    delegation_id: who names the person now, so that the e-mail says so.
    """
    topics = FIRST_LETTERS if delegation_id is None else ("registration.again",)
    if not was_just_queued(session, ordering_key_of(place.event_id, place.address), topics):
        more = {} if delegation_id is None else {"delegation_id": delegation_id}
        tell_person(session, "registration.again", place, **more)


def ask_for_proof(session: Session, event: Event, place: Registration) -> None:
    """Ask a new address whether it is theirs.

    What is refused depends on this registration alone: an answer that depended on the other address would
    tell who is registered. What an address gets from others is bounded when the mail is counted.

    Raises:
        InvalidInputError: "too-many-mails".
    """
    asked = {f"proofs:{place.id}": rules.PROOFS_AN_HOUR}
    if ledger.spend(session, [ledger.Charge(place.id, asked)]):
        raise InvalidInputError("too-many-mails")
    post(
        session,
        "registration.address-proof",
        facts={"registration_id": place.id},
        ordering_key=ordering_key_of(event.id, email_addresses.canonical(place.new_email)),
        event_id=event.id,
        registration_id=place.id,
    )


def tell_of_place(session: Session, event: Event, place: Registration) -> None:
    """Tell the person and the organiser of a place, or a turn on the waiting list."""
    tell_person(session, f"registration.{place.status}", place)
    tell_organiser(session, event, place, gone=False)


def tell_of_newcomer(session: Session, event: Event, place: Registration) -> None:
    """Tell the person and the organiser of a registration made just now, of which nobody can know yet."""
    tell_person(session, f"registration.{place.status}", place)
    tell_organiser(session, event, place, gone=False, is_new=True)


def tell_of_end(
    session: Session, event: Event, place: Registration, why: str, also: Sequence[int] = ()
) -> None:
    """Tell the person, and their calendar, that a place is given up; the message carries all it needs.

    also: numbers of the person's earlier registrations, of which no trace stays either.
    """
    message = post(
        session,
        "registration.cancelled",
        facts={
            "event_id": event.id,
            "registration_id": place.id,
            "name": place.name,
            "email": place.email,
            "address": place.address,
            "language": place.language,
            "zone": place.zone,
            "erased": why == "erased",
            "why": why,
            "also": list(also),
        },
        ordering_key=ordering_key_of(event.id, place.address),
        event_id=event.id,
        registration_id=place.id,
    )
    if message is not None and why == "erased":
        # It holds the last that is known of the person, who asked for it: it does not wait for a budget.
        message.budget_state = BudgetState.EXEMPT


def tell_of_kind(
    session: Session, event: Event, registration_type_id: int, was: dict[str, Any]
) -> None:
    """Post once that the people of a kind take part in another way; the worker tells each of them."""
    facts = {"event_id": event.id, "registration_type_id": registration_type_id, "was": was}
    post(session, KIND_CHANGED, facts=facts, event_id=event.id, priority=FACTS_FIRST)


def tell_of_move(session: Session, event: Event, place: Registration, was: dict[str, Any]) -> None:
    """Post that one person is of another kind, and may take part in another way by it."""
    post(
        session,
        KIND_CHANGED,
        facts={"event_id": event.id, "registration_id": place.id, "was": was},
        event_id=event.id,
        registration_id=place.id,
        priority=FACTS_FIRST,
    )


def tell_person(session: Session, topic: str, place: Registration, **more: Any) -> None:
    """Queue a message to the person behind those they have not got yet."""
    post(
        session,
        topic,
        facts={"registration_id": place.id, **more},
        ordering_key=ordering_key_of(place.event_id, place.address),
        event_id=place.event_id,
        registration_id=place.id,
    )


def tell_organiser(
    session: Session, event: Event, place: Registration, *, gone: bool, is_new: bool = False
) -> None:
    """Tell the organiser that somebody came or went, as the event asks for it."""
    if event.notification_mode is NotificationMode.EACH:
        post(
            session,
            "organiser.registration",
            facts={
                "registration_id": place.id,
                "gone": gone,
                "organiser_id": event.organiser_id,
                "since": place.status_at.isoformat(),
            },
            # Somebody who comes and goes before it is written is told of once, as they stand by then.
            key=None if is_new else f"notice:{place.id}",
            event_id=event.id,
            registration_id=place.id,
            priority=LATER,
        )
    elif event.notification_mode is NotificationMode.DAILY:
        _queue_digest(session, event)


def _queue_digest(session: Session, event: Event) -> None:
    zone = session.scalar(select(Organiser.zone).where(Organiser.id == event.organiser_id))
    zone = zone or event.zone
    day = digest_day(clock.now(), zone)
    post(
        session,
        "organiser.digest",
        facts={"organiser_id": event.organiser_id, "day": day.isoformat()},
        due_at=digest_at(day, zone),
        key=f"digest:{event.organiser_id}:{day.isoformat()}",
        priority=LATER,
    )
