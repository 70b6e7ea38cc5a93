"""E-mails of polls: to participants with their link, about each hold, and to organisers."""

from typing import Any

from sqlalchemy import select

from webinars.access.queries import invitation_to
from webinars.accounts.models import Organiser
from webinars.capabilities.link_purposes import Purpose
from webinars.emails import poll_entries, sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.messages import shared
from webinars.emails.outgoing_email import OutgoingEmail, mailbox
from webinars.emails.poll_entries import PollEntry
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.i18n import Translator
from webinars.polls import queries
from webinars.polls.models import Poll, PollOption, PollParticipant
from webinars.polls.poll_rules import PollState
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Span, Timed

_OPEN = ("invited", "reminder")


def to_participant(context: EmailContext) -> OutgoingEmail | None:
    """Send a participant their link, a reminder, or how the poll ended; None if it is outdated."""
    participant = context.session.get(PollParticipant, context.payload["participant_id"])
    if participant is None or participant.token_version != context.payload["token_version"]:
        return None
    occasion = context.payload["occasion"]
    poll = context.session.get_one(Poll, participant.poll_id)
    if (poll.state is PollState.OPEN) != (occasion in _OPEN) or participant.removed_at is not None:
        return None
    if participant.confirm_by is not None and occasion != "invited":
        return None
    event = event_by_id(context.session, poll.event_id)
    if occasion in {"chosen", "published"} and _is_registered(context, event, participant):
        return None  # the confirmation says it all
    t = context.translator(participant.language)
    values = _values(context, event, participant, t) | {
        "occasion": occasion,
        "options": tuple(
            option_line(option, participant.timezone, t)
            for option in context.batch.poll_options(poll.id)
        ),
        "closes": _instant_line(poll, event, participant.timezone, t),
        "poll_url": context.link(Purpose.POLL, participant.id, "/polls/%s"),
        "has_holds": poll.sends_holds and not participant.without_holds,
        "is_unconfirmed": participant.confirm_by is not None,
    }
    to = mailbox(participant.name, participant.email)
    return context.render_email("poll-participant", t, to=to, values=values, event=event)


def hold(context: EmailContext) -> OutgoingEmail | None:
    """Bring the entry of an option in a calendar up to date; None if it is already, or somebody is gone."""
    if context.payload.get("erased"):
        return _last_cancel(context)
    option = context.session.get(PollOption, context.payload["option_id"])
    participant = context.session.get(PollParticipant, context.payload["participant_id"])
    if option is None or participant is None:
        return None
    poll = context.session.get_one(Poll, option.poll_id)
    event = event_by_id(context.session, poll.event_id)
    t = context.translator(participant.language)
    to = mailbox(participant.name, participant.email)
    entry = poll_entries.entry_of(context, poll, option, participant, to, t)
    if entry is None:
        return None
    values = _values(context, event, participant, t) | {
        "entry": entry.kind,
        "when": option_line(option, participant.timezone, t),
        "is_cancelled": poll.state is PollState.CANCELLED,
        "poll_url": context.link(Purpose.POLL, participant.id, "/polls/%s")
        if participant.removed_at is None
        else "",
    }
    return context.render_email(
        "poll-hold", t, to=to, values=values, event=event, calendar=entry.part
    )


def to_organiser(context: EmailContext) -> OutgoingEmail | None:
    """Tell an organiser that all have answered, or that the deadline has passed."""
    poll = context.session.get(Poll, context.payload["poll_id"])
    account = context.session.get(Organiser, context.payload["organiser_id"])
    if poll is None or account is None or account.disabled_at is not None:
        return None
    event = event_by_id(context.session, poll.event_id)
    answered, count = queries.count_answered(context.session, poll.id)
    t = context.translator(account.language)
    values = {
        "title": sanitize.one_line(t.text(event.title)),
        "is_completed": context.payload["notice"] == "completed",
        "answered": answered,
        "count": count,
        "poll_url": context.site.url(f"/organise/events/{event.id}/polls/{poll.id}"),
    }
    to = mailbox("" if account.name == account.email else account.name, account.email)
    return context.render_email("organiser-poll", t, to=to, values=values)


def option_line(option: PollOption, zone: str, t: Translator) -> str:
    """Return when an option is: in the participant's zone and with the part of the day, if it is known."""
    when, span = option.when, Span(option.starts_at, option.ends_at)
    if not isinstance(when, Timed):
        return formatting.schedule_text(when, span, [], t)
    if not zone:
        return formatting.schedule_text(when, span, [], t)
    local = to_local(option.starts_at, zone)
    return t(
        "%(when)s (%(part)s)",
        when=formatting.reader_local_text(local, zone, t),
        part=formatting.part_of_day(local, t),
    )


def _values(
    context: EmailContext, event: Event, participant: PollParticipant, t: Translator
) -> dict[str, Any]:
    is_public = event.state is EventState.PUBLISHED
    invitee_id = invitation_to(context.session, event.id, participant.address)
    return shared.event_values(context, event, participant.timezone, t) | {
        "register_url": context.link(Purpose.INVITEE, invitee_id, "/invited/%s")
        if is_public and event.accepts_registrations and invitee_id is not None
        else "",
        "is_public": is_public,
        "takes_replies": bool(context.site.reply_address),
    }


def _instant_line(poll: Poll, event: Event, zone: str, t: Translator) -> str:
    zone = zone or event.timezone
    text = formatting.instant_text(poll.closes_at, zone, t)
    return t("%(time)s, %(city)s time", time=text, city=formatting.zone_name(zone, t))


def _is_registered(context: EmailContext, event: Event, participant: PollParticipant) -> bool:
    if context.batch.shows_former:
        return False  # they registered later
    query = select(Registration.id).where(
        Registration.event_id == event.id,
        Registration.address == participant.address,
        Registration.status.in_(ACTIVE),
    )
    return context.session.scalar(query.limit(1)) is not None


def _last_cancel(context: EmailContext) -> OutgoingEmail | None:
    """Cancel the hold of somebody whose data is deleted, from the payload alone."""
    payload = context.payload
    option = context.session.get(PollOption, payload["option_id"])
    if option is None or "email" not in payload:
        return None
    event = event_by_id(context.session, context.message.event_id or 0)
    t = context.translator(payload["language"])
    to = mailbox(payload["name"], payload["email"])
    part = poll_entries.last_cancel(context, event, option, to, t)
    values = shared.event_values(context, event, "", t) | {
        "entry": PollEntry.CANCELLED,
        "when": option_line(option, "", t),
        "is_cancelled": False,
        "poll_url": "",
        "register_url": "",
        "is_public": False,
        "takes_replies": False,
    }
    return context.render_email("poll-hold", t, to=to, values=values, event=event, calendar=part)
