"""The full-text index follows every change, is checked, and is built anew, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.events.many_events import add_events
from webinars.database import db, transaction
from webinars.events import lifecycle
from webinars.events.listing.event_list import listed_events
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.models import Event
from webinars.events.search.index_rebuild import rebuild_index, search_faults, write_missing_texts
from webinars.timezones import clock as wall_clock

BREAKAGES = {
    "sqlite": {
        "DROP TABLE event_search": "the index of events is missing",
        "DROP TRIGGER event_search_update": "the index of events is missing",
        "DELETE FROM event_search_data WHERE id > 10": "the index of events is damaged",
        "DELETE FROM event_search_docsize WHERE id = 1": "the index of events lacks 1 and has 0 too many",
        "INSERT INTO event_search_docsize VALUES (999, x'01')": "the index of events lacks 0 and has 1 too many",
    },
    "postgresql": {
        "DROP INDEX ix_events_search": "the index of events is missing",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_events_search'::regclass": (
            "the index of events is damaged"
        ),
    },
}


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request, monkeypatch):
    """Run on both databases, and ask the index after two events."""
    monkeypatch.setattr("webinars.events.listing.search_results.SAMPLE_LENGTH", 2)
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


def titles(query):
    rows = listed_events(db.session(), EventFilter(q=query), wall_clock.now()).rows
    return [event.title for event in rows]


@pytest.fixture
def events(clock, make_event, make_series):
    """Publish events of a series, and one draft."""
    series = make_series("Dialogues")
    for number in range(4):
        make_event(title=f"Talk {number}", series_id=series.id if number else None)
    make_event(title="Talk draft", publish=False)


def faults():
    with transaction() as session:
        return search_faults(session)


def break_index(breakage):
    with transaction() as session:
        session.execute(text(breakage))


@pytest.mark.usefixtures("events")
def test_broken_index_is_reported_and_built_anew():
    for breakage, fault in BREAKAGES[db.engine.dialect.name].items():
        break_index(breakage)
        reported = faults()

        number = rebuild_index()

        assert (breakage, reported, number) == (breakage, [fault], 4)
        assert faults() == []
        assert titles("dialogues talk") == ["Talk 1", "Talk 2", "Talk 3"]


@pytest.mark.usefixtures("events")
def test_texts_emptied_by_a_migration_are_reported_and_composed(monkeypatch):
    monkeypatch.setattr("webinars.events.search.index_rebuild.BATCH_LENGTH", 2)
    with transaction() as session:
        session.execute(text("UPDATE events SET search_text = ''"))
    reported, lost = faults(), titles("talk")

    number = write_missing_texts()

    assert (reported, lost, number) == (["4 events have no search text"], [], 4)
    assert faults() == []
    assert titles("talk") == [f"Talk {number}" for number in range(4)]
    assert write_missing_texts() == 0


@pytest.mark.usefixtures("events")
def test_words_of_drafts_and_former_texts_are_not_stored(site, session):
    event_id = session.scalar(select(Event.id).where(Event.title == "Talk 2"))
    with transaction() as own_session:
        lifecycle.unpublish_event(own_session, event_id, site)

    stored = db.session.scalars(select(Event.search_text).where(Event.search_text != "")).all()

    assert len(stored) == 3
    assert not [words for words in stored if "draft" in words or " 2 " in words]
    assert titles("talk") == ["Talk 0", "Talk 1", "Talk 3"]
    assert faults() == []


def test_events_can_change_while_the_index_is_incomplete(app, clock, organiser, session, site):
    with transaction() as own_session:
        add_events(own_session, organiser, 30, now=wall_clock.now())
    if db.engine.dialect.name == "sqlite":
        break_index("INSERT INTO event_search(event_search) VALUES('delete-all')")
    with transaction() as own_session:
        own_session.execute(
            text(
                "UPDATE events SET search_text = ' | changed ' WHERE id % 2 = 0 AND listing <> 'none'"
            )
        )
        own_session.execute(text("DELETE FROM events WHERE id % 5 = 0"))

    rebuild_index()

    assert faults() == []
    assert titles("changed") == []
    assert len(titles("webinar")) > 5


def test_text_that_an_earlier_version_wrote_is_composed_and_no_draft_is_found(clock, make_event):
    for number in range(4):
        make_event(title=f"Talk {number}")
    make_event(title="Talk draft", publish=False)
    clock.advance(timedelta(days=2000))  # all have ended, and no worker has moved them
    with transaction() as session:
        session.execute(text("UPDATE events SET search_text = 'talk draft' WHERE listing = 'none'"))
        session.execute(text("UPDATE events SET search_text = 'talk 1' WHERE title = 'Talk 1'"))
    past = EventFilter(q="draft", past=True)

    rows = listed_events(db.session(), past, wall_clock.now()).rows
    reported, number = faults(), write_missing_texts()

    assert rows == []
    assert (reported, number) == (["1 events have no search text"], 1)
    assert faults() == []
