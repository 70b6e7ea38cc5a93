"""What the log may say of a request: never a secret of its address, no query, no cookie, no body."""

import logging
import re

from flask import Flask

# The rest of these addresses is a secret that acts for somebody.
SECRET_PATHS = re.compile(r"(/(?:registrations|join|sign-in|calendars)/)[^/\s?\"'()\[\]<>]+")
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
RECEIVED = "/registrations/received"


def init_app(app: Flask) -> None:
    """Redact whatever the loggers of web requests write."""
    for name in ("werkzeug", "waitress", "webinars.web.errors", "flask_wtf.csrf", app.logger.name):
        logger = logging.getLogger(name)
        if not any(isinstance(known, Redaction) for known in logger.filters):
            logger.addFilter(Redaction())


class Redaction(logging.Filter):
    """Takes secrets of addresses out of each record's text."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, redacted."""
        record.msg, record.args = redact(record.getMessage()), None
        return True


def redact(text: str) -> str:
    """Return the text without the secrets and queries of the addresses in it."""
    return QUERY.sub(r"\1?…", SECRET_PATHS.sub(_hide, text))


def _hide(found: re.Match[str]) -> str:
    return found.group(0) if found.group(0) == RECEIVED else f"{found.group(1)}…"
