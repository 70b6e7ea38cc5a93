"""The bare transaction of a registration: its recorded statements, run by pgbench or sqlite3."""

import re
import shutil
import sqlite3
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from psycopg import ClientCursor, connect
from sqlalchemy import make_url

from bench.processes import BenchError
from bench.recording import EMAIL

Statements = list[list[Any]]
_TPS = re.compile(r"tps = ([\d.]+)")


def rate(url: str, statements: Statements, *, clients: int, seconds: float, folder: Path) -> float:
    """Return the transactions per second for a number of clients."""
    if url.startswith("sqlite"):
        return _sqlite(str(make_url(url).database), statements, clients=clients, seconds=seconds)
    return _postgresql(url, statements, clients=clients, seconds=seconds, folder=folder)


def _postgresql(
    url: str, statements: Statements, *, clients: int, seconds: float, folder: Path
) -> float:
    tool = shutil.which("pgbench")
    if tool is None:
        raise BenchError("pgbench is missing: install postgresql-contrib or postgresql")
    plain = re.sub(r"^postgresql\+psycopg", "postgresql", url).partition("?")[0]
    local, domain = EMAIL.split("@")
    with connect(plain) as connection:
        cursor = ClientCursor(connection)
        lines = [cursor.mogrify(sql, values) for sql, values in statements]
    sql = ";\n".join(" ".join(line.split()) for line in lines)
    # pgbench substitutes variables in quoted text too.
    sql = sql.replace(f"{local}@{domain}", f"{local}-:someone@{domain}")
    script = folder / "registration.sql"
    script.write_text(
        f"\\set someone random(1, 1000000000000)\nBEGIN;\n{sql};\nCOMMIT;\n", encoding="utf-8"
    )
    command = [tool, "-n", "-f", str(script), "-c", str(clients), "-j", "2"]
    done = subprocess.run(  # noqa: S603 - the command is our own
        [*command, "-T", str(max(1, round(seconds))), plain],
        capture_output=True,
        text=True,
        check=False,
    )
    match = _TPS.search(done.stdout)
    if done.returncode or not match:
        raise BenchError(f"pgbench failed: {done.stderr.strip()[-300:]}")
    return float(match[1])


def _sqlite(path: str, statements: Statements, *, clients: int, seconds: float) -> float:
    done: list[int] = []
    until = time.monotonic() + seconds
    hands = [
        threading.Thread(target=_write, args=(path, statements, until, f"{number}", done))
        for number in range(clients)
    ]
    began = time.monotonic()
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return sum(done) / (time.monotonic() - began)


def _write(path: str, statements: Statements, until: float, name: str, done: list[int]) -> None:
    connection = sqlite3.connect(path, isolation_level=None, timeout=15)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    batch, turn = f"bare-{name}-{time.monotonic_ns()}", 0
    while time.monotonic() < until:
        turn += 1
        address = f"{batch}-{turn}@example.org"
        connection.execute("BEGIN IMMEDIATE")
        for sql, values in statements:
            filled = [
                value.replace(EMAIL, address) if isinstance(value, str) else value
                for value in values
            ]
            connection.execute(sql, filled).fetchall()
        connection.execute("COMMIT")
    connection.close()
    done.append(turn)
