"""Pages of organisers' lists hold each row once, in order, on both databases."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from tests.conftest import NOON
from webinars.access.models import Delegation
from webinars.access.queries import delegations_by_name
from webinars.accounts.models import Organiser
from webinars.accounts.queries import organisers
from webinars.comments.models import Comment
from webinars.comments.queries import comments_of_event
from webinars.comments.state import CommentState
from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.organiser.email_log import logged_emails
from webinars.registrations.organiser.waiting_list import waiting_list_page
from webinars.registrations.status import Status

NUMBER, LIMIT = 25, 4
NAMES = ("Ana", "ana", "Ben-1", "zoe", "Çelik", "al-2-b")


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def event(clock, make_event):
    """Return an event with rows of all kinds, and of another one."""
    events = [make_event(), make_event(title="Another")]
    chance = random.Random(3)
    with transaction() as session:
        for table, columns in COLUMNS.items():
            rows = [columns(chance, turn, events[turn % 7 == 0].id) for turn in range(NUMBER)]
            session.execute(insert(table), rows)
    return events[0]


def person(chance, turn, event_id):
    address = f"{turn}@example.org"
    row = {"event_id": event_id, "name": chance.choice(NAMES), "email": address}
    return {**row, "address": address, "language": "en", "created_at": NOON}


def without(row, *names):
    return {name: value for name, value in row.items() if name not in names}


def organiser_row(chance, turn, event_id):
    row = without(person(chance, turn, event_id), "event_id")
    return {**row, "timezone": "UTC", "disabled_at": chance.choice([None, None, NOON])}


def delegation_row(chance, turn, event_id):
    row = without(person(chance, turn, event_id), "email")
    return {**row, "focal_name": "Ben", "focal_email": row["address"]}


def comment_row(chance, turn, event_id):
    row = without(person(chance, turn, event_id), "address")
    state = chance.choice(list(CommentState))
    return {**row, "state": state, "state_at": NOON, "ordering_key": "key", "text": "Why?"}


def message_row(chance, _turn, event_id):
    return {
        "event_id": event_id,
        "topic": chance.choice(["registration.confirmed", "organiser.registration", "event.moved"]),
        "payload": {},
        "state": chance.choice([*MessageState]),
        "due_at": NOON,
        "created_at": NOON,
    }


def registration_row(chance, turn, event_id):
    row = {**person(chance, turn, event_id), "status": Status.WAITING, "status_at": NOON}
    return {**row, "timezone": "", "queued_at": NOON + timedelta(microseconds=chance.randint(0, 4))}


COLUMNS = {
    Organiser: organiser_row,
    Delegation: delegation_row,
    Comment: comment_row,
    Message: message_row,
    Registration: registration_row,
}


def pages(load):
    """Return the ids of the rows of all pages."""
    ids, after = [], ""
    for _ in range(NUMBER):
        page = load(after)
        ids += [row.id for row in getattr(page, "rows", None) or page.registrations]
        after = page.after
        if not after:
            return ids
    raise AssertionError("the pages do not end")


def ordered(table, event, sort_key):
    rows = db.session.scalars(select(table)).all()
    own = [row for row in rows if getattr(row, "event_id", event.id) == event.id]
    return [row.id for row in sorted(own, key=sort_key)]


def test_organisers_are_paged_by_name_disabled_ones_last(event):
    ids = pages(lambda after: organisers(db.session(), after, LIMIT))

    assert sorted(ids) == sorted(ordered(Organiser, event, lambda row: row.id))
    rows = [db.session.get(Organiser, number) for number in ids]
    assert [bool(row.disabled_at) for row in rows] == sorted(bool(row.disabled_at) for row in rows)
    ascii_names = [row.name.lower() for row in rows if row.name.isalpha() and row.name.isascii()]
    enabled = [row.name.lower() for row in rows if not row.disabled_at and row.name.isascii()]
    assert ascii_names
    assert [name for name in enabled if name.isalpha()] == sorted(filter(str.isalpha, enabled))


def test_delegations_are_paged_by_name(event):
    ids = pages(lambda after: delegations_by_name(db.session(), event.id, after, LIMIT))

    assert sorted(ids) == ordered(Delegation, event, lambda row: row.id)
    names = [db.session.get(Delegation, number).name.lower() for number in ids]
    plain = [name for name in names if name.isascii() and name.isalpha()]
    assert plain == sorted(plain)


def test_comments_are_paged_pending_first_and_removed_last(event):
    ranks = {CommentState.PENDING: 0, CommentState.REMOVED: 2}

    ids = pages(lambda after: comments_of_event(db.session(), event.id, after, LIMIT))

    assert ids == ordered(Comment, event, lambda row: (ranks.get(row.state, 1), -row.id))


def test_messages_are_paged_failed_first(event):
    hidden = ("organiser.", "event.")
    failed = MessageState.FAILED

    ids = pages(lambda after: logged_emails(db.session(), event.id, after, LIMIT))

    expected = [
        number
        for number in ordered(Message, event, lambda row: (row.state is not failed, -row.id))
        if (row := db.session.get(Message, number)).state is failed
        or not row.topic.startswith(hidden)
    ]
    assert ids == expected


def test_waiting_list_is_paged_in_its_order(event):
    ids = pages(lambda after: waiting_list_page(db.session(), event, 0, after, LIMIT))

    assert ids == ordered(Registration, event, lambda row: (row.queued_at, row.id))


@pytest.mark.parametrize("cursor", ["x", "a-b", "1-\0", "-", "1" * 40])
def test_invalid_cursors_are_refused(event, cursor):
    with pytest.raises(InvalidInputError, match="bad-cursor"):
        organisers(db.session(), f"0-{cursor}")
    with pytest.raises(InvalidInputError, match="bad-cursor"):
        organisers(db.session(), f"2-1{cursor}")
    with pytest.raises(InvalidInputError, match="bad-cursor"):
        delegations_by_name(db.session(), event.id, cursor)
