"""The page of a body or series: its text, what it is part of, its bodies, coming events and past sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.errors import NotFoundError
from webinars.events.listing.series_events import series_events
from webinars.events.models import Event, Series
from webinars.events.series.addresses import current_slug
from webinars.events.series.editing import picture_body
from webinars.events.series.family import public_family
from webinars.events.series.series_details import series_links
from webinars.files.images import IMAGE_TYPES
from webinars.i18n import Translator
from webinars.registrations.places.places_held import PLACES_HELD
from webinars.security import markdown
from webinars.security.redirect_targets import safe_path
from webinars.security.urls import host_of
from webinars.timezones import clock, formatting
from webinars.web.components.event_links import Link
from webinars.web.components.event_time import cities_of
from webinars.web.components.feed_links import Feed, feed_links
from webinars.web.components.session_text import session_text
from webinars.web.core.current_site import site
from webinars.web.core.current_timezone import reader_zone
from webinars.web.core.locale import language_attributes, translator
from webinars.web.core.sign_in import signed_in_organiser
from webinars.web.public import event_list, feed_requests
from webinars.web.public.documents.lists import series_documents
from webinars.web.public.events_by_month import Reader, availability_by_id, months

pictures = Blueprint("series_pictures", __name__)

# For browsers only: a shared cache would show a picture for as long, also of a series that became private.
_IMMUTABLE = "private, max-age=31536000, immutable"


@dataclass(frozen=True)
class PastEvent:
    """A past event of a body; session is its number in words, empty if it has none."""

    session: str
    title: str
    title_attributes: Mapping[str, str]
    url: str
    when: str


@dataclass(frozen=True)
class PastYear:
    """The past events of a year, newest first."""

    year: int
    events: Sequence[PastEvent]


def series_page(slug: str) -> ResponseReturnValue:
    """Render the page of a public series; a former address leads to the present one."""
    session, now = db.session(), clock.now()
    reader = Reader(*reader_zone(), translator())
    try:
        family = public_family(session, slug)
    except NotFoundError:
        present = current_slug(session, slug)
        if not present:
            raise
        path = url_for("public.series", slug=present)
        query = request.query_string.decode("latin-1")
        # Not permanent: a browser keeps such a redirect, and runs in a circle once the name is changed back.
        return redirect(safe_path(f"{path}?{query}" if query else path, path))
    series, t = family.series, reader.t
    has_children = bool(family.children)
    events = series_events(session, slug, series.id, now, branch=has_children, number=PLACES_HELD)
    rows = events.upcoming.rows
    return render_template(
        "public/series.html",
        series=series,
        family=family,
        description=markdown.render(t.text(series.description)),
        links=series_page_links(series, t),
        picture=picture_path(series),
        months=months(rows, availability_by_id(session, rows, now, events.numbers), reader, now),
        past=_past_years(events.past, reader),
        has_more_past=events.has_more_past,
        next_url=_list_url(slug, has_children=has_children, after=events.upcoming.after),
        past_url=url_for("public.list", series=slug, past=1),
        feed=_feed(reader, slug),
        branch_feed=_feed(reader, slug, branch="1") if has_children else None,
        documents=series_documents(series, t),
        page=site().url(url_for("public.series", slug=slug)),
    )


def series_page_links(series: Series, t: Translator) -> list[tuple[str, Link]]:
    """Return the links of a series, each with its label in all languages."""
    return [(label, Link(t.text(label), url, host_of(url))) for label, url in series_links(series)]


def picture_path(series: Series) -> str:
    """Return the path of the picture of a series; empty without one."""
    if not series.picture_digest:
        return ""
    extension = series.picture_type.removeprefix("image/")
    return url_for("series_pictures.show", filename=f"{series.picture_digest}.{extension}")


@pictures.get("/pictures/<filename>")
def show(filename: str) -> Response:
    """Return the picture of a series, whose address contains the hash of its content.

    That of a series which is not public is for those who may edit it.
    """
    digest, _, extension = filename.rpartition(".")
    if extension not in IMAGE_TYPES:
        raise NotFoundError("no-such-file")
    media_type, body, is_public = picture_body(db.session(), digest, signed_in_organiser())
    response = Response(body, mimetype=media_type)
    response.headers["Cache-Control"] = _IMMUTABLE if is_public else "private, no-store"
    return response


def _list_url(slug: str, *, has_children: bool, after: str) -> str | None:
    branch = "1" if has_children else None
    return (after and url_for("public.list", series=slug, branch=branch, after=after)) or None


def _past_years(events: Sequence[Event], reader: Reader) -> list[PastYear]:
    return [
        PastYear(year, [past_event(event, reader.t) for event in some])
        for year, some in groupby(events, key=lambda event: event.first_on.year)
    ]


def past_event(event: Event, t: Translator) -> PastEvent:
    """Return an event for a short list: its session, title and when."""
    return PastEvent(
        session=session_text(event.session_number, t) if event.session_number else "",
        title=t.text(event.title),
        title_attributes=language_attributes(event.title, event.text_language, t),
        url=url_for("public.event", slug=event.slug),
        when=formatting.schedule_text(event.when, event.span, cities_of(event), t),
    )


def _feed(reader: Reader, slug: str, **branch: str) -> Feed:
    zone = reader.timezone if reader.known else ""
    list_request = event_list.parse_request({"series": slug, **branch}, reader.t)

    def path(endpoint: str) -> str:
        return feed_requests.feed_path(endpoint, list_request, reader.t, zone)

    return replace(
        feed_links(path("calendar.series"), site()),
        atom=site().url(path("news.as_atom")),
        json=site().url(path("news.as_json")),
    )
