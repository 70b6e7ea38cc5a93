"""Dates added to an event: each an event of its own, like it, in its group and series."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.questions.asking import ask, kind_of_registration
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_dates.added_dates import add_dates
from webinars.event_dates.date_rule import MOST_DATES
from webinars.events.date_groups import MOST_IN_GROUP, dates_in_group, following_dates
from webinars.events.enums import EventState
from webinars.events.models import Event, EventRole
from webinars.events.roles import Role
from webinars.events.settings.registration_types import types_of
from webinars.questions.queries import questions_of
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Timed

FIRST = Timed(datetime(2027, 3, 2, 15), datetime(2027, 3, 2, 16, 30), "Europe/Zurich")
WEEK = timedelta(weeks=1)


@pytest.fixture
def overrides(request):
    """Run on SQLite, or on the database that a test names."""
    is_postgresql = getattr(request, "param", "sqlite") == "postgresql"
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url") if is_postgresql else ""}


def weeks(*numbers):
    return [
        Timed(FIRST.start + number * WEEK, FIRST.end + number * WEEK, FIRST.timezone)
        for number in numbers
    ]


@pytest.fixture
def add(organiser, site):
    """Return a function that adds dates some weeks after that of an event."""

    def add(event, *numbers, publishing=True, by=organiser.id, **more):
        with transaction() as session:
            account = session.get_one(Organiser, by)
            schedules = weeks(*numbers)
            return add_dates(
                session,
                event.id,
                schedules=schedules,
                by=account,
                site=site,
                publishing=publishing,
                **more,
            )

    return add


def events():
    db.session().rollback()
    return db.session().scalars(select(Event).order_by(Event.starts_at)).all()


@pytest.mark.parametrize("overrides", ["sqlite", "postgresql"], indirect=True)
def test_each_date_is_an_event_like_the_first_with_an_identity_of_its_own(
    add, make_event, make_series
):
    series = make_series()
    source = make_event(when=FIRST, series_id=series.id, capacity=20, description="Bring tea.")
    kind_of_registration(source, "Delegate")
    ask(source, label="Why?")

    added = add(source, 2, 1)

    first, *others = events()
    assert [one.id for one in others] == list(added.event_ids)
    assert [one.when for one in others] == weeks(1, 2)
    assert len({one.uid for one in (first, *others)}) == 3
    assert {one.state for one in others} == {EventState.PUBLISHED}
    for one in others:
        assert (one.series_id, one.capacity, one.description) == (series.id, 20, "Bring tea.")
        assert [kind.name for kind in types_of(db.session(), one.id)] == ["Delegate"]
        assert [question.label for question in questions_of(db.session(), one.id)] == ["Why?"]
    assert dates_in_group(db.session(), first) == [first, *others]
    assert following_dates(db.session(), others[0]) == [others[1]]


def test_dates_of_a_numbered_session_have_no_number(add, make_event, make_series):
    source = make_event(when=FIRST, series_id=make_series().id, session_number=10)

    add(source, 1, 2)

    assert [one.session_number for one in events()] == [10, None, None]


def test_sent_twice_adds_no_date_twice(add, make_event, make_series):
    source = make_event(when=FIRST, series_id=make_series().id)

    add(source, 1, 2, publishing=False)
    again = add(source, 0, 1, 2, 3, publishing=False)

    assert [one.when for one in events()] == weeks(0, 1, 2, 3)
    assert (len(again.event_ids), again.known) == (1, 3)
    assert [one.state for one in events()[1:]] == [EventState.DRAFT] * 3


def test_event_without_series_gets_the_named_one(add, make_event, make_series):
    source, series = make_event(when=FIRST), make_series("Dialogues")

    with pytest.raises(InvalidInputError, match="series-missing"):
        add(source, 1)
    add(source, 1, series_id=series.id)

    assert [one.series_id for one in events()] == [series.id, series.id]


@pytest.mark.parametrize("overrides", ["sqlite", "postgresql"], indirect=True)
def test_dates_belong_to_the_owner_and_team_of_the_event(add, make_event, make_series):
    source = make_event(when=FIRST, series_id=make_series().id)
    with transaction() as session:
        member = add_organiser(session, email="bo@example.org", timezone="Europe/Zurich")
        session.flush()
        member_id, member.has_roles = member.id, True
        role = {"role": Role.EDITOR, "given_at": the_clock.now()}
        session.add(EventRole(event_id=source.id, organiser_id=member_id, **role))

    [made_id] = add(source, 1, by=member_id).event_ids

    made = db.session().get(Event, made_id)
    given = db.session().get(EventRole, (made_id, member_id))
    assert (made.organiser_id, given.role) == (source.organiser_id, Role.EDITOR)


def test_numbers_of_dates_are_bounded(add, make_event, make_series):
    source = make_event(when=FIRST, series_id=make_series().id)
    group_id = 7
    with transaction() as session:
        event = session.get_one(Event, source.id)
        event.date_group_id = group_id
    for number in range(1, 3):
        make_event(when=weeks(number)[0], terms={"date_group_id": group_id}, publish=False)

    with pytest.raises(InvalidInputError, match="too-many-new-dates"):
        add(source, *range(MOST_DATES + 1))
    assert MOST_IN_GROUP >= MOST_DATES


def test_nothing_is_made_if_one_date_cannot_be(add, make_event, make_series):
    source = make_event(
        when=FIRST,
        series_id=make_series().id,
        publish=False,
        reading={},
        description="Join at https://rooms.example.org/j/1?pwd=x with passcode: 123456",
    )

    with pytest.raises(ConflictError, match="public-access-details"):
        add(source, 1, 2)

    assert len(events()) == 1
