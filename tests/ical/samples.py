"""Calendar objects of every type, with the entries that every parser must return.

As a program it prints them as JSON, for readers in other languages: python -m tests.ical.samples
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from tests.ical.chain import links
from tests.ical.parsers import Entry, with_icalendar
from webinars.errors import InvalidInputError
from webinars.ical.content_lines import clean_text, one_line
from webinars.ical.feed import render_event_file, render_feed
from webinars.ical.itip import Attendee, Organizer, cancelled_event, render_cancel, render_request
from webinars.ical.vevent import CalendarEvent, render_fragment
from webinars.timezones.schedule import Days, Month, Timed, When, resolve

STAMP = datetime(2026, 11, 2, 8, 30, 5, tzinfo=UTC)
CREATED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
ATTENDEE = Attendee("Åsa Öberg", "asa@example.com")
ORGANIZER = Organizer("Events Team, Genève", "rsvp+k3v9@events.example.org")
MESSAGE = {"sequence": 7, "stamp": datetime(2026, 11, 20, 12, 0, tzinfo=UTC)}

# A rule of every sort: north, south, half an hour, quarter hours, negative summer time, changes at
# midnight and after it, none, none any more, and three that changed their rules in 2026.
ZONES = (
    "Europe/Zurich",
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Europe/Dublin",
    "America/Sao_Paulo",
    "Europe/Moscow",
    "Africa/Nairobi",
    "Asia/Jerusalem",
    "America/Nuuk",
    "America/Vancouver",
    "America/Havana",
    "Pacific/Chatham",
)


@dataclass(frozen=True)
class Sample:
    """A calendar object and its entries."""

    name: str
    body: bytes
    entries: tuple[Entry, ...]


def make(when: When, **changes: object) -> CalendarEvent:
    """Return an event with all properties."""
    event = CalendarEvent(
        uid="6f1c2f0e-5d1e-4c57-9f5e-0c8d8c0a7b11@events.example.org",
        sequence=3,
        stamp=STAMP,
        created=CREATED,
        summary="Trade; services, and C:\\New, 贸易 и التجارة",
        description="Thursday, 15:00 Geneva / 09:00 New York\n\nJoin: https://example.org/join/x\n"
        + "Straße, réunion; 会议 😀 " * 9,
        location="Palais des Nations, Salle XVI; Genève",
        url="https://events.example.org/events/trade-services",
        when=when,
        span=resolve(when),
        categories=("Trade, services", "UN"),
    )
    return replace(event, **changes)


def timed(local: datetime, zone: str, minutes: int = 90) -> Timed:
    """Return a schedule that starts at a local time."""
    return Timed(local, local + timedelta(minutes=minutes), zone)


def entry(event: CalendarEvent) -> Entry:
    """Return the entry that a parser must return."""
    if isinstance(event.when, Timed):
        start: date = event.span.starts_at
        end: date = event.span.ends_at
    else:
        start, end = event.when.first, event.when.last + timedelta(days=1)
    return Entry(
        event.uid,
        start,
        end,
        one_line(event.summary),
        clean_text(event.description),
        one_line(event.location),
        event.effective_status,
    )


def samples() -> Iterator[Sample]:
    """Yield each type of object for each type of event, and a feed of all zones over two years."""
    events = {zone: make(timed(datetime(2027, 7, 16, 15), zone)) for zone in ZONES}
    events["days"] = make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"))
    events["month"] = make(Month(2027, 12, "Europe/Zurich"))
    for name, event in events.items():
        yield Sample(f"{name} file", render_event_file(event), (entry(event),))
        feed = render_feed(
            [render_fragment(event)], "Europe/Zurich", "Events, all", "Of bodies; and more"
        )
        yield Sample(f"{name} feed", feed, (entry(event),))
        asked = render_request(event, ATTENDEE, ORGANIZER, **MESSAGE, replies=True)
        yield Sample(f"{name} request", asked, (entry(event),))
        gone = render_cancel(event, ATTENDEE, ORGANIZER, **MESSAGE)
        yield Sample(f"{name} cancel", gone, (entry(cancelled_event(event)),))
    for name, body, entries in _over_two_years():
        yield Sample(name, body, entries)


def _over_two_years() -> Iterator[tuple[str, bytes, tuple[Entry, ...]]]:
    every = []
    for zone in ZONES:
        for number, local in enumerate(_wall_clocks()):
            try:
                event = make(timed(local, zone), uid=f"{zone}-{number}@example.org")
            except InvalidInputError:
                continue  # A time that this zone skips or repeats.
            every.append(event)
            yield f"{zone} on {local}", render_event_file(event), (entry(event),)
    feed = render_feed(map(render_fragment, every), "Europe/Zurich", "All")
    yield "feed of all zones", feed, tuple(map(entry, every))


def _wall_clocks() -> Iterator[datetime]:
    day = date(2026, 1, 1)
    while day.year < 2028:
        yield datetime.combine(day, time((day.toordinal() * 5) % 24, 30))
        day += timedelta(days=23)
    # Days around the changes of Geneva and New York, and hours that Cairo and Santiago change at.
    for day in (date(2027, 3, 14), date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 31)):
        yield datetime.combine(day, time(8))
        yield datetime.combine(day, time(23, 15))


def of_chains() -> Iterator[Sample]:
    """Yield the messages to an attendee in twelve zones, from the e-mail and as a file."""
    for link in links():
        for source, body in (("mail", link.body), ("file", link.file)):
            yield Sample(f"{link.zone} {link.step}, {source}", body, (link.meant(body),))
    for step in dict.fromkeys(link.step for link in links()):
        of_step = [link for link in links() if link.step == step]
        feed = of_step[0].feed
        meant = {entry.uid: entry for entry in (link.meant(feed) for link in of_step)}
        in_order = tuple(meant[entry.uid] for entry in with_icalendar(feed))
        yield Sample(f"feed, {step}", feed, in_order)


def main() -> None:
    """Print the samples as JSON."""
    json.dump(
        [
            {
                "name": sample.name,
                "body": sample.body.decode(),
                "entries": [
                    {
                        **vars(one),
                        "start": one.start.isoformat(),
                        "end": one.end.isoformat(),
                    }
                    for one in sample.entries
                ],
            }
            for sample in (*samples(), *of_chains())
        ],
        sys.stdout,
    )


if __name__ == "__main__":
    main()
