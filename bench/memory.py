"""Memory of an installation in use: two web processes, the worker, and PostgreSQL's backends."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench import databases
from bench.processes import (
    family,
    first_page,
    free_port,
    outcome,
    pss_mib,
    python,
    running,
    webinars,
)
from bench.rows import settings_of, use_every_page
from bench.sizes import Size

PROCESSES = 2
MOST_MEMORY = 200.0  # MiB
NAME = "product"


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the proportional set sizes in MiB, at first and after every page was used."""
    place = folder / "memory"
    place.mkdir()
    with databases.database(kind, place) as url:
        settings, log, port = settings_of(url, place), place / "memory.log", free_port()
        fill = python("-m", "bench.fill", "events", str(size.events))
        slugs = outcome(fill, settings, log)
        settings["WEBINARS_DATABASE_URL"] = databases.named(url, NAME)
        serve = webinars("serve", "--processes", str(PROCESSES), "--port", str(port))
        with running(serve, settings, log) as process:
            first_page(port, "/", since=time.monotonic())
            at_first = _sizes(process, url)
            use_every_page(port, size, slugs)
            return {"at first": at_first, "after use": _sizes(process, url)}


def _sizes(process: subprocess.Popen[str], url: str) -> dict[str, float]:
    """Return the size of the process that was started, of all its children, and of its backends."""
    parent, *children = family(process.pid)
    backends = databases.backends(url, NAME)
    return {
        "parent": pss_mib([parent]),
        "children": pss_mib(children),
        "backends": pss_mib(backends),
        "connections": len(backends),
    }


def lines(kind: str, figures: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Return the lines of the table."""
    for when, one in figures.items():
        total = one["parent"] + one["children"] + one["backends"]
        goal = f" (≤ {MOST_MEMORY:.0f} {'ok' if total <= MOST_MEMORY else 'over'})"
        yield (
            f"memory on {kind} of {PROCESSES} web processes, {when}: {total:.0f} MiB{goal}; "
            f"parent {one['parent']:.0f}, its children {one['children']:.0f}, "
            f"{one['connections']:.0f} backends {one['backends']:.0f}"
        )
