"""Branches of bodies: who is below whom, and the list of a branch, beside one computed in Python."""

import pytest
from sqlalchemy import select

from tests.conftest import NOON
from tests.events.many_events import add_events
from webinars.database import db, transaction
from webinars.events.branches import MOST_LEVELS, ancestors, branch_ids, is_in_branch
from webinars.events.enums import Format
from webinars.events.listing import branch_ranges
from webinars.events.listing.event_list import count_listed, listed_events
from webinars.events.listing.feeds import feed_events
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.models import Series

# Parent of each body: two branches below the first, one elsewhere.
PARENTS = (None, 0, 0, 1, 1, 3, None, 6)
BRANCH = {0, 1, 2, 3, 4, 5}


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def bodies(clock, organiser, make_series):
    """Create eight bodies with random events, and return their ids."""
    ids = [make_series(f"Body {number}").id for number in range(len(PARENTS))]
    with transaction() as session:
        for body, parent in zip(ids, PARENTS, strict=True):
            if parent is not None:
                session.get_one(Series, body).parent_id = ids[parent]
        add_events(session, organiser, 700, now=NOON, series_ids=(None, *ids))
    return ids


@pytest.mark.parametrize(
    ("past", "few_bodies", "most_compared"),
    [
        (False, 60, 400),
        (True, 60, 400),
        (False, 0, 400),
        (True, 0, 400),
        (False, 0, 40),
        (True, 0, 40),
    ],
)
def test_pages_of_a_branch_are_those_of_its_bodies_in_order(
    bodies, monkeypatch, past, few_bodies, most_compared
):
    """Of few bodies each is looked up, of many so many events of the list, and each if these do not suffice."""
    monkeypatch.setattr(branch_ranges, "FEW_BODIES", few_bodies)
    monkeypatch.setattr(branch_ranges, "MOST_COMPARED", most_compared)
    session = db.session()
    branch = {bodies[number] for number in BRANCH}
    expected = [
        event.id
        for event in _all_pages(session, EventFilter(past=past))
        if event.series_id in branch
    ]

    result = [
        event.id
        for event in _all_pages(session, EventFilter(series="body-0", branch=True, past=past))
    ]

    assert result == expected
    assert len(result) > 100


@pytest.mark.parametrize("past", [False, True])
def test_short_page_of_a_branch_is_read_from_the_bodies_whose_events_come_first(bodies, past):
    session = db.session()
    wanted = EventFilter(series="body-0", branch=True, past=past)
    expected = [event.id for event in _all_pages(session, wanted)]

    shown = [event.id for event in listed_events(session, wanted, NOON, 2).rows]

    assert shown == expected[:2]


@pytest.mark.parametrize(
    "narrowed", [{"format": Format.HYBRID}, {"month": NOON.date().replace(month=12, day=1)}]
)
@pytest.mark.parametrize("few_bodies", [60, 0])
def test_filters_and_counts_apply_to_a_branch(bodies, monkeypatch, narrowed, few_bodies):
    monkeypatch.setattr(branch_ranges, "FEW_BODIES", few_bodies)
    session = db.session()
    branch = {bodies[number] for number in BRANCH}
    expected = [
        event.id
        for event in _all_pages(session, EventFilter(**narrowed))
        if event.series_id in branch
    ]
    wanted = EventFilter(series="body-0", branch=True, **narrowed)

    result = [event.id for event in _all_pages(session, wanted)]

    assert result == expected
    assert count_listed(session, wanted, NOON, most=1000) == len(expected)


def test_feed_of_a_branch_has_the_events_of_all_its_bodies(bodies):
    session = db.session()
    alone = feed_events(session, EventFilter(series="body-6"), NOON)
    below = feed_events(session, EventFilter(series="body-7"), NOON)

    result = feed_events(session, EventFilter(series="body-6", branch=True), NOON)

    assert {event.id for event in result} == {event.id for event in (*alone, *below)}


def test_body_knows_what_it_is_part_of(bodies):
    session = db.session()

    assert [series.id for series in ancestors(session, bodies[5])] == [
        bodies[number] for number in (0, 1, 3)
    ]
    assert set(branch_ids(session, bodies[1])) == {bodies[number] for number in (1, 3, 4, 5)}


def test_paths_tell_who_is_in_a_branch(bodies):
    with transaction() as session:
        # Above itself until both are moved.
        session.get_one(Series, bodies[6]).parent_id = bodies[5]
        session.get_one(Series, bodies[1]).parent_id = bodies[2]

    session = db.session()
    for body in range(len(PARENTS)):
        inside = is_in_branch(Series.id, f"body-{body}")
        assert set(session.scalars(select(Series.id).where(inside))) == set(
            branch_ids(session, bodies[body])
        )


def test_cycle_in_the_database_ends_the_search(bodies):
    with transaction() as session:
        session.get_one(Series, bodies[0]).parent_id = bodies[5]

    assert len(branch_ids(db.session(), bodies[0])) < 6 * MOST_LEVELS
    assert len(ancestors(db.session(), bodies[0])) <= MOST_LEVELS


def _all_pages(session, wanted):
    after, events = "", []
    while True:
        page = listed_events(session, EventFilter(**{**vars(wanted), "after": after}), NOON)
        events += page.rows
        if not (after := page.after):
            return events
