"""Checks that hold after any sequence of actions: database, mail server, logs and backup."""

import hashlib
import sys
import time
from collections import Counter, defaultdict

from sqlalchemy import create_engine, inspect, text

from tests.faults.invariants import invariant_violations
from webinars.commands.installation import load_settings
from webinars.outbox.email_budgets import budgets_from_config
from webinars.outbox.models import BudgetState
from webinars.outbox.topics import TOPICS, URGENT, Scope
from webinars.registrations.address_digest import address_digest
from webinars.registrations.client_limits import RUSH_BEGINS_AFTER
from webinars.registrations.status import ACTIVE, Status
from webinars.timezones import clock

DRAIN_SECONDS = 20
BUDGETS = budgets_from_config(load_settings())
# Domain of the addresses that the /64 registers.
NETWORK_DOMAIN = "network.example"
# Those behind a message that is tried again later wait for it.
DUE = """SELECT count(*) FROM messages m WHERE state = 'queued' AND due_at < :now AND NOT EXISTS (
SELECT 1 FROM messages e WHERE e.ordering_key = m.ordering_key AND e.id < m.id AND e.state = 'queued'
AND e.due_at >= :now)"""
UNTOLD = """SELECT r.id, r.event_id, r.status, r.address, r.erased_at FROM registrations r WHERE NOT EXISTS (
SELECT 1 FROM messages m WHERE m.registration_id = r.id AND m.topic = 'registration.' || r.status)"""
REGISTRATIONS = "SELECT id, event_id, status, address FROM registrations"
# At events that confirm registrations at once.
UNVERIFIED = """SELECT r.id, e.id FROM events e JOIN registrations r ON r.event_id = e.id
WHERE e.capacity IS NULL AND NOT e.requires_approval AND r.address LIKE :address AND r.status = 'confirmed'
AND r.ends_at IS NULL AND r.verified_at IS NULL"""
SENT = """SELECT mail_id, topic, event_id, budget_group, budget_state, sent_at FROM messages
WHERE state = 'sent' AND mail_id <> ''"""


def rows(url, query, **values):
    """Return the rows of a query."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]
    finally:
        engine.dispose()


def columns(url, table):
    """Return the column names of a table; empty if the table does not exist."""
    engine = create_engine(url)
    try:
        inspector = inspect(engine)
        if not inspector.has_table(table):
            return set()
        return {column["name"] for column in inspector.get_columns(table)}
    finally:
        engine.dispose()


class Arrived:
    """E-mails that arrived so far, by recipient as stored: in lower case.

    They are read after the database: an e-mail that the worker sends meanwhile arrives before it is marked.
    """

    def __init__(self, server):
        self._server = server

    @property
    def taken(self):
        return [(to.lower(), body) for to, body in list(self._server.taken)]


def check_invariants(run, *, at_the_end=False):
    """Report violated invariants (docs/adversary.md); at the end, compare delivered e-mail as well."""
    # Delivered without a row: the event was deleted, or the server's response was lost.
    arrived = Arrived(run.installation.mail_server)
    delivered = {"sink": arrived, "in_flight": sys.maxsize} if at_the_end else {}
    for violation in invariant_violations(run.installation.url, **delivered):
        detail = rows(run.installation.url, UNTOLD) if "nobody was told" in violation else ""
        run.report(f"invariant: {violation.lstrip('0123456789 ')}", f"{violation} {detail}")


def event_digest(run, event_id):
    """Return a digest of all rows of an event."""
    parts = []
    for table, key in (
        ("events", "id"), ("registrations", "event_id"), ("questions", "event_id"),
        ("registration_types", "event_id"), ("invitees", "event_id"), ("delegations", "event_id"), ("comments", "event_id"),
    ):  # fmt: skip
        if columns(run.installation.url, table):
            parts += rows(
                run.installation.url,
                f"SELECT * FROM {table} WHERE {key} = :id ORDER BY 1",
                id=event_id,
            )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def wait_until_drained(run):
    """Wait until no due message is queued, up to a timeout."""
    until = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < until:
        now = clock.now().replace(tzinfo=None).isoformat(" ")
        if not rows(run.installation.url, DUE, now=now)[0][0]:
            break
        time.sleep(0.5)
    time.sleep(1)
    run.mailbox.poll()


def mailbox_of(address):
    """Return the mailbox of an address, without its tag and in lower case."""
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def check_budgets(run):
    """Report mailboxes that received more e-mails than their hourly budgets; a run is shorter than an hour.

    Urgent and exempt e-mails may exceed a budget; those of one group count as one. Budgets of clients are
    not checked, because the outbox does not store the client with the message.
    """
    sent = {mail_id: row for mail_id, *row in rows(run.installation.url, SENT)}
    counted = defaultdict(set)
    for mail in run.mailbox.all:
        mail_id = str(mail.message["Message-ID"])
        topic, event_id, group, state, *_ = sent.get(mail_id, ("", None, "", ""))
        if not topic or topic in URGENT or state == BudgetState.EXEMPT:
            continue
        box = mailbox_of(mail.to)
        about = {
            Scope.EVENT: event_id or topic,
            Scope.OFFERS: event_id,
            Scope.OWN_MESSAGES: event_id,
        }
        for scope in TOPICS[topic].scopes:
            if scope is not Scope.CLIENT:
                counted[scope, box, about.get(scope)].add(group or mail_id)
    for (scope, box, about), counted_mails in counted.items():
        if len(counted_mails) > BUDGETS.of(scope):
            detail = f"{box} {about}: {sorted((*sent.get(counted_id, ()), counted_id) for counted_id in counted_mails)}"
            run.report(f"a mailbox gets more than its budget by {scope}", detail)


def check_removals(run):
    """Report removed registrants who are registered again without having been restored."""
    known = rows(run.installation.url, REGISTRATIONS)
    states = {
        registration_id: (event_id, status, address)
        for registration_id, event_id, status, address in known
    }
    here = {
        (event_id, known_address)
        for _, event_id, status, address in known
        if status in ACTIVE and address
        for known_address in (address, address_digest(event_id, address))
    }
    for registration_id in run.removed_registration_ids():
        # A deleted event has no rows.
        event_id, status, address = states.get(registration_id, (0, Status.REFUSED, ""))
        if status != Status.REFUSED or (event_id, address) in here:
            run.report(
                "a removed person is registered again", f"{registration_id} {event_id} {status}"
            )


def check_client_limits(run):
    """Report events where one client has more unverified registrations than it may get in ten minutes.

    A run on one database is shorter than that.
    """
    unverified = rows(run.installation.url, UNVERIFIED, address=f"n%@{NETWORK_DOMAIN}")
    held = Counter(
        event_id for registration_id, event_id in unverified if registration_id not in run.restored
    )
    for event_id, count in held.items():
        if count > RUSH_BEGINS_AFTER:
            run.report("one client has too many unverified places", f"event {event_id}: {count}")


def check_logs(run):
    """Report secrets and tracebacks in the logs."""
    for name, log in run.installation.logged().items():
        for word, secret in run.secrets.find_in(log).items():
            at = log.find(word)
            # Published titles are part of public URLs.
            if not secret.is_public:
                run.report(f"{secret.description} in {name}", log[max(0, at - 300) : at + 100])
        if "Traceback" in log:
            at = log.find("Traceback")
            run.report(f"a traceback in {name}", log[at : at + 3000])


def check_backup(run):
    """Report links, cookies and keys in an unencrypted backup; text that people entered belongs there."""
    path = run.installation.folder / "backup"
    status, printed = run.installation.command("backup", str(path))
    if status != 0:
        run.report("webinars backup fails", f"{status} {printed}")
        return
    content = path.read_bytes().decode("latin-1")
    for word, secret in run.secrets.find_in(content).items():
        if secret.description.endswith(
            ("link", "cookie", "session", "secret key", "reply address")
        ):
            run.report(f"{secret.description} in a backup", word)
