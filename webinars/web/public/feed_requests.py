"""What a feed is asked for, and the one address at which the same is asked.

The address says all: which events, in which language, with whose clocks. Neither a cookie nor what a browser
wishes counts, for a calendar that subscribed has neither. However the parameters stand in an address, the
feed names as its source the one spelling that asks for the same: in a fixed order, nothing empty, nothing
without a meaning.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus

from flask import Response, current_app, request, url_for

from webinars.database import db
from webinars.events import calendar_cache, change_counter, feeds, queries
from webinars.events.queries import Filter
from webinars.i18n import Translator
from webinars.web.core.locale import addressed, site
from webinars.web.core.lru import Body, SharedLRUCache
from webinars.web.public import event_list

_NOWHERE = "after"  # feeds have no pages
LONGEST_QUERY = 300  # of those whose tags are kept; searches are asked once each


@dataclass(frozen=True)
class Wish:
    """What a feed is asked for: which events, counted from which day, in which words.

    zone is empty or that of the reader; tentative adds the events known by their month alone.
    """

    asked: event_list.Asked
    day: datetime
    tentative: bool
    t: Translator
    zone: str

    @property
    def wanted(self) -> Filter:
        """Return the filter."""
        return self.asked.wanted

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Return all that tells feeds of the whole list apart, until an event changes.

        There are only so many: a few languages, the zones that there are, two times two choices, a day.
        """
        return (self.t.language, self.zone, self.wanted.past, self.tentative, self.day)


def read(args: Mapping[str, str], *, series: str = "") -> Wish:
    """Return what a feed is asked for, that of one series or of the list; errors stand in asked."""
    t, zone = addressed()
    said = {name: " ".join(value.split()) for name, value in args.items() if name != _NOWHERE}
    asked = event_list.read({**said, "series": series} if series else said, t)
    tentative = said.get("tentative", "")
    if tentative not in {"", "0", "1"}:
        asked.errors["tentative"] = t(
            "“tentative” is 1 to have events without a day too, or left out."
        )
    if asked.wanted.series and not series:
        slugs = (each.slug for each in queries.all_series(db.session()))
        event_list.check_series(slugs, asked, t)
    return Wish(asked, feeds.today(), tentative == "1", t, zone)


def refusal(wish: Wish) -> Response | None:
    """Return the answer that says in plain words what cannot be read, if something cannot."""
    if not wish.asked.errors:
        return None
    said = "\n".join(wish.asked.errors.values()) + "\n"
    return Response(said, 422, content_type="text/plain; charset=utf-8")


def address(
    endpoint: str,
    asked: event_list.Asked,
    t: Translator,
    zone: str = "",
    *,
    tentative: bool = False,
) -> str:
    """Return the path of a feed of these events; that of a series names it by its path alone."""
    query = asked.query(after="", tentative="1" if tentative else "")
    if endpoint == "calendar.series":
        query["slug"] = query.pop("series")
    if zone:
        query["zone"] = zone
    return url_for(endpoint, **{**query, "lang": t.language})


def source(endpoint: str, wish: Wish) -> str:
    """Return the path at which a feed like this one is asked for, whatever way led to it."""
    return address(endpoint, wish.asked, wish.t, wish.zone, tentative=wish.tentative)


def polled(answer: Callable[[int], Response]) -> Response:
    """Answer 304 to whoever has what this address gives; else let it be answered.

    What it gives depends on nothing but the address, the day and the events, whose number of changes is asked
    before anything else: a change in between is written again, never missed.
    """
    number, tags = change_counter.current_count(), tags_given()
    environ = request.environ
    query = environ.get("QUERY_STRING", "")
    key = (environ.get("SCRIPT_NAME"), environ["PATH_INFO"], query, feeds.today(), number)
    tag = environ.get("HTTP_IF_NONE_MATCH", "")
    if tag and "HTTP_IF_MATCH" not in environ and tags.get(key) == tag:
        return Response(status=304, mimetype="text/plain", headers=(("ETag", tag),))
    found = answer(number)
    if found.status_code == HTTPStatus.OK and len(query) <= LONGEST_QUERY:
        tags.put(key, found.headers["ETag"])
    return found


def tags_given() -> SharedLRUCache[str]:
    """Return the tags that this application has given."""
    tags: SharedLRUCache[str] = current_app.extensions["feed_tags"]
    return tags


def body(key: tuple[Hashable, ...], wish: Wish, number: int, write: Callable[[], bytes]) -> Body:
    """Return a feed's body; those of the whole list are kept until any event changes, or the day ends."""
    return tagged(write()) if wish.wanted.narrows else kept((*key, number), write)


def kept(key: tuple[Hashable, ...], write: Callable[[], bytes]) -> Body:
    """Return the body that was kept under a key, written first if there is none."""
    bodies: SharedLRUCache[Body] = current_app.extensions["feed_bodies"]
    key = (*key, request.script_root, calendar_cache.variant(site()))
    found = bodies.get(key)
    if found is None:
        found = tagged(write())
        bodies.put(key, found)
    return found


def tagged(content: bytes) -> Body:
    """Return a body with its tag."""
    return Body(content, sha256(content).hexdigest()[:32])
