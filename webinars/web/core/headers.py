"""What every answer says to browsers and caches, error pages and static files included."""

# The constants are set around the whole application, so that no answer goes round them: not a static file,
# not a 304, not an error page. What depends on the page is set inside.

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, current_app, g, request, session
from werkzeug.sansio.utils import host_is_trusted

from webinars.security.text import has_control
from webinars.web.core import permissions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_ADDRESS = 4096

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Browsers hold the answer to a form against form-action too, and the room is on somebody else's host.
CONTENT_SECURITY_POLICY_OUT = CONTENT_SECURITY_POLICY.replace(
    "form-action 'self'", "form-action 'self' https: http:"
)
CONSTANT = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
        "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
        "payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
VARY = ("Cookie", "Accept-Language")
# Without one of these a request asks for the whole answer, whatever its tag.
CONDITIONS = {
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
}
# On a page whose address is a secret: other pages are told the host alone. Browsers still name it as the
# Origin of our forms, which they would not with "no-referrer".
HOST_ALONE = "strict-origin"
TRANSPORT = "max-age=31536000; includeSubDomains"


def init_app(app: Flask) -> None:
    """Put the headers round the application, and the questions about the request in front of it."""
    constant = dict(CONSTANT)
    if app.config["PRODUCTION"]:
        constant["Strict-Transport-Security"] = TRANSPORT
    app.wsgi_app = _around(app.wsgi_app, constant)  # type: ignore[method-assign, assignment]
    app.before_request(_look_at_host)
    app.before_request(_look_at_address)
    app.after_request(_say_what_the_page_needs)


def _around(inner: "WSGIApplication", constant: dict[str, str]) -> "WSGIApplication":
    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failure: object) -> object:
            said = {name.lower() for name, _ in headers}
            ours = [pair for pair in constant.items() if pair[0].lower() not in said]
            return start_response(status, [*headers, *ours], *failure)  # type: ignore[arg-type]

        return inner(environ, start)  # type: ignore[arg-type]

    return application


def _look_at_host() -> None:
    names = current_app.config["ALLOWED_HOSTS"]
    if (
        names
        and request.endpoint not in permissions.ANY_HOST
        and not host_is_trusted(request.host.lower(), names)
    ):
        abort(400)


def _look_at_address() -> None:
    """Refuse what no page of ours can have in its address, before anything reads it."""
    if len(request.full_path) > LONGEST_ADDRESS:
        abort(414)
    if has_control(request.path):
        abort(404)
    if request.query_string and any(
        has_control(name) or has_control(value) for name, value in request.args.items(multi=True)
    ):
        abort(400)


def _say_what_the_page_needs(response: Response) -> Response:
    rule = permissions.of(request.endpoint)
    if rule is not None and rule.leads_out:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY_OUT
    headers = response.headers
    if permissions.hides_address(request.path, request.endpoint):
        headers.setdefault("Referrer-Policy", HOST_ALONE)
    if permissions.is_private(request.path):
        headers.setdefault("X-Robots-Tag", "noindex")
    if "Vary" in headers:
        response.vary.update(VARY)
    else:
        headers.add("Vary", ", ".join(VARY))
    if "Cache-Control" not in headers:
        _say_how_long_it_keeps(response, private=rule is None or not rule.may_be_cached)
    return response


def _say_how_long_it_keeps(response: Response, *, private: bool) -> None:
    if (
        private
        or response.status_code >= HTTPStatus.BAD_REQUEST
        or request.method not in {"GET", "HEAD"}
    ):
        response.headers["Cache-Control"] = "no-store"
        return
    same_for_all = _names_the_reader() and not _knows_the_reader()
    response.headers["Cache-Control"] = (
        "public, max-age=60" if same_for_all else "private, no-cache"
    )
    if response.status_code == HTTPStatus.OK and not response.is_streamed:
        response.add_etag()
        _compare(response)


def _compare(response: Response) -> None:
    environ = request.environ
    if environ.get("HTTP_IF_NONE_MATCH") == response.headers["ETag"] and (
        "HTTP_IF_MATCH" not in environ
    ):
        # What most calendars ask all day: the one tag that we gave, with nothing to parse in it.
        response.status_code = HTTPStatus.NOT_MODIFIED
    elif not environ.keys().isdisjoint(CONDITIONS):
        response.make_conditional(request)


def _names_the_reader() -> bool:
    return bool(request.query_string) and "zone" in request.args and "lang" in request.args


def _knows_the_reader() -> bool:
    # A page with a form holds its token, and a page for somebody signed in holds a name.
    return session.modified or bool(session) or g.get("csrf_token") is not None
