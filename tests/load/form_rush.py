"""Many concurrent forms to `webinars serve --processes 3` on SQLite, from 40 client addresses.

Usage: python -m tests.load.form_rush [FORMS] prints the statuses and the slowest response.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, text

from tests.conftest import make_app
from tests.fork_server import ForkedProcess
from webinars.accounts.organisers import add_organiser
from webinars.commands.schema import upgrade_schema
from webinars.database import db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event
from webinars.timezones.schedule import Timed

CLIENTS, PROCESSES = 40, 3
KEY = "t9Xw2QmZ7bLr4VkN8cJ5hYp1DsFg6AeU"


@dataclass(frozen=True)
class Rush:
    """Responses by status, stored registrations, and seconds of the slowest and of all forms."""

    statuses: Counter[int]
    stored: int
    slowest: float
    took: float


def create_installation(folder: Path) -> str:
    """Create an installation with one event in a folder; return the event's slug."""
    app = make_app(folder, SECRET_KEY=KEY)
    with app.app_context():
        upgrade_schema(app)
        with transaction() as session:
            host = add_organiser(session, email="host@example.org", name="Host", timezone="UTC")
            when = Timed(datetime(2037, 7, 16, 15), datetime(2037, 7, 16, 16), "Europe/Zurich")
            details = EventDetails(title="Rush", when=when, cities=("GVA",), capacity=200)
            event = create_event(
                session, organiser=host, details=details, site=app.extensions["site"]
            )
            publish_event(session, event.id, app.extensions["site"])
            slug = event.slug
        db.engine.dispose()
    return slug


@contextmanager
def serving(folder: Path):
    """Run the command; yield its port."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WEBINARS_")},
        "WEBINARS_DATA_DIR": str(folder / "var"),
        "WEBINARS_SECRET_KEY": KEY,
    }
    command = [Path(sys.executable).with_name("webinars"), "serve", "--port", "0", "--processes"]
    log = folder / "log"
    with (
        log.open("w") as errors,
        ForkedProcess(
            [*command, str(PROCESSES)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment,
        ) as process,
    ):
        port = int(re.search(r":(\d+)/", process.stdout.readline())[1])
        try:
            yield port
        finally:
            process.terminate()
            process.wait(60)


def fetch_form(port: int, path: str) -> tuple[str, str]:
    """Fetch a form; return its cookie and CSRF token."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as response:
        cookie = response.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.read().decode())[1]
    return cookie, token


async def send_all(port: int, path: str, forms: int) -> list[tuple[int, float]]:
    """Send all forms at the same moment, each over a connection of its own; return statuses and seconds."""
    cookie, token = fetch_form(port, path)
    gate = asyncio.Event()

    async def one(number: int) -> tuple[int, float]:
        fields = {
            "csrf_token": token,
            "name": "Ana",
            "email": f"p{number}@example.org",
            "zone": "UTC",
        }
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        client = f"127.0.0.{2 + number % CLIENTS}"
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(client, 0))
        await gate.wait()
        began = time.monotonic()
        writer.write(head + body)
        response = await reader.read()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        return int(response[9:12] or 0), time.monotonic() - began

    tasks = [asyncio.create_task(one(number)) for number in range(forms)]
    await asyncio.sleep(1)
    gate.set()
    return await asyncio.gather(*tasks)


def rush(folder: Path, forms: int) -> Rush:
    """Submit forms concurrently; return the results."""
    slug = create_installation(folder)
    with serving(folder) as port:
        began = time.monotonic()
        responses = asyncio.run(send_all(port, f"/events/{slug}/registrations", forms))
        took = time.monotonic() - began
    engine = create_engine(f"sqlite:///{folder / 'var' / 'webinars.db'}")
    with engine.connect() as connection:
        stored = connection.scalar(text("SELECT count(*) FROM registrations"))
    engine.dispose()
    return Rush(Counter(s for s, _ in responses), stored, max(t for _, t in responses), took)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        done = rush(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else 800)
    sys.stdout.write(
        f"{dict(done.statuses)}, {done.stored} stored, "
        f"slowest {done.slowest:.1f} s, all {done.took:.1f} s\n"
    )
