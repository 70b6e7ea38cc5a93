"""Places of an event while everybody wants them at once, by every door there is, and gives them back meanwhile."""

from collections import Counter
from functools import partial

from sqlalchemy import create_engine, text

from tests.faults.ground import mainly, scaled
from tests.faults.people import Host, addresses, at_once, come, give_back, link_of, p99
from tests.load.test_rush import AT_ONCE, crowd_before
from tests.registration.terms import AT_ONCE as AT_ONCE_TERMS

PLACES, PEOPLE, HANDS = scaled(10, 50), scaled(40, 500), scaled(20, 100)
ROUNDS = scaled(1, 20)
LEAVE = PLACES // 5
STANDING = "SELECT status, count(*) FROM registrations WHERE event_id = {} GROUP BY status"


def rush(ground, crowd, host, number, leave=LEAVE):
    """Fill an event a little; then all come while some leave and the organiser takes places back."""
    event_id, slug = ground.announce(capacity=PLACES, terms=AT_ONCE_TERMS)
    crowd.path = f"/events/{slug}/registrations"
    for name in addresses(number * 10_000, 2 * leave):
        assert come(crowd, name).status == 303
    first = ground.rows(f"SELECT id FROM registrations WHERE event_id = {event_id} ORDER BY id")
    names = [*addresses(number * 10_000 + 5000, PEOPLE)]
    tasks = [partial(come, crowd, name) for name in names]
    for at, (row,) in enumerate(first):
        own = partial(give_back, crowd, link_of(ground, row))
        organisers = partial(host.take_back, event_id, row)
        tasks.insert(1 + at * PEOPLE // len(first), own if at % 2 else organisers)
    return event_id, names, at_once(tasks, HANDS)


def test_r1_by_every_door_at_once_exactly_as_many_get_a_place_as_there_are(ground, figure):
    """Doors: the form, the own page, the organiser's list. There is no API and no reply by mail yet."""
    ground.build()
    came, answers = [], []
    with ground.serving() as (_, crowd):
        host = Host(ground, crowd.port)
        for number in range(ROUNDS):
            event_id, names, seen = rush(ground, crowd, host, number)
            came += names
            answers += seen
            held = dict(ground.rows(STANDING.format(event_id)))
            waiting = PEOPLE - PLACES
            assert held == {"confirmed": PLACES, "waiting": waiting, "cancelled": 2 * LEAVE}
            edges = ground.rows(
                f"SELECT (SELECT max(id) FROM registrations WHERE status = 'confirmed' AND event_id = {event_id}),"
                f"(SELECT min(id) FROM registrations WHERE status = 'waiting' AND event_id = {event_id})"
            )
            assert edges[0][0] < edges[0][1], "somebody was given a place before their turn"

    statuses = dict(Counter(answer.status for answer in answers))
    broken = ground.broken(acknowledged=came)
    figure("R1", f"{PEOPLE} on {PLACES} from {HANDS} hands, {ROUNDS} rounds: exactly {PLACES}, no 5xx",
           f"exactly {PLACES}, {statuses}")  # fmt: skip
    figure("R1", "99 of 100 answers within 2 s, SQLite 4 s", f"{p99(answers)} ms")
    assert set(statuses) == {303}
    assert broken == []


@mainly("postgresql")
def test_r1_without_the_guard_the_same_rush_oversells(ground, figure):
    """The control: it is the lock that keeps the places, not the luck of the test. Nobody leaves: that would
    hide some of it."""
    ground.build()
    with ground.serving("unlocked") as (_, crowd):
        event_id, _, _ = rush(ground, crowd, None, 0, leave=0)

    held = dict(ground.rows(STANDING.format(event_id)))["confirmed"]
    figure("R1", f"control without the lock: more than {PLACES}", f"{held} held")
    assert held > PLACES


@mainly("sqlite")
def test_r2_places_given_back_while_others_register_are_taken_again(ground, figure):
    ground.build(capacity=PLACES, terms=AT_ONCE_TERMS)
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
    figure("R2", f"{ROUNDS} rounds of leaving and coming at once: always full", f"{PLACES} held")


@mainly("postgresql")
def test_r3_equal_forms_at_once_make_one_registration(ground, figure):
    ground.build(capacity=PLACES)
    with ground.serving() as (_, crowd):
        answers = crowd.rush(["ana@example.org"] * AT_ONCE)

    count = ground.count("SELECT count(*) FROM registrations")
    figure(
        "R3", "50 equal forms at once: 1 row, 50 polite answers", f"{count} row, {dict(answers)}"
    )
    assert (count, answers) == (1, {303: AT_ONCE})
    assert ground.broken(acknowledged=["ana@example.org"]) == []


def test_r3_without_lock_and_index_one_person_has_several_places(tmp_path):
    """The control of the test in tests/load: it is the guards that keep it at one."""
    url = f"sqlite:///{tmp_path / 'rush.db'}"
    with crowd_before(url, tmp_path, "unlocked") as crowd:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP INDEX uq_registrations_active"))
            count = connection.execute(text("SELECT count(*) FROM registrations"))
            assert count.scalar() == 0
        crowd.rush(["ana@example.org"] * AT_ONCE)
        with engine.begin() as connection:
            count = connection.execute(text("SELECT count(*) FROM registrations")).scalar()
        engine.dispose()

    assert count > 1
