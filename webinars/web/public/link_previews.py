"""Pictures of link previews: one of each public event, and one of the list."""

# Each depends on its address only, as feeds do: programs that fetch it send neither cookies nor languages.

from collections.abc import Callable, Hashable
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from webinars.caching.response_caches import Body, with_etag
from webinars.database import db, reading
from webinars.events import queries
from webinars.events.caching.page_state import version_key
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.i18n import N_, Translator, translator_for
from webinars.installation.appearance import LOGO_LIMITS, logo_body, stored_appearance
from webinars.security.urls import host_of
from webinars.timezones import formatting
from webinars.web.components.event_time import cities_of
from webinars.web.components.location import location_text
from webinars.web.core.current_caches import response_caches
from webinars.web.core.current_site import site, site_source
from webinars.web.core.locale import query_locale
from webinars.web.core.rate_limits import limiter

if TYPE_CHECKING:
    from webinars.link_previews.picture import PictureContent

link_previews = Blueprint("link_previews", __name__)

_LABELS = {EventState.CANCELLED: N_("Cancelled"), EventState.POSTPONED: N_("Postponed")}
_MEDIA_TYPE = "image/png"


@link_previews.get("/events.png")
def events() -> ResponseReturnValue:
    """Return the picture of the list."""
    t, _ = query_locale()

    def content() -> "PictureContent":
        return _content(
            t,
            title=_alternatives(lambda t: t("Upcoming events"), t),
            when=(host_of(site().base_url),),
            place=(),
        )

    return _picture(("list", t.language), content)


@link_previews.get("/events/<slug>.png")
def event(slug: str) -> ResponseReturnValue:
    """Return the picture of one public event; it shows nothing that its page does not show."""
    t, _ = query_locale()
    with reading() as connection:
        version = version_key(connection, slug)

    def content() -> "PictureContent":
        # If the event changed meanwhile, the picture is cached under a key that is not used again.
        event = queries.published_event(db.session(), slug)
        label = _LABELS.get(event.state, "")
        return _content(
            t,
            title=_alternatives(lambda t: t.text(event.title), t),
            when=_alternatives(lambda t: _when_text(event, t), t),
            place=_alternatives(lambda t: location_text(event, t), t),
            label=_alternatives(lambda t: t(label) if label else "", t),
        )

    return _picture((version, t.language), content)


def picture_text(event: Event, t: Translator) -> str:
    """Return what the picture of an event shows, for those who do not see it."""
    label = _LABELS.get(event.state, "")
    parts = (t(label) if label else "", t.text(event.title), _when_text(event, t))
    return " · ".join(filter(None, (*parts, location_text(event, t))))


def _when_text(event: Event, t: Translator) -> str:
    """Return day and time, in the time zone of the event; empty if they no longer apply."""
    if event.state is EventState.POSTPONED:
        return ""
    return formatting.schedule_text(event.when, event.span, cities_of(event), t)


def _alternatives(text: Callable[[Translator], str], t: Translator) -> tuple[str, ...]:
    """Return a text in the language of the picture, and in English if its letters cannot be drawn."""
    return text(t), text(translator_for("en"))


def _content(
    t: Translator,
    *,
    title: tuple[str, ...],
    when: tuple[str, ...],
    place: tuple[str, ...],
    label: tuple[str, ...] = (),
) -> "PictureContent":
    # A server that is asked for no picture needs no Pillow.
    from webinars.link_previews.picture import PictureContent  # noqa: PLC0415

    with reading() as connection:
        digest = stored_appearance(connection).logo_digest
        logo = (logo_body(connection, digest) or b"") if digest else b""
    appearance = site().appearance
    return PictureContent(
        title=title,
        when=when,
        place=place,
        label=label,
        site_name=site().name,
        colour=appearance.colour,
        dark_colour=appearance.dark_colour,
        logo=logo,
        most_pixels=LOGO_LIMITS.megapixels * 1_000_000,
        is_mirrored=t.direction == "rtl",
    )


def _picture(key: tuple[Hashable, ...], content: Callable[[], "PictureContent"]) -> Response:
    """Return the cached picture of a key; draw it if there is none, one at a time."""
    key = (*key, site_source().version)
    caches = response_caches()
    etag = caches.etags.get(key)
    if etag and request.headers.get("If-None-Match") == etag and "If-Match" not in request.headers:
        return _response(b"", etag, HTTPStatus.NOT_MODIFIED)
    body = caches.pictures.get(key)
    if body is None:
        limiter.count_drawn_picture()
        with caches.picture_lock:
            body = caches.pictures.get(key) or _draw(content())  # drawn by another thread meanwhile
            caches.pictures.put(key, body)
        caches.etags.put(key, f'"{body.etag}"')
    return _response(body.content, f'"{body.etag}"')


def _draw(content: "PictureContent") -> Body:
    from webinars.link_previews.picture import draw  # noqa: PLC0415

    return with_etag(draw(content))


def _response(content: bytes, etag: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = Response(content, status, mimetype=_MEDIA_TYPE)
    response.headers["ETag"] = etag
    # Programs show it on pages of their own, as they are asked to.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
