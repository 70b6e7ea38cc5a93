"""Back up and restore PostgreSQL with pg_dump and pg_restore."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from webinars.backup import secret_removal
from webinars.backup.errors import BackupError

BLOCK = 256 * 1024
# Restored last: without it the database is not recognized as an installation.
MARK = "alembic_version"


def export_snapshot(connection: Connection) -> str:
    """Export the snapshot of the transaction for pg_dump and return its name."""
    return str(connection.scalar(text("SELECT pg_export_snapshot()")))


def dump_snapshot(url: URL, snapshot: str, *, scrub: bool) -> Iterator[bytes]:
    """Yield a dump in custom format, without the schema revision and, if scrubbed, without the outbox."""
    left_out = [MARK, *([secret_removal.TABLE] if scrub else [])]
    command = [
        _program("pg_dump"),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        *(f"--exclude-table-data=public.{name}" for name in left_out),
    ]
    with tempfile.TemporaryFile() as complaints:
        with subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
            command, env=_environment(url), stdout=subprocess.PIPE, stderr=complaints
        ) as process:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            try:
                while block := process.stdout.read(BLOCK):
                    yield block
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            complaints.seek(0)
            raise BackupError(_complaint("pg_dump", complaints.read()))


def restore_sections(url: URL, content: Iterable[bytes], *sections: str) -> None:
    """Restore sections of a dump, each in one transaction.

    Raises:
        BackupError: pg_restore failed.
    """
    command = [
        _program("pg_restore"),
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        f"--dbname={url.database}",
        *(f"--section={name}" for name in sections),
    ]
    with tempfile.TemporaryFile() as complaints:
        with subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
            command,
            env=_environment(url),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        ) as process:
            assert process.stdin is not None  # noqa: S101 - it is a pipe
            try:
                for block in content:
                    process.stdin.write(block)
                process.stdin.close()
            except BrokenPipeError:
                pass  # its error output has the reason
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            complaints.seek(0)
            raise BackupError(_complaint("pg_restore", complaints.read()))


def copy_out(connection: Connection, columns: Sequence[str]) -> Iterator[bytes]:
    """Yield the scrubbed outbox in PostgreSQL's text format."""
    cursor = connection.connection.cursor()
    statement = f"COPY ({secret_removal.scrubbed_select(list(columns))}) TO STDOUT"
    with cursor.copy(statement) as copied:
        for block in copied:
            yield bytes(block)


def copy_in(connection: Connection, columns: Sequence[str], content: Iterable[bytes]) -> None:
    """Restore the scrubbed outbox of an unencrypted backup."""
    named = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {secret_removal.TABLE} ({named}) FROM STDIN") as copied:
        for block in content:
            copied.write(block)


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise BackupError(
            f"{name} is not installed; backups of PostgreSQL need it: "
            "on Debian, apt install postgresql-client"
        )
    return path


def _environment(url: URL) -> dict[str, str]:
    """Return the connection parameters as environment variables, which other users cannot read."""
    variables = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        # Such as sslmode or sslrootcert: each has its own variable.
        **{
            f"PG{name.upper().replace('_', '')}": value
            for name, value in url.query.items()
            if name != "connect_timeout" and isinstance(value, str)
        },
    }
    return {**os.environ, **{name: str(value) for name, value in variables.items() if value}}


def _complaint(program: str, text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines() or ["it gave no reason"]
    first = next((line for line in lines if "error" in line), lines[0])
    return f"{program}: {first.removeprefix(f'{program}: ').removeprefix('error: ')}"
