"""What must be true whatever was played: asked of the database, the mail server, the logs and the backup."""

import hashlib
import time
from collections import defaultdict
from types import SimpleNamespace

from sqlalchemy import create_engine, inspect, text

from tests.faults.invariants import broken
from webinars.outbox.topics import TOPICS, URGENT, Scope
from webinars.timezones import clock

DRAIN_SECONDS = 20
PER_MAILBOX = 20
# What is written to one mailbox about one event in an hour.
PER_EVENT = 3
DUE = "SELECT count(*) FROM messages WHERE state = 'queued' AND due_at < :now"
UNTOLD = """SELECT r.id, r.event_id, r.status, r.address, r.erased_at FROM registrations r WHERE NOT EXISTS (
SELECT 1 FROM messages m WHERE m.registration_id = r.id AND m.topic = 'registration.' || r.status)"""
SENT = """SELECT mail_id, topic, event_id, budget_group, budget_state, sent_at, client FROM messages
WHERE state = 'sent' AND mail_id <> ''"""


def rows(url, query, **values):
    """Return what a query finds."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]
    finally:
        engine.dispose()


def columns(url, table):
    """Return the names of a table's columns; none if there is no such table."""
    engine = create_engine(url)
    try:
        found = inspect(engine)
        if not found.has_table(table):
            return set()
        return {each["name"] for each in found.get_columns(table)}
    finally:
        engine.dispose()


def invariants(run, *, at_the_end=False):
    """Report what security.md's invariants find wrong; once all is quiet, what arrived as well."""
    server = run.stage.mail_server
    # Calendars know an address as it is stored, whatever capitals it was typed with.
    arrived = SimpleNamespace(taken=[(to.lower(), body) for to, body in list(server.taken)])
    # What arrived and has no row: the event was removed, or the server's answer was lost.
    said = {"sink": arrived, "in_flight": len(arrived.taken)} if at_the_end else {}
    for each in broken(run.stage.url, **said):
        detail = rows(run.stage.url, UNTOLD) if "nobody was told" in each else ""
        run.report(f"invariant: {each.lstrip('0123456789 ')}", f"{each} {detail}")


def untouched(run, event_id):
    """Return a digest of the rows of an event that nobody may touch."""
    parts = []
    for table, key in (
        ("events", "id"), ("registrations", "event_id"), ("questions", "event_id"),
        ("registration_kinds", "event_id"), ("invitees", "event_id"), ("delegations", "event_id"), ("comments", "event_id"),
    ):  # fmt: skip
        if columns(run.stage.url, table):
            parts += rows(
                run.stage.url, f"SELECT * FROM {table} WHERE {key} = :id ORDER BY 1", id=event_id
            )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def drain(run):
    """Wait until what is due has left, or for as long as that may take."""
    until = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < until:
        now = clock.now().replace(tzinfo=None).isoformat(" ")
        if not rows(run.stage.url, DUE, now=now)[0][0]:
            break
        time.sleep(0.5)
    time.sleep(1)
    run.mailroom.look()


def mailbox_of(address):
    """Return the mailbox that an address is a name of: without tag and capitals."""
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def budgets(run):
    """Report mailboxes that got more in the run, which is less than an hour, than the ledger allows.

    What is urgent leaves beyond its budget; e-mails of one group count as one.
    """
    sent = {mail_id: row for mail_id, *row in rows(run.stage.url, SENT)}
    boxes, events = defaultdict(set), defaultdict(set)
    for mail in run.mailroom.all:
        mail_id = str(mail.message["Message-ID"])
        topic, event_id, group, state, *_ = sent.get(mail_id, ("", None, "", ""))
        if not topic or topic in URGENT or state == "exempt":
            continue
        scopes, box = TOPICS[topic].scopes, mailbox_of(mail.to)
        if Scope.MAILBOX in scopes:
            boxes[box].add(group or mail_id)
        if Scope.EVENT in scopes:
            events[box, event_id or topic].add(group or mail_id)
    for box, found in boxes.items():
        if len(found) > PER_MAILBOX:
            run.report("a mailbox gets more than its budget", f"{box}: {len(found)}")
    for (box, about), found in events.items():
        if len(found) > PER_EVENT:
            what = f"{box}, event {about}: {sorted((*sent.get(each, ()), each) for each in found)}"
            run.report("an event writes to a mailbox beyond its budget", what)


def logs(run):
    """Report every secret in every log."""
    for name, said in run.stage.logged().items():
        for word, secret in run.secrets.found_in(said).items():
            at = said.find(word)
            # Titles that are public now stand in public addresses.
            if not secret.is_public:
                run.report(f"{secret.what} in {name}", said[max(0, at - 300) : at + 100])
        if "Traceback" in said:
            at = said.find("Traceback")
            run.report(f"a traceback in {name}", said[at : at + 3000])


def backup(run):
    """Report every link, cookie and key in an unencrypted backup; what people typed belongs there."""
    path = run.stage.folder / "backup"
    status, printed = run.stage.command("backup", str(path))
    if status != 0:
        run.report("webinars backup fails", f"{status} {printed}")
        return
    said = path.read_bytes().decode("latin-1")
    for word, secret in run.secrets.found_in(said).items():
        if secret.what.endswith(("link", "cookie", "session", "secret key", "reply address")):
            run.report(f"{secret.what} in a backup", word)
