"""Shared fixtures: an application on a fresh database, a stopped clock, factories, servers, a browser."""

import gc
import os
import secrets
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine, make_url, text
from werkzeug.routing import Rule
from werkzeug.serving import make_server

from tests import compiled_templates, distribution, rewritten_tests
from tests.compiled_templates import CompiledTemplates
from tests.emptied_databases import EmptiedDatabases
from tests.links import store_secret_link_key
from tests.postgres import shared_postgres
from tests.snapshots import Snapshots
from tools.postmaster import postgresql_programs
from webinars.accounts.organisers import add_organiser
from webinars.app import create_app
from webinars.caching.response_caches import ResponseCaches
from webinars.cli import main
from webinars.commands import migrations
from webinars.database import Base, db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.enums import NotificationMode
from webinars.events.lifecycle import cancel_event, publish_event
from webinars.events.queries import event_by_id
from webinars.events.series_creation import create_series
from webinars.installation.site_source import SiteSource
from webinars.registrations.new_registration import register_attendee
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Timed
from webinars.web.core import current_statements
from webinars.web.core.health import DelayTimer
from webinars.worker.loop import deliver_once

# Otherwise every process that tests start would compile all modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Databases and files are in memory, so no test waits for a disk, except in long runs that measure.
MEMORY = Path("/dev/shm")
if os.access(MEMORY, os.W_OK) and os.environ.get("WEBINARS_FAULTS") != "long":
    os.environ.setdefault("TMPDIR", str(MEMORY))
    tempfile.tempdir = None

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SUMMER = Timed(datetime(2027, 7, 16, 15), datetime(2027, 7, 16, 16, 30), "Europe/Zurich")

settings.register_profile(
    "webinars",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("webinars")


# --- Skips are named, and forbidden where everything is installed


def needs(present: object, what: str) -> None:
    """Skip a test if the machine lacks a program, naming it."""
    if not present:
        pytest.skip(f"needs {what}")


def pytest_configure(config):
    """Distribute the tests to processes by the rules of tests/distribution.py, and share what is compiled."""
    for plugin in (distribution, compiled_templates, rewritten_tests):
        config.pluginmanager.register(plugin)


def pytest_collection_modifyitems(items):
    """Stop the clock before fixtures are created.

    Otherwise early fixtures would be newer than the stopped time.
    """
    for item in items:
        names = getattr(item, "fixturenames", [])
        if "clock" in names:
            names.remove("clock")
            names.insert(0, "clock")


def pytest_collection_finish():
    """Exclude tests and modules, which stay to the end, from all later garbage collections; make them rare."""
    gc.freeze()
    gc.set_threshold(20_000, 20)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn skipped tests into failures where skips are forbidden."""
    outcome = yield
    forbid_skips(outcome.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    """Turn skipped files into failures where skips are forbidden."""
    outcome = yield
    forbid_skips(outcome.get_result())


def forbid_skips(report):
    """Mark a report as failed if it was skipped and skips are forbidden."""
    is_expected = hasattr(report, "wasxfail")
    if report.skipped and os.environ.get("WEBINARS_FORBID_SKIPS") and not is_expected:
        report.outcome = "failed"
        report.longrepr = f"skips are forbidden here: {report.longrepr}"


# --- The application


@pytest.fixture
def overrides() -> dict[str, object]:
    """Return settings to override; a test module may define its own."""
    return {}


@pytest.fixture
def app(
    request, tmp_path: Path, overrides: dict[str, object], shared_apps: "SharedApps"
) -> Iterator[Flask]:
    """Yield an application on a fresh SQLite database, with its context pushed.

    Tests of a process with equal settings share it; its data is in tmp_path / "var".
    """
    with shared_apps.borrow(tmp_path, overrides) as app:
        # Rows depend on the time and on functions that tests replace.
        if "clock" in request.fixturenames and "monkeypatch" not in request.fixturenames:
            shared_apps.snapshots.start(app)
        yield app
        shared_apps.snapshots.stop()


@pytest.fixture
def copy_after(shared_apps):
    """Return a function that takes a step, or copies the database as it was after it."""
    return shared_apps.snapshots.copy_after


@pytest.fixture(scope="session")
def shared_apps(tmp_path_factory) -> "SharedApps":
    """Return the applications shared by the tests of this process."""
    return SharedApps(tmp_path_factory)


class SharedApps:
    """Applications by settings, built once per process and borrowed by one test after another.

    Building one takes longer than most tests: about a hundred routes and all templates are compiled, and tables
    are created. A borrower gets a database, a data folder and caches of its own.
    """

    # Entries of app.extensions: shared between tests, or recreated for each.
    STATELESS = frozenset(
        {
            *("babel", "csrf", "csrf_signer", "document_storage", "error_fact_labels", "migrate"),
            *("second_reader", "session_cookie", "site", "sqlalchemy"),
        }
    )
    RENEWED: ClassVar[dict[str, Callable[[Any], Any]]] = {
        # As after the first request, so that no test counts that statement.
        "site_source": lambda source: SiteSource(
            source.configured, longest=timedelta.max, is_read=True
        ),
        "page_statements": lambda _: current_statements.unread_statements(),
        "response_caches": lambda _: ResponseCaches(),
        "webinars-delay-timer": lambda _: DelayTimer(),
        "webinars-limiter": lambda limiter: type(limiter)(type(limiter.storage)()),
        "webinars-form-limiter": lambda limiter: type(limiter)(type(limiter.storage)()),
        "webinars-cpu-limiter": lambda limiter: type(limiter)(type(limiter.storage)()),
    }

    def __init__(self, tmp_path_factory) -> None:
        self._new_folder = lambda: tmp_path_factory.mktemp("app")
        self._apps: dict[str, tuple[Flask, Path]] = {}
        self._empty_database: bytes | None = None
        self.snapshots = Snapshots()

    @contextmanager
    def borrow(self, folder: Path, overrides: dict[str, object]) -> Iterator[Flask]:
        """Lend an application whose data is in folder / "var"; revert the test's changes afterwards."""
        app, data = self._app(overrides)
        unknown = app.extensions.keys() - self.STATELESS - self.RENEWED.keys()
        assert not unknown, f"say in SharedApps whether tests may share {unknown}"
        (folder / "var").mkdir(exist_ok=True)
        data.symlink_to(folder / "var")
        config, client_class = dict(app.config), app.test_client_class
        for name, renew in self.RENEWED.items():
            app.extensions[name] = renew(app.extensions[name])
        with app.app_context():
            self._create_tables()
            yield app
            db.session.remove()
            db.engine.dispose()
        app.config.clear()
        app.config.update(config)
        app.test_client_class = client_class
        data.unlink()

    def _app(self, overrides: dict[str, object]) -> tuple[Flask, Path]:
        key = repr(sorted(overrides.items()))
        if key not in self._apps:
            folder = self._new_folder()
            data = folder / "var"
            self._apps[key] = make_app(folder, **overrides), data
            data.rmdir()
        return self._apps[key]

    def _create_tables(self) -> None:
        if db.engine.dialect.name != "sqlite":
            Base.metadata.create_all(db.engine)
            return
        file = Path(db.engine.url.database or "")
        if self._empty_database is None:
            Base.metadata.create_all(db.engine)
            db.engine.dispose()  # the last connection merges the write-ahead log
            self._empty_database = file.read_bytes()
        else:
            file.write_bytes(self._empty_database)


_compiled_templates = CompiledTemplates()


def share_address_builders() -> None:
    """Compile the functions that build addresses once for all applications: it is most of what one takes to start.

    A function depends on these attributes of its rule only, and gets the rule as an argument.
    """
    compiled: dict[str, Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def shared(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = repr((rule.rule, rule._trace, append_unknown))
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = shared  # type: ignore[method-assign]


share_address_builders()


def make_app(folder: Path, **overrides: object) -> Flask:
    """Create an application whose data is in a folder."""
    settings = {
        "TESTING": True,
        "DATA_DIR": str(folder / "var"),
        "SECRET_KEY": "a key that is only good for tests, and long",
        "MAIL_FROM": "events@example.org",
        "LANGUAGES": ["en"],
        **overrides,
    }
    (folder / "var").mkdir(exist_ok=True)
    app = create_app(**settings)
    app.jinja_env.bytecode_cache = _compiled_templates
    migrations.init_app(app)
    return app


@pytest.fixture
def site(app):
    """Return the site value of the application."""
    return app.extensions["site"]


@pytest.fixture
def session(app):
    """Return the read session."""
    return db.session()


class Browser(FlaskClient):
    """A client with a fresh context per request, as when served."""

    def open(self, *args, **kwargs):
        """Send a request without the fixtures' context, g and session."""
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def client(app):
    """Return a test client."""
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def clock():
    """Stop the clock at 9:00 UTC on 25 November 2026; restart it afterwards."""
    the_clock.stop(NOON)
    yield the_clock
    the_clock.go()


# --- Builders


@pytest.fixture
def organiser(app, copy_after):
    """Create an organiser."""
    return copy_after(_add_organiser)


def _add_organiser():
    with transaction() as session:
        made = add_organiser(
            session,
            email="amira@example.org",
            name="Amira Haddad",
            admin=True,
            timezone="Europe/Zurich",
        )
        session.flush()
        session.expunge(made)
    return made


@pytest.fixture
def make_series(app):
    """Return a factory of series."""

    def make(name="Human Rights Dialogues", description=""):
        with transaction() as session:
            series = create_series(session, name=name, description=description)
            session.expunge(series)
        return series

    return make


@pytest.fixture
def make_event(app, copy_after, organiser, site):
    """Return a factory of events: open, online, 16 July 2027 in Geneva and New York by default.

    terms are columns of the row; there are no reminders by default. The organiser is notified of each
    registration, which is not the default of new events.
    """

    def add(organiser, details, terms, publish):
        with transaction() as session:
            event = create_event(session, organiser=organiser, details=details, site=site)
            settled = {"reminders": [], **terms}
            if key := settled.pop("secret_link_key", ""):
                store_secret_link_key(session, event.id, key)
            for name, value in settled.items():
                setattr(event, name, value)
            if publish:
                publish_event(session, event.id, site)
            return event.id

    def make(publish=True, terms=None, **details):
        announcement = EventDetails(
            **{
                "title": "Children deprived of liberty",
                "when": SUMMER,
                "cities": ("GVA", "NYC"),
                "meeting_url": "https://rooms.example.org/secret-room",
                "notification_mode": NotificationMode.EACH,
                **details,
            }
        )
        event_id = copy_after(add, organiser, announcement, dict(terms or {}), publish)
        return event_by_id(db.session(), event_id)

    return make


@pytest.fixture
def cancel(app, site):
    """Return a function that cancels an event."""

    def cancel(event):
        with transaction() as session:
            cancel_event(session, event.id, site)

    return cancel


@pytest.fixture
def make_registration(app, copy_after):
    """Return a factory of registrations."""

    def make(event, **details):
        return copy_after(
            _register,
            {
                "event_id": event.id,
                "name": "Wanjiru Kamau",
                "email": "wanjiru@example.com",
                "affiliation": "Legal Aid Network",
                "timezone": "Africa/Nairobi",
                "language": "en",
                **details,
            },
        )

    return make


def _register(details):
    with transaction() as session:
        made = register_attendee(session, **details)
        session.flush()
        session.refresh(made)
        session.expunge(made)
    return made


@dataclass
class Mail:
    """A delivered message: its file and parsed content."""

    path: Path
    message: EmailMessage

    @property
    def text(self) -> str:
        """Return the plain text part."""
        part = self.message.get_body(("plain",))
        assert part is not None
        return part.get_content()

    @property
    def calendar(self) -> bytes | None:
        """Return the bytes of the calendar part, if any."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                return part.get_payload(decode=True)
        return None


@pytest.fixture
def deliver(app):
    """Return a function that sends all due messages and returns the new ones in order."""
    folder = Path(app.config["DATA_DIR"]) / "mail"
    seen: set[Path] = set()

    def deliver() -> list[Mail]:
        while deliver_once(app):
            pass
        new = sorted(set(folder.glob("*.eml")) - seen) if folder.is_dir() else []
        seen.update(new)
        return [
            Mail(path, message_from_bytes(path.read_bytes(), policy=policy.default)) for path in new
        ]

    return deliver


# --- PostgreSQL: the one that is given, or a throw-away cluster for the session


def postgres_programs() -> Path:
    """Return the folder of PostgreSQL's programs; skip without them."""
    binaries = postgresql_programs()
    needs(binaries, "PostgreSQL (postgresql)")
    return binaries


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Return the URL of a PostgreSQL server."""
    given = os.environ.get("WEBINARS_TEST_DATABASE_URL")
    if given:
        yield given
        _maintenance(given).dispose()
        return
    with shared_postgres(postgres_programs()) as url:
        yield url
        _maintenance(url).dispose()


@pytest.fixture
def postgres_url(postgres_server) -> Iterator[str]:
    """Yield the URL of a fresh, empty PostgreSQL database."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture
def other_postgres_url(postgres_server) -> Iterator[str]:
    """Yield the URL of another one on the same server."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server) -> Iterator[str]:
    """Yield the name of a PostgreSQL database with all tables; a copy of it is quicker than create_all()."""
    with fresh_database(postgres_server) as url:
        engine = create_engine(url)
        Base.metadata.create_all(engine)
        engine.dispose()
        yield make_url(url).database


@pytest.fixture(scope="session")
def emptied_databases(postgres_server, postgres_template) -> Iterator[EmptiedDatabases]:
    """Return the PostgreSQL databases shared by the tests of this process."""
    databases = EmptiedDatabases(
        lambda: fresh_database(postgres_server, template=postgres_template)
    )
    yield databases
    databases.drop_all()


@pytest.fixture
def new_postgres_tables_url(postgres_server, postgres_template) -> Iterator[str]:
    """Yield the URL of a new PostgreSQL database with all tables, for tests of what is planned."""
    with fresh_database(postgres_server, template=postgres_template) as url:
        yield url


@pytest.fixture
def postgres_tables_url(emptied_databases) -> Iterator[str]:
    """Yield the URL of a PostgreSQL database with all tables and no rows."""
    with emptied_databases.borrow() as url:
        yield url


@pytest.fixture
def database() -> str:
    """Return the database of a test, which tests.postgres.on_both_databases parametrizes."""
    return "sqlite"


@pytest.fixture
def database_url(request, database: str) -> str:
    """Return the setting DATABASE_URL of a test's database."""
    return request.getfixturevalue("postgres_tables_url") if database == "postgresql" else ""


_PREFIX = f"webinars_test_{secrets.token_hex(4)}"  # of this process
_databases: set[str] = set()


@contextmanager
def fresh_database(server: str, *, template: str = "template1") -> Iterator[str]:
    """Create a database on a PostgreSQL server as a copy of another, and drop it afterwards.

    Names of dropped databases are reused, so that tests have equal URLs and SharedApps shares their application.
    The connection that creates them is kept: a new one takes longer than the command.
    """
    name = next(name for number in count() if (name := f"{_PREFIX}_{number}") not in _databases)
    _databases.add(name)
    base, _, _ = server.rpartition("/")
    with _maintenance(server).connect() as connection:
        # Copying files takes half of the time of writing all pages to the log, the default since PostgreSQL 15.
        is_new = (connection.dialect.server_version_info or ()) >= (15,)
        strategy = " STRATEGY file_copy" if is_new else ""
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}{strategy}"))
    yield f"{base}/{name}"
    with _maintenance(server).connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    _databases.remove(name)


@cache
def _maintenance(server: str) -> Engine:
    """Return the engine of a server that creates and drops databases."""
    return create_engine(server, isolation_level="AUTOCOMMIT", pool_pre_ping=True)


# --- Databases of installations


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    """Return the bytes of the SQLite file that `webinars db upgrade` creates."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(f"sqlite:///{folder / 'webinars.db'}", folder)
    return (folder / "webinars.db").read_bytes()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server, tmp_path_factory):
    """Yield the name of a PostgreSQL template database that `webinars db upgrade` creates."""
    with fresh_database(postgres_server) as url:
        migrate(url, tmp_path_factory.mktemp("migrated"))
        yield make_url(url).database


def migrate(url, data_dir):
    """Run `webinars db upgrade` on an empty database, without settings of the environment."""
    unset = {name: None for name in os.environ if name.startswith("WEBINARS_")}
    settings = {"WEBINARS_DATABASE_URL": url, "WEBINARS_DATA_DIR": str(data_dir)}
    done = CliRunner().invoke(main, ("db", "upgrade"), env=unset | settings)
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="session")
def sample_folder(migrated_sqlite, tmp_path_factory):
    """Return a data folder with the sample listing."""
    folder = tmp_path_factory.mktemp("sample") / "var"
    folder.mkdir(mode=0o700)
    (folder / "webinars.db").write_bytes(migrated_sqlite)
    unset = {name: None for name in os.environ if name.startswith("WEBINARS_")}
    done = CliRunner().invoke(main, ("demo",), env=unset | {"WEBINARS_DATA_DIR": str(folder)})
    assert done.exit_code == 0, done.output
    return folder


# --- A server and a browser


@contextmanager
def serving(app: Callable[..., Any]) -> Iterator[str]:
    """Serve an application from a thread on a free local port; yield its URL."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def live_server(app) -> Iterator[str]:
    """Serve the application and return its URL."""
    with serving(app) as address:
        yield address


SCRIPTS_THAT_RUN_ONCE = "--no-turbofan --no-maglev --no-flush-bytecode --min-semi-space-size=64 --max-semi-space-size=128"


@pytest.fixture(scope="session")
def chromium():
    """Run Debian's Chromium with Playwright; the headless shell, where it is installed.

    With its windows, which --headless only hides, a browser context takes four times as much CPU time. Most
    scripts run once per page: optimizing them costs more than it saves, while their bytecode is worth keeping.
    """
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    needs(path, "Chromium (chromium-headless-shell, fonts-noto-core)")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where a browser is

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            headless=True,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--js-flags={SCRIPTS_THAT_RUN_ONCE}",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(chromium):
    """Return the browser windows shared by the tests of this process."""

    def empty(_environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<title>Empty</title><link rel=icon href=data:,>"]

    with serving(empty) as address:
        yield Windows(chromium, address)


@pytest.fixture
def new_page(windows):
    """Return a factory of pages; errors on the console or in a page fail the test.

    A page uses a window of earlier tests without their cookies. alone: use a new window, for tests that add
    scripts or clocks, which cannot be removed.
    """
    complaints: list[str] = []
    with ExitStack() as stack:

        def build(*, alone=False, **options):
            return stack.enter_context(windows.borrow(complaints, alone=alone, **options))

        yield build
    assert complaints == []


class Windows:
    """Windows of one browser, each with cookies of its own, borrowed by one test after another.

    Opening one takes a process, and longer than most tests.
    """

    LOOKS: ClassVar = {"viewport": {"width": 1280, "height": 720}, "color_scheme": "light", "reduced_motion": "no-preference"}  # fmt: skip

    def __init__(self, browser, empty_page: str) -> None:
        self._browser = browser
        self._empty_page = empty_page  # on the same host: about:blank would start a new process
        self._free: dict[str, list[Any]] = {}

    @contextmanager
    def borrow(self, complaints: list[str], *, alone: bool, **options: Any) -> Iterator[Any]:
        """Lend a page; collect the errors on its console."""
        options = {"locale": "en-GB", "timezone_id": "Africa/Nairobi", **self.LOOKS, **options}
        looks = {name: options.pop(name) for name in self.LOOKS}
        free = self._free.setdefault(repr(sorted(options.items())), [])
        page = free.pop() if free and not alone else self._browser.new_context(**options).new_page()
        page.set_viewport_size(looks.pop("viewport"))
        page.emulate_media(**looks)
        with listening(page) as listen:
            listen("console", lambda message: complaints.extend(complaint(message)))
            listen("pageerror", lambda error: complaints.append(str(error)))
            yield page
            is_whole = not (alone or page.is_closed())
            if is_whole:
                page.goto(self._empty_page)
        if is_whole:
            page.unroute_all()
            page.mouse.move(0, 0)
            page.context.clear_cookies()
            page.context.clear_permissions()
            free.append(page)
        else:
            page.context.close()


@contextmanager
def listening(page) -> Iterator[Callable[..., None]]:
    """Remove event listeners of a page at the end of the block."""
    subscriptions, on = [], page.on

    def listen(event, hear):
        subscriptions.append((event, hear))
        on(event, hear)

    page.on = listen
    yield listen
    del page.on
    for event, hear in subscriptions:
        page.remove_listener(event, hear)


def complaint(message) -> list[str]:
    """Return the error in a console message, if any."""
    # Chromium reports the 422 of a form with errors, and a network that a test cuts: both are expected.
    expected = "the server responded with a status of 422", "net::ERR_INTERNET_DISCONNECTED"
    refused = any(text in message.text for text in expected)
    return [message.text] if message.type in {"error", "warning"} and not refused else []


@pytest.fixture
def page(new_page):
    """Open a page in English, with the time zone of Nairobi."""
    return new_page()
