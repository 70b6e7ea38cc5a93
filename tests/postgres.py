"""A PostgreSQL that lives as long as a test session, by Debian's pg_virtualenv."""

import fcntl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The cluster lives as long as the command inside it, which waits for its standard input to close.
SCRIPT = (
    'printf "%s\\n" "postgresql+psycopg://$PGUSER:$PGPASSWORD@127.0.0.1:$PGPORT/$PGDATABASE"; cat'
)
ATTEMPTS = 3


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Start a cluster of its own and give its address; stop it afterwards."""
    process, url = _started()
    try:
        yield url
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def _started() -> tuple[subprocess.Popen[str], str]:
    # Two that start at once choose the same free port, so one starts after the other.
    with (Path(tempfile.gettempdir()) / "webinars-test-postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for _ in range(ATTEMPTS):
            process = subprocess.Popen(
                [
                    "pg_virtualenv",
                    "-o",
                    "fsync=off",
                    "-o",
                    "synchronous_commit=off",
                    "sh",
                    "-c",
                    SCRIPT,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            for line in process.stdout:
                if line.startswith("postgresql"):
                    return process, line.strip()
            process.stdin.close()
            process.stdout.close()
            process.wait(60)
    raise AssertionError("the throw-away PostgreSQL did not start")
