"""Every statement of every list is answered from an index, on filled databases of both kinds.

No large table is scanned, no more than a page is sorted, and few rows are read.
"""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, literal, select, text

from tests.conftest import NOON
from tests.events.many_events import EVENTS, add_events, copy_rows
from tests.statements import sent_statements, sqlite_steps
from webinars.access.models import Delegation, Invitee
from webinars.accounts.models import Organiser
from webinars.comments.models import Comment
from webinars.comments.state import CommentState
from webinars.database import db, transaction
from webinars.events.enums import EventState, Listing
from webinars.events.history.stored_revisions import Revision, Subject
from webinars.events.listing import branch_ranges, month_events
from webinars.events.models import RegistrationType, Series
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.web.core import current_caches

NUMBER = 2000
PAGE = 120  # the longest: the texts that a search compares, and one more than any page
MOST_ROWS, MOST_STEPS = 1500, 20_000
LARGE = {"events", "registrations", "messages", "comments", "invitees", "revisions"}
PUBLIC_LISTS = {
    "list": "/",
    "month": "/?month=2027-01",
    "month of a series": "/?month=2027-01&series=trade",
    "month of a format": "/?month=2027-01&format=hybrid",
    "past of a month": "/?past=1&month=2026-09",
    "past of a coming month": "/?past=1&month=2027-01",
    "series": "/?series=trade",
    "format": "/?format=hybrid",
    "past": "/?past=1",
    "past of a series": "/?past=1&series=trade",
    "past of a format": "/?past=1&format=online",
    "series of a page": "/series/trade",
    "month view": "/?view=month&month=2027-01",
    "month view of the past": "/?view=month&month=2026-09",
    "month view of a series": "/?view=month&month=2027-01&series=trade",
    "month view of a search": "/?view=month&month=2027-01&q=webinar",
    "new since": "/?since=2026-11-01",
    "new since, of a format": "/?since=2026-11-01&format=hybrid",
    "new since, of a series": "/?since=2026-11-01&series=trade",
    "new since, search without result": "/?since=2026-11-01&q=nothing",
    "series of drafts": "/?series=secret",
    "series of drafts by a word of its name": "/?series=secr",
    "search": "/?q=kigali",
    "search of a common word": "/?q=webinar",
    "search without result": "/?q=nothing",
    "search of the past": "/?q=kigali&past=1",
}
# Of few bodies and of many, which are read in other ways.
BRANCH_LISTS = {
    "month view of a branch": "/?view=month&month=2027-01&series=trade&branch=1",
    "new since, of a branch": "/?since=2026-11-01&series=trade&branch=1",
    "search of a body": "/?q=trade",
}
# PostgreSQL loads a page of them by reading all of so small a table; test_list_growth.py counts what it reads.
OF_SQLITE = {
    "branch": "/?series=trade&branch=1",
    "past of a branch": "/?series=trade&branch=1&past=1",
    "month of a branch": "/?series=trade&branch=1&month=2027-01",
    "search of a branch": "/?q=kigali&series=trade&branch=1",
}
ORGANISER_LISTS = {
    "home": "/organise",
    "own events": "/organise/events",
    "own drafts": "/organise/events?state=draft",
    "own upcoming events": "/organise/events?state=upcoming",
    "own past events": "/organise/events?state=past",
    "own past events, oldest first": "/organise/events?state=past&sort=reversed",
    "own cancelled events": "/organise/events?state=cancelled",
    "events of the account alone": "/organise/events?whose=own",
    "own events of a series": "/organise/events?series={series_id}",
    "search of own events": "/organise/events?q=kigali",
    "search of own events without result": "/organise/events?q=nothing&whose=own",
    "registrations": "/organise/events/{id}/registrations",
    "waiting registrations": "/organise/events/{id}/registrations?state=waiting",
    "refused registrations": "/organise/events/{id}/registrations?state=refused",
    "registrations without a type": "/organise/events/{id}/registrations?registration_type=none",
    "registrations of a type": "/organise/events/{id}/registrations?registration_type=1",
    "waiting list": "/organise/events/{id}/waiting-list",
    "messages": "/organise/events/{id}/emails",
    "history": "/organise/events/{id}/history",
    "questions received": "/organise/events/{id}/comments",
    "delegations": "/organise/events/{id}/delegations",
    "organisers": "/organise/people",
}
# Columns in which the copy of an event differs that is a draft.
AS_DRAFT = {
    "state": literal(EventState.DRAFT.value),
    "listing": literal(Listing.NONE.value),
    "slug": literal("draft-") + EVENTS.c.slug,
    "uid": literal("draft-") + EVENTS.c.uid,
}
REVISED = {
    Subject.EVENT: {"title": "After", "state": "draft", "when": [], "span": []},
    Subject.REGISTRATION: {"status": "confirmed", "cancel_reason": ""},
}
NEXT = re.compile(r'href="([^"]+)" rel="next"')


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = (
        request.getfixturevalue("new_postgres_tables_url") if request.param == "postgresql" else ""
    )
    return {"DATABASE_URL": url}


@pytest.fixture
def event_id(clock, organiser, make_series, make_event):
    """Fill the tables, most rows at one event, and return its id."""
    event = make_event(terms={"accepts_delegations": True, "has_registration_types": True})
    other = make_event(title="Another")
    series, secret = make_series("Trade").id, make_series("Secret").id
    with transaction() as session:
        session.add(RegistrationType(id=1, event_id=event.id, position=0, name="Observer"))
        session.flush()
        add_events(
            session,
            organiser,
            NUMBER,
            now=NOON,
            series_ids=(None, series),
            spread=timedelta(days=400),
            describe=describe,
        )
        drafts = {"series_id": literal(secret), **AS_DRAFT}
        copy_rows(session, select(EVENTS).order_by(EVENTS.c.id), drafts, EVENTS)
        for table, row in TABLES.items():
            rows = [row(event.id, turn) for turn in range(FEW.get(table, NUMBER))]
            for start in range(0, len(rows), 500):
                session.execute(insert(table), rows[start : start + 500])
            if table not in FEW:
                # Newer rows, which no list of the event may read. With as many as its own, PostgreSQL expects
                # to find a page of the event sooner by the primary key.
                for letter in "xy":
                    copy_to_other_event(session, table.__table__, event.id, other.id, letter)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return event.id


def describe(turn):
    """Describe an event; by one function, so that the events of both databases are made once."""
    return "" if turn % 40 else "Held in Kigali"


def copy_to_other_event(session, table, event_id, other_id, letter):
    """Copy the rows of an event to another, with other addresses and ordering keys."""
    changed = {"event_id": literal(other_id)}
    for name in {"address", "ordering_key"} & set(table.c.keys()):
        changed[name] = letter + table.c[name]
    rows = select(table).where(table.c.event_id == event_id).order_by(table.c.id)
    copy_rows(session, rows, changed, table)


def registration(event_id, turn):
    status = list(Status)[turn % 6]
    return {
        **person(event_id, turn),
        "status": status,
        "status_at": NOON,
        "timezone": "",
        "registration_type_id": 1 if turn % 2 else None,
        "queued_at": NOON + timedelta(seconds=turn % 97) if status is Status.WAITING else None,
    }


def person(event_id, turn):
    address = f"person{turn}@example.org"
    row = {"event_id": event_id, "name": f"Person {turn * 7 % 1009}", "email": address}
    return {**row, "address": address, "language": "en", "created_at": NOON}


def message(event_id, turn):
    topic = ("registration.confirmed", "organiser.registration", "registration.timezone-update")
    return {
        "event_id": event_id,
        "registration_id": turn + 1,
        "topic": topic[0 if turn % 50 else 2] if turn % 2 else topic[1],
        "payload": {},
        "ordering_key": f"key{turn}",
        "state": MessageState.SENT if turn % 3 else MessageState.FAILED,
        "due_at": NOON,
        "sent_at": NOON,
        "created_at": NOON,
    }


def comment(event_id, turn):
    row = person(event_id, turn)
    row.pop("address")
    state = list(CommentState)[turn % 4]
    return {**row, "state": state, "state_at": NOON, "ordering_key": f"c{turn}", "text": "Why?"}


def delegation(event_id, turn):
    row = person(event_id, turn)
    return {**row, "focal_name": row["name"], "focal_email": row.pop("email"), "quota": 3}


def revision(event_id, turn):
    subject = Subject.REGISTRATION if turn % 2 else Subject.EVENT
    return {
        "event_id": event_id,
        "subject": subject,
        "subject_id": turn + 1 if turn % 2 else event_id,
        "changed_at": NOON,
        "values": REVISED[subject],
        "previous": {"status": "waiting"} if turn % 2 else {"title": "Before"},
    }


def account(_event_id, turn):
    row = person(0, turn)
    row.pop("event_id")
    row.pop("language")
    disabled_at = NOON if turn % 2 else None
    return {**row, "timezone": "Europe/Zurich", "disabled_at": disabled_at}


TABLES = {
    Registration: registration,
    Message: message,
    Comment: comment,
    Delegation: delegation,
    Invitee: person,
    Revision: revision,
    Organiser: account,
}
# Their lists are sorted: an event has at most 500 delegations, and few people are organisers.
FEW = {Delegation: 200, Organiser: 200}


# Of PostgreSQL's methods, those without which a plan is sought. The tables are small, and reading or sorting
# all of one is cheap: what matters is whether a plan exists that needs neither.
WITHOUT = ("seqscan", "bitmapscan", "hashjoin", "mergejoin")


def faults_of(statement, parameters):
    """Return what a statement does that a list must not do; nothing if one of three plans does not."""
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            return _sqlite_faults(connection, statement, parameters)
        if not _postgresql_faults(connection, statement, parameters):
            return []
        for method in WITHOUT:
            connection.exec_driver_sql(f"SET enable_{method} = off")
        plain = _postgresql_faults(connection, statement, parameters)
        connection.exec_driver_sql("SET enable_sort = off")
        return plain and _postgresql_faults(connection, statement, parameters)


def _postgresql_faults(connection, statement, parameters):
    explained = connection.exec_driver_sql(
        f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters
    ).scalar()
    plan = (explained if isinstance(explained, list) else json.loads(explained))[0]["Plan"]
    read = sum(_rows_of_tables(plan))
    return [*_plan_faults(plan), *([f"reads {read} rows"] if read > MOST_ROWS else [])]


def _rows_of_tables(node):
    """Yield the rows that each scan of a plan reads."""
    if "Plans" not in node:
        yield node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
    for part in node.get("Plans", ()):
        yield from _rows_of_tables(part)


def _plan_faults(node):
    kind = node["Node Type"]
    if kind == "Seq Scan" and node["Relation Name"] in LARGE:
        yield f"scans {node['Relation Name']}"
    if kind == "Sort" and (rows := sum(part["Actual Rows"] for part in node["Plans"])) > 2 * PAGE:
        yield f"sorts {rows} rows"
    for part in node.get("Plans", ()):
        yield from _plan_faults(part)


def _sqlite_faults(connection, statement, parameters):
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    scans = [
        detail
        for *_, detail in plan
        if (match := re.match(r"SCAN (\w+)(?! USING)$", detail)) and match[1] in LARGE
    ]
    steps = sqlite_steps(connection.connection.dbapi_connection, statement, parameters)
    return scans + ([f"takes {steps} steps"] if steps > MOST_STEPS else [])


def faults_of_lists(client, lists):
    """Return the statements of each list and of its second page that do what they must not do."""
    faults = {}
    for name, address in lists.items():
        first = faults_of_page(client, address)
        following = NEXT.search(first[0])
        second = (
            faults_of_page(client, following[1].replace("&amp;", "&")) if following else ("", [])
        )
        if wrong := [*first[1], *second[1]]:
            faults[name] = wrong
    return faults


def faults_of_page(client, address):
    """Return a page and its statements that do what they must not do."""
    current_caches.init_app(client.application)  # nothing is known of any page
    with sent_statements() as sent:
        answer = client.get(address)
    assert answer.status_code in {200, 422}, address  # 422: nothing public is meant
    return answer.text, [(faults, address, *one) for one in sent if (faults := faults_of(*one))]


def test_statements_of_lists_are_answered_from_indexes(app, signed_in, event_id, monkeypatch):
    series_id = db.session.scalar(select(Series.id))
    values = {"id": event_id, "series_id": series_id}
    organisers = {name: path.format(**values) for name, path in ORGANISER_LISTS.items()}

    branches = BRANCH_LISTS | (OF_SQLITE if db.engine.dialect.name == "sqlite" else {})
    assert faults_of_lists(app.test_client(), PUBLIC_LISTS | branches) == {}
    with monkeypatch.context() as context:
        context.setattr(branch_ranges, "FEW_BODIES", 0)
        context.setattr(month_events, "FEW_BODIES", 0)
        assert faults_of_lists(app.test_client(), branches) == {}
    assert faults_of_lists(signed_in, organisers) == {}
