"""Logging of the long-running commands to standard error, for systemd and containers."""

import logging
import time

from webinars.web.core.security.log_redaction import RedactingFilter


def log_to_stderr() -> None:
    """Log our messages from INFO and those of libraries from WARNING to standard error, in UTC."""
    handler = logging.StreamHandler()
    handler.setFormatter(UtcFormatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactingFilter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("webinars").setLevel(logging.INFO)
    # It warns whenever a request waits for a thread, which is normal under load.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class UtcFormatter(logging.Formatter):
    """A formatter with timestamps in UTC."""

    converter = staticmethod(time.gmtime)  # noqa: TID251 - formats times of log records
