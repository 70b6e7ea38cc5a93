"""E-mails to people who are invited to register, also by accepting in their calendar."""

from webinars.access.invitee_state import Partstat
from webinars.access.invitees import WITHDRAWN
from webinars.access.models import Invitee
from webinars.capabilities.link_purposes import Purpose
from webinars.emails import calendar_part
from webinars.emails.email_context import EmailContext
from webinars.emails.messages import shared
from webinars.emails.outgoing_email import CalendarPart, Mailbox, OutgoingEmail, mailbox
from webinars.events.enums import EventState
from webinars.events.lifecycle_checks import is_upcoming
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.i18n import Translator
from webinars.replies.not_registered import ENDING, NotRegistered
from webinars.scheduling.invitation_history import has_history


def invited(context: EmailContext) -> OutgoingEmail | None:
    """Invite someone to register by a personal link, and in their calendar if the event has a date.

    None if withdrawn, declined or already registered; a reminder also if they have replied at all.
    """
    invitee, is_reminder = _invitee(context), bool(context.payload.get("reminder"))
    if invitee is None or invitee.token_version != context.payload["token_version"]:
        return None
    is_declined = invitee.partstat is Partstat.DECLINED
    if not _is_invited(invitee) or is_declined or (is_reminder and invitee.partstat is not None):
        return None
    event = event_by_id(context.session, invitee.event_id)
    if not is_upcoming(event):
        return None
    t = context.translator(invitee.language)
    to = mailbox(invitee.name, invitee.email)
    calendar = _request(context, event, invitee, to, t, again=is_reminder)
    values = shared.event_values(context, event, "", t) | {
        "invited_url": _invited_url(context, invitee),
        "email": invitee.email,
        "is_reminder": is_reminder,
        "in_calendar": calendar is not None and calendar.method == "REQUEST",
    }
    return context.render_email(
        "invitee-invited", t, to=to, values=values, event=event, calendar=calendar
    )


def changed(context: EmailContext) -> OutgoingEmail | None:
    """Update the calendar entry of an invitee who is not registered; None if there is none.

    Who had no entry so far, because the event had no date or was cancelled before, gets the invitation.
    """
    invitee = _invitee(context)
    if invitee is None or not _is_invited(invitee) or invitee.partstat is Partstat.DECLINED:
        return None
    event = event_by_id(context.session, invitee.event_id)
    if not is_upcoming(event):
        return None
    if not has_history(context.batch.histories, event, invitee.address):
        invitation = invited(context)
        return invitation if invitation and invitation.calendar else None
    t = context.translator(invitee.language)
    to = mailbox(invitee.name, invitee.email)
    calendar = _request(context, event, invitee, to, t, again=False)
    if calendar is None:
        return None
    values = shared.event_values(context, event, "", t) | {
        "invited_url": _invited_url(context, invitee),
        "restored": bool(context.payload.get("restored")),
        "in_calendar": calendar.method,
    }
    return context.render_email(
        "invitee-changed", t, to=to, values=values, event=event, calendar=calendar
    )


def cancelled(context: EmailContext) -> OutgoingEmail | None:
    """Remove the calendar entry of an invitee who is not registered; None if there is none."""
    invitee, reason = _invitee(context), str(context.payload["reason"])
    if invitee is None or invitee.registration_id is not None:
        return None
    event = event_by_id(context.session, invitee.event_id)
    is_invited_again = invitee.invited_at is not None
    if is_invited_again if reason == WITHDRAWN else event.state is EventState.PUBLISHED:
        return None
    t = context.translator(invitee.language)
    to = mailbox(invitee.name, invitee.email)
    calendar = _cancel(context, event, invitee, to, t)
    if calendar is None:
        return None
    values = shared.event_values(context, event, "", t) | {"reason": reason, "in_calendar": True}
    return context.render_email(
        "invitee-cancelled", t, to=to, values=values, event=event, calendar=calendar
    )


def not_registered(context: EmailContext) -> OutgoingEmail | None:
    """Tell an invitee whose calendar accepted why this has not registered them; None if they are by now."""
    invitee, reason = _invitee(context), NotRegistered(context.payload["reason"])
    if invitee is None or not _is_invited(invitee):
        return None
    event = event_by_id(context.session, invitee.event_id)
    if not is_upcoming(event) or context.batch.has_registration(event.id, invitee.address):
        return None
    t = context.translator(invitee.language)
    to = mailbox(invitee.name, invitee.email)
    # An entry that asks again: one that says "accepted" would promise a place.
    calendar = (
        _cancel(context, event, invitee, to, t)
        if reason in ENDING
        else _request(context, event, invitee, to, t, again=False)
    )
    values = shared.event_values(context, event, "", t) | {
        "reason": reason.value,
        "invited_url": _invited_url(context, invitee),
        "in_calendar": calendar is not None,
    }
    return context.render_email(
        "invitee-not-registered", t, to=to, values=values, event=event, calendar=calendar
    )


def _invitee(context: EmailContext) -> Invitee | None:
    return context.batch.invitee(context.payload["invitee_id"])


def _is_invited(invitee: Invitee) -> bool:
    return invitee.invited_at is not None and invitee.registration_id is None


def _invited_url(context: EmailContext, invitee: Invitee) -> str:
    return context.link(Purpose.INVITEE, invitee.id, "/invited/%s")


def _request(
    context: EmailContext,
    event: Event,
    invitee: Invitee,
    to: Mailbox,
    t: Translator,
    *,
    again: bool,
) -> CalendarPart | None:
    """Return the REQUEST, or the CANCEL of an earlier one if none is sent now: the event has lost its date.

    None for a registrant: the entry is that of the registration.
    """
    if context.batch.has_registration(event.id, invitee.address):
        return None
    request = calendar_part.invitee_request_part(context, event, invitee, to, t, again=again)
    return request or _cancel(context, event, invitee, to, t)


def _cancel(
    context: EmailContext, event: Event, invitee: Invitee, to: Mailbox, t: Translator
) -> CalendarPart | None:
    """Return the CANCEL; None without an entry, and for a registrant, whose entry it is."""
    if context.batch.has_registration(event.id, invitee.address):
        return None
    return calendar_part.cancel_part(
        context, event, to, t, address=invitee.address, registration_id=None
    )
