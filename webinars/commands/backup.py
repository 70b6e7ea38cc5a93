"""webinars backup and restore: back up an installation to one file, restore it into an empty one."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import click
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from webinars.backup import archive
from webinars.backup.archive import Archive, Manifest
from webinars.backup.container import read_header
from webinars.backup.errors import BackupError
from webinars.capabilities.key_check import forget_keys
from webinars.commands.errors import CommandError
from webinars.commands.installation import (
    create_checked_application,
    load_settings,
    open_app,
    open_installation,
)
from webinars.commands.schema import upgrade_schema
from webinars.configuration import KEY_FILE, database_address
from webinars.database import db, transaction
from webinars.documents.storage.purge import delete_unfinished_uploads
from webinars.documents.storage.settings import FOLDER
from webinars.schema_revision import bundled_revisions
from webinars.settings import PREFIX
from webinars.timezones import clock

PASSPHRASE = f"{PREFIX}BACKUP_PASSPHRASE"
MIN_PASSPHRASE_LENGTH = 16
NAME = "webinars-%Y%m%dT%H%M%SZ.backup"
NAME_PATTERN = "webinars-????????T??????Z.backup"
PAGES = "pages"
DATABASE_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"File whose first line is the passphrase. Default: the environment variable {PASSPHRASE}.",
)
# Links in earlier e-mails need no key: each is stored as a digest.
_WITHOUT_KEY = "organisers are signed out, and some calendars reject later changes of their entries"


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--encrypt", is_flag=True, help="Encrypt the backup and include the secret keys.")
@passphrase_file
@click.option(
    "--try", "is_tried", is_flag=True, help="Test the backup with a trial restore before saving it."
)
@click.option(
    "--keep",
    type=click.IntRange(1, 10_000),
    help="If FILE is a folder: keep only this many backups and remove the oldest.",
)
def backup(
    target: Path, passphrase_file: Path | None, keep: int | None, *, encrypt: bool, is_tried: bool
) -> None:
    """Back up the running installation to FILE.

    If FILE is a folder, the backup is written into it and named after the current time. Only an encrypted
    backup (--encrypt or --passphrase-file) contains WEBINARS_SECRET_KEY and the text of queued e-mails.
    Without the key, a restore signs organisers out, later e-mails contain other links (those sent earlier
    still work), and queued e-mails are composed again.
    """
    passphrase = _passphrase(passphrase_file) if encrypt or passphrase_file else None
    if passphrase is not None and len(passphrase) < MIN_PASSPHRASE_LENGTH:
        raise CommandError(f"the passphrase must have {MIN_PASSPHRASE_LENGTH} characters or more")
    is_folder = target.is_dir()
    if keep and not is_folder:
        raise CommandError("--keep requires FILE to be a folder")
    path = target / clock.now().strftime(NAME) if is_folder else target
    with open_installation() as app, _backup_errors():
        with _new_file(path) as file:
            manifest = archive.write_backup(
                file,
                db.engine,
                version=version("webinars"),
                passphrase=passphrase,
                secrets=_secret_keys(app),
                pages=Path(app.config["DATA_DIR"]) / PAGES,
                files=app.extensions["document_storage"].folder,
                scratch=path.absolute().parent,
            )
            if is_tried:
                _test_restore(
                    Archive(file, passphrase), app.config["SQLALCHEMY_DATABASE_URI"], path
                )
        protection = "encrypted" if passphrase else "not encrypted, without the secret key"
        click.echo(f"Saved {_rows(manifest)}, {protection}: {path}")
        for old in sorted(target.glob(NAME_PATTERN))[:-keep] if keep else []:
            old.unlink()
            click.echo(f"Removed {old.name}")


@click.command()
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@passphrase_file
@click.option("--try", "is_tried", is_flag=True, help="Only test the restore, and keep nothing.")
def restore(source: Path, passphrase_file: Path | None, *, is_tried: bool) -> None:
    """Restore a backup into an empty database.

    The settings name the database. The whole file is read and verified before anything is written.
    The database schema is then upgraded. The outbox starts paused, because it may hold e-mails that were
    sent after the backup was made.
    """
    with _backup_errors(), _existing_file(source) as file:
        # The header says whether a passphrase is needed.
        passphrase = _passphrase(passphrase_file) if _is_encrypted(file) else None
        backup_file = Archive(file, passphrase)
        _check_revision(backup_file.manifest)
        if is_tried:
            _test_restore(
                backup_file,
                database_address(load_settings()).render_as_string(hide_password=False),
                source,
            )
            click.echo(
                f"Test restore of {_rows(backup_file.manifest)} succeeded; nothing was kept."
            )
            return
        url, data = database_address(load_settings()), Path(load_settings()["DATA_DIR"])
        _check_target(backup_file.manifest, url)
        data.mkdir(parents=True, exist_ok=True)
        for line in _restore_keys(backup_file, data):
            click.echo(line)
        # The rows last: once they are there, a restore that ends early could not be run again.
        backup_file.restore_pages(data / PAGES)
        backup_file.restore_files(data / FOLDER)
        _restore(backup_file, url)
    created = backup_file.manifest.created
    click.echo(
        f"Restored {_rows(backup_file.manifest)} from the backup of {created:%Y-%m-%d %H:%M} UTC "
        f"(version {backup_file.manifest.version})."
    )
    queued = backup_file.manifest.queued
    click.echo(
        f"The outbox is paused: {queued} {'message is' if queued == 1 else 'messages are'} queued. Some may "
        "have been sent since the backup was made. Make sure that the old installation is stopped, "
        "start this one, then run: webinars outbox resume"
    )


@contextmanager
def _backup_errors() -> Iterator[None]:
    """Convert BackupError and OSError into CommandError."""
    try:
        yield
    except BackupError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            f"{error.filename or 'the backup'}: {error.strerror or error}"
        ) from error


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file, readable by its owner only, and rename it to path once it is complete."""
    if path.exists():
        raise CommandError(f"{path} already exists")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _existing_file(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as file:
        yield file


def _is_encrypted(file: BinaryIO) -> bool:
    return read_header(file).is_encrypted


def _passphrase(file: Path | None) -> bytes:
    """Return the passphrase, from a file or the environment: other users can read command lines."""
    with _backup_errors():
        content = file.read_bytes() if file else os.environ.get(PASSPHRASE, "").encode()
    passphrase = content.split(b"\n", 1)[0].strip()
    if not passphrase:
        raise CommandError(
            f"a passphrase is needed: name a file with --passphrase-file, or set {PASSPHRASE}"
        )
    return passphrase


def _secret_keys(app: Flask) -> dict[str, str]:
    return {
        "SECRET_KEY": app.config["SECRET_KEY"],
        "SECRET_KEY_FALLBACKS": ",".join(app.config["SECRET_KEY_FALLBACKS"]),
    }


def _check_revision(manifest: Manifest) -> None:
    if manifest.revision not in bundled_revisions():
        raise CommandError(
            f"the backup was made by a newer version of Webinars ({manifest.version}): install that version"
        )


def _check_target(manifest: Manifest, url: URL) -> None:
    backend = url.get_backend_name()
    if backend != manifest.database:
        raise CommandError(
            f"the backup is from {DATABASE_NAMES.get(manifest.database, manifest.database)}, "
            f"but the settings name {DATABASE_NAMES.get(backend, backend)}: "
            "restore it there first, then copy it with webinars db copy"
        )
    if not archive.is_database_empty(url):
        raise CommandError(
            f"{url.render_as_string(hide_password=True)} is not empty: restore into a new database"
        )


def _restore(backup_file: Archive, url: URL) -> None:
    """Restore the rows and upgrade the schema; an SQLite file is renamed into place at the end."""
    if url.get_backend_name() != "sqlite":
        backup_file.restore(url)
        with open_app(create_checked_application()) as app:
            _complete(app)
        return
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix=".webinars-restore-") as folder:
        draft = Path(folder) / path.name
        _restore_sqlite(backup_file, draft)
        draft.replace(path)


def _restore_sqlite(backup_file: Archive, path: Path, **overrides: object) -> None:
    url = f"sqlite:///{path}"
    backup_file.restore(make_url(url))
    with open_app(create_checked_application(DATABASE_URL=url, **overrides)) as app:
        _complete(app)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # leaves a single file without a WAL


def _complete(app: Flask) -> None:
    """Upgrade the restored schema, and let the installation start with any key: the old one may be lost."""
    upgrade_schema(app)
    with transaction() as session:
        forget_keys(session)
        delete_unfinished_uploads(session)


def _test_restore(backup_file: Archive, database: str, path: Path) -> None:
    """Restore a backup into a temporary database, upgrade its schema and remove it."""
    backend = backup_file.manifest.database
    with TemporaryDirectory(dir=path.absolute().parent, prefix=".webinars-trial-") as folder:
        data = {"DATA_DIR": folder}
        if backend == "sqlite":
            _restore_sqlite(backup_file, Path(folder) / "webinars.db", **data)
            return
        url = make_url(database)
        if url.get_backend_name() != backend:
            raise CommandError(
                "a PostgreSQL backup can only be tested on the server that the settings name"
            )
        with _trial_database(url) as trial:
            backup_file.restore(trial)
            address = trial.render_as_string(hide_password=False)
            with open_app(create_checked_application(DATABASE_URL=address, **data)) as app:
                upgrade_schema(app)


@contextmanager
def _trial_database(url: URL) -> Iterator[URL]:
    """Create a temporary database on the same server, and drop it at the end."""
    name = f"webinars_trial_{secrets.token_hex(8)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            can_create = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            if not connection.scalar(text(can_create)):
                raise CommandError(
                    "a test restore needs a temporary database, and the database user cannot create one: "
                    f'runuser -u postgres -- psql -c "ALTER ROLE {url.username or "webinars"} CREATEDB"'
                )
            connection.execute(text(f"CREATE DATABASE {name}"))
            try:
                yield url.set(database=name)
            finally:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def _restore_keys(backup_file: Archive, data: Path) -> list[str]:
    """Restore the secret keys unless the settings have them; return instructions for the operator."""
    restored, configured = backup_file.secrets, load_settings()
    if not restored:
        return [
            f"The backup contains no secret key: without the old {PREFIX}SECRET_KEY {_WITHOUT_KEY}."
        ]
    if configured["SECRET_KEY"] == restored["SECRET_KEY"]:
        return []
    path = data / KEY_FILE
    if not configured["SECRET_KEY"] and not path.exists():
        _write(path, restored["SECRET_KEY"])
        return []
    if not configured["SECRET_KEY"] and path.read_text("ascii").strip() == restored["SECRET_KEY"]:
        return []
    keys = data / "restored-keys.env"
    _write(keys, "".join(f"{PREFIX}{name}={value}\n" for name, value in restored.items() if value))
    instruction = (
        f"{PREFIX}SECRET_KEY in the settings differs from the backup: {_WITHOUT_KEY}. "
        f"Copy the settings in {keys} into your configuration, then delete that file. "
        "Do it before you start the service; afterwards it also needs webinars db rekey."
    )
    return [instruction]


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _rows(manifest: Manifest) -> str:
    return f"{manifest.rows} rows of {len(manifest.counts)} tables"
