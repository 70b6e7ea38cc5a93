"""Calendar files and feeds: the same list as the pages, for calendars that look again by themselves."""

import hashlib
import logging
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from webinars.database import db, reading, transaction
from webinars.events import changes, fragments, queries
from webinars.events.facts import event_shown
from webinars.events.models import Event
from webinars.events.queries import Filter
from webinars.ical import feed as ical
from webinars.timekeeping import clock
from webinars.web import listing
from webinars.web.bodies import Bodies, Body
from webinars.web.language import site, wording

log = logging.getLogger(__name__)
calendar = Blueprint("calendar", __name__)

CALENDAR = "text/calendar; charset=utf-8"
BACK = timedelta(days=92)  # feeds begin three months back


@dataclass(frozen=True)
class Wish:
    """What a feed is asked for: which events, from when, and whether those without a day are among them."""

    wanted: Filter
    since: datetime
    tentative: bool = False


@calendar.record_once
def _remember_bodies(state: BlueprintSetupState) -> None:
    state.app.extensions["feed_bodies"] = Bodies()


@calendar.get("/events.ics")
def feed() -> ResponseReturnValue:
    """Give the public events as a feed; the list's filters hold here too."""
    args, w = request.args, wording()
    asked = listing.read(args, w)
    tentative = args.get("tentative", "")
    if tentative not in {"", "0", "1"}:
        asked.errors["tentative"] = w(
            "“tentative” is 1 to have events without a day too, or left out."
        )
    if asked.wanted.series:
        slugs = (series.slug for series in queries.all_series(db.session()))
        listing.check_series(slugs, asked, w)
    if asked.errors:
        said = "\n".join(asked.errors.values()) + "\n"
        return Response(said, 422, content_type="text/plain; charset=utf-8")
    wish = Wish(asked.wanted, _since(), tentative=tentative == "1")
    return _answer(_body(wish, w.language, lambda: _listed(asked, wish)), "events")


@calendar.get("/events/<slug>.ics")
def event(slug: str) -> ResponseReturnValue:
    """Give one event as a file, with the UID that its invitations and feeds have."""
    with reading() as connection:
        shown = event_shown(connection, slug)

    def written() -> bytes:
        # If it has changed since, its old revision is never asked for again.
        found = queries.published_event(db.session(), slug)
        return ical.file(fragments.calendar_event(found, wording(), site()))

    return _answer(_kept((shown, wording().language), written), slug, file=True)


@calendar.get("/series/<slug>.ics")
def series(slug: str) -> ResponseReturnValue:
    """Give the events of a series as a feed."""
    found = queries.series_by_slug(db.session(), slug)
    wish = Wish(Filter(series=slug), _since())
    address = url_for("calendar.series", slug=slug, lang=wording().language)
    content = _write(wish, f"{site().name}: {found.name}", address)
    return _answer(_tagged(content), slug)


def _listed(asked: listing.Asked, wish: Wish) -> bytes:
    query = asked.query(after="", tentative="1" if wish.tentative else "")
    address = url_for("calendar.feed", **query, lang=wording().language)
    return _write(wish, site().name, address)


def _since() -> datetime:
    """Return the beginning of a day, so that a feed's bytes are the same all day."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - BACK


def _body(wish: Wish, language: str, write: Callable[[], bytes]) -> Body:
    """Return a feed's body; those of the whole list are kept until any event changes, or the day ends."""
    if wish.wanted.narrows:
        return _tagged(write())
    # The number is read before the events: a change in between is written again, never missed.
    with reading() as connection:
        number = changes.number(connection)
    return _kept((language, wish.wanted.past, wish.tentative, wish.since, number), write)


def _kept(key: tuple[Hashable, ...], write: Callable[[], bytes]) -> Body:
    """Return the body that was kept under a key, written first if there is none."""
    bodies: Bodies = current_app.extensions["feed_bodies"]
    key = (*key, request.script_root, fragments.variant(site()))
    body = bodies.get(key)
    if body is None:
        body = _tagged(write())
        bodies.put(key, body)
    return body


def _write(wish: Wish, name: str, address: str) -> bytes:
    wanted = queries.of_feed(wish.wanted, wish.since, tentative=wish.tentative)
    with reading() as connection:
        stored = fragments.stored(connection, wanted, wording(), site())
    told = [body for body in stored if body is not None]
    return ical.calendar(
        told if len(told) == len(stored) else _completed(wish),
        site().zone,
        name,
        wording()("Events of %(site)s", site=site().name),
        source_url=site().url(address),
    )


def _completed(wish: Wish) -> list[bytes]:
    """Return the fragments of a feed, those that are missing rendered and then kept."""
    session, w = db.session(), wording()
    events = queries.feed_events(session, wish.wanted, wish.since, tentative=wish.tentative)
    kept = fragments.kept(session, events, w, site())
    missing = [event for event in events if event.id not in kept]
    made = {event.id: fragments.fragment(event, w, site()) for event in missing}
    told = [kept.get(event.id) or made[event.id] for event in events]
    if made:
        _keep(wish, missing, made)
    return told


def _keep(wish: Wish, events: Sequence[Event], made: dict[int, bytes]) -> None:
    """Store fragments rendered at first use; a feed that cannot is as good as one that can."""
    revisions = {event.id: event.revision for event in events}
    try:
        with transaction() as session:
            now = queries.feed_events(session, wish.wanted, wish.since, tentative=wish.tentative)
            same = [event for event in now if revisions.get(event.id) == event.revision]
            fragments.keep(session, same, made, wording(), site())
    except SQLAlchemyError as error:
        log.info("Calendar fragments were not kept: %s", error)


def _tagged(content: bytes) -> Body:
    return Body(content, hashlib.sha256(content).hexdigest()[:32])


def _answer(body: Body, name: str, *, file: bool = False) -> Response:
    """Return a body as an answer; its name is a slug, so ASCII, and its tag is compared by web/headers.py."""
    kind = "attachment" if file else "inline"
    headers = (
        ("Content-Type", CALENDAR),
        ("ETag", f'"{body.etag}"'),
        ("Content-Disposition", f'{kind}; filename="{name}.ics"'),
    )
    return Response(body.content, headers=headers)
