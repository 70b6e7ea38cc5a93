"""The calendar part of a letter: what one person's calendar is told, and by which number."""

from dataclasses import replace
from email.utils import parseaddr

from webinars.emails import event_time, sanitize
from webinars.emails.context import Errand
from webinars.emails.message import CalendarPart, Mailbox
from webinars.events.calendar_cache import calendar_event
from webinars.events.models import Event
from webinars.events.rules import EventState, Format
from webinars.i18n import Translator
from webinars.ical import feed, itip
from webinars.ical.self_check import Expected, check
from webinars.ical.vevent import CalendarEvent
from webinars.registrations.models import Registration
from webinars.scheduling import actions
from webinars.site import Site
from webinars.timezones.schedule import Precision, Timed


def request_part(
    errand: Errand,
    registration: Registration,
    to: Mailbox,
    t: Translator,
    *,
    join_url: str,
    again: bool,
) -> CalendarPart | None:
    """Record and write the REQUEST; None where calendars are told nothing: a month without a day."""
    event = registration.event
    organizer = _organizer(errand, event, registration.address)
    told = event.state is EventState.PUBLISHED and event.precision is not Precision.MONTH
    if not told or organizer.email.casefold() == to.email.casefold():
        # To the organiser's own address calendars answer that an organiser need not respond.
        return None
    invitation = actions.record_request(
        errand.batch.histories, event, registration, errand.message.id, again=again
    )
    personal = _personal(registration, t, errand, join_url)
    attendee, replies = itip.Attendee(to.name, to.email), bool(errand.site.reply_address)
    body = itip.request(
        personal,
        attendee,
        organizer,
        sequence=invitation.sequence,
        stamp=invitation.created_at,
        replies=replies,
    )
    check(
        body,
        Expected(
            personal,
            "REQUEST",
            attendee,
            organizer,
            invitation.sequence,
            invitation.created_at,
            replies,
        ),
    )
    known = actions.has_entry(
        errand.batch.histories,
        event,
        address=registration.address,
        message_id=errand.message.id,
    )
    return CalendarPart("REQUEST", body, is_first=not known)


def cancel_part(
    errand: Errand,
    event: Event,
    to: Mailbox,
    t: Translator,
    *,
    address: str,
    registration_id: int | None,
) -> CalendarPart | None:
    """Record and write the CANCEL; None if no invitation ever went to the address."""
    invitation = actions.record_cancel(
        errand.batch.histories,
        event,
        address=address,
        registration_id=registration_id,
        message_id=errand.message.id,
    )
    if invitation is None:
        return None
    organizer = _organizer(errand, event, address)
    attendee = itip.Attendee(to.name, to.email)
    told = errand.batch.once(calendar_event, event, t, errand.site)
    body = itip.cancel(
        told, attendee, organizer, sequence=invitation.sequence, stamp=invitation.created_at
    )
    check(
        body,
        Expected(told, "CANCEL", attendee, organizer, invitation.sequence, invitation.created_at),
    )
    return CalendarPart("CANCEL", body)


def sample(event: Event, t: Translator, site: Site, *, how: Format, zone: str) -> bytes:
    """Return what is told of an event to the calendar of somebody who takes part in some way: as by mail.

    A REQUEST where places are given here, a CANCEL of what is called off, else the file that pages offer.
    Nothing is recorded, and the link leads nowhere.

    Raises:
        CalendarTextError: it reads back differently, so the mails would be stopped.
    """
    organizer = itip.Organizer(
        _sender(event, site), site.reply_address or parseaddr(site.mail_from)[1]
    )
    attendee = itip.Attendee("", "somebody@example.org")
    at, stamp = event.sequence, event.revised_at
    if event.state in (EventState.CANCELLED, EventState.POSTPONED):
        told = calendar_event(event, t, site)
        body = itip.cancel(told, attendee, organizer, sequence=at, stamp=stamp)
        expected = Expected(told, "CANCEL", attendee, organizer)
    elif _is_invited_to(event):
        told = _with_way(_shared(event, zone, t, site), how, _join_url(how, site), t)
        replies = bool(site.reply_address)
        body = itip.request(told, attendee, organizer, sequence=at, stamp=stamp, replies=replies)
        expected = Expected(told, "REQUEST", attendee, organizer, replies=replies)
    else:
        told = calendar_event(event, t, site)
        body, expected = feed.file(told), Expected(told)
    check(body, expected)
    return body


def _is_invited_to(event: Event) -> bool:
    given_here = event.accepts_registrations and not event.external_url
    return given_here and event.precision is not Precision.MONTH


def _sender(event: Event, site: Site) -> str:
    return sanitize.person(next(filter(None, (event.hosted_by, event.contact_name, site.name)), ""))


def _join_url(how: Format, site: Site) -> str:
    return "" if how is Format.IN_PERSON else site.url("/join/their-own-link")


def _organizer(errand: Errand, event: Event, address: str) -> itip.Organizer:
    name = sanitize.person(errand.sender_name(event))
    if not errand.site.reply_address or not address:
        return itip.Organizer(name, errand.mail_from)
    # The same in every message to one address about the event; a reply counts only if token, UID and attendee
    # agree.
    local, _, domain = errand.site.reply_address.rpartition("@")
    token = errand.batch.links.reply_token(event.id, address)
    return itip.Organizer(name, f"{local}+{token}@{domain}")


def _personal(
    registration: Registration, t: Translator, errand: Errand, join_url: str
) -> CalendarEvent:
    """Return the event with this person's way in; never the link that changes or cancels the place.

    Its place is where they come to: the room's address is nothing to those who come online, and for them
    the link stands there, which many calendars make a button.
    """
    event = registration.event
    shared = errand.batch.once(_shared, event, registration.zone, t, errand.site)
    return _with_way(shared, registration.takes_part_in(event), join_url, t)


def _with_way(
    shared: tuple[CalendarEvent, str, str], how: Format, join_url: str, t: Translator
) -> CalendarEvent:
    public, times, about = shared
    way = t("Join: %(url)s", url=join_url) + "\n" if join_url else ""
    return replace(
        public,
        description=f"{way}{times}\n\n{about}",
        location=join_url if how is Format.ONLINE and join_url else public.location,
    )


def _shared(event: Event, zone: str, t: Translator, site: Site) -> tuple[CalendarEvent, str, str]:
    """Return what calendars of all people in a zone are told: the event, its times, and what it is about."""
    public = calendar_event(event, t, site)
    times = [event_time.city_line(event, t)]
    if zone and isinstance(event.when, Timed):
        times.append(event_time.in_zone(event.starts_at, zone, t))
    ask = t("Questions: %(name)s, %(email)s", name=event.contact_name, email=event.contact_email)
    page = t("Page of the event: %(url)s", url=public.url)
    about = [event.description.strip(), page, ask]
    return public, "\n".join(times), "\n\n".join(filter(None, about))
