"""CSRF protection: checks origin and token of unsafe requests before any view runs."""

# Two checks. The origin, from Sec-Fetch-Site or Origin: a cross-site request is refused. The token: if it is
# missing or expired, as after cookies were cleared, the form is shown again with the submitted values: the
# view runs with g.csrf_failed set, its form does not validate, and no transaction commits.

import secrets
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit  # noqa: TID251 - compares the origin of a request, no link

from flask import Flask, Response, abort, current_app, g, has_request_context, request, session
from flask_wtf.csrf import CSRFProtect, validate_csrf
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from wtforms import ValidationError

from webinars.security.prepared_signer import PreparedSigner
from webinars.web.core.errors.exceptions import FormExpiredError
from webinars.web.core.security import endpoint_policies
from webinars.web.core.security.endpoint_policies import SAFE_METHODS

protect = CSRFProtect()
_FIELD = "csrf_token"
_SIGNER = "csrf_signer"


def init_app(app: Flask) -> None:
    """Check every unsafe request, and answer 400 when an expired form is shown again."""
    protect.init_app(app)
    # As of Flask-WTF, which would make it anew for each token, and checks what this one signs.
    serializer = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
    app.extensions[_SIGNER] = PreparedSigner(serializer)
    app.before_request(_check)
    app.after_request(_answer_400)
    app.context_processor(lambda: {"form_expired": bool(g.get("csrf_failed"))})
    if not event.contains(Session, "before_commit", _refuse_commit):
        event.listen(Session, "before_commit", _refuse_commit)


def _check() -> None:
    g.csrf_failed = g.csrf_valid = False
    if request.method in SAFE_METHODS:
        return
    rule = endpoint_policies.policy_of(request.endpoint)
    if rule is None:
        return
    is_one_click = rule.who == "one-click"  # RFC 8058: sent with neither cookie nor token
    if not is_one_click and is_cross_site():
        abort(403)
    token = request.form.get(_FIELD)  # refuses a body that is too large, for any token
    if is_one_click:
        return
    try:
        validate_csrf(token)
    except ValidationError as error:
        if not rule.redisplays_form:
            raise FormExpiredError from error
        g.csrf_failed = True
    else:
        g.csrf_valid = True


def form_token() -> str:
    """Return the token of the forms of this response, as Flask-WTF's generate_csrf() does at more cost."""
    if _FIELD not in session:
        session[_FIELD] = secrets.token_hex(20)
    signer: PreparedSigner = current_app.extensions[_SIGNER]
    g.csrf_token = signer.sign(session[_FIELD])
    return str(g.csrf_token)


def has_valid_token() -> bool:
    """Return whether the request carries a CSRF token issued to this browser.

    Parses the form if the request was refused before the token was checked.
    """
    if "csrf_valid" not in g:
        # Cross-site, too large or incomplete: no valid token.
        with suppress(HTTPException):
            _check()
    return bool(g.csrf_valid)


def is_cross_site() -> bool:
    """Return whether the browser reports another site as the origin of the request."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    allowed = {_origin(current_app.config["BASE_URL"])}
    if not current_app.config["PRODUCTION"]:
        allowed.add(_origin(request.host_url))
    return _origin(origin) not in allowed


def _origin(address: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ("", "", None)
    return (parts.scheme, parts.hostname or "", port)


def _answer_400(response: Response) -> Response:
    if g.get("csrf_failed") and response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        response.status_code = HTTPStatus.BAD_REQUEST
    return response


def _refuse_commit(_session: Session) -> None:
    # Besides the check of each form: whatever the view does, nothing is stored.
    if has_request_context() and g.get("csrf_failed"):
        raise FormExpiredError
