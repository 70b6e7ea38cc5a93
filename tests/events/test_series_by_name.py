"""The series that an organiser names in an event's form, and which are public."""

import pytest
from sqlalchemy import event as listeners
from sqlalchemy import func, select, update

from tests.events.many_events import add_events
from tests.statements import sent_statements, sqlite_steps
from webinars.database import db, transaction
from webinars.events.enums import EventState, Listing
from webinars.events.models import Event, Series
from webinars.events.queries import is_public_series, series_by_name
from webinars.events.series_creation import create_series


@pytest.fixture
def named(organiser, make_event, make_series):
    """Create two series of one name, of which only the second is public, and others; return their ids."""
    series = [make_series(name=name).id for name in ("Talks", "TALKS", *"abcdefgh")]
    for series_id in series[1:]:
        make_event(series_id=series_id)
    return series


@pytest.fixture
def loaded():
    """Collect the ids of the series that sessions load."""
    ids = []

    def note(series, _context):
        ids.append(series.id)

    listeners.listen(Series, "load", note)
    yield ids
    listeners.remove(Series, "load", note)


@pytest.fixture
def find(organiser, loaded):
    """Return a function: the id of the series of a name, and how many series were loaded to find it."""

    def find(name, **options):
        with transaction() as session:
            session.expunge_all()
            account = session.merge(organiser)
            loaded.clear()
            series = series_by_name(session, account, name, **options)
            return series and series.id, len(loaded)

    return find


def test_public_series_of_a_name_is_found_alone(find, named):
    assert find("talks") == (named[1], 1)
    assert find("tal") == (None, 0)


def test_series_of_the_event_comes_before_a_public_one(find, named, make_event):
    event = make_event(publish=False)
    with transaction() as session:
        session.get_one(Event, event.id).series_id = named[0]

    assert find("Talks") == (named[1], 1)
    assert find("Talks", current_id=named[0]) == (named[0], 1)


def test_public_event_of_a_series_is_found_without_reading_its_drafts(app, organiser, clock):
    def steps_with(number):
        with transaction() as session:
            series_id = create_series(session, name=f"Trade {number}").id
            options = {"now": clock.now(), "series_ids": [series_id], "seed": number}
            add_events(session, organiser, number, **options)
            of_series = update(Event).where(Event.series_id == series_id)
            session.execute(of_series.values(state=EventState.DRAFT, listing=Listing.NONE))
            newest = select(func.max(Event.id)).scalar_subquery()
            public = {"state": EventState.PUBLISHED, "listing": Listing.PAST}
            session.execute(update(Event).where(Event.id == newest).values(public))
        with sent_statements() as sent:
            assert is_public_series(db.session, f"trade-{number}")
        with db.engine.connect() as connection:
            return sum(sqlite_steps(connection.connection.dbapi_connection, *one) for one in sent)

    steps_with(4)  # the first statement reads the schema, too

    assert steps_with(200) <= 1.3 * steps_with(5)
