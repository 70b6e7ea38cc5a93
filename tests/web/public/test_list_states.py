"""A page of the list is found again by one statement, and never outlives what it shows."""

import re
from datetime import timedelta

import pytest
from flask import template_rendered
from sqlalchemy import event as listeners
from sqlalchemy import update

from tests.web.pages import statements, text_of
from webinars.database import db, transaction
from webinars.events import lifecycle
from webinars.events.enums import Listing
from webinars.events.listing.upcoming_or_past import correct_listings, move_misplaced_events
from webinars.events.models import Event, RegistrationType, Series
from webinars.prepared_statements import LONGEST_LIST
from webinars.registrations import cancellation


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def look(client):
    """Return a function that requests the list twice: its text, and the statements of the second time."""

    def look(path="/"):
        first = text_of(client.get(path))
        with statements() as sent:
            again = text_of(client.get(path))
        assert again == first
        return first, [item for item in sent if item.startswith(("SELECT", "WITH"))]

    return look


def test_unchanged_list_sends_one_statement(make_event, make_registration, look):
    make_registration(make_event(capacity=5))
    make_event()

    assert all(
        len(look(path)[1]) == 1 for path in ("/", "/?month=2027-07", "/?past=0&format=online")
    )


def test_changes_are_shown_at_once(make_event, make_series, look, site):
    series = make_series(name="Old name")
    event = make_event(title="First", series_id=series.id)
    look()

    make_event(title="Second")
    assert "Second" in look()[0]
    with transaction() as session:
        stored = session.get_one(Event, event.id)
        stored.title, stored.revision = "Renamed", stored.revision + 1
    assert "Renamed" in look()[0]
    with transaction() as session:
        session.get_one(Series, series.id).name = "New name"
    assert "New name" in look()[0]
    with transaction() as session:
        lifecycle.cancel_event(session, event.id, site)
    assert "Cancelled" in look()[0]


def test_places_that_are_taken_and_given_back_are_shown_at_once(
    make_event, make_registration, look
):
    event = make_event(capacity=1)
    assert "Full" not in look()[0]

    registration = make_registration(event)
    text, sent = look()
    assert "Full" in text
    assert len(sent) == 1

    with transaction() as session:
        cancellation.cancel_registration(session, registration.id)
    assert "Full" not in look()[0]


def test_types_that_are_full_are_shown_at_once(make_event, make_registration, look):
    event = make_event()
    with transaction() as session:
        session.get_one(Event, event.id).has_registration_types = True
        session.add(RegistrationType(event_id=event.id, name="Observers", capacity=1, position=0))
        session.flush()
        type_id = session.query(RegistrationType.id).scalar()
    text, sent = look()
    assert "Full" not in text
    assert len(sent) == 2

    make_registration(event, registration_type_id=type_id)

    assert "Full" in look()[0]


def test_time_alone_changes_the_list(make_event, look, clock):
    early = make_event(title="Early")
    start, end = early.starts_at, early.ends_at
    clock.stop(start - timedelta(seconds=1))
    before, _ = look()
    clock.stop(start)
    running, sent = look()
    clock.stop(end)
    after, past = look()[0], look("/?past=1")[0]

    assert "Early" in before
    assert "Early" in running
    assert running != before
    assert len(sent) == 1
    assert "Early" not in after
    assert "Early" in past


@pytest.mark.parametrize("column", ["opens_at", "closes_at", "starts_at", "ends_at"])
def test_each_instant_of_an_event_changes_the_list(make_event, look, clock, column):
    """Within a quarter of an hour, when the months would show the same."""
    event = make_event()
    begin = event.starts_at - timedelta(days=1)
    at = begin + timedelta(minutes=7)
    with transaction() as session:
        stored = session.get_one(Event, event.id)
        if column in ("starts_at", "ends_at"):
            stored.starts_at = begin - timedelta(minutes=5)
        setattr(stored, column, at)
    soon = at - timedelta(seconds=30)
    clock.stop(soon)
    before, _ = look()
    clock.stop(at - timedelta(microseconds=1))
    same, _ = look()
    clock.stop(at)
    after, _ = look()
    clock.stop(soon)

    assert before == same != after
    assert look()[0] == before


def test_unchanged_list_and_file_are_read_by_the_driver(make_event, client):
    """SQLAlchemy takes longer for a statement than the database; its listeners hear what it executes."""
    events = [make_event() for _ in range(LONGEST_LIST + 1)]
    paths = ("/", f"/events/{events[0].slug}.ics")
    for path in paths:
        client.get(path)
    executed = []

    def note(_connection, clause, *_rest):
        executed.append(str(clause))

    listeners.listen(db.engine, "before_execute", note)
    try:
        statuses = [client.get(path).status_code for path in paths]
    finally:
        listeners.remove(db.engine, "before_execute", note)

    assert statuses == [200, 200]
    assert executed == []


def test_past_list_shows_an_event_when_it_ends(make_event, look, clock):
    first, second = make_event(title="First"), make_event(title="Second")
    with transaction() as session:
        stored = session.get_one(Event, second.id)
        stored.ends_at += timedelta(minutes=10)
    clock.stop(first.ends_at)
    assert "Second" not in look("/?past=1")[0]

    clock.advance(timedelta(minutes=10))

    assert "Second" in look("/?past=1")[0]


def test_other_languages_and_zones_have_pages_of_their_own(make_event, client):
    make_event()
    pages = set()
    for zone in ("America/New_York", "Asia/Tokyo"):
        client.get("/", query_string={"zone": zone})
        pages |= {text_of(client.get("/")) for _ in range(2)}

    assert len(pages) == 2


def test_searches_are_not_remembered(make_event, look):
    make_event(title="Water talk")

    sent = look("/?q=water")[1]

    assert len(sent) > 1


@pytest.fixture
def ends_within_quarter(make_event):
    """Create an event that ends seven minutes after a quarter of an hour, and a later one."""
    event, other = make_event(title="Water talk"), make_event(title="Fire talk")
    end = event.ends_at + timedelta(minutes=7)
    with transaction() as session:
        for event_id, later in ((event.id, timedelta(minutes=7)), (other.id, timedelta(days=1))):
            stored = session.get_one(Event, event_id)
            stored.ends_at += later
    return event.id, end


def test_list_follows_a_clock_that_is_set_back(ends_within_quarter, look, clock):
    _, end = ends_within_quarter
    clock.stop(end + timedelta(minutes=3))
    assert "Water talk" not in look()[0]

    clock.stop(end - timedelta(minutes=3))

    assert "Water talk" in look()[0]


@pytest.mark.parametrize("is_worker", [True, False])
def test_events_that_change_lists_by_a_statement_are_shown_at_once(
    ends_within_quarter, look, clock, is_worker
):
    event_id, end = ends_within_quarter
    clock.stop(end - timedelta(minutes=3))
    with transaction() as session:
        wrong = Listing.PAST if is_worker else Listing.NONE
        session.execute(update(Event).where(Event.id == event_id).values(listing=wrong))
    assert "Water talk" not in look()[0]

    with transaction() as session:
        if is_worker:
            move_misplaced_events(session, [event_id], clock.now())
        else:
            correct_listings(session, clock.now())

    assert "Water talk" in look()[0]


def test_countdown_is_rendered_once_a_minute(make_event, app, client, clock):
    event = make_event()
    clock.stop(event.starts_at - timedelta(minutes=10))
    shown, rendered = [], []

    def note(_app, template, **_rest):
        if template.name == "public/list.html":
            rendered.append(clock.now())

    template_rendered.connect(note, app)
    # Six requests a minute, the last when the event starts.
    for _ in range(10 * 6):
        clock.advance(timedelta(seconds=10))
        count = re.search(r"Starts in (\d+) minute|( Now )", text_of(client.get("/")))
        if count and (count[1] or 0) not in shown[-1:]:
            shown.append(count[1] or 0)
    template_rendered.disconnect(note, app)

    assert shown == [*map(str, range(10, 0, -1)), 0]
    assert len(rendered) == len(shown)
