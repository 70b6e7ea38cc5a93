"""CPU of one registrant's journey: form, POST, page after and two e-mails, one person after another."""

# Each request opens a connection of its own. The next person comes when both e-mails have arrived, so that no
# batch of the worker has other e-mails. The bare views have a database of their own: their forms queue
# messages too, which the worker would send.

import http.client
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from bench import databases
from bench.client import TOKEN, form_headers, registrant
from bench.mail import NO_BUDGETS
from bench.processes import (
    HOST,
    BenchError,
    answer,
    ask,
    first_page,
    free_port,
    outcome,
    python,
    running,
    webinars,
)
from bench.recording import wanted
from bench.sides import Side
from bench.sizes import Size

EMAILS = 2
STEPS = ("form", "registration", "page after")
LONGEST_SECONDS = 30


def measure(
    settings: dict[str, str], url: str, size: Size, folder: Path, slugs: dict[str, str]
) -> dict[str, float]:
    """Return the CPU milliseconds of a journey: web, worker, database, and the bare views of its requests."""
    log, ports = folder / "journey.log", [free_port() for _ in range(3)]
    outcome(python("-m", "bench.fill", "settle"), settings, log)
    mail = {**NO_BUDGETS, "WEBINARS_SMTP_URL": f"smtp://{HOST}:{ports[2]}"}
    bare = python("-m", "bench.bare", str(ports[1]), slugs["page"], slugs["rush"])
    serve = webinars("serve", "--no-worker", "--port", str(ports[0]))
    with (
        databases.copied(url, folder) as bare_url,
        running(bare, _as(settings, bare_url, "bare"), log) as bound,
        running(python("-m", "bench.sink", str(ports[2])), {}, log) as sink,
        running(serve, _as(settings, url, "product"), log) as product,
        running(webinars("worker"), _as(settings, url, "worker") | mail, log) as worker,
    ):
        answer(bound)
        answer(sink)
        first_page(ports[0], "/healthz", since=time.monotonic())
        sides = [
            Side("product", ports[0], product, url),
            Side("worker", 0, worker, url),
            Side("bare", ports[1], bound, bare_url),
        ]
        return _measured(sides, slugs["rush"], size, sink)


def _measured(
    sides: Sequence[Side], rush: str, size: Size, sink: subprocess.Popen[str]
) -> dict[str, float]:
    product, _, bare = sides
    paths = {row.name: row.path for row in wanted(rush, rush)}
    bare_paths = {name: f"/{number}" for number, name in enumerate(paths)}
    for batch, journeys in (("warm", 1), ("measured", size.journeys)):
        before = [side.cpu() for side in sides]
        ask(sink, "reset")
        for turn in range(journeys):
            _journey(product, paths, batch, turn)
            _wait_for_emails(sink, EMAILS * (turn + 1))
            _journey(bare, bare_paths, f"bare-{batch}", turn)
        used = [
            [1000 * (new - old) / journeys for new, old in zip(side.cpu(), cpu, strict=True)]
            for side, cpu in zip(sides, before, strict=True)
        ]
    web, worker, bound = used
    return {
        "web_ms": web[0],
        "worker_ms": worker[0],
        "database_ms": web[1] + worker[1],
        "worker_database_ms": worker[1],
        "bare_ms": sum(bound),
    }


def _journey(side: Side, paths: Mapping[str, str], batch: str, turn: int) -> None:
    form, post, page_after = (paths[step] for step in STEPS)
    cookie, page = _request(side.port, "GET", form, 200)
    token = TOKEN.search(page)
    fields = registrant(batch, turn, token[1] if token else "")
    headers = form_headers(cookie, batch, turn)
    cookie, _ = _request(side.port, "POST", post, 303, headers, urlencode(fields))
    _request(side.port, "GET", page_after, 200, {"Cookie": cookie})


def _request(
    port: int,
    method: str,
    path: str,
    status: int,
    headers: Mapping[str, str] | None = None,
    body: str | None = None,
) -> tuple[str, str]:
    """Send a request on a new connection; return the cookie that it sets, and the page."""
    connection = http.client.HTTPConnection(HOST, port, timeout=LONGEST_SECONDS)
    connection.request(method, path, body, dict(headers or {}))
    response = connection.getresponse()
    page = response.read().decode()
    connection.close()
    if response.status != status:
        raise BenchError(f"{method} {path}: {response.status}")
    return (response.headers["Set-Cookie"] or "").partition(";")[0], page


def _wait_for_emails(sink: subprocess.Popen[str], number: int) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while (count := ask(sink, "report")["count"]) < number:
        if time.monotonic() > until:
            raise BenchError("the e-mails of a registration did not come")
        time.sleep(0.01)
    if count > number:
        raise BenchError(f"{count} e-mails came instead of {number}")


def _as(settings: dict[str, str], url: str, name: str) -> dict[str, str]:
    return {**settings, "WEBINARS_DATABASE_URL": databases.named(url, name)}
