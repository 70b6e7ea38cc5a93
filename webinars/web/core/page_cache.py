"""Cache rendered pages by everything that their HTML depends on."""

# The database is read on every request; only rendering is skipped when nothing on the page has
# changed. The key holds what the request contributes (address, language, time zone) and what the
# caller names, including any time that the page shows. Only pages that are the same for everyone
# may be cached and compressed: none with a CSRF token or a person's name.

from collections.abc import Callable, Hashable

from flask import Flask, Response, current_app, request

from webinars.caching.response_caches import (
    LONGEST_PAGE_QUERY,
    Body,
    ResponseCaches,
    gzip_body,
    with_etag,
)
from webinars.web.core.http.content_coding import accepts_gzip, encoded_response
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
    body = _cached_body(key, is_cached=len(query) <= LONGEST_PAGE_QUERY, render=render)
    return encoded_response(body, [("Content-Type", "text/html; charset=utf-8")])


def _cached_body(key: tuple[Hashable, ...], *, is_cached: bool, render: Callable[[], str]) -> Body:
    """Return the page of a key in the coding that the client accepts; each coding is an entry of its own."""
    pages, is_gzip = response_caches().pages, accepts_gzip()
    coding_key = (*key, "gzip") if is_gzip else key
    body = pages.get(coding_key)
    if body is None:
        body = (pages.get(key) if is_gzip else None) or with_etag(render().encode())
        body = gzip_body(body) if is_gzip else body
        if is_cached:
            pages.put(coding_key, body)
    return body
