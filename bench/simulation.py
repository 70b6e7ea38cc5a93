"""Simulate an installation from measured service times: the measurement itself, and many machines.

Usage: python -m bench.simulation. Reads bench/out/resources.json, which bench/resources.py writes.
"""

import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from statistics import quantiles
from typing import Any

from bench.queueing import Clock, Cores, Disk, Lock, Resume, Step, Thread
from bench.resources import OUT
from webinars.commands.web_server.http_server import THREADS

# Parts of a registration's CPU before and while its event is locked; the rest comes after the commit.
WEB_BEFORE, WEB_LOCKED = 0.4, 0.5
DATABASE_BEFORE = 0.3
TURNS = 4  # how often web process and database take turns under the lock
PAGE_SECONDS = 0.05  # the event page of a rush
# A page is asked for anew one second after it was stored; nginx answers from its cache meanwhile.
FRESH_SECONDS = 1.0
NGINX_HIT, NGINX_MISS = 0.000043, 0.0002
SEED = 20261130
REQUESTS, VIEWS = 300, 10_000


@dataclass(frozen=True)
class Costs:
    """Seconds that a registration, an event's page and the client of the measurement take, and a flush."""

    web: float
    database: float
    page_web: float
    page_database: float
    client: float
    flush: float


@dataclass(frozen=True)
class Machine:
    """Cores of web and database, shared or not, and what else runs on them."""

    web_processes: int
    web_cores: float
    database_cores: float
    shared: bool = False
    others: float = 0.0


class Installation:
    """Web processes, the database and its disk."""

    def __init__(self, machine: Machine, costs: Costs) -> None:
        self.clock, self.costs = Clock(), costs
        self.web = Cores(self.clock, machine.web_cores, machine.others)
        self.database = (
            self.web if machine.shared else Cores(self.clock, machine.database_cores, 0.0)
        )
        self.disk = Disk(self.clock, costs.flush)
        self.processes = [WebProcess(self) for _ in range(machine.web_processes)]
        self.events: dict[int, Lock] = {}
        # When each registration began and ended.
        self.answers: list[tuple[float, float]] = []

    def locked(self, event: int) -> Lock:
        """Return the lock of an event."""
        return self.events.setdefault(event, Lock())

    def register(self, number: int, event: int, then: Resume | None = None) -> Thread:
        """Register somebody through one of the processes."""
        began = self.clock.now
        process = self.processes[number % len(self.processes)]
        yield process.threads.acquire
        yield from process.registration(event)
        process.threads.release()
        self.answers.append((began, self.clock.now))
        if then:
            then()

    def registered(self, number: int, event: int) -> Step:
        """Return the step that waits until somebody is registered."""
        return lambda resume: self.clock.start(self.register(number, event, resume))

    def view(self, number: int) -> Thread:
        """Show an event's page."""
        process = self.processes[number % len(self.processes)]
        yield process.threads.acquire
        yield from process.run(self.costs.page_web)
        yield self.database.work(self.costs.page_database)
        process.threads.release()


class WebProcess:
    """A process: threads that share one interpreter, and registrations that share a transaction."""

    def __init__(self, installation: Installation) -> None:
        self.threads, self._interpreter = Lock(THREADS), Lock()
        self._installation = installation
        self._groups: dict[int, list[Resume]] = {}

    def run(self, seconds: float) -> Thread:
        """Execute Python."""
        yield self._interpreter.acquire
        yield self._installation.web.work(seconds)
        self._interpreter.release()

    def registration(self, event: int) -> Thread:
        """Register somebody: the first form waits for the event's lock, and others join it meanwhile."""
        costs, database = self._installation.costs, self._installation.database
        yield from self.run(costs.web * WEB_BEFORE)
        yield database.work(costs.database * DATABASE_BEFORE)
        if event in self._groups:
            yield self._groups[event].append
        else:
            yield from self._lead(event)
        yield from self.run(costs.web * (1 - WEB_BEFORE - WEB_LOCKED))

    def _lead(self, event: int) -> Thread:
        costs, installation = self._installation.costs, self._installation
        lock = installation.locked(event)
        self._groups[event] = []
        yield lock.acquire
        joined = self._groups.pop(event)
        for _ in range(TURNS * (1 + len(joined))):
            yield from self.run(costs.web * WEB_LOCKED / TURNS)
            yield installation.database.work(costs.database * (1 - DATABASE_BEFORE) / TURNS)
        yield installation.disk.flush
        lock.release()
        for resume in joined:
            resume()


def closed_rate(machine: Machine, costs: Costs, clients: int, requests: int) -> float:
    """Return the registrations a second of clients that each wait for an answer, as bench/client.py does."""
    installation = Installation(machine, costs)
    interpreter, numbers = Lock(), iter(range(requests))

    def client() -> Thread:
        for number in numbers:
            yield interpreter.acquire
            yield installation.web.work(costs.client)
            interpreter.release()
            yield installation.registered(number, 0)

    for _ in range(clients):
        installation.clock.start(client())
    return requests / _seconds(installation, requests)


def rush_seconds(machine: Machine, costs: Costs, people: int) -> float:
    """Return the seconds until people who come at once are answered, while others read an event's page."""
    installation = Installation(machine, costs)
    interpreter = Lock()

    def person(number: int) -> Thread:
        yield interpreter.acquire
        yield installation.web.work(costs.client)
        interpreter.release()
        yield installation.registered(number, 0)

    def readers() -> Thread:
        while len(installation.answers) < people:
            installation.clock.start(installation.view(0))
            yield installation.clock.pause(PAGE_SECONDS)

    for number in range(people):
        installation.clock.start(person(number))
    installation.clock.start(readers())
    return _seconds(installation, people)


def _seconds(installation: Installation, registrations: int) -> float:
    """Run until so many registrations are answered; return when the last one was."""
    while len(installation.answers) < registrations:
        installation.clock.run(installation.clock.now + 1)
    return installation.answers[-1][1]


@dataclass(frozen=True)
class Load:
    """What happens in a second, on average, and to how many events."""

    registrations: float
    events: int
    views: float = 0.0  # that reach a web process
    seconds: float = 10.0


# What is asked for, how many pages there are, and whether alike.
PAGES = (("100 events alike", 100, True), ("1,000,000 events by Zipf's law", 1_000_000, False))
# Web processes, each with a core; cores of the database; a flush; and the load.
LOADS = (
    (12, 8, 0.0005, Load(1000, 1000)),
    (16, 8, 0.0005, Load(1000, 1000)),
    (16, 8, 0.0045, Load(1000, 1000)),
    (16, 8, 0.0005, Load(1000, 1000, 5700)),
    (24, 16, 0.0005, Load(1000, 1000, 5700)),
    (16, 8, 0.0005, Load(100, 1)),
    (16, 8, 0.0005, Load(200, 1)),
    (16, 8, 0.0005, Load(1000, 1)),
)


def open_load(machine: Machine, costs: Costs, load: Load) -> dict[str, float]:
    """Return how busy cores and disk are, and the times of registrations that come independently."""
    random = Random(SEED)  # noqa: S311 - no secret
    installation = Installation(machine, costs)
    clock = installation.clock
    for number, at in enumerate(_arrivals(random, load.registrations, load.seconds)):
        event = random.randrange(load.events)
        clock.at(
            at, lambda number=number, event=event: clock.start(installation.register(number, event))
        )
    for number, at in enumerate(_arrivals(random, load.views, load.seconds)):
        clock.at(at, lambda number=number: clock.start(installation.view(number)))
    clock.run(load.seconds)
    times = [end - began for began, end in installation.answers]
    centiles = quantiles(times, n=100) if len(times) > 1 else [math.inf] * 99
    return {
        "answered": len(times) / load.seconds,
        "median_s": centiles[49],
        "p95_s": centiles[94],
        "web": installation.web.busy / load.seconds / machine.web_cores,
        "database": installation.database.busy / load.seconds / machine.database_cores,
        "disk": installation.disk.flushes * costs.flush / load.seconds,
    }


def _arrivals(random: Random, rate: float, seconds: float) -> Iterator[float]:
    at = random.expovariate(rate) if rate else math.inf
    while at < seconds:
        yield at
        at += random.expovariate(rate)


def missed_views(rate: float, pages: int, *, is_even: bool) -> float:
    """Return the views a second that a cache in front passes on, of pages alike or by Zipf's law."""
    total = pages if is_even else sum(1 / rank for rank in range(1, pages + 1))
    missed = 0.0
    for rank in range(1, pages + 1):
        one = rate / total if is_even else rate / rank / total
        missed += one / (1 + one * FRESH_SECONDS)
    return missed


def costs_of(figures: Mapping[str, Any], row: Mapping[str, float]) -> Costs:
    """Return the service times that were measured with a row: CPU and flushes, not waiting."""
    page = figures["pages"]["event page"]
    return Costs(
        web=row["web_ms"] / 1000,
        database=row["database_ms"] / 1000,
        page_web=page["web_ms"] / 1000,
        page_database=page["database_ms"] / 1000,
        client=row["client_ms"] / 1000,
        flush=row["flush_ms"] / 1000,
    )


def weight_of_others(row: Mapping[str, float], cores: int) -> float:
    """Return what a runnable process of others weighs, from the row of one client, whose parts take turns.

    The kernel shares cores between sessions rather than processes, so that one of many weighs less than ours,
    and none weighs more.
    """
    parts = sum(row[f"{name}_ms"] for name in ("web", "database", "client"))
    stretch = (1000 / row["rate"] - row["flush_ms"]) / parts
    return min(1.0, max(0.0, stretch * cores - 1) / row["others"]) if row["others"] else 0.0


def comparison(figures: Mapping[str, Any], cores: int) -> list[tuple[str, float, float]]:
    """Return what was measured and what is simulated for each number of clients, and for the rush."""
    weight = weight_of_others(figures["registrations"]["1"], cores)
    rows = []
    for clients, row in figures["registrations"].items():
        machine = Machine(1, cores, cores, shared=True, others=weight * row["others"])
        rate = closed_rate(machine, costs_of(figures, row), int(clients), REQUESTS)
        rows.append((f"registrations a second, {clients} clients", row["rate"], rate))
    row = figures["rush"]
    machine = Machine(1, cores, cores, shared=True, others=weight * row["others"])
    seconds = rush_seconds(machine, costs_of(figures, row), int(row["people"]))
    return [*rows, (f"rush of {row['people']}, seconds", row["seconds"], seconds)]


def main() -> None:
    """Print the comparison, and what many machines would do."""
    figures = json.loads(OUT.read_text(encoding="utf-8"))
    for what, measured, simulated in comparison(figures, os.cpu_count() or 1):
        _print(what, f"{measured:8.2f} {simulated:8.2f} {simulated / measured - 1:+.0%}")
    costs = costs_of(figures, figures["registrations"]["32"])
    for name, pages, is_even in PAGES:
        missed = missed_views(VIEWS, pages, is_even=is_even)
        nginx = (VIEWS - missed) * NGINX_HIT + missed * NGINX_MISS
        _print(f"{VIEWS} views of {name}", f"{missed:.0f} reach a host, nginx {nginx:.2f} cores")
    for processes, cores, flush, load in LOADS:
        machine = Machine(processes, processes, cores)
        result = open_load(machine, replace(costs, flush=flush), load)
        _print(
            f"{load.registrations:.0f} registrations, {load.views:.0f} views a second, {load.events} events, "
            f"{processes} processes, {cores} cores of the database, flush {1000 * flush:.1f} ms",
            "  ".join(f"{what} {value:.2f}" for what, value in result.items()),
        )


def _print(what: str, figures: str) -> None:
    print(f"{what}: {figures}")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
