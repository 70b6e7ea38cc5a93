"""Processes of a measurement: start, query, measure and stop."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.fork_server import ForkedProcess

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
START_SECONDS = 60
_TICKS = os.sysconf("SC_CLK_TCK")
_AFTER_NAME_PARENT, _AFTER_NAME_USER, _AFTER_NAME_SYSTEM = 1, 11, 12
_CPU_CLOCK = 2  # of a process, in Linux's ids of clocks


class BenchError(Exception):
    """A measurement failed; the text says why."""


def python(*arguments: str) -> list[str]:
    """Return a command that this Python runs."""
    return [sys.executable, *arguments]


def webinars(*arguments: str) -> list[str]:
    """Return a command of the product, as an installation runs it."""
    return [sys.executable, "-c", "from webinars.cli import main; main()", *arguments]


class Forking:
    """Which processes are forks of one that has imported the product, which takes two seconds of CPU time.

    Those of the benchmark always are; the product is where its start and its memory do not count.
    """

    has_product = False

    def type_of(self, command: list[str]) -> type[subprocess.Popen[str]]:
        """Return the class of a command's process."""
        is_own = command[1] == "-m"
        return ForkedProcess if is_own or self.has_product else subprocess.Popen


forking = Forking()


@contextmanager
def running(
    command: list[str], settings: Mapping[str, str], log: Path | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run a process with settings in its environment; terminate it afterwards."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WEBINARS_")},
        **settings,
    }
    with (log or Path(os.devnull)).open("ab") as output:
        process = forking.type_of(command)(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
        )
    try:
        yield process
    finally:
        if process.stdin:
            with suppress(BrokenPipeError):
                process.stdin.close()
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def ask(process: subprocess.Popen[str], question: object) -> Any:
    """Send one line of JSON to a process and return its response."""
    assert process.stdin is not None  # noqa: S101 - running() opened it
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    return answer(process)


def answer(process: subprocess.Popen[str]) -> Any:
    """Parse the next line of a process.

    Raises:
        BenchError: it has exited.
    """
    assert process.stdout is not None  # noqa: S101 - running() opened it
    line = process.stdout.readline()
    if not line:
        raise BenchError(f"a process of the measurement ended: {process.args!r}")
    return json.loads(line)


def outcome(command: list[str], settings: Mapping[str, str], log: Path) -> Any:
    """Run a process to its end and return the JSON that it prints."""
    with running(command, settings, log) as process:
        return answer(process)


def free_port() -> int:
    """Return an unused port."""
    with socket.socket() as door:
        door.bind((HOST, 0))
        return int(door.getsockname()[1])


def first_page(port: int, path: str, *, since: float) -> float:
    """Return the seconds until a page is served with 200.

    Raises:
        BenchError: it was not, within a minute.
    """
    while time.monotonic() - since < START_SECONDS:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            try:
                connection.request("GET", path)
                response = connection.getresponse()
                response.read()
                if response.status == http.client.OK:
                    return time.monotonic() - since
            finally:
                connection.close()
        time.sleep(0.005)
    raise BenchError(f"no page at port {port}")


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parents[int(folder.name)] = int(_stat(int(folder.name))[_AFTER_NAME_PARENT])
    pids = [pid]
    for one in pids:
        pids += [child for child, parent in parents.items() if parent == one]
    return pids


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the CPU time of processes, user and system, also of their threads that have ended."""
    return sum(_cpu_seconds(pid) for pid in pids)


def _cpu_seconds(pid: int) -> float:
    with suppress(OSError):  # the process has ended, or the system has no such clocks
        return time.clock_gettime_ns((~pid << 3) | _CPU_CLOCK) / 1e9
    with suppress(OSError):
        parts = _stat(pid)
        return (int(parts[_AFTER_NAME_USER]) + int(parts[_AFTER_NAME_SYSTEM])) / _TICKS
    return 0.0


def pss_mib(pids: Iterable[int]) -> float:
    """Return the proportional set size of processes in MiB, without those that have ended."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


def _stat(pid: int) -> list[str]:
    # The name is in parentheses and may contain anything, even parentheses.
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
