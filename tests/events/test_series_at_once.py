"""Changes of bodies at the same time: no cycle of parents, no session twice; and joining, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.postgres import wait_until_blocked
from tests.web.pages import at
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import Base, db, transaction
from webinars.errors import WebinarsError
from webinars.events.branches import branch_ids
from webinars.events.changes import change_event
from webinars.events.creation import create_event
from webinars.events.details import EventDetails, details_of
from webinars.events.models import Event, Series
from webinars.events.queries import event_by_id, series_names
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


@pytest.fixture
def another(app, organiser):
    """Create an organiser: changes of one account wait for each other."""
    with transaction() as session:
        made = add_organiser(session, email="ben@example.org", name="Ben", timezone="UTC")
        session.flush()
        session.expunge(made)
    return made


def created(session, organiser, site, series_id):
    by = session.get_one(Organiser, organiser.id)
    details = EventDetails(title="Meeting", when=at(2027, 3, 9, 15), series_id=series_id)
    return create_event(session, organiser=by, details=details, site=site).id


def joined(session, organiser, source_id, into_id):
    join_series(session, source_id, into_id, by=session.get_one(Organiser, organiser.id))


def test_event_that_is_saved_while_its_series_is_joined_moves_with_it(
    app, organiser, another, site, bodies
):
    first, _, third = bodies
    with ThreadPoolExecutor(1) as thread:
        with transaction() as session:
            event_id = created(session, another, site, first)
            action = partial(joined, organiser=organiser, source_id=first, into_id=third)
            task = thread.submit(at_once, app, action)
            if db.engine.dialect.name == "postgresql":
                wait_until_blocked(db.engine, task)

        assert task.result() == [""]
    assert event_by_id(db.session(), event_id).series_id == third


def test_event_that_is_saved_after_its_series_was_joined_is_refused(
    app, organiser, another, site, make_event, bodies
):
    first, _, third = bodies
    event = make_event()

    def changed(session):
        details = replace(details_of(event_by_id(session, event.id)), series_id=first)
        change_event(session, event.id, details=details, revision=event.revision, site=site)

    with ThreadPoolExecutor(1) as thread:
        with transaction() as session:
            joined(session, organiser, first, third)
            action = partial(created, organiser=another, site=site, series_id=first)
            task = thread.submit(at_once, app, action, changed)
            if db.engine.dialect.name == "postgresql":
                wait_until_blocked(db.engine, task)

        assert task.result() == ["series-joined"] * 2
    db.session.rollback()
    assert series_names(db.session(), bodies) == dict(zip(bodies, "ABC", strict=True))


def test_joining_knows_each_table_that_refers_to_series():
    """A row that joining does not move keeps the series from being deleted, or is deleted with it."""
    references = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "series"
    }
    moved = {"events.series_id", "series.parent_id", "former_slugs.series_id", "series_roles.series_id",
             "series_editors.series_id", "series_pictures.series_id", "series_revisions.series_id",
             "joined_series.into_id", "email_subscriptions.series_id",
             "subscription_notices.series_id", "documents.series_id", "document_uploads.series_id"}  # fmt: skip
    written_anew = {"series_words.series_id"}

    assert references == moved | written_anew
