"""The installation that answers the current request."""

from flask import current_app

from webinars.site import Site


def site() -> Site:
    """Return the installation."""
    installation: Site = current_app.extensions["site"]
    return installation
