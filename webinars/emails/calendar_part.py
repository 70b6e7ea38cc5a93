"""The calendar part of an e-mail: an iTIP REQUEST or CANCEL for one attendee."""

from collections.abc import Callable
from dataclasses import replace
from email.utils import parseaddr

from webinars.access.models import Invitee
from webinars.emails import event_time, sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.outgoing_email import CalendarPart, Mailbox
from webinars.events.calendar_event import calendar_event
from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.ical import feed, itip
from webinars.ical.round_trip_check import ExpectedContent, check_round_trip
from webinars.ical.vevent import CalendarEvent
from webinars.registrations.models import Registration
from webinars.replies.reply_address import address_with_token
from webinars.scheduling import invitation_history
from webinars.security.markdown_text import to_text
from webinars.site import Site
from webinars.timezones.schedule import Precision, Timed


def request_part(
    context: EmailContext,
    registration: Registration,
    to: Mailbox,
    t: Translator,
    *,
    join_url: str,
    again: bool,
) -> CalendarPart | None:
    """Record and build a REQUEST; None for an event without a date or that is not published.

    None also for a registrant whose events are in the personal calendar alone. Whoever has accepted an
    invitation to register is not asked again.
    """
    return _request(
        context,
        registration.event,
        to,
        lambda: _personal(registration, t, context, join_url),
        address=registration.address,
        registration_id=registration.id,
        again=again,
        replies=bool(context.site.reply_address) and not context.payload.get("accepted"),
    )


def invitee_request_part(
    context: EmailContext,
    event: Event,
    invitee: Invitee,
    to: Mailbox,
    t: Translator,
    *,
    again: bool,
) -> CalendarPart | None:
    """Record and build a REQUEST to an invitee, whose answer is processed; it has no personal link.

    None where none is sent, or nobody would process the answer.
    """
    is_asked = invitee.is_invited_by_calendar and bool(context.site.reply_address)
    if not is_asked or not _sends_invitations(event):
        return None
    return _request(
        context,
        event,
        to,
        lambda: _with_join_link(
            context.batch.of_event(_shared, event, "", t, context.site), event.format, "", t
        ),
        address=invitee.address,
        registration_id=None,
        again=again,
        replies=True,
    )


def _request(
    context: EmailContext,
    event: Event,
    to: Mailbox,
    entry_of: Callable[[], CalendarEvent],
    *,
    address: str,
    registration_id: int | None,
    again: bool,
    replies: bool,
) -> CalendarPart | None:
    if context.batch.is_without_invitations(address):
        return None
    organizer = organizer_of(context, event, address)
    is_sent = event.state is EventState.PUBLISHED and event.precision is not Precision.MONTH
    if not is_sent or organizer.email.casefold() == to.email.casefold():
        # Calendars tell the owner of the ORGANIZER address that they need not respond.
        return None
    histories, message_id = context.batch.histories, context.message.id
    invitation = invitation_history.record_request(
        histories,
        event,
        address=address,
        registration_id=registration_id,
        message_id=message_id,
        again=again,
    )
    sequence, stamp = invitation.sequence, invitation.created_at
    entry, attendee = entry_of(), itip.Attendee(to.name, to.email)
    body = itip.render_request(
        entry, attendee, organizer, sequence=sequence, stamp=stamp, replies=replies
    )
    check_round_trip(
        body, ExpectedContent(entry, "REQUEST", attendee, organizer, sequence, stamp, replies)
    )
    known = invitation_history.had_entry_before(
        histories, event, address=address, message_id=message_id
    )
    return CalendarPart("REQUEST", body, is_first=not known)


def cancel_part(
    context: EmailContext,
    event: Event,
    to: Mailbox,
    t: Translator,
    *,
    address: str,
    registration_id: int | None,
) -> CalendarPart | None:
    """Record and build a CANCEL; None if no invitation was sent to the address."""
    invitation = invitation_history.record_cancel(
        context.batch.histories,
        event,
        address=address,
        registration_id=registration_id,
        message_id=context.message.id,
    )
    if invitation is None:
        return None
    organizer = organizer_of(context, event, address)
    attendee = itip.Attendee(to.name, to.email)
    public = context.batch.of_event(calendar_event, event, t, context.site)
    body = itip.render_cancel(
        public, attendee, organizer, sequence=invitation.sequence, stamp=invitation.created_at
    )
    check_round_trip(
        body,
        ExpectedContent(
            public, "CANCEL", attendee, organizer, invitation.sequence, invitation.created_at
        ),
    )
    return CalendarPart("CANCEL", body)


def delivery_part(
    context: EmailContext, registration: Registration, to: Mailbox, t: Translator, *, join_url: str
) -> CalendarPart | None:
    """Return the REQUEST or CANCEL that the registrant's choice requires; None if it requires neither."""
    event, address = registration.event, registration.address
    if context.batch.is_without_invitations(address):
        return cancel_part(context, event, to, t, address=address, registration_id=registration.id)
    if invitation_history.had_entry_before(
        context.batch.histories, event, address=address, message_id=context.message.id
    ):
        return None
    return request_part(context, registration, to, t, join_url=join_url, again=False)


def sample(event: Event, t: Translator, site: Site, *, attendance: Format, zone: str) -> bytes:
    """Build the calendar text that an attendee would get by e-mail, for a preview.

    A REQUEST if registration is on this site, a CANCEL if the event is cancelled or postponed, else the
    downloadable file. Nothing is recorded, and the join link does not work.

    Raises:
        CalendarTextError: the self-check fails, so e-mails would not be sent.
    """
    organizer = itip.Organizer(
        _sender(event, site), site.reply_address or parseaddr(site.mail_from)[1]
    )
    attendee = itip.Attendee("", "someone@example.org")
    sequence, stamp = event.sequence, event.revised_at
    if event.state in (EventState.CANCELLED, EventState.POSTPONED):
        entry = calendar_event(event, t, site)
        body = itip.render_cancel(entry, attendee, organizer, sequence=sequence, stamp=stamp)
        expected = ExpectedContent(entry, "CANCEL", attendee, organizer)
    elif _sends_invitations(event):
        entry = _with_join_link(
            _shared(event, zone, t, site), attendance, _join_url(attendance, site), t
        )
        replies = bool(site.reply_address)
        body = itip.render_request(
            entry, attendee, organizer, sequence=sequence, stamp=stamp, replies=replies
        )
        expected = ExpectedContent(entry, "REQUEST", attendee, organizer, replies=replies)
    else:
        entry = calendar_event(event, t, site)
        body, expected = feed.render_event_file(entry), ExpectedContent(entry)
    check_round_trip(body, expected)
    return body


def _sends_invitations(event: Event) -> bool:
    is_registration_here = event.accepts_registrations and not event.external_url
    return is_registration_here and event.precision is not Precision.MONTH


def _sender(event: Event, site: Site) -> str:
    return sanitize.person(next(filter(None, (event.hosted_by, event.contact_name, site.name)), ""))


def _join_url(attendance: Format, site: Site) -> str:
    return "" if attendance is Format.IN_PERSON else site.url("/join/their-own-link")


def organizer_of(context: EmailContext, event: Event, address: str) -> itip.Organizer:
    """Return the addressee of replies about an event: a mailbox with a token if they are processed."""
    name = sanitize.person(context.sender_name(event))
    if not context.site.reply_address or not address:
        return itip.Organizer(name, context.mail_from)
    # The same in all messages to one address about the event; a reply counts only if token, UID and attendee
    # match.
    token = context.batch.links.reply_token(event.id, address)
    return itip.Organizer(name, address_with_token(context.site.reply_address, token))


def _personal(
    registration: Registration, t: Translator, context: EmailContext, join_url: str
) -> CalendarEvent:
    """Return the event with this attendee's join link; never the link to the manage page.

    LOCATION of online attendees is the join link, which many calendars show as a button.
    """
    event = registration.event
    shared = context.batch.of_event(_shared, event, registration.timezone, t, context.site)
    return _with_join_link(shared, registration.attendance_format(event), join_url, t)


def _with_join_link(
    shared: tuple[CalendarEvent, str, str], attendance: Format, join_url: str, t: Translator
) -> CalendarEvent:
    public, times, about = shared
    join = t("Join: %(url)s", url=join_url) + "\n" if join_url else ""
    return replace(
        public,
        description=f"{join}{times}\n\n{about}",
        location=join_url if attendance is Format.ONLINE and join_url else public.location,
    )


def _shared(event: Event, zone: str, t: Translator, site: Site) -> tuple[CalendarEvent, str, str]:
    """Return what attendees in a zone share: the event, its times and its description."""
    public = calendar_event(event, t, site)
    times = [event_time.city_line(event, t)]
    if zone and isinstance(event.when, Timed):
        times.append(event_time.in_zone(event.starts_at, zone, t))
    contact = t(
        "Questions: %(name)s, %(email)s", name=event.contact_name, email=event.contact_email
    )
    page = t("Event page: %(url)s", url=public.url)
    about = [to_text(t.text(event.description)), page, contact]
    return public, "\n".join(times), "\n\n".join(filter(None, about))
