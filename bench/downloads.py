"""Registrations while many download large files, through nginx as shipped and the server as it is run.

Usage: python -m bench.downloads PORT CERTIFICATE PATH COUNT OCTETS-A-SECOND, which are the readers. It prints
a line of JSON once all have begun, and one when its input ends. Needs nginx and openssl.
"""

import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.client import TOKEN, registrant
from bench.databases import database
from bench.processes import BenchError, answer, cpu_seconds, family, pss_mib, python, running
from bench.sizes import Size
from tests.conftest import SUMMER, make_app
from tests.deploy.shipped import HOST, Proxy, free_port, nginx, service, settings
from tests.documents.stored import store_document
from tests.fork_server import ForkedProcess
from webinars.accounts.organisers import add_organiser
from webinars.database import db, transaction
from webinars.documents.models import DocumentVersion
from webinars.documents.storage.stored_files import store_file
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event

READERS = 50
MOST_TIMES = 2.0  # the 95th percentile of a registration, beside that without downloads
MOST_MEBIBYTES = 40  # more memory of the server and of nginx
SLOW = 512 * 1024  # octets a second of one reader; fast ones read as fast as they can
PAUSE_SECONDS = 0.05  # between two registrations
MEBIBYTE = 1024 * 1024
_BLOCK = 64 * 1024
_PHASES = {"alone": None, "slow readers": SLOW, "alone again": None, "fast readers": 0}


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures of one kind of database."""
    place, port = folder / "downloads", free_port()
    (place / "var").mkdir(parents=True)
    with database(kind, place) as url:
        environment = settings(
            WEBINARS_DATA_DIR=str(place / "var"),
            WEBINARS_DATABASE_URL="" if kind == "sqlite" else url,
            WEBINARS_SMTP_URL=f"file://{place / 'mail'}",
            WEBINARS_SECRET_KEY="a key that is only good for measuring, and long",  # noqa: S106 - of no installation
        )
        with (
            service(environment, port, start=ForkedProcess, log=place / "server.log") as server,
            nginx(place / "nginx", port) as proxy,
        ):
            slug, path = _fill(place, environment, size.download_mib * MEBIBYTE)
            client = _Client(proxy, slug)
            client.register(size.downloads // 4)  # connections are opened, statements prepared
            return {
                name: _phase(name, rate, client, path, server.pid, size)
                for name, rate in _PHASES.items()
            }


def lines(kind: str, figures: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines of the table."""
    yield ""
    yield (
        f"registrations beside {READERS} downloads on {kind}: {'p50 ms':>10}{'p95 ms':>10}{'times':>8}"
        f"{'MiB/s':>8}{'server MiB':>12}{'nginx MiB':>11}{'on its disk':>13}{'CPU s/s':>9}"
    )
    base = min(figures[name]["p95_ms"] for name, rate in _PHASES.items() if rate is None)
    for name, one in figures.items():
        times = one["p95_ms"] / base
        goal = "" if times <= MOST_TIMES or name != "slow readers" else " over"
        yield (
            f"{name:<46}{one['p50_ms']:>10.1f}{one['p95_ms']:>10.1f}{times:>8.2f}{one['mib_s']:>8.0f}"
            f"{one['server_mib']:>12.0f}{one['nginx_mib']:>11.0f}{one['temporary_mib']:>13.0f}"
            f"{one['cpu_s']:>9.2f}{goal}"
        )


def _fill(place: Path, environment: Mapping[str, str], octets: int) -> tuple[str, str]:
    """Publish an event to register for, and a document with a large file; return slug and path."""
    values = {name.removeprefix("WEBINARS_"): value for name, value in environment.items()}
    app = make_app(place, **values | {"TRUSTED_PROXIES": 1})
    with app.app_context():
        with transaction() as session:
            host = add_organiser(session, email="host@example.org", timezone="Europe/Zurich")
            details = EventDetails(title="Open", when=SUMMER, cities=("GVA",))
            site = app.extensions["site"]
            event = create_event(session, organiser=host, details=details, site=site)
            publish_event(session, event.id, site)
            event_id, slug = event.id, event.slug
        store_document("BENCH/1", event_id=event_id)
        with transaction() as session:
            body = b"%PDF-1.7\n" + os.urandom(octets)
            file = store_file(session, "large.pdf", body)
            version = session.query(DocumentVersion).one()
            version.file_id = file.id
            path = f"/documents/files/{version.id}/{file.name}"
        db.session.remove()
        db.engine.dispose()
    return slug, path


class _Client:
    """Registers one person after another, each from an address and on a connection of its own."""

    def __init__(self, proxy: Proxy, slug: str) -> None:
        self.proxy, self._path = proxy, f"/events/{slug}/registrations"
        self.certificate = str(proxy.folder / "fullchain.pem")
        self._trust = ssl.create_default_context(cafile=self.certificate)
        self._turn = 0

    def register(self, number: int) -> list[float]:
        """Register a number of people; return the milliseconds of each request that sent the form."""
        return [self._register_one() for _ in range(number)]

    def _register_one(self) -> float:
        time.sleep(PAUSE_SECONDS)
        self._turn += 1
        connection = _connection(self.proxy.https_port, self._trust, self._turn)
        try:
            connection.request("GET", self._path, headers={"Host": HOST})
            page = connection.getresponse()
            token = re.search(TOKEN, page.read().decode())
            cookie = str(page.headers["Set-Cookie"]).partition(";")[0]
            headers = {
                "Host": HOST,
                "Cookie": cookie,
                "Origin": f"https://{HOST}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            body = urlencode(registrant("load", self._turn, token[1] if token else ""))
            began = time.monotonic()
            connection.request("POST", self._path, body, headers)
            response = connection.getresponse()
            response.read()
            seconds = time.monotonic() - began
            if response.status != http.HTTPStatus.SEE_OTHER:
                raise BenchError(f"registration {self._turn}: {response.status}")
        finally:
            connection.close()
        return 1000 * seconds


def _phase(
    name: str, rate: int | None, client: _Client, path: str, server: int, size: Size
) -> dict[str, float]:
    """Register people while others download, or alone; return the figures of that time."""
    proxy = client.proxy
    processes = {
        "server": family(server),
        "nginx": family(int((proxy.folder / "nginx.pid").read_text())),
    }
    everything = list(chain.from_iterable(processes.values()))
    peaks = dict.fromkeys((*processes, "temporary"), 0.0)
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(0.1):
            for of, pids in processes.items():
                peaks[of] = max(peaks[of], pss_mib(pids))
            peaks["temporary"] = max(peaks["temporary"], _temporary_mib(processes["nginx"]))

    watcher = threading.Thread(target=watch)
    watcher.start()
    read: dict[str, Any] = {"octets": 0, "failures": []}
    cpu, began = cpu_seconds(everything), time.monotonic()
    try:
        if rate is None:
            times = client.register(size.downloads)
        else:
            with _readers(proxy, client.certificate, path, rate) as readers:
                times = client.register(size.downloads)
                read = _ended(readers)
    finally:
        is_over.set()
        watcher.join()
    seconds = time.monotonic() - began
    if read["failures"]:
        raise BenchError(f"{name}: {read}")
    times.sort()
    return {
        "p50_ms": times[len(times) // 2],
        "p95_ms": times[int(len(times) * 0.95)],
        "mib_s": read["octets"] / MEBIBYTE / seconds,
        "server_mib": peaks["server"],
        "nginx_mib": peaks["nginx"],
        "temporary_mib": peaks["temporary"],
        "cpu_s": (cpu_seconds(everything) - cpu) / seconds,
    }


class _readers:  # noqa: N801 - used like a function
    """Runs the process of the readers; all have begun when the block does."""

    def __init__(self, proxy: Proxy, certificate: str, path: str, rate: int) -> None:
        arguments = (str(proxy.https_port), certificate, path, str(READERS), str(rate))
        self._running = running(
            python("-m", "bench.downloads", *arguments), {}, proxy.folder / "readers.log"
        )

    def __enter__(self) -> subprocess.Popen[str]:
        """Start the process."""
        process = self._running.__enter__()
        answer(process)
        return process

    def __exit__(self, *raised: Any) -> None:
        """End it."""
        self._running.__exit__(*raised)


def _ended(readers: subprocess.Popen[str]) -> dict[str, Any]:
    assert readers.stdin is not None  # noqa: S101 - running() opened it
    readers.stdin.close()
    figures: dict[str, Any] = answer(readers)
    return figures


def _temporary_mib(pids: list[int]) -> float:
    """Return the MiB of the files without a name that processes have open, as nginx has for slow clients."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for path in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError):
                    is_unnamed = str(path.readlink()).endswith("(deleted)")
                    total += path.stat().st_size if is_unnamed else 0
    return total / MEBIBYTE


def _connection(port: int, trust: ssl.SSLContext, turn: int) -> http.client.HTTPSConnection:
    """Open a connection from an address of its own: the limits of a client do not count here."""
    connection = http.client.HTTPSConnection(HOST)
    source = (f"127.1.{turn >> 8 & 255}.{turn & 255}", 0)
    plain = socket.create_connection(("127.0.0.1", port), 60, source)
    connection.sock = trust.wrap_socket(plain, server_hostname=HOST)
    return connection


class _Readers:
    """Threads that download a file again and again until they are stopped."""

    def __init__(self, port: int, certificate: str, path: str, rate: int) -> None:
        self._port, self._path, self._rate = port, path, rate
        self._trust = ssl.create_default_context(cafile=certificate)
        self._lock, self._is_over = threading.Lock(), threading.Event()
        self.octets, self.failures = 0, list[str]()

    def run(self, count: int) -> None:
        """Start the threads, say that all have begun, and stop them when the input ends."""
        gate = threading.Barrier(count + 1)
        threads = [threading.Thread(target=self._read, args=(turn, gate)) for turn in range(count)]
        for thread in threads:
            thread.start()
        with suppress(threading.BrokenBarrierError):
            gate.wait(120)
        _print({"begun": count})
        sys.stdin.read()
        self._is_over.set()
        for thread in threads:
            thread.join()
        _print({"octets": self.octets, "failures": self.failures})

    def _read(self, turn: int, gate: threading.Barrier) -> None:
        try:
            self._read_once(turn, gate)
            while not self._is_over.is_set():
                self._read_once(turn, None)
        except (OSError, BenchError, http.client.HTTPException) as error:
            gate.abort()
            self.failures.append(repr(error))
        except threading.BrokenBarrierError:
            self.failures.append("another one has failed")

    def _read_once(self, turn: int, gate: threading.Barrier | None) -> None:
        connection = _connection(self._port, self._trust, turn + 1)
        connection.request("GET", self._path, headers={"Host": HOST})
        response = connection.getresponse()
        if response.status != http.HTTPStatus.OK:
            raise BenchError(f"download: {response.status}")
        left = int(response.headers["Content-Length"])
        if gate is not None:
            gate.wait(120)
        while not self._is_over.is_set() and (part := response.read(_BLOCK)):
            left -= len(part)
            with self._lock:
                self.octets += len(part)
            if self._rate:
                self._is_over.wait(len(part) / self._rate)
        connection.close()
        if left and not self._is_over.is_set():
            raise BenchError(f"download: {left} octets are missing")


def _print(figures: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def main(port: str, certificate: str, path: str, count: str, rate: str) -> None:
    """Read in this process."""
    _Readers(int(port), certificate, path, int(rate)).run(int(count))


if __name__ == "__main__":
    main(*sys.argv[1:])
