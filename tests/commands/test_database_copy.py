"""webinars db copy: copy every row exactly into another database, or nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import JSON, create_engine, delete, func, select, text
from sqlalchemy.exc import OperationalError

from tests.conftest import make_app
from tests.security.world import founded
from webinars.accounts.models import Organiser
from webinars.capabilities.encryption import key_id
from webinars.commands.database_copy import lock_for_copy
from webinars.commands.installation import create_checked_application, open_app
from webinars.commands.schema import check_or_store_secret_key, initialize_or_check
from webinars.database import Base, db

KEY = "a key that is only good for tests, and long"
SEEN = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name != 'alembic_version'"
    " AND name != 'sqlite_sequence' AND name NOT LIKE 'event_search%' AND name NOT LIKE 'document_search%'"
    " AND name != 'registration_counts'"
)

# Rows that the installation lacks, and a question that depends on a later one.
MORE = """
UPDATE questions SET parent_id = (SELECT max(id) FROM questions) WHERE id = 1;
INSERT INTO invitations VALUES (7, 1, 1, 9, 'ann@example.org', 'REQUEST', 2, '2026-11-25 09:00:00.123456');
INSERT INTO answer_changes VALUES (3, 1, 1, NULL, '2026-11-25 09:00:00.000000', 'null', '{"text": "\\u00e9\\ud83c\\udf0d"}');
INSERT INTO registration_type_changes VALUES (5, 1, 1, '2026-11-25 09:00:00.000000', '', 'On line');
INSERT INTO nominations VALUES (6, 1, 1, 1, 1, NULL, 'Ann', 'ann@example.org', 'ann@example.org', '2026-11-25 09:00:00.000000', NULL);
INSERT INTO stated_times VALUES (1, '2027-07-16 13:00:00.000000', 'Africa/Nairobi', '{"Africa/Nairobi": 10800}', '2026f', '');
INSERT INTO reply_secrets VALUES (1, '01234567:gAAAA');
INSERT INTO limit_counts SELECT 'forms', 3, 4102444800000;
UPDATE events SET text_language = 'en', title = char(30) || '["Prisons",{"fr":"Prisons \u00e9"}]' WHERE id = 1;
INSERT INTO data_purges VALUES (2, 1, 'registrations', 5, 0, '2026-11-25 09:00:00.000000', NULL);
INSERT INTO page_statements VALUES ('privacy', 'The body', 'a@example.org', '', '2026-11-25', 1, '2026-11-25 09:00:00.000000');
INSERT INTO email_notes VALUES (4, 1, NULL, 'confirmation', 'Bring water', '2026-11-25 09:00:00.000000');
INSERT INTO event_materials VALUES (2, 1, 0, 'Recording', 'https://video.example.org/');
INSERT INTO bulk_actions VALUES (
    9, 1, 1, 'approve', '[3, 1]', 1, '[3]', 0, '', '2026-11-25 09:00:00.000000', NULL, NULL, 1
);
INSERT INTO appearances VALUES (1, 'Hard Work', '#6b2c91', '', x'89504e47', 'image/png', 'abc', 1, '2026-11-25 09:00:00.000000');
INSERT INTO email_notes VALUES (3, 1, NULL, 'confirmation', 'Bring water', '2026-11-25 09:00:00.000000');
INSERT INTO attendance_changes VALUES (4, 1, 1, '2026-11-25 09:00:00.000000', 1);
INSERT INTO former_slugs VALUES ('before', 1);
INSERT INTO joined_series VALUES (9, 'Old', 1);
INSERT INTO series_pictures VALUES (1, x'89504e47');
INSERT INTO series_editors VALUES (1, 1, '2026-11-25 09:00:00.000000');
INSERT INTO series_revisions
    VALUES (2, 1, 1, '2026-11-25 09:00:00.000000', '{"name": "A"}', '{"name": "B"}', NULL);
UPDATE series SET parent_id = 2 WHERE id = 1;
INSERT INTO outbox_pauses VALUES (3, '2026-11-25 09:00:00.000000');
INSERT INTO import_sources VALUES (
    1, 'a@example.org', '2027-07-16', 2, 'CONFIRMED', '{"title": "0f3a9c"}', '2026-11-25 09:00:00.000000'
);
INSERT INTO date_groups VALUES (5, '2026-11-25 09:00:00.000000', 40, true);
INSERT INTO date_group_registrations VALUES (
    4003, 5, 'ann@example.org', 1, '2026-11-25 09:00:00.000000', '2026-11-25 09:00:00.000000', '{"name": "Ann"}'
);
INSERT INTO removed_slugs VALUES ('removed', '2026-01-02 09:30:00.000000');
INSERT INTO left_series (series_id, event_id) SELECT 4711, min(id) FROM events;
INSERT INTO subscription_notices (id, event_id, series_id, reason, former, changed_at, created_at)
    VALUES (6, 1, 1, 'moved', '["days"]', '2026-11-25 09:00:00.000000', '2026-11-25 09:00:00.000000');
INSERT INTO collected_states (event_id, revision, state, schedule, is_announced, collected_at)
    VALUES (1, 2, 'published', '["days"]', 1, '2026-11-25 09:00:00.000000');
INSERT INTO poll_holds (id, option_id, participant_id, message_id, method, sequence, created_at)
    SELECT 7, min(poll_options.id), min(poll_participants.id), 8, 'REQUEST', 1, '2026-11-25 09:00:00.000000'
    FROM poll_options, poll_participants;
INSERT INTO hold_replies
    (id, participant_id, option_id, key, status, verdict, sequence, dtstamp, written_at, received_at)
    SELECT 8, participant_id, option_id, 'a key', 'accepted', 'taken', 1, '2026-11-25 09:00:00.000000',
    '2026-11-25 09:00:00.000000', '2026-11-25 09:00:00.000000' FROM poll_holds;
INSERT INTO documents (id, symbol, address, address_key, sort_key, title, document_type, stage, event_id, access,
    created_at, changed_at) VALUES (111, 'Z/1', 'Z/1', 'z/1', 'z/1', 'Report', 'report', 'after', 1, 'everyone',
    '2026-11-25 09:00:00.000000', '2026-11-25 09:00:00.000000');
INSERT INTO document_files (id, name, media_type, size, digest, place, created_at)
    VALUES (112, 'a.pdf', 'application/pdf', 5, '0f3a', 'database', '2026-11-25 09:00:00.000000');
INSERT INTO document_file_chunks VALUES (112, 0, x'255044462d');
INSERT INTO document_uploads (id, key, organiser_id, event_id, file_id, received, parts, created_at)
    VALUES (115, '0f', 1, 1, 112, 5, '["a"]', '2026-11-25 09:00:00.000000');
INSERT INTO document_versions (id, document_id, version_type, number, language, dated_on, file_id)
    VALUES (113, 111, 'corrigendum', 1, 'fr', '2026-11-25', 112);
INSERT INTO former_document_addresses VALUES ('z/0', 111);
INSERT INTO former_document_owners VALUES (117, 111, 1, 4711);
INSERT INTO document_texts VALUES (115, 111, 113, ' | a ', ''), (116, 111, NULL, ' | z 1 ', '');
INSERT INTO document_revisions (id, document_id, organiser_id, changed_at, "values", previous)
    VALUES (114, 111, 1, '2026-11-25 09:00:00.000000', '{"symbol": "A/1"}', '{}');
"""

# A database that changes a translation, but not the text itself.
CORRUPTION = (
    """CREATE FUNCTION corrupt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.title = replace(NEW.title, '"fr":"Prisons', '"fr":"Prison'); RETURN NEW; END $$""",
    "CREATE TRIGGER corrupt BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION corrupt()",
)


@pytest.fixture(scope="module")
def filled_sqlite(migrated_sqlite, tmp_path_factory):
    """Return the bytes of the SQLite file of an installation with rows in every table."""
    path = tmp_path_factory.mktemp("filled") / "webinars.db"
    path.write_bytes(migrated_sqlite)
    with (
        founded(tmp_path_factory.mktemp("world")) as world,
        closing(sqlite3.connect(path)) as file,
        file,
    ):
        file.execute("ATTACH ? AS world", (str(world.kept),))
        for (table,) in file.execute(SEEN).fetchall():
            columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
            names = ", ".join(f'"{name}"' for name in columns)
            file.execute(f"DELETE FROM main.{table}")
            file.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM world.{table}")
        file.executescript(MORE)
        file.execute("INSERT INTO database_key VALUES (?, 1)", (key_id(KEY),))
    return path.read_bytes()


@pytest.fixture
def filled(migrated, filled_sqlite, monkeypatch):
    """Return the SQLite file of an installation with rows in every table."""
    monkeypatch.setenv("WEBINARS_SECRET_KEY", KEY)
    file = Path("var/webinars.db")
    file.write_bytes(filled_sqlite)
    return file


@pytest.fixture
def new(postgres_url):
    """Return the URL of the new database, as operators write it."""
    return postgres_url.replace("+psycopg", "")


def rows(file):
    """Return the rows of an SQLite file by table."""
    with closing(sqlite3.connect(file)) as read:
        read.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in read.execute(f"SELECT * FROM {table} ORDER BY 1")]
            for (table,) in read.execute(SEEN).fetchall()
        }


def count(url, table):
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalar(text(f"SELECT count(*) FROM {table}"))
    finally:
        engine.dispose()


def test_ids_of_deleted_rows_are_not_reused_after_a_copy(run, filled, new):
    with closing(sqlite3.connect(filled)) as file, file:
        file.execute("UPDATE sqlite_sequence SET seq = 4711 WHERE name = 'delegations'")
        last = file.execute("SELECT max(id) FROM delegations").fetchone()[0]

    assert run("db", "copy", DATABASE_URL=new).status == 0
    assert run("db", "copy", "--from", new, DATABASE_URL="sqlite:///back.db").status == 0

    engine = create_engine(new.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        given = connection.scalar(text("SELECT nextval('delegations_id_seq')"))
    engine.dispose()
    with closing(sqlite3.connect("back.db")) as file:
        query = "SELECT seq FROM sqlite_sequence WHERE name = 'delegations'"
        assert (file.execute(query).fetchone()[0], given) == (4711, 4712)
    assert last < 4711


def test_copying_there_and_back_changes_nothing(run, filled, new):
    before = rows(filled)
    assert [table for table, table_rows in before.items() if not table_rows] == []

    there = run("db", "copy", DATABASE_URL=new)
    back = run("db", "copy", "--from", new, DATABASE_URL="sqlite:///back.db")

    checks = [run("db", "check", DATABASE_URL=url).status for url in ("", new, "sqlite:///back.db")]

    total = sum(len(table_rows) for table_rows in before.values())
    assert (there.status, there.err) == (0, "")
    assert f"Copied and compared {total} rows of {len(before)} tables." in there.out
    assert ":***@" in there.out
    assert checks == [0, 0, 0]
    assert back.status == 0
    assert rows("back.db") == before == rows(filled)


def test_new_rows_get_new_ids(run, filled, new, postgres_url):
    run("db", "copy", DATABASE_URL=new)
    before = count(postgres_url, "organisers")

    assert run("organiser", "add", "late@example.org", DATABASE_URL=new).status == 0
    assert run("check", DATABASE_URL=new).err == ""

    assert count(postgres_url, "organisers") == before + 1


def test_database_on_which_the_service_has_started_is_empty(run, filled, new, monkeypatch):
    monkeypatch.setenv("WEBINARS_DATABASE_URL", new)
    with open_app(create_checked_application(SECRET_KEY=KEY[::-1])) as app:
        initialize_or_check(app)
        check_or_store_secret_key(app)

    done = run("db", "copy")

    assert (done.status, done.err) == (0, "")
    assert run("db", "check").status == 0  # with the key of the old database


def test_database_that_is_not_empty_is_not_changed(run, filled, new, postgres_url):
    run("db", "upgrade", DATABASE_URL=new)
    run("organiser", "add", "early@example.org", DATABASE_URL=new)

    refused = run("db", "copy", DATABASE_URL=new)

    assert refused.status == 2
    assert "not empty: it contains organisers" in refused.err
    assert count(postgres_url, "organisers") == 1
    assert count(postgres_url, "events") == 0


def test_rejected_row_leaves_the_new_database_empty(run, filled, new, postgres_url):
    with closing(sqlite3.connect(filled)) as file, file:
        file.execute("UPDATE registrations SET name = 'A' || char(0)")

    refused = run("db", "copy", DATABASE_URL=new)

    assert refused.status == 2
    assert "nothing was copied" in refused.err
    assert "registrations" in refused.err
    assert count(postgres_url, "events") == 0


def test_row_that_reads_back_differently_leaves_it_empty(run, filled, new, postgres_url):
    run("db", "upgrade", DATABASE_URL=new)
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE events ALTER starts_at TYPE timestamptz(0)"))
    engine.dispose()
    with closing(sqlite3.connect(filled)) as file, file:
        file.execute("UPDATE events SET starts_at = '2027-07-16 13:00:00.250000' WHERE id = 2")

    refused = run("db", "copy", DATABASE_URL=new)

    assert refused.status == 2
    assert "reads back differently: events 2" in refused.err
    assert count(postgres_url, "organisers") == 0


def test_translation_that_reads_back_differently_is_reported(run, filled, new, postgres_url):
    run("db", "upgrade", DATABASE_URL=new)
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        for statement in CORRUPTION:
            connection.exec_driver_sql(statement)
    engine.dispose()

    refused = run("db", "copy", DATABASE_URL=new)

    assert refused.status == 2
    assert "reads back differently: events 1" in refused.err


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_old_database_is_locked_during_the_copy(kind, tmp_path, request):
    url = request.getfixturevalue("postgres_url") if kind == "postgresql" else ""
    app = make_app(tmp_path, DATABASE_URL=url)
    options = {"connect_args": {"timeout": 0.1}} if kind == "sqlite" else {}
    with app.app_context():
        Base.metadata.create_all(db.engine)
        other = create_engine(db.engine.url, **options)
        with (
            lock_for_copy(db.engine, Base.metadata.sorted_tables) as held,
            other.connect() as writer,
        ):
            assert held.scalar(select(func.count()).select_from(Organiser)) == 0
            assert writer.scalar(select(func.count()).select_from(Organiser)) == 0
            if kind == "postgresql":
                writer.execute(text("SET lock_timeout = '100ms'"))
            with pytest.raises(OperationalError, match="lock"):
                writer.execute(delete(Organiser))
        other.dispose()
        db.session.remove()
        db.engine.dispose()


def test_every_json_value_is_valid_json():
    """None is JSON null in both databases; in a nullable column it could be either."""
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]

    assert [
        str(column) for column in columns if isinstance(column.type, JSON) and column.nullable
    ] == []


def test_missing_old_database_is_not_created(run, environment, new):
    refused = run("db", "copy", DATABASE_URL=new)

    assert refused.status == 2
    assert "there is no database" in refused.err
    assert not Path("var/webinars.db").exists()


def test_old_database_of_an_older_version_is_upgraded_first(run, environment, new):
    Path("var").mkdir()
    sqlite3.connect("var/webinars.db").close()

    refused = run("db", "copy", DATABASE_URL=new)

    assert refused.status == 2
    assert "webinars db upgrade" in refused.err


def test_database_is_not_copied_into_itself(run, filled):
    refused = run("db", "copy")

    assert refused.status == 2
    assert "WEBINARS_DATABASE_URL" in refused.err
