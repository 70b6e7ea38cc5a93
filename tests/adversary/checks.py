"""What must be true whatever was played: asked of the database, the mail server, the logs and the backup."""

import hashlib
import time
from collections import Counter, defaultdict
from types import SimpleNamespace

from sqlalchemy import create_engine, inspect, text

from tests.faults.invariants import broken
from webinars.outbox.budgets import Budgets
from webinars.outbox.models import BudgetState
from webinars.outbox.topics import TOPICS, URGENT, Scope
from webinars.registrations.models import ACTIVE, Status
from webinars.registrations.rules import RUSH_BEGINS_AFTER, address_digest
from webinars.timezones import clock

DRAIN_SECONDS = 20
BUDGETS = Budgets()
# The domain of the addresses that the /64 registers.
NETWORK = "network.example"
DUE = "SELECT count(*) FROM messages WHERE state = 'queued' AND due_at < :now"
UNTOLD = """SELECT r.id, r.event_id, r.status, r.address, r.erased_at FROM registrations r WHERE NOT EXISTS (
SELECT 1 FROM messages m WHERE m.registration_id = r.id AND m.topic = 'registration.' || r.status)"""
REGISTRATIONS = "SELECT id, event_id, status, address FROM registrations"
# At events that confirm a registration at once.
UNVERIFIED = """SELECT r.id, e.id FROM events e JOIN registrations r ON r.event_id = e.id
WHERE e.capacity IS NULL AND NOT e.requires_approval AND r.address LIKE :address AND r.status = 'confirmed'
AND r.ends_at IS NULL AND r.verified_at IS NULL"""
SENT = """SELECT mail_id, topic, event_id, budget_group, budget_state, sent_at FROM messages
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
        inspector = inspect(engine)
        if not inspector.has_table(table):
            return set()
        return {column["name"] for column in inspector.get_columns(table)}
    finally:
        engine.dispose()


def invariants(run, *, at_the_end=False):
    """Report what security.md's invariants find wrong; once all is quiet, what arrived as well."""
    server = run.stage.mail_server
    # Calendars know an address as it is stored, whatever capitals it was typed with.
    arrived = SimpleNamespace(taken=[(to.lower(), body) for to, body in list(server.taken)])
    # What arrived and has no row: the event was removed, or the server's answer was lost.
    delivered = {"sink": arrived, "in_flight": len(arrived.taken)} if at_the_end else {}
    for violation in broken(run.stage.url, **delivered):
        detail = rows(run.stage.url, UNTOLD) if "nobody was told" in violation else ""
        run.report(f"invariant: {violation.lstrip('0123456789 ')}", f"{violation} {detail}")


def untouched(run, event_id):
    """Return a digest of the rows of an event that nobody may touch."""
    parts = []
    for table, key in (
        ("events", "id"), ("registrations", "event_id"), ("questions", "event_id"),
        ("registration_types", "event_id"), ("invitees", "event_id"), ("delegations", "event_id"), ("comments", "event_id"),
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
    """Report mailboxes that got more e-mails in the run, which is less than an hour, than their budgets allow.

    Urgent and exempt e-mails may exceed a budget; those of one group count as one. Budgets of clients are
    not checked, because the outbox forgets the client when it counts the e-mail.
    """
    sent = {mail_id: row for mail_id, *row in rows(run.stage.url, SENT)}
    counted = defaultdict(set)
    for mail in run.mailroom.all:
        mail_id = str(mail.message["Message-ID"])
        topic, event_id, group, state, *_ = sent.get(mail_id, ("", None, "", ""))
        if not topic or topic in URGENT or state == BudgetState.EXEMPT:
            continue
        box = mailbox_of(mail.to)
        about = {Scope.EVENT: event_id or topic, Scope.OFFERS: event_id}
        for scope in TOPICS[topic].scopes:
            if scope is not Scope.CLIENT:
                counted[scope, box, about.get(scope)].add(group or mail_id)
    for (scope, box, about), counted_mails in counted.items():
        if len(counted_mails) > BUDGETS.of(scope):
            what = f"{box} {about}: {sorted((*sent.get(counted_id, ()), counted_id) for counted_id in counted_mails)}"
            run.report(f"a mailbox gets more than its budget by {scope}", what)


def removed(run):
    """Report people whom an organiser removed, and who are registered again without having been restored."""
    known = rows(run.stage.url, REGISTRATIONS)
    states = {number: (event_id, status, address) for number, event_id, status, address in known}
    here = {
        (event_id, known_address)
        for _, event_id, status, address in known
        if status in ACTIVE and address
        for known_address in (address, address_digest(event_id, address))
    }
    for number in run.removed():
        # A deleted event has no rows.
        event_id, status, address = states.get(number, (0, Status.REFUSED, ""))
        if status != Status.REFUSED or (event_id, address) in here:
            run.report("a removed person is registered again", f"{number} {event_id} {status}")


def client_limits(run):
    """Report events at which one client has more unverified places than it may get in ten minutes.

    A run on one database is shorter than that.
    """
    unverified = rows(run.stage.url, UNVERIFIED, address=f"n%@{NETWORK}")
    held = Counter(event_id for number, event_id in unverified if number not in run.restored)
    for event_id, number in held.items():
        if number > RUSH_BEGINS_AFTER:
            run.report("one client has too many unverified places", f"event {event_id}: {number}")


def logs(run):
    """Report every secret in every log."""
    for name, log in run.stage.logged().items():
        for word, secret in run.secrets.found_in(log).items():
            at = log.find(word)
            # Titles that are public now stand in public addresses.
            if not secret.is_public:
                run.report(f"{secret.what} in {name}", log[max(0, at - 300) : at + 100])
        if "Traceback" in log:
            at = log.find("Traceback")
            run.report(f"a traceback in {name}", log[at : at + 3000])


def backup(run):
    """Report every link, cookie and key in an unencrypted backup; what people typed belongs there."""
    path = run.stage.folder / "backup"
    status, printed = run.stage.command("backup", str(path))
    if status != 0:
        run.report("webinars backup fails", f"{status} {printed}")
        return
    content = path.read_bytes().decode("latin-1")
    for word, secret in run.secrets.found_in(content).items():
        if secret.what.endswith(("link", "cookie", "session", "secret key", "reply address")):
            run.report(f"{secret.what} in a backup", word)
