"""Each event's VEVENT text, rendered once per revision and language and stored."""

# A feed is a header, VTIMEZONE blocks and these fragments joined. The variant names what else the
# bytes depend on: the zone rules, the site's address and name. When those change, fragments are
# rendered again at first use.

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from webinars.events.calendar_event import calendar_event, reader_time_text
from webinars.events.models import CalendarFragment, Event
from webinars.i18n import Translator, translator_for
from webinars.ical import vevent
from webinars.site import Site
from webinars.timezones import zones
from webinars.timezones.schedule import Precision

# Raise when the same event renders to another text.
FORMAT_VERSION = 6


def fragment_variant(site: Site) -> str:
    """Return a hash of all that fragments depend on besides the event and the language."""
    dependencies = f"{FORMAT_VERSION}\n{zones.RELEASE}\n{site.base_url}\n{site.name}"
    return hashlib.sha256(dependencies.encode()).hexdigest()[:16]


def render_event_fragment(event: Event, t: Translator, site: Site) -> bytes:
    """Render an event's VEVENT as it is stored, the same for all readers."""
    return vevent.render_fragment(calendar_event(event, t, site))


def localize_fragment(body: bytes, event: Event, t: Translator, timezone: str) -> bytes:
    """Add the time in a reader's zone to a fragment's text, as calendar_event() does."""
    if not timezone:
        return body
    return _description_lines(
        body, event.precision, event.starts_at, event.timezone, event.cities, timezone, t
    )


def stored_fragments(
    connection: Connection, events: Select[Event], t: Translator, site: Site, timezone: str = ""
) -> Sequence[bytes | None]:
    """Return the stored fragments of a query's events, in its order; None where there is none.

    timezone: the reader's, in which each fragment then gives the time too.
    """
    is_its = and_(
        CalendarFragment.event_id == Event.id,
        CalendarFragment.revision == Event.revision,
        CalendarFragment.language == t.language,
        CalendarFragment.variant == fragment_variant(site),
    )
    bodies = events.select_from(Event).outerjoin(CalendarFragment, is_its)
    if not timezone:
        return connection.scalars(bodies.with_only_columns(CalendarFragment.body)).all()
    when = (Event.precision, Event.starts_at, Event.timezone, Event.cities)
    rows = connection.execute(bodies.with_only_columns(CalendarFragment.body, *when))
    return [
        body and _description_lines(body, precision, starts_at, own, cities, timezone, t)
        for body, precision, starts_at, own, cities in rows
    ]


def fragments_by_event(
    session: Session, events: Sequence[Event], t: Translator, site: Site
) -> dict[int, bytes]:
    """Return the stored fragments by event id; events without one are missing."""
    if not events:
        return {}
    # Revisions are compared in the join: a feed may hold more events than a query takes parameters.
    query = (
        select(CalendarFragment.event_id, CalendarFragment.body)
        .join(
            Event,
            and_(
                Event.id == CalendarFragment.event_id, Event.revision == CalendarFragment.revision
            ),
        )
        .where(
            CalendarFragment.language == t.language,
            CalendarFragment.variant == fragment_variant(site),
        )
    )
    ids = [event.id for event in events]
    if len(ids) <= 200:  # noqa: PLR2004 - short lists use the index, long ones scan the table
        query = query.where(CalendarFragment.event_id.in_(ids))
    return {event_id: body for event_id, body in session.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def store_fragments(
    session: Session,
    events: Iterable[Event],
    bodies: Mapping[int, bytes],
    t: Translator,
    site: Site,
) -> None:
    """Store fragments rendered at first use; those a concurrent request has stored stay."""
    events = list(events)
    have = fragments_by_event(session, events, t, site)
    session.add_all(
        CalendarFragment(
            event_id=event.id,
            revision=event.revision,
            language=t.language,
            variant=fragment_variant(site),
            body=bodies[event.id],
        )
        for event in events
        if event.id not in have
    )


def render_and_store(session: Session, event: Event, site: Site) -> None:
    """Render and store an event's fragments in every language of the site; delete outdated ones."""
    stale = or_(
        CalendarFragment.revision != event.revision,
        CalendarFragment.variant != fragment_variant(site),
    )
    session.execute(delete(CalendarFragment).where(CalendarFragment.event_id == event.id, stale))
    for language in site.languages:
        t = translator_for(language)
        store_fragments(
            session, [event], {event.id: render_event_fragment(event, t, site)}, t, site
        )


def _description_lines(
    body: bytes,
    precision: Precision,
    starts_at: datetime,
    own: str,
    cities: Sequence[str],
    timezone: str,
    t: Translator,
) -> bytes:
    reader_time = reader_time_text(precision, starts_at, own, cities, timezone, t)
    return vevent.insert_description_line(body, reader_time) if reader_time else body
