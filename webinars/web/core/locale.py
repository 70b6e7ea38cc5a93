"""Language of a request: from its query, a cookie, the browser or the settings."""

# An unknown language or zone is an error in the query, and ignored in a cookie. Values of the query are
# stored in cookies, so that they hold for the next page too. Pages in shared caches set none: the query
# redirects to the page without it, which depends on the cookies.

from http import HTTPStatus

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from webinars.caching.memoize import memoize
from webinars.errors import InvalidInputError
from webinars.i18n import Translator, direction_of, translator_for
from webinars.web.core import current_timezone
from webinars.web.core.current_site import site
from webinars.web.core.current_timezone import ZONE_COOKIE, reader_zone

LANGUAGE_COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600
MAX_TAG_LENGTH = 64
MAX_CACHED_HEADER = 200  # longer Accept-Language headers are not cached

LANGUAGE_NAMES = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}


def init_app(app: Flask) -> None:
    """Set language and time zone of each request, and refuse unknown ones."""
    Babel(
        app,
        default_locale="en",
        default_domain="messages",
        locale_selector=lambda: str(translator().locale),
        timezone_selector=lambda: "UTC",
    )
    app.before_request(_parse_query)
    app.after_request(_set_cookies)
    app.context_processor(_page_context)


def translator() -> Translator:
    """Return the translator for the language of the request."""
    return translator_for(g.get("language") or _preferred_language())


def language_attributes(text: str, own: str, t: Translator | None = None) -> dict[str, str]:
    """Return lang and dir for the element of a text that is not in the language of the page.

    own: the language in which the text was written, empty if nobody stated it. t: the translator of the page.
    """
    t = t or translator()
    language = t.language_of(text, own)
    if not language or language == t.language:
        return {}
    return {"lang": language, "dir": direction_of(t.text(text), language)}


def query_locale() -> tuple[Translator, str]:
    """Return translator and zone named by the query: by default the first configured language, and no zone.

    For feeds, which must not depend on cookies or the browser.
    """
    return translator_for(g.get("language") or site().languages[0]), g.get("zone") or ""


def _parse_query() -> None:
    g.language = g.zone = ""
    if not request.query_string:
        return
    language = request.args.get("lang")
    if language:
        if language not in site().languages:
            raise InvalidInputError("unknown-language", language=language[:MAX_TAG_LENGTH])
        g.language = language
    current_timezone.set_zone_of_query()


def _preferred_language() -> str:
    languages = site().languages
    environ = request.environ
    stored = request.cookies.get(LANGUAGE_COOKIE) if "HTTP_COOKIE" in environ else None
    if stored in languages:
        return str(stored)
    accepted = environ.get("HTTP_ACCEPT_LANGUAGE", "")
    if len(accepted) > MAX_CACHED_HEADER:
        return _best_match(accepted, languages)
    return _memoized_best_match(accepted, languages)


def _best_match(accepted: str, languages: tuple[str, ...]) -> str:
    if not accepted:
        return languages[0]
    return parse_accept_header(accepted, LanguageAccept).best_match(languages) or languages[0]


# The header is parsed whenever the translator is needed; browsers send few different values.
_memoized_best_match = memoize(256)(_best_match)


def _set_cookies(response: Response) -> Response:
    values = ((LANGUAGE_COOKIE, g.get("language")), (ZONE_COOKIE, g.get("zone")))
    if not any(value for _, value in values):
        return response
    if response.mimetype != "text/html" or response.status_code >= HTTPStatus.BAD_REQUEST:
        return response
    for name, value in values:
        if value and request.cookies.get(name) != value:
            response.set_cookie(
                name,
                value,
                max_age=COOKIE_SECONDS,
                secure=current_app.config["PRODUCTION"],
                samesite="Lax",
            )
    return response


def _page_context() -> dict[str, object]:
    zone, known = reader_zone()
    t = translator()
    return {
        "site": site(),
        "t": t,
        "language_attributes": language_attributes,
        "language": t.language,
        "direction": t.direction,
        "languages": [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in site().languages],
        "reader_zone": zone,
        "reader_zone_known": known,
    }
