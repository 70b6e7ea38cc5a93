"""Databases that are filled for measurements: everything derived is as the product writes it."""

import pytest
from sqlalchemy import func, select

from bench.lists import fill
from webinars.database import db, transaction
from webinars.events.details import details_of, write_details
from webinars.events.listing.upcoming_or_past import (
    correct_listings,
    count_wrong_listings,
    update_listing,
)
from webinars.events.models import Event, Series
from webinars.events.search.index_rebuild import rebuild_index, search_faults
from webinars.events.search.search_text import write_search_text
from webinars.registrations.places.registration_counts import COUNTS, count_faults, rebuild_counts
from webinars.timezones import clock as wall_clock

COLUMNS = [column.key for column in Event.__table__.columns]


@pytest.fixture(params=["sqlite", "postgresql"])
def now(request, organiser, make_series):
    """Fill the database twice, mostly with copies, and return when."""
    for name in ("Trade", "Metadata"):
        make_series(name)
    db.session.rollback()
    now = wall_clock.now()
    for number in (120, 400):
        fill(number, now, composed=40)
    return now


@pytest.fixture
def overrides(request):
    """Run on both databases."""
    on_postgresql = request.node.callspec.params["now"] == "postgresql"
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url") if on_postgresql else ""}


def test_filled_database_has_no_faults_and_nothing_to_reindex(now):
    with transaction() as session:
        assert search_faults(session) == []
        assert count_wrong_listings(session) == 0
        assert count_faults(session.connection()) == []
        numbers = session.execute(select(func.sum(COUNTS.c.number), func.count(COUNTS.c.status)))
        assert numbers.one() == (400, 3)
        rows = rows_of(session)
        rebuild_counts(session)

    rebuild_index()

    with transaction() as session:
        assert correct_listings(session, now) == 0
        assert rows_of(session) == rows


def test_copies_of_events_are_as_the_product_would_write_them(now):
    with transaction() as session:
        names = dict(session.execute(select(Series.id, Series.name)).all())
        events = session.scalars(select(Event).order_by(Event.id)).all()
        stored = [values(event) for event in events]
        for event in events:
            write_details(event, details_of(event))
            update_listing(event, now)
            write_search_text(event, names.get(event.series_id, ""))

        assert [values(event) for event in events] == stored
        assert len(events) == len({event.uid for event in events}) == 400
        timed = [event.starts_at for event in events if event.local_start]
        assert len(set(timed)) == len(timed) > 300
        session.rollback()


def rows_of(session):
    derived = session.execute(
        select(Event.id, Event.listing, Event.last_month, Event.search_text).order_by(Event.id)
    )
    counts = session.execute(select(COUNTS).order_by(COUNTS.c.event_id, COUNTS.c.status))
    return [*derived.all(), *counts.all()]


def values(event):
    return {name: getattr(event, name) for name in COLUMNS}
