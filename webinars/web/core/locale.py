"""The reader's language and zone: from the address, a cookie, the browser or the settings."""

# A zone or language in the address that is none is refused in words; in a cookie it is passed over, because
# nobody typed it. What the address says is kept in a cookie, so that the next page says it too.

from datetime import datetime
from http import HTTPStatus

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from webinars.caching.memoize import memoize
from webinars.errors import InvalidInputError
from webinars.i18n import Translator, translator_for
from webinars.site import Site
from webinars.timezones import formatting, zones

ZONE_COOKIE = "zone"
LANGUAGE_COOKIE = "lang"
KEPT_SECONDS = 365 * 24 * 3600
LONGEST_NAME = 64
LONGEST_WISH = 200  # what browsers say of their languages, if it is to be remembered

NAMES = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}


def init_app(app: Flask) -> None:
    """Speak the reader's language on each page, and refuse a language or zone that is none."""
    # British English writes the day first and 24 hours.
    Babel(
        app,
        default_locale="en",
        default_domain="messages",
        locale_selector=lambda: str(translator().locale),
        timezone_selector=lambda: "UTC",
    )
    app.before_request(_read_address)
    app.after_request(_keep)
    app.context_processor(_page_context)


def site() -> Site:
    """Return the installation."""
    found: Site = current_app.extensions["site"]
    return found


def translator() -> Translator:
    """Return the translator for the language of the request."""
    return translator_for(g.get("language") or _quiet_language())


def addressed() -> tuple[Translator, str]:
    """Return the words and the zone that the address names: else the installation's first language, and none.

    For what others fetch again and again: it must not depend on a cookie or a browser.
    """
    return translator_for(g.get("language") or site().languages[0]), g.get("zone") or ""


def reader_zone() -> tuple[str, bool]:
    """Return the reader's zone, and whether it is known or only the installation's."""
    zone = g.get("zone") or _zone(request.cookies.get(ZONE_COOKIE, ""))
    return (zone, True) if zone else (site().zone, False)


def zone_to_offer() -> str:
    """Return the zone that a form chooses for its reader: nothing where it would be a guess."""
    zone, known = reader_zone()
    return zone if known else ""


def zone_or_event_zone(zone: str, event_zone: str) -> tuple[str, bool]:
    """Return the zone to show a registrant's times in, and whether it is known to be theirs.

    It is the one they chose, else that of this browser; where neither is known it is the event's.
    """
    if zone:
        return zone, True
    found, known = reader_zone()
    return (found, True) if known else (event_zone, False)


def local_time_text(instant: datetime, reader_zone: str, known: bool, t: Translator) -> str:  # noqa: FBT001 - reader_zone() returns the pair
    """Format an instant in the reader's time zone: "Thursday 16 July 2026, 15:00 your time"."""
    local = zones.to_local(instant, reader_zone)
    values = {"date": formatting.date_text(local.date(), t), "time": formatting.time_text(local, t)}
    if known:
        return t("%(date)s, %(time)s your time", **values)
    return t("%(date)s, %(time)s %(city)s", city=formatting.zone_name(reader_zone, t), **values)


def _read_address() -> None:
    g.language = g.zone = ""
    if not request.query_string:
        return
    said = request.args.get("lang")
    if said:
        if said not in site().languages:
            raise InvalidInputError("unknown-language", language=said[:LONGEST_NAME])
        g.language = said
    said = request.args.get("zone")
    if said:
        g.zone = _zone(said)
        if not g.zone:
            raise InvalidInputError("unknown-zone", zone=said[:LONGEST_NAME])


def _quiet_language() -> str:
    languages = site().languages
    environ = request.environ
    kept = request.cookies.get(LANGUAGE_COOKIE) if "HTTP_COOKIE" in environ else None
    if kept in languages:
        return str(kept)
    wanted = environ.get("HTTP_ACCEPT_LANGUAGE", "")
    if len(wanted) > LONGEST_WISH:
        return _best(wanted, languages)
    return _memoized_best(wanted, languages)


def _best(wanted: str, languages: tuple[str, ...]) -> str:
    if not wanted:
        return languages[0]
    return parse_accept_header(wanted, LanguageAccept).best_match(languages) or languages[0]


# The header is parsed each time the translator is needed; browsers send few different values.
_memoized_best = memoize(256)(_best)


def _zone(name: str) -> str:
    if not name or len(name) > LONGEST_NAME:
        return ""
    try:
        return zones.canonical(name)
    except InvalidInputError:
        return ""


def _keep(response: Response) -> Response:
    said = ((LANGUAGE_COOKIE, g.get("language")), (ZONE_COOKIE, g.get("zone")))
    if not any(value for _, value in said):
        return response
    # A shared cache may replay these to others who ask for the same address: it says the same to them.
    if response.mimetype != "text/html" or response.status_code >= HTTPStatus.BAD_REQUEST:
        return response
    for name, value in said:
        if value and request.cookies.get(name) != value:
            response.set_cookie(
                name,
                value,
                max_age=KEPT_SECONDS,
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
        "language": t.language,
        "direction": t.direction,
        "languages": [(tag, NAMES.get(tag, tag)) for tag in site().languages],
        "reader_zone": zone,
        "reader_zone_known": known,
    }
