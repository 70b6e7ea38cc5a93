"""Many invitees accept in their calendars at once: the mail server hands over all replies by LMTP.

Usage: acceptances.py PEOPLE PLACES, with the settings of an installation. Prints one line of JSON.
"""

import json
import os
import smtplib
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from bench import databases, fill
from bench.processes import (
    BenchError,
    cpu_seconds,
    family,
    free_port,
    outcome,
    python,
    running,
    webinars,
)
from bench.rows import settings_of
from bench.sizes import Size
from webinars.access.models import Invitee
from webinars.app import create_app
from webinars.capabilities.live_links import LiveLinks
from webinars.commands.installation import open_app
from webinars.database import db, transaction
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.registrations.models import Registration
from webinars.replies.reply_address import address_with_token
from webinars.scheduling.models import Invitation, ItipMethod
from webinars.timezones import clock

REPLY_ADDRESS = "rsvp@events.example.org"
CONNECTIONS = 8
START_SECONDS = 300  # of a busy machine
# What is promised for 5,000 acceptances for 300 places.
MOST_SECONDS = 300.0
REPLY = """From: {email}\r
To: {to}\r
Subject: Accepted\r
Message-ID: <{number}.accepted@example.org>\r
Content-Type: text/calendar; charset=UTF-8; method=REPLY\r
\r
BEGIN:VCALENDAR\r
PRODID:-//Example//Calendar//EN\r
VERSION:2.0\r
METHOD:REPLY\r
BEGIN:VEVENT\r
UID:{uid}\r
SEQUENCE:0\r
DTSTAMP:{stamp}\r
ORGANIZER:mailto:{to}\r
ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana:mailto:{email}\r
END:VEVENT\r
END:VCALENDAR\r
"""


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures of one kind of database."""
    place = folder / "acceptances"
    place.mkdir()
    people, places = size.acceptances
    with databases.database(kind, place) as url:
        settings = {**settings_of(url, place), "WEBINARS_REPLY_ADDRESS": REPLY_ADDRESS}
        command = python("-m", "bench.acceptances", str(people), str(places))
        figures: dict[str, Any] = outcome(command, settings, place / "acceptances.log")
    return figures


def lines(kind: str, figures: Mapping[str, float]) -> Iterator[str]:
    """Return the lines of the table."""
    seconds = figures["seconds"]
    yield ""
    yield (
        f"{figures['people']:.0f} acceptances for {figures['places']:.0f} places by LMTP on {kind}: "
        f"{seconds:.1f} s (≤ {MOST_SECONDS:.0f} {'ok' if seconds <= MOST_SECONDS else 'over'}), "
        f"CPU of the reader {figures['cpu_ms']:.1f} ms each; {figures['confirmed']:.0f} confirmed, "
        f"{figures['waiting']:.0f} waiting, {figures['emails']:.0f} e-mails queued"
    )


def main(people: str, places: str) -> None:
    """Fill the database, hand over the replies, and print the figures."""
    app = create_app()
    with open_app(app):
        slug = fill.events(app, 2)["rush"]
        mails = invited_people(slug, int(people), int(places), app.extensions["site"].keys)
        fill.analyze()
        figures = _measured(mails)
        figures |= _counted(slug)
    expected = min(int(people), int(places))
    if (figures["confirmed"], figures["waiting"]) != (expected, int(people) - expected):
        raise BenchError(f"of {people} for {places}: {figures}")
    sys.stdout.write(json.dumps({"people": int(people), "places": int(places), **figures}) + "\n")


def invited_people(
    slug: str, people: int, places: int, keys: Sequence[str]
) -> list[tuple[str, bytes]]:
    """Invite people whose invitations have left; return their replies, each with its recipient."""
    now = clock.now()
    with transaction() as session:
        event = session.scalars(select(Event).where(Event.slug == slug)).one()
        event.capacity = places
        addresses = [f"ana-{number}@example.org" for number in range(people)]
        session.execute(
            insert(Invitee),
            [
                {
                    "event_id": event.id,
                    "name": "Ana Example",
                    "email": address,
                    "address": address,
                    "language": "en",
                    "created_at": now,
                    "invited_at": now,
                    "is_invited_by_calendar": True,
                }
                for address in addresses
            ],
        )
        session.execute(
            insert(Invitation),
            [
                {
                    "event_id": event.id,
                    "message_id": -number - 1,
                    "address": address,
                    "method": ItipMethod.REQUEST,
                    "sequence": event.sequence,
                    "created_at": now,
                }
                for number, address in enumerate(addresses)
            ],
        )
        event_id, uid = event.id, event.uid
    return _replies(event_id, uid, addresses, keys)


def _replies(
    event_id: int, uid: str, addresses: Sequence[str], keys: Sequence[str]
) -> list[tuple[str, bytes]]:
    stamp = f"{clock.now():%Y%m%dT%H%M%SZ}"
    with transaction() as session:
        links = LiveLinks(session, keys)
        links.read_replies((event_id, address) for address in addresses)
        mails = []
        for number, email in enumerate(addresses):
            to = address_with_token(REPLY_ADDRESS, links.reply_token(event_id, email))
            text = REPLY.format(email=email, to=to, number=number, uid=uid, stamp=stamp)
            mails.append((to, text.encode()))
        links.record_tokens()
    return mails


def _measured(mails: Sequence[tuple[str, bytes]]) -> dict[str, float]:
    """Hand all replies over, by several connections at once; return how long it took."""
    port = free_port()
    with running(webinars("replies", "--lmtp", f"127.0.0.1:{port}"), dict(os.environ)) as reader:
        _wait_for(port)
        pids = family(reader.pid)
        used, started = cpu_seconds(pids), time.monotonic()
        shares = [mails[first::CONNECTIONS] for first in range(CONNECTIONS)]
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            for future in [pool.submit(_hand_over, port, share) for share in shares]:
                future.result()
        seconds, used = time.monotonic() - started, cpu_seconds(pids) - used
    return {"seconds": seconds, "cpu_ms": 1000 * used / len(mails)}


def _hand_over(port: int, mails: Sequence[tuple[str, bytes]]) -> None:
    """Pass e-mails to the reader by one connection; it raises for one that is not accepted."""
    with smtplib.LMTP("127.0.0.1", port) as connection:
        for recipient, raw in mails:
            connection.sendmail("", [recipient], raw)


def _wait_for(port: int) -> None:
    started = time.monotonic()
    while time.monotonic() - started < START_SECONDS:
        with suppress(OSError, smtplib.SMTPException), smtplib.LMTP("127.0.0.1", port):
            return
        time.sleep(0.05)
    raise BenchError("the reader of replies does not answer")


def _counted(slug: str) -> dict[str, int]:
    """Return how many registrations of each status an event has, and how many e-mails are queued for them."""
    event_id = db.session.scalar(select(Event.id).where(Event.slug == slug))
    counts: dict[str, int] = {}
    for status in ("confirmed", "waiting"):
        of_status = Registration.event_id == event_id, Registration.status == status
        counts[status] = db.session.scalar(select(func.count()).where(*of_status)) or 0
    queued = Message.event_id == event_id, Message.registration_id.is_not(None)
    counts["emails"] = db.session.scalar(select(func.count()).where(*queued)) or 0
    db.session.rollback()
    return counts


if __name__ == "__main__":
    main(*sys.argv[1:])
