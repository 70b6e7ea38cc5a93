"""Calendar files and feeds: the same list as the pages, for calendars that look again by themselves."""

import logging
from collections.abc import Sequence

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from webinars.database import db, reading, transaction
from webinars.events import calendar_cache, queries
from webinars.events.feeds import feed_events, feed_query
from webinars.events.models import Event
from webinars.events.page_state import version_key
from webinars.ical import feed as ical
from webinars.web.core.locale import site, translator
from webinars.web.core.lru import Body, body_cache, etag_cache
from webinars.web.public import feed_requests
from webinars.web.public.feed_requests import Wish

log = logging.getLogger(__name__)
calendar = Blueprint("calendar", __name__)

CALENDAR = "text/calendar; charset=utf-8"


@calendar.record_once
def _remember_bodies(state: BlueprintSetupState) -> None:
    state.app.extensions["feed_bodies"] = body_cache()
    state.app.extensions["feed_tags"] = etag_cache()


@calendar.get("/events.ics")
def feed() -> ResponseReturnValue:
    """Give the public events as a feed; the list's filters hold here too."""
    return feed_requests.polled(_feed)


def _feed(number: int) -> Response:
    wish = feed_requests.read(request.args)
    refused = feed_requests.refusal(wish)
    if refused is not None:
        return refused

    def written() -> bytes:
        return _write(wish, "calendar.feed", site().name)

    return _answer(feed_requests.body(("calendar", *wish.key), wish, number, written), "events")


@calendar.get("/events/<slug>.ics")
def event(slug: str) -> ResponseReturnValue:
    """Give one event as a file, with the UID that its invitations and feeds have."""
    with reading() as connection:
        shown = version_key(connection, slug)

    def written() -> bytes:
        # If it has changed since, its old revision is never asked for again.
        found = queries.published_event(db.session(), slug)
        return ical.file(calendar_cache.calendar_event(found, translator(), site()))

    return _answer(feed_requests.kept((shown, translator().language), written), slug, file=True)


@calendar.get("/series/<slug>.ics")
def series(slug: str) -> ResponseReturnValue:
    """Give the events of a series as a feed; the list's other filters hold here too."""
    return feed_requests.polled(lambda _number: _series(slug))


def _series(slug: str) -> Response:
    found = queries.series_by_slug(db.session(), slug)
    wish = feed_requests.read(request.args, series=slug)
    refused = feed_requests.refusal(wish)
    if refused is not None:
        return refused
    name = f"{site().name}: {found.name}"
    return _answer(feed_requests.tagged(_write(wish, "calendar.series", name)), slug)


def _write(wish: Wish, endpoint: str, name: str) -> bytes:
    return ical.calendar(
        _fragments(wish),
        wish.zone or site().zone,
        name,
        wish.t("Events of %(site)s", site=site().name),
        source_url=site().url(feed_requests.source(endpoint, wish)),
    )


def _fragments(wish: Wish) -> Sequence[bytes]:
    """Return the text of each event as it was stored, with the reader's clocks in it."""
    wanted = feed_query(wish.wanted, wish.day, tentative=wish.tentative)
    with reading() as connection:
        stored = calendar_cache.stored_fragments(connection, wanted, wish.t, site(), wish.zone)
    told = [body for body in stored if body is not None]
    return told if len(told) == len(stored) else _completed(wish)


def _completed(wish: Wish) -> list[bytes]:
    """Return the fragments of a feed, those that are missing rendered and then kept."""
    session, t = db.session(), wish.t
    events = feed_events(session, wish.wanted, wish.day, tentative=wish.tentative)
    kept = calendar_cache.fragments_by_event(session, events, t, site())
    missing = [event for event in events if event.id not in kept]
    made = {event.id: calendar_cache.fragment(event, t, site()) for event in missing}
    told = [
        calendar_cache.localize_fragment(kept.get(event.id) or made[event.id], event, t, wish.zone)
        for event in events
    ]
    if made:
        _keep(wish, missing, made)
    return told


def _keep(wish: Wish, events: Sequence[Event], made: dict[int, bytes]) -> None:
    """Store fragments rendered at first use; a feed that cannot is as good as one that can."""
    revisions = {event.id: event.revision for event in events}
    try:
        with transaction() as session:
            now = feed_events(session, wish.wanted, wish.day, tentative=wish.tentative)
            same = [event for event in now if revisions.get(event.id) == event.revision]
            calendar_cache.store_fragments(session, same, made, wish.t, site())
    except SQLAlchemyError as error:
        log.info("Calendar fragments were not kept: %s", error)


def _answer(body: Body, name: str, *, file: bool = False) -> Response:
    """Return a body as an answer; its name is a slug, so ASCII, and web/core/headers.py compares its ETag."""
    kind = "attachment" if file else "inline"
    headers = (
        ("Content-Type", CALENDAR),
        ("ETag", f'"{body.etag}"'),
        ("Content-Disposition", f'{kind}; filename="{name}.ics"'),
    )
    return Response(body.content, headers=headers)
