"""The bare transaction of a registration: its recorded statements, run by pgbench or sqlite3."""

import re
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import ClientCursor, connect
from sqlalchemy import make_url

from bench.processes import BenchError
from bench.recording import Registrant, registrant_from

Statements = list[list[Any]]
_TPS = re.compile(r"tps = ([\d.]+)")


def rate(
    url: str, recorded: Mapping[str, Any], *, clients: int, seconds: float, folder: Path
) -> float:
    """Return the transactions per second of a recorded registration for a number of clients."""
    writes, person = recorded["writes"], Registrant(*recorded["registrant"])
    if url.startswith("sqlite"):
        path = str(make_url(url).database)
        return _sqlite(path, writes, person, clients=clients, seconds=seconds)
    return _postgresql(url, writes, person, clients=clients, seconds=seconds, folder=folder)


def _postgresql(
    url: str,
    statements: Statements,
    person: Registrant,
    *,
    clients: int,
    seconds: float,
    folder: Path,
) -> float:
    tool = shutil.which("pgbench")
    if tool is None:
        raise BenchError("pgbench is missing: install postgresql-contrib or postgresql")
    plain = re.sub(r"^postgresql\+psycopg", "postgresql", url).partition("?")[0]
    with connect(plain) as connection:
        cursor = ClientCursor(connection)
        lines = [cursor.mogrify(sql, values) for sql, values in statements]
    sql = ";\n".join(" ".join(line.split()) for line in lines)
    # pgbench substitutes variables in quoted text too.
    someone = Registrant("recorded-:someone@example.org", ":someone", ":someone")
    sql = person.replaced_in(sql, someone)
    script = folder / "registration.sql"
    script.write_text(
        f"\\set someone random(1, 1000000000000)\nBEGIN;\n{sql};\nCOMMIT;\n", encoding="utf-8"
    )
    command = [tool, "-n", "-f", str(script), "-c", str(clients), "-j", "2"]
    # Where other load leaves no time for a transaction, pgbench prints no rate.
    for duration in (seconds, 4 * seconds, 16 * seconds):
        done = subprocess.run(  # noqa: S603 - the command is our own
            [*command, "-T", str(max(1, round(duration))), plain],
            capture_output=True,
            text=True,
            check=False,
        )
        if match := _TPS.search(done.stdout):
            return float(match[1])
    raise BenchError(f"pgbench failed: {done.stderr.strip()[-300:]}")


def _sqlite(
    path: str, statements: Statements, person: Registrant, *, clients: int, seconds: float
) -> float:
    done: list[int] = []
    until = time.monotonic() + seconds
    hands = [
        threading.Thread(target=_write, args=(path, statements, person, until, done))
        for number in range(clients)
    ]
    began = time.monotonic()
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return sum(done) / (time.monotonic() - began)


def _write(
    path: str, statements: Statements, person: Registrant, until: float, done: list[int]
) -> None:
    connection = sqlite3.connect(path, isolation_level=None, timeout=15)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    batch, turn = f"bare-{threading.get_ident()}-{time.monotonic_ns()}", 0
    while time.monotonic() < until:
        turn += 1
        someone = registrant_from(f"{batch}-{turn}@example.org", f"{batch}-{turn}")
        connection.execute("BEGIN IMMEDIATE")
        for sql, values in statements:
            connection.execute(sql, person.replaced_in(values, someone)).fetchall()
        connection.execute("COMMIT")
    connection.close()
    done.append(turn)
