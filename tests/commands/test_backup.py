"""webinars backup and restore on both databases: everything is restored, and secrets are left out."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask_migrate import downgrade
from sqlalchemy import create_engine, inspect, text

from tests.conftest import SUMMER, fresh_database
from webinars.accounts.queries import organiser_by_email
from webinars.backup import container
from webinars.commands import migrations
from webinars.commands.installation import open_installation
from webinars.database import db, transaction
from webinars.documents.storage.folder import path_of
from webinars.documents.storage.settings import MEBIBYTE
from webinars.documents.storage.stored_files import store_file
from webinars.documents.storage.uploads import UploadOwner, start_upload
from webinars.emails import smtp
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event
from webinars.outbox.models import Message
from webinars.registrations.new_registration import register_attendee
from webinars.worker.loop import deliver_once

PASSPHRASE = "correct horse battery staple"
KEY = "a key that is only good for tests, and long"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(container, "SCRYPT_N", 2)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request, tmp_path):
    """Yield the URLs of two databases of a kind: a migrated one and an empty one."""
    if request.param == "sqlite":
        (tmp_path / "old.db").write_bytes(request.getfixturevalue("migrated_sqlite"))
        yield tuple(f"sqlite:///{tmp_path}/{name}.db" for name in ("old", "new"))
    else:
        server, empty, migrated = map(
            request.getfixturevalue, ("postgres_server", "postgres_url", "migrated_postgres")
        )
        with fresh_database(server, template=migrated) as url:
            yield url, empty


@pytest.fixture
def old(run, databases, monkeypatch, clock):
    """Create an installation with an event, two registrants and queued messages; commands use it by default."""
    monkeypatch.setenv("WEBINARS_SECRET_KEY", KEY)
    monkeypatch.setenv("WEBINARS_DATABASE_URL", databases[0])
    assert run("organiser", "add", "amira@example.org", "--admin").status == 0
    with open_installation() as app, transaction() as session:
        host, site = organiser_by_email(session, "amira@example.org"), app.extensions["site"]
        details = EventDetails(title="Open", when=SUMMER, cities=("GVA",))
        event = create_event(session, organiser=host, details=details, site=site)
        publish_event(session, event.id, site)
        for name in ("ann", "bea"):
            register_attendee(
                session, event_id=event.id, name=name, email=f"{name}@example.com",
                timezone="UTC", language="en",
            )  # fmt: skip


@pytest.fixture
def new(run, databases):
    """Return a function that runs a command on the other, empty installation."""

    def new(*words, **settings):
        return run(*words, **{"DATABASE_URL": databases[1], "DATA_DIR": "new", **settings})

    return new


def rows(url):
    """Return all rows of a database by table, except the pause of the outbox."""
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = {
            table: connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()
            for table in inspect(connection).get_table_names()
            if table != "outbox_pauses"
        }
    engine.dispose()
    return tables


def content(path, passphrase=None):
    """Return the decrypted content of a backup, with its database in clear text."""
    with Path(path).open("rb") as file:
        return b"".join(container.Reader(file, passphrase)._chunks)


@pytest.fixture
def refused_mail(monkeypatch):
    """Reject e-mail, so that composed messages stay queued."""

    def refuse(*_):
        raise smtp.DeferredError("later")

    monkeypatch.setattr(smtp.FolderTransport, "send", refuse)


# --- All comes back


def test_encrypted_backup_restores_every_row_and_the_keys(run, old, new, databases, tmp_path):
    saved = run("backup", "all.backup", "--encrypt", BACKUP_PASSPHRASE=PASSPHRASE)

    done = new("restore", "all.backup", BACKUP_PASSPHRASE=PASSPHRASE, SECRET_KEY="")

    assert (saved.status, done.status) == (0, 0), saved.err + done.err
    assert rows(databases[1]) == rows(databases[0])
    assert (tmp_path / "new" / "secret-key").read_text() == KEY
    assert KEY.encode() in content("all.backup", PASSPHRASE.encode())
    assert KEY.encode() not in Path("all.backup").read_bytes()


def test_restored_installation_works_and_continues_ids(run, old, new):
    run("backup", "all.backup")
    new("restore", "all.backup")

    added = new("organiser", "add", "bo@example.org")

    assert (added.status, new("db", "check").status) == (0, 0)
    assert new("outbox", "resume").out.startswith("The outbox has resumed: ")


def test_restored_outbox_is_paused_and_reports_queue_size(run, old, new):
    run("backup", "all.backup")

    done = new("restore", "all.backup")

    [queued] = re.findall(r"^The outbox is paused: (\d+) messages are queued", done.out, re.M)
    assert int(queued) >= 4
    assert re.match(
        rf"The outbox has been paused since .*, {queued} messages", new("outbox", "status").out
    )


def test_custom_pages_are_restored(run, old, new, tmp_path):
    (tmp_path / "var" / "pages").mkdir(parents=True)
    (tmp_path / "var" / "pages" / "privacy.md").write_text("# Ours")
    run("backup", "all.backup")

    new("restore", "all.backup")

    assert (tmp_path / "new" / "pages" / "privacy.md").read_text() == "# Ours"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_files_of_documents_are_restored_and_checked(run, old, new, databases, monkeypatch):
    body = b"%PDF-1.7" + bytes(2 * MEBIBYTE)
    monkeypatch.setenv("WEBINARS_DOCUMENT_DATABASE_MB", "1")
    with open_installation(), transaction() as session:
        changed, removed, small = (
            store_file(session, f"{name}.pdf", content)
            for name, content in (("changed", body), ("removed", body), ("small", body[:99]))
        )
        start_upload(session, UploadOwner(1), name="begun.pdf", size=5 * MEBIBYTE)
        names, keys = (
            (changed.name, removed.name, small.name),
            (changed.storage_key, removed.storage_key),
        )
    assert run("backup", "all.backup").status == 0

    folder = Path("new/document-files")
    folder.parent.mkdir()
    folder.touch()
    failed = new("restore", "all.backup")
    folder.unlink()
    (folder / "unfinished").mkdir(parents=True)
    (folder / "unfinished" / keys[0]).write_bytes(b"of a restore that was ended")
    restored = new("restore", "all.backup")

    assert (failed.status, "document-files" in failed.err) == (2, True)
    assert restored.status == 0, restored.err
    paths = [path_of(Path("new").absolute() / "document-files", key) for key in keys]
    assert [path.read_bytes() for path in paths] == [body, body]
    assert "document file" not in new("check").out
    paths[0].write_bytes(body[:-1] + b"x")
    paths[1].unlink()
    with closing(sqlite3.connect(databases[1].removeprefix("sqlite:///"))) as file, file:
        file.execute("UPDATE document_files SET created_at = '2020-01-01 00:00:00' WHERE id = 3")
    problems = [line for line in new("check").out.splitlines() if "document file" in line]
    assert problems == [
        f"Problem: document file 2 ({names[1]}) is missing in its place, folder",
        f"Problem: document file 1 ({names[0]}) was changed: its SHA-256 differs",
        f"Problem: document file 3 ({names[2]}) belongs to no version: does the worker run?",
    ]


def test_restore_with_another_key_prints_location_of_the_old_one(run, old, new, tmp_path):
    run("backup", "all.backup", "--encrypt", BACKUP_PASSPHRASE=PASSPHRASE)

    done = new("restore", "all.backup", BACKUP_PASSPHRASE=PASSPHRASE, SECRET_KEY=KEY[::-1])

    keys_file = tmp_path / "new" / "restored-keys.env"
    assert "WEBINARS_SECRET_KEY in the settings differs from the backup" in done.out
    assert "before you start the service; afterwards it also needs webinars db rekey" in done.out
    assert keys_file.read_text() == f"WEBINARS_SECRET_KEY={KEY}\n"
    assert keys_file.stat().st_mode & 0o777 == 0o600


# --- What is in it


def test_backup_is_readable_by_its_owner_only(run, old):
    run("backup", "all.backup")

    assert Path("all.backup").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in Path().glob(".*")] == []


def test_unencrypted_backup_contains_no_key_and_no_link(run, old, new, refused_mail, databases):
    with open_installation() as app:
        deliver_once(app)
        bodies = db.session.query(Message.body).filter(Message.body.is_not(None)).all()
    sign_in = run("organiser", "link", "amira@example.org").out
    links = re.findall(r"/([\w.-]{30,})", " ".join(body.decode() for (body,) in bodies) + sign_in)

    saved = run("backup", "all.backup")
    new("restore", "all.backup")

    assert (saved.status, len(links) >= 4) == (0, True)
    held = content("all.backup") + str(rows(databases[1])).encode()
    assert [secret for secret in (KEY, *links) if secret.encode() in held] == []


def test_messages_of_an_unencrypted_backup_keep_their_ids(run, old, new, refused_mail, databases):
    with open_installation() as app:
        deliver_once(app)
    run("backup", "all.backup")
    new("restore", "all.backup", SECRET_KEY=KEY)

    composed = {row.id: row.mail_id for row in rows(databases[0])["messages"] if row.mail_id}
    again = {row.id: (row.mail_id, row.body) for row in rows(databases[1])["messages"]}

    assert composed
    assert {again[number] for number in composed} == {
        (mail_id, None) for mail_id in composed.values()
    }


# --- What is refused, and before anything is written


def assert_nothing_is_there(databases):
    url = databases[1]
    if url.startswith("sqlite"):
        assert not Path("new").exists()
        assert not Path("new.db").exists()
    else:
        assert rows(url) == {}


def test_modified_backup_is_rejected_before_any_write(run, old, new, databases):
    run("backup", "all.backup", "--encrypt", BACKUP_PASSPHRASE=PASSPHRASE)
    raw = Path("all.backup").read_bytes()

    for spot in (20, 200, len(raw) // 2, len(raw) - 5):
        Path("all.backup").write_bytes(raw[:spot] + bytes([raw[spot] ^ 1]) + raw[spot + 1 :])
        done = new("restore", "all.backup", BACKUP_PASSPHRASE=PASSPHRASE)

        assert (done.status, done.out) == (2, "")
    assert_nothing_is_there(databases)


def test_wrong_passphrase_is_rejected_before_any_write(run, old, new, databases):
    run("backup", "all.backup", "--encrypt", BACKUP_PASSPHRASE=PASSPHRASE)

    done = new("restore", "all.backup", BACKUP_PASSPHRASE="another passphrase, wrong")

    assert (done.status, done.err) == (
        2,
        "webinars: the passphrase is wrong, or the backup was changed or cut off\n",
    )
    assert_nothing_is_there(databases)


def test_installation_that_is_not_empty_is_rejected(run, old, databases):
    run("backup", "all.backup")
    before = rows(databases[0])

    done = run("restore", "all.backup")

    assert (done.status, "is not empty" in done.err) == (2, True)
    assert rows(databases[0]) == before


def test_backup_of_a_newer_version_is_rejected(run, old, new, databases, monkeypatch):
    with open_installation(), transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'of_tomorrow'"))
    with monkeypatch.context() as then:
        then.setattr("webinars.commands.installation.is_current", lambda: True)
        assert run("backup", "all.backup").status == 0

    done = new("restore", "all.backup")

    assert (done.status, "made by a newer version of Webinars" in done.err) == (2, True)
    assert_nothing_is_there(databases)


def test_backup_of_an_older_version_is_upgraded(run, old, new, monkeypatch):
    Path("passphrase").write_text(f"{PASSPHRASE}\n")
    with open_installation() as app:
        migrations.init_app(app)
        downgrade(revision="-1")
    with monkeypatch.context() as then:
        then.setattr("webinars.commands.installation.is_current", lambda: True)
        then.setattr("webinars.commands.installation.check_secret_key", lambda _: None)
        # Encrypted: unencrypted ones omit columns by the names of this version.
        assert run("backup", "all.backup", "--passphrase-file", "passphrase").status == 0

    done = new("restore", "all.backup", "--passphrase-file", "passphrase")

    assert (done.status, new("db", "check").status) == (0, 0)
    assert new("outbox", "status").status == 1


def test_existing_file_is_not_replaced(run, old):
    Path("all.backup").write_text("mine")

    done = run("backup", "all.backup")

    assert (done.status, Path("all.backup").read_text()) == (2, "mine")


# --- Trial and rotation


def test_folder_keeps_the_newest_restorable_backups(run, old, clock, tmp_path):
    Path("backups").mkdir()
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    words = ("backup", "backups", "--keep", "2", "--try", "--passphrase-file", "passphrase")

    for _ in range(3):
        done = run(*words)
        assert done.status == 0, done.err
        clock.advance(timedelta(days=1))

    assert sorted(path.name for path in Path("backups").iterdir()) == [
        "webinars-20261126T090000Z.backup",
        "webinars-20261127T090000Z.backup",
    ]


def test_trial_restore_leaves_nothing_behind(run, old, new, databases):
    run("backup", "all.backup")
    before = sorted(Path().iterdir())

    done = new("restore", "all.backup", "--try")

    assert done.out.endswith("succeeded; nothing was kept.\n")
    assert sorted(Path().iterdir()) == before
    assert_nothing_is_there(databases)


# --- What is needed


def test_encrypted_backup_needs_a_passphrase_that_is_long_enough(run, old):
    none = run("backup", "all.backup", "--encrypt")
    short = run("backup", "all.backup", "--encrypt", BACKUP_PASSPHRASE="short")

    assert "name a file with --passphrase-file, or set WEBINARS_BACKUP_PASSPHRASE" in none.err
    assert "16 characters or more" in short.err
    assert (none.status, short.status, Path("all.backup").exists()) == (2, 2, False)


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_missing_postgresql_programs_are_named_in_the_error(run, old, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    done = run("backup", "all.backup")

    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "apt install postgresql-client" in done.err
    assert list(Path().glob("*all.backup*")) == []
