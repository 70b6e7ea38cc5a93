"""The capacity of an event during concurrent registrations by every path, and cancellations."""

from collections import Counter
from functools import partial

import pytest
from sqlalchemy import create_engine, text

from tests.faults.clients import (
    OrganiserClient,
    addresses,
    cancel,
    manage_token,
    p99,
    register_person,
    run_concurrently,
)
from tests.faults.installation import on_database, scaled
from tests.faults.rush import LEAVE, PEOPLE, PLACES, rush
from tests.load.test_rush import AT_ONCE as HANDS_OF_ONE
from tests.load.test_rush import crowd_before
from tests.registrations.terms import AT_ONCE
from webinars.events.enums import WaitingList
from webinars.replies.outcome import Outcome

MAX_PEOPLE, MAX_SERVERS = 4, 4
ROUNDS = scaled(1, 20)
STANDING = "SELECT status, count(*) FROM registrations WHERE event_id = {} GROUP BY status"
ARRIVALS = (
    "SELECT id, status, created_at, queued_at FROM registrations WHERE event_id = {} ORDER BY id"
)


@pytest.mark.parametrize("waiting_list", [WaitingList.AT_ONCE, WaitingList.OFFERS])
def test_concurrent_registrations_by_every_path_never_overbook(installation, waiting_list, figure):
    """Form, pasted list, organiser, delegation, manage page, offers and calendar replies."""
    installation.set_up()
    came, responses, declined = [], [], 0
    with installation.serving() as (_, crowd):
        host = OrganiserClient(installation, crowd.port)
        for number in range(ROUNDS):
            made = rush(installation, crowd, host, number, columns={"waiting_list": waiting_list})
            came += made.came
            responses += made.responses
            declined += made.declined
            assert dict(installation.rows(STANDING.format(made.event_id))) == {
                "confirmed": PLACES,
                "waiting": PEOPLE - PLACES - made.declined,
                "cancelled": 2 * LEAVE + made.declined,
            }
            check_order(installation.rows(ARRIVALS.format(made.event_id)))

    statuses = dict(Counter(str(response.status) for response in responses))
    pages = [response for response in responses if response.status == 303]
    violations = installation.invariant_violations(acknowledged=came)
    figure("places", f"{PEOPLE} on {PLACES} by 7 doors, {ROUNDS} rounds, {waiting_list}: exactly {PLACES}, in order",
           f"exactly {PLACES}, {statuses}, {declined} declined")  # fmt: skip
    figure("places", "99 of 100 answers within 2 s, SQLite 4 s", f"{p99(pages)} ms, {waiting_list}")
    assert set(statuses) == {"303", Outcome.TAKEN}
    assert violations == []


def check_order(rows):
    """Ids follow the order in which the event was locked: confirmed and waiting have that order."""
    ids = {
        status: [row[0] for row in rows if row[1] == status] for status in ("confirmed", "waiting")
    }
    assert max(ids["confirmed"]) < min(ids["waiting"]), (
        "someone was given a place before their turn"
    )
    created = [row[2] for row in rows]
    assert created == sorted(created)
    since = [row[3] for row in rows if row[1] == "waiting"]
    assert since == sorted(since)


@on_database("postgresql")
def test_without_the_lock_the_same_rush_overbooks(installation, figure):
    """The control: without the lock the same load overbooks. Nobody cancels, which would hide some of it."""
    installation.set_up()
    with installation.serving("unlocked") as (_, crowd):
        host = OrganiserClient(installation, crowd.port)
        for number in range(5):
            made = rush(installation, crowd, host, number, columns=AT_ONCE, leave=0)
            held = dict(installation.rows(STANDING.format(made.event_id)))["confirmed"]
            if held > PLACES:
                break

    figure("places", f"control without the lock: more than {PLACES}", f"{held} held")
    assert held > PLACES


@on_database("sqlite")
def test_places_cancelled_during_registrations_are_filled_again(installation, figure):
    installation.set_up(capacity=PLACES, columns=AT_ONCE)
    with installation.serving() as (_, crowd):
        crowd.rush(list(addresses(0, PLACES + 50)))
        for turn in range(ROUNDS):
            holders = installation.rows("SELECT id FROM registrations WHERE status = 'confirmed'")
            links = [manage_token(installation, row) for (row,) in holders[:3]]
            tasks = [partial(cancel, crowd, link) for link in links]
            tasks += [
                partial(register_person, crowd, name) for name in addresses(1000 + turn * 3, 3)
            ]
            assert {response.status for response in run_concurrently(tasks, 6)} == {303}
            count = installation.count(
                "SELECT count(*) FROM registrations WHERE status = 'confirmed'"
            )
            assert count == PLACES
            assert installation.invariant_violations() == []
    figure(
        "cancelling",
        f"{ROUNDS} rounds of leaving and coming at once: always full",
        f"{PLACES} held",
    )


@on_database("postgresql")
def test_identical_concurrent_forms_create_one_registration(installation, figure):
    installation.set_up(capacity=PLACES)
    with installation.serving() as (_, crowd):
        responses = crowd.rush(["ana@example.org"] * HANDS_OF_ONE)

    count = installation.count("SELECT count(*) FROM registrations")
    figure(
        "duplicates",
        "50 equal forms at once: 1 row, 50 polite answers",
        f"{count} row, {dict(responses)}",
    )
    assert (count, responses) == (1, {303: HANDS_OF_ONE})
    assert installation.invariant_violations(acknowledged=["ana@example.org"]) == []


def test_without_lock_and_index_one_person_gets_several_places(tmp_path):
    """The control of tests/load: lock and index prevent several registrations of one person."""
    # Whether two meet is chance, so several people try at several servers, until one has two places.
    assert any(one_has_several_places(tmp_path / str(number)) for number in range(MAX_SERVERS))


def one_has_several_places(folder):
    """Let people register many times at once, without lock and index; return whether one has two places."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'rush.db'}"
    count = "SELECT count(*) FROM registrations"
    with crowd_before(url, folder, "unlocked") as crowd:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP INDEX uq_registrations_active"))
            assert connection.execute(text(count)).scalar() == 0
        for people in range(1, MAX_PEOPLE + 1):
            crowd.rush([f"ana{people}@example.org"] * HANDS_OF_ONE)
            with engine.begin() as connection:
                if connection.execute(text(count)).scalar() > people:
                    break
        else:
            people = 0
        engine.dispose()
    return people > 0
