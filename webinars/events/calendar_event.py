"""An event as a calendar entry: its summary, description, STATUS and URL."""

from collections.abc import Sequence
from datetime import datetime

from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.ical.vevent import CalendarEvent
from webinars.localized_text import LocalizedText
from webinars.security.markdown_text import to_text
from webinars.site import Site
from webinars.timezones import formatting, zones
from webinars.timezones.cities import city
from webinars.timezones.schedule import Precision


def calendar_event(event: Event, t: Translator, site: Site, timezone: str = "") -> CalendarEvent:
    """Return an event as public calendars show it: no private links, no join URL.

    timezone: the reader's, in which the text then gives the time too.
    """
    return CalendarEvent(
        uid=event.uid,
        sequence=event.sequence,
        stamp=event.revised_at,
        created=event.created_at,
        summary=summary(event, t),
        description=description(event, t, site, timezone),
        location=t.text(event.place) or (t("Online") if event.format == "online" else ""),
        url=page_url(event, site),
        when=event.when,
        span=event.span,
        status=ical_status(event),
        categories=(t.text(event.series.name),) if event.series else (),
        summary_language=_summary_language(event, t),
    )


def ical_status(event: Event) -> str:
    """Return the STATUS of RFC 5545 section 3.8.1.11; an event known by its month is TENTATIVE.

    A postponed event is CANCELLED at its old time: for a tentative one people would turn up.
    """
    if event.state in (EventState.CANCELLED, EventState.POSTPONED):
        return "CANCELLED"
    return "TENTATIVE" if event.precision is Precision.MONTH else "CONFIRMED"


def when_text(event: Event, t: Translator, timezone: str = "") -> str:
    """Return the time of an event in its cities, and on a second line in the reader's zone."""
    cities = [city(key) for key in event.cities]
    text = formatting.schedule_text(event.when, event.span, cities, t)
    reader_time = reader_time_text(
        event.precision, event.starts_at, event.timezone, event.cities, timezone, t
    )
    return f"{text}\n{reader_time}" if reader_time else text


def page_url(event: Event, site: Site) -> str:
    """Return the URL of an event's public page."""
    return site.url(f"/events/{event.slug}")


def summary(event: Event, t: Translator) -> str:
    """Return the title, marked when the event is cancelled, postponed or known by its month only."""
    title = t.text(event.title)
    if event.state is EventState.CANCELLED:
        return t("Cancelled: %(title)s", title=title)
    if event.state is EventState.POSTPONED:
        return t("Postponed: %(title)s", title=title)
    if event.precision is Precision.MONTH:
        return t("%(title)s (exact date to follow)", title=title)
    return title


def _summary_language(event: Event, t: Translator) -> str:
    """Return the language of the summary if the title is in several; empty if a sentence has another."""
    if not isinstance(event.title, LocalizedText):
        return ""
    language = t.language_of(event.title, event.text_language)
    is_title = event.state is EventState.PUBLISHED and event.precision is not Precision.MONTH
    return language if is_title or language == t.language else ""


def description(event: Event, t: Translator, site: Site, timezone: str) -> str:
    """Return the time, the event's description, its page and its contact, as paragraphs."""
    when = when_text(event, t, timezone)
    about = to_text(t.text(event.description))
    ask = t("Questions: %(name)s, %(email)s", name=event.contact_name, email=event.contact_email)
    page = t("Event page: %(url)s", url=page_url(event, site))
    return "\n\n".join(part for part in (when, about, page, ask) if part)


def reader_time_text(
    precision: Precision,
    starts_at: datetime,
    own: str,
    cities: Sequence[str],
    timezone: str,
    t: Translator,
) -> str:
    """Return the start in a reader's zone; empty if one of the event's cities shows it already."""
    known = {zones.canonical(own), *(city(key).timezone for key in cities)}
    if not timezone or timezone in known or precision is not Precision.TIME:
        return ""
    return formatting.reader_time_text(starts_at, timezone, t)
