"""Redirects from shared pages with `lang` or `zone` in the query, which set the cookies; pages set none."""

from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinars.web.core.security import endpoint_policies

PARAMETERS = frozenset({"lang", "zone"})


def init_app(app: Flask) -> None:
    """Redirect after the query was validated."""
    app.before_request(_redirect)


def _redirect() -> ResponseReturnValue | None:
    rule = endpoint_policies.policy_of(request.endpoint)
    if rule is None or rule.shared != "page" or not (g.language or g.zone):
        return None
    # Not arguments of url_for(): it would take _external and _scheme from the query.
    others = [item for item in request.args.items(multi=True) if item[0] not in PARAMETERS]
    path = url_for(str(request.endpoint), **(request.view_args or {}))
    if others:
        path += f"?{urlencode(others)}"
    response = redirect(path, HTTPStatus.SEE_OTHER)
    response.headers["Cache-Control"] = "no-store"
    return response
