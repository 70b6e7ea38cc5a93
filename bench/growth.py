"""Growth of what lists cost with the number of events: measured in a process of its own, and its table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.databases import database
from bench.processes import outcome, python
from bench.rows import settings_of
from bench.sizes import Size

MOST_GROWTH = 1.3
LITTLE_WORK = 50  # less work grows by chance: a plan for few rows differs in some


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures of lists by number of events."""
    place = folder / "lists"
    place.mkdir()
    sizes = map(str, size.lists)
    with database(kind, place) as url:
        command = python("-m", "bench.lists", str(size.list_requests), *sizes)
        figures: dict[str, Any] = outcome(command, settings_of(url, place), place / "lists.log")
    return figures


def lines(kind: str, figures: dict[str, Any]) -> Iterator[str]:
    """Return the lines of the table; work is steps of SQLite, or rows in the plan of PostgreSQL."""
    few, *_, many = figures
    yield ""
    yield f"lists on {kind} with {', '.join(figures)} events; each filled in " + ", ".join(
        f"{one['filled_in_s']:.0f} s" for one in figures.values()
    )
    yield f"{'list':<24}{'statements':>10}  {'work':>24}  growth  {'CPU ms':>20}  growth"
    for name in figures[few]["lists"]:
        rows = [one["lists"][name] for one in figures.values()]
        times = " ".join(f"{row['cpu_ms']:.1f}" for row in rows)
        work = _growth(figures, few, many, name, "work")
        cpu = _growth(figures, few, many, name, "cpu_ms")
        yield (
            f"{name:<24}{rows[-1]['statements']:>10}  "
            f"{' '.join(str(row['work']) for row in rows):>24}  "
            f"{work:>6.2f}{'' if work <= MOST_GROWTH else ' over'}  "
            f"{times:>20}  {cpu:>6.2f}"
        )


def _growth(figures: dict[str, Any], few: str, many: str, name: str, what: str) -> float:
    least, most = (figures[size]["lists"][name][what] for size in (few, many))
    if what == "work":
        least, most = max(least, LITTLE_WORK), max(most, LITTLE_WORK)
    return float(most / least) if least else 1.0
