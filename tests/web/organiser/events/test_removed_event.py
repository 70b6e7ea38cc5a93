"""A removed event leaves no rows, and nothing of it appears under an event that reuses its id."""

from datetime import timedelta
from runpy import run_path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, func, insert, select, update

from webinars import paths
from webinars.access.delegations import add_delegation
from webinars.access.invitees import Recipient, send_invitations
from webinars.comments.submission import submit_comment
from webinars.database import Base, db, transaction
from webinars.events import removal
from webinars.events.history.stored_revisions import Revision
from webinars.events.lifecycle import discard_draft, publish_event, unpublish_event
from webinars.events.models import Event
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock as the_clock

pytestmark = pytest.mark.usefixtures("clock")
EXPLICIT = "named in webinars/events/removal.py"
CASCADES = "a foreign key that cascades"


def rules_of(table):
    """Return the rules by which a table's rows are removed with their event."""
    keys = [key for key in table.foreign_keys if key.column.table.name == "events"]
    result = {CASCADES for key in keys if key.ondelete == "CASCADE"}
    if table.name in ("messages", *removal.DELETED_TABLES, *removal.BLOCKING_TABLES):
        result.add(EXPLICIT)
    return result


def belongs_to_an_event(table):
    points = any(key.column.table.name == "events" for key in table.foreign_keys)
    return "event_id" in table.columns or points


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on each database."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def removed_event(make_event, site, client):
    """Return the id of a removed event that was public and had rows in every table not about people."""
    event = make_event(title="Of Amira", terms={"accepts_delegations": True})
    with transaction() as session:
        about = {"event_id": event.id, "language": "en"}
        people = [Recipient("Ann", "ann@example.org"), Recipient("Ben", "ben@example.org")]
        send_invitations(session, people=people, **about)
        add_delegation(
            session,
            name="Kenya",
            focal_name="Wanjiru",
            focal_email="focal@example.org",
            quota=3,
            **about,
        )
        submit_comment(session, name="Cem", email="cem@example.org", text="What is it?", **about)
        session.add(Message(**settled_message(event.id, "someone@example.org")))
    client.get("/events.ics")
    client.get(f"/events/{event.slug}")
    client.get(f"/events/{event.slug}.ics")
    assert rows_of(event.id).keys() >= {"messages", "invitees", "delegations", "comments"}
    with transaction() as session:
        unpublish_event(session, event.id, site)
    with transaction() as session:
        discard_draft(session, event.id)
    return event.id


def settled_message(event_id, recipient, at=None):
    at = at or the_clock.now()
    return {
        "topic": "invitee.invited",
        "payload": {},
        "event_id": event_id,
        "state": MessageState.SENT,
        "recipient": recipient,
        "due_at": at,
        "created_at": at,
    }


def rows_of(event_id):
    """Return the tables that contain rows of an event, with their number."""
    db.session.rollback()
    counts = {
        table.name: db.session.scalar(
            select(func.count()).select_from(table).where(table.c.event_id == event_id)
        )
        for table in Base.metadata.sorted_tables
        if "event_id" in table.columns
    }
    return {name: count for name, count in counts.items() if count}


@pytest.fixture
def make_event_with_id(make_event, site):
    """Return a builder of public events that reuse an id."""

    def make(event_id, **values):
        made = make_event(publish=False, **values)
        with transaction() as session:
            # It refers to the event, whose id is about to change.
            session.execute(delete(Revision).where(Revision.event_id == made.id))
            session.execute(update(Event).where(Event.id == made.id).values(id=event_id))
        with transaction() as session:
            publish_event(session, event_id, site)
        db.session.expire_all()
        return db.session.get_one(Event, event_id)

    return make


@pytest.mark.parametrize(
    "table",
    [item for item in Base.metadata.sorted_tables if belongs_to_an_event(item)],
    ids=lambda table: table.name,
)
def test_each_event_table_has_one_removal_rule(table):
    assert len(rules_of(table)) == 1


def test_removed_event_leaves_no_rows(removed_event):
    assert rows_of(removed_event) == {}


def test_event_with_reused_id_shows_nothing_of_removed_one(
    removed_event, make_event_with_id, signed_in
):
    event = make_event_with_id(removed_event, title="Of Bo")

    pages = [
        signed_in.get(path).text
        for path in (
            "/events.ics",
            f"/events/{event.slug}",
            f"/events/{event.slug}.ics",
            *(
                f"/organise/events/{event.id}/{part}"
                for part in (
                    "messages",
                    "emails",
                    "invitees",
                    "delegations",
                    "comments",
                    "registrations",
                )
            ),
        )
    ]

    others = ("Of Amira", "ann@example.org", "ben@", "focal@", "cem@", "someone@", "Kenya")
    assert [name for name in others for page in pages if name in page] == []


def test_cached_page_of_removed_event_is_not_served_for_reused_id(
    client, removed_event, make_event_with_id
):
    event = make_event_with_id(removed_event, title="Of Bo")

    assert "Of Bo" in client.get(f"/events/{event.slug}").text
    assert "Of Bo" in client.get("/").text
    assert "Of Bo" in client.get(f"/events/{event.slug}.ics").text


def test_rate_limits_of_removed_event_do_not_apply_to_reused_id(removed_event, make_event_with_id):
    event = make_event_with_id(removed_event, title="Of Bo")

    with transaction() as session:
        people = [Recipient("Ann", "ann@example.org")]
        invited = send_invitations(session, event_id=event.id, people=people, language="en")

    assert (invited.written, invited.before, invited.too_often) == (1, 0, 0)


def test_migration_deletes_messages_of_removed_events(app, make_event):
    event = make_event()
    now, before = the_clock.now(), the_clock.now() - timedelta(days=1)
    queued = {"state": MessageState.QUEUED}
    with transaction() as session:
        session.execute(
            insert(Message),
            [
                settled_message(event.id, "own@example.org", now),
                settled_message(event.id, "older@example.org", before),
                settled_message(event.id, "queued@example.org", before) | queued,
                settled_message(4711, "gone@example.org", now),
                settled_message(4711, "gone-too@example.org", now) | queued,
                settled_message(None, "sign-in@example.org", before),
            ],
        )

    migrate("orphaned_messages")

    db.session.rollback()
    left = db.session.scalars(select(Message.recipient).order_by(Message.id)).all()
    assert left == ["own@example.org", "queued@example.org", "sign-in@example.org"]


def migrate(name):
    """Run one migration on a database that has all tables."""
    [path] = (paths.MIGRATIONS / "versions").glob(f"*_{name}.py")
    step = run_path(str(path))
    with (
        db.engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        step["upgrade"]()
