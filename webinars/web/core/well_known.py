"""Files at well-known addresses: robots.txt (RFC 9309) and security.txt (RFC 9116)."""

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, make_response

from webinars.timezones import clock
from webinars.web.core.current_site import site
from webinars.web.core.security import endpoint_policies

well_known = Blueprint("well_known", __name__)

DISALLOWED_PATHS = ("/api/", "/links", "/organise/", "/sign-in")
DISALLOWED_PATTERNS = (
    "/documents/*/as-on",
    "/documents/as-on",
    "/events/*/as-on",
    "/events/*/registrations",
    "/series/*/as-on",
)
SECURITY_TEXT_LIFETIME = timedelta(days=180)


@well_known.get("/robots.txt")
def robots() -> Response:
    """Exclude personal pages and those of organisers from search engines."""
    disallowed = sorted({*endpoint_policies.PRIVATE_PREFIXES, *DISALLOWED_PATHS})
    rules = "".join(f"Disallow: {path}\n" for path in disallowed)
    patterns = "".join(f"Disallow: {pattern}\n" for pattern in DISALLOWED_PATTERNS)
    return _text(f"User-agent: *\n{rules}{patterns}")


@well_known.get("/.well-known/security.txt")
def security() -> Response:
    """Return where to report vulnerabilities (RFC 9116); 404 until SECURITY_CONTACT is set."""
    contact = str(current_app.config.get("SECURITY_CONTACT") or "")
    if not contact:
        abort(404)
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    # Midnight, so that the text is the same all day.
    expires = (clock.now() + SECURITY_TEXT_LIFETIME).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    canonical = site().url("/.well-known/security.txt")
    return _text(
        f"Contact: {contact}\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\nCanonical: {canonical}\n"
        f"Preferred-Languages: {', '.join(site().languages)}\n"
    )


def _text(text: str) -> Response:
    response = make_response(text)
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
