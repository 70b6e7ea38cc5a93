"""Permanent redirects (308) from addresses of earlier versions; e-mails and bookmarks still hold them."""

import re
from urllib.parse import quote

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule

from webinars.security.redirect_targets import safe_path

_EVENT = "/organise/events/<int:event_id>"
# Old path and new path, with the same variables.
RENAMED = (
    ("/registrations/<token>/places", "/registrations/<token>/reregistration"),
    ("/registrations/<token>/proof", "/registrations/<token>/verification"),
    (f"{_EVENT}/calendars", f"{_EVENT}/calendar-preview"),
    (f"{_EVENT}/kinds", f"{_EVENT}/registration-types"),
    (
        f"{_EVENT}/registrations/<int:registration_id>/kind",
        f"{_EVENT}/registrations/<int:registration_id>/type",
    ),
    (f"{_EVENT}/terms", f"{_EVENT}/registration-settings"),
    (f"{_EVENT}/zone-rules", f"{_EVENT}/timezone-update"),
)

_OLD_PATHS = Map([Rule(old, endpoint=new) for old, new in RENAMED], merge_slashes=False)
_VARIABLE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


def init_app(app: Flask) -> None:
    """Redirect requests that no route matches and whose path was renamed."""
    app.before_request(_redirect_renamed)


def _redirect_renamed() -> ResponseReturnValue | None:
    if not isinstance(request.routing_exception, NotFound):
        return None
    try:
        new, values = _OLD_PATHS.bind("").match(request.path)
    except HTTPException:
        return None
    path = _VARIABLE.sub(lambda match: quote(str(values[match[1]]), safe=""), new)
    query = request.query_string.decode("latin-1")
    return redirect(safe_path(f"{path}?{query}" if query else path, "/"), 308)
