"""Cache rendered pages by everything that their HTML depends on."""

# The database is read on every request; only rendering is skipped when nothing on the page has
# changed. The key holds what the request contributes (address, language, time zone) and what the
# caller names, including any time that the page shows. Only pages that are the same for everyone
# may be cached: none with a CSRF token or a person's name.

from collections.abc import Callable, Hashable

from flask import Flask, Response, current_app, request

from webinars.caching.response_caches import LONGEST_PAGE_QUERY, ResponseCaches, with_etag
from webinars.web.core.locale import reader_zone, translator

_EXTENSION = "response_caches"


def init_app(app: Flask) -> None:
    """Attach empty caches to the app."""
    app.extensions[_EXTENSION] = ResponseCaches()


def response_caches() -> ResponseCaches:
    """Return the caches of the current app."""
    caches: ResponseCaches = current_app.extensions[_EXTENSION]
    return caches


def cached_page(content_key: Hashable, render: Callable[[], str]) -> Response:
    """Return the cached page of a key; render and cache it if there is none.

    content_key: everything that the HTML shows and the request does not determine.
    """
    query = request.query_string
    key = (
        request.endpoint,
        request.script_root,
        query,
        *reader_zone(),
        translator().language,
        content_key,
    )
    pages = response_caches().pages
    body = pages.get(key)
    if body is None:
        body = with_etag(render().encode())
        if len(query) <= LONGEST_PAGE_QUERY:
            pages.put(key, body)
    response = Response(body.content, content_type="text/html; charset=utf-8")
    response.set_etag(body.etag)
    return response
