"""Move to another time of a webinar: a place is taken there and given up here, or nothing changes."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from tests.postgres import wait_until_blocked
from tests.questions.asking import ask, kind_of_registration
from webinars.access.delegations import add_delegation
from webinars.database import db, transaction
from webinars.errors import ConflictError, NotFoundError
from webinars.events.alternative_models import AlternativeGroup
from webinars.events.enums import AccessMode
from webinars.events.lifecycle import cancel_event
from webinars.events.locks import lock_events
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.questions.models import Answer
from webinars.registrations.alternatives.time_change import keep_one_time, move_to_alternative
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.models import Registration
from webinars.registrations.new_registration import register_again, register_attendee
from webinars.registrations.nominations import Delegate, DelegateRowError, register_delegates
from webinars.registrations.organiser.removal import remove_registration
from webinars.registrations.status import ACTIVE, HOLDING, Status
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Timed

MORNING = Timed(datetime(2027, 6, 10, 9), datetime(2027, 6, 10, 10), "Europe/Zurich")
EVENING = Timed(datetime(2027, 6, 10, 18), datetime(2027, 6, 10, 19), "Europe/Zurich")


@pytest.fixture
def overrides(request):
    """Run on SQLite, or on the database that a test names."""
    is_postgresql = getattr(request, "param", "sqlite") == "postgresql"
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url") if is_postgresql else ""}


BOTH = pytest.mark.parametrize("overrides", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def make_times(make_event, clock):
    """Return a function that makes a webinar that is held in the morning and in the evening; it returns both."""

    def make_times(*capacities, **more):
        with transaction() as session:
            group = AlternativeGroup(created_at=the_clock.now())
            session.add(group)
            session.flush()
            group_id = group.id
        capacities = capacities or (None, None)
        terms = {"alternative_group_id": group_id, **more.pop("terms", {})}
        return [
            make_event(when=when, capacity=capacity, terms=terms, **more)
            for when, capacity in zip((MORNING, EVENING), capacities, strict=False)
        ]

    return make_times


def statuses(event, email="wanjiru@example.com"):
    db.session().rollback()
    rows = select(Registration.status).where(
        Registration.event_id == event.id, Registration.address == email
    )
    return list(db.session().scalars(rows.order_by(Registration.id)))


@BOTH
def test_move_takes_a_place_there_and_gives_up_the_one_here(
    make_times, make_registration, act, deliver
):
    morning, evening = make_times(1, 1)
    registration = make_registration(morning)
    waiting = make_registration(morning, email="ali@example.org", name="Ali")
    deliver()

    moved = act(move_to_alternative, registration.id, evening.id)

    assert (moved.event_id, moved.status) == (evening.id, Status.CONFIRMED)
    assert (moved.name, moved.timezone) == (registration.name, registration.timezone)
    assert statuses(morning) == [Status.CANCELLED]
    assert statuses(morning, waiting.address) == [Status.OFFERED]
    to_registrant = [mail for mail in deliver() if "wanjiru" in str(mail.message["To"])]
    methods = {
        method: mail
        for mail in to_registrant
        for method in ("CANCEL", "REQUEST")
        if mail.calendar and f"METHOD:{method}".encode() in mail.calendar
    }
    assert len(to_registrant) == len(methods) == 2
    assert morning.uid.encode() in methods["CANCEL"].calendar
    assert evening.uid.encode() in methods["REQUEST"].calendar
    assert "you have changed to another time" in methods["CANCEL"].text
    assert "19:00 your time, Nairobi" in methods["CANCEL"].text
    assert "Instead or also?" not in methods["REQUEST"].text


def test_without_a_place_there_the_place_here_stays(make_times, make_registration, act):
    morning, evening = make_times(5, 1)
    registration = make_registration(morning)
    make_registration(evening, email="ali@example.org")

    with pytest.raises(ConflictError, match="time-full"):
        act(move_to_alternative, registration.id, evening.id)

    assert (statuses(morning), statuses(evening)) == ([Status.CONFIRMED], [])


def test_place_is_not_given_up_for_a_waiting_list(make_times, make_registration, act):
    morning, evening = make_times(5, 1)
    make_registration(evening, email="ali@example.org")
    registration, waiting = (make_registration(event) for event in (morning, evening))

    for own, event in ((registration, evening), (waiting, evening)):
        with pytest.raises(ConflictError, match="time-full"):
            act(keep_one_time, own.id, event.id)

    assert (statuses(morning), statuses(evening)) == ([Status.CONFIRMED], [Status.WAITING])


def test_who_waits_here_may_wait_there(make_times, make_registration, act, deliver):
    morning, evening = make_times(1, 1)
    for event in (morning, evening):
        make_registration(event, email="ali@example.org")
    registration = make_registration(morning)
    deliver()

    moved = act(move_to_alternative, registration.id, evening.id)

    assert moved.status is Status.WAITING
    assert (statuses(morning), statuses(evening)) == ([Status.CANCELLED], [Status.WAITING])
    # No calendar has an entry to remove, so this is the only e-mail.
    [mail] = [one for one in deliver() if "wanjiru" in str(one.message["To"])]
    assert "you are on the waiting list" in mail.text


def test_approved_request_stays_approved_and_an_undecided_one_undecided(
    make_times, make_registration, act, session
):
    morning, evening = make_times(terms={"requires_approval": True})
    registration, approved = (
        make_registration(morning, email=f"{name}@example.org") for name in ("ali", "bo")
    )
    with transaction() as writing:
        one = Registration.id == approved.id
        writing.execute(update(Registration).where(one).values(status=Status.CONFIRMED))

    assert act(move_to_alternative, registration.id, evening.id).status is Status.AWAITING_APPROVAL
    assert act(move_to_alternative, approved.id, evening.id).status is Status.CONFIRMED


@pytest.mark.parametrize(
    "limit",
    [
        {"requires_approval": True},
        {"access_mode": AccessMode.INVITED},
        {"access_mode": AccessMode.SECRET_LINK},
        {"domains": ["example.net"]},
    ],
    ids=lambda limit: next(iter(limit)),
)
def test_time_that_is_limited_further_admits_nobody_by_a_move(
    make_times, make_registration, act, limit
):
    morning, evening = make_times()
    registration = make_registration(morning)
    with transaction() as writing:
        writing.execute(update(Event).where(Event.id == evening.id).values(**limit))

    with pytest.raises(ConflictError, match="time-not-available"):
        act(move_to_alternative, registration.id, evening.id)

    assert statuses(morning) == [Status.CONFIRMED]


def test_place_is_not_given_up_for_one_at_a_cancelled_time(
    make_times, make_registration, act, site
):
    morning, evening = make_times()
    registration = make_registration(morning)
    make_registration(evening)
    act(cancel_event, evening.id, site=site)

    with pytest.raises(ConflictError, match="time-not-available"):
        act(keep_one_time, registration.id, evening.id)

    assert statuses(morning) == [Status.CONFIRMED]


def test_answers_and_registration_type_go_along(make_times, make_registration, act):
    morning, evening = make_times()
    types = [kind_of_registration(event, "Delegate") for event in (morning, evening)]
    questions = [ask(event, label="Why?") for event in (morning, evening)]
    registration = make_registration(
        morning, registration_type_id=types[0], given={questions[0]: "To learn"}
    )

    moved = act(move_to_alternative, registration.id, evening.id)

    assert moved.registration_type_id == types[1]
    answer = select(Answer).where(Answer.registration_id == moved.id)
    assert db.session().scalars(answer).one().question_id == questions[1]


def test_only_times_of_one_webinar_can_be_chosen(make_times, make_event, make_registration, act):
    morning, _evening = make_times()
    [other, _other], single = make_times(), make_event()
    draft = make_event(publish=False)
    with transaction() as writing:
        in_group = update(Event).where(Event.id == draft.id)
        writing.execute(in_group.values(alternative_group_id=morning.alternative_group_id))
    registration = make_registration(morning)

    for event_id in (other.id, single.id, draft.id, morning.id, 10**6):
        with pytest.raises(NotFoundError, match="no-such-event"):
            act(move_to_alternative, registration.id, event_id)
    assert statuses(morning) == [Status.CONFIRMED]


def test_removed_address_cannot_come_back_at_another_time(make_times, make_registration, act):
    morning, evening = make_times()
    registration, removed = make_registration(morning), make_registration(evening)
    act(remove_registration, event_id=evening.id, registration_id=removed.id)

    with pytest.raises(ConflictError, match="time-not-available"):
        act(move_to_alternative, registration.id, evening.id)

    assert statuses(morning) == [Status.CONFIRMED]


def test_from_a_cancelled_time_people_move_without_a_second_cancellation(
    make_times, make_registration, act, deliver, site
):
    morning, evening = make_times()
    registration = make_registration(morning)
    deliver()
    act(cancel_event, morning.id, site)
    [cancelled] = [mail for mail in deliver() if "wanjiru" in str(mail.message["To"])]
    assert "You can still attend: " in cancelled.text
    assert "19:00 your time, Nairobi" in cancelled.text
    assert "/time" in cancelled.text

    moved = act(move_to_alternative, registration.id, evening.id)

    assert moved.status is Status.CONFIRMED
    [confirmation] = [mail for mail in deliver() if "wanjiru" in str(mail.message["To"])]
    assert b"METHOD:REQUEST" in confirmation.calendar


def test_second_registration_asks_by_email_whether_it_is_instead_or_also(
    make_times, make_registration, act, deliver
):
    morning, evening = make_times()
    registration = make_registration(morning)
    [first] = [mail for mail in deliver() if "wanjiru" in str(mail.message["To"])]
    make_registration(evening)
    [second] = [mail for mail in deliver() if "wanjiru" in str(mail.message["To"])]

    assert "INSTEAD OR ALSO?" in second.text
    assert "10:00 your time, Nairobi" in second.text
    assert "INSTEAD OR ALSO?" not in first.text

    act(keep_one_time, registration.id, evening.id)

    assert (statuses(morning), statuses(evening)) == ([Status.CANCELLED], [Status.CONFIRMED])


@BOTH
def test_of_two_who_move_to_the_last_place_one_keeps_the_old_one(
    app, make_times, make_registration
):
    morning, evening = make_times(5, 1)
    here_id, there_id = morning.id, evening.id
    people = [make_registration(morning, email=f"{name}@example.org") for name in ("ali", "bo")]
    start = Barrier(len(people))

    def move(registration):
        with app.app_context():
            start.wait()
            with suppress(ConflictError), transaction() as session:
                return move_to_alternative(session, registration.id, there_id).event_id
            return here_id

    with ThreadPoolExecutor() as threads:
        places = list(threads.map(move, people))

    assert sorted(places) == sorted([here_id, there_id])
    for person, event_id in zip(people, places, strict=True):
        confirmed = {
            event.id
            for event in (morning, evening)
            if Status.CONFIRMED in statuses(event, person.address)
        }
        assert confirmed == {event_id}


@pytest.mark.parametrize("overrides", ["postgresql"], indirect=True)
@pytest.mark.parametrize("is_forward", [True, False])
def test_who_waits_for_one_event_holds_no_lock_of_a_later_one(
    app, make_times, make_registration, is_forward
):
    first_id, second_id = (event.id for event in make_times())
    here_id, there_id = (first_id, second_id) if is_forward else (second_id, first_id)
    registration = make_registration(event_by_id(db.session(), here_id))

    def move():
        with app.app_context(), transaction() as session:
            return move_to_alternative(session, registration.id, there_id).event_id

    with ThreadPoolExecutor(1) as thread:
        with transaction() as session:
            lock_events(session, [first_id])
            task = thread.submit(move)
            wait_until_blocked(db.engine, task)
            with db.engine.connect() as connection:
                later = select(Event.id).where(Event.id == second_id)
                connection.execute(later.with_for_update(nowait=True))
        assert task.result() == there_id


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["register", "move", "keep", "cancel", "again"]),
        st.integers(0, 3),
        st.integers(0, 1),
    ),
    max_size=14,
)


def test_no_order_of_moves_overbooks_or_loses_a_place(app, make_times):
    capacities = {
        event.id: capacity for event, capacity in zip(make_times(2, 1), (2, 1), strict=True)
    }
    ids = list(capacities)

    @settings(max_examples=15)
    @given(steps=STEPS)
    def play(steps):
        with transaction() as session:
            for table in (Answer, Registration):
                session.execute(delete(table))
        for name, person, index in steps:
            before = held_by(person)
            with suppress(ConflictError, NotFoundError), transaction() as session:
                take(session, name, person, ids[index])
            after = held_by(person)
            for event_id, capacity in capacities.items():
                assert sum(event_id in held_by(one) for one in range(4)) <= capacity
            if name in ("move", "keep") and before:
                assert after == before or len(after) == 1

    play()


def take(session, name, person, event_id):
    email = f"person{person}@example.org"
    rows = select(Registration).where(Registration.address == email)
    own = session.scalars(rows.order_by(Registration.id)).all()
    active = [one for one in own if one.status in ACTIVE]
    details = {"name": "P", "affiliation": "", "timezone": "", "language": "en"}
    if name == "register":
        register_attendee(session, event_id=event_id, email=email, **details)
    elif name == "again" and own:
        register_again(session, own[-1].id)
    elif active and name == "cancel":
        cancel_registration(session, active[0].id)
    elif active and name == "keep":
        keep_one_time(session, active[0].id, event_id)
    elif len(active) == 1 and name == "move":
        move_to_alternative(session, active[0].id, event_id)


def held_by(person):
    db.session().rollback()
    rows = select(Registration.event_id).where(
        Registration.address == f"person{person}@example.org", Registration.status.in_(HOLDING)
    )
    return sorted(db.session().scalars(rows))


@pytest.mark.parametrize("access_mode", [AccessMode.OPEN, AccessMode.INVITED])
def test_who_is_named_changes_where_anyone_may_and_goes_on_counting(make_times, act, access_mode):
    """A delegation of one time names nobody for the other one; its quota stays used by who has changed."""
    morning, evening = make_times(terms={"access_mode": access_mode, "accepts_delegations": True})
    delegation = act(
        add_delegation,
        event_id=morning.id, name="Kenya", focal_name="Li", focal_email="li@example.org", quota=1,
        language="en",
    )  # fmt: skip
    person = Delegate("Wanjiru", "wanjiru@example.com")
    act(register_delegates, delegation_id=delegation.id, people=[person])
    named = db.session().scalars(select(Registration)).one()
    if access_mode is AccessMode.INVITED:
        with pytest.raises(ConflictError, match="time-not-available"):
            act(move_to_alternative, named.id, evening.id)
        assert statuses(morning) == [Status.CONFIRMED]
        return

    moved = act(move_to_alternative, named.id, evening.id)

    assert (moved.event_id, moved.delegation_id, moved.affiliation) == (evening.id, None, "Kenya")
    assert (statuses(morning), statuses(evening)) == ([Status.CANCELLED], [Status.CONFIRMED])
    with pytest.raises(DelegateRowError, match="quota-used"):
        act(
            register_delegates,
            delegation_id=delegation.id,
            people=[Delegate("Bo", "bo@example.org")],
        )
