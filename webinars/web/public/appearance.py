"""Style sheet and logo of the installation; their addresses contain the hash of their content."""

from flask import Blueprint, Response, abort

from webinars.database import reading
from webinars.files.images import IMAGE_TYPES
from webinars.installation.appearance import (
    PREFIX,
    colour_stylesheet,
    logo_body,
    stored_appearance,
    with_appearance,
)
from webinars.web.core.current_site import site_source

appearance = Blueprint("appearance", __name__)

_IMMUTABLE = "public, max-age=31536000, immutable"


@appearance.get(f"{PREFIX}<filename>")
def asset(filename: str) -> Response:
    """Return the style sheet or the logo, from the database: another machine may have changed it."""
    digest, _, extension = filename.rpartition(".")
    with reading() as connection:
        site = with_appearance(site_source().configured, stored_appearance(connection))
        chosen = site.appearance
        if f"{PREFIX}{filename}" == chosen.stylesheet:
            return _response(colour_stylesheet(chosen.colour, chosen.dark_colour), "text/css")
        body = logo_body(connection, digest) if extension in IMAGE_TYPES else None
    return _response(body, IMAGE_TYPES[extension]) if body else abort(404)


def _response(body: bytes, media_type: str) -> Response:
    response = Response(body, mimetype=media_type)
    response.headers["Cache-Control"] = _IMMUTABLE
    return response
