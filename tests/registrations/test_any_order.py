"""Invariants of places hold for steps in any order, and for concurrent steps."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.installation import DATABASES, scaled
from tests.registrations.invariants import Invariants
from tests.registrations.steps import MOST, MOST_FIRST, NAMES, OF_KINDS, STEPS, TERMS, Game
from webinars.events.enums import WaitingList
from webinars.timezones import clock as time

# Fewer on PostgreSQL, where they take four times as long.
EXAMPLES = {"sqlite": scaled(30, 1500), "postgresql": scaled(4, 400)}
ROUNDS = {"sqlite": scaled(2, 100), "postgresql": scaled(1, 100)}
HANDS, STEPS_OF_ONE = 6, 5


@pytest.fixture(params=DATABASES)
def overrides(request):
    """Run on each database."""
    url = request.getfixturevalue("postgres_tables_url") if request.param == "postgresql" else ""
    return {"DATABASE_URL": url}


@pytest.fixture
def game(app, make_event, clock):
    """Return a game with one event."""
    return Game(app, make_event())


def test_no_order_of_steps_violates_an_invariant(game, request):
    @settings(
        max_examples=EXAMPLES[request.node.callspec.params["overrides"]],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        deadline=None,
    )
    @given(
        terms=TERMS,
        of_kinds=OF_KINDS,
        first=st.integers(0, MOST_FIRST),
        steps=st.lists(STEPS, min_size=6, max_size=25),
    )
    def play(terms, of_kinds, first, steps):
        game.begin(terms, of_kinds, first)
        invariants = Invariants(game)
        invariants.check()
        for step in steps:
            game.take(*step)
            invariants.check()
        invariants.check_final()

    play()


@pytest.mark.parametrize("waiting_list", WaitingList)
def test_concurrent_steps_violate_no_invariant(game, waiting_list, request):
    game.is_paused = True  # during a burst; it runs between bursts
    for number in range(ROUNDS[request.node.callspec.params["overrides"]]):
        dice = random.Random(number)
        terms = {
            "waiting_list": waiting_list, "requires_approval": dice.random() < 1 / 3, "capacity": dice.choice([1, 2, 3]),
            "verification_hours": dice.choice([None, 5]),
        }  # fmt: skip
        game.begin(terms, dice.choice([None, (2, 1)]), dice.randrange(MOST_FIRST))
        invariants = Invariants(game)
        for _ in range(4):
            at_once(game, [steps_of(dice) for _ in range(HANDS)])
            invariants.check()
            invariants.check_final()
            time.advance(timedelta(hours=dice.randrange(60)))


def steps_of(dice):
    """Draw the steps of one client, or often of a worker."""
    return [
        (dice.choice(NAMES), dice.randrange(MOST), dice.randrange(-2, 3))
        for _ in range(STEPS_OF_ONE)
    ]


def at_once(game, shares):
    """Run the steps of several clients concurrently."""
    gate = threading.Barrier(len(shares))

    def work(steps):
        gate.wait(60)
        for step in steps:
            with game.app.app_context():
                game.take(*step)

    with ThreadPoolExecutor(len(shares)) as hands:
        list(hands.map(work, shares))
