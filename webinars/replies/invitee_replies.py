"""Process the reply of an invitee's calendar: to accept registers, to decline is recorded."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from webinars.access.access_policy import LinkCredentials
from webinars.access.invitee_state import Partstat
from webinars.access.invitees import enqueue_to_invitee
from webinars.access.models import Invitee
from webinars.access.queries import NO_LONGER_INVITED
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.enums import EventState
from webinars.events.lifecycle_checks import is_upcoming
from webinars.events.models import Event
from webinars.events.registration_availability import (
    ACCEPTS_REGISTRATIONS,
    Availability,
    availability_at,
)
from webinars.events.settings.registration_types import types_of
from webinars.ical.reply import CalendarReply
from webinars.registrations.models import Registration
from webinars.registrations.new_registration import register_attendee
from webinars.registrations.registrant_details import NAME_LENGTH
from webinars.registrations.status import ACTIVE
from webinars.replies import queries
from webinars.replies.addressed_registration import reason_not_to_process
from webinars.replies.judged_replies import OUTCOMES, Attendee, judged_reply
from webinars.replies.models import InviteeReply, Reply, ReplyColumns
from webinars.replies.not_registered import ENDING, NotRegistered
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.reply_rules import COUNTING, ReplyStatus, Verdict
from webinars.security.text_input import clean_name, strip_invisible
from webinars.timezones import clock

CHANGED, NOT_REGISTERED = "invitee.changed", "invitee.not-registered"
_PARTSTATS = {
    ReplyStatus.ACCEPTED: Partstat.ACCEPTED,
    ReplyStatus.TENTATIVE: Partstat.TENTATIVE,
    ReplyStatus.DECLINED: Partstat.DECLINED,
}


def process_invitee_reply(
    session: Session,
    event: Event,
    invitee: Invitee,
    mail: IncomingEmail,
    answer: CalendarReply,
    status: ReplyStatus,
) -> Outcome:
    """Store the reply of an invitee of a locked event, and act on it if it counts.

    Only the invited address is ever registered: the reply to a forwarded invitation is stored for review.
    """
    rejected = reason_not_to_process(session, invitee.id, mail, of=InviteeReply)
    if rejected is not None:
        return rejected
    attendee = Attendee(InviteeReply, invitee.id, invitee.address)
    reply = judged_reply(session, event, attendee, mail, answer, status).reply
    session.add(reply)
    session.flush()
    partstat = _PARTSTATS.get(status)
    if partstat is None:
        return OUTCOMES[reply.verdict]  # a counter-proposal, or a delegate: the organiser decides
    is_willing = partstat is not Partstat.DECLINED
    if is_willing and invitee.missed_change and reply.verdict in COUNTING:
        _ask_again(session, event, invitee)
    elif reply.verdict is Verdict.TAKEN:
        invitee.partstat, invitee.replied_at = partstat, clock.now()
        # Their entry may be that of a poll: from now on it is kept as that of an invitation.
        invitee.is_invited_by_calendar = True
        if partstat is Partstat.ACCEPTED and is_upcoming(event):
            _accept(session, event, invitee, answer, reply)
    session.flush()
    return OUTCOMES[reply.verdict]


def _accept(
    session: Session, event: Event, invitee: Invitee, answer: CalendarReply, reply: ReplyColumns
) -> None:
    """Register an invitee, or tell them by e-mail what keeps them from it."""
    try:
        registration = register_attendee(
            session,
            event_id=event.id,
            email=invitee.email,
            locked=event,
            registration_type_id=_registration_type_id(session, event),
            credentials=LinkCredentials(invitee_id=invitee.id, by_calendar=True),
            name=invitee.name or _name_of(answer, invitee),
            timezone="",
            language=invitee.language,
        )
    except ConflictError as error:
        if error.code != "registration-not-open":
            raise
        is_early = error.facts["availability"] is Availability.NOT_YET
        _explain(session, invitee, NotRegistered.NOT_YET if is_early else NotRegistered.CLOSED)
    except InvalidInputError as error:
        if error.code != "registration-type-missing":
            raise
        _explain(session, invitee, NotRegistered.TYPE)
    else:
        _copy_to_registration(session, registration, reply)


def _registration_type_id(session: Session, event: Event) -> int | None:
    """Return the registration type of who accepts: the only one; None if there is none, or a choice.

    Raises:
        ConflictError: "registration-not-open" (facts: availability): there is nothing to choose now.
    """
    if not event.has_registration_types:
        return None
    offered = types_of(session, event.id)
    if len(offered) == 1:
        return offered[0].id
    availability = availability_at(event.availability_facts, 0, clock.now())
    if availability not in ACCEPTS_REGISTRATIONS:
        raise ConflictError("registration-not-open", availability=availability)
    return None


def _name_of(answer: CalendarReply, invitee: Invitee) -> str:
    """Return the name that a calendar gives the invitee, else what is before the @ of their address."""
    local = invitee.email.partition("@")[0]
    name = strip_invisible(answer.attendee_name)[:NAME_LENGTH]
    try:
        return local if "@" in name else clean_name(name, longest=NAME_LENGTH, least=1)
    except InvalidInputError:
        return local


def _explain(session: Session, invitee: Invitee, reason: NotRegistered) -> None:
    if reason in ENDING:
        invitee.is_invited_by_calendar = False  # until they are invited again
    enqueue_to_invitee(session, NOT_REGISTERED, invitee, reason=reason.value)


def _copy_to_registration(
    session: Session, registration: Registration, reply: ReplyColumns
) -> None:
    """Store the reply of the registration, too, so that an older one that comes later does not count."""
    is_new = registration.status in ACTIVE  # else it had been removed before
    if not is_new and queries.was_processed(session, registration.id, reply.key):
        return
    columns: dict[str, Any] = {
        column.key: getattr(reply, column.key)
        for column in inspect(InviteeReply).columns
        if column.key not in {"id", "invitee_id"}
    }
    session.add(Reply(registration_id=registration.id, **columns))


def _ask_again(session: Session, event: Event, invitee: Invitee) -> None:
    """Send the invitation as it is now to who had declined, and so was not told of a change."""
    invitee.partstat = invitee.replied_at = None
    invitee.missed_change = False
    if event.state is EventState.PUBLISHED:
        enqueue_to_invitee(session, CHANGED, invitee)
    else:
        enqueue_to_invitee(session, NO_LONGER_INVITED, invitee, reason=event.state.value)
