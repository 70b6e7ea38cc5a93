"""A PostgreSQL that lives as long as a test run, by Debian's pg_virtualenv.

As root there is one such cluster on a machine, so the processes of a test run share it: whoever needs it
first starts it, whoever is done last stops it.
"""

import fcntl
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The cluster lives as long as the command inside it, and an hour at most.
SCRIPT = (
    'echo "$$ postgresql+psycopg://$PGUSER:$PGPASSWORD@127.0.0.1:$PGPORT/$PGDATABASE"; '
    "exec sleep 3600"
)
PATIENCE_SECONDS = 90
_running: list[subprocess.Popen] = []  # kept, or Python would warn that they still run


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Give the address of the run's cluster."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    place = Path(tempfile.gettempdir()) / f"webinars-test-postgres-{run}"
    place.mkdir(exist_ok=True)
    with _locked(place) as known:
        if not known:
            known.update(_started(place), users=0)
        known["users"] += 1
        url = known["url"]
    try:
        yield url
    finally:
        with _locked(place) as known:
            known["users"] -= 1
            if not known["users"]:
                _stop(known)
                known.clear()


@contextmanager
def _locked(place: Path) -> Iterator[dict]:
    """Give what the run knows of its cluster, for one process at a time."""
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = place / "cluster.json"
        known = json.loads(file.read_text()) if file.exists() else {}
        yield known
        file.write_text(json.dumps(known))


def _started(place: Path) -> dict:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        known = _tried(place, until)
        if known:
            return known
        _drop_the_dead()
        time.sleep(1)  # or another run has the machine's one cluster, and will be done
    raise AssertionError(f"PostgreSQL did not start: {(place / 'said').read_text()}")


def _tried(place: Path, until: float) -> dict | None:
    said = place / "said"
    with said.open("wb") as out:
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
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _running.append(process)
    while time.monotonic() < until and process.poll() is None:
        for line in said.read_text().splitlines():
            inside, _, url = line.partition(" ")
            if url.startswith("postgresql"):
                return {"inside": int(inside), "process": process.pid, "url": url}
        time.sleep(0.1)
    return None


def _drop_the_dead() -> None:
    """Remove what a run that was killed has left: pg_virtualenv's own cluster, if nothing runs in it."""
    listed = subprocess.run(
        ["pg_lsclusters", "--no-header"], capture_output=True, text=True, check=False
    )
    for line in listed.stdout.splitlines():
        version, name, _, state, *_ = line.split()
        if name == "regress" and state == "down":
            subprocess.run(["pg_dropcluster", version, name], check=False)


def _stop(known: dict) -> None:
    """End the command inside; pg_virtualenv then removes the cluster."""
    os.kill(known["inside"], signal.SIGTERM)
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and _lives(known["process"]):
        time.sleep(0.1)


def _lives(pid: int) -> bool:
    for process in _running:
        if process.pid == pid and process.poll() is not None:
            return False
    return Path(f"/proc/{pid}").exists()
