"""Rendered pages kept in memory, found again by all that they show."""

# A page is read from the database each time; only turning it into HTML is left out where nothing of it has
# changed. What the reader brings (address, language, zone) is added to the key here; whoever
# renders names the
# rest, time included. Only pages that are the same for everybody may be kept: none with a form of ours or a
# name on it.

from collections.abc import Callable, Hashable
from hashlib import sha256
from typing import Any

from flask import Response, current_app, request

from webinars.web.core.locale import reader_zone, translator
from webinars.web.core.lru import Body, SharedLRUCache, body_cache

MOST_BYTES = 8 * 1024 * 1024
LONGEST_QUERY = 200  # searches are asked once each


def begin(extensions: dict[str, Any]) -> None:
    """Keep pages in an application, of which it has none yet."""
    extensions["page_bodies"] = body_cache(MOST_BYTES)


def page(shows: Hashable, render: Callable[[], str]) -> Response:
    """Answer with the page that shows this, rendered unless it was before."""
    query = request.query_string
    key = (
        request.endpoint,
        request.script_root,
        query,
        *reader_zone(),
        translator().language,
        shows,
    )
    bodies: SharedLRUCache[Body] = current_app.extensions["page_bodies"]
    body = bodies.get(key)
    if body is None:
        content = render().encode()
        body = Body(content, sha256(content).hexdigest()[:32])
        if len(query) <= LONGEST_QUERY:
            bodies.put(key, body)
    response = Response(body.content, content_type="text/html; charset=utf-8")
    response.set_etag(body.etag)
    return response
