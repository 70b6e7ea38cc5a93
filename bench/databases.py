"""The databases of a measurement: an SQLite file, and a throw-away PostgreSQL or the one given."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bench.processes import BenchError

GIVEN = "WEBINARS_TEST_DATABASE_URL"
# The cluster lives as long as the command inside it, which waits for its standard input to close.
_SAY_WHERE = (
    'printf "%s\\n" "postgresql+psycopg://$PGUSER:$PGPASSWORD@127.0.0.1:$PGPORT/$PGDATABASE"; cat'
)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database of a kind."""
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
    tool = shutil.which("pg_virtualenv")
    if tool is None:
        raise BenchError(
            f"PostgreSQL is missing: install postgresql and postgresql-common, or set {GIVEN}"
        )
    # Durable as in an installation: by itself pg_virtualenv makes one that does not wait for the disk.
    durable = ("-o", "fsync=on", "-o", "synchronous_commit=on")
    with subprocess.Popen(  # noqa: S603 - the command is our own
        [tool, *durable, "sh", "-c", _SAY_WHERE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101 - asked for above
        url = ""
        while not url.startswith("postgresql"):
            line = process.stdout.readline()
            if not line:
                raise BenchError("the throw-away PostgreSQL did not start")
            url = line.strip()
        try:
            yield url
        finally:
            process.stdin.close()
            process.wait(60)


def backends(url: str, name: str) -> list[int]:
    """Return the processes that a PostgreSQL on this computer keeps for an application; none for SQLite."""
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
    """Return the address of a database under which an application says its name there."""
    if url.startswith("sqlite"):
        return url
    return make_url(url).update_query_dict({"application_name": name}).render_as_string(False)  # noqa: FBT003 - with its password
