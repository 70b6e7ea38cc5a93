"""The delivery loop: runs until stopped, or until nothing is due."""

import logging
import signal
import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from webinars.timezones import clock
from webinars.worker.data_purge import DataPurger
from webinars.worker.delivery import DeliveryWorker
from webinars.worker.maintenance import Maintenance
from webinars.write_queue import in_background

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
# After each batch of a purge; longer ones pause as long as they took, and leave half of the time to others.
PURGE_SECONDS = 0.05


def run_worker(app: Flask, stop: threading.Event) -> None:
    """Deliver until stop is set; finish the current message and release the leases of the others."""
    worker, maintenance, purger = DeliveryWorker(app, stop), Maintenance(app), DataPurger()
    try:
        while not stop.is_set():
            worked, pause = False, IDLE_SECONDS
            try:
                with app.app_context(), in_background():
                    maintenance.purge()
                    maintenance.move_ended_events()
                    maintenance.notify_subscribers()
                    worked = worker.deliver_batch()
                    # After the e-mails, so that a purge that fails does not hold them up.
                    began_at = clock.monotonic()
                    if purger.purge_next_batch():
                        pause = _pause_after(clock.monotonic() - began_at)
            except SQLAlchemyError as error:
                # The database restarts, or its disk is full. Leases expire by themselves.
                log.error("the worker cannot use the database: %s", type(error).__name__)  # noqa: TRY400 - it repeats
            if not (worked and worker.is_more_due):
                stop.wait(pause)
    finally:
        worker.close()


def deliver_once(app: Flask) -> int:
    """Deliver everything that is due and return how many messages were settled."""
    worker = DeliveryWorker(app, threading.Event())
    try:
        with app.app_context():
            while worker.deliver_batch():
                pass
    finally:
        worker.close()
    return worker.settled


def _pause_after(batch: timedelta) -> float:
    return min(max(batch.total_seconds(), PURGE_SECONDS), IDLE_SECONDS)


def stop_on_signals(stop: threading.Event) -> None:
    """Stop a worker of the main thread on SIGTERM and Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
