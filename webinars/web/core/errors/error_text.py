"""Status and translated text of the errors that features raise."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from webinars.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    WebinarsError,
)
from webinars.i18n import Translator
from webinars.timezones import formatting
from webinars.web.core.current_timezone import local_time_text, reader_zone
from webinars.web.core.errors.messages import MESSAGES
from webinars.web.core.locale import translator

STATUS: dict[type[WebinarsError], int] = {
    NotFoundError: 404,
    InvalidInputError: 422,
    NotAllowedError: 403,
    ConflictError: 409,
}
# Errors with a status of their own. RFC 4918, section 11.5.
STATUS_OF_CODES = {"document-storage-full": 507}
_FACT_LABELS = "error_fact_labels"


def register_fact_label(
    app: Flask, fact_type: type, label: Callable[[Any, Translator], str]
) -> None:
    """Format facts of a type with a function, for example an enumeration with its labels."""
    app.extensions.setdefault(_FACT_LABELS, {})[fact_type] = label


def error_sentence(error: WebinarsError) -> str:
    """Return the translated message of an error."""
    t = translator()
    return t(
        MESSAGES[error.code], **{name: _format_fact(fact, t) for name, fact in error.facts.items()}
    )


def _format_fact(fact: Any, t: Translator) -> Any:
    match fact:
        case datetime(tzinfo=None):
            return f"{formatting.date_text(fact.date(), t)}, {formatting.time_text(fact, t)}"
        case datetime():
            return local_time_text(fact, *reader_zone(), t)
        case tuple():
            return " / ".join(str(_format_fact(part, t)) for part in fact)
        case _:
            label = current_app.extensions[_FACT_LABELS].get(type(fact))
            return label(fact, t) if label else fact


def http_status_of(error: WebinarsError) -> int:
    """Return the HTTP status of an error."""
    if error.code in STATUS_OF_CODES:
        return STATUS_OF_CODES[error.code]
    return next(status for error_type, status in STATUS.items() if isinstance(error, error_type))
