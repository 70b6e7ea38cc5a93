"""Results of searches are equal on both databases: a table of queries, and random changes against a plain model."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.events.many_events import add_events
from webinars.database import db, transaction
from webinars.events import changes, creation, lifecycle
from webinars.events.details import EventDetails, details_of
from webinars.events.enums import PUBLIC, EventState
from webinars.events.listing.event_list import count_listed, listed_events
from webinars.events.listing.feeds import feed_events
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.listing.upcoming_or_past import misplaced_events, move_misplaced_events
from webinars.events.models import Event, Series
from webinars.events.search.index_rebuild import search_faults
from webinars.timezones import clock as wall_clock
from webinars.timezones.schedule import Timed

DATA = Path(__file__).parents[2] / "data" / "search"
# Texts of random events, and for each query the texts of which it needs one, and one, and one.
TEXTS = (
    "water", "waterway", "law", "water law", "Genève", "人权", "人权理事会", "水", "права", "حقوق", "COVID-19",
)  # fmt: skip
GAP = " – between – "
WATER, LAW, EVERY = {"water", "waterway", "water law"}, {"law", "water law"}, {*TEXTS, ""}
QUERIES = {
    "wat": [WATER], "WATER law": [WATER, LAW], '"water law"': [{"water law"}], '"law"': [LAW], "geneve": [{"Genève"}],
    "人权": [{"人权", "人权理事会"}], "人": [{"人权", "人权理事会"}], "理事会": [{"人权理事会"}], "水 ПРАВ": [{"水"}, {"права"}],
    "حُقوق": [{"حقوق"}], "covid19 wat": [{"COVID-19"}, WATER], "law zzz": [LAW, set()], "webinar law": [EVERY, LAW],
    "webinar": [EVERY], "*": [set()], "between w": [EVERY, EVERY], "amira 权": [EVERY, {"人权", "人权理事会"}],
}  # fmt: skip
SERIES = ("Metadata", "Trade")


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def sample_lengths(monkeypatch):
    """Return a function that yields twice: the index is asked unless four events decide, or all texts are compared."""

    def set_each():
        for length in (4, 120):
            monkeypatch.setattr("webinars.events.listing.search_results.SAMPLE_LENGTH", length)
            yield length

    return set_each


def listed(query, now, *, past=False):
    """Return the titles of all pages of a search."""
    rows, after = [], None
    while after != "":
        wanted = EventFilter(q=query, past=past, after=after or "")
        page = listed_events(db.session(), wanted, now, limit=3)
        rows += page.rows
        after = page.after
    return rows


@pytest.fixture
def table(app, clock, organiser, site, make_series):
    """Publish the events of the table, in its order; return their ids by number."""
    numbers, series = {}, {}
    for line in (DATA / "events.txt").read_text("utf-8").splitlines():
        number, title, description, place, name = line.split("|")
        if name and name not in series:
            series[name] = make_series(name).id
        start = datetime(2027, 5, int(number), 9)
        with transaction() as session:
            details = EventDetails(
                title=title,
                description=description,
                place=place,
                series_id=series.get(name),
                when=Timed(start, start + timedelta(hours=1), "Europe/Zurich"),
            )
            event = creation.create_event(session, organiser=organiser, details=details, site=site)
            lifecycle.publish_event(session, event.id, site)
            numbers[event.id] = number
    return numbers


def test_queries_of_the_table_find_its_events(table, sample_lengths):
    lines = (DATA / "queries.txt").read_text("utf-8").splitlines()
    expected = [tuple(line.split("\t")) for line in lines]

    assert len(expected) > 200
    for _ in sample_lengths():
        results = [
            (query, " ".join(table[event.id] for event in listed(query, wall_clock.now())))
            for query, _ in expected
        ]

        assert [pair for pair in zip(results, expected, strict=True) if pair[0] != pair[1]] == []


def event_texts(now):
    """Return the sort key, tense and texts of each public event."""
    names = dict(db.session.execute(select(Series.id, Series.name)).all())
    columns = (
        Event.listed_month,
        Event.listed_at,
        Event.id,
        Event.ends_at,
        Event.description,
        Event.series_id,
    )
    return [
        (
            tuple(key),
            ends_at <= now,
            {*description.split(GAP), "", names.get(series_id, "").lower()},
        )
        for *key, ends_at, description, series_id in db.session.execute(
            select(*columns).where(Event.state.in_(PUBLIC))
        )
    ]


def model(events, query, *, past):
    """Return the ids of a search in a list, by plain Python over the texts of all events."""
    needed = [{query.lower()}] if query in SERIES else QUERIES[query]
    rows = [
        key
        for key, is_past, texts in events
        if is_past is past and all(texts & one for one in needed)
    ]
    return [key[-1] for key in sorted(rows, reverse=past)]


def change_some(chance, site, series_ids):
    """Change the text and series of some events, unpublish some, and discard some of the drafts."""
    events = db.session.execute(select(Event.id, Event.state)).all()
    for event_id, state in chance.sample(events, 8):
        with transaction() as session:
            event = session.get(Event, event_id)
            match chance.randrange(4):
                case 0 if state is EventState.PUBLISHED:
                    lifecycle.unpublish_event(session, event_id, site)
                case 1 if state is EventState.DRAFT:
                    lifecycle.discard_draft(session, event_id)
                case 2 if state is EventState.DRAFT:
                    lifecycle.publish_event(session, event_id, site)
                case _:
                    details = replace(
                        details_of(event),
                        description=description(chance),
                        series_id=chance.choice(series_ids),
                    )
                    changes.change_event(
                        session, event_id, details=details, revision=event.revision, site=site
                    )


def description(chance):
    return GAP.join(["", *chance.sample(TEXTS, chance.randint(0, 3)), ""])


def test_searches_equal_a_plain_model_while_events_change(
    clock, organiser, make_series, site, sample_lengths
):
    chance = random.Random(5)
    series_ids = [None, *(make_series(name).id for name in SERIES)]
    with transaction() as session:
        add_events(
            session,
            organiser,
            80,
            now=wall_clock.now(),
            series_ids=series_ids,
            spread=timedelta(days=60),
            describe=lambda _turn: description(chance),
        )
    for step in range(4):
        clock.advance(timedelta(days=5 * step, minutes=chance.randint(0, 1400)))
        now = wall_clock.now()
        change_some(chance, site, series_ids)
        if step % 2:
            with transaction() as session:
                move_misplaced_events(session, misplaced_events(session, now), now)
        events = event_texts(now)
        for query in (*QUERIES, *SERIES):
            past = chance.random() < 0.5
            expected = model(events, query, past=past)
            for _ in sample_lengths():
                assert [event.id for event in listed(query, now, past=past)] == expected, query
                assert count_listed(db.session(), EventFilter(q=query, past=past), now) == len(
                    expected
                )
            public = {*expected, *model(events, query, past=not past)}
            feed = feed_events(db.session(), EventFilter(q=query, past=True), now, tentative=True)
            assert {event.id for event in feed} <= public
    assert search_faults(db.session()) == []


HOSTILE = (
    '"', '"""', "*" * 200, "(" * 200, "a AND", "NEAR(", "NOT", "a:b:*", "'; DROP TABLE events; --", "\\", "\\'",
    "\u202e\u200f" * 90, "\ud800", "x\ud800y", "\0", "a\0b", "x" * 10_000, "x " * 5_000, "ﷺ" * 200, "水" * 10_000,
    "-1", "^zz", "{a b}:c", "a | b & !c", "zz:*", "<->", "\U0010ffff", "é\u0301" * 90, "٪", "🎉", "a/" * 100,
)  # fmt: skip


@pytest.mark.usefixtures("clock")
def test_no_query_fails(make_event, monkeypatch):
    monkeypatch.setattr("webinars.events.listing.search_results.SAMPLE_LENGTH", 4)
    for _ in range(5):
        make_event()
    now = wall_clock.now()

    for query in HOSTILE:
        assert listed(query, now) == [], query
        assert count_listed(db.session(), EventFilter(q=query, past=True), now) == 0, query
        assert list(feed_events(db.session(), EventFilter(q=query), now)) == [], query
