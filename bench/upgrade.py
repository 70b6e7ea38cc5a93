"""Upgrade, back up and restore an old installation with many registrations; print one line per command.

Usage: python -m bench.upgrade [COUNT] [sqlite | postgresql]. Starts with the oldest installation of the test
data (tests/data/installations), multiplied to COUNT registrations, each with a sent e-mail and an
invitation. SQLite files and backups are in the temporary folder.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, make_url, text

from bench.databases import database
from bench.processes import ROOT, BenchError, webinars

OLD = ROOT / "tests" / "data" / "installations" / "abad68c"
EVENTS = 100
FIRST = 1000  # above all ids of the dump
_PERSON = "'person' || i || '@example.com'"
_EVENT = f"{FIRST + 1} + i % {EVENTS}"
# The row of each table that is multiplied, and the columns that differ in its copies; i counts from 1.
COPIES = {
    "registrations": (2, {"event_id": _EVENT, "email": _PERSON, "address": _PERSON}),
    "messages": (
        7,
        {
            "event_id": _EVENT,
            "registration_id": f"{FIRST} + i",
            "lane": f"({_EVENT}) || '-' || i",
            "recipient": _PERSON,
            "mail_id": "'<' || i || '@127.0.0.1>'",
        },
    ),
    "invitations": (
        2,
        {
            "event_id": _EVENT,
            "registration_id": f"{FIRST} + i",
            "message_id": f"{FIRST} + i",
            "address": _PERSON,
        },
    ),
}
COUNTER = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) SELECT i FROM n",
    "postgresql": "SELECT generate_series(1, {0}) AS i",
}


def fill(url: str, count: int) -> None:
    """Load the dump, then multiply its rows to a number of registrations at a hundred events."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database))) as file:
            file.executescript((OLD / "sqlite.sql").read_text("utf-8"))
    else:
        quiet = ("-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull)
        command = ["psql", *quiet, "-f", str(OLD / "postgresql.sql"), url.replace("+psycopg", "")]
        subprocess.run(command, check=True)  # noqa: S603 - a command of our own
    engine = create_engine(url)
    with engine.begin() as connection:
        _multiply(connection, "events", EVENTS, 2, {"uid": "'u' || i", "slug": "'e' || i"})
        for table, (row, columns) in COPIES.items():
            _multiply(connection, table, count, row, columns)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _multiply(
    connection: Connection, table: str, count: int, row: int, columns: dict[str, str]
) -> None:
    names = [column["name"] for column in inspect(connection).get_columns(table)]
    values = {name: f't."{name}"' for name in names} | {"id": f"{FIRST} + i"} | columns
    counter = COUNTER[connection.dialect.name].format(count)
    quoted = ", ".join(f'"{name}"' for name in values)
    connection.execute(
        text(
            f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values.values())}"  # noqa: S608 - names of our own
            f" FROM {table} t CROSS JOIN ({counter}) c WHERE t.id = {row}"
        )
    )
    if connection.dialect.name == "postgresql":
        sequence = f"pg_get_serial_sequence('{table}', 'id')"
        connection.execute(text(f"SELECT setval({sequence}, {FIRST + count})"))


def run(name: str, settings: dict[str, str], *words: str) -> None:
    """Run a command of the product and print its seconds, CPU time and peak memory.

    The time and memory of PostgreSQL are not included in the latter two.
    """
    environment = os.environ | {f"WEBINARS_{key}": value for key, value in settings.items()}
    began_at = time.monotonic()
    process = subprocess.Popen(webinars(*words), env=environment, cwd=ROOT, stdout=subprocess.PIPE)  # noqa: S603 - our own
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began_at
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stdout:
        process.stdout.close()
    if process.returncode:
        raise BenchError(f"webinars {' '.join(words)} ended with {process.returncode}")
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    sys.stdout.write(f"{name:18} {seconds:6.1f} s  CPU {cpu:5.1f} s  peak {memory:4.0f} MiB\n")
    sys.stdout.flush()


def measure(kind: str, count: int, folder: Path) -> None:
    """Measure one database."""
    (folder / "restored").mkdir()
    settings = {
        "DATA_DIR": str(folder),
        "SECRET_KEY": "the key of an installation that was upgraded, 2026",
        "BACKUP_PASSPHRASE": "a passphrase for a measurement",
    }
    load = os.getloadavg()[0]
    sys.stdout.write(f"{kind}, {count} registrations, load {load:.1f}\n")
    with database(kind, folder) as url, database(kind, folder / "restored") as empty:
        fill(url, count)
        settings["DATABASE_URL"] = url
        run("db upgrade", settings, "db", "upgrade")
        for name, words in (("backup", ()), ("backup --encrypt", ("--encrypt",))):
            file = folder / f"{name}.backup"
            run(name, settings, "backup", *words, str(file))
            sys.stdout.write(f"{'':18} {file.stat().st_size / 2**20:6.0f} MiB\n")
        run("restore", settings | {"DATABASE_URL": empty}, "restore", str(folder / "backup.backup"))


def main(count: str = "100000", *kinds: str) -> None:
    """Measure the named databases, or both."""
    for kind in kinds or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="webinars-upgrade-") as folder:
            measure(kind, int(count), Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
