"""The signed cookie of a visit, left alone where none came and none goes."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class Sessions(SecureCookieSessionInterface):
    """Flask's own sessions, without the work of reading and signing for those who have none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the cookie holds; an empty session where no cookie of ours came."""
        if app.secret_key and not (
            "HTTP_COOKIE" in request.environ and request.cookies.get(self.get_cookie_name(app))
        ):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie if there is anything to send."""
        if session or session.modified or session.accessed:
            super().save_session(app, session, response)
