"""Golden files of calendar objects, which show every change of their bytes.

Written anew, after looking at the differences, by: python -m tests.ical.golden
"""

from datetime import date, datetime
from pathlib import Path

from tests.ical.chain import links
from tests.ical.samples import ATTENDEE, MESSAGE, ORGANIZER, make, timed
from webinars.ical.feed import render_event_file, render_feed
from webinars.ical.itip import render_cancel, render_request
from webinars.ical.vevent import render_fragment
from webinars.timezones.schedule import Days, Month

FOLDER = Path(__file__).parent / "golden"
CHAINS = FOLDER / "chains"
ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/Moscow",
    "Europe/Zurich",
)


def objects() -> dict[str, bytes]:
    """Return the expected content of each file."""
    events = {zone: make(timed(datetime(2027, 7, 16, 15), zone)) for zone in ZONES}
    zurich = events["Europe/Zurich"]
    days = make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"))
    month = make(Month(2027, 12, "Europe/Zurich"))
    fragments = map(render_fragment, (*events.values(), days, month))
    files = {zone.replace("/", "-"): render_event_file(event) for zone, event in events.items()}
    return files | {
        "days": render_event_file(days),
        "month": render_event_file(month),
        "request": render_request(zurich, ATTENDEE, ORGANIZER, **MESSAGE, replies=True),
        "confirmation": render_request(zurich, ATTENDEE, ORGANIZER, **MESSAGE, replies=False),
        "cancel": render_cancel(zurich, ATTENDEE, ORGANIZER, **MESSAGE),
        "feed": render_feed(
            fragments,
            "Europe/Zurich",
            "Events; all, of us",
            "Coming events",
            source_url="https://events.example.org/events.ics",
        ),
    }


def chain(zone: str) -> bytes:
    """Return the calendar objects e-mailed to an attendee of an event in a zone, concatenated."""
    return b"".join(link.body for link in links() if link.zone == zone)


def chain_file(zone: str) -> Path:
    """Return the path of the golden file of a zone's messages."""
    return CHAINS / f"{zone.replace('/', '-')}.ics"


def main() -> None:
    """Write the files."""
    CHAINS.mkdir(parents=True, exist_ok=True)
    for name, body in objects().items():
        (FOLDER / f"{name}.ics").write_bytes(body)
    for zone in ZONES:
        chain_file(zone).write_bytes(chain(zone))


if __name__ == "__main__":
    main()
