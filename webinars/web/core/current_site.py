"""The installation that answers the current request."""

from flask import Flask, current_app, request

from webinars.installation.site_source import SiteSource
from webinars.site import Site

_EXTENSION = "site_source"
# They answer without the database, or say that it cannot be reached.
_WITHOUT_DATABASE = frozenset({None, "health"})


def init_app(app: Flask) -> None:
    """Read before requests what administrators chose of name, logo and colours, every now and then."""
    app.extensions[_EXTENSION] = SiteSource(app.extensions["site"])
    app.before_request(_refresh)


def site() -> Site:
    """Return the installation."""
    return site_source().site


def site_source() -> SiteSource:
    """Return where the installation is read from."""
    source: SiteSource = current_app.extensions[_EXTENSION]
    return source


def _refresh() -> None:
    if request.blueprint not in _WITHOUT_DATABASE:
        site_source().refresh()
