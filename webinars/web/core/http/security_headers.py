"""Response headers for security, of every response and of each page."""

# Constant headers are added around the whole application, so that every response has them: static files,
# 304 and error pages too. Headers that depend on the page are set inside.

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from webinars.web.core.http.cache_control import set_cache_headers
from webinars.web.core.security import endpoint_policies

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Browsers apply form-action to redirects of forms too, and the online meeting is on another host.
CONTENT_SECURITY_POLICY_OUT = CONTENT_SECURITY_POLICY.replace(
    "form-action 'self'", "form-action 'self' https: http:"
)
CONSTANT_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer", with which browsers send "Origin: null" with our own forms.
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
VARY = "Cookie, Accept-Language"
# For pages with a secret URL: only the host is sent as referrer. Browsers still send Origin with our forms,
# which they would not with "no-referrer".
PRIVATE_REFERRER_POLICY = "strict-origin"
STRICT_TRANSPORT_SECURITY = "max-age=31536000; includeSubDomains"


def init_app(app: Flask) -> None:
    """Add headers to every response."""
    constant = dict(CONSTANT_HEADERS)
    if app.config["PRODUCTION"]:
        constant["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
    app.wsgi_app = _with_headers(app.wsgi_app, constant)  # type: ignore[method-assign, assignment]
    app.after_request(_set_page_headers)


def _with_headers(inner: "WSGIApplication", constant: dict[str, str]) -> "WSGIApplication":
    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failure: object) -> object:
            present = {name.lower() for name, _ in headers}
            missing = [pair for pair in constant.items() if pair[0].lower() not in present]
            return start_response(status, [*headers, *missing], *failure)  # type: ignore[arg-type]

        return inner(environ, start)  # type: ignore[arg-type]

    return application


def _set_page_headers(response: Response) -> Response:
    rule = endpoint_policies.policy_of(request.endpoint)
    if rule is not None and rule.redirects_out:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY_OUT
    headers = response.headers
    if endpoint_policies.hides_address(request.path, request.endpoint):
        headers.setdefault("Referrer-Policy", PRIVATE_REFERRER_POLICY)
    if endpoint_policies.is_private(request.path):
        headers.setdefault("X-Robots-Tag", "noindex")
    others = headers.get("Vary")
    headers["Vary"] = f"{others}, {VARY}" if others else VARY
    if "Cache-Control" not in headers:
        set_cache_headers(response, rule)
    return response
