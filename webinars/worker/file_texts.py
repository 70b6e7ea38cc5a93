"""Read the text of new files of documents beside the delivery, so that no e-mail waits for it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from webinars.documents.search.indexing import read_next_file
from webinars.write_queue import in_background

log = logging.getLogger(__name__)

IDLE_SECONDS = 5.0
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
    while not stop.is_set():
        is_read = False
        try:
            with app.app_context(), in_background():
                is_read = read_next_file()
        except SQLAlchemyError as error:
            # The database restarts, or its disk is full.
            log.error("files of documents cannot be read: %s", type(error).__name__)  # noqa: TRY400 - it repeats
        if not is_read:
            stop.wait(IDLE_SECONDS)
