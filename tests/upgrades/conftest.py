"""Installations of earlier versions, brought up to date: see tests/data/installations/README.md."""

import gzip
import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from tests.conftest import Browser, fresh_database, make_app, postgres_programs
from webinars import paths
from webinars.cli import main as webinars
from webinars.database import db
from webinars.timezones import clock as the_clock

INSTALLATIONS = Path(__file__).parent.parent / "data" / "installations"
VERSIONS = sorted(folder.name for folder in INSTALLATIONS.iterdir() if folder.is_dir())


@dataclass
class Installation:
    """An application on the upgraded database, and what was known of it before the upgrade."""

    app: Flask
    run: Callable[..., Result]
    browser: Browser
    known: dict[str, Any]
    calendars: list[dict[str, Any]]
    deliveries: list[dict[str, Any]]
    left: int


def read(folder: Path, name: str) -> str:
    """Return the text of a file of an installation, which may be compressed."""
    plain = folder / name
    if plain.exists():
        return plain.read_text("utf-8")
    return gzip.decompress((folder / f"{name}.gz").read_bytes()).decode()


def load_sqlite(folder: Path, file: Path) -> None:
    """Make an SQLite file of a dump."""
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(read(folder, "sqlite.sql"))


def load_postgresql(folder: Path, url: str) -> None:
    """Fill an empty PostgreSQL database from a dump."""
    address = url.replace("+psycopg", "")
    psql = postgres_programs() / "psql"
    quiet = ("-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null")
    command = [psql if psql.exists() else "psql", *quiet, address]
    subprocess.run(command, input=read(folder, "postgresql.sql"), text=True, check=True)


@pytest.fixture(scope="module", params=VERSIONS)
def version(request) -> Path:
    """Return the folder of an earlier version's installation."""
    return INSTALLATIONS / request.param


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def upgraded(request, version, tmp_path_factory):
    """Return the settings of an installation of an earlier version after `webinars db upgrade`, and a way to reset it.

    The command is run once for all tests, at the time at which the installation was left.
    """
    known = json.loads(read(version, "links.json"))
    folder = tmp_path_factory.mktemp("installation")
    settings = {
        "SECRET_KEY": known["keys"]["current"],
        "REPLY_ADDRESS": known["reply_address"],
        "MAIL_FROM": "events@example.org",
        "SECURITY_CONTACT": "sec@example.org",
        **dict.fromkeys(
            (
                "MAILBOX_EMAILS_PER_HOUR",
                "EVENT_EMAILS_PER_HOUR",
                "CLIENT_EMAILS_PER_HOUR",
                "ORGANISER_NOTICES_PER_HOUR",
            ),
            "1000",
        ),
    }
    the_clock.stop(datetime.fromisoformat(known["clock"]))
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        with fresh_database(server) as url:
            load_postgresql(version, url)
            yield from _upgraded(folder, settings | {"DATABASE_URL": url}, known)
    else:
        load_sqlite(version, folder / "var" / "webinars.db")
        yield from _upgraded(folder, settings | {"DATABASE_URL": ""}, known)
    the_clock.go()


def _upgraded(folder: Path, settings: dict[str, str], known: dict[str, Any]):
    """Upgrade by the command; give the application, the command, and how to bring the database back to that."""
    # The key holds a comma, which separates keys in the environment.
    fallbacks = [known["keys"]["fallback"]]
    config = folder / "config.py"
    config.write_text(f"{paths.CONFIG.read_text()}\nSECRET_KEY_FALLBACKS = {fallbacks!r}\n")

    def run(*words: str, given: bytes = b"") -> Result:
        fields = {f"WEBINARS_{name}": value for name, value in settings.items()}
        fields["WEBINARS_DATA_DIR"] = str(folder / "var")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(paths, "CONFIG", config)
            return CliRunner().invoke(
                webinars, words, input=given, env=fields, catch_exceptions=False
            )

    done = run("db", "upgrade")
    assert done.exit_code == 0, done.output
    numbers = {name: int(value) for name, value in settings.items() if value.isdigit()}
    app = make_app(folder, **settings | numbers | {"SECRET_KEY_FALLBACKS": fallbacks})
    app.test_client_class = Browser
    url = settings["DATABASE_URL"]
    with _template(url) if url else _kept(folder / "var" / "webinars.db") as reset:
        yield app, run, reset, known


@contextmanager
def _kept(file: Path) -> Iterator[Callable[[], None]]:
    """Return a function that brings an SQLite file back to what it is now."""
    content = file.read_bytes()

    def reset() -> None:
        for beside in file.parent.glob(f"{file.name}-*"):
            beside.unlink()
        file.write_bytes(content)

    yield reset


@contextmanager
def _template(url: str) -> Iterator[Callable[[], None]]:
    """Return a function that brings a PostgreSQL database back to what it is now."""
    name = make_url(url).database
    server = make_url(url).set(database="postgres")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")

    def copy(source: str, target: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {target} TEMPLATE {source}"))

    copy(name, f"{name}_upgraded")
    yield lambda: copy(f"{name}_upgraded", name)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}_upgraded WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def installation(upgraded, version, clock):
    """Return an installation of an earlier version, just upgraded, at the time it was left."""
    app, run, reset, known = upgraded
    clock.stop(datetime.fromisoformat(known["clock"]))
    reset()
    calendars = json.loads(read(version, "calendars.json"))
    queue = json.loads(read(version, "deliveries.json"))
    with app.app_context():
        browser = app.test_client(use_cookies=False)
        yield Installation(app, run, browser, known, calendars, queue["delivered"], queue["left"])
        db.session.remove()
        db.engine.dispose()
