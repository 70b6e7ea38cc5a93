"""Counts of registrations are exact whoever changes the rows, checked, and built anew, on both databases."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, insert, select, text, update

from tests.conftest import NOON
from tests.postgres import wait_until_blocked
from webinars.database import db, transaction
from webinars.events.models import RegistrationType
from webinars.registrations.models import Registration
from webinars.registrations.organiser import registrant_list
from webinars.registrations.places import places_held
from webinars.registrations.places.registration_counts import (
    COUNTS,
    TRIGGERS,
    count_faults,
    rebuild_counts,
)
from webinars.registrations.status import ACTIVE, HOLDING, Status

STEPS = 40


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    """Run on both databases."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def events(clock, make_event):
    """Return the ids of two events, and of two registration types of the first."""
    first, second = make_event(), make_event(title="Another")
    with transaction() as session:
        types = [
            RegistrationType(event_id=first.id, position=place, name=str(place))
            for place in range(2)
        ]
        session.add_all(types)
        session.flush()
        return [first.id, second.id], [one.id for one in types]


def rows(chance, events, types, number, seed):
    return [
        {
            "event_id": chance.choice(events),
            "registration_type_id": chance.choice([None, *types]),
            "status": chance.choice(list(Status)),
            "erased_at": chance.choice([None, None, NOON]),
            "name": "Ana",
            "email": f"{seed}-{turn}@example.org",
            "address": f"{seed}-{turn}@example.org",
            "timezone": "",
            "language": "en",
            "created_at": NOON,
            "status_at": NOON,
        }
        for turn in range(number)
    ]


def change(session, chance, events, types, seed):
    """Change some rows: by objects, by one statement, or by deleting them."""
    some = Registration.id % chance.randint(2, 5) == 0
    values = {
        "status": chance.choice(list(Status)),
        "registration_type_id": chance.choice([None, *types]),
        "erased_at": chance.choice([None, NOON]),
    }
    match chance.randrange(4):
        case 0:
            session.execute(insert(Registration), rows(chance, events, types, 5, seed))
        case 1:
            session.execute(update(Registration).where(some).values(**values))
        case 2:
            for row in session.scalars(select(Registration).where(some)):
                row.status, row.event_id = values["status"], chance.choice(events)
        case 3:
            session.execute(delete(Registration).where(some, Registration.event_id == events[0]))


def counted(event_id):
    """Return the numbers of an event by plain Python over its rows."""
    statuses = db.session.execute(
        select(Registration.status, Registration.erased_at).where(Registration.event_id == event_id)
    ).all()
    living = [status for status, erased_at in statuses if not erased_at]
    return {
        "held": sum(status in HOLDING for status, _ in statuses),
        "active": sum(status in ACTIVE for status, _ in statuses),
        "erased": len(statuses) - len(living),
        **{status.value: living.count(status) for status in Status},
    }


def stored(event_id):
    """Return the same numbers as lists and pages read them."""
    session = db.session()
    counts = registrant_list.status_counts(session, event_id)
    assert (
        registrant_list.status_counts_by_event(session, [event_id])[event_id].waiting
        == counts.waiting
    )
    assert places_held.count_by_type_and_status(session, event_id).held == places_held.places_held(
        session, event_id
    )
    return {
        "held": places_held.places_held(session, event_id),
        "active": places_held.count_active(session, event_id),
        "erased": counts.erased,
        **{status.value: getattr(counts, status.value) for status in Status},
    }


def test_counts_equal_the_rows_after_any_changes(events):
    ids, types = events
    chance = random.Random(4)
    for seed in range(STEPS):
        with transaction() as session:
            change(session, chance, ids, types, seed)
            if chance.random() < 0.2:
                session.rollback()
        assert [stored(event_id) for event_id in ids] == [counted(event_id) for event_id in ids]
        assert count_faults(db.session.connection()) == []


def test_wrong_counts_and_missing_triggers_are_reported_and_built_anew(events):
    ids, types = events
    with transaction() as session:
        session.execute(insert(Registration), rows(random.Random(1), ids, types, 20, 1))
    with transaction() as session:
        session.execute(
            update(COUNTS).where(COUNTS.c.event_id == ids[0]).values(number=COUNTS.c.number + 1)
        )
    wrong = count_faults(db.session.connection())
    trigger = f"DROP TRIGGER {TRIGGERS[0]}"
    with transaction() as session:
        is_sqlite = db.engine.dialect.name == "sqlite"
        session.execute(text(trigger if is_sqlite else f"{trigger} ON registrations"))
    missing = count_faults(db.session.connection())
    with transaction() as session:
        rebuild_counts(session)

    assert wrong == ["the numbers of 1 events are wrong"]
    assert missing == ["1 of the 3 triggers are missing"]
    assert count_faults(db.session.connection()) == []
    assert stored(ids[0]) == counted(ids[0])


@pytest.mark.parametrize("overrides", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "damage",
    [
        f"UPDATE {COUNTS.name} SET number = number + 1",
        f"DROP TRIGGER {TRIGGERS[0]} ON registrations",
        f"DROP FUNCTION {TRIGGERS[0]} CASCADE",
        f"ALTER TABLE registrations DISABLE TRIGGER {TRIGGERS[0]}",
    ],
    ids=["wrong number", "trigger missing", "function missing", "trigger disabled"],
)
def test_counts_are_built_anew_beside_a_transaction_that_registers(app, events, damage):
    def rebuild():
        with app.app_context(), transaction() as session:
            rebuild_counts(session)

    ids, types = events
    chance = random.Random(1)
    with transaction() as session:
        session.execute(insert(Registration), rows(chance, ids, types, 20, 1))
        session.execute(text(damage))
    with ThreadPoolExecutor() as pool:
        with transaction() as session:
            places_held.places_held(session, ids[0])
            task = pool.submit(rebuild)
            wait_until_blocked(db.engine, task)
            session.execute(insert(Registration), rows(chance, ids, types, 5, 2))
        task.result()

    assert count_faults(db.session.connection()) == []
    assert stored(ids[0]) == counted(ids[0])
