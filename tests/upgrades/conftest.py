"""Installations of earlier versions, brought up to date: see tests/data/installations/README.md."""

import json
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from tests.conftest import Browser, make_app, postgres_programs
from webinars.database import db

INSTALLATIONS = Path(__file__).parent.parent / "data" / "installations"
VERSIONS = sorted(folder.name for folder in INSTALLATIONS.iterdir() if folder.is_dir())


@dataclass
class Installation:
    """An application on the upgraded database, and what is known of it from before."""

    app: Flask
    links: list[dict[str, Any]]
    replies: list[dict[str, Any]]


def load_sqlite(dump: Path, file: Path) -> None:
    """Make an SQLite file of a dump."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump.read_text("utf-8"))


def load_postgresql(dump: Path, url: str) -> None:
    """Fill an empty PostgreSQL database from a dump."""
    address = url.replace("+psycopg", "")
    psql = postgres_programs() / "psql"
    quiet = ("-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null")
    command = [psql if psql.exists() else "psql", *quiet, "-f", dump, address]
    subprocess.run(command, check=True)


@pytest.fixture(params=VERSIONS)
def version(request) -> Path:
    """Give the folder of an earlier version's installation."""
    return INSTALLATIONS / request.param


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, version, tmp_path, clock):
    """Give an installation of an earlier version after `webinars db upgrade`, at the time it was left."""
    known = json.loads((version / "links.json").read_text("utf-8"))
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    if url:
        load_postgresql(version / "postgresql.sql", url)
    else:
        (tmp_path / "var").mkdir()
        load_sqlite(version / "sqlite.sql", tmp_path / "var" / "webinars.db")
    clock.stop(datetime.fromisoformat(known["clock"]))
    app = make_app(
        tmp_path,
        DATABASE_URL=url,
        SECRET_KEY=known["keys"]["current"],
        SECRET_KEY_FALLBACKS=[known["keys"]["fallback"]],
        REPLY_ADDRESS=known["reply_address"],
    )
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
        yield Installation(app, known["links"], known["replies"])
        db.session.remove()
        db.engine.dispose()
