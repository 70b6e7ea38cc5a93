"""Calendar files and feeds of public events."""

import logging
from collections.abc import Sequence

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from webinars.caching.response_caches import Body
from webinars.database import db, reading, transaction
from webinars.events import calendar_event, queries
from webinars.events.caching import calendar_fragments
from webinars.events.caching.page_state import version_key
from webinars.events.listing.feeds import feed_events, feed_query
from webinars.events.models import Event
from webinars.events.series.addresses import public_series
from webinars.ical import feed as ical
from webinars.web.components.feed_options import CALENDAR_TYPE
from webinars.web.core.current_site import site
from webinars.web.core.http.content_coding import encoded_response
from webinars.web.core.locale import translator
from webinars.web.public import feed_requests
from webinars.web.public.feed_requests import FeedRequest

log = logging.getLogger(__name__)
calendar = Blueprint("calendar", __name__)


@calendar.get("/events.ics")
def feed() -> ResponseReturnValue:
    """Return the calendar feed of public events; accepts the filters of the list."""
    return feed_requests.conditional_response(_feed)


def _feed(change_count: int) -> Response:
    feed_request = feed_requests.parse(request.args)
    error = feed_requests.error_response(feed_request)
    if error is not None:
        return error

    def render() -> bytes:
        return _render_feed(feed_request, "calendar.feed", site().name)

    return _response(
        feed_requests.feed_body(
            ("calendar", *feed_request.key), feed_request, change_count, render
        ),
        "events",
    )


@calendar.get("/events/<slug>.ics")
def event(slug: str) -> ResponseReturnValue:
    """Return one event as a calendar file, with the UID of its invitations and feeds."""
    with reading() as connection:
        version = version_key(connection, slug)

    def render() -> bytes:
        # If the event changed meanwhile, the file is cached under a key that is not used again.
        event = queries.published_event(db.session(), slug)
        return ical.render_event_file(calendar_event.calendar_event(event, translator(), site()))

    return _response(
        feed_requests.cached_body((version, translator().language), render), slug, file=True
    )


@calendar.get("/series/<slug>.ics")
def series(slug: str) -> ResponseReturnValue:
    """Return the calendar feed of a series, also under its former addresses; accepts the other filters."""
    return feed_requests.conditional_response(lambda change_count: _series(slug, change_count))


def _series(slug: str, change_count: int) -> Response:
    series = public_series(db.session(), slug)
    slug = series.slug
    feed_request = feed_requests.parse(request.args, series=slug)
    error = feed_requests.error_response(feed_request)
    if error is not None:
        return error
    name = f"{site().name}: {feed_request.t.text(series.name)}"

    def render() -> bytes:
        return _render_feed(feed_request, "calendar.series", name)

    key = ("series", slug, *feed_request.key)
    return _response(feed_requests.feed_body(key, feed_request, change_count, render), slug)


def _render_feed(feed_request: FeedRequest, endpoint: str, name: str) -> bytes:
    return ical.render_feed(
        _fragments(feed_request),
        feed_request.timezone or site().timezone,
        name,
        feed_request.t("Events by %(site)s", site=site().name),
        source_url=site().url(feed_requests.source_path(endpoint, feed_request)),
    )


def _fragments(feed_request: FeedRequest) -> Sequence[bytes]:
    """Return the cached calendar text of each event, in the reader's time zone."""
    wanted = feed_query(feed_request.wanted, feed_request.day, tentative=feed_request.tentative)
    with reading() as connection:
        stored = calendar_fragments.stored_fragments(
            connection, wanted, feed_request.t, site(), feed_request.timezone
        )
    complete = [body for body in stored if body is not None]
    return complete if len(complete) == len(stored) else _render_fragments(feed_request)


def _render_fragments(feed_request: FeedRequest) -> list[bytes]:
    """Return the fragments of a feed; render and cache those that are missing."""
    session, t = db.session(), feed_request.t
    events = feed_events(
        session, feed_request.wanted, feed_request.day, tentative=feed_request.tentative
    )
    cached = calendar_fragments.fragments_by_event(session, events, t, site())
    missing = [event for event in events if event.id not in cached]
    rendered = {
        event.id: calendar_fragments.render_event_fragment(event, t, site()) for event in missing
    }
    fragments = [
        calendar_fragments.localize_fragment(
            cached.get(event.id) or rendered[event.id], event, t, feed_request.timezone
        )
        for event in events
    ]
    if rendered:
        _store(feed_request, missing, rendered)
    return fragments


def _store(feed_request: FeedRequest, events: Sequence[Event], rendered: dict[int, bytes]) -> None:
    """Store newly rendered fragments; the feed is complete even if this fails."""
    revisions = {event.id: event.revision for event in events}
    try:
        with transaction() as session:
            current = feed_events(
                session, feed_request.wanted, feed_request.day, tentative=feed_request.tentative
            )
            unchanged = [event for event in current if revisions.get(event.id) == event.revision]
            calendar_fragments.store_fragments(session, unchanged, rendered, feed_request.t, site())
    except SQLAlchemyError as error:
        log.info("Calendar fragments were not stored: %s", error)


def _response(body: Body, name: str, *, file: bool = False) -> Response:
    """Build the response; the name is an ASCII slug, and web/core/http/cache_control.py compares the ETag."""
    disposition = "attachment" if file else "inline"
    headers = (
        ("Content-Type", CALENDAR_TYPE),
        ("Content-Disposition", f'{disposition}; filename="{name}.ics"'),
    )
    return encoded_response(body, headers)
