"""News feeds of the event list: Atom and JSON Feed."""

# Recently announced or changed events come first, a limited number. Items contain only what the public page
# shows.

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.events import queries
from webinars.events.calendar_event import calendar_event, page_url, when_text
from webinars.events.enums import Format
from webinars.events.listing.branch_ranges import FEW_BODIES
from webinars.events.listing.feeds import latest_events
from webinars.events.models import Event
from webinars.ical.content_lines import clean_text, one_line
from webinars.security import markdown
from webinars.web.components.location import location_text
from webinars.web.core.current_site import site
from webinars.web.core.http.content_coding import encoded_response
from webinars.web.public import feed_requests, news_atom, news_json
from webinars.web.public.feed_requests import FeedRequest
from webinars.web.public.news_formats import Channel, Item
from webinars.web.public.structured_data import times

news = Blueprint("news", __name__)

Writer = Callable[[Channel, Sequence[Item]], bytes]


@news.get("/events.atom")
def as_atom() -> ResponseReturnValue:
    """Return the Atom feed; accepts the filters of the list."""
    return _news("news.as_atom", "application/atom+xml; charset=utf-8", news_atom.document)


@news.get("/events.json")
def as_json() -> ResponseReturnValue:
    """Return the JSON feed; accepts the filters of the list."""
    return _news("news.as_json", "application/feed+json; charset=utf-8", news_json.document)


def _news(endpoint: str, media_type: str, write: Writer) -> Response:
    return feed_requests.conditional_response(
        lambda change_count: _response(endpoint, media_type, write, change_count)
    )


def _response(endpoint: str, media_type: str, write: Writer, change_count: int) -> Response:
    # The last changes of many bodies are near the end of the list of changes.
    feed_request = feed_requests.parse(request.args, few_bodies=FEW_BODIES)
    error = feed_requests.error_response(feed_request)
    if error is not None:
        return error

    def render() -> bytes:
        events = latest_events(db.session(), feed_request.wanted, feed_request.day)
        return write(
            _channel(feed_request, endpoint), [_item(event, feed_request) for event in events]
        )

    body = feed_requests.feed_body(
        (endpoint, *feed_request.key), feed_request, change_count, render
    )
    return encoded_response(body, [("Content-Type", media_type)])


def _channel(feed_request: FeedRequest, endpoint: str) -> Channel:
    query = feed_request.list_request.query(
        after="", lang=feed_request.t.language, zone=feed_request.timezone
    )
    title = site().name
    if feed_request.wanted.series:
        series = queries.series_by_slug(db.session(), feed_request.wanted.series)
        title = f"{title}: {feed_request.t.text(series.name)}"
    return Channel(
        title=one_line(title),
        about=one_line(feed_request.t("Events by %(site)s", site=site().name)),
        author=one_line(site().name),
        language=feed_request.t.language,
        page=site().url(url_for("public.list", **query)),
        address=site().url(
            feed_requests.feed_path(
                endpoint, feed_request.list_request, feed_request.t, feed_request.timezone
            )
        ),
        as_of=feed_request.day,
    )


def _item(event: Event, feed_request: FeedRequest) -> Item:
    entry = calendar_event(event, feed_request.t, site(), feed_request.timezone)
    when = when_text(event, feed_request.t, feed_request.timezone).split("\n")
    place = location_text(event, feed_request.t)
    starts, ends = times(event)
    html = render_template(
        "public/_news_item.html",
        when=when,
        place=place,
        description=markdown.render(feed_request.t.text(event.description)),
    )
    return Item(
        # The UID is a UUID and a host; the URN of the UUID identifies the item, whatever the host. It is the
        # first one of the event: under another one readers would show a second item.
        id=f"urn:uuid:{(event.first_uid or event.uid).partition('@')[0]}",
        url=page_url(event, site()),
        calendar_url=site().url(
            url_for("calendar.event", slug=event.slug, lang=feed_request.t.language)
        ),
        title=one_line(entry.summary),
        summary=one_line(f"{when[0]} · {place}"),
        html=clean_text(html),
        published_at=event.published_at or event.created_at,
        updated_at=event.revised_at,
        tags=tuple(map(one_line, entry.categories)),
        facts={
            "starts": starts,
            "ends": ends,
            "zone": event.timezone,
            "format": _format(event),
            "state": event.state.value,
            "place": one_line(feed_request.t.text(event.place)),
        },
    )


def _format(event: Event) -> str:
    """Return the format; empty for an in-person event without a venue."""
    return "" if event.format is Format.IN_PERSON and not event.place else event.format.value
