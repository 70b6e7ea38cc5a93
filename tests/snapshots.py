"""Databases as fixtures leave them: written once for each chain of fixtures, and copied afterwards."""

import pickle
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, current_app

from webinars.caching.lru import SharedLRUCache
from webinars.database import db
from webinars.emails import batch
from webinars.timezones import clock

MAX_COPIES = 100


class Copy(NamedTuple):
    """The content of a database after a step, and what the step returned."""

    content: bytes
    result: bytes


class Snapshots:
    """Copies of SQLite databases by application and by the steps that led to them.

    A step is copied only in tests that allow it, and only while nothing else has changed the database or the
    application: it is the same as taking the step, but for its random tokens, which the copies share.
    """

    def __init__(self) -> None:
        self._copies: OrderedDict[tuple, Copy] = OrderedDict()
        self._steps: tuple = ()
        self._unchanged: object = None

    def start(self, app: Flask) -> None:
        """Begin with a database that has all tables and no rows."""
        self._steps = (id(app),)
        self._unchanged = _state() if db.engine.dialect.name == "sqlite" else None

    def stop(self) -> None:
        """Take all further steps."""
        self._unchanged = None

    def copy_after(self, take: Callable[..., Any], *values: object) -> Any:
        """Take a step, or copy the database as it was after the same steps; return the step's result.

        take: opens a transaction of its own, and returns what pickle copies.
        """
        if self._unchanged is None or (steps := self._next(take, values)) is None:
            return take(*values)
        if copy := self._copies.get(steps):
            self._copies.move_to_end(steps)
            self._restore(copy.content, steps)
            return pickle.loads(copy.result)
        result = take(*values)
        self._add(steps, result)
        return result

    def _next(self, take: Callable[..., Any], values: tuple) -> tuple | None:
        """Return the steps up to this one; None if something else has changed."""
        db.session.rollback()  # as every transaction does at its begin
        # A commit makes the log longer, whoever has the file open.
        if db.engine.pool.checkedout() or _state() != self._unchanged:
            return None
        try:
            step = pickle.dumps((take.__qualname__, clock.now(), values))
        except (pickle.PicklingError, TypeError, AttributeError):
            return None
        return (*self._steps, step)

    def _restore(self, content: bytes, steps: tuple) -> None:
        db.engine.dispose()
        _database().write_bytes(content)
        self._steps, self._unchanged = steps, _state()
        # Its keys have the UIDs of events, which the copies share.
        batch._OF_EVENTS = SharedLRUCache(batch.EVENT_RESULTS)

    def _add(self, steps: tuple, result: object) -> None:
        """Store a copy; the next test with this step takes the copy, and the step after it."""
        _, *before = self._unchanged
        self._unchanged = None
        _, *after = _state()
        if after != before:
            return  # the step has created files too
        self._copies[steps] = Copy(_content(), pickle.dumps(result))
        if len(self._copies) > MAX_COPIES:
            self._copies.popitem(last=False)


def _database() -> Path:
    return Path(db.engine.url.database or "")


def _state() -> tuple:
    """Return what differs after a change: time and length of the database and its log, files, settings."""
    file = _database()
    lengths = {path.name: path.stat().st_size for path in file.parent.iterdir()}
    own = file.name
    written = file.stat().st_mtime_ns, lengths.get(own), lengths.get(f"{own}-wal", 0)
    others = {name for name in lengths if not name.startswith(own)}
    return written, others, dict(current_app.config), current_app.extensions["site"]


def _content() -> bytes:
    """Return the content of the database, including its write-ahead log."""
    connection = db.engine.raw_connection()
    try:
        return connection.driver_connection.serialize()
    finally:
        connection.close()
