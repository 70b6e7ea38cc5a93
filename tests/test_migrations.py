"""Migrations on both databases: up, equal to the models, down and up again."""

import re
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import OperationalError

from tests.conftest import make_app
from tests.events.many_events import add_events
from webinars import paths
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.localized_text import LocalizedText
from webinars.registrations.new_registration import register_attendee
from webinars.registrations.places.registration_counts import count_faults
from webinars.schema_revision import bundled_revisions, latest_revisions
from webinars.timezones import clock

# Installations of before are not kept as test data.
FIRST_ONLINE = "20261126_1540"
# On SQLite, which cannot rename an index.
RENAMED_INDEXES = {"20261126_1930_standard_names.py"}
VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """Create an application on an empty database."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    app = make_app(tmp_path, DATABASE_URL=url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def filled(tmp_path, postgres_url):
    """Create an application on a PostgreSQL database with an event, a registration and its messages."""
    app = make_app(tmp_path, DATABASE_URL=postgres_url)
    with app.app_context():
        upgrade()
        with transaction() as session:
            host = add_organiser(session, email="o@example.org", name="O", timezone="Europe/Zurich")
            add_events(session, host, 20, now=clock.now())
            event = session.scalars(select(Event).where(Event.listing == "upcoming")).first()
            event.state = EventState.PUBLISHED
        with transaction() as session:
            register_attendee(
                session,
                event_id=event.id,
                name="Ana",
                email="a@example.org",
                timezone="",
                language="en",
            )
        yield app
        db.session.remove()
        db.engine.dispose()


def test_upgrade_matches_the_models_and_downgrade_reverts_it(empty):
    upgrade()
    check()
    tables = set(inspect(db.engine).get_table_names())

    downgrade(revision="base")

    left = set(inspect(db.engine).get_table_names())
    assert left == {"alembic_version"}
    upgrade()
    assert set(inspect(db.engine).get_table_names()) == tables


def test_repeating_a_step_changes_nothing(empty):
    upgrade()
    upgrade()

    check()


def test_interrupted_upgrade_is_completed_when_run_again(filled):
    # Everything was done from that migration on, the last index but in part, and nothing of it recorded.
    db.session.execute(text("UPDATE alembic_version SET version_num = 'browser_of_sessions'"))
    unfinished = "indexrelid = 'ix_events_several_months_format'::regclass"
    db.session.execute(text(f"UPDATE pg_index SET indisvalid = false WHERE {unfinished}"))
    db.session.execute(text("UPDATE registration_counts SET number = 99"))
    db.session.commit()

    upgrade()

    check()
    assert db.session.scalar(text(f"SELECT indisvalid FROM pg_index WHERE {unfinished}"))
    with db.engine.connect() as connection:
        assert count_faults(connection) == []


def test_interrupted_downgrade_is_completed_when_run_again(filled):
    interrupted = []
    stop = partial(_stop_once, interrupted)
    sqlalchemy_event.listen(db.engine, "after_cursor_execute", stop)

    for _ in range(60):
        number = len(interrupted)
        try:
            downgrade(revision="orphaned_messages")
        except InterruptedError:
            continue
        break

    sqlalchemy_event.remove(db.engine, "after_cursor_execute", stop)
    assert number == len(interrupted) > 15
    upgrade()
    check()


def test_downgrade_leaves_texts_as_they_were_written(filled):
    with transaction() as session:
        event = session.scalars(select(Event).order_by(Event.id)).first()
        event.title = LocalizedText("Prisons", {"fr": "Lieux de détention"})

    downgrade(revision="series_words")

    titles = db.session.scalars(text("SELECT title FROM events ORDER BY id")).all()
    db.session.rollback()
    assert titles[0] == "Prisons"


def _stop_once(stopped, connection, _cursor, statement, *_rest):
    """Interrupt what commits by itself, the first time it is executed."""
    commits = connection.connection.driver_connection.autocommit
    if commits and not statement.startswith("SET ") and statement not in stopped:
        stopped.append(statement)
        raise InterruptedError


def test_rows_whose_subject_is_deleted_during_an_upgrade_go_with_it(filled):
    downgrade(revision="numbered_once")
    deleted = []

    def delete_registrations(_connection, _cursor, statement, *_rest):
        if "ADD CONSTRAINT fk_capabilities_registration_id" in statement and not deleted:
            with db.engine.connect().execution_options(writes=True) as other:
                deleted.append(other.execute(text("DELETE FROM registrations")).rowcount)
                other.commit()

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", delete_registrations)
    upgrade()
    sqlalchemy_event.remove(db.engine, "before_cursor_execute", delete_registrations)

    assert deleted == [1]
    of_registrations = "SELECT count(*) FROM capabilities WHERE registration_id IS NOT NULL"
    assert db.session.scalar(text(of_registrations)) == 0
    check()


def test_indexes_of_tables_with_rows_are_made_and_dropped_while_they_are_used(filled):
    sent = []
    note = partial(_note, sent)
    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)

    downgrade(revision="browser_of_sessions")
    upgrade()

    sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)
    of_indexes = [one for one in sent if re.search(r"^\s*(CREATE|DROP) (UNIQUE )?INDEX", one)]
    used = [
        one
        for one in of_indexes
        if re.search(r"((?<!event_)messages|events|(?<!group_)registrations)", one)
    ]
    assert len(used) > 30
    assert [one for one in used if "CONCURRENTLY" not in one] == []


def _note(sent, _connection, _cursor, statement, *_rest):
    sent.append(statement)


def test_upgrade_waits_until_a_table_is_free(filled, monkeypatch):
    waited = []
    downgrade(revision="registration_counts")
    with db.engine.connect() as other:
        other.execute(text("LOCK TABLE registrations IN ACCESS SHARE MODE"))
        # The pause before the next try ends what keeps the table.
        monkeypatch.setattr(
            "time.sleep", lambda seconds: other.rollback() if waited else waited.append(seconds)
        )

        downgrade(revision="event_search")

    assert waited == [1]
    upgrade()
    check()


def test_upgrade_begins_again_after_a_deadlock(filled, monkeypatch):
    downgrade(revision="outbox_payload")
    waited, answers, threads = [], [], []
    other = db.engine.connect()
    # Only the upgrade looks for deadlocks, so it is the one that PostgreSQL ends.
    other.execute(text("SET deadlock_timeout = '60s'"))

    def count_events():
        answers.append(other.scalar(text("SELECT count(*) FROM events")))
        other.rollback()

    def use_both_tables(connection, _cursor, statement, *_rest):
        if statement.startswith("ALTER TABLE organisers RENAME") and not threads:
            connection.exec_driver_sql("SET deadlock_timeout = '1ms'")
            other.execute(text("SELECT count(*) FROM organisers"))
            threads.append(Thread(target=count_events))
            threads[0].start()
            wait_for_lock()

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", use_both_tables)
    monkeypatch.setattr("time.sleep", lambda seconds: threads[0].join() or waited.append(seconds))
    upgrade(revision="timezones_and_reasons")
    sqlalchemy_event.remove(db.engine, "before_cursor_execute", use_both_tables)

    threads[0].join()
    other.close()
    assert (waited, answers) == ([1], [20])


def wait_for_lock():
    """Wait until a session of the database waits for a table."""
    is_waiting = (
        "SELECT pg_sleep(0.01), EXISTS (SELECT FROM pg_locks JOIN pg_database ON"
        " pg_database.oid = database WHERE datname = current_database() AND NOT granted)"
    )
    with db.engine.connect() as connection:
        for _ in range(1000):
            if connection.execute(text(is_waiting)).one()[1]:
                return
    raise AssertionError


def test_lost_connection_is_the_error_of_an_upgrade(filled):
    downgrade(revision="list_indexes")
    ended = []

    def end_session(connection, _cursor, statement, *_rest):
        if "CREATE INDEX CONCURRENTLY" in statement and not ended:
            ended.append(connection.connection.driver_connection.info.backend_pid)
            with db.engine.connect() as other:
                other.execute(text(f"SELECT pg_terminate_backend({ended[0]})"))

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", end_session)
    with pytest.raises(OperationalError, match="terminating connection"):
        upgrade()
    sqlalchemy_event.remove(db.engine, "before_cursor_execute", end_session)

    upgrade()
    check()


def test_new_indexes_of_old_tables_are_made_online():
    faults = []
    for path in sorted(VERSIONS.glob("*.py")):
        source = path.read_text()
        if path.name < FIRST_ONLINE or path.name in RENAMED_INDEXES:
            continue
        own = set(re.findall(r'op\.create_table\(\s*"(\w+)"', source))
        made = re.findall(r'op\.(?:create|drop)_index\(\s*[^,]+,\s*("?\w+"?)', source)
        faults += [(path.name, table) for table in made if table.strip('"') not in own]
        faults += [
            (path.name, one) for one in re.findall(r"(?:CREATE|DROP) (?:UNIQUE )?INDEX", source)
        ]

    assert faults == []


def test_versions_import_no_product_code_which_later_changes_would_break():
    imports = re.compile(r"^\s*(from|import) webinars\b", re.MULTILINE)

    assert [path.name for path in VERSIONS.glob("*.py") if imports.search(path.read_text())] == []


def test_revisions_are_those_of_alembic():
    directory = ScriptDirectory(str(paths.MIGRATIONS))

    assert latest_revisions() == set(directory.get_heads())
    assert bundled_revisions() == {script.revision for script in directory.walk_revisions()}


def test_revisions_are_read_in_every_form(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "MIGRATIONS", tmp_path)
    (tmp_path / "versions").mkdir()
    heads = [
        "revision: str = 'one'\ndown_revision: str | None = None",
        'revision = "two"\ndown_revision = "one"',
        "revision: str = 'three'\ndown_revision: str | None = 'one'",
        "revision = 'four'\ndown_revision = (\n    'two',\n    'three',\n)",
    ]
    for number, head in enumerate(heads):
        file = tmp_path / "versions" / f"{number}.py"
        file.write_text(f'"""Change."""\n\n{head}\n\n\ndef upgrade():\n    revision = "none"\n')

    assert (bundled_revisions(), latest_revisions()) == ({"one", "two", "three", "four"}, {"four"})
