"""Databases of a measurement: an SQLite file, and a temporary or given PostgreSQL server."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bench.processes import BenchError
from tools.postmaster import postgresql_programs, running_postmaster

GIVEN = "WEBINARS_TEST_DATABASE_URL"


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Create an empty database and yield its URL."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'webinars.db'}"
        return
    with _server() as url, _created(url, template="template1") as created:
        yield created


@contextmanager
def shared(kind: str) -> Iterator[None]:
    """Let all databases of this kind in the block be on one server, which is started once."""
    if kind == "sqlite":
        yield
        return
    with _server() as url:
        before = os.environ.get(GIVEN)
        os.environ[GIVEN] = url
        try:
            yield
        finally:
            os.environ.pop(GIVEN)
            if before is not None:
                os.environ[GIVEN] = before


@contextmanager
def copied(url: str, folder: Path) -> Iterator[str]:
    """Copy a database that nobody is connected to, on the same server, and yield the URL of the copy."""
    if url.startswith("sqlite"):
        copy = folder / "copy.db"
        source = make_url(url).database or ""
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
        yield f"sqlite:///{copy}"
        return
    name = make_url(url).database
    with _created(url, template=str(name)) as created:
        yield created


@contextmanager
def _created(url: str, *, template: str) -> Iterator[str]:
    """Create a PostgreSQL database from a template, and yield its URL."""
    name = f"webinars_bench_{time.monotonic_ns()}"
    server = make_url(url).set(database="postgres")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@contextmanager
def _server() -> Iterator[str]:
    given = os.environ.get(GIVEN)
    if given:
        yield given
        return
    binaries = postgresql_programs()
    if binaries is None:
        raise BenchError(f"PostgreSQL is missing: install postgresql, or set {GIVEN}")
    with running_postmaster(binaries) as server:
        yield server.url


def backends(url: str, name: str) -> list[int]:
    """Return the backend processes of an application on a local PostgreSQL; none for SQLite."""
    if url.startswith("sqlite"):
        return []
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(
                text("SELECT pid FROM pg_stat_activity WHERE application_name = :name"),
                {"name": name},
            )
            return [pid for pid in rows.scalars() if Path(f"/proc/{pid}/stat").exists()]
    finally:
        engine.dispose()


def named(url: str, name: str) -> str:
    """Return a database URL with an application name."""
    if url.startswith("sqlite"):
        return url
    return make_url(url).update_query_dict({"application_name": name}).render_as_string(False)  # noqa: FBT003 - with its password
