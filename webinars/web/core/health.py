"""What machines ask: whether we live, whether we are ready, and where to report a hole."""

import os
import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, abort, current_app, make_response
from sqlalchemy.exc import SQLAlchemyError

from webinars import paths
from webinars.database import db
from webinars.outbox.queries import is_any_delayed_by_clock, oldest_due_age, paused_since
from webinars.timezones import clock
from webinars.web.core import permissions
from webinars.web.core.locale import site

health = Blueprint("health", __name__)

OUTBOX_RED = timedelta(minutes=10)
LEAST_FREE_BYTES = 64 * 1024 * 1024
# A database that stands still would keep whoever asks us waiting as well.
DATABASE_SECONDS = 3
NO_DATABASE = "database: does not answer"
WAITS = "outbox: mail has been waiting for over 10 minutes"
_looking = threading.Lock()
CLOSED_TO_ROBOTS = ("/api/", "/links", "/organise/", "/sign-in")
SECURITY_TEXT_LIVES = timedelta(days=180)


@health.get("/healthz")
def healthz() -> Response:
    """Say that the process answers."""
    return _text("ok\n")


@health.get("/readyz")
def readyz() -> Response:
    """Name what is wrong, without versions or paths; 503 when anything is."""
    wrong = not_ready()
    return _text(
        "ready\n" if not wrong else "".join(f"{what}\n" for what in wrong), 503 if wrong else 200
    )


@health.get("/robots.txt")
def robots() -> Response:
    """Keep personal and workspace pages out of search engines."""
    closed = sorted({*permissions.PRIVATE_PREFIXES, *CLOSED_TO_ROBOTS})
    rules = "".join(f"Disallow: {path}\n" for path in closed)
    return _text(f"User-agent: *\n{rules}Disallow: /events/*/registrations\n", keep=3600)


@health.get("/.well-known/security.txt")
def security() -> Response:
    """Say where holes are reported (RFC 9116); nothing until the operator names a contact."""
    contact = str(current_app.config.get("SECURITY_CONTACT") or "")
    if not contact:
        abort(404)
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    # A day's start, so that the text stays the same for a day.
    expires = (clock.now() + SECURITY_TEXT_LIVES).replace(hour=0, minute=0, second=0, microsecond=0)
    canonical = site().url("/.well-known/security.txt")
    return _text(
        f"Contact: {contact}\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\nCanonical: {canonical}\n"
        f"Preferred-Languages: {', '.join(site().languages)}\n",
        keep=3600,
    )


class HeldMail:
    """For how long mail has been seen that a clock set back holds up; no instant of that clock can tell."""

    def __init__(self) -> None:
        self._since: timedelta | None = None

    def age(self, *, is_any: bool) -> timedelta:
        """Return the time since the first of the looks in a row at which there was some."""
        now = clock.monotonic()
        self._since = (self._since or now) if is_any else None
        return now - (self._since or now)


def init_app(app: Flask) -> None:
    """Remember what was seen from one look to the next."""
    app.extensions["webinars-held-mail"] = HeldMail()


def not_ready() -> list[str]:
    """Return what keeps this installation from its work, one phrase each."""
    return [*_database_faults(clock.now()), *_disk_faults(Path(current_app.config["DATA_DIR"]))]


def _database_faults(now: datetime) -> list[str]:
    """Look from a thread of its own, so that one that never answers can be left alone; one at a time."""
    said: SimpleQueue[list[str]] = SimpleQueue()
    context = current_app.app_context()

    def look() -> None:
        try:
            with context:
                said.put(_faults_found(now))
        finally:
            _looking.release()

    if not _looking.acquire(timeout=DATABASE_SECONDS):
        return [NO_DATABASE]
    threading.Thread(target=look, name="readiness", daemon=True).start()
    try:
        return said.get(timeout=DATABASE_SECONDS)
    except Empty:
        return [NO_DATABASE]


def _faults_found(now: datetime) -> list[str]:
    try:
        with db.engine.connect() as connection:
            has = set(MigrationContext.configure(connection).get_current_heads())
        if has != set(ScriptDirectory(str(paths.MIGRATIONS)).get_heads()):
            return ["schema: not the one this program needs"]
        session = db.session()
        age = oldest_due_age(session, now=now) or timedelta(0)
        is_any_held = is_any_delayed_by_clock(session, now=now)
        is_paused = paused_since(session) is not None
        session.rollback()
    except SQLAlchemyError:
        return [NO_DATABASE]
    if is_paused:
        return ["outbox: paused"]
    held: HeldMail = current_app.extensions["webinars-held-mail"]
    return [WAITS] if max(age, held.age(is_any=is_any_held)) > OUTBOX_RED else []


def _disk_faults(data: Path) -> list[str]:
    if not data.exists():
        return []  # nothing is kept there
    faults = []
    if shutil.disk_usage(data).free < LEAST_FREE_BYTES:
        faults.append("disk: almost full")
    if not os.access(data, os.W_OK):
        faults.append("disk: the data folder cannot be written to")
    return faults


def _text(text: str, status: int = 200, keep: int = 0) -> Response:
    response = make_response(text, status)
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = f"public, max-age={keep}" if keep else "no-store"
    return response
