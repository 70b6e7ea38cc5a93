"""Cache rendered pages by everything that their HTML depends on."""

# The database is read on every request; only rendering is skipped when nothing on the page has
# changed. The key holds what the request contributes (address, language, time zone) and what the
# caller names, including any time that the page shows. Only pages that are the same for everyone
# may be cached and compressed. Of a page with a CSRF token or an address, what is the same for
# everyone is cached, with a placeholder for each personal value; it is never compressed.

import secrets
from collections.abc import Callable, Hashable, Mapping

from flask import Response, request
from markupsafe import escape

from webinars.caching.response_caches import LONGEST_PAGE_QUERY, Body, gzip_body, with_etag
from webinars.web.core.current_caches import response_caches
from webinars.web.core.current_site import site_source
from webinars.web.core.current_timezone import reader_zone
from webinars.web.core.http.content_coding import accepts_gzip, encoded_response
from webinars.web.core.locale import translator

# Unguessable, so that no text of a user is taken for a placeholder.
_SECRET = secrets.token_hex(16)


def cached_page(content_key: Hashable, render: Callable[[], str]) -> Response:
    """Return the cached page of a key; render and cache it if there is none.

    content_key: everything that the HTML shows and the request does not determine.
    """
    body = _cached_body(_request_key(content_key), render=render, is_gzip=accepts_gzip())
    return _html_response(body)


def find_cached_page(content_key: Hashable) -> Response | None:
    """Return the cached page of a key, None without one."""
    key = _request_key(content_key)
    body = response_caches().pages.get((*key, "gzip") if accepts_gzip() else key)
    return _html_response(body) if body else None


def cached_personal_page(
    content_key: Hashable, render: Callable[[], str], values: Mapping[str, str]
) -> bytes:
    """Return the cached page of a key with personal values; render and cache it if there is none.

    content_key: as of cached_page(). values: by the names of the placeholders that the page contains.
    """
    page = _cached_body(_request_key(content_key), render=render, is_gzip=False).content
    for name, value in values.items():
        page = page.replace(placeholder(name).encode(), escape(value).encode())
    return page


def _html_response(body: Body) -> Response:
    return encoded_response(body, [("Content-Type", "text/html; charset=utf-8")])


def placeholder(name: str) -> str:
    """Return what a cached page contains in place of a personal value."""
    return f"{name}-{_SECRET}"


def _request_key(content_key: Hashable) -> tuple[Hashable, ...]:
    return (
        request.endpoint,
        request.script_root,
        request.query_string,
        *reader_zone(),
        translator().language,
        site_source().version,
        content_key,
    )


def _cached_body(key: tuple[Hashable, ...], *, render: Callable[[], str], is_gzip: bool) -> Body:
    """Return the page of a key, compressed or not; each coding is an entry of its own."""
    pages = response_caches().pages
    coding_key = (*key, "gzip") if is_gzip else key
    body = pages.get(coding_key)
    if body is None:
        body = (pages.get(key) if is_gzip else None) or with_etag(render().encode())
        body = gzip_body(body) if is_gzip else body
        if len(request.query_string) <= LONGEST_PAGE_QUERY:
            pages.put(coding_key, body)
    return body
