"""Places of an event while everybody wants them at once, by every door there is, and gives them back meanwhile."""

from collections import Counter
from functools import partial

import pytest
from sqlalchemy import create_engine, text

from tests.faults.ground import mainly, scaled
from tests.faults.people import Host, addresses, at_once, come, give_back, link_of, p99
from tests.faults.rush import LEAVE, PEOPLE, PLACES, rush
from tests.load.test_rush import AT_ONCE as HANDS_OF_ONE
from tests.load.test_rush import crowd_before
from tests.registrations.terms import AT_ONCE
from webinars.events.rules import WaitingList
from webinars.replies.actions import Outcome

ROUNDS = scaled(1, 20)
STANDING = "SELECT status, count(*) FROM registrations WHERE event_id = {} GROUP BY status"
ARRIVALS = (
    "SELECT id, status, created_at, queued_at FROM registrations WHERE event_id = {} ORDER BY id"
)


@pytest.mark.parametrize("waiting_list", [WaitingList.AT_ONCE, WaitingList.OFFERS])
def test_concurrent_registrations_by_every_path_never_overbook(ground, waiting_list, figure):
    """Doors: form, pasted list, organiser, delegation, own page, offers, replies of calendars. There is no API yet."""
    ground.build()
    came, answers, declined = [], [], 0
    with ground.serving() as (_, crowd):
        host = Host(ground, crowd.port)
        for number in range(ROUNDS):
            made = rush(ground, crowd, host, number, terms={"waiting_list": waiting_list})
            came += made.came
            answers += made.answers
            declined += made.declined
            assert dict(ground.rows(STANDING.format(made.event_id))) == {
                "confirmed": PLACES,
                "waiting": PEOPLE - PLACES - made.declined,
                "cancelled": 2 * LEAVE + made.declined,
            }
            check_order(ground.rows(ARRIVALS.format(made.event_id)))

    statuses = dict(Counter(str(answer.status) for answer in answers))
    pages = [answer for answer in answers if answer.status == 303]
    broken = ground.broken(acknowledged=came)
    figure("places", f"{PEOPLE} on {PLACES} by 7 doors, {ROUNDS} rounds, {waiting_list}: exactly {PLACES}, in order",
           f"exactly {PLACES}, {statuses}, {declined} declined")  # fmt: skip
    figure("places", "99 of 100 answers within 2 s, SQLite 4 s", f"{p99(pages)} ms, {waiting_list}")
    assert set(statuses) == {"303", Outcome.TAKEN}
    assert broken == []


def check_order(rows):
    """Whoever locked the event first has the lower number: they came, and wait, in that order."""
    ids = {
        status: [row[0] for row in rows if row[1] == status] for status in ("confirmed", "waiting")
    }
    assert max(ids["confirmed"]) < min(ids["waiting"]), (
        "somebody was given a place before their turn"
    )
    created = [row[2] for row in rows]
    assert created == sorted(created)
    since = [row[3] for row in rows if row[1] == "waiting"]
    assert since == sorted(since)


@mainly("postgresql")
def test_without_the_lock_the_same_rush_overbooks(ground, figure):
    """The control: it is the lock that keeps the places, not the luck of the test. Nobody leaves: that would
    hide some of it."""
    ground.build()
    with ground.serving("unlocked") as (_, crowd):
        host = Host(ground, crowd.port)
        made = rush(ground, crowd, host, 0, terms=AT_ONCE, leave=0)

    held = dict(ground.rows(STANDING.format(made.event_id)))["confirmed"]
    figure("places", f"control without the lock: more than {PLACES}", f"{held} held")
    assert held > PLACES


@mainly("sqlite")
def test_places_cancelled_during_registrations_are_filled_again(ground, figure):
    ground.build(capacity=PLACES, terms=AT_ONCE)
    with ground.serving() as (_, crowd):
        crowd.rush(list(addresses(0, PLACES + 50)))
        for turn in range(ROUNDS):
            holders = ground.rows("SELECT id FROM registrations WHERE status = 'confirmed'")
            links = [link_of(ground, row) for (row,) in holders[:3]]
            tasks = [partial(give_back, crowd, link) for link in links]
            tasks += [partial(come, crowd, name) for name in addresses(1000 + turn * 3, 3)]
            assert {answer.status for answer in at_once(tasks, 6)} == {303}
            count = ground.count("SELECT count(*) FROM registrations WHERE status = 'confirmed'")
            assert count == PLACES
            assert ground.broken() == []
    figure(
        "cancelling",
        f"{ROUNDS} rounds of leaving and coming at once: always full",
        f"{PLACES} held",
    )


@mainly("postgresql")
def test_identical_concurrent_forms_create_one_registration(ground, figure):
    ground.build(capacity=PLACES)
    with ground.serving() as (_, crowd):
        answers = crowd.rush(["ana@example.org"] * HANDS_OF_ONE)

    count = ground.count("SELECT count(*) FROM registrations")
    figure(
        "duplicates",
        "50 equal forms at once: 1 row, 50 polite answers",
        f"{count} row, {dict(answers)}",
    )
    assert (count, answers) == (1, {303: HANDS_OF_ONE})
    assert ground.broken(acknowledged=["ana@example.org"]) == []


def test_without_lock_and_index_one_person_gets_several_places(tmp_path):
    """The control of the test in tests/load: it is the guards that keep it at one."""
    url = f"sqlite:///{tmp_path / 'rush.db'}"
    with crowd_before(url, tmp_path, "unlocked") as crowd:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP INDEX uq_registrations_active"))
            count = connection.execute(text("SELECT count(*) FROM registrations"))
            assert count.scalar() == 0
        crowd.rush(["ana@example.org"] * HANDS_OF_ONE)
        with engine.begin() as connection:
            count = connection.execute(text("SELECT count(*) FROM registrations")).scalar()
        engine.dispose()

    assert count > 1
