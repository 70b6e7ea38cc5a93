"""The simulated installation does what its parts say: one client, one event, one cache."""

import pytest

from bench.simulation import (
    FRESH_SECONDS,
    Costs,
    Load,
    Machine,
    closed_rate,
    missed_views,
    open_load,
    rush_seconds,
    weight_of_others,
)

COSTS = Costs(
    web=0.006, database=0.004, page_web=0.001, page_database=0.0003, client=0.0005, flush=0.002
)


def test_one_client_waits_for_each_part_in_turn():
    rate = closed_rate(Machine(1, 2, 2, shared=True), COSTS, 1, 50)

    assert rate == pytest.approx(1 / (0.0005 + 0.006 + 0.004 + 0.002))


def test_other_load_takes_its_share():
    rate = closed_rate(Machine(1, 2, 2, shared=True, others=3), COSTS, 1, 50)

    assert rate == pytest.approx(1 / (2 * (0.0005 + 0.006 + 0.004) + 0.002))


def test_other_process_weighs_at_most_as_much_as_ours():
    row = {"web_ms": 4.5, "database_ms": 1.3, "client_ms": 0.2, "flush_ms": 0.0, "rate": 165.0}

    assert weight_of_others(row | {"others": 0.2}, 2) == 1
    assert weight_of_others(row | {"rate": 60.0, "others": 12.0}, 2) < 0.4


def test_forms_that_wait_share_flushes():
    machine = Machine(1, 2, 2, shared=True)
    slow_disk = Costs(**{**vars(COSTS), "flush": 0.05})

    # More than a flush for each would allow.
    assert closed_rate(machine, slow_disk, 8, 80) > 2 / slow_disk.flush


def test_no_process_is_faster_than_its_interpreter():
    assert rush_seconds(Machine(1, 8, 8), COSTS, 100) >= 100 * COSTS.web


def test_lock_of_one_event_limits_all_hosts_together():
    machine = Machine(8, 8, 8)
    many, one = (open_load(machine, COSTS, Load(400, events, seconds=4)) for events in (400, 1))

    assert many["answered"] == pytest.approx(400, rel=0.1)
    # Half of the web's time and most of the database's are spent under the lock.
    assert one["answered"] <= 1 / (0.006 * 0.5 + 0.004 * 0.7)
    assert many["web"] == pytest.approx(many["answered"] * COSTS.web / 8, rel=0.02)


def test_cache_passes_on_each_page_once_it_is_old():
    assert missed_views(1000, 1, is_even=True) == pytest.approx(1000 / (1 + 1000 * FRESH_SECONDS))
    assert missed_views(10, 1_000, is_even=True) == pytest.approx(10, rel=0.02)
    assert missed_views(1000, 100, is_even=False) < missed_views(1000, 100, is_even=True)
