"""Rescheduling notifies many registrants, while someone registers and the time changes again."""

import re
import time
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from sqlalchemy import select

from tests.faults.clients import OrganiserClient, addresses
from tests.faults.installation import on_database, scaled, wait_until
from tests.faults.invariants import entries
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.models import Capability, CapabilityToken
from webinars.capabilities.tokens import digest_of
from webinars.database import transaction
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.registrations.models import Registration
from webinars.timezones import clock
from webinars.timezones.schedule import Timed

PEOPLE, MOST_SECONDS = scaled(10, 10_000), scaled(120, 1800)
ALL = list(addresses(0, PEOPLE))
FEW = ALL[:1000]
LATER = Timed(datetime(2027, 7, 16, 17), datetime(2027, 7, 16, 18, 30), "Europe/Zurich")
LATEST = Timed(datetime(2027, 7, 16, 19), datetime(2027, 7, 16, 20, 30), "Europe/Zurich")

START_OF_LATER, START_OF_LATEST = "20270716170000", "20270716190000"


def reschedule(installation, when):
    """Reschedule the event; return the seconds it took."""
    with installation.app.app_context():
        begun = time.monotonic()
        with transaction() as session:
            event = session.get_one(Event, installation.event_id)
            details = EventDetails(
                title=event.title,
                when=when,
                cities=("GVA",),
                notification_mode=NotificationMode.NEVER,
            )
            change_event(session, event.id, details=details, revision=event.revision,
                         site=installation.app.extensions["site"])  # fmt: skip
        took = time.monotonic() - begun
        installation.close_connections()
    return took


def resident_memory(process):
    """Return the resident memory of a process in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024


def misdirected_links(installation, taken):
    """Return the recipients of a personal link that is not theirs."""
    with installation.app.app_context():
        with transaction() as session:
            owners = dict(
                session.execute(
                    select(CapabilityToken.digest, Registration.address)
                    .join(Capability, Capability.id == CapabilityToken.capability_id)
                    .join(Registration, Registration.id == Capability.registration_id)
                    .where(Capability.purpose == Purpose.MANAGE)
                ).all()
            )
        installation.close_connections()
    wrong = []
    for to, body in taken:
        letter = message_from_bytes(body, policy=policy.default).get_body(("plain",)).get_content()
        links = re.findall(r"/registrations/([\w.-]+)", letter)
        if not links or any(owners[digest_of(Purpose.MANAGE, link)] != to for link in links):
            wrong.append(to)
    return wrong


@on_database("postgresql")
def test_rescheduling_notifies_all_registrants_in_time(installation, sink, figure):
    installation.set_up(notification_mode=NotificationMode.NEVER)
    installation.register_directly(ALL)
    worker = installation.start_worker()
    wait_until(installation.is_idle, MOST_SECONDS)

    with installation.serving() as (server, crowd):
        host = OrganiserClient(installation, crowd.port)
        before, served, first = resident_memory(worker), resident_memory(server), len(sink.taken)
        shown = host.reschedule(installation.event_id, LATER, "save")
        saved = host.reschedule(installation.event_id, LATER, "tell")
        begun, served = time.monotonic(), resident_memory(server) - served
    assert (shown.status, saved.status) == (200, 303)
    assert f"{PEOPLE} people will be notified of this change" in shown.text
    wait_until(lambda: len(sink.taken) > first, MOST_SECONDS, 0.01)
    installation.register_directly(["newcomer@example.org"])
    came = time.monotonic()
    wait_until(
        lambda: any(to == "newcomer@example.org" for to, _ in sink.taken[first:]),
        MOST_SECONDS,
        0.01,
    )
    waited = time.monotonic() - came
    wait_until(installation.is_idle, MOST_SECONDS)
    notified, grown, second = (
        time.monotonic() - begun,
        resident_memory(worker) - before,
        len(sink.taken),
    )

    figure("rescheduling", f"{PEOPLE} told of a new time within 300 s", f"{notified:.1f} s")
    figure("rescheduling", "what follows is shown, and all of it saved, within 2 s each",
           f"{shown.seconds:.2f} s, {saved.seconds:.2f} s")  # fmt: skip
    figure("rescheduling", "who registers meanwhile is confirmed within 10 s", f"{waited:.1f} s")
    figure("rescheduling", "worker and server grow by 150 MiB at most", f"{grown} and {served} MiB")
    calendars = entries(sink.taken)
    assert len({uid for _, uid in calendars}) == 1
    assert {to: sequences(notified) for (to, _), notified in calendars.items()} == {
        **{name: [0, 1] for name in ALL},
        "newcomer@example.org": [1],
    }
    assert misdirected_links(installation, sink.taken[first:second]) == []
    assert installation.invariant_violations(sink=sink, late=clock.now()) == []


@on_database("sqlite")
def test_second_rescheduling_supersedes_the_first(installation, sink, figure):
    installation.set_up(notification_mode=NotificationMode.NEVER)
    installation.register_directly(FEW)
    installation.start_worker()
    wait_until(installation.is_idle, MOST_SECONDS)
    first = len(sink.taken)

    reschedule(installation, LATER)
    wait_until(lambda: len(sink.taken) > first, MOST_SECONDS, 0.01)
    reschedule(installation, LATEST)
    second = len(sink.taken)
    wait_until(installation.is_idle, MOST_SECONDS)

    calendars = entries(sink.taken)
    starts = {to: [start for _, start in notified] for (to, _), notified in calendars.items()}
    repeated = sum(start.count(START_OF_LATEST) > 1 for start in starts.values())
    stale = sum(
        START_OF_LATER in [start for _, start in notified]
        for notified in entries(sink.taken[second:]).values()
    )
    # Recipients whose message is being sent receive the latest state after both changes.
    figure("rescheduling", f"a second change while {len(FEW)} are told: the newest last, few stale",
           f"{second - first} had heard, {stale} stale, {repeated} heard it twice")  # fmt: skip
    assert set(starts) == set(FEW)
    assert {start[-1] for start in starts.values()} == {START_OF_LATEST}
    assert installation.invariant_violations(sink=sink, late=clock.now()) == []


def sequences(notified):
    """Return the SEQUENCE numbers of a calendar's messages."""
    return [sequence for sequence, _ in notified]
