"""Read the text of new files of documents beside the delivery, so that no e-mail waits for it."""

import logging
import threading

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from webinars.documents.search.indexing import read_next_file
from webinars.write_queue import in_background

log = logging.getLogger(__name__)

IDLE_SECONDS = 5.0


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
