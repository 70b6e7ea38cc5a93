"""webinars backup and restore: an installation into one file, and back into an empty place."""

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
from alembic.script import ScriptDirectory
from alembic.util import CommandError as AlembicError
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from webinars import paths
from webinars.backup import archive
from webinars.backup.archive import Archive, Manifest
from webinars.backup.container import read_header
from webinars.backup.errors import BackupError
from webinars.commands.context import (
    CommandError,
    application,
    installation,
    open_app,
    settings,
    upgrade_schema,
)
from webinars.database import db
from webinars.settings import PREFIX
from webinars.timezones import clock
from webinars.web.core.startup import KEY_FILE, database_address

PASSPHRASE = f"{PREFIX}BACKUP_PASSPHRASE"
SHORTEST_PASSPHRASE = 16
NAME = "webinars-%Y%m%dT%H%M%SZ.backup"
NAMED = "webinars-????????T??????Z.backup"
PAGES = "pages"
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Its first line is the passphrase; without this option {PASSPHRASE} in the environment is.",
)


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--encrypt", is_flag=True, help="Encrypt it, and put the secret keys into it.")
@passphrase_file
@click.option("--try", "is_tried", is_flag=True, help="Restore it on trial before it counts.")
@click.option(
    "--keep",
    type=click.IntRange(1, 10_000),
    help="Where FILE is a folder: remove all but so many backups, the oldest first.",
)
def backup(
    target: Path, passphrase_file: Path | None, keep: int | None, *, encrypt: bool, is_tried: bool
) -> None:
    """Write everything into one file, while the installation runs; a folder gets a file named after the time.

    Only an encrypted backup holds WEBINARS_SECRET_KEY, without which no link mailed before works, and e-mails
    that are queued as they are composed already; from another one they are composed anew. It is encrypted if
    --encrypt or --passphrase-file is given.
    """
    passphrase = _passphrase(passphrase_file) if encrypt or passphrase_file else None
    if passphrase is not None and len(passphrase) < SHORTEST_PASSPHRASE:
        raise CommandError(f"a passphrase has {SHORTEST_PASSPHRASE} characters or more")
    is_folder = target.is_dir()
    if keep and not is_folder:
        raise CommandError("--keep wants a folder in which backups of several days lie")
    path = target / clock.now().strftime(NAME) if is_folder else target
    with installation() as app, _one_line():
        with _new_file(path) as file:
            manifest = archive.write(
                file,
                db.engine,
                version=version("webinars"),
                passphrase=passphrase,
                secrets=_keys_of(app),
                pages=Path(app.config["DATA_DIR"]) / PAGES,
                scratch=path.absolute().parent,
            )
            if is_tried:
                _try(Archive(file, passphrase), app.config["SQLALCHEMY_DATABASE_URI"], path)
        kind = "encrypted" if passphrase else "without the secret key"
        click.echo(f"Saved {_rows(manifest)}, {kind}: {path}")
        for old in sorted(target.glob(NAMED))[:-keep] if keep else []:
            old.unlink()
            click.echo(f"Removed {old.name}")


@click.command()
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@passphrase_file
@click.option("--try", "is_tried", is_flag=True, help="Restore it on trial, and keep nothing.")
def restore(source: Path, passphrase_file: Path | None, *, is_tried: bool) -> None:
    """Put a backup back, into the empty database that the settings name.

    All of the file is read and proved before anything is written. The database is then brought up to date.
    The outbox starts paused, because it may hold e-mails that have left since the backup was made.
    """
    with _one_line(), _existing_file(source) as file:
        # Only asked for where it is needed: the header says so.
        passphrase = _passphrase(passphrase_file) if _is_encrypted(file) else None
        found = Archive(file, passphrase)
        _must_be_known(found.manifest)
        if is_tried:
            _try(found, database_address(settings()).render_as_string(hide_password=False), source)
            click.echo(f"Restored {_rows(found.manifest)} on trial, and kept nothing.")
            return
        url, data = database_address(settings()), Path(settings()["DATA_DIR"])
        _must_fit(found.manifest, url)
        data.mkdir(parents=True, exist_ok=True)
        for line in _restore_keys(found, data):
            click.echo(line)
        _restore(found, url)
        found.restore_pages(data / PAGES)
    created = found.manifest.created
    click.echo(
        f"Restored {_rows(found.manifest)} from the backup of {created:%Y-%m-%d %H:%M} UTC "
        f"(version {found.manifest.version})."
    )
    queued = found.manifest.queued
    click.echo(
        f"The outbox is paused: {queued} {'message is' if queued == 1 else 'messages are'} queued. Some may "
        "have left since the backup was made. See to it that the old installation does not run any more, "
        "start this one, and then: webinars outbox resume"
    )


@contextmanager
def _one_line() -> Iterator[None]:
    """Turn what keeps a backup from being made or restored into one line."""
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
    """Give a file for its owner alone that gets its name once it is whole, and replaces none."""
    if path.exists():
        raise CommandError(f"{path} is there already")
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
    """Return the passphrase: never from the command line, which other users of the machine can read."""
    with _one_line():
        said = file.read_bytes() if file else os.environ.get(PASSPHRASE, "").encode()
    passphrase = said.split(b"\n", 1)[0].strip()
    if not passphrase:
        raise CommandError(
            f"a passphrase is needed: name a file with --passphrase-file, or set {PASSPHRASE}"
        )
    return passphrase


def _keys_of(app: Flask) -> dict[str, str]:
    return {
        "SECRET_KEY": app.config["SECRET_KEY"],
        "SECRET_KEY_FALLBACKS": ",".join(app.config["SECRET_KEY_FALLBACKS"]),
    }


def _must_be_known(manifest: Manifest) -> None:
    try:
        ScriptDirectory(str(paths.MIGRATIONS)).get_revision(manifest.revision)
    except AlembicError as error:
        raise CommandError(
            f"the backup was made by a newer version of Webinars ({manifest.version}): install that one"
        ) from error


def _must_fit(manifest: Manifest, url: URL) -> None:
    kind = url.get_backend_name()
    if kind != manifest.database:
        raise CommandError(
            f"the backup is of {KINDS.get(manifest.database, manifest.database)}, and the settings name "
            f"{KINDS.get(kind, kind)}: restore it there, then move it with webinars db copy"
        )
    if not archive.is_empty(url):
        raise CommandError(
            f"{url.render_as_string(hide_password=True)} is not empty: a backup goes into a new database"
        )


def _restore(found: Archive, url: URL) -> None:
    """Restore the rows and bring them up to date; an SQLite file gets its name when that is done."""
    if url.get_backend_name() != "sqlite":
        found.restore(url)
        with open_app(application()) as app:
            upgrade_schema(app)
        return
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix=".webinars-restore-") as folder:
        draft = Path(folder) / path.name
        _restore_sqlite(found, draft)
        draft.replace(path)


def _restore_sqlite(found: Archive, path: Path, **overrides: object) -> None:
    url = f"sqlite:///{path}"
    found.restore(make_url(url))
    with open_app(application(DATABASE_URL=url, **overrides)) as app:
        upgrade_schema(app)
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=DELETE")  # so that all of it is in the one file


def _try(found: Archive, database: str, path: Path) -> None:
    """Restore a backup into a place of its own, bring it up to date, and remove it again."""
    kind = found.manifest.database
    with TemporaryDirectory(dir=path.absolute().parent, prefix=".webinars-trial-") as folder:
        data = {"DATA_DIR": folder}
        if kind == "sqlite":
            _restore_sqlite(found, Path(folder) / "webinars.db", **data)
            return
        url = make_url(database)
        if url.get_backend_name() != kind:
            raise CommandError(
                "a backup of PostgreSQL is tried on the server that the settings name"
            )
        with _trial_database(url) as trial:
            found.restore(trial)
            address = trial.render_as_string(hide_password=False)
            with open_app(application(DATABASE_URL=address, **data)) as app:
                upgrade_schema(app)


@contextmanager
def _trial_database(url: URL) -> Iterator[URL]:
    """Give a database of its own beside the installation's, and remove it again."""
    name = f"webinars_trial_{secrets.token_hex(8)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            may = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            if not connection.scalar(text(may)):
                raise CommandError(
                    "a backup is tried in a database of its own, and the user of the database may make none: "
                    f'runuser -u postgres -- psql -c "ALTER ROLE {url.username or "webinars"} CREATEDB"'
                )
            connection.execute(text(f"CREATE DATABASE {name}"))
            try:
                yield url.set(database=name)
            finally:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def _restore_keys(found: Archive, data: Path) -> list[str]:
    """Put the keys of a backup where they work, if settings leave that to us; say what is to be done."""
    kept, said = found.secrets, settings()
    if not kept:
        return [
            f"The backup holds no secret key: links mailed before work only with the old {PREFIX}SECRET_KEY."
        ]
    if said["SECRET_KEY"] == kept["SECRET_KEY"]:
        return []
    path = data / KEY_FILE
    if not said["SECRET_KEY"] and not path.exists():
        _write(path, kept["SECRET_KEY"])
        return []
    if not said["SECRET_KEY"] and path.read_text("ascii").strip() == kept["SECRET_KEY"]:
        return []
    keys = data / "restored-keys.env"
    _write(keys, "".join(f"{PREFIX}{name}={value}\n" for name, value in kept.items() if value))
    said_of_keys = (
        f"The settings have another {PREFIX}SECRET_KEY than the backup: links mailed before do not work. "
        f"Put what is in {keys} into the settings, and remove that file."
    )
    return [said_of_keys]


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _rows(manifest: Manifest) -> str:
    return f"{manifest.rows} rows of {len(manifest.counts)} tables"
