"""What the log may say of a request: never a secret of its address, no query, no cookie, no body."""

import logging
import re

from flask import Flask, has_request_context, request

from webinars.web.core import permissions

# From the permissions table, so that a private link of a new kind is kept out of the log as well.
PRIVATE_PATHS = re.compile(
    rf"((?:{'|'.join(re.escape(prefix) for prefix in permissions.PRIVATE_PREFIXES)}))[^/\s?\"'()\[\]<>]+",
    re.IGNORECASE,
)
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
# Pages of events that are open to everybody, under the same words.
PUBLIC_PATHS = ("/registrations/received", "/comments/received")
# What is shorter is no token of ours, and may be part of any word.
SHORTEST_TOKEN = 8
_traceback = logging.Formatter()


def init_app(app: Flask) -> None:
    """Redact whatever the loggers of web requests write."""
    for name in (
        "werkzeug",
        "waitress",
        "webinars.web.core.errors",
        "flask_wtf.csrf",
        app.logger.name,
    ):
        logger = logging.getLogger(name)
        if not any(isinstance(known, Redaction) for known in logger.filters):
            logger.addFilter(Redaction())


class Redaction(logging.Filter):
    """Takes secrets of addresses out of each record's text and traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, redacted."""
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            # Formatters print this instead of formatting the exception themselves.
            record.exc_text = redact(_traceback.formatException(record.exc_info))
        return True


def redact(text: str) -> str:
    """Return the text without the secrets and queries of the addresses in it."""
    text = QUERY.sub(r"\1?…", PRIVATE_PATHS.sub(_hide, text))
    token = _token_of_request()
    return text.replace(token, "…") if len(token) >= SHORTEST_TOKEN else text


def _token_of_request() -> str:
    """Return the token of the request under way: an exception may quote it without its path."""
    if not has_request_context():
        return ""
    return str((request.view_args or {}).get("token", ""))


def _hide(found: re.Match[str]) -> str:
    return found.group(0) if found.group(0) in PUBLIC_PATHS else f"{found.group(1)}…"
