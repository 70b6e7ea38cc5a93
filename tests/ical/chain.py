"""Messages to one attendee in twelve zones: invited, moved, cancelled and reinstated.

The product does it, on a database of its own and with the clock stopped: mails and public files are the real ones.
Each event is moved by two hours and a day, across a change of its zone's clocks where the zone has any.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, text

from tests.conftest import NOON, make_app
from tests.ical.parsers import Entry, with_icalendar
from webinars.accounts.organisers import add_organiser
from webinars.database import Base, db, transaction
from webinars.events import changes, creation, lifecycle
from webinars.events.details import EventDetails
from webinars.events.models import Event
from webinars.registrations.new_registration import register_attendee
from webinars.timezones import clock
from webinars.timezones.schedule import Timed
from webinars.worker.loop import deliver_once

STARTS = {
    "Africa/Cairo": datetime(2027, 10, 28, 15),
    "Africa/Casablanca": datetime(2027, 7, 16, 15),
    "Africa/Nairobi": datetime(2027, 7, 16, 15),
    "America/New_York": datetime(2027, 3, 13, 15),
    "America/Santiago": datetime(2027, 4, 3, 15),
    "America/Sao_Paulo": datetime(2027, 7, 16, 15),
    "Asia/Jerusalem": datetime(2027, 3, 25, 15),
    "Asia/Kathmandu": datetime(2027, 7, 16, 15),
    "Australia/Lord_Howe": datetime(2027, 4, 3, 15),
    "Europe/Dublin": datetime(2027, 3, 27, 15),
    "Europe/Moscow": datetime(2027, 7, 16, 15),
    "Europe/Zurich": datetime(2027, 10, 30, 15),
}
BY, LASTS, PAUSE = timedelta(days=1, hours=2), timedelta(minutes=90), timedelta(minutes=20)
STEPS = ("invited", "moved", "cancelled", "reinstated")


@dataclass(frozen=True)
class Link:
    """One step: the e-mail, the public file and feed, and the current naive local time."""

    zone: str
    step: str
    mail: EmailMessage
    file: bytes
    feed: bytes
    local: datetime

    @property
    def body(self) -> bytes:
        """Return the calendar part of the e-mail."""
        (part,) = (part for part in self.mail.walk() if part.get_content_type() == "text/calendar")
        return part.get_payload(decode=True)

    @property
    def attached(self) -> list[bytes]:
        """Return the attached calendar files."""
        parts = self.mail.walk()
        return [
            part.get_payload(decode=True)
            for part in parts
            if part.get_content_type() == "application/ics"
        ]

    def meant(self, body: bytes) -> Entry:
        """Return the expected entry: texts as icalendar parses them, times from the time zone database."""
        (result,) = (entry for entry in with_icalendar(body) if entry.uid == _uid_of(self.zone))
        begins, ends = (
            local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(ZoneInfo("UTC"))
            for local in (self.local, self.local + LASTS)
        )
        return replace(result, start=begins, end=ends)


@cache
def links() -> tuple[Link, ...]:
    """Return all steps in all zones, those of each zone in order."""
    try:
        with tempfile.TemporaryDirectory(prefix="webinars-test-chain-") as folder:
            app = make_app(Path(folder))
            with app.app_context():
                Base.metadata.create_all(db.engine)
                result = list(_played(app))
                db.session.remove()
                db.engine.dispose()
    finally:
        clock.go()
    return tuple(sorted(result, key=lambda link: link.zone))


def _played(app: Flask) -> Iterator[Link]:
    site = app.extensions["site"]
    clock.stop(NOON)
    _invite(site)
    with transaction() as session:
        # Tokens are random; these are the same in every run, so that bytes can be compared.
        session.execute(text("UPDATE capabilities SET seed = printf('%032x', id)"))
    seen: set[Path] = set()
    for step, change in zip(
        STEPS, (None, _move, lifecycle.cancel_event, lifecycle.restore_event), strict=True
    ):
        if change is not None:
            clock.advance(PAUSE)
            _all(change, site)
        while deliver_once(app):
            pass
        by = timedelta() if change is None else BY
        feed = app.test_client().get("/events.ics").data
        for uid, mail in _mailed(app, seen).items():
            slug = db.session.scalars(select(Event.slug).where(Event.uid == uid)).one()
            zone = uid.partition("@")[0]
            file = app.test_client().get(f"/events/{slug}.ics").data
            yield Link(zone, step, mail, file, feed, STARTS[zone] + by)


def _uid_of(zone: str) -> str:
    return f"{zone}@events.example.org"


def _details(zone: str, by: timedelta) -> EventDetails:
    start = STARTS[zone] + by
    return EventDetails(
        title=f"Access to justice; as seen from {zone}, and elsewhere",
        when=Timed(start, start + LASTS, zone),
        cities=("GVA", "NYC"),
        description="Straße, réunion; 会议 😀",
        meeting_url="https://rooms.example.org/secret-room",
    )


def _invite(site: object) -> None:
    with transaction() as session:
        host = add_organiser(
            session, email="amira@example.org", name="Amira Haddad", timezone="Europe/Zurich"
        )
        for zone in STARTS:
            event = creation.create_event(
                session, organiser=host, details=_details(zone, timedelta()), site=site
            )
            event.uid, event.reminders = _uid_of(zone), []
            lifecycle.publish_event(session, event.id, site)
            register_attendee(
                session, event_id=event.id, name="Åsa Öberg", email="asa@example.com",
                timezone="Europe/Stockholm", language="en",
            )  # fmt: skip


def _move(session: object, event_id: int, site: object) -> None:
    event = session.get_one(Event, event_id)
    details = _details(event.uid.partition("@")[0], BY)
    changes.change_event(session, event_id, details=details, revision=event.revision, site=site)


def _all(change: Callable[..., object], site: object) -> None:
    for number in db.session.scalars(select(Event.id)).all():
        with transaction() as session:
            change(session, number, site)


def _mailed(app: Flask, seen: set[Path]) -> dict[str, EmailMessage]:
    """Return the e-mails sent to the attendee since the last call, by UID."""
    files = sorted(set((Path(app.config["DATA_DIR"]) / "mail").glob("*.eml")) - seen)
    seen.update(files)
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    results = [(_uid(mail), mail) for mail in mails if "asa@example.com" in str(mail["To"])]
    assert len(results) == len(STARTS)
    return dict(results)


def _uid(mail: EmailMessage) -> str:
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    (event,) = Calendar.from_ical(part.get_payload(decode=True)).events
    return str(event["UID"])
