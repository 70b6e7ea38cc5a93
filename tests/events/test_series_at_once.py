"""Changes of bodies at the same time: no cycle of parents, no session twice; and joining, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.postgres import wait_until_blocked
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.errors import WebinarsError
from webinars.events.branches import branch_ids
from webinars.events.changes import change_event
from webinars.events.details import EventDetails, details_of
from webinars.events.models import Event, Series
from webinars.events.queries import event_by_id
from webinars.events.series.access import edited_series
from webinars.events.series.editing import change_series, make_body
from webinars.events.series.editors import add_editor
from webinars.events.series.joining import join_series
from webinars.events.series.series_details import SeriesDetails
from webinars.events.series.series_details import details_of as series_details
from webinars.events.series_models import FormerSlug, SeriesEditor

AT_ONCE = 3


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def bodies(app, clock, organiser):
    """Create three bodies, and return their ids."""
    with transaction() as session:
        by = session.get_one(Organiser, organiser.id)
        made = [make_body(session, SeriesDetails(name=name), by=by) for name in "ABC"]
        return [one.id for one in made]


def put_below(session, organiser_id, series_id, parent_id):
    by = session.get_one(Organiser, organiser_id)
    series = edited_series(session, by, series_id)
    values = {**vars(series_details(series)), "parent_id": parent_id}
    change_series(session, series_id, SeriesDetails(**values), revision=series.revision, by=by)


def at_once(app, *actions):
    """Carry out actions in threads that begin together; return what each of them raised."""
    start = Barrier(len(actions))

    def act(action):
        with app.app_context():
            start.wait()
            try:
                with transaction() as session:
                    action(session)
            except WebinarsError as error:
                return error.code
            finally:
                db.session.remove()
        return ""

    with ThreadPoolExecutor(len(actions)) as threads:
        return sorted(threads.map(act, actions))


def test_parents_that_are_set_at_once_make_no_cycle(app, organiser, bodies):
    pairs = zip(bodies, [*bodies[1:], bodies[0]], strict=True)

    result = at_once(
        app,
        *(
            lambda session, one=one, other=other: put_below(session, organiser.id, one, other)
            for one, other in pairs
        ),
    )

    assert result == ["", "", "parent-below-itself"]
    db.session.rollback()
    roots = db.session.scalars(select(Series.id).where(Series.parent_id.is_(None))).all()
    assert len(roots) == 1
    assert set(branch_ids(db.session(), roots[0])) == set(bodies)


def test_number_of_a_session_is_given_once(app, organiser, site, make_event, bodies):
    events = [make_event(title=f"Meeting {n}", series_id=bodies[0]) for n in range(AT_ONCE)]

    def number(session, event):
        values = vars(details_of(event_by_id(session, event.id)))
        details = EventDetails(**{**values, "session_number": 10})
        change_event(session, event.id, details=details, revision=event.revision, site=site)

    result = at_once(
        app, *(lambda session, event=event: number(session, event) for event in events)
    )

    assert result == ["", *["session-number-taken"] * (AT_ONCE - 1)]
    db.session.rollback()
    numbered = select(func.count()).where(Event.session_number == 10)
    assert db.session.scalar(numbered) == 1


def test_joining_moves_events_organisers_and_addresses(organiser, make_event, bodies):
    first, second, third = bodies
    event = make_event(series_id=first)
    with transaction() as session:
        by = session.get_one(Organiser, organiser.id)
        put_below(session, organiser.id, second, first)
        add_editor(session, first, by=by, email="new@example.org")
    with transaction() as session:
        join_series(session, first, third, by=session.get_one(Organiser, organiser.id))
    with transaction() as session:
        join_series(session, second, third, by=session.get_one(Organiser, organiser.id))

    session = db.session()
    assert event_by_id(session, event.id).series_id == third
    assert session.scalars(select(Series.id)).all() == [third]
    assert set(session.scalars(select(FormerSlug.slug))) == {"a", "b"}
    assert session.scalar(select(func.count()).select_from(SeriesEditor)) == 2


def test_parent_that_is_being_set_is_seen_by_who_sets_the_other(app, organiser, bodies):
    first, second, _ = bodies
    with ThreadPoolExecutor(1) as thread:
        with transaction() as session:
            put_below(session, organiser.id, first, second)
            action = partial(
                put_below, organiser_id=organiser.id, series_id=second, parent_id=first
            )
            task = thread.submit(at_once, app, action)
            if db.engine.dialect.name == "postgresql":
                wait_until_blocked(db.engine, task)

        assert task.result() == ["parent-below-itself"]
