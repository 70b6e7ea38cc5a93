"""Signed session cookie, parsed and signed only for requests that use it."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


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
        """Set the cookie if the session has or had values; Vary names the cookie in every response."""
        if session or session.modified:
            super().save_session(app, session, response)
