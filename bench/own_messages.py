"""A message of an organiser to many registrants: pressed, queued, and confirmations meanwhile.

Usage: own_messages.py COUNT, with the settings of an installation. Prints one line of JSON.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from bench import databases, fill
from bench.mail import NO_BUDGETS
from bench.processes import (
    BenchError,
    answer,
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
from webinars.app import create_app
from webinars.capabilities import link_creation
from webinars.capabilities.link_purposes import OF_REGISTRATION
from webinars.commands.installation import open_app
from webinars.database import db, transaction
from webinars.event_messages import message_editing, sending
from webinars.event_messages.message_editing import MessageDetails
from webinars.event_messages.models import EventMessage
from webinars.event_messages.recipients import Audience
from webinars.event_messages.send_times import SendTime
from webinars.events.models import Event
from webinars.outbox.models import Message, MessageState
from webinars.outbox.topics import OWN_MESSAGE
from webinars.registrations.models import Registration
from webinars.registrations.new_registration import register_attendee
from webinars.registrations.status import Status
from webinars.timezones import clock

TEXT = "Dear {name},\n\nplease bring the papers of {event} on {date}: {manage_link}\n\nThank you."
ROWS_TOGETHER = 2000
# Between two registrations, and after the last recipient was queued.
PAUSE, AFTERWARDS = 1.0, 15.0
LONGEST_SECONDS = 300.0
# What is promised for 100,000 recipients.
MOST_PRESS, MOST_QUEUED, MOST_MEMORY, MOST_CONFIRMED = 2.0, 60.0, 60.0, 10.0


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures of one kind of database."""
    place = folder / "own-messages"
    place.mkdir()
    port, log = free_port(), place / "own-messages.log"
    with (
        running(python("-m", "bench.sink", str(port)), {}, log) as sink,
        databases.database(kind, place) as url,
    ):
        answer(sink)
        settings = {
            **settings_of(url, place),
            **NO_BUDGETS,
            "WEBINARS_SMTP_URL": f"smtp://127.0.0.1:{port}",
        }
        command = python("-m", "bench.own_messages", str(size.recipients))
        figures: dict[str, Any] = outcome(command, settings, log)
    return figures


def lines(kind: str, figures: Mapping[str, float]) -> Iterator[str]:
    """Return the lines of the table."""
    yield ""
    yield f"message to {figures['recipients']:.0f} on {kind}, promised / measured"
    for label, most, name in (
        ("press, s", MOST_PRESS, "press_s"),
        ("all queued, s", MOST_QUEUED, "queued_s"),
        ("memory of the worker, MiB more", MOST_MEMORY, "memory_mib"),
        ("longest confirmation meanwhile, s", MOST_CONFIRMED, "confirmed_s"),
    ):
        over = "" if figures[name] <= most else "  over"
        yield f"{label:<36}{most:>8.1f}  {figures[name]:>8.2f}{over}"
    yield (
        f"{'CPU of the worker until queued, s':<46}{figures['cpu_s']:>8.2f}; "
        f"{figures['confirmations']:.0f} confirmations, {figures['sent']:.0f} e-mails of it had left"
    )


def main(count: str) -> None:
    """Fill the database, send the message, watch a worker, and print the figures."""
    app = create_app()
    with open_app(app):
        slug = fill.events(app, 2)["rush"]
        event_id = db.session.scalars(select(Event.id).where(Event.slug == slug)).one()
        _fill(event_id, int(count))
        fill.analyze()
        result = _measured(event_id)
    sys.stdout.write(json.dumps({"recipients": int(count), **result}) + "\n")


def _fill(event_id: int, count: int) -> None:
    """Register many people whose confirmations were sent and purged."""
    now, numbers = clock.now(), iter(range(count))
    while turns := list(islice(numbers, ROWS_TOGETHER)):
        with transaction() as session:
            rows = [
                {
                    "event_id": event_id,
                    "status": Status.CONFIRMED,
                    "name": f"Ana Example {turn}",
                    "email": f"ana-{turn}@example.org",
                    "address": f"ana-{turn}@example.org",
                    "timezone": "America/New_York",
                    "language": "en",
                    "verified_at": now,
                    "created_at": now,
                    "status_at": now,
                }
                for turn in turns
            ]
            ids = session.scalars(insert(Registration).returning(Registration.id), rows).all()
            link_creation.issue_links(session, OF_REGISTRATION, [(one, event_id) for one in ids])


def _measured(event_id: int) -> dict[str, float]:
    with running(webinars("worker"), dict(os.environ)) as worker:
        # The first e-mails load what e-mails need.
        for turn in range(3):
            wait_until_sent(register_one(event_id, f"first-{turn}"))
        pids = family(worker.pid)
        peak, used = peak_mib(pids), cpu_seconds(pids)
        started = time.monotonic()
        number = _press(event_id)
        press = time.monotonic() - started
        queued, cpu, waits = 0.0, 0.0, list[float]()
        while not queued or time.monotonic() - started < queued + AFTERWARDS:
            waits.append(wait_until_sent(register_one(event_id, f"later-{len(waits)}")))
            if not queued and _is_queued(number):
                queued, cpu = time.monotonic() - started, cpu_seconds(pids) - used
            time.sleep(PAUSE)
        return {
            "press_s": press,
            "queued_s": queued,
            "cpu_s": cpu,
            "memory_mib": peak_mib(pids) - peak,
            "confirmed_s": max(waits),
            "confirmations": len(waits),
            "sent": _sent(),
        }


def _press(event_id: int) -> int:
    """Write and send the message; return its id."""
    with transaction() as session:
        organiser_id = session.get_one(Event, event_id).organiser_id
        details = MessageDetails("Papers for {event}", TEXT, Audience())
        message = message_editing.create_message(
            session, event_id, details, organiser_id=organiser_id
        )
        sending.send_message(session, event_id, message.id, SendTime(), revision=1)
        return message.id


def register_one(event_id: int, name: str) -> int:
    """Register a person as the form does; return the registration's id."""
    with transaction() as session:
        return register_attendee(
            session,
            event_id=event_id,
            name=name,
            email=f"{name}@example.org",
            affiliation="",
            timezone="Europe/Zurich",
            language="en",
        ).id


def wait_until_sent(registration_id: int) -> float:
    """Return after how many seconds the confirmation of a registration was sent."""
    started = time.monotonic()
    wanted = select(Message.state).where(
        Message.registration_id == registration_id, Message.topic == "registration.confirmed"
    )
    while time.monotonic() - started < LONGEST_SECONDS:
        state = db.session.scalar(wanted)
        db.session.rollback()
        if state is MessageState.SENT:
            return time.monotonic() - started
        time.sleep(0.05)
    raise BenchError("a confirmation was not sent")


def _is_queued(number: int) -> bool:
    queued_at = db.session.scalar(select(EventMessage.queued_at).where(EventMessage.id == number))
    db.session.rollback()
    return queued_at is not None


def _sent() -> int:
    own = Message.topic == OWN_MESSAGE, Message.state == MessageState.SENT
    return db.session.scalar(select(func.count()).select_from(Message).where(*own)) or 0


def peak_mib(pids: list[int]) -> float:
    """Return the most memory that processes have had, in MiB."""
    statuses = [Path(f"/proc/{pid}/status").read_text(encoding="utf-8") for pid in pids]
    peaks = [line.split()[1] for one in statuses for line in one.split("\n") if "VmHWM" in line]
    return sum(map(int, peaks)) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
