"""Organiser actions on invitees: add, invite, withdraw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from webinars.access import limits, queries
from webinars.access.access_policy import LinkCredentials
from webinars.access.models import Invitee
from webinars.access.queries import INVITED, NO_LONGER_INVITED
from webinars.capabilities import link_creation, link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.enums import EventState
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.outbox import priorities
from webinars.outbox.email_budgets import is_spent, spent_among
from webinars.outbox.enqueue import enqueue, ordering_key_of
from webinars.outbox.models import Message, MessageState
from webinars.outbox.supersession import supersede
from webinars.security import email_addresses
from webinars.security.text_input import clean_name
from webinars.timezones import clock

SLICE = 500
REMINDED_AFTER = timedelta(days=1)
# Why an invitee is no longer invited.
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Recipient:
    """One person of a list: name, and the address that the link is bound to."""

    name: str
    email: str


@dataclass(frozen=True)
class InviteResult:
    """Result of inviting a list: invited now, invited before, and over the hourly limit."""

    written: int = 0
    before: int = 0
    too_often: int = 0


def send_invitations(
    session: Session, *, event_id: int, people: Sequence[Recipient], language: str
) -> InviteResult:
    """Add people to an event's list and invite each who has no invitation yet.

    Idempotent: the same list again e-mails nobody.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-published", "event-over".
        InvalidInputError: "too-many-recipients" (facts: most), "too-many-invitations" (facts: most, left),
            "not-an-address", and those of security.text_input.clean_name.
    """
    if len(people) > limits.MAX_LINES:
        raise InvalidInputError("too-many-recipients", most=limits.MAX_LINES)
    event = _open_event(session, event_id)
    listed = add_invitees(session, event_id=event_id, people=people, language=language)
    due = [
        invitee
        for invitee in listed
        if invitee.invited_at is None and invitee.registration_id is None
    ]
    full = spent_among(session, event_id=event_id, emails=[invitee.email for invitee in due])
    written = [invitee for invitee in due if invitee.email not in full]
    _check_daily_limit(session, event, len(written))
    now = clock.now()
    for invitee in written:
        invitee.invited_at = now
    _enqueue(session, event, written)
    return InviteResult(len(written), len(listed) - len(due), len(due) - len(written))


def add_invitees(
    session: Session, *, event_id: int, people: Sequence[Recipient], language: str
) -> list[Invitee]:
    """Add people to an event's list, each address once, and return their rows without e-mailing them.

    Raises:
        InvalidInputError: "not-an-address", and those of security.text_input.clean_name.
    """
    wanted: dict[str, Recipient] = {}
    for person in people:
        email = email_addresses.clean_address(person.email)
        name = clean_name(person.name, longest=limits.NAME_LENGTH)
        wanted.setdefault(email_addresses.normalize_address(email), Recipient(name, email))
    existing = queries.invitees_by_address(session, event_id, wanted)
    now = clock.now()
    new = {
        address: Invitee(
            event_id=event_id,
            name=recipient.name,
            email=recipient.email,
            address=address,
            language=language,
            token_version=1,
            created_at=now,
        )
        for address, recipient in wanted.items()
        if address not in existing
    }
    session.add_all(new.values())
    session.flush()
    for address, invitee in existing.items():
        invitee.name = invitee.name or wanted[address].name
    return [existing.get(address) or new[address] for address in wanted]


def send_invitation(session: Session, *, event_id: int, invitee_id: int) -> Invitee:
    """Invite one invitee, or send the invitation again.

    Raises:
        NotFoundError: "no-such-event", "no-such-invitee", also for one of another event.
        ConflictError: "not-published", "event-over", "already-registered".
        InvalidInputError: "too-many-emails", "too-many-invitations" (facts: most, left).
    """
    event = _open_event(session, event_id)
    invitee = queries.invitee_of_event(session, event_id, invitee_id)
    if invitee.registration_id is not None:
        raise ConflictError("already-registered")
    ordering_key = ordering_key_of(event_id, invitee.address)
    if is_spent(session, event_id=event_id, email=invitee.email):
        raise InvalidInputError("too-many-emails")
    _check_daily_limit(session, event, 1)
    invitee.invited_at = clock.now()
    supersede(
        session,
        ordering_key=ordering_key,
        topics=(INVITED,),
        reason="the invitation was sent again",
    )
    _enqueue(session, event, [invitee])
    return invitee


def remind_invitees(session: Session, *, event_id: int) -> InviteResult:
    """Remind everyone who was invited at least a day ago and has not replied; each once a day.

    before: those who were invited or reminded too recently.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-published", "event-over".
        InvalidInputError: "too-many-invitations" (facts: most, left).
    """
    event, now = _open_event(session, event_id), clock.now()
    without_reply = queries.invitees_without_reply(session, event_id)
    due = [
        invitee
        for invitee in without_reply
        if (invitee.reminded_at or invitee.invited_at or now) <= now - REMINDED_AFTER
    ]
    full = spent_among(session, event_id=event_id, emails=[invitee.email for invitee in due])
    reminded = [invitee for invitee in due if invitee.email not in full]
    _check_daily_limit(session, event, len(reminded))
    for invitee in reminded:
        invitee.reminded_at = now
    session.flush()
    _enqueue_invitations(session, reminded, reminder=True)
    return InviteResult(len(reminded), len(without_reply) - len(due), len(due) - len(reminded))


def withdraw_invitation(session: Session, *, event_id: int, invitee_id: int) -> Invitee:
    """Withdraw an invitation: its link is revoked, and its calendar entry cancelled by e-mail.

    A registration made with it stays.

    Raises:
        NotFoundError: "no-such-event", "no-such-invitee", also for one of another event.
        ConflictError: "already-registered".
    """
    lock_event(session, event_id)
    invitee = queries.invitee_of_event(session, event_id, invitee_id)
    if invitee.registration_id is not None:
        raise ConflictError("already-registered")
    invitee.token_version += 1
    link_revocation.revoke_links(session, (Purpose.INVITEE,), [invitee.id])
    invitee.invited_at = invitee.opened_at = None
    invitee.partstat = invitee.replied_at = invitee.reminded_at = None
    ordering_key = ordering_key_of(event_id, invitee.address)
    supersede(
        session, ordering_key=ordering_key, topics=(INVITED,), reason="the invitation was withdrawn"
    )
    session.flush()
    # Also to who was not invited by calendar: they may have the date from a poll. Others get no e-mail.
    enqueue_to_invitee(session, NO_LONGER_INVITED, invitee, reason=WITHDRAWN)
    return invitee


def record_form_opened(session: Session, *, invitee_id: int) -> None:
    """Record that an invitee has opened the personal form.

    Raises:
        NotFoundError: "no-such-invitee".
    """
    invitee = queries.invitee_of_link(session, invitee_id)
    invitee.opened_at = invitee.opened_at or clock.now()


def _open_event(session: Session, event_id: int) -> Event:
    """Lock an event that accepts invitations; concurrent requests then invite everyone once."""
    event = lock_event(session, event_id)
    if event.state is not EventState.PUBLISHED:
        raise ConflictError("not-published")
    if event.ends_at <= clock.now():
        raise ConflictError("event-over")
    return event


def _check_daily_limit(session: Session, event: Event, count: int) -> None:
    """Enforce the organiser's daily limit of invitations."""
    sent = queries.invitations_today(session, event.organiser_id)
    if sent + count > limits.INVITATIONS_PER_DAY:
        left = max(0, limits.INVITATIONS_PER_DAY - sent)
        raise InvalidInputError("too-many-invitations", most=limits.INVITATIONS_PER_DAY, left=left)


def _enqueue(session: Session, event: Event, invitees: Sequence[Invitee]) -> None:
    """Enqueue the invitations at low priority; who is invited anew may reply anew."""
    for invitee in invitees:
        invitee.is_invited_by_calendar = invitee.is_invited_by_calendar or event.invites_by_calendar
        invitee.partstat = invitee.replied_at = invitee.reminded_at = None
        invitee.missed_change = False
    session.flush()
    _enqueue_invitations(session, invitees)


def _enqueue_invitations(session: Session, invitees: Sequence[Invitee], **more: bool) -> None:
    """Enqueue invitations, or reminders of them, and issue missing links."""
    subjects = [(invitee.id, invitee.event_id) for invitee in invitees]
    link_creation.ensure_links(session, Purpose.INVITEE, subjects)
    now = clock.now()
    rows = [
        {
            "topic": INVITED,
            "payload": {"invitee_id": invitee.id, "token_version": invitee.token_version, **more},
            "ordering_key": ordering_key_of(invitee.event_id, invitee.address),
            "event_id": invitee.event_id,
            "priority": priorities.BULK,
            "state": MessageState.QUEUED,
            "due_at": now,
            "created_at": now,
        }
        for invitee in invitees
    ]
    for start in range(0, len(rows), SLICE):
        session.execute(insert(Message), rows[start : start + SLICE])


def enqueue_to_invitee(session: Session, topic: str, invitee: Invitee, **more: str) -> None:
    """Enqueue a message to an invitee, after those still unsent."""
    enqueue(
        session,
        topic,
        payload={"invitee_id": invitee.id, "token_version": invitee.token_version, **more},
        ordering_key=ordering_key_of(invitee.event_id, invitee.address),
        event_id=invitee.event_id,
    )


def record_registration(
    session: Session,
    *,
    credentials: LinkCredentials,
    event_id: int,
    address: str,
    registration_id: int,
) -> None:
    """Record that an invitee has registered; an invitation not sent yet is superseded."""
    if credentials.invitee_id is None:
        return
    invitee = session.scalar(
        select(Invitee).where(
            Invitee.id == credentials.invitee_id,
            Invitee.event_id == event_id,
            Invitee.address == address,
        )
    )
    if invitee is None:
        return
    invitee.registration_id = registration_id
    invitee.opened_at = invitee.opened_at or clock.now()
    ordering_key = ordering_key_of(event_id, address)
    supersede(
        session,
        ordering_key=ordering_key,
        topics=(queries.INVITED,),
        reason="the invitee has registered",
    )
