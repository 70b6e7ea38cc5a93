"""The rush: many people register for one event at the same moment, beside as many forms to the bare view."""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import create_engine, text

from bench import databases
from bench.journey import STEPS
from bench.processes import (
    BenchError,
    answer,
    ask,
    first_page,
    free_port,
    outcome,
    python,
    running,
    webinars,
)
from bench.recording import wanted
from bench.rows import settings_of
from bench.sides import Side
from bench.sizes import Size

_KINDS = {"forms": STEPS[1:2], "whole": STEPS}
LONGEST_PAGE_SECONDS = 1.0
ONCE_FROM = 1000  # people; smaller rushes are repeated
_RIGHT = {"200", "303"}


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures of each rush by its people and places."""
    place = folder / "rush"
    place.mkdir()
    with databases.database(kind, place) as url:
        settings, log = settings_of(url, place), place / "rush.log"
        slugs = outcome(python("-m", "bench.fill", "events", "2"), settings, log)
        ports = free_port(), free_port()
        bare = python("-m", "bench.bare", str(ports[1]), slugs["page"], slugs["rush"])
        words = ("--no-worker", "--processes", str(size.rush_processes), "--port", str(ports[0]))
        serve = webinars("serve", *words)
        with (
            running(bare, _as(settings, url, "bare"), log) as bound,
            running(python("-m", "bench.crowd"), {}, log) as crowd,
        ):
            answer(bound)
            with running(serve, _as(settings, url, "product"), log) as product:
                first_page(ports[0], "/healthz", since=time.monotonic())
                sides = (
                    Side("product", ports[0], product, url),
                    Side("bare", ports[1], bound, url),
                )
                rush = Rush(settings, sides, slugs, crowd, log)
                return {
                    f"{people} for {places}": rush.measured(
                        people, places, 1 if people >= ONCE_FROM else size.repeats
                    )
                    for people, places in size.rushes
                }


class Rush:
    """Product and bare view of one installation, and who comes."""

    def __init__(
        self,
        settings: dict[str, str],
        sides: Sequence[Side],
        slugs: Mapping[str, str],
        crowd: subprocess.Popen[str],
        log: Path,
    ) -> None:
        self._settings, self._sides, self._slugs = settings, sides, slugs
        self._crowd, self._log = crowd, log
        self._rows = [row.name for row in wanted(slugs["page"], slugs["rush"])]

    def measured(self, people: int, places: int, repeats: int) -> dict[str, Any]:
        """Return the medians of forms sent at once, and of form, registration and page after."""
        count = len(_KINDS) * repeats
        fill = python("-m", "bench.fill", "rush", str(count), str(places))
        slugs = outcome(fill, self._settings, self._log)["slugs"]
        events = iter(slugs)
        figures = {}
        for kind, steps in _KINDS.items():
            seen: dict[str, list[dict[str, Any]]] = {side.name: [] for side in self._sides}
            for _ in range(repeats):
                for side in self._sides:
                    slug = next(events) if side.name == "product" else ""
                    seen[side.name].append(self._once(side, slug, people, steps))
            figures[kind] = {
                side: {what: median(run[what] for run in runs) for what in runs[0]}
                for side, runs in seen.items()
            }
        wrong = _counts(self._sides[0].url, slugs) - {(people, places)}
        if wrong:
            raise BenchError(f"people and places held instead of {people} and {places}: {wrong}")
        return figures

    def _once(self, side: Side, slug: str, people: int, steps: Sequence[str]) -> dict[str, float]:
        paths, page = {name: f"/{number}" for number, name in enumerate(self._rows)}, "/0"
        if slug:
            paths = {row.name: row.path for row in wanted(slug, slug)}
            page = f"/events/{self._slugs['page']}"
        job = {
            "port": side.port,
            "people": people,
            "steps": [paths[step] for step in steps],
            "page": page,
            "batch": f"{side.name}{time.monotonic_ns()}",
            "token_of": paths["form"] if slug else "",
        }
        before = sum(side.cpu())
        run = ask(self._crowd, job)
        cpu = sum(side.cpu()) - before
        # The bound may answer no page for minutes on a busy machine: its time is that of its forms.
        pages = run["page_statuses"] if side.name == "product" else ()
        if not set(run["statuses"]) | set(pages) <= _RIGHT:
            raise BenchError(f"rush of {people} to the {side.name}: {run}")
        return {
            "seconds": run["seconds"],
            "cpu_ms": 1000 * cpu / people,
            "page_p95_s": run["page_p95_s"],
        }


def _counts(url: str, slugs: Sequence[str]) -> set[tuple[int, int]]:
    """Return the numbers of registrations and of held places that these events have."""
    engine = create_engine(url)
    held = "SUM(CASE WHEN r.status = 'confirmed' THEN 1 ELSE 0 END)"
    rows_of = "events e JOIN registrations r ON r.event_id = e.id"
    query = f"SELECT e.slug, count(*), {held} FROM {rows_of} GROUP BY 1"  # noqa: S608 - no input
    try:
        with engine.connect() as connection:
            rows = connection.execute(text(query)).all()
    finally:
        engine.dispose()
    return {(people, places) for slug, people, places in rows if slug in slugs}


def lines(kind: str, figures: dict[str, Any]) -> Iterator[str]:
    """Return the lines of the table."""
    yield ""
    yield f"rush on {kind}: wall time, CPU of servers and database a person, 95th percentile of an event page"
    for rush, by_steps in figures.items():
        for steps, sides in by_steps.items():
            ours, bound = sides["product"], sides["bare"]
            ratio, slowest = ours["seconds"] / bound["seconds"], ours["page_p95_s"]
            goal = f" (≤ 1 {'ok' if ratio <= 1 else 'over'})" if steps == "forms" else ""
            is_slow = slowest > LONGEST_PAGE_SECONDS
            yield (
                f"{rush:<14} {steps:<6} {ours['seconds']:6.2f} s, bound {bound['seconds']:6.2f} s: "
                f"{ratio:.2f}{goal}; CPU {ours['cpu_ms']:.1f} and {bound['cpu_ms']:.1f} ms; "
                f"page {slowest:.2f} s (≤ 1 {'over' if is_slow else 'ok'}), bound {bound['page_p95_s']:.2f} s"
            )


def _as(settings: dict[str, str], url: str, name: str) -> dict[str, str]:
    return {**settings, "WEBINARS_DATABASE_URL": databases.named(url, name)}
