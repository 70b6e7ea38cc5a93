"""Create sample events and choose their dates."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.demo.document_texts import DocumentTexts
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event
from webinars.events.models import Event, Series
from webinars.outbox.models import Message
from webinars.site import Site
from webinars.timezones import clock
from webinars.timezones.local_times import to_instant, to_local
from webinars.timezones.schedule import Timed
from webinars.timezones.unusual_offset_differences import unusual_difference

GENEVA, NEW_YORK, VIENNA, NAIROBI = (
    "Europe/Zurich",
    "America/New_York",
    "Europe/Vienna",
    "Africa/Nairobi",
)
SOON = timedelta(minutes=45)  # rounded down to a quarter of an hour: at least 31 minutes
REMINDED_BEFORE = 20  # minutes


class Sample:
    """Creates events with the regular actions."""

    # Events at which people do something, or that have documents, set by webinars/demo/upcoming_events.py.
    soon: Event
    tomorrow: Event
    clinic: Event
    study: Event
    justice: Event
    weekly: Event
    children: Event
    conference: Event
    postponed: Event
    decided: Event
    follow_up: Event
    # Set by webinars/demo/past_events.py.
    special_session: Event
    first_webinar: Event
    # Of several events, set by webinars/demo/bodies.py.
    parties: Series
    dialogues: Series
    # Set by webinars/demo/documents.py.
    texts: DocumentTexts

    def __init__(self, session: Session, organiser: Organiser, site: Site) -> None:
        self.session, self.organiser, self.site = session, organiser, site
        self.made = 0
        self.bodies: dict[str, Series] = {}  # by name
        self.sessions: dict[int, Event] = {}  # of the Conference of the Parties, by number
        self.last_message_id = session.scalar(select(func.max(Message.id))) or 0
        self.today = to_local(clock.now(), site.timezone).date()

    def url(self, path: str) -> str:
        """Return the address of a page, for a link in a text."""
        return self.site.url(path)

    def announce(self, details: EventDetails) -> Event:
        """Create and publish an event."""
        event = create_event(
            self.session, organiser=self.organiser, details=details, site=self.site
        )
        self.made += 1
        return publish_event(self.session, event.id, self.site)

    def draft(self, details: EventDetails, reading: dict[str, Any]) -> None:
        """Create a draft with what the announcement parser would ask about it."""
        event = create_event(
            self.session, organiser=self.organiser, details=details, site=self.site
        )
        event.reading = reading

    def announce_soon(self, title: str, description: str, meeting_url: str) -> Event:
        """Create and publish an event that starts within the hour, with a reminder shortly before."""
        at = to_local(clock.now() + SOON, NAIROBI)  # has no DST
        start = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0, tzinfo=None)
        details = EventDetails(
            title=title,
            when=Timed(start, start + timedelta(hours=1), NAIROBI),
            cities=("NBO", "GVA", "NYC"),
            meeting_url=meeting_url,
            description=description,
        )
        event = create_event(
            self.session, organiser=self.organiser, details=details, site=self.site
        )
        event.reminders = [REMINDED_BEFORE]
        self.made += 1
        return publish_event(self.session, event.id, self.site)

    def timed(self, days: int, at: time, minutes: int, zone: str = GENEVA) -> Timed:
        """Return a schedule this many days from today, moved to Monday if on a weekend."""
        day = self.today + timedelta(days=days)
        while day.weekday() > 4:  # noqa: PLR2004 - Saturday and Sunday
            day += timedelta(days=1)
        start = datetime.combine(day, at)
        return Timed(start, start + timedelta(minutes=minutes), zone)

    def five_hours(self) -> Timed:
        """Return the next Wednesday on which Geneva and New York are not six hours apart."""
        day = weekday_from(self.today + timedelta(days=1), weekday=2)
        while True:
            start = datetime.combine(day, time(15))
            if unusual_difference(to_instant(start, GENEVA), GENEVA, NEW_YORK) is not None:
                return Timed(start, start + timedelta(minutes=75), GENEVA)
            day += timedelta(days=7)


def weekday_from(day: date, weekday: int) -> date:
    """Return the first date from day on with this weekday (Monday is 0)."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
