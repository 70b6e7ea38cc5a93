"""What the long-running commands write about themselves, where systemd and containers look for it."""

import logging
import time

from webinars.web.core.log_redaction import Redaction


def write_logs() -> None:
    """Write our own notes and everybody's warnings to standard error, in UTC."""
    handler = logging.StreamHandler()
    handler.setFormatter(Utc("%(asctime)sZ %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Redaction())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("webinars").setLevel(logging.INFO)
    # It speaks up each time a request waits for a thread, which is what the queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class Utc(logging.Formatter):
    """Lines whose times are in UTC."""

    converter = staticmethod(time.gmtime)
