"""Events are found by the names of their body and of all above it, and bodies by their names and texts."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.web.pages import statements, titles
from webinars.database import db, transaction
from webinars.events.models import Series, SeriesWord
from webinars.events.search.index_rebuild import rebuild_index
from webinars.events.search.series_search import find_bodies, rebuild_words, write_words
from webinars.events.series.editing import RENAMED, change_series, rewrite_texts
from webinars.events.series.series_details import details_of
from webinars.outbox.models import Message

FOUND = re.compile(r'<li><a href="/series/([^"]+)">')


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def change(organiser):
    """Return a function that changes a series as its organiser does, and lets the worker write its texts."""

    def change(series_id, **texts):
        with transaction() as session:
            series = session.get_one(Series, series_id)
            details = replace(details_of(series), **texts)
            change_series(session, series_id, details, revision=series.revision, by=organiser)
        with transaction() as session:
            for message in session.scalars(select(Message).where(Message.topic == RENAMED)):
                rewrite_texts(session, message)
                session.delete(message)

    return change


@pytest.fixture
def bodies(make_series, make_event, change):
    """Create a published body, one below it with an event, and another body."""
    above, below, other = (make_series(name).id for name in ("Congress", "Assembly", "Bureau"))
    make_event(title="Opening", series_id=below)
    make_event(title="Talk", series_id=other)
    change(above, is_published=True)
    change(below, parent_id=above)
    return above, below, other


def test_event_is_found_by_the_names_of_all_above_it(client, bodies, change):
    above, below, _ = bodies
    assert titles(client.get("/?q=assembly")) == ["Opening"]
    assert titles(client.get("/?q=congress")) == ["Opening"]

    change(above, name="Parliament", short_name="PARL")

    assert titles(client.get("/?q=congress")) == []
    assert titles(client.get("/?q=parliament+opening")) == ["Opening"]
    assert titles(client.get("/?q=parl")) == ["Opening"]

    change(below, parent_id=None)

    assert titles(client.get("/?q=parliament")) == []
    assert titles(client.get("/?q=assembly")) == ["Opening"]


def test_rebuilt_index_has_the_names_of_all_above(client, bodies):
    rebuild_index()

    assert titles(client.get("/?q=congress")) == ["Opening"]
    assert titles(client.get("/?q=bureau")) == ["Talk"]


def test_bodies_are_found_above_events(client, bodies, change):
    change(bodies[2], short_name="BUR", description="Keeps the minutes of the Assembly.")

    def found(query):
        return FOUND.findall(client.get(f"/?q={query}").text)

    assert found("assem") == ["assembly", "bureau"]  # by its name, and by the text of the other
    assert found("minutes+bur") == ["bureau"]
    assert found("nothing") == []
    assert found("congress") == ["congress"]
    change(bodies[0], is_published=False)  # it has no event
    assert found("congress") == []
    rebuild_words()
    assert found("minutes") == ["bureau"]
    change(bodies[2], description="")
    assert found("minutes") == []


def test_one_of_many_bodies_with_common_words_is_found(client):
    with transaction() as session:
        many = [
            Series(slug=f"g{n}", name=f"Working group {n}", is_published=True) for n in range(300)
        ]
        many[-1].name += " on wildlife"
        session.add_all(many)
        session.flush()
        write_words(session, many)

    for query in ("working+group+299", "working+group+wild"):
        assert FOUND.findall(client.get(f"/?q={query}").text) == ["g299"]


def test_texts_of_bodies_are_no_names_of_the_filter_by_series(client, bodies, change):
    change(bodies[2], description="Keeps the minutes of the Assembly.")
    words = set(db.session.scalars(select(SeriesWord.word)))

    assert client.get("/?series=minutes").status_code == 422
    assert {word for word in words if not word.startswith("|")} == {
        "congress",
        "assembly",
        "bureau",
    }
    assert "|minutes" in words


def test_event_that_is_announced_later_is_found_by_the_names_above(client, bodies, make_event):
    make_event(title="Closing", series_id=bodies[1])

    assert titles(client.get("/?q=congress+closing")) == ["Closing"]


def test_bodies_are_found_in_one_statement(bodies):
    with statements() as sent:
        find_bodies(db.session(), "assembly of the congress", 5)

    assert len([one for one in sent if one.startswith("SELECT")]) == 1
