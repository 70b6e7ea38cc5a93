"""Requests for feeds: parse the query, build the canonical address, cache bodies and ETags."""

# A feed depends on its URL only: subscribed calendars send neither cookies nor Accept-Language.

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from webinars.caching.response_caches import LONGEST_FEED_QUERY, Body, gzip_body, with_etag
from webinars.database import db
from webinars.events import queries
from webinars.events.branches import public_branch_ids
from webinars.events.caching import calendar_fragments, change_counter
from webinars.events.listing import feeds
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.series.addresses import current_slug
from webinars.i18n import Translator
from webinars.web.components.feed_options import FeedOptions, invalid_query, parse_options
from webinars.web.core.current_caches import response_caches
from webinars.web.core.current_site import site
from webinars.web.core.http.content_coding import accepts_gzip, etag_without_coding
from webinars.web.core.rate_limits import limiter
from webinars.web.public import event_list
from webinars.web.public.event_list import ListRequest

_OF_PAGES = ("after", "view")  # feeds have no pages and no months


@dataclass(frozen=True)
class FeedRequest(FeedOptions):
    """A feed of the event list or of one series: its options and its filter."""

    list_request: ListRequest

    @property
    def wanted(self) -> EventFilter:
        """Return the filter."""
        return self.list_request.wanted

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Return the cache key of an unfiltered feed; its values are few enough to cache them all."""
        return (self.t.language, self.timezone, self.wanted.past, self.tentative, self.day)


def parse(
    args: Mapping[str, str], *, series: str = "", few_bodies: int | None = None
) -> FeedRequest:
    """Parse the query of a feed of the whole list or of one series; errors are in its list_request.

    few_bodies: of a larger branch, the ids are not read.
    """
    options, errors = parse_options(args)
    values = {
        name: " ".join(value.split()) for name, value in args.items() if name not in _OF_PAGES
    }
    list_request = event_list.parse_request(
        {**values, "series": series} if series else values,
        options.t,
        options.timezone or site().timezone,
    )
    list_request.errors.update(errors)
    if list_request.wanted.series and not list_request.errors:
        list_request = _with_known_series(
            list_request, options.t, is_known=bool(series), few_bodies=few_bodies
        )
    return FeedRequest(
        options.day, options.tentative, options.t, options.timezone, list_request=list_request
    )


def _with_known_series(
    list_request: ListRequest, t: Translator, *, is_known: bool, few_bodies: int | None
) -> ListRequest:
    """Return a request for a public series, also one by its former address; else with an error.

    is_known: the series is public.
    """
    session, wanted = db.session(), list_request.wanted
    if is_known and not wanted.branch:
        return list_request
    of_series = _of_public_series(session, wanted, few_bodies)
    if of_series is None and (slug := current_slug(session, wanted.series)):
        of_series = _of_public_series(session, replace(wanted, series=slug), few_bodies)
    event_list.check_series(list_request, t, is_known=of_series is not None)
    if of_series is None:
        return list_request
    values = {**list_request.values, "series": of_series.series}
    return replace(list_request, wanted=of_series, values=values)


def _of_public_series(
    session: Session, wanted: EventFilter, few_bodies: int | None
) -> EventFilter | None:
    """Return the filter, with the ids of its branch if there is one; None if its series is not public."""
    if not wanted.branch:
        return wanted if queries.is_public_series(session, wanted.series) else None
    most = None if few_bodies is None else few_bodies + 1
    ids = public_branch_ids(session, wanted.series, most)
    is_whole = most is None or len(ids) < most
    return replace(wanted, series_ids=tuple(ids) if is_whole else None) if ids else None


def error_response(feed_request: FeedRequest) -> Response | None:
    """Return a plain-text response with the errors of the query; None if it is valid."""
    errors = feed_request.list_request.errors
    return invalid_query(errors.values()) if errors else None


def feed_path(
    endpoint: str,
    list_request: ListRequest,
    t: Translator,
    zone: str = "",
    *,
    tentative: bool = False,
) -> str:
    """Return the path of a feed; a series is named by the path, not by the query."""
    query = list_request.query(after="", view="", tentative="1" if tentative else "")
    if endpoint == "calendar.series":
        query["slug"] = query.pop("series")
    if zone:
        query["zone"] = zone
    return url_for(endpoint, **{**query, "lang": t.language})


def source_path(endpoint: str, feed_request: FeedRequest) -> str:
    """Return the canonical path of a feed, for its SOURCE property."""
    return feed_path(
        endpoint,
        feed_request.list_request,
        feed_request.t,
        feed_request.timezone,
        tentative=feed_request.tentative,
    )


def conditional_response(respond: Callable[[int], Response]) -> Response:
    """Return 304 if the client has the current version; else build a response and cache its ETag.

    A response depends only on URL, day and change counter. The counter is read first, so a change in between
    leads to a new version, never to a stale one.
    """
    change_count, etags = change_counter.current_count(), response_caches().etags
    environ = request.environ
    query = environ.get("QUERY_STRING", "")
    key = (
        environ.get("SCRIPT_NAME"),
        environ["PATH_INFO"],
        query,
        feeds.start_of_today(),
        change_count,
        site().name,
    )
    etag = environ.get("HTTP_IF_NONE_MATCH", "")
    if etag and "HTTP_IF_MATCH" not in environ and etags.get(key) == etag_without_coding(etag):
        headers = (("ETag", etag), ("Vary", "Accept-Encoding"))
        return Response(status=304, mimetype="text/plain", headers=headers)
    response = respond(change_count)
    if response.status_code == HTTPStatus.OK and len(query) <= LONGEST_FEED_QUERY:
        etags.put(key, etag_without_coding(response.headers["ETag"]))
    return response


def feed_body(
    key: tuple[Hashable, ...],
    feed_request: FeedRequest,
    change_count: int,
    render: Callable[[], bytes],
) -> Body:
    """Return a feed's body; unfiltered feeds are cached until an event changes or the day ends.

    Raises:
        TooManyRequests: the client's limit of rendered feeds is exceeded.
    """

    def render_within_limit() -> bytes:
        if feed_request.wanted.q:
            limiter.count_search()
        limiter.check_feed_rendering()
        content = render()
        limiter.count_rendered_feed(content)
        return content

    if not feed_request.wanted.is_narrowed:
        return cached_body((*key, change_count), render_within_limit)
    is_gzip = accepts_gzip()
    with response_caches().feed_lock:
        body = with_etag(render_within_limit())
        return gzip_body(body) if is_gzip else body


def cached_body(key: tuple[Hashable, ...], render: Callable[[], bytes]) -> Body:
    """Return the cached body of a key in the coding that the client accepts.

    What is missing is rendered or compressed once and cached: each coding is an entry of its own.
    """
    caches = response_caches()
    bodies = caches.feeds
    key = (*key, request.script_root, calendar_fragments.fragment_variant(site()))
    coding_key = (*key, "gzip") if accepts_gzip() else key
    body = bodies.get(coding_key)
    if body is not None:
        return body
    with caches.feed_lock:
        body = bodies.get(coding_key)  # rendered by another thread meanwhile
        if body is None:
            body = bodies.get(key)
            if body is None:
                body = with_etag(render())
                bodies.put(key, body)
            if coding_key != key:
                body = gzip_body(body)
                bodies.put(coding_key, body)
    return body
