"""Log filter that redacts tokens and query strings of requests."""

import logging
import re

from flask import Flask, has_request_context, request

from webinars.web.core.security import endpoint_policies

# From the policies, so that every private link is redacted.
PRIVATE_PATHS = re.compile(
    rf"((?:{'|'.join(map(re.escape, endpoint_policies.PRIVATE_PREFIXES))}))[^/\s?\"'()\[\]<>]+",
    re.IGNORECASE,
)
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
# Public pages whose paths begin like private links.
PUBLIC_PATHS = ("/registrations/received", "/comments/received")
# Shorter values are not tokens, and may be part of any word.
SHORTEST_TOKEN = 8
_traceback = logging.Formatter()


def init_app(app: Flask) -> None:
    """Add the filter to the loggers that write about requests."""
    for name in (
        "werkzeug",
        "waitress",
        "webinars.web.core.error_handlers",
        "flask_wtf.csrf",
        app.logger.name,
    ):
        logger = logging.getLogger(name)
        if not any(isinstance(present, RedactingFilter) for present in logger.filters):
            logger.addFilter(RedactingFilter())


class RedactingFilter(logging.Filter):
    """Redacts URLs in the message and traceback of each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record; always return True."""
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            # Formatters print this instead of formatting the exception themselves.
            record.exc_text = redact(_traceback.formatException(record.exc_info))
        return True


def redact(text: str) -> str:
    """Return the text with tokens and query strings of URLs replaced by an ellipsis."""
    text = QUERY.sub(r"\1?…", PRIVATE_PATHS.sub(_redact_path, text))
    token = _token_of_request()
    return text.replace(token, "…") if len(token) >= SHORTEST_TOKEN else text


def _token_of_request() -> str:
    """Return the token of the current request: an exception may quote it without its path."""
    if not has_request_context():
        return ""
    return str((request.view_args or {}).get("token", ""))


def _redact_path(match: re.Match[str]) -> str:
    return match[0] if match[0] in PUBLIC_PATHS else f"{match[1]}…"
