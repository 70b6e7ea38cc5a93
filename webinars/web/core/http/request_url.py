"""Refuse requests for a foreign host, or with a URL that no page can have."""

from flask import Flask, abort, current_app, request
from werkzeug.sansio.utils import host_is_trusted

from webinars.security.text_input import has_control
from webinars.web.core.security import endpoint_policies

MAX_URL_LENGTH = 4096


def init_app(app: Flask) -> None:
    """Check host and URL before each request."""
    app.before_request(_check_host)
    app.before_request(_check_url)


def _check_host() -> None:
    hosts = current_app.config["ALLOWED_HOSTS"]
    if (
        hosts
        and request.endpoint not in endpoint_policies.ANY_HOST
        and not host_is_trusted(request.host.lower(), hosts)
    ):
        abort(400)


def _check_url() -> None:
    """Refuse URLs that no page can have, before anything parses them."""
    if len(request.path) + len(request.query_string) >= MAX_URL_LENGTH:
        abort(414)
    if has_control(request.path):
        abort(404)
    if request.query_string and any(
        has_control(name) or has_control(value) for name, value in request.args.items(multi=True)
    ):
        abort(400)
