"""Load generator in a process of its own: keep-alive connections, one thread each.

Reads one job per line as JSON and answers each with its results. wrk is faster, but cannot submit a form with
a new address each time; the same client measures the product and its lower bound.
"""

import http.client
import json
import re
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NO_TOKEN = "x" * 91  # as long as a real token


@dataclass
class Job:
    """What to request, with limits on count, seconds and connections.

    With form, each request submits a form with a new address and the CSRF token of the page that form names;
    the lower bound has no such page, and form is empty.
    """

    port: int
    path: str
    clients: int
    requests: int
    seconds: float
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    form: str = ""
    batch: str = ""
    clients_differ: bool = False  # each request has an address of its own


class Run:
    """The connections of one job and their results."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.statuses: Counter[int] = Counter()
        self.bytes = 0
        self._left = job.requests
        self._lock = threading.Lock()
        self._gate = threading.Barrier(job.clients + 1)
        self._until = 0.0
        self._failed = 0

    def result(self) -> dict[str, Any]:
        """Run the job and return its results."""
        hands = [threading.Thread(target=self._hand) for _ in range(self.job.clients)]
        for hand in hands:
            hand.start()
        self._until = time.monotonic() + 60 + self.job.seconds
        self._gate.wait(60)
        began = time.monotonic()
        self._until = began + self.job.seconds
        for hand in hands:
            hand.join()
        seconds = time.monotonic() - began
        done = sum(self.statuses.values())
        return {
            "requests": done,
            "seconds": seconds,
            "statuses": dict(self.statuses),
            "bytes": self.bytes / max(done, 1),
            "failed": self._failed,
        }

    def _hand(self) -> None:
        job = self.job
        connection = http.client.HTTPConnection("127.0.0.1", job.port, timeout=30)
        connection.connect()
        cookie, token = self._shown(connection)
        self._gate.wait(60)
        try:
            while (turn := self._turn()) >= 0:
                headers, body = dict(job.headers), None
                if job.method == "POST":
                    body = urlencode(registrant(job.batch, turn, token))
                    headers |= form_headers(cookie, job.batch, turn)
                elif job.clients_differ:
                    headers["X-Forwarded-For"] = client_address(job.batch, turn)
                connection.request(job.method, job.path, body, headers)
                answer = connection.getresponse()
                length = len(answer.read())
                with self._lock:
                    self.statuses[answer.status] += 1
                    self.bytes += length
        except (OSError, http.client.HTTPException):
            with self._lock:
                self._failed += 1
        finally:
            connection.close()

    def _turn(self) -> int:
        with self._lock:
            self._left -= 1
            if self._left < 0 or time.monotonic() > self._until:
                return -1
            return self._left

    def _shown(self, connection: http.client.HTTPConnection) -> tuple[str, str]:
        """Fetch a form; return its cookie and CSRF token."""
        if not self.job.form:
            return "webinars=" + "x" * 100, NO_TOKEN
        connection.request("GET", self.job.form)
        answer = connection.getresponse()
        page = answer.read().decode()
        match = TOKEN.search(page)
        return str(answer.headers["Set-Cookie"]).partition(";")[0], match[1] if match else ""


def registrant(batch: str, turn: int, token: str) -> dict[str, str]:
    """Return the fields of a form with a new address."""
    return {
        "csrf_token": token,
        "name": "Ana Example",
        "email": f"{batch}-{turn}@example.org",
        "affiliation": "Example Institute",
        "zone": "Europe/Zurich",
    }


def form_headers(cookie: str, batch: str, turn: int) -> dict[str, str]:
    """Return the headers of a form sent by a client with an address of its own."""
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookie,
        "X-Forwarded-For": client_address(batch, turn),
    }


def client_address(batch: str, turn: int) -> str:
    """Return an address for each request: limits per client are counted, but not reached."""
    seed = (hash(batch) ^ turn * 7919) & 0xFFFFFF
    return f"10.{seed >> 16}.{seed >> 8 & 255}.{seed & 255}"


def main() -> None:
    """Run the jobs on standard input until it closes."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(Run(Job(**json.loads(line))).result()) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
