"""Measure one database: pages, feeds, forms, the worker, memory and startup."""

import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench import databases, journey, mail, transactions
from bench.processes import (
    HOST,
    BenchError,
    answer,
    ask,
    family,
    first_page,
    free_port,
    outcome,
    pss_mib,
    python,
    running,
    webinars,
)
from bench.recording import RIGHT, Wanted, wanted
from bench.sides import Side
from bench.sizes import Size


def measure(kind: str, size: Size, folder: Path) -> dict[str, Any]:
    """Return the figures of one kind of database."""
    with databases.database(kind, folder) as url:
        settings = settings_of(url, folder)
        fill = python("-m", "bench.fill", "events", str(size.events))
        slugs = outcome(fill, settings, folder / "fill.log")
        rows = Rows(settings, url, size, folder, slugs).measured()
        return {
            "rows": rows,
            "mail": mail.measure(settings, size, folder),
            "journey": journey.measure(settings, url, size, folder, slugs),
            **_whole(settings, size, folder, slugs),
        }


def settings_of(url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a measured installation."""
    return {
        "WEBINARS_DATA_DIR": str(folder / "data"),
        "WEBINARS_DATABASE_URL": url,
        "WEBINARS_SECRET_KEY": "a key that is only good for measuring, and long",
        "WEBINARS_TRUSTED_PROXIES": "1",  # each form comes from a client of its own
        "WEBINARS_BASE_URL": f"http://{HOST}:8000",
    }


class Rows:
    """The rows that are requests, measured alternately on the product and its lower bound."""

    def __init__(
        self,
        settings: dict[str, str],
        url: str,
        size: Size,
        folder: Path,
        slugs: dict[str, str],
        own: Sequence[Wanted] = (),
    ) -> None:
        """Prepare the usual rows, of the events of slugs, or own ones."""
        self.settings, self.url, self.size = settings, url, size
        self.folder, self.slugs, self.own = folder, slugs, own

    def measured(self, names: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the figures of these rows, or of all, by name."""
        log, ports = self.folder / "servers.log", (free_port(), free_port())
        serve = webinars("serve", "--no-worker", "--port", str(ports[0]))
        asked = (
            [json.dumps([vars(row) for row in self.own])]
            if self.own
            else [self.slugs["page"], self.slugs["rush"]]
        )
        bare = python("-m", "bench.bare", str(ports[1]), *asked)
        with (
            running(bare, self._as("bare"), log) as bound,
            running(python("-m", "bench.client"), {}, log) as client,
        ):
            recorded = answer(bound)
            with running(serve, self._as("product"), log) as product:
                first_page(ports[0], "/healthz", since=time.monotonic())
                sides = (
                    Side("product", ports[0], product, self.url),
                    Side("bare", ports[1], bound, self.url),
                )
                rows = self.own or self._usual(recorded)
                return {
                    row.name: self._row(number, row, recorded[row.name], sides, client)
                    for number, row in enumerate(rows)
                    if not names or row.name in names
                }

    def _usual(self, recorded: dict[str, Any]) -> list[Wanted]:
        tags = [recorded[name]["etag"] for name in ("warm feed", "event.ics")]
        return wanted(self.slugs["page"], self.slugs["rush"], *tags)

    def _as(self, name: str) -> dict[str, str]:
        return {**self.settings, "WEBINARS_DATABASE_URL": databases.named(self.url, name)}

    def _row(
        self,
        number: int,
        row: Wanted,
        recorded: dict[str, Any],
        sides: tuple[Side, Side],
        client: subprocess.Popen[str],
    ) -> dict[str, Any]:
        size = self.size
        figures: dict[str, Any] = {
            "statements": recorded["statements"],
            "bytes": recorded["bytes"],
            "sql": recorded["sql"],
        }
        seen: dict[str, dict[int, list[dict[str, float]]]] = {}
        for side in sides:
            seen[side.name] = {clients: [] for clients in size.clients}
            self._ask(number, row, side, client, max(size.clients), size.warm_up)
        for clients in size.clients:
            for _ in range(size.repeats):
                for side in sides:
                    run = self._ask(number, row, side, client, clients, size.requests)
                    seen[side.name][clients].append(run)
        for name, by_clients in seen.items():
            figures[name] = _medians(by_clients)
        if row.method == "POST":
            figures["bare transactions"] = {
                clients: median(
                    transactions.rate(
                        self.url,
                        recorded,
                        clients=clients,
                        seconds=size.seconds / 2,
                        folder=self.folder,
                    )
                    for _ in range(min(size.repeats, 3))
                )
                for clients in size.clients
            }
        return figures

    def _ask(
        self,
        number: int,
        row: Wanted,
        side: Side,
        client: subprocess.Popen[str],
        clients: int,
        requests: int,
    ) -> dict[str, float]:
        is_product = side.name == "product"
        job = {
            "port": side.port,
            "path": row.path if is_product else f"/{number}",
            "method": row.method,
            "headers": dict(row.headers),
            "clients": clients,
            "requests": requests,
            "seconds": self.size.seconds,
            "form": row.path if is_product and row.method == "POST" else "",
            "batch": f"{side.name}{time.monotonic_ns()}",
            "clients_differ": row.clients_differ,
        }
        web, base = side.cpu()
        run = ask(client, job)
        web_after, base_after = side.cpu()
        wrong = set(run["statuses"]) - set(RIGHT[row.method])
        if wrong or run["failed"] or not run["requests"]:
            raise BenchError(f"{row.name} of the {side.name}: {run}")
        number_done = run["requests"]
        return {
            "rate": number_done / run["seconds"],
            "cpu_ms": 1000 * (web_after - web + base_after - base) / number_done,
            "database_cpu_ms": 1000 * (base_after - base) / number_done,
            "bytes": run["bytes"],
        }


def _medians(by_clients: dict[int, list[dict[str, float]]]) -> dict[str, Any]:
    return {
        str(clients): {name: median(run[name] for run in runs) for name in runs[0]}
        for clients, runs in by_clients.items()
    }


def _whole(
    settings: dict[str, str], size: Size, folder: Path, slugs: dict[str, str]
) -> dict[str, Any]:
    """Return the startup time with and without a database, and the memory after some use."""
    log = folder / "whole.log"
    outcome(python("-m", "bench.fill", "settle"), settings, folder / "fill.log")
    starts, memory = [], 0.0
    for turn in range(size.starts):
        began, port = time.monotonic(), free_port()
        with running(webinars("serve", "--port", str(port)), settings, log) as process:
            starts.append(first_page(port, "/", since=began))
            if turn == 0:
                use_every_page(port, size, slugs)
                memory = pss_mib(family(process.pid))
    with_new = []
    for turn in range(size.starts):
        new = {"WEBINARS_DATA_DIR": str(folder / f"new{turn}")}
        began, port = time.monotonic(), free_port()
        with running(webinars("serve", "--port", str(port)), new, log):
            with_new.append(first_page(port, "/", since=began))
    return {
        "pss_mib": memory,
        "first_page_s": median(starts),
        "first_page_new_folder_s": median(with_new),
    }


def use_every_page(port: int, size: Size, slugs: dict[str, str]) -> None:
    """Request every page with as many clients as the largest measurement has."""
    with running(python("-m", "bench.client"), {}) as client:
        for row in wanted(slugs["page"], slugs["rush"]):
            job = {
                "port": port,
                "path": row.path,
                "method": row.method,
                "clients": max(size.clients),
                "requests": size.requests,
                "seconds": size.seconds,
                "form": row.path if row.method == "POST" else "",
                "batch": f"memory{time.monotonic_ns()}",
            }
            ask(client, job)
