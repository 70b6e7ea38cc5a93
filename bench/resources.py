"""Measure what a request and an e-mail take of each resource on PostgreSQL: CPU, log and flushes of the disk.

Usage: python -m bench.resources [--quick]. Writes bench/out/resources.json, which bench/simulation.py reads.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from sqlalchemy import create_engine, text

from bench import databases
from bench.mail import NO_BUDGETS
from bench.processes import (
    HOST,
    ROOT,
    BenchError,
    answer,
    ask,
    cpu_seconds,
    family,
    first_page,
    free_port,
    outcome,
    python,
    running,
    webinars,
)
from bench.recording import wanted
from bench.rows import settings_of
from bench.sizes import FULL, QUICK, Size

OUT = ROOT / "bench" / "out" / "resources.json"
PAGES = ("event page", "list of 30", "form", "page after")
RUSH, PLACES = 400, 200
# A backend of PostgreSQL reports its counts up to ten seconds after it was busy.
STATISTICS_SECONDS = 11
LONGEST_SECONDS = 12
COUNT_SECONDS = 0.01
NANO = 1e9


@dataclass(frozen=True)
class Used:
    """What some work took in all: seconds of CPU, bytes and flushes of the log, bytes of tables and indexes.

    others: how many processes of others were runnable on average, which shared the cores.
    """

    cpu: dict[str, float]
    others: float
    log_bytes: float
    flushes: float
    flush_seconds: float
    stored_bytes: float

    def each(self, number: int) -> dict[str, float]:
        """Return it for each of a number of pieces of work, times in milliseconds."""
        return {
            **{f"{name}_ms": 1000 * seconds / number for name, seconds in self.cpu.items()},
            "others": self.others,
            "log_bytes": self.log_bytes / number,
            "flushes": self.flushes / number,
            "flush_ms": 1000 * self.flush_seconds / max(self.flushes, 1),
            "stored_bytes": self.stored_bytes / number,
        }


class Meter:
    """Reads what processes and the backends of an application have used."""

    def __init__(self, url: str, name: str, pids: dict[str, int]) -> None:
        self._url, self._name, self._pids = url, name, pids

    def begin(self) -> None:
        """Read the state before some work."""
        self._log = self._read_log()
        self._cpu, self._scheduled = self._read_cpu(), self._read_schedule()
        self._began, self._runnable, self._is_over = time.monotonic(), [], threading.Event()
        threading.Thread(target=self._count_runnable, daemon=True).start()

    def end(self, *, writes: bool = True) -> Used:
        """Return what was used since begin(), with flushes if it writes."""
        cpu, schedule = self._read_cpu(), self._read_schedule()
        self._is_over.set()
        seconds = time.monotonic() - self._began
        if writes:
            time.sleep(STATISTICS_SECONDS)
        own = (schedule - self._scheduled) / seconds
        others = fmean(self._runnable) - own if self._runnable else 0.0
        size, *log = (new - old for new, old in zip(self._read_log(), self._log, strict=True))
        return Used(
            {name: seconds - self._cpu[name] for name, seconds in cpu.items()},
            max(0.0, others),
            *(log[0], log[1], log[2] / 1000),
            size,
        )

    def _read_cpu(self) -> dict[str, float]:
        return {name: cpu_seconds(family(pid)) for name, pid in self._pids.items()} | {
            "database": self._server_cpu()
        }

    def _server_cpu(self) -> float:
        """Return the CPU seconds of PostgreSQL's processes, also of those that have ended."""
        return cpu_seconds(family(self._server)) + _ended_children(self._server)

    def _read_schedule(self) -> float:
        return _runnable_seconds([*self._pids.values(), *databases.backends(self._url, self._name)])

    def _count_runnable(self) -> None:
        while not self._is_over.wait(COUNT_SECONDS):
            runnable = Path("/proc/loadavg").read_text("ascii").split()[3].partition("/")[0]
            self._runnable.append(int(runnable) - 1)  # without this thread

    def _read_log(self) -> tuple[float, ...]:
        query = (
            "SELECT pg_database_size(current_database()), wal_bytes, wal_sync, wal_sync_time,"
            " pg_backend_pid() FROM pg_stat_wal"
        )
        engine = create_engine(self._url)
        try:
            with engine.connect() as connection:
                *counts, backend = connection.execute(text(query)).one()
                self._server = _parent(backend)
        finally:
            engine.dispose()
        return tuple(map(float, counts))


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _ended_children(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def _runnable_seconds(pids: Iterable[int]) -> float:
    """Return the seconds for which threads of processes ran or waited for a core."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for thread in Path(f"/proc/{pid}/task").iterdir():
                total += sum(map(int, (thread / "schedstat").read_text("ascii").split()[:2]))
    return total / NANO


class Measurement:
    """A server, a worker's messages and a client, on one PostgreSQL."""

    def __init__(self, url: str, size: Size, folder: Path) -> None:
        self.url, self.size, self.log = url, size, folder / "resources.log"
        self.settings = settings_of(url, folder)
        fill = python("-m", "bench.fill", "events", str(min(size.events, 100)))
        self.slugs = outcome(fill, self.settings, self.log)

    def measured(self) -> dict[str, Any]:
        """Return the figures of registrations, pages and e-mails."""
        port = free_port()
        serve = webinars("serve", "--no-worker", "--port", str(port))
        with (
            running(serve, self._as("product"), self.log) as product,
            running(python("-m", "bench.client"), {}, self.log) as client,
            running(python("-m", "bench.crowd"), {}, self.log) as crowd,
        ):
            first_page(port, "/healthz", since=time.monotonic())
            meter = Meter(self.url, "product", {"web": product.pid, "client": client.pid})
            return {
                "registrations": {
                    str(clients): self._requests(client, meter, "registration", port, clients)
                    for clients in self.size.clients
                },
                "pages": {page: self._requests(client, meter, page, port, 1) for page in PAGES},
                "rush": self._rush(
                    crowd,
                    Meter(self.url, "product", {"web": product.pid, "client": crowd.pid}),
                    port,
                ),
                "e-mail": self._emails(),
            }

    def _requests(
        self, client: subprocess.Popen[str], meter: Meter, name: str, port: int, clients: int
    ) -> dict[str, float]:
        [row] = [row for row in wanted(self.slugs["page"], self.slugs["rush"]) if row.name == name]
        job = {
            "port": port,
            "path": row.path,
            "method": row.method,
            "headers": dict(row.headers),
            "clients": clients,
            "requests": self.size.warm_up,
            "seconds": self.size.seconds,
            "form": row.path if row.method == "POST" else "",
        }
        ask(client, {**job, "batch": f"warm{time.monotonic_ns()}"})
        meter.begin()
        more = {
            "requests": self.size.requests,
            "seconds": LONGEST_SECONDS,
            "batch": f"all{time.monotonic_ns()}",
        }
        run = ask(client, {**job, **more})
        if set(run["statuses"]) - {"200", "303"} or run["failed"]:
            raise BenchError(f"{name}: {run}")
        return {
            "rate": run["requests"] / run["seconds"],
            **meter.end(writes=row.method == "POST").each(run["requests"]),
        }

    def _rush(self, crowd: subprocess.Popen[str], meter: Meter, port: int) -> dict[str, float]:
        people = min(RUSH, self.size.requests)
        fill = python("-m", "bench.fill", "rush", "1", str(PLACES))
        [slug] = outcome(fill, self.settings, self.log)["slugs"]
        [path] = [row.path for row in wanted(slug, slug) if row.name == "registration"]
        page = f"/events/{self.slugs['page']}"
        job = {"port": port, "people": people, "steps": [path], "page": page, "token_of": path}
        meter.begin()
        run = ask(crowd, {**job, "batch": f"rush{time.monotonic_ns()}"})
        if set(run["statuses"]) != {"303"}:
            raise BenchError(f"rush: {run}")
        figures = {"people": people, "seconds": run["seconds"], "pages": run["pages"]}
        return {**figures, **meter.end().each(people)}

    def _emails(self) -> dict[str, float]:
        port, number = free_port(), str(self.size.mails)
        mail = {**NO_BUDGETS, "WEBINARS_SMTP_URL": f"smtp://{HOST}:{port}"}
        with running(python("-m", "bench.sink", str(port)), {}, self.log) as sink:
            answer(sink)
            due = outcome(python("-m", "bench.fill", "queue", number), self.settings, self.log)
            ask(sink, "reset")
            with running(webinars("worker"), self._as("worker") | mail, self.log) as worker:
                meter = Meter(self.url, "worker", {"worker": worker.pid})
                _wait(sink, 1)
                first = ask(sink, "report")["count"]
                meter.begin()
                began = time.monotonic()
                _wait(sink, due["messages"])
                sent, seconds = due["messages"] - first, time.monotonic() - began
                return {"rate": sent / seconds, **meter.end().each(sent)}

    def _as(self, name: str) -> dict[str, str]:
        return {**self.settings, "WEBINARS_DATABASE_URL": databases.named(self.url, name)}


def _wait(sink: subprocess.Popen[str], number: int) -> None:
    until = time.monotonic() + 120
    while ask(sink, "report")["count"] < number:
        if time.monotonic() > until:
            raise BenchError("the e-mails did not come")
        time.sleep(0.005)


def _time_flushes(url: str) -> None:
    """Let PostgreSQL measure how long flushes take."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET track_wal_io_timing = on"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def main(arguments: Sequence[str]) -> None:
    """Measure, print a line for each kind of work and write the figures."""
    size = QUICK if "--quick" in arguments else FULL
    with (
        tempfile.TemporaryDirectory(prefix="webinars-bench-") as folder,
        databases.database("postgresql", Path(folder)) as url,
    ):
        _time_flushes(url)
        figures = Measurement(url, size, Path(folder)).measured()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    rows = {
        f"registration, {number} at once": row for number, row in figures["registrations"].items()
    }
    for name, row in {
        **rows,
        **figures["pages"],
        **{name: figures[name] for name in ("rush", "e-mail")},
    }.items():
        values = "  ".join(f"{what} {value:.2f}" for what, value in row.items())
        print(f"{name:<26} {values}")  # noqa: T201 - a command


if __name__ == "__main__":
    main(sys.argv[1:])
