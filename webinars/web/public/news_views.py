"""The list of events as news, for readers of feeds and for other sites: Atom and JSON Feed.

The events announced or changed last come first, as many as a reader takes at once. What stands in them is
what the public page says and nothing more.
"""

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.events import queries
from webinars.events.calendar_cache import calendar_event, page_url, when_text
from webinars.events.feeds import latest_events
from webinars.events.models import Event
from webinars.events.rules import Format
from webinars.ical.content_lines import clean, one_line
from webinars.security import markdown
from webinars.web.components.location import location_text
from webinars.web.core.locale import site
from webinars.web.public import feed_requests, news_atom, news_json
from webinars.web.public.feed_requests import Wish
from webinars.web.public.news_formats import Channel, Item
from webinars.web.public.structured_data import times

news = Blueprint("news", __name__)

Writer = Callable[[Channel, Sequence[Item]], bytes]


@news.get("/events.atom")
def as_atom() -> ResponseReturnValue:
    """Give the list as an Atom feed; its filters hold here too."""
    return _news("news.as_atom", "application/atom+xml; charset=utf-8", news_atom.document)


@news.get("/events.json")
def as_json() -> ResponseReturnValue:
    """Give the list as a JSON Feed; its filters hold here too."""
    return _news("news.as_json", "application/feed+json; charset=utf-8", news_json.document)


def _news(endpoint: str, kind: str, write: Writer) -> Response:
    return feed_requests.polled(lambda number: _answer(endpoint, kind, write, number))


def _answer(endpoint: str, kind: str, write: Writer, number: int) -> Response:
    wish = feed_requests.read(request.args)
    refused = feed_requests.refusal(wish)
    if refused is not None:
        return refused

    def written() -> bytes:
        events = latest_events(db.session(), wish.wanted, wish.day)
        return write(_channel(wish, endpoint), [_item(event, wish) for event in events])

    body = feed_requests.body((endpoint, *wish.key), wish, number, written)
    return Response(body.content, headers=(("Content-Type", kind), ("ETag", f'"{body.etag}"')))


def _channel(wish: Wish, endpoint: str) -> Channel:
    query = wish.asked.query(after="", lang=wish.t.language, zone=wish.zone)
    title = site().name
    if wish.wanted.series:
        title = f"{title}: {queries.series_by_slug(db.session(), wish.wanted.series).name}"
    return Channel(
        title=one_line(title),
        about=one_line(wish.t("Events of %(site)s", site=site().name)),
        author=one_line(site().name),
        language=wish.t.language,
        page=site().url(url_for("public.list", **query)),
        address=site().url(feed_requests.address(endpoint, wish.asked, wish.t, wish.zone)),
        as_of=wish.day,
    )


def _item(event: Event, wish: Wish) -> Item:
    told = calendar_event(event, wish.t, site(), wish.zone)
    when = when_text(event, wish.t, wish.zone).split("\n")
    place = location_text(event, wish.t)
    starts, ends = times(event)
    html = render_template(
        "public/_news_item.html",
        when=when,
        place=place,
        description=markdown.render(event.description),
    )
    return Item(
        # The UID is a UUID and a host; readers of news know one by its URN, whatever the host.
        id=f"urn:uuid:{event.uid.partition('@')[0]}",
        url=page_url(event, site()),
        calendar_url=site().url(url_for("calendar.event", slug=event.slug, lang=wish.t.language)),
        title=one_line(told.summary),
        summary=one_line(f"{when[0]} · {place}"),
        html=clean(html),
        published_at=event.published_at or event.created_at,
        updated_at=event.revised_at,
        tags=tuple(map(one_line, told.categories)),
        facts={
            "starts": starts,
            "ends": ends,
            "zone": event.zone,
            "format": _format(event),
            "state": event.state.value,
            "place": one_line(event.place),
        },
    )


def _format(event: Event) -> str:
    """Return how people attend; nothing for an event of which neither a place nor a room is known."""
    return "" if event.format is Format.IN_PERSON and not event.place else event.format.value
