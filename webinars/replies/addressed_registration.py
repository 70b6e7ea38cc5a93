"""The registration that an incoming e-mail is about, locked, unless the e-mail is not to be processed."""

from typing import TypeVar

from sqlalchemy.orm import Session

from webinars.access.models import Invitee
from webinars.access.queries import open_invitation
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import PresentedCapability, resolve_token
from webinars.errors import NotFoundError
from webinars.events.models import Event
from webinars.registrations import locks
from webinars.registrations.models import Registration
from webinars.registrations.queries import is_registered, newest_registration
from webinars.replies import queries
from webinars.replies.models import InviteeReply, Reply, ReplyTable
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.timezones import clock

Row = TypeVar("Row", Reply, InviteeReply)


def lock_addressed_registration(
    session: Session, mail: IncomingEmail
) -> tuple[Event, Registration] | None:
    """Lock and return the newest registration of the reply address of an e-mail, and its event."""
    capability = _presented_capability(session, mail)
    if capability is None:
        return None
    registration_id = newest_registration(session, capability.subject_id, capability.holder)
    return lock_registration_if_any(session, registration_id)


def lock_addressed_invitee(session: Session, mail: IncomingEmail) -> tuple[Event, Invitee] | None:
    """Lock the event of the reply address of an e-mail; return it with its invitee.

    None unless the invitee is invited, and has no active registration.
    """
    capability = _presented_capability(session, mail)
    if capability is None:
        return None
    try:
        event = locks.lock_published_event(session, capability.subject_id)
    except NotFoundError:
        return None  # deleted, or a draft again
    invitee = open_invitation(session, event.id, capability.holder)
    if invitee is None or is_registered(session, event.id, capability.holder):
        return None
    return event, invitee


def _presented_capability(session: Session, mail: IncomingEmail) -> PresentedCapability | None:
    """Return the capability of the reply address of an e-mail; None unless it has exactly one."""
    presented = {resolve_token(session, Purpose.REPLY, token) for token in mail.tokens} - {None}
    return presented.pop() if len(presented) == 1 else None


def lock_registration_if_any(
    session: Session, registration_id: int | None
) -> tuple[Event, Registration] | None:
    """Lock and return a registration and its event; None if there is none any more."""
    if registration_id is None:
        return None
    try:
        return locks.lock_registration(session, registration_id)
    except NotFoundError:
        return None  # deleted, or its event is a draft again


def reason_not_to_process(
    session: Session, person_id: int, mail: IncomingEmail, *, of: ReplyTable = Reply
) -> Outcome | None:
    """Return why an e-mail is not processed: it was before, or there are too many; None if it is."""
    if queries.was_processed(session, person_id, mail.key, of=of):
        return Outcome.AGAIN
    return Outcome.TOO_MANY if queries.is_over_daily_limit(session, person_id, of=of) else None


def uncounted_reply(
    table: type[Row], person_id: int, mail: IncomingEmail, status: ReplyStatus
) -> Row:
    """Return the row of an e-mail that is not from a calendar, so that it is processed once."""
    now = clock.now()
    return table(
        person_id=person_id,
        key=mail.key,
        status=status,
        verdict=Verdict.TAKEN,
        sequence=0,
        dtstamp=now,
        received_at=now,
    )
