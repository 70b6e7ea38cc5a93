"""make bench: measure on SQLite and PostgreSQL, print the table and write the figures to a file."""

import json
import platform
import sys
import tempfile
from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from bench import (
    acceptances,
    announcements,
    databases,
    documents,
    downloads,
    feeds,
    growth,
    memory,
    own_messages,
    polls,
    registrants,
    rows,
    rush,
    table,
)
from bench.processes import ROOT, BenchError, forking
from bench.sizes import FULL, QUICK, Size
from webinars.timezones import clock

KINDS = ("sqlite", "postgresql")
PARTS = {
    *(
        "acceptances",
        "announcements",
        "documents",
        "downloads",
        "feeds",
        "lists",
        "memory",
        "messages",
    ),
    *("polls", "registrants", "rows", "rush"),
}
# Measured on each database after the rows, each with a table of its own.
AFTER_ROWS: dict[str, ModuleType] = {
    "memory": memory,
    "messages": own_messages,
    "acceptances": acceptances,
    "documents": documents,
    "downloads": downloads,
    "polls": polls,
    "registrants": registrants,
    "rush": rush,
}
# Not tried out by a quick run: a worker has to run for a while, and nginx be installed.
LONG = {"messages", "downloads"}


@click.command()
@click.option("--database", "kinds", type=click.Choice(KINDS), multiple=True, default=KINDS)
@click.option("--acceptances", "part", flag_value="acceptances", help="Invitees who accept alone.")
@click.option("--documents", "part", flag_value="documents", help="Documents alone.")
@click.option(
    "--downloads", "part", flag_value="downloads", help="50 downloads, behind nginx, alone."
)
@click.option("--feeds", "part", flag_value="feeds", help="Feeds and files alone, on SQLite.")
@click.option("--lists", "part", flag_value="lists", help="The growth of lists alone.")
@click.option("--memory", "part", flag_value="memory", help="Memory of two web processes alone.")
@click.option("--messages", "part", flag_value="messages", help="A message to many alone.")
@click.option("--polls", "part", flag_value="polls", help="A poll of thousands alone.")
@click.option("--registrants", "part", flag_value="registrants", help="Many registrants alone.")
@click.option("--rush", "part", flag_value="rush", help="Many registrations at once alone.")
@click.option("--processes", default=1, show_default=True, help="Web processes of the rush.")
@click.option(
    "--quick",
    is_flag=True,
    help="A few requests each: tries the measurement out. Starts and memory are not the product's.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "bench" / "out",
    help="The folder of the table and of its figures.",
)
def main(
    kinds: tuple[str, ...], out: Path, part: str | None, processes: int, *, quick: bool
) -> None:
    """Measure the product and its lower bound."""
    size = replace(QUICK if quick else FULL, rush_processes=processes)
    forking.has_product = quick
    out.mkdir(parents=True, exist_ok=True)
    parts = {part} if part else PARTS - LONG if quick else PARTS
    measured: dict[str, Any] = {
        "results": {},
        "lists": {},
        "memory": {},
        "messages": {},
        "acceptances": {},
        "documents": {},
        "downloads": {},
        "polls": {},
        "registrants": {},
        "rush": {},
    }
    for kind in ("sqlite",) if part == "feeds" else kinds:
        with (
            tempfile.TemporaryDirectory(prefix="webinars-bench-") as folder,
            databases.shared(kind) if quick else nullcontext(),
        ):
            # In a quick run it means nothing, and tries the same code out on either database.
            again = {"memory"} if quick and kind != kinds[0] else set()
            try:
                _measure(kind, size, Path(folder), parts - again, measured)
            except BenchError as error:
                logs = "".join(
                    log.read_text(encoding="utf-8")[-2000:]
                    for log in sorted(Path(folder).rglob("*.log"))
                )
                raise click.ClickException(f"{kind}: {error}\n{logs}") from error
    sizes = announcements.QUICK_SIZES if quick else announcements.SIZES
    read = announcements.measure(sizes) if "announcements" in parts else {}
    about = {
        "at": clock.now().isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "client": "threads of http.client, one keep-alive connection each",
        "size": vars(size),
    }
    header = [
        f"CPU: all server processes, the database's among them, for one request at {size.clients[0]} client",
        "rates: requests a second, product/bound; medians of interleaved runs",
        *(announcements.lines(read) if read else ()),
        *(line for kind, one in measured["lists"].items() for line in growth.lines(kind, one)),
        *(
            line
            for kind, one in measured["registrants"].items()
            for line in registrants.lines(kind, one)
        ),
        *(line for kind, one in measured["polls"].items() for line in polls.lines(kind, one)),
        *(
            line
            for kind, one in measured["documents"].items()
            for line in documents.lines(kind, one)
        ),
        *(
            line
            for kind, one in measured["downloads"].items()
            for line in downloads.lines(kind, one)
        ),
        *table.lines(measured["results"]),
        *(line for kind, one in measured["memory"].items() for line in memory.lines(kind, one)),
        *(
            line
            for kind, one in measured["messages"].items()
            for line in own_messages.lines(kind, one)
        ),
        *(
            line
            for kind, one in measured["acceptances"].items()
            for line in acceptances.lines(kind, one)
        ),
        *(line for kind, one in measured["rush"].items() for line in rush.lines(kind, one)),
    ]
    (out / "table.txt").write_text("\n".join(header) + "\n", encoding="utf-8")
    figures = json.dumps({"about": about, "announcements": read, **measured}, indent=1)
    (out / "figures.json").write_text(figures + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(header) + "\n")


def _measure(
    kind: str, size: Size, folder: Path, parts: Collection[str], measured: dict[str, Any]
) -> None:
    """Measure some parts on one kind of database; add their figures."""
    if "lists" in parts:
        measured["lists"][kind] = growth.measure(kind, size, folder)
    results = rows.measure(kind, size, folder) if "rows" in parts else {}
    if "feeds" in parts and kind == "sqlite":
        results["feeds"] = feeds.measure(size, folder)
    if results:
        measured["results"][kind] = results
    for part, module in AFTER_ROWS.items():
        if part in parts:
            measured[part][kind] = module.measure(kind, size, folder)


if __name__ == "__main__":
    main()
