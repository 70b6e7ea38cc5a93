"""make bench: measure on SQLite and PostgreSQL, print the table and write the figures to a file."""

import json
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from bench import announcements, feeds, growth, rows, table
from bench.processes import ROOT, BenchError
from bench.sizes import FULL, QUICK, Size
from webinars.timezones import clock

KINDS = ("sqlite", "postgresql")


@click.command()
@click.option("--database", "kinds", type=click.Choice(KINDS), multiple=True, default=KINDS)
@click.option("--feeds", "feeds_alone", is_flag=True, help="Feeds and files alone, on SQLite.")
@click.option("--lists", "lists_alone", is_flag=True, help="The growth of lists alone.")
@click.option("--quick", is_flag=True, help="A few requests each: tries the measurement out.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "bench" / "out",
    help="The folder of the table and of its figures.",
)
def main(
    kinds: tuple[str, ...], out: Path, *, feeds_alone: bool, lists_alone: bool, quick: bool
) -> None:
    """Measure the product and its lower bound."""
    size = QUICK if quick else FULL
    out.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {}
    lists: dict[str, Any] = {}
    for kind in ("sqlite",) if feeds_alone else kinds:
        with tempfile.TemporaryDirectory(prefix="webinars-bench-") as folder:
            try:
                if not feeds_alone:
                    lists[kind] = growth.measure(kind, size, Path(folder))
                if not lists_alone:
                    measured = {} if feeds_alone else rows.measure(kind, size, Path(folder))
                    results[kind] = measured | _feeds(kind, size, Path(folder))
            except BenchError as error:
                logs = "".join(
                    log.read_text(encoding="utf-8")[-2000:]
                    for log in sorted(Path(folder).rglob("*.log"))
                )
                raise click.ClickException(f"{kind}: {error}\n{logs}") from error
    sizes = announcements.QUICK_SIZES if quick else announcements.SIZES
    read = {} if feeds_alone or lists_alone else announcements.measure(sizes)
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
        *(line for kind, figures in lists.items() for line in growth.lines(kind, figures)),
        *table.lines(results),
    ]
    (out / "table.txt").write_text("\n".join(header) + "\n", encoding="utf-8")
    measured = {"results": results, "announcements": read, "lists": lists}
    figures = json.dumps({"about": about, **measured}, indent=1)
    (out / "figures.json").write_text(figures + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(header) + "\n")


def _feeds(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    return {"feeds": feeds.measure(size, folder)} if kind == "sqlite" else {}


if __name__ == "__main__":
    main()
