"""How refusals and failures are answered: family to status, code to words, and one page for all of them."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, TooManyRequests

from webinars.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    WebinarsError,
)
from webinars.i18n import Translator
from webinars.security.urls import safe_path
from webinars.timezones import formatting
from webinars.web.core.csrf import FormExpiredError
from webinars.web.core.error_messages import PAGES, WORDS, Words
from webinars.web.core.locale import local_time_text, reader_zone, translator
from webinars.web.core.permissions import SignInAgainError
from webinars.web.core.submitted_fields import PASSING, handed_back

log = logging.getLogger(__name__)

STATUS: dict[type[WebinarsError], int] = {
    NotFoundError: 404,
    InvalidInputError: 422,
    NotAllowedError: 403,
    ConflictError: 409,
}
# What has words of its own beside those of its status.
WORDS_OF: dict[type[HTTPException], str] = {
    FormExpiredError: "form-expired",
    SignInAgainError: "sign-in-again",
}
RETRY_SECONDS = 5
_FACT_LABELS = "error_fact_labels"
SIGNS = {401: "mail", 404: "search", 429: "clock", 503: "clock"}


def init_app(app: Flask) -> None:
    """Answer every refusal and failure with a page that says what to do."""
    app.extensions[_FACT_LABELS] = {}
    app.register_error_handler(WebinarsError, _refuse)
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _fail)


def label_facts(app: Flask, kind: type, label: Callable[[Any, Translator], str]) -> None:
    """Use a function for the words of facts of one type, such as an enumeration with labels of its own."""
    app.extensions[_FACT_LABELS][kind] = label


def sentence(error: WebinarsError) -> str:
    """Return what a refusal says to the person in front of the page."""
    t = translator()
    return t(WORDS[error.code], **{name: _in_words(fact, t) for name, fact in error.facts.items()})


def _in_words(fact: Any, t: Translator) -> Any:
    match fact:
        case datetime(tzinfo=None):
            return f"{formatting.date_text(fact.date(), t)}, {formatting.time_text(fact, t)}"
        case datetime():
            return local_time_text(fact, *reader_zone(), t)
        case tuple():
            return " / ".join(str(_in_words(each, t)) for each in fact)
        case _:
            describe = current_app.extensions[_FACT_LABELS].get(type(fact))
            return describe(fact, t) if describe else fact


def status_of(error: WebinarsError) -> int:
    """Return the status of the refusal's family."""
    return next(status for family, status in STATUS.items() if isinstance(error, family))


def _refuse(error: WebinarsError) -> ResponseReturnValue:
    status = status_of(error)
    words = PAGES[status]
    return page(status, words, detail="" if status == HTTPStatus.NOT_FOUND else sentence(error))


def _answer(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return error
    status = error.code or 500
    words = PAGES.get(WORDS_OF.get(type(error), status))
    response = page(
        status,
        words or PAGES["other" if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500],
        wait=_seconds(error),
    )
    for name, value in error.get_headers(request.environ):
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _fail(error: Exception) -> ResponseReturnValue:
    if isinstance(error, PoolTimeoutError | OperationalError | InterfaceError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    ):
        # Locked, restarting, full or gone: it passes, and nothing was kept.
        log.error("The database did not answer", exc_info=error)
        response = page(503, PAGES[503], wait=RETRY_SECONDS)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    log.error("Failed on %s [%s]", request.path, request.method, exc_info=error)
    return page(500, PAGES[500])


def page(status: int, words: Words, *, detail: str = "", wait: int = 0) -> Response:
    """Return the page of an error; one that fails itself gives way to plain text.

    wait is in how many seconds asking again may help, if that is known.
    """
    # Who is signed in stands in the database, which may be what failed.
    g.without_database = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    t = translator()
    said = {"status": status, "title": t(words.title), "text": detail or t(words.text)}
    try:
        body = render_template(
            "errors/page.html",
            sign=SIGNS.get(status, "warn"),
            sign_in_at=_sign_in_at(status),
            typed=handed_back(status),
            passes=status in PASSING,
            again=_again(wait, t),
            **said,
        )
    except Exception:
        # Whatever fails in a page about a failure, the person gets an answer.
        log.exception("The error page failed")
        response = make_response(f"{said['title']}\n\n{said['text']}\n", status)
        response.mimetype = "text/plain"
        return response
    return make_response(body, status)


def _seconds(error: HTTPException) -> int:
    wait = error.retry_after if isinstance(error, TooManyRequests) else None
    return wait if isinstance(wait, int) else 0


def _again(wait: int, t: Translator) -> str:
    return formatting.wait_text(timedelta(seconds=wait), t) if wait else ""


def _sign_in_at(status: int) -> str:
    if status != HTTPStatus.UNAUTHORIZED:
        return ""
    onward = safe_path(request.full_path.rstrip("?"), "") if request.method == "GET" else ""
    return url_for("sign_in.request_link", next=onward or None)
