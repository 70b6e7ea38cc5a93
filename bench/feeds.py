"""Feeds of one, some and many events, and the file of one: cold, warm and conditional requests.

On SQLite only: a warm feed reads one number from the database, whichever it is.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.processes import outcome, python
from bench.recording import OF_FEEDS
from bench.rows import Rows, settings_of
from bench.sizes import Size

MORE = 10


def measure(size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures by number of events."""
    return {str(number): _of(number, size, folder / f"feed{number}") for number in size.feeds}


def _of(number: int, size: Size, folder: Path) -> dict[str, Any]:
    folder.mkdir()
    url = f"sqlite:///{folder / 'webinars.db'}"
    settings, log = settings_of(url, folder), folder / "feeds.log"
    slugs = outcome(python("-m", "bench.fill", "events", str(number)), settings, log)
    # A 304 is so cheap that few of them would be measured with the noise of the machine.
    alone = replace(size, clients=size.clients[:1], requests=size.requests * MORE)
    return {
        "rows": Rows(settings, url, alone, folder, slugs).measured(OF_FEEDS),
        "cold": outcome(python("-m", "bench.feed", slugs["page"]), settings, log),
    }
