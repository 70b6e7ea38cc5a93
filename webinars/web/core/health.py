"""Health pages for load balancers: /healthz and /readyz."""

import os
import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue

from flask import Blueprint, Flask, Response, current_app, make_response
from sqlalchemy.exc import SQLAlchemyError

from webinars.capabilities.key_check import is_key_accepted
from webinars.database import db
from webinars.outbox.clock_setback import is_any_delayed_by_clock
from webinars.outbox.pause import paused_since
from webinars.outbox.queries import oldest_due_age
from webinars.schema_revision import is_schema_current
from webinars.timezones import clock

health = Blueprint("health", __name__)

MAX_MESSAGE_AGE = timedelta(minutes=10)
MIN_FREE_BYTES = 64 * 1024 * 1024
# The response does not wait for a hanging database.
DATABASE_SECONDS = 3
NO_DATABASE = "database: does not answer"
MAIL_WAITS = "outbox: mail has been waiting for over 10 minutes"
OTHER_KEY = "secret key: not the one of this database"
_check_lock = threading.Lock()


@health.get("/healthz")
def healthz() -> Response:
    """Answer that the process is alive."""
    return _text("ok\n")


@health.get("/readyz")
def readyz() -> Response:
    """Answer whether the installation is ready; 503 with its faults, without versions or paths."""
    faults = find_faults()
    return _text("".join(f"{fault}\n" for fault in faults) or "ready\n", 503 if faults else 200)


class DelayTimer:
    """Measures how long messages have been delayed by a clock set back, on the monotonic clock."""

    def __init__(self) -> None:
        self._since: timedelta | None = None

    def age(self, *, is_any: bool) -> timedelta:
        """Return the time since the first of consecutive checks with a delayed message."""
        now = clock.monotonic()
        self._since = (self._since or now) if is_any else None
        return now - (self._since or now)


def init_app(app: Flask) -> None:
    """Keep the timer between checks."""
    app.extensions["webinars-delay-timer"] = DelayTimer()


def find_faults() -> list[str]:
    """Return the faults that keep this installation from working, one phrase each."""
    return [*_database_faults(clock.now()), *_disk_faults(Path(current_app.config["DATA_DIR"]))]


def _database_faults(now: datetime) -> list[str]:
    """Check the database in a thread that can be abandoned if it hangs; one at a time."""
    results: SimpleQueue[list[str]] = SimpleQueue()
    context = current_app.app_context()

    def check() -> None:
        try:
            with context:
                results.put(_check_database(now))
        finally:
            _check_lock.release()

    if not _check_lock.acquire(timeout=DATABASE_SECONDS):
        return [NO_DATABASE]
    threading.Thread(target=check, name="readiness", daemon=True).start()
    try:
        return results.get(timeout=DATABASE_SECONDS)
    except Empty:
        return [NO_DATABASE]


def _check_database(now: datetime) -> list[str]:
    try:
        with db.engine.connect() as connection:
            if not is_schema_current(connection):
                return ["schema: not the one this program needs"]
        session = db.session()
        age = oldest_due_age(session, now=now) or timedelta(0)
        is_any_delayed = is_any_delayed_by_clock(session, now=now)
        is_paused = paused_since(session) is not None
        is_our_key = is_key_accepted(session, current_app.extensions["site"].keys)
        session.rollback()
    except SQLAlchemyError:
        return [NO_DATABASE]
    if not is_our_key:
        return [OTHER_KEY]
    if is_paused:
        return ["outbox: paused"]
    timer: DelayTimer = current_app.extensions["webinars-delay-timer"]
    return [MAIL_WAITS] if max(age, timer.age(is_any=is_any_delayed)) > MAX_MESSAGE_AGE else []


def _disk_faults(data: Path) -> list[str]:
    if not data.exists():
        return []  # nothing is stored there
    faults = []
    if shutil.disk_usage(data).free < MIN_FREE_BYTES:
        faults.append("disk: almost full")
    if not os.access(data, os.W_OK):
        faults.append("disk: the data folder cannot be written to")
    return faults


def _text(text: str, status: int = 200) -> Response:
    response = make_response(text, status)
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "no-store"
    return response
