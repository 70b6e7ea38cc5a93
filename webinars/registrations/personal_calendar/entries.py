"""Entries of a personal calendar: registrations, and deadlines."""

# As in every feed there are no private links and no join URLs, because people share their
# calendars. An entry has the event's UID; a deadline has a UID that includes its time, so a moved
# deadline is a new entry and needs no SEQUENCE.

from dataclasses import replace
from datetime import datetime, timedelta

from webinars.events.calendar_event import calendar_event, page_url
from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.i18n import N_, Translator
from webinars.ical.vevent import CalendarEvent
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import ClosingRegistration
from webinars.registrations.status import Status
from webinars.site import Site
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Span, Timed

# Length of the entry of a deadline, which ends at its minute.
CLOSING_LENGTH = timedelta(minutes=15)

_TITLES = {
    Status.CONFIRMED: N_("%(title)s"),
    Status.AWAITING_APPROVAL: N_("%(title)s (awaiting approval)"),
    Status.OFFERED: N_("%(title)s (place offered to you)"),
    Status.WAITING: N_("%(title)s (waiting list)"),
}
_STANDS = {
    Status.CONFIRMED: N_("You are registered."),
    Status.AWAITING_APPROVAL: N_("Your request is awaiting approval by the organiser."),
    Status.OFFERED: N_("A place is available for you: the e-mail says how to accept it."),
    Status.WAITING: N_("You are on the waiting list."),
}


def entries_of_registration(
    registration: Registration, t: Translator, site: Site, timezone: str
) -> list[CalendarEvent]:
    """Return the entries of one registration: the event, and a deadline if there is one."""
    event = registration.event
    public_entry = calendar_event(event, t, site, timezone)
    where = (
        t("Online")
        if registration.attendance_format(event) is Format.ONLINE
        else public_entry.location
    )
    public_entry = replace(
        public_entry, location=where, is_public=False, stamp=registration.calendar_revised_at(event)
    )
    if event.state is not EventState.PUBLISHED:
        return [public_entry]
    is_sure = registration.status is Status.CONFIRMED
    summary, language = public_entry.summary, public_entry.summary_language
    shown = t(_TITLES[registration.status], title=summary)
    entry = replace(
        public_entry,
        summary=shown,
        # A status in the reader's language makes a summary in two languages of a title in another.
        summary_language=language if shown == summary or language == t.language else "",
        description="\n\n".join((_status_text(registration, t), public_entry.description)),
        status=public_entry.status if is_sure else "TENTATIVE",
    )
    if registration.ends_at is None:
        return [entry]
    if is_sure:
        title = t("Confirm your registration: %(title)s", title=t.text(event.title))
        text = t("Your place is held until then. The e-mail says how to confirm it.")
        return [entry, _closing(event, "proof", registration.ends_at, title, text, site, timezone)]
    title = t("Accept your place: %(title)s", title=t.text(event.title))
    text = t("The offer is open until then. The e-mail says how to accept it.")
    return [entry, _closing(event, "offer", registration.ends_at, title, text, site, timezone)]


def closing_entry(
    closing: ClosingRegistration, t: Translator, site: Site, timezone: str
) -> CalendarEvent:
    """Return the entry for the close of an event's registration."""
    event = closing.event
    assert event.closes_at is not None  # noqa: S101 - for the type checker
    if closing.registers:
        title = t("Registration closes: %(title)s", title=t.text(event.title))
        text = t("You are invited but have not registered. Your link is in the invitation e-mail.")
        return _closing(event, "closes", event.closes_at, title, text, site, timezone)
    title = t("Deadline for naming delegates: %(title)s", title=t.text(event.title))
    text = t(
        "Until then you can name the people of your delegation. Your link is in the e-mail that you received."
    )
    return _closing(event, "names", event.closes_at, title, text, site, timezone)


def _status_text(registration: Registration, t: Translator) -> str:
    status_text = t(_STANDS[registration.status])
    if (
        registration.status is not Status.CONFIRMED
        or registration.attendance_format(registration.event) is Format.IN_PERSON
    ):
        return status_text
    join_hint = t(
        "Your link to join is in the confirmation e-mail, not here, because calendars are often shared."
    )
    return f"{status_text}\n{join_hint}"


def _closing(
    event: Event, what: str, at: datetime, title: str, text: str, site: Site, timezone: str
) -> CalendarEvent:
    timezone = timezone or site.timezone
    name, _, host = event.uid.partition("@")
    start = at - CLOSING_LENGTH
    return CalendarEvent(
        uid=f"{name}-{what}-{at:%Y%m%dT%H%M}@{host}",
        sequence=0,
        stamp=event.revised_at,
        created=event.created_at,
        summary=title,
        description=text,
        location="",
        url=page_url(event, site),
        when=Timed(to_local(start, timezone), to_local(at, timezone), timezone),
        span=Span(start, at),
        is_public=False,
        blocks_time=False,
    )
