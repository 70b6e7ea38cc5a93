"""An event with many registrants: what its pages, downloads, an action on all and the purge cost.

Usage: registrants.py FORKS REQUESTS FEW MANY, with the settings of an installation; FORKS is 1 if processes
of the product are forks. Prints one line of JSON.
"""

import json
import re
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from bench import registrant_fill, registrant_work
from bench.databases import database
from bench.lists import measure_page, signed_in
from bench.mail import NO_BUDGETS
from bench.processes import forking, outcome, python
from bench.rows import settings_of
from bench.sizes import Size
from webinars.app import create_app
from webinars.commands.installation import open_app

MOST_DOWNLOAD_MEMORY, LONGEST_LOCK, LONGEST_PRESS = 150.0, 2.0, 2.0  # MiB, seconds
PAGES = {
    "table": "registrations",
    "later page": "registrations?after={after}",
    "filter": "registrations?state=cancelled",
    "search of one": "registrations?q=ana-40@",
    "search of nobody": "registrations?q=nobody",
    "chosen columns": "registrations?column=email&column={column}",
    "check-in": "check-in?q=ana",
    "attendance list": "registrations/attendance-list",
    "e-mails": "emails",
    "count of recipients": "messages/{draft}",
    "statistics": "statistics",
}


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures of one kind of database."""
    place = folder / "registrants"
    place.mkdir()
    with database(kind, place) as url:
        settings = {**settings_of(url, place), **NO_BUDGETS}
        numbers = (int(forking.has_product), size.list_requests, *size.registrants)
        command = python("-m", "bench.registrants", *map(str, numbers))
        figures: dict[str, Any] = outcome(command, settings, place / "registrants.log")
    return figures


def lines(kind: str, figures: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines of the table."""
    few, many = figures["pages"]
    yield ""
    yield f"event with {few} and {many} registrants on {kind}, filled in {figures['filled_in_s']:.0f} s"
    yield f"{'page':<24}{'statements':>14}  {'work':>18}  {'CPU ms':>18}"
    for name in PAGES:
        row, other = figures["pages"][few][name], figures["pages"][many][name]
        over = "" if other["statements"] <= row["statements"] else "  over"
        yield (
            f"{name:<24}{row['statements']:>6} {other['statements']:>7}  "
            f"{row['work']:>8} {other['work']:>9}  {row['cpu_ms']:>8.1f} {other['cpu_ms']:>9.1f}{over}"
        )
    for name, one in figures["downloads"].items():
        yield (
            f"{name.upper()} of {many}: {one['seconds']:.1f} s, CPU {one['cpu_s']:.1f} s, "
            f"{one['bytes'] / 1024 / 1024:.1f} MiB; memory {one['memory_mib']:.1f} MiB more"
            f" ({_said(one['memory_mib'], MOST_DOWNLOAD_MEMORY)})"
        )
    action, purge, batches = figures["action"], figures["purge"], figures["batches"]
    yield (
        f"action on all of a filter: chosen in {action['choose_s']:.2f} s, press "
        f"{action['press_s']:.2f} s ({_said(action['press_s'], LONGEST_PRESS)}), result "
        f"{action['result_s']:.2f} s, {action['web_memory_mib']:.1f} MiB more in the web process"
    )
    yield f"  {_work(action)}; {batches['cancel_statements']:.0f} statements per hundred"
    yield f"purge: {_work(purge)}; {batches['purge_statements']:.0f} statements per hundred"


def _work(one: Mapping[str, float]) -> str:
    return (
        f"done in {one['seconds']:.1f} s, CPU of the worker {one['cpu_s']:.1f} s and of its backends "
        f"{one['database_cpu_s']:.1f} s, {one['memory_mib']:.1f} MiB more; longest transaction "
        f"{one['transaction_s']:.2f} s ({_said(one['transaction_s'], LONGEST_LOCK)}), longest of "
        f"{one['registrations']:.0f} registrations meanwhile {one['registration_s']:.2f} s"
    )


def _said(seen: float, most: float) -> str:
    return f"≤ {most:g} {'ok' if seen <= most else 'over'}"


def _pages(
    client: FlaskClient, requests: int, event_id: int, draft: int
) -> dict[str, dict[str, Any]]:
    """Return statements, work and CPU of each page of an event."""
    base = f"/organise/events/{event_id}/"
    table = client.get(f"{base}registrations").text
    after = re.search(r"[?&;]after=([\d-]+)", table)
    column = re.search(r"question-\d+", table)
    values = {
        "draft": draft,
        "after": after[1] if after else "",
        "column": column[0] if column else "",
    }
    return {
        name: measure_page(client, base + path.format(**values), requests)
        for name, path in PAGES.items()
    }


def main(forks: str, requests: str, few: str, many: str) -> None:
    """Fill the database, measure, and print the figures."""
    forking.has_product = forks == "1"
    app = create_app()
    with open_app(app):
        started = time.monotonic()
        filled = registrant_fill.fill_events(app, int(few), int(many))
        seconds = time.monotonic() - started
        client, [small, large] = signed_in(app), filled["ids"]
        figures = {
            "filled_in_s": seconds,
            "pages": {
                number: _pages(client, int(requests), event_id, draft)
                for number, event_id, draft in zip(
                    (few, many), filled["ids"], filled["drafts"], strict=True
                )
            },
            "downloads": registrant_work.downloads(large),
            "action": registrant_work.cancel_all(large),
            "purge": registrant_work.purge(large, filled["other"]),
            "batches": registrant_work.statements_together(app, small, int(few)),
        }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
