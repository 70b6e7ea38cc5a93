"""The delivery loop: until it is told to stop, or until nothing is due."""

import logging
import signal
import threading

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from webinars.worker.delivery import Courier
from webinars.write_queue import in_background

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5


def run_worker(app: Flask, stop: threading.Event) -> None:
    """Deliver until stop is set; a message in hand is finished, the others are given back."""
    courier = Courier(app, stop)
    try:
        while not stop.is_set():
            worked = False
            try:
                with app.app_context(), in_background():
                    courier.tidy()
                    worked = courier.round()
            except SQLAlchemyError as error:
                # The database restarts, or its disk is full. Claims fall due again by themselves.
                log.error("the database does not answer the worker: %s", type(error).__name__)  # noqa: TRY400 - it repeats
            if not worked:
                stop.wait(IDLE_SECONDS)
    finally:
        courier.transport.close()


def deliver_once(app: Flask) -> int:
    """Deliver all that is due now and return how many messages were settled for good."""
    courier = Courier(app, threading.Event())
    try:
        with app.app_context():
            while courier.round():
                pass
    finally:
        courier.transport.close()
    return courier.settled


def stop_on_signals(stop: threading.Event) -> None:
    """Let SIGTERM and Ctrl-C end a worker that runs in the main thread."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
