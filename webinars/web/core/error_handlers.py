"""Error handlers: one page for refused requests and for failures."""

import logging
from datetime import timedelta
from http import HTTPStatus

from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, TooManyRequests

from webinars.documents.storage.folder import FULL_DISK_ERRORS
from webinars.documents.storage.object_store import StoreUnavailableError
from webinars.errors import ConflictError, WebinarsError
from webinars.i18n import Translator
from webinars.security.redirect_targets import safe_path
from webinars.timezones import formatting
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.errors.exceptions import FormExpiredError, SignInAgainError
from webinars.web.core.errors.page_texts import PAGES, PageText
from webinars.web.core.form_resubmission import TEMPORARY_STATUSES, form_to_resubmit
from webinars.web.core.locale import translator

log = logging.getLogger(__name__)

# Exceptions whose page differs from that of their status.
PAGE_NAMES: dict[type[HTTPException], str] = {
    FormExpiredError: "form-expired",
    SignInAgainError: "sign-in-again",
}
RETRY_SECONDS = 5
# Errors of status 404 about what the reader may see, so that their pages may say more.
OF_VISIBLE_ROWS = frozenset({"role-not-sufficient", "document-file-lost"})
SIGNS = {401: "mail", 404: "search", 429: "clock", 503: "clock"}


def init_app(app: Flask) -> None:
    """Answer every error with a page that explains what to do."""
    app.register_error_handler(WebinarsError, _render_error)
    app.register_error_handler(HTTPException, _render_http_error)
    app.register_error_handler(OSError, _render_os_error)
    app.register_error_handler(Exception, _render_failure)


def _render_error(error: WebinarsError) -> ResponseReturnValue:
    status = http_status_of(error)
    words = PAGES[status]
    return render_error_page(
        status, words, detail=error_sentence(error) if _has_own_text(error, status) else ""
    )


def _has_own_text(error: WebinarsError, status: int) -> bool:
    """Return whether the page may say more than its status: missing and foreign rows look alike."""
    return status != HTTPStatus.NOT_FOUND or error.code in OF_VISIBLE_ROWS


def _render_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return error
    status = error.code or 500
    words = PAGES.get(PAGE_NAMES.get(type(error), status))
    response = render_error_page(
        status,
        words or PAGES["other" if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500],
        wait=_retry_after(error),
    )
    for name, value in error.get_headers(request.environ):
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _render_os_error(error: OSError) -> ResponseReturnValue:
    """Answer a full disk: large files of a form are in temporary files before any view runs."""
    if error.errno in FULL_DISK_ERRORS:
        log.error("The disk of temporary files is full", exc_info=error)
        return _render_error(ConflictError("document-storage-full"))
    return _render_failure(error)


def _render_failure(error: Exception) -> ResponseReturnValue:
    is_temporary = PoolTimeoutError | OperationalError | InterfaceError | StoreUnavailableError
    if isinstance(error, is_temporary) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    ):
        # Locked, restarting, full or unreachable: temporary, and nothing was stored.
        what = "object store" if isinstance(error, StoreUnavailableError) else "database"
        log.error("The %s did not answer", what, exc_info=error)
        response = render_error_page(503, PAGES[503], wait=RETRY_SECONDS)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    log.error("Failed on %s [%s]", request.path, request.method, exc_info=error)
    return render_error_page(500, PAGES[500])


def render_error_page(status: int, words: PageText, *, detail: str = "", wait: int = 0) -> Response:
    """Render an error page; plain text if rendering fails.

    Args:
        status: HTTP status.
        words: title and text of the page.
        detail: replaces the text.
        wait: seconds until a retry may succeed; 0 if unknown.
    """
    # Sessions are in the database, which may be what failed.
    g.without_database = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    t = translator()
    texts = {"status": status, "title": t(words.title), "text": detail or t(words.text)}
    try:
        body = render_template(
            "errors/page.html",
            sign=SIGNS.get(status, "warn"),
            sign_in_url=_sign_in_url(status),
            submitted=form_to_resubmit(status),
            is_temporary=status in TEMPORARY_STATUSES,
            retry_in=_retry_text(wait, t),
            **texts,
        )
    except Exception:
        # The client gets a response even if the error page fails.
        log.exception("The error page failed")
        response = make_response(f"{texts['title']}\n\n{texts['text']}\n", status)
        response.mimetype = "text/plain"
        return response
    return make_response(body, status)


def _retry_after(error: HTTPException) -> int:
    seconds = error.retry_after if isinstance(error, TooManyRequests) else None
    return seconds if isinstance(seconds, int) else 0


def _retry_text(wait: int, t: Translator) -> str:
    return formatting.wait_text(timedelta(seconds=wait), t) if wait else ""


def _sign_in_url(status: int) -> str:
    if status != HTTPStatus.UNAUTHORIZED:
        return ""
    next_path = safe_path(request.full_path.rstrip("?"), "") if request.method == "GET" else ""
    return url_for("sign_in.request_link", next=next_path or None)
