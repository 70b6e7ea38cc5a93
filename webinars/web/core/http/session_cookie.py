"""Signed session cookie, parsed and signed only for requests that use it."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from webinars.security.prepared_signer import PreparedSigner

_COOKIE = "session_cookie"


@dataclass(frozen=True)
class _Cookie:
    """How the cookie of an application is signed and set; Flask would derive it for each response."""

    signer: PreparedSigner
    attributes: dict[str, Any]


class CookieSessionInterface(SecureCookieSessionInterface):
    """Flask's session interface, without its cost for requests without a session."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of the cookie; an empty one if the request has no session cookie."""
        if app.secret_key and not (
            "HTTP_COOKIE" in request.environ and request.cookies.get(self.get_cookie_name(app))
        ):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie if a value was set, delete it if the last was; Vary names it in every response."""
        if session and session.modified:
            cookie: _Cookie = app.extensions[_COOKIE]
            value, expires = (
                cookie.signer.sign(dict(session)),
                self.get_expiration_time(app, session),
            )
            response.set_cookie(value=value, expires=expires, **cookie.attributes)
        elif session or session.modified:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Prepare the signer and the attributes of the cookie."""
    flask = CookieSessionInterface()
    serializer = flask.get_signing_serializer(app)
    assert serializer is not None  # noqa: S101 - no application is made without a key
    app.extensions[_COOKIE] = _Cookie(
        PreparedSigner(serializer),
        {
            "key": flask.get_cookie_name(app),
            "domain": flask.get_cookie_domain(app),
            "path": flask.get_cookie_path(app),
            "secure": flask.get_cookie_secure(app),
            "partitioned": flask.get_cookie_partitioned(app),
            "samesite": flask.get_cookie_samesite(app),
            "httponly": flask.get_cookie_httponly(app),
        },
    )
