"""A webinar held more than once: times that are added, joined and taken out, and what they have in common."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.postgres import wait_until_blocked
from tests.questions.asking import ask, kind_of_registration
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_dates.added_alternatives import (
    NewTime,
    add_alternatives,
    join_as_alternative,
    separate_alternative,
)
from webinars.events.alternatives import MOST_ALTERNATIVES, alternatives_of
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.enums import EventState
from webinars.events.history.stored_revisions import Revision
from webinars.events.locks import lock_events
from webinars.events.materials import materials_of, set_materials
from webinars.events.models import Event
from webinars.events.settings.registration_types import types_of
from webinars.outbox.models import Message
from webinars.questions.queries import questions_of
from webinars.timezones.schedule import Timed

MORNING = Timed(datetime(2027, 6, 10, 9), datetime(2027, 6, 10, 10), "Europe/Zurich")
RECORDING = ("Recording", "https://video.example.org/1")


@pytest.fixture
def overrides(request):
    """Run on SQLite, or on the database that a test names."""
    is_postgresql = getattr(request, "param", "sqlite") == "postgresql"
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url") if is_postgresql else ""}


def at(hours, **more):
    later = timedelta(hours=hours)
    return NewTime(Timed(MORNING.start + later, MORNING.end + later, MORNING.timezone), **more)


@pytest.fixture
def add(organiser, site):
    """Return a function that adds times some hours after that of an event."""

    def add(event, *times, publishing=True, **more):
        with transaction() as session:
            by = session.get_one(Organiser, organiser.id)
            return add_alternatives(
                session, event.id, times=times, by=by, site=site, publishing=publishing, **more
            )

    return add


def events():
    db.session().rollback()
    return db.session().scalars(select(Event).order_by(Event.starts_at, Event.id)).all()


@pytest.fixture
def change(site):
    """Return a function that changes details of an event."""

    def change(event, **values):
        with transaction() as session:
            details = replace(details_of(session.get_one(Event, event.id)), **values)
            change_event(
                session,
                event.id,
                details=details,
                revision=session.get_one(Event, event.id).revision,
                site=site,
                updates_calendars=True,
            )

    return change


@pytest.mark.parametrize("overrides", ["sqlite", "postgresql"], indirect=True)
def test_each_time_is_an_event_of_the_group_with_its_own_places_and_link(add, site, make_event):
    source = make_event(when=MORNING, capacity=20, description="Bring tea.")
    kind_of_registration(source, "Delegate")
    ask(source, label="Why?")
    with transaction() as session:
        set_materials(session, source.id, [RECORDING], revision=source.revision, site=site)

    added = add(
        source, at(9, languages=("fr",), capacity=5, meeting_url="https://meet.example.org/2")
    )

    first, second = events()
    assert added.event_ids == (second.id,)
    assert first.alternative_group_id == second.alternative_group_id is not None
    assert first.uid != second.uid
    assert (second.title, second.description, second.capacity) == (first.title, "Bring tea.", 5)
    assert (second.languages, second.meeting_url) == (["fr"], "https://meet.example.org/2")
    assert second.state is EventState.PUBLISHED
    assert [kind.name for kind in types_of(db.session(), second.id)] == ["Delegate"]
    assert [question.label for question in questions_of(db.session(), second.id)] == ["Why?"]
    assert materials_of(db.session(), second.id) == [RECORDING]
    assert list(alternatives_of(db.session(), second)) == [first, second]


def test_sent_twice_adds_no_time_twice_and_a_group_has_a_largest_size(add, make_event):
    source = make_event(when=MORNING)

    add(source, at(9), publishing=False)
    again = add(source, at(0), at(9), publishing=False)
    with pytest.raises(InvalidInputError, match="too-many-alternatives"):
        add(source, *(at(24 * day) for day in range(1, MOST_ALTERNATIVES)))

    assert (again.event_ids, again.known) == ((), 2)
    assert [one.state for one in events()] == [EventState.PUBLISHED, EventState.DRAFT]


def test_same_hour_in_the_same_language_is_asked_about(add, make_event):
    source = make_event(when=MORNING, languages=("en",))

    with pytest.raises(ConflictError, match="alternatives-overlap"):
        add(source, at(0.5, languages=("en",)))
    add(source, at(0, languages=("fr",)))
    add(source, at(0.5, languages=("en",)), accepts_overlap=True)

    assert len(events()) == 3


@pytest.mark.parametrize("overrides", ["sqlite", "postgresql"], indirect=True)
def test_what_they_have_in_common_is_changed_in_all_and_the_rest_in_one(add, change, make_event):
    source = make_event(when=MORNING, capacity=20)
    add(source, at(9), at(24))
    before = {one.id: (one.revision, one.sequence) for one in events()}

    change(events()[1], title="A better title", capacity=7, languages=("fr",))

    assert [one.title for one in events()] == ["A better title"] * 3
    assert [one.capacity for one in events()] == [20, 7, None]
    assert [one.languages for one in events()] == [[], ["fr"], []]
    for one in events():
        assert (one.revision, one.sequence) == tuple(number + 1 for number in before[one.id])
        recorded = select(Revision).where(Revision.event_id == one.id)
        newest = db.session().scalars(recorded.order_by(Revision.id.desc())).first()
        assert newest.values["title"] == "A better title"
    changes = select(Message.event_id).where(Message.topic == "event.changed")
    assert sorted(db.session().scalars(changes)) == sorted(before)


def test_change_of_one_alone_leaves_the_others_as_they_are(add, change, make_event):
    source = make_event(when=MORNING)
    add(source, at(9))
    first, second = events()
    revision = second.revision

    change(first, place="Room XIX")

    assert [one.place for one in events()] == ["Room XIX", ""]
    assert events()[1].revision == revision


def test_event_that_was_handed_over_keeps_its_own_texts(add, change, make_event):
    source = make_event(when=MORNING)
    add(source, at(9))
    first, second = events()
    with transaction() as session:
        other = add_organiser(session, email="li@example.org", name="Li", timezone="UTC")
        session.flush()
        session.get_one(Event, second.id).organiser_id = other.id

    change(first, title="A better title")

    assert [one.title for one in events()] == ["A better title", "Children deprived of liberty"]


def test_recording_of_one_is_that_of_all(add, site, make_event):
    source = make_event(when=MORNING)
    add(source, at(9))
    first, second = events()

    with transaction() as session:
        set_materials(session, second.id, [RECORDING], revision=second.revision, site=site)

    assert [materials_of(db.session(), one.id) for one in (first, second)] == [[RECORDING]] * 2


def test_joined_event_takes_the_texts_and_taken_out_it_keeps_them(add, site, make_event):
    source, other = make_event(when=MORNING), make_event(when=at(9).when, title="Evening edition")
    with transaction() as session:
        set_materials(session, other.id, [RECORDING], revision=other.revision, site=site)
        join_as_alternative(session, source.id, other.id, site=site)

    assert [one.title for one in events()] == [source.title] * 2
    assert materials_of(db.session(), source.id) == [RECORDING]

    with transaction() as session:
        separate_alternative(session, source.id, other.id, site=site)

    assert [one.alternative_group_id for one in events()] == [None, None]
    with pytest.raises(InvalidInputError, match="not-an-alternative"), transaction() as session:
        separate_alternative(session, source.id, other.id, site=site)


def test_time_of_another_owner_leaves_a_group_of_two(add, site, make_event):
    source = make_event(when=MORNING)
    add(source, at(9))
    first, second = events()
    with transaction() as session:
        stranger = add_organiser(session, email="li@example.org", name="Li", timezone="UTC")
        session.flush()
        session.get_one(Event, second.id).organiser_id = stranger.id

    with transaction() as session:
        separate_alternative(session, second.id, second.id, site=site)

    assert [one.alternative_group_id for one in events()] == [None, None]
    assert [one.title for one in events()] == [first.title] * 2


@pytest.mark.parametrize("overrides", ["postgresql"], indirect=True)
def test_join_that_waits_for_an_event_of_the_group_holds_no_later_one(app, add, site, make_event):
    source = make_event(when=MORNING)
    other = make_event(when=at(9).when)
    add(source, at(24))
    first_id, other_id, last_id = source.id, other.id, events()[-1].id

    def join():
        with app.app_context(), transaction() as session:
            join_as_alternative(session, last_id, other_id, site=site)

    with ThreadPoolExecutor(1) as thread:
        with transaction() as session:
            lock_events(session, [first_id])
            task = thread.submit(join)
            wait_until_blocked(db.engine, task)
            with db.engine.connect() as connection:
                later = select(Event.id).where(Event.id.in_([other_id, last_id]))
                connection.execute(later.with_for_update(nowait=True))
        task.result()


def test_events_of_other_accounts_and_other_groups_are_not_joined(add, site, make_event):
    source, other, third = (make_event(when=at(hours).when) for hours in (0, 9, 24))
    add(other, at(30))
    with transaction() as session:
        stranger = add_organiser(session, email="li@example.org", name="Li", timezone="UTC")
        session.flush()
        session.get_one(Event, third.id).organiser_id = stranger.id

    for event, code in ((other, "in-other-group"), (third, "not-of-same-owner")):
        with pytest.raises(ConflictError, match=code), transaction() as session:
            join_as_alternative(session, source.id, event.id, site=site)
    assert events()[0].alternative_group_id is None
