"""The database: one writer at a time, durable commits, and no values in errors."""

from contextlib import closing, nullcontext
from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.conftest import make_app
from tests.postgres import durable
from tests.web.pages import statements
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.column_types import LocalDateTime, UtcDateTime
from webinars.database import Base, db, reading, transaction
from webinars.prepared_statements import PreparedChange
from webinars.single_statements import FastScalar, SingleStatements
from webinars.timezones import clock as the_clock

DROP_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def test_error_of_a_statement_contains_no_values(app, organiser):
    row = {
        "name": "Secret Person",
        "email": "s@example.org",
        "address": organiser.address,
        "timezone": "UTC",
    }

    with pytest.raises(IntegrityError) as failure, transaction() as session:
        session.add(Organiser(**row, created_at=the_clock.now()))

    assert "Secret Person" not in str(failure.value)


def test_exception_rolls_back(app, session):
    def fail():
        with transaction() as writing:
            add_organiser(writing, email="a@example.org", timezone="UTC")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert session.query(Organiser).count() == 0


def test_single_write_is_committed_on_return(app, session, organiser):
    rename = update(Organiser).where(Organiser.id == bindparam("number")).values(name="Renamed")

    with closing(SingleStatements(db.engine)) as standalone, statements() as seen:
        changed = [standalone.change(rename, {"number": organiser.id + item}) for item in (0, 1)]
        session.rollback()
        name = session.scalar(select(Organiser.name).where(Organiser.id == organiser.id))

    assert changed == [1, 0]
    assert name == "Renamed"
    assert [item.split()[0] for item in seen] == ["UPDATE", "UPDATE", "BEGIN", "SELECT"]


RENAME = PreparedChange(
    update(Organiser)
    .where(Organiser.id == bindparam("organiser_id"), Organiser.is_admin.is_(False))
    .values(name="Renamed", disabled_at=bindparam("at"))
)


@pytest.fixture(params=["sqlite", "postgresql"])
def organiser_id(request, tmp_path):
    url = (
        {}
        if request.param == "sqlite"
        else {"DATABASE_URL": request.getfixturevalue("postgres_url")}
    )
    app = make_app(tmp_path, **url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            added = add_organiser(session, email="a@example.org", timezone="UTC").id
        yield added
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("is_listened_to", [True, False])
def test_prepared_change_writes_its_constants_and_the_given_values(organiser_id, is_listened_to):
    now = the_clock.now()

    with (
        closing(SingleStatements(db.engine)) as standalone,
        statements() if is_listened_to else nullcontext(),
    ):
        changed = [
            standalone.change(RENAME, {"organiser_id": number, "at": now})
            for number in (organiser_id, organiser_id + 1, organiser_id)
        ]
        row = db.session.execute(select(Organiser.name, Organiser.disabled_at)).one()

    assert changed == [1, 0, 1]
    assert tuple(row) == ("Renamed", now)


def test_prepared_change_raises_the_usual_errors(app, organiser):
    with transaction() as session:
        session.execute(text("ALTER TABLE organisers RENAME TO gone"))

    with closing(SingleStatements(db.engine)) as standalone, pytest.raises(OperationalError):
        standalone.change(RENAME, {"organiser_id": 1, "at": the_clock.now()})


def test_single_write_restores_the_connection_options(app, organiser):
    with closing(SingleStatements(db.engine)) as standalone:
        standalone.change(update(Organiser).values(name="Renamed"), {})

    with transaction() as session:
        session.execute(update(Organiser).values(name="Lost"))
        session.rollback()

    with transaction() as session:
        assert session.scalar(select(Organiser.name)) == "Renamed"


@pytest.mark.parametrize("prepared", [lambda change: change, PreparedChange])
def test_single_write_retries_a_lost_connection(tmp_path, postgres_url, prepared):
    app = make_app(tmp_path, DATABASE_URL=postgres_url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            add_organiser(session, email="a@example.org", timezone="UTC")

        with closing(SingleStatements(db.engine)) as standalone:
            before = standalone.change(prepared(update(Organiser).values(name="Once")), {})
            with transaction() as session:
                session.execute(DROP_OTHERS)
            after = standalone.change(prepared(update(Organiser).values(name="Twice")), {})

        with transaction() as session:
            name = session.scalar(select(Organiser.name))
        db.engine.dispose()
    assert (before, after, name) == (1, 1, "Twice")


@pytest.mark.parametrize("prepared", [lambda change: change, PreparedChange])
def test_single_write_recovers_from_a_connection_lost_at_once(tmp_path, postgres_url, prepared):
    app, lost = make_app(tmp_path, DATABASE_URL=postgres_url), []

    def lose(driver, *_):
        """End the backend of a new connection, after the pool has tried it."""
        if not lost:
            lost.append(driver.pgconn.backend_pid)
            with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", lost)

    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            add_organiser(session, email="a@example.org", timezone="UTC")
        db.session.remove()
        with closing(SingleStatements(db.engine)) as standalone:
            change = prepared(update(Organiser).values(name="Once"))
            sqlalchemy_event.listen(db.engine, "checkout", lose)
            with pytest.raises(OperationalError):
                standalone.change(change, {})
            after = standalone.change(change, {})
        db.engine.dispose()
    assert after == 1


SETTINGS = {
    "postgresql": func.current_setting("synchronous_commit"),
    "sqlite": text("(SELECT synchronous FROM pragma_synchronous)"),
}


@pytest.mark.parametrize(
    ("dialect", "expected"), [("postgresql", ["off", "on"]), ("sqlite", ["1", "2"])]
)
def test_fast_commit_does_not_wait_for_the_disk(tmp_path, request, dialect, expected):
    """The change itself records whether its commit waits for the disk, on the one connection there is."""
    is_sqlite = dialect == "sqlite"
    url = {} if is_sqlite else {"DATABASE_URL": durable(request.getfixturevalue("postgres_url"))}
    change = update(Organiser).values(name=SETTINGS[dialect])
    app = make_app(
        tmp_path,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 1, "max_overflow": 0},
        **url,
    )
    seen = []
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            add_organiser(session, email="a@example.org", timezone="UTC")
        db.session.remove()
        for waits in (False, True):
            with closing(SingleStatements(db.engine, waits_for_disk=waits)) as standalone:
                standalone.change(change, {})
            seen.append(str(db.session.scalar(select(Organiser.name))))
            db.session.remove()
        db.engine.dispose()

    assert seen == expected


PEOPLE = select(func.count()).select_from(Organiser)


def test_read_without_session_is_a_single_statement(app, organiser):
    with statements() as seen, reading() as connection:
        assert connection.scalar(PEOPLE) == 1

    assert [item.split()[0] for item in seen] == ["SELECT"]


def test_read_without_session_leaves_no_open_transaction(tmp_path, postgres_url):
    app = make_app(
        tmp_path,
        DATABASE_URL=postgres_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 1, "max_overflow": 0},
    )
    with app.app_context():
        with reading() as connection:
            began = connection.scalar(select(func.now())), connection.scalar(select(func.now()))
        with transaction() as session:
            then = session.scalar(select(func.now())), session.scalar(select(func.now()))
        db.session.remove()
        db.engine.dispose()

    assert began[0] < began[1]
    assert then[0] == then[1]


def test_autocommit_read_is_a_single_statement(app, organiser):
    glance, text = FastScalar(PEOPLE), []
    assert glance.number(db.engine) == 1
    sqlalchemy_event.listen(
        db.engine, "checkout", lambda line, *_: line.set_trace_callback(text.append)
    )

    assert glance.number(db.engine) == 1

    assert [item.split()[0] for item in text] == ["SELECT"]


def test_autocommit_read_sees_later_commits(app, organiser):
    glance = FastScalar(PEOPLE)

    before = glance.number(db.engine)
    with transaction() as session:
        add_organiser(session, email="second@example.org", timezone="UTC")

    assert (before, glance.number(db.engine)) == (1, 2)


def test_engine_listeners_receive_autocommit_reads(app, organiser):
    with statements() as seen:
        assert FastScalar(PEOPLE).number(db.engine) == 1

    assert [item.split()[0] for item in seen] == ["SELECT"]


def test_failing_autocommit_read_raises_like_other_statements(app):
    Base.metadata.drop_all(db.engine)

    with pytest.raises(OperationalError):
        FastScalar(PEOPLE).number(db.engine)


def test_autocommit_read_without_a_row_returns_zero(app):
    assert FastScalar(select(Organiser.id)).number(db.engine) == 0


def test_autocommit_read_on_postgresql_retries_a_lost_connection(tmp_path, postgres_url):
    app = make_app(tmp_path, DATABASE_URL=postgres_url)
    glance = FastScalar(PEOPLE)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        before = glance.number(db.engine)
        with transaction() as session:
            add_organiser(session, email="a@example.org", timezone="UTC")
            session.execute(DROP_OTHERS)
        results = before, glance.number(db.engine)
        db.session.remove()
        db.engine.dispose()

    assert results == (0, 1)


def test_sqlite_is_durable_and_waits_for_locks(app):
    with db.engine.connect() as connection:
        results = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert results == ["wal", 2, 1, 15000]


@pytest.mark.parametrize(
    ("kind", "value"),
    [(UtcDateTime(), datetime(2027, 1, 1)), (LocalDateTime(), datetime(2027, 1, 1, tzinfo=UTC))],
)
def test_instants_are_aware_and_local_times_naive(kind, value):
    with pytest.raises(ValueError, match="zone"):
        kind.process_bind_param(value, None)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2027, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        datetime(2027, 10, 31, 2, 30, tzinfo=timezone(timedelta(hours=-5, minutes=-30))),
        datetime(1, 1, 2, tzinfo=UTC),
    ],
)
def test_sqlite_stores_instants_as_text_that_sqlalchemy_would_write(value):
    dialect = sqlite.dialect()
    written = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)(value)

    in_utc = value.astimezone(UTC).replace(tzinfo=None)
    assert written == sqlite.DATETIME().bind_processor(dialect)(in_utc)


def test_sqlite_stores_no_instant_without_a_time_zone():
    dialect = sqlite.dialect()

    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().dialect_impl(dialect).bind_processor(dialect)(datetime(2027, 1, 1))
