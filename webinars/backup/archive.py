"""Backup archive: manifest, secret keys if encrypted, rows, custom pages and document files in one file."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine, create_engine, insert, inspect, select, text
from sqlalchemy.engine import URL

from webinars.backup import postgres, sqlite
from webinars.backup.container import DAMAGED, Reader, Writer
from webinars.backup.errors import BackupError
from webinars.backup.section_framing import end_sections, read_sections, write_section
from webinars.documents.storage.folder import KEY, path_of, stored_paths, write_file
from webinars.outbox.models import OutboxPause
from webinars.timezones import clock

MANIFEST, SECRETS, DATABASE, MESSAGES, PAGE, DOCUMENT = (
    "manifest",
    "secrets",
    "database",
    "messages",
    "pages/",
    "document-files/",
)
LONGEST_MANIFEST = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """Metadata of a backup.

    version is that of the program, revision that of the schema, database the backend name; counts has the
    rows per table, columns those of the outbox if it is a separate section, queued the queued messages.
    """

    created_at: str
    version: str
    revision: str
    database: str
    counts: dict[str, int]
    columns: list[str]
    queued: int

    @property
    def rows(self) -> int:
        """Return the total number of rows."""
        return sum(self.counts.values())

    @property
    def created(self) -> datetime:
        """Return when the backup was started."""
        return datetime.fromisoformat(self.created_at)


def write_backup(
    file: BinaryIO,
    engine: Engine,
    *,
    version: str,
    passphrase: bytes | None,
    secrets: dict[str, str],
    pages: Path,
    files: Path | None,
    scratch: Path,
) -> Manifest:
    """Write a backup of a live database; secrets are included only if it is encrypted.

    An SQLite database is copied into a folder inside scratch first. files: the folder of document files, if
    they are in one; it is read after the rows, which know no file that is younger.

    Raises:
        BackupError: the database cannot be read.
    """
    writer, scrub = Writer(file, passphrase), passphrase is None
    source = _sqlite_copy if engine.dialect.name == "sqlite" else _postgres_snapshot
    with source(engine, version, scratch, scrub=scrub) as (manifest, sections):
        write_section(writer, MANIFEST, [json.dumps(asdict(manifest)).encode()])
        if not scrub:
            write_section(writer, SECRETS, [json.dumps(secrets).encode()])
        for name, content in sections:
            write_section(writer, name, content)
    for path in sorted(pages.glob("*.md")):
        write_section(writer, f"{PAGE}{path.name}", [path.read_bytes()])
    for path in stored_paths(files) if files else ():
        with suppress(FileNotFoundError), path.open("rb") as content:  # unless deleted meanwhile
            blocks = iter(lambda: content.read(sqlite.BLOCK), b"")
            write_section(writer, f"{DOCUMENT}{path.name}", blocks)
    end_sections(writer)
    writer.close()
    return manifest


class Archive:
    """A backup whose integrity and passphrase were verified by reading all of it."""

    def __init__(self, file: BinaryIO, passphrase: bytes | None) -> None:
        self._file, self._passphrase = file, passphrase
        self.secrets: dict[str, str] = {}
        self.pages: list[str] = []
        self.files: list[str] = []
        manifest = None
        for name, content in self._sections():
            if name == MANIFEST:
                manifest = Manifest(**_json(content))
            elif name == SECRETS:
                self.secrets = _json(content)
            elif name.startswith(PAGE):
                self.pages.append(name.removeprefix(PAGE))
            elif name.startswith(DOCUMENT):
                self.files.append(name.removeprefix(DOCUMENT))
        if manifest is None or any("/" in page or page.startswith(".") for page in self.pages):
            raise BackupError(DAMAGED)
        if not all(KEY.fullmatch(file) for file in self.files):
            raise BackupError(DAMAGED)
        self.manifest = manifest

    def restore(self, url: URL) -> None:
        """Restore the rows into an empty database, and pause its outbox.

        Raises:
            BackupError: the restore failed; a partial SQLite file may remain.
        """
        if self.manifest.database == "sqlite":
            self._restore_sqlite(Path(url.database or ""))
        else:
            self._restore_postgres(url)
        engine = create_engine(url)
        try:
            with engine.begin() as connection:
                if connection.scalar(select(OutboxPause.id).limit(1)) is None:
                    connection.execute(insert(OutboxPause).values(paused_at=clock.now()))
                if self.manifest.database != "sqlite":
                    # Last, so that an unfinished restore is not recognized as an installation.
                    statement = text("INSERT INTO alembic_version (version_num) VALUES (:revision)")
                    connection.execute(statement, {"revision": self.manifest.revision})
                if count_rows(connection) != self.manifest.counts | _own_rows(connection):
                    raise BackupError(
                        "the restored database does not have the rows that the backup lists"
                    )
        finally:
            engine.dispose()

    def restore_pages(self, folder: Path) -> None:
        """Restore the custom pages unless there are some already."""
        for name, content in self._sections():
            path = folder / name.removeprefix(PAGE)
            if name.startswith(PAGE) and not path.exists():
                folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"".join(content))

    def restore_files(self, folder: Path) -> None:
        """Restore the files of documents that are not there."""
        for name, content in self._sections():
            key = name.removeprefix(DOCUMENT)
            if name.startswith(DOCUMENT) and not path_of(folder, key).exists():
                write_file(folder, key, content)

    def _restore_sqlite(self, path: Path) -> None:
        for content in self._content(DATABASE):
            sqlite.write_database(path, content)

    def _restore_postgres(self, url: URL) -> None:
        try:
            for content in self._content(DATABASE):
                postgres.restore_sections(url, content, "pre-data", "data")
            engine = create_engine(url)
            try:
                for content in self._content(MESSAGES):
                    with engine.begin() as connection:
                        postgres.copy_in(connection, self.manifest.columns, content)
            finally:
                engine.dispose()
            for content in self._content(DATABASE):
                postgres.restore_sections(url, content, "post-data")
        except BaseException:
            drop_all_tables(url)
            raise

    def _content(self, wanted: str) -> Iterator[Iterator[bytes]]:
        return (content for name, content in self._sections() if name == wanted)

    def _sections(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        return read_sections(Reader(self._file, self._passphrase))


def is_database_empty(url: URL) -> bool:
    """Return whether a database is empty or missing, without creating it."""
    if url.get_backend_name() == "sqlite":
        return not Path(url.database or "").exists()
    engine = create_engine(url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def drop_all_tables(url: URL) -> None:
    """Drop all tables of a PostgreSQL database after a failed restore."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            named = connection.dialect.identifier_preparer.quote
            for table in inspect(connection).get_table_names():
                connection.execute(text(f"DROP TABLE {named(table)} CASCADE"))
    finally:
        engine.dispose()


def count_rows(connection: Connection) -> dict[str, int]:
    """Count the rows of every table."""
    named = connection.dialect.identifier_preparer.quote
    return {
        table: connection.scalar(text(f"SELECT count(*) FROM {named(table)}")) or 0  # noqa: S608 - quoted
        for table in sorted(inspect(connection).get_table_names())
    }


def _own_rows(connection: Connection) -> dict[str, int]:
    """Return the row counts of tables that a restore itself changes."""
    return {name: count_rows(connection)[name] for name in (OutboxPause.__tablename__,)}


Sections = Iterable[tuple[str, Iterable[bytes]]]


@contextmanager
def _sqlite_copy(
    engine: Engine, version: str, scratch: Path, *, scrub: bool
) -> Iterator[tuple[Manifest, Sections]]:
    with TemporaryDirectory(dir=scratch, prefix=".webinars-backup-") as folder:
        path = Path(folder) / "webinars.db"
        began_at = clock.now()
        source = engine.raw_connection()
        try:
            sqlite.copy_snapshot(source.driver_connection, path, scrub=scrub)
        finally:
            source.close()
        made = create_engine(f"sqlite:///{path}")
        try:
            with made.connect() as connection:
                manifest = _manifest(connection, version, began_at, columns=[])
        finally:
            made.dispose()
        yield manifest, [(DATABASE, sqlite.read_blocks(path))]


@contextmanager
def _postgres_snapshot(
    engine: Engine, version: str, _scratch: Path, *, scrub: bool
) -> Iterator[tuple[Manifest, Sections]]:
    began_at = clock.now()
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = postgres.export_snapshot(connection)
        columns = [column["name"] for column in inspect(connection).get_columns("messages")]
        manifest = _manifest(connection, version, began_at, columns=columns)
        sections: list[tuple[str, Iterable[bytes]]] = [
            (DATABASE, postgres.dump_snapshot(engine.url, snapshot, scrub=scrub))
        ]
        if scrub:
            sections.append((MESSAGES, postgres.copy_out(connection, columns)))
        yield manifest, sections


def _manifest(
    connection: Connection, version: str, began_at: datetime, *, columns: list[str]
) -> Manifest:
    queued = "SELECT count(*) FROM messages WHERE state = 'queued'"
    return Manifest(
        created_at=began_at.isoformat(),
        version=version,
        revision=str(connection.scalar(text("SELECT version_num FROM alembic_version"))),
        database=connection.dialect.name,
        counts=count_rows(connection),
        columns=columns,
        queued=connection.scalar(text(queued)) or 0,
    )


def _json(content: Iterator[bytes]) -> dict[str, Any]:
    data = b""
    for block in content:
        data += block
        if len(data) > LONGEST_MANIFEST:
            raise BackupError(DAMAGED)
    try:
        value = json.loads(data)
    except ValueError as error:
        raise BackupError(DAMAGED) from error
    if not isinstance(value, dict):
        raise BackupError(DAMAGED)
    return value
