"""Databases of a measurement: an SQLite file, and a temporary or given PostgreSQL server."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bench.processes import BenchError
from tools.postmaster import own_postmaster, programs

GIVEN = "WEBINARS_TEST_DATABASE_URL"


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Create an empty database and yield its URL."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'webinars.db'}"
        return
    with _server() as url:
        name = f"webinars_bench_{time.monotonic_ns()}"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
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
    binaries = programs()
    if binaries is None:
        raise BenchError(f"PostgreSQL is missing: install postgresql, or set {GIVEN}")
    with own_postmaster(binaries) as server:
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
