"""The simulation agrees with what queueing theory knows exactly; every run has a seed and a number of jobs."""

from random import Random
from statistics import fmean

import pytest

from bench.queueing import Clock, Cores, Disk, Lock

JOBS = 40_000
WARM_UP = 2_000
SERVICE = 0.01


def mean_response(rate, service_time, *, permits=0):
    """Return the mean time in the system of Poisson arrivals, in order of arrival or sharing a core."""
    random, clock = Random(20261130), Clock()
    cores = Cores(clock, 1 if not permits else JOBS)
    lock, times, at = Lock(permits or JOBS), [], 0.0

    def job(arrived):
        yield lock.acquire
        yield cores.work(service_time(random))
        lock.release()
        times.append(clock.now - arrived)

    for _ in range(JOBS):
        at += random.expovariate(rate)
        clock.at(at, lambda at=at: clock.start(job(at)))
    clock.run(at + 1000)
    assert len(times) == JOBS
    return fmean(times[WARM_UP:])


def exponential(random):
    return random.expovariate(1 / SERVICE)


def constant(_random):
    return SERVICE


@pytest.mark.parametrize("load", [0.3, 0.6, 0.8])
def test_one_server_with_random_service_is_m_m_1(load):
    mean = mean_response(load / SERVICE, exponential, permits=1)

    assert mean == pytest.approx(SERVICE / (1 - load), rel=0.06)


@pytest.mark.parametrize("load", [0.3, 0.6, 0.8])
def test_one_server_with_constant_service_is_m_d_1(load):
    mean = mean_response(load / SERVICE, constant, permits=1)

    assert mean == pytest.approx(SERVICE + SERVICE * load / (2 * (1 - load)), rel=0.06)


@pytest.mark.parametrize("service_time", [exponential, constant])
def test_shared_core_depends_on_the_mean_of_service_only(service_time):
    mean = mean_response(0.7 / SERVICE, service_time)

    assert mean == pytest.approx(SERVICE / (1 - 0.7), rel=0.06)


def test_two_servers_are_m_m_2():
    load = 0.7
    mean = mean_response(2 * load / SERVICE, exponential, permits=2)

    assert mean == pytest.approx(SERVICE / (1 - load**2), rel=0.06)


def test_others_take_their_share_of_the_cores():
    clock = Clock()
    cores, ends = Cores(clock, 2, others=3), []

    def job():
        yield cores.work(1.0)
        ends.append(clock.now)

    clock.start(job())
    clock.start(job())
    clock.run(10)

    assert ends == pytest.approx([2.5, 2.5])
    assert cores.busy == pytest.approx(2.0)


def test_who_comes_during_a_flush_shares_the_next_one():
    clock = Clock()
    disk, ends = Disk(clock, 1.0), []

    def job(begin):
        yield clock.pause(begin)
        yield disk.flush
        ends.append(clock.now)

    for begin in (0.0, 0.2, 0.9, 3.0):
        clock.start(job(begin))
    clock.run(10)

    assert ends == [1.0, 2.0, 2.0, 4.0]
    assert disk.flushes == 3
