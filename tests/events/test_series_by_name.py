"""The series that an organiser names in an event's form."""

import pytest
from sqlalchemy import event as listeners

from webinars.database import transaction
from webinars.events.models import Event, Series
from webinars.events.queries import series_by_name


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
