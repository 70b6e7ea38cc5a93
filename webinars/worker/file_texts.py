"""Read the text of new files of documents beside the delivery, so that no e-mail waits for it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from webinars.documents.search.indexing import read_next_file
from webinars.documents.storage.object_store import StoreUnavailableError
from webinars.timezones import clock
from webinars.write_queue import in_background

log = logging.getLogger(__name__)

IDLE_SECONDS = 5.0
# What cannot be read now is left out so long, so that other files do not wait for it.
RETRY_AFTER = timedelta(minutes=10)
STOP_SECONDS = 2.0  # for the file that is being read; it is read again after the start


@contextmanager
def reading_files(app: Flask, stop: threading.Event) -> Iterator[None]:
    """Read files in a thread while the block runs, until stop is set."""
    reader = threading.Thread(target=read_files, args=(app, stop), name="file-texts", daemon=True)
    reader.start()
    try:
        yield
    finally:
        stop.set()
        reader.join(STOP_SECONDS)


def read_files(app: Flask, stop: threading.Event) -> None:
    """Read one file after another until stop is set."""
    failed: set[int] = set()
    tried_at = clock.monotonic()
    while not stop.is_set():
        is_read = False
        if clock.monotonic() - tried_at >= RETRY_AFTER:
            failed.clear()
            tried_at = clock.monotonic()
        try:
            with app.app_context(), in_background():
                is_read = read_next_file(failed)
        except (SQLAlchemyError, StoreUnavailableError, OSError) as error:
            # The database restarts, its disk is full, or the object store does not answer.
            log.error("files of documents cannot be read: %s", type(error).__name__)  # noqa: TRY400 - it repeats
        except Exception:
            # The thread would end, and no file be read until the next start.
            log.exception("a file of a document cannot be read")
        if not is_read:
            stop.wait(IDLE_SECONDS)
