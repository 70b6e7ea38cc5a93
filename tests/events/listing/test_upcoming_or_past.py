"""The lists of upcoming and past events against a plain model, on both databases."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.event import listen, remove

from tests.events.many_events import add_events
from webinars.database import db, transaction
from webinars.events import changes, lifecycle
from webinars.events.details import details_of
from webinars.events.enums import PUBLIC, Format, Listing
from webinars.events.listing.event_list import count_listed, listed_events
from webinars.events.listing.first_read import first_read
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.listing.upcoming_or_past import (
    correct_listings,
    count_wrong_listings,
    misplaced_events,
    move_misplaced_events,
)
from webinars.events.models import Event, Series
from webinars.timezones import clock as wall_clock
from webinars.timezones.schedule import Days

SERIES = ("Metadata", "Trade", "Open data")


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def events(app, clock, organiser, make_series):
    """Add a hundred random events within four months, some of them running, in three series and none."""
    series = [make_series(name).id for name in SERIES]
    with transaction() as session:
        add_events(
            session,
            organiser,
            120,
            now=wall_clock.now(),
            series_ids=(None, *series),
            spread=timedelta(days=60),
        )


def model(wanted, now):
    """Return the ids of a list, by plain Python over all events."""
    ids = dict(db.session.execute(select(Series.slug, Series.id)).all())
    after = wanted.month and (wanted.month + timedelta(days=31)).replace(day=1)
    listed = [
        event
        for event in db.session.scalars(select(Event))
        if event.state in PUBLIC
        and (event.ends_at <= now) is wanted.past
        and (not wanted.month or (event.first_on < after and event.last_on >= wanted.month))
        and (not wanted.series or event.series_id == ids[wanted.series])
        and wanted.format in (None, event.format)
    ]
    keys = sorted((event.listed_month, event.listed_at, event.id) for event in listed)
    return [key[-1] for key in (reversed(keys) if wanted.past else keys)]


def pages(wanted, now, limit):
    """Return the ids of all pages of a list."""
    ids, after = [], None
    while after != "":
        page = listed_events(db.session(), replace(wanted, after=after or ""), now, limit=limit)
        ids += [event.id for event in page.rows]
        after = page.after
    return ids


def random_filter(chance, now):
    month = (now.date() + timedelta(days=chance.randint(-60, 60))).replace(day=1)
    return EventFilter(
        month=chance.choice([None, None, month]),
        series=chance.choice(["", "", "metadata", "open-data"]),
        format=chance.choice([None, None, *Format]),
        past=chance.random() < 0.5,
    )


def months_of(ids):
    months = db.session.scalars(select(Event.listed_month).where(Event.id.in_(ids)))
    return {date(month // 100, month % 100, 1) for month in months}


def test_lists_equal_a_plain_model_while_events_end(events, clock):
    chance = random.Random(7)
    for step in range(8):
        clock.advance(timedelta(days=step, minutes=chance.randint(0, 1400)))
        now = wall_clock.now()
        if step % 3 == 2:
            with transaction() as session:
                move_misplaced_events(session, misplaced_events(session, now), now)
        for _ in range(6):
            wanted = random_filter(chance, now)
            expected = model(wanted, now)
            assert pages(wanted, now, chance.randint(1, 9)) == expected
            assert count_listed(db.session(), wanted, now) == len(expected)
        for past in (False, True):
            offered = first_read(db.session(), EventFilter(past=past), now).months
            assert set(offered) == months_of(model(EventFilter(past=past), now))


def test_events_are_moved_once_they_have_ended_and_back_with_the_clock(events, clock):
    def move():
        with transaction() as session:
            ids = misplaced_events(session, wall_clock.now())
            move_misplaced_events(session, ids, wall_clock.now())
        return len(ids)

    first = move()
    clock.advance(timedelta(days=30))
    ended = move()
    clock.advance(-timedelta(days=30))
    reopened = move()

    assert first == 0
    assert ended == reopened > 5
    assert move() == 0


def test_listing_follows_state_and_schedule(clock, make_event, site, session):
    def listing():
        db.session.expire_all()
        return db.session.get(Event, event.id).listing

    event = make_event(publish=False)
    seen = [listing()]
    over = Days(date(2020, 5, 1), date(2020, 5, 2), "Europe/Zurich")
    steps = (
        lambda session: lifecycle.publish_event(session, event.id, site),
        lambda session: lifecycle.cancel_event(session, event.id, site),
        lambda session: lifecycle.restore_event(session, event.id, site),
        lambda session: lifecycle.postpone_event(session, event.id, site),
        lambda session: change_schedule(session, over),
        lambda session: lifecycle.unpublish_event(session, event.id, site),
    )

    def change_schedule(session, when):
        current = session.get(Event, event.id)
        details = replace(details_of(current), when=when)
        changes.change_event(
            session, event.id, details=details, revision=current.revision, site=site
        )

    for step in steps:
        with transaction() as own_session:
            step(own_session)
        seen.append(listing())

    upcoming = [Listing.UPCOMING] * 4
    assert seen == [Listing.NONE, *upcoming, Listing.PAST, Listing.NONE]


def test_events_written_by_an_earlier_version_are_reported_and_corrected(events):
    columns = (Event.id, Event.listing, Event.last_month)
    before = db.session.execute(select(*columns).order_by(Event.id)).all()
    is_draft = "state = 'draft'"
    with transaction() as session:
        session.execute(
            text(f"UPDATE events SET listing = CASE WHEN {is_draft} THEN 'past' ELSE 'none' END")
        )
        session.execute(text(f"UPDATE events SET last_month = 0 WHERE {is_draft}"))
        reported = count_wrong_listings(session)

    with transaction() as session:
        corrected = correct_listings(session, wall_clock.now())

    assert reported == corrected == 120
    assert count_wrong_listings(db.session()) == 0
    assert db.session.execute(select(*columns).order_by(Event.id)).all() == before


def test_event_unpublished_before_it_is_moved_stays_a_draft(clock, make_event, site):
    event, other = make_event(), make_event(title="Another")
    clock.stop(event.ends_at)
    with transaction() as session:
        ids = misplaced_events(session, wall_clock.now())
    with transaction() as session:
        lifecycle.unpublish_event(session, event.id, site)

    with transaction() as session:
        move_misplaced_events(session, ids, wall_clock.now())

    listings = dict(db.session.execute(select(Event.id, Event.listing)).all())
    assert listings == {event.id: Listing.NONE, other.id: Listing.PAST}
    past = listed_events(db.session(), EventFilter(past=True), wall_clock.now()).rows
    assert [row.id for row in past] == [other.id]


def test_events_moved_while_the_past_list_is_read_are_in_it_once(events, clock):
    clock.advance(timedelta(days=30))
    now = wall_clock.now()
    wanted = EventFilter(past=True)
    unmoved, expected = misplaced_events(db.session(), now), model(wanted, now)
    moved = []

    def move(_connection, _cursor, statement, *_):
        if "UNION ALL" in statement and not moved:  # after the ids of ended events
            moved.extend(unmoved)
            with db.engine.connect().execution_options(writes=True) as connection:
                move_misplaced_events(connection, unmoved, now)
                connection.commit()

    db.session.remove()
    listen(db.engine, "after_cursor_execute", move)
    page = listed_events(db.session(), wanted, now, limit=10)
    remove(db.engine, "after_cursor_execute", move)

    assert len(moved) > 5
    assert [event.id for event in page.rows] == expected[:10]
    assert page.after


def test_event_unpublished_while_the_past_list_is_read_is_not_in_it(clock, make_event):
    event = make_event()
    clock.stop(event.ends_at)
    changes_made = []

    def unpublish(_connection, _cursor, statement, *_):
        if "UNION ALL" in statement and not changes_made:  # after the ids of ended events
            changes_made.append(statement)
            with db.engine.connect().execution_options(writes=True) as connection:
                connection.execute(text("UPDATE events SET state = 'draft', listing = 'none'"))
                connection.commit()

    db.session.remove()
    listen(db.engine, "after_cursor_execute", unpublish)
    rows = listed_events(db.session(), EventFilter(past=True), wall_clock.now()).rows
    remove(db.engine, "after_cursor_execute", unpublish)

    assert [row.id for row in rows if row.state not in PUBLIC] == []
    assert len(changes_made) == 1


def test_past_list_is_whole_with_more_unmoved_events_than_a_batch(events, clock, monkeypatch):
    monkeypatch.setattr("webinars.events.listing.list_ranges.MOST_NAMED", 3)
    for days in (20, 300):
        clock.advance(timedelta(days=days))
        now = wall_clock.now()
        for month in (None, date(2026, 12, 1)):
            wanted = EventFilter(past=True, month=month)

            ids = pages(wanted, now, 5)

            assert len(misplaced_events(db.session(), now)) > 3
            assert ids == model(wanted, now)
        offered = first_read(db.session(), EventFilter(past=True), now).months
        assert set(offered) == months_of(model(EventFilter(past=True), now))
