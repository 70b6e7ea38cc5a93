"""Each event's calendar text, rendered once per revision and language and kept beside it.

A feed is then a head, zone blocks and fragments joined. The variant says what else the bytes depend on: the
zone rules, the installation's address and name. After a change of those a fragment is made at first use.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from webinars.events.models import CalendarFragment, Event
from webinars.events.rules import EventState
from webinars.i18n import Translator, translator_for
from webinars.ical import vevent
from webinars.ical.vevent import CalendarEvent
from webinars.site import Site
from webinars.timezones import formatting, zones
from webinars.timezones.cities import city
from webinars.timezones.schedule import Precision

# Raise when the text that the same event gives changes.
FORMAT_VERSION = 3


def calendar_event(event: Event, t: Translator, site: Site, zone: str = "") -> CalendarEvent:
    """Return an event as calendars are told of it in public: no personal link, no room.

    zone: that of the reader, whose clocks the text then tells too.
    """
    return CalendarEvent(
        uid=event.uid,
        sequence=event.sequence,
        stamp=event.revised_at,
        created=event.created_at,
        summary=_summary(event, t),
        description=_description(event, t, site, zone),
        location=event.place or (t("Online") if event.format == "online" else ""),
        url=page_url(event, site),
        when=event.when,
        span=event.span,
        status=status(event),
        categories=(event.series.name,) if event.series else (),
    )


def status(event: Event) -> str:
    """Return the STATUS of RFC 5545 section 3.8.1.11; what is only a month is TENTATIVE.

    What is postponed is CANCELLED at the time it had: people would turn up for a tentative one.
    """
    if event.state in (EventState.CANCELLED, EventState.POSTPONED):
        return "CANCELLED"
    return "TENTATIVE" if event.precision is Precision.MONTH else "CONFIRMED"


def when_text(event: Event, t: Translator, zone: str = "") -> str:
    """Return when an event is: in its cities, and on a second line on the clocks of a reader elsewhere."""
    cities = [city(key) for key in event.cities]
    said = formatting.when_text(event.when, event.span, cities, t)
    yours = _reader_time(event.precision, event.starts_at, event.zone, event.cities, zone, t)
    return f"{said}\n{yours}" if yours else said


def page_url(event: Event, site: Site) -> str:
    """Return the address of an event's public page."""
    return site.url(f"/events/{event.slug}")


def variant(site: Site) -> str:
    """Return a short name for all that fragments depend on besides the event and the language."""
    return _short(f"{FORMAT_VERSION}\n{zones.RELEASE}\n{site.base_url}\n{site.name}")


@lru_cache(16)
def _short(facts: str) -> str:
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def fragment(event: Event, t: Translator, site: Site) -> bytes:
    """Render one event's VEVENT, as it is kept: for readers everywhere."""
    return vevent.fragment(calendar_event(event, t, site))


def localize_fragment(body: bytes, event: Event, t: Translator, zone: str) -> bytes:
    """Return an event's fragment with the clocks of a reader in its text, as calendar_event() writes them."""
    if not zone:
        return body
    return _description_lines(
        body, event.precision, event.starts_at, event.zone, event.cities, zone, t
    )


def stored_fragments(
    connection: Connection, events: Select[Event], t: Translator, site: Site, zone: str = ""
) -> Sequence[bytes | None]:
    """Return the stored fragments of a statement's events, in its order; None for each never rendered.

    zone: that of the reader, whose clocks are written into each.
    """
    is_its = and_(
        CalendarFragment.event_id == Event.id,
        CalendarFragment.revision == Event.revision,
        CalendarFragment.language == t.language,
        CalendarFragment.variant == variant(site),
    )
    bodies = events.select_from(Event).outerjoin(CalendarFragment, is_its)
    if not zone:
        return connection.scalars(bodies.with_only_columns(CalendarFragment.body)).all()
    when = (Event.precision, Event.starts_at, Event.zone, Event.cities)
    rows = connection.execute(bodies.with_only_columns(CalendarFragment.body, *when))
    return [
        body and _description_lines(body, precision, starts_at, own, cities, zone, t)
        for body, precision, starts_at, own, cities in rows
    ]


def fragments_by_event(
    session: Session, events: Sequence[Event], t: Translator, site: Site
) -> dict[int, bytes]:
    """Return the stored fragments of these events by event id; those never rendered are missing."""
    if not events:
        return {}
    # Revisions are compared in the join: a feed may hold more events than a statement takes values.
    query = (
        select(CalendarFragment.event_id, CalendarFragment.body)
        .join(
            Event,
            and_(
                Event.id == CalendarFragment.event_id, Event.revision == CalendarFragment.revision
            ),
        )
        .where(CalendarFragment.language == t.language, CalendarFragment.variant == variant(site))
    )
    ids = [event.id for event in events]
    if len(ids) <= 200:  # noqa: PLR2004 - small lists are looked up by index, long ones read whole
        query = query.where(CalendarFragment.event_id.in_(ids))
    return {event_id: body for event_id, body in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def store_fragments(
    session: Session,
    events: Iterable[Event],
    bodies: Mapping[int, bytes],
    t: Translator,
    site: Site,
) -> None:
    """Store fragments that were rendered at first use; those another request stored meanwhile stay."""
    events = list(events)
    have = fragments_by_event(session, events, t, site)
    session.add_all(
        CalendarFragment(
            event_id=event.id,
            revision=event.revision,
            language=t.language,
            variant=variant(site),
            body=bodies[event.id],
        )
        for event in events
        if event.id not in have
    )


def render_and_store(session: Session, event: Event, site: Site) -> None:
    """Render and store an event's fragments in every language of the installation; older ones go."""
    stale = or_(
        CalendarFragment.revision != event.revision, CalendarFragment.variant != variant(site)
    )
    session.execute(delete(CalendarFragment).where(CalendarFragment.event_id == event.id, stale))
    for language in site.languages:
        t = translator_for(language)
        store_fragments(session, [event], {event.id: fragment(event, t, site)}, t, site)


def _summary(event: Event, t: Translator) -> str:
    if event.state is EventState.CANCELLED:
        return t("Cancelled: %(title)s", title=event.title)
    if event.state is EventState.POSTPONED:
        return t("Postponed: %(title)s", title=event.title)
    if event.precision is Precision.MONTH:
        return t("%(title)s (exact date to follow)", title=event.title)
    return event.title


def _description(event: Event, t: Translator, site: Site, zone: str) -> str:
    when = when_text(event, t, zone)
    about = event.description.strip()
    ask = t("Questions: %(name)s, %(email)s", name=event.contact_name, email=event.contact_email)
    page = t("Page of the event: %(url)s", url=page_url(event, site))
    return "\n\n".join(part for part in (when, about, page, ask) if part)


def _description_lines(
    body: bytes,
    precision: Precision,
    starts_at: datetime,
    own: str,
    cities: Sequence[str],
    zone: str,
    t: Translator,
) -> bytes:
    yours = _reader_time(precision, starts_at, own, cities, zone, t)
    return vevent.told_more(body, yours) if yours else body


def _reader_time(
    precision: Precision,
    starts_at: datetime,
    own: str,
    cities: Sequence[str],
    zone: str,
    t: Translator,
) -> str:
    """Return when an event begins on a reader's clocks; nothing where its cities have told them already."""
    known = {zones.canonical(own), *(city(key).zone for key in cities)}
    if not zone or zone in known or precision is not Precision.TIME:
        return ""
    return formatting.yours_text(starts_at, zone, t)
