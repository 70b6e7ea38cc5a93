"""Places are exact when people register for several dates at once, in any order and concurrently."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from tests.web.pages import at
from webinars.capabilities.models import Capability
from webinars.database import db, transaction
from webinars.errors import ConflictError, NotFoundError
from webinars.events.enums import NotificationMode
from webinars.events.models import DateGroup, Event
from webinars.outbox.models import Message, MessageState
from webinars.outbox.topics import DATES
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import DateGroupRegistration, Registration, StatedTime
from webinars.registrations.places import registration_counts
from webinars.registrations.several_dates import own_dates
from webinars.registrations.several_dates.places_for_all import change_places_for_all
from webinars.registrations.several_dates.registering import register_for_dates
from webinars.registrations.status import ACTIVE, HOLDING, Status
from webinars.scheduling.models import Invitation
from webinars.timezones import clock as wall_clock

DATES_OF_EVENT, PEOPLE = 4, 5
STEPS = st.one_of(
    st.tuples(
        st.just("register"),
        st.integers(0, PEOPLE - 1),
        st.none() | st.sets(st.integers(0, DATES_OF_EVENT - 1), min_size=1),
    ),
    st.tuples(st.just("cancel"), st.integers(0, PEOPLE - 1), st.integers(0, DATES_OF_EVENT - 1)),
    st.tuples(st.just("cancel_all"), st.integers(0, PEOPLE - 1), st.none()),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on each database."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def group(app, clock, make_event):
    """Return the id of a group and those of its dates."""
    with transaction() as session:
        made = DateGroup(created_at=wall_clock.now())
        session.add(made)
        session.flush()
        group_id = made.id
    terms = {"date_group_id": group_id}
    days = range(1, DATES_OF_EVENT + 1)
    ids = [
        make_event(
            when=at(2027, 3, day, 15), terms=terms, notification_mode=NotificationMode.NEVER
        ).id
        for day in days
    ]
    return group_id, ids


def begin(ids, capacities):
    with transaction() as session:
        for table in (
            Capability, DateGroupRegistration, Message, Invitation, StatedTime, Registration,
        ):  # fmt: skip
            session.execute(delete(table))
        for event_id, capacity in zip(ids, capacities, strict=True):
            session.get_one(Event, event_id).capacity = capacity


def act(group, name, person, dates):
    group_id, ids = group
    address = f"person{person}@example.org"
    with suppress(ConflictError, NotFoundError), transaction() as session:
        if name == "register":
            register_for_dates(
                session,
                group_id=group_id,
                event_ids=None if dates is None else [ids[one] for one in dates],
                email=address,
                name="Ann",
                timezone="",
                language="en",
            )
        elif name == "cancel":
            number = session.scalar(
                select(Registration.id).where(
                    Registration.event_id == ids[dates],
                    Registration.address == address,
                    Registration.status.in_(ACTIVE),
                )
            )
            if number is not None:
                cancel_registration(session, number)
        elif name == "erase":
            if numbers := session.scalars(of_person(address)).all():
                erase_registrant(session, numbers[-1])
        else:
            of_address = DateGroupRegistration.address == address
            end = own_dates.erase_dates if name == "erase_all" else own_dates.cancel_all_dates
            if number := session.scalar(select(DateGroupRegistration.id).where(of_address)):
                end(session, own_dates.lock_row(session, number))


def of_person(address):
    return select(Registration.id).where(Registration.address == address).order_by(Registration.id)


def check(ids, capacities):
    """Fail if a date has more places held than there are, or somebody waits for one that nobody holds."""
    db.session.rollback()
    for event_id, capacity in zip(ids, capacities, strict=True):
        rows = db.session.scalars(
            select(Registration).where(Registration.event_id == event_id)
        ).all()
        held = sum(row.status in HOLDING for row in rows)
        waiting = [row for row in rows if row.status is Status.WAITING]
        assert capacity is None or held <= capacity
        assert not waiting or held == capacity
        active = Counter(row.address for row in rows if row.status in ACTIVE)
        assert set(active.values()) <= {1}
    assert registration_counts.count_faults(db.session.connection()) == []
    addresses = db.session.scalars(select(DateGroupRegistration.address)).all()
    assert len(set(addresses)) == len(addresses)
    registered = {row.address for row in db.session.scalars(select(Registration))} - {""}
    assert registered <= set(addresses)


def test_no_order_of_steps_gives_more_places_than_there_are(group, request):
    _, ids = group
    is_fast = request.node.callspec.params["overrides"] == "sqlite"

    @settings(
        max_examples=12 if is_fast else 4,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        deadline=None,
    )
    @given(
        capacities=st.tuples(*[st.none() | st.integers(0, 3)] * DATES_OF_EVENT),
        steps=st.lists(STEPS, min_size=4, max_size=15),
    )
    def play(capacities, steps):
        begin(ids, capacities)
        for step in steps:
            act(group, *step)
            check(ids, capacities)

    play()


def test_concurrent_forms_for_the_same_dates_take_each_place_once(group, app):
    """Each person sends the form for all dates twice, and others cancel meanwhile."""
    _, ids = group
    capacities = (2, None, 3, 1)
    begin(ids, capacities)
    act(group, "register", 0, {0, 2, 3})
    steps = [("register", person, None) for person in range(PEOPLE)] * 2
    steps += [("cancel_all", person, None) for person in range(PEOPLE)] * 2
    steps += [(f"erase{what}", person, None) for person in range(PEOPLE) for what in ("", "_all")]
    steps.append(("cancel", 1, 2))
    random.Random(17).shuffle(steps)

    def run(step):
        with app.app_context():
            act(group, *step)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(run, steps))

    check(ids, capacities)
    queued = Message.topic == DATES, Message.state == MessageState.QUEUED
    assert db.session.scalars(select(Message).where(*queued)).all()


def test_date_with_a_nul_is_none_of_the_event(group):
    group_id, ids = group
    choose(group_id, ids[:1])

    with transaction() as session:
        row = session.scalars(select(DateGroupRegistration)).one()
        with pytest.raises(ConflictError, match="dates-not-open"):
            own_dates.register_for_date(session, own_dates.lock_row(session, row.id), "\0")


def takers(group_id):
    db.session.rollback()
    rows = db.session.scalars(select(DateGroupRegistration).order_by(DateGroupRegistration.id))
    return {row.address[6]: row.queued_at is None for row in rows if row.takes_all}


def test_places_for_all_dates_are_never_exceeded_and_given_in_order(group, deliver, request):
    """Any order of people who take all dates or cancel them, with a waiting list for the whole."""
    group_id, ids = group

    @settings(
        max_examples=3,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        deadline=None,
    )
    @example(
        capacity=1,
        steps=[*(("register", person, None) for person in (0, 1, 2)), ("cancel_all", 0, None)],
    )
    @given(
        capacity=st.integers(0, 2),
        steps=st.lists(
            st.tuples(st.sampled_from(["register", "cancel_all"]), st.integers(0, 3), st.none()),
            min_size=4,
            max_size=10,
        ),
    )
    def play(capacity, steps):
        begin(ids, (None,) * DATES_OF_EVENT)
        with transaction() as session:
            change_places_for_all(session, group_id, capacity=capacity, is_for_all_only=False)
        arrived = []
        for name, person, _dates in steps:
            act(group, name, person, None)
            number = str(person)
            if name == "cancel_all":
                arrived = [one for one in arrived if one != number]
            elif number not in arrived:
                arrived.append(number)
            deliver()
            # Who came first has a place; who leaves goes to the end.
            assert takers(group_id) == {one: index < capacity for index, one in enumerate(arrived)}
            active = db.session.scalars(
                select(Registration.address).where(Registration.status.in_(ACTIVE))
            )
            assert Counter(address[6] for address in active) == dict.fromkeys(
                arrived[:capacity], DATES_OF_EVENT
            )

    play()
    with transaction() as session:
        change_places_for_all(session, group_id, capacity=None, is_for_all_only=True)
    with pytest.raises(ConflictError, match="all-dates-only"):
        choose(group_id, ids[:1])


def choose(group_id, ids):
    with transaction() as session:
        register_for_dates(
            session, group_id=group_id, event_ids=ids, email="a@example.org", name="Ann", timezone="",
            language="en",
        )  # fmt: skip
