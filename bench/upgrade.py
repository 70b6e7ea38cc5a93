"""Upgrade, back up and restore an old installation with many registrations; print one line per command.

Usage: python -m bench.upgrade --help. Starts with an old installation of the test data
(tests/data/installations), multiplied to many registrations, each with a sent e-mail and an invitation.
On PostgreSQL it also prints how long a change of each large table had to wait for the upgrade at most, and
for which migration. SQLite files and backups are in the temporary folder.
"""

import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import click
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from bench.databases import database
from bench.processes import ROOT, BenchError, webinars

INSTALLATIONS = ROOT / "tests" / "data" / "installations"
OLDEST = "abad68c"
FIRST = 1000  # above all ids of the dump
PAUSE = 0.05  # seconds between two changes whose waiting is measured
LARGE = ("events", "registrations", "messages")
_PERSON = "'person' || i || '@example.com'"
_EVENT = f"{FIRST + 1} + i % {{events}}"
KINDS = ("sqlite", "postgresql")
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


def fill(url: str, count: int, events: int = 100, version: str = OLDEST) -> None:
    """Load the dump of a version, then multiply its rows."""
    folder = INSTALLATIONS / version
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database))) as file:
            file.executescript(_dump(folder, "sqlite.sql"))
    else:
        quiet = ("-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull)
        command = ["psql", *quiet, url.replace("+psycopg", "")]
        dump = _dump(folder, "postgresql.sql")
        subprocess.run(command, input=dump, text=True, check=True)  # noqa: S603 - a command of our own
    engine = create_engine(url)
    with engine.begin() as connection:
        _multiply(connection, "events", events, 2, {"uid": "'u' || i", "slug": "'e' || i"})
        for table, (row, columns) in COPIES.items():
            named = {name: value.format(events=events) for name, value in columns.items()}
            _multiply(connection, table, count, row, named)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _dump(folder: Path, name: str) -> str:
    plain = folder / name
    if plain.exists():
        return plain.read_text("utf-8")
    return gzip.decompress((folder / f"{name}.gz").read_bytes()).decode()


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


@contextmanager
def waits(url: str) -> Iterator[None]:
    """Lock each large table of PostgreSQL as a change does, again and again; print the longest waits."""
    longest: dict[tuple[str, str], float] = {}
    stop = threading.Event()
    threads = [threading.Thread(target=_wait, args=(url, name, longest, stop)) for name in LARGE]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for (revision, table), seconds in sorted(longest.items(), key=lambda item: -item[1])[:10]:
        sys.stdout.write(f"{'':18} a change of {table} waited {seconds:.2f} s after {revision}\n")


def _wait(
    url: str, table: str, longest: dict[tuple[str, str], float], stop: threading.Event
) -> None:
    engine = create_engine(url)
    while not stop.wait(PAUSE):
        with engine.begin() as connection:
            revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        began_at = time.monotonic()
        with engine.begin() as connection:
            connection.execute(text(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE"))
        place = str(revision), table
        longest[place] = max(longest.get(place, 0), time.monotonic() - began_at)
    engine.dispose()


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


def measure(
    kind: str, version: str, events: int, count: int, folder: Path, *, only_upgrade: bool
) -> None:
    """Measure one database."""
    (folder / "restored").mkdir()
    settings = {
        "DATA_DIR": str(folder),
        "SECRET_KEY": "the key of an installation that was upgraded, 2026",
        "BACKUP_PASSPHRASE": "a passphrase for a measurement",
    }
    load = os.getloadavg()[0]
    rows = f"{events} events, {count} registrations"
    sys.stdout.write(f"{kind}, {rows} from {version}, load {load:.1f}\n")
    with database(kind, folder) as url, database(kind, folder / "restored") as empty:
        fill(url, count, events, version)
        settings["DATABASE_URL"] = url
        with nullcontext() if kind == "sqlite" else waits(url):
            run("db upgrade", settings, "db", "upgrade")
        if only_upgrade:
            return
        for name, words in (("backup", ()), ("backup --encrypt", ("--encrypt",))):
            file = folder / f"{name}.backup"
            run(name, settings, "backup", *words, str(file))
            sys.stdout.write(f"{'':18} {file.stat().st_size / 2**20:6.0f} MiB\n")
        run("restore", settings | {"DATABASE_URL": empty}, "restore", str(folder / "backup.backup"))


@click.command()
@click.option("--database", "kinds", type=click.Choice(KINDS), multiple=True, default=KINDS)
@click.option("--from", "version", default=OLDEST, help="The version of the installation.")
@click.option("--events", default=100, help="The number of events.")
@click.option("--registrations", "count", default=100_000, help="The number of registrations.")
@click.option("--only-upgrade", is_flag=True, help="No backup and no restore.")
def main(
    kinds: tuple[str, ...], version: str, events: int, count: int, *, only_upgrade: bool
) -> None:
    """Measure the upgrade of an old installation, its backup and restore."""
    for kind in kinds:
        with tempfile.TemporaryDirectory(prefix="webinars-upgrade-") as folder:
            measure(kind, version, events, count, Path(folder), only_upgrade=only_upgrade)


if __name__ == "__main__":
    main()
