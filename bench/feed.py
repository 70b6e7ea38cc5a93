"""Cost of rendering the feed and an event's file, against a plain join and icalendar.

Usage: feed.py SLUG. Prints one line of JSON, CPU milliseconds each: feed and file rendered by the product,
fragments read and joined, joined alone, and the same events rendered by icalendar.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from zoneinfo import ZoneInfo

from icalendar import CLASS, STATUS, Calendar
from icalendar import Event as Component
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webinars.app import create_app
from webinars.caching.response_caches import ResponseCaches
from webinars.commands.installation import open_app
from webinars.database import db
from webinars.events.calendar_event import calendar_event
from webinars.events.models import CalendarFragment, Event
from webinars.i18n import translator_for
from webinars.ical.vevent import CalendarEvent
from webinars.timezones.schedule import Timed

TURNS, LONGEST_SECONDS = 7, 1.0


def main(slug: str) -> None:
    """Measure and print."""
    app = create_app()
    app.config["RENDERED_FEEDS_LIMIT"] = "1000000000 per minute"
    client = app.test_client()

    def written(path: str) -> int:
        app.extensions["response_caches"] = ResponseCaches()  # empty
        return len(client.get(path).data)

    with open_app(app):
        bodies = select(CalendarFragment.body).order_by(CalendarFragment.event_id)

        def read_and_joined() -> int:
            with db.engine.connect() as connection:
                return len(b"".join(connection.execute(bodies).scalars()))

        with db.engine.connect() as connection:
            stored_bodies = list(connection.execute(bodies).scalars())
        everything = select(Event).options(joinedload(Event.series))
        t, site = translator_for("en"), app.extensions["site"]
        told = [calendar_event(event, t, site) for event in db.session.scalars(everything)]
        db.session.rollback()
        figures = {
            "events": len(stored_bodies),
            "written_ms": _milliseconds(lambda: written("/events.ics")),
            "file_written_ms": _milliseconds(lambda: written(f"/events/{slug}.ics")),
            "read_and_joined_ms": _milliseconds(read_and_joined),
            "joined_ms": _milliseconds(lambda: len(b"".join(stored_bodies))),
            "icalendar_ms": _milliseconds(lambda: len(rendered(told))),
        }
    sys.stdout.write(json.dumps(figures) + "\n")


def rendered(events: list[CalendarEvent]) -> bytes:
    """Render the same events with icalendar and its time zones."""
    calendar = Calendar.new(name="Events", description="Coming events")
    for event in events:
        assert isinstance(event.when, Timed)  # noqa: S101 - fill.py announces no others
        zone = ZoneInfo(event.when.timezone)
        made = Component.new(
            uid=event.uid,
            stamp=event.stamp,
            sequence=event.sequence,
            created=event.created,
            last_modified=event.stamp,
            start=event.when.start.replace(tzinfo=zone),
            end=event.when.end.replace(tzinfo=zone),
            summary=event.summary,
            description=event.description,
            location=event.location,
            url=event.url,
            status=STATUS(event.status),
            classification=CLASS.PUBLIC,
            categories=list(event.categories),
        )
        made.add("transp", "OPAQUE")
        made.add("x-microsoft-cdo-busystatus", "BUSY")
        calendar.add_component(made)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _milliseconds(work: Callable[[], int]) -> float:
    """Return the median of several runs; of a single one if it takes long."""
    began = time.process_time()
    work()
    if time.process_time() - began > LONGEST_SECONDS:
        return 1000 * (time.process_time() - began)
    times = []
    for _ in range(TURNS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return 1000 * median(times)


if __name__ == "__main__":
    main(*sys.argv[1:])
