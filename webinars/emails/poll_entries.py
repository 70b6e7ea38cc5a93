"""The calendar part of e-mails about an option of a poll: a hold, its end, or the confirmed entry."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from webinars.access.models import Invitee
from webinars.emails import sanitize
from webinars.emails.calendar_part import organizer_of
from webinars.emails.email_context import EmailContext
from webinars.emails.outgoing_email import CalendarPart, Mailbox
from webinars.events.calendar_event import calendar_event, page_url, when_text
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.i18n import Translator
from webinars.ical import itip
from webinars.ical.round_trip_check import ExpectedContent, check_round_trip
from webinars.ical.vevent import CalendarEvent
from webinars.polls.holds import Entry, record_hold, wanted_entry
from webinars.polls.models import Poll, PollOption, PollParticipant
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, Status
from webinars.scheduling import invitation_history
from webinars.scheduling.models import ItipMethod
from webinars.security.markdown_text import to_text
from webinars.site import Site
from webinars.timezones import clock
from webinars.timezones.schedule import Precision, Span


class PollEntry(StrEnum):
    """What a calendar part does with the entry of an option."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class EntryChange:
    """A calendar part, and what it does."""

    kind: PollEntry
    part: CalendarPart


def entry_of(
    context: EmailContext,
    poll: Poll,
    option: PollOption,
    participant: PollParticipant,
    to: Mailbox,
    t: Translator,
) -> EntryChange | None:
    """Record and build what brings the entry of an option up to date; None if nothing does."""
    event = event_by_id(context.session, poll.event_id)
    organizer = organizer_of(context, event, participant.address)
    if organizer.email.casefold() == to.email.casefold():
        return None  # calendars tell the owner of the ORGANIZER address that they need not respond
    if option.uid == event.uid:
        return _of_event(context, poll, option, participant, to, t)
    is_wanted = wanted_entry(poll, option, participant) is Entry.TENTATIVE
    method = ItipMethod.REQUEST if is_wanted else ItipMethod.CANCEL
    hold = record_hold(context.session, participant.id, option, context.message.id, method)
    if hold is None:
        return None
    entry = hold_entry(event, option, t, context.site, is_cancelled=not is_wanted)
    return _change(context, entry, organizer, to, method, hold.sequence, hold.created_at)


def last_cancel(
    context: EmailContext, event: Event, option: PollOption, to: Mailbox, t: Translator
) -> CalendarPart:
    """Build the CANCEL to somebody whose data is deleted, from the payload of the message."""
    organizer = organizer_of(context, event, context.payload["address"])
    entry = hold_entry(event, option, t, context.site, is_cancelled=True)
    sequence = int(context.payload["sequence"])
    return _cancel(entry, organizer, to, sequence, clock.now())


def hold_entry(
    event: Event, option: PollOption, t: Translator, site: Site, *, is_cancelled: bool = False
) -> CalendarEvent:
    """Return the tentative entry of an option; some calendars keep a cancelled one, with its new title."""
    is_public, title = event.state is EventState.PUBLISHED, t.text(event.title)
    paragraphs = (
        t(
            "One of several possible dates. The others are in your calendar, too, until one is chosen."
        ),
        t("Accept means yes, Tentative means if need be, and Decline means no.")
        if site.reply_address
        else t("Answer with the link in our e-mail about the dates: your calendar cannot answer.")
        if not is_cancelled
        else "",
        to_text(t.text(event.description)),
        t("Questions: %(name)s, %(email)s", name=event.contact_name, email=event.contact_email),
    )
    return CalendarEvent(
        uid=option.uid,
        sequence=0,
        stamp=option.created_at,
        created=option.created_at,
        summary=t("Cancelled: %(title)s", title=title)
        if is_cancelled
        else t("Possible date: %(title)s", title=title),
        description="\n\n".join(filter(None, paragraphs)),
        location=t.text(event.place) or (t("Online") if event.format == "online" else ""),
        url=page_url(event, site) if is_public else "",
        when=option.when,
        span=Span(option.starts_at, option.ends_at),
        status="TENTATIVE",
        is_public=is_public,
    )


def _of_event(
    context: EmailContext,
    poll: Poll,
    option: PollOption,
    participant: PollParticipant,
    to: Mailbox,
    t: Translator,
) -> EntryChange | None:
    """Return the change of the entry that the chosen hold becomes: that of the event itself.

    Of those who are registered, the e-mails about their registration keep it right.
    """
    event, batch = event_by_id(context.session, poll.event_id), context.batch
    status = _status(context, event, participant)
    if status is Status.CONFIRMED and not batch.is_without_invitations(participant.address):
        return None
    organizer, message_id = organizer_of(context, event, participant.address), context.message.id
    is_wanted = (
        status is None
        and not _was_withdrawn(context, event, participant)
        and wanted_entry(poll, option, participant) is Entry.CONFIRMED
        and event.state in {EventState.PUBLISHED, EventState.DRAFT}
        and event.precision is not Precision.MONTH
    )
    if is_wanted:
        sent = invitation_history.record_request_to(
            batch.histories, event, address=participant.address, message_id=message_id
        )
        if sent is None:
            return None
        entry = _confirmed_entry(event, t, context.site)
        method, sequence, stamp = ItipMethod.REQUEST, sent.sequence, sent.created_at
    else:
        ended = _record_end(context, event, option, participant)
        if ended is None:
            return None
        entry = _confirmed_entry(event, t, context.site)
        method, (sequence, stamp) = ItipMethod.CANCEL, ended
    return _change(context, entry, organizer, to, method, sequence, stamp)


def _record_end(
    context: EmailContext, event: Event, option: PollOption, participant: PollParticipant
) -> tuple[int, datetime] | None:
    histories, message_id = context.batch.histories, context.message.id
    if histories.of(event.id, participant.address):
        sent = invitation_history.record_cancel(
            histories,
            event,
            address=participant.address,
            registration_id=None,
            message_id=message_id,
        )
        return (sent.sequence, sent.created_at) if sent else None
    hold = record_hold(
        context.session,
        participant.id,
        option,
        message_id,
        ItipMethod.CANCEL,
        least=event.sequence - 1,  # below the REQUEST of somebody who registers next
    )
    return (hold.sequence, hold.created_at) if hold else None


def _status(context: EmailContext, event: Event, participant: PollParticipant) -> Status | None:
    if context.batch.shows_former:
        return None  # they registered later
    query = select(Registration.status).where(
        Registration.event_id == event.id,
        Registration.address == participant.address,
        Registration.status.in_(ACTIVE),
    )
    return context.session.scalar(query.limit(1))


def _was_withdrawn(context: EmailContext, event: Event, participant: PollParticipant) -> bool:
    """Return whether an organiser withdrew the invitation to register, and with it the entry."""
    if context.batch.shows_former:
        return False
    query = select(Invitee.id).where(
        Invitee.event_id == event.id,
        Invitee.address == participant.address,
        Invitee.invited_at.is_(None),
        Invitee.token_version > 1,
    )
    return context.session.scalar(query) is not None


def _confirmed_entry(event: Event, t: Translator, site: Site) -> CalendarEvent:
    """Return the entry of the event; that of a draft has no page to link to."""
    public = calendar_event(event, t, site)
    if event.state is not EventState.DRAFT:
        return public
    paragraphs = (
        when_text(event, t),
        to_text(t.text(event.description)),
        t("Questions: %(name)s, %(email)s", name=event.contact_name, email=event.contact_email),
    )
    return replace(
        public, url="", description="\n\n".join(filter(None, paragraphs)), is_public=False
    )


def _change(
    context: EmailContext,
    entry: CalendarEvent,
    organizer: itip.Organizer,
    to: Mailbox,
    method: ItipMethod,
    sequence: int,
    stamp: datetime,
) -> EntryChange:
    if method is ItipMethod.CANCEL:
        return EntryChange(PollEntry.CANCELLED, _cancel(entry, organizer, to, sequence, stamp))
    attendee, replies = itip.Attendee(to.name, to.email), bool(context.site.reply_address)
    body = itip.render_request(
        entry, attendee, organizer, sequence=sequence, stamp=stamp, replies=replies
    )
    check_round_trip(
        body, ExpectedContent(entry, "REQUEST", attendee, organizer, sequence, stamp, replies)
    )
    is_hold = entry.status == "TENTATIVE"
    kind = PollEntry.TENTATIVE if is_hold else PollEntry.CONFIRMED
    return EntryChange(kind, CalendarPart("REQUEST", body, is_first=is_hold))


def _cancel(
    entry: CalendarEvent, organizer: itip.Organizer, to: Mailbox, sequence: int, stamp: datetime
) -> CalendarPart:
    attendee = itip.Attendee(sanitize.person(to.name), to.email)
    body = itip.render_cancel(entry, attendee, organizer, sequence=sequence, stamp=stamp)
    check_round_trip(body, ExpectedContent(entry, "CANCEL", attendee, organizer, sequence, stamp))
    return CalendarPart("CANCEL", body)
