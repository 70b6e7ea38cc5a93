"""Work of the product on all registrants of an event: downloads, an action, and the purge."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, event, select, text, update

from bench import databases
from bench.organiser_client import OrganiserClient
from bench.own_messages import peak_mib, register_one, wait_until_sent
from bench.processes import (
    BenchError,
    cpu_seconds,
    family,
    first_page,
    free_port,
    running,
    webinars,
)
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.events.models import Event
from webinars.registrations.models import BulkAction, DataPurge
from webinars.registrations.organiser import bulk_action
from webinars.registrations.organiser.registrant_list import RegistrantFilter
from webinars.registrations.status import Status
from webinars.timezones import clock
from webinars.worker.data_purge import DataPurger
from webinars.worker.loop import deliver_once

TOGETHER = 100  # registrations for which statements are counted
# Between two registrations, and two looks at the transactions of PostgreSQL.
_PAUSE, _LOOK = 0.5, 0.05
_LONGEST_SECONDS = 3600.0
_ENDED = timedelta(days=400)


def downloads(event_id: int) -> dict[str, dict[str, float]]:
    """Download all as CSV and as XLSX; return seconds, CPU seconds, bytes, and MiB more of the server."""
    figures = {}
    with _served() as (client, pids):
        path = f"/organise/events/{event_id}/registrations"
        client.page(path)  # loads what pages of organisers need
        for kind in ("csv", "xlsx"):
            _forget_peak(pids)
            before, cpu, started = peak_mib(pids), cpu_seconds(pids), time.monotonic()
            size = client.download(f"{path}.{kind}")
            figures[kind] = {
                "seconds": time.monotonic() - started,
                "cpu_s": cpu_seconds(pids) - cpu,
                "bytes": size,
                "memory_mib": peak_mib(pids) - before,
            }
    return figures


def cancel_all(event_id: int) -> dict[str, float]:
    """Cancel all of a filter at an event: both presses, and the work of the worker after them."""
    with _served() as (client, pids):
        table = f"/organise/events/{event_id}/registrations"
        client.page(table)
        _forget_peak(pids)
        before, seconds = peak_mib(pids), list[float]()
        fields = {"action": "cancel", "all": "1", "state": "confirmed"}
        question = _timed(seconds, lambda: client.submit(table, f"{table}/bulk-actions", fields))
        with _Work(event_id) as work:
            _timed(seconds, lambda: client.submit(question, question, {}))
            work.wait(lambda: _finished(select(BulkAction.finished_at), event_id))
        _timed(seconds, lambda: client.page(question))
        return {
            "choose_s": seconds[0],
            "press_s": seconds[1],
            "result_s": seconds[2],
            "web_memory_mib": peak_mib(pids) - before,
            **work.figures,
        }


def purge(event_id: int, other_event_id: int) -> dict[str, float]:
    """End an event long ago, and let a worker erase its registrations while people register for another."""
    _end(event_id)
    with _Work(other_event_id) as work:
        work.wait(lambda: _finished(select(DataPurge.finished_at), event_id))
    return work.figures


def statements_together(app: Flask, event_id: int, count: int) -> dict[str, float]:
    """Cancel and purge the registrations of an event in this process; count statements for each hundred."""
    with _counted() as sent:
        with transaction() as session:
            organiser_id = session.scalars(select(Organiser.id).limit(1)).one()
            row = bulk_action.choose(
                session,
                event_id=event_id,
                organiser_id=organiser_id,
                name="cancel",
                selection=RegistrantFilter(status=Status.CONFIRMED),
            )
            bulk_action.start(
                session,
                event_id=event_id,
                bulk_action_id=row.id,
                organiser_id=organiser_id,
                sends_emails=False,
            )
        deliver_once(app)
        cancelling = len(sent)
        _end(event_id)
        purger = DataPurger()
        while purger.purge_next_batch():
            pass
    batches = count / TOGETHER
    return {
        "cancel_statements": cancelling / batches,
        "purge_statements": (len(sent) - cancelling) / batches,
    }


class _Work:
    """A worker at work, people who register meanwhile, and the longest transaction on PostgreSQL."""

    def __init__(self, event_id: int) -> None:
        self.figures: dict[str, float] = {}
        self._event_id = event_id
        self._has_ended = threading.Event()
        self._transaction = 0.0
        self._looking = threading.Thread(target=self._look)

    def __enter__(self) -> "_Work":
        environment = dict(os.environ)
        url = environment["WEBINARS_DATABASE_URL"]
        environment["WEBINARS_DATABASE_URL"] = databases.named(url, "worker")
        self._running = running(webinars("worker"), environment)
        pid = self._running.__enter__().pid
        # The first e-mail loads what a worker needs.
        wait_until_sent(register_one(self._event_id, f"first-{time.monotonic_ns()}"))
        self._pids = family(pid)
        self._before = peak_mib(self._pids), self._cpu()
        self._looking.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self._has_ended.set()
        self._looking.join()
        self._running.__exit__(*error)

    def wait(self, is_done: Callable[[], bool]) -> None:
        """Register people until the work is done; store how long both took."""
        started, longest, number = time.monotonic(), 0.0, 0
        while not is_done():
            began = time.monotonic()
            register_one(self._event_id, f"meanwhile-{time.monotonic_ns()}")
            longest, number = max(longest, time.monotonic() - began), number + 1
            if began - started > _LONGEST_SECONDS:
                raise BenchError("the worker was not done within an hour")
            time.sleep(_PAUSE)
        peak, (own, of_database) = self._before
        cpu, database_cpu = self._cpu()
        self.figures = {
            "seconds": time.monotonic() - started,
            "cpu_s": cpu - own,
            "database_cpu_s": database_cpu - of_database,
            "memory_mib": peak_mib(self._pids) - peak,
            "registrations": number,
            "registration_s": longest,
            "transaction_s": self._transaction,
        }

    def _cpu(self) -> tuple[float, float]:
        """Return the CPU seconds of the worker and of its backends."""
        backends = databases.backends(os.environ["WEBINARS_DATABASE_URL"], "worker")
        return cpu_seconds(self._pids), cpu_seconds(backends)

    def _look(self) -> None:
        url = os.environ["WEBINARS_DATABASE_URL"]
        if url.startswith("sqlite"):
            return
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        statement = text(
            "SELECT max(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity"
            " WHERE application_name = 'worker'"
        )
        with engine.connect() as connection:
            while not self._has_ended.wait(_LOOK):
                seconds = connection.scalar(statement)
                self._transaction = max(self._transaction, float(seconds or 0))
        engine.dispose()


@contextmanager
def _served() -> Iterator[tuple[OrganiserClient, list[int]]]:
    """Run a web server without a worker; yield a client that is signed in, and its processes."""
    port = free_port()
    serve = webinars("serve", "--no-worker", "--port", str(port))
    with running(serve, dict(os.environ)) as process:
        first_page(port, "/healthz", since=time.monotonic())
        yield OrganiserClient(port), family(process.pid)


@contextmanager
def _counted() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _timed(seconds: list[float], act: Callable[[], str]) -> str:
    started = time.monotonic()
    result = act()
    seconds.append(time.monotonic() - started)
    return result


def _finished(column: Any, event_id: int) -> bool:
    """Return whether the action or the purge of an event is finished."""
    [entity] = {one["entity"] for one in column.column_descriptions}
    finished_at = db.session.scalar(column.where(entity.event_id == event_id))
    db.session.rollback()
    return finished_at is not None


def _end(event_id: int) -> None:
    """Let an event have ended so long ago that its registrations are to be purged."""
    ended = clock.now() - _ENDED
    with transaction() as session:
        session.execute(
            update(Event)
            .where(Event.id == event_id)
            .values(starts_at=ended, ends_at=ended, revised_at=ended, retention_notified_at=ended)
        )


def _forget_peak(pids: list[int]) -> None:
    """Let the most memory that processes have had be what they have now."""
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
