"""Links as pages show them: those an organiser wrote, checked, and those of feeds, in both spellings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from webinars.errors import InvalidInputError
from webinars.security.urls import host_of, web_url
from webinars.site import Site

GOOGLE_TAKES = 256  # characters of an address


@dataclass(frozen=True)
class Link:
    """A link of an event: its words, its address, and the host it leads to."""

    text: str
    url: str
    host: str


@dataclass(frozen=True)
class Feed:
    """A feed's address: as a file of the web, and as calendars subscribe to it.

    google opens Google's calendar with the question whether to add it; empty where the address is longer than
    Google takes. atom and json are the same list as news, where it is for everybody.
    """

    url: str
    subscribe: str
    google: str
    atom: str = ""
    json: str = ""


def safe_links(links: Iterable[Mapping[str, str]]) -> list[Link]:
    """Return an event's links with their hosts; what is no address of the web is left out."""
    found = []
    for said in links:
        try:
            url = web_url(said.get("url", ""))
        except InvalidInputError:
            continue
        found.append(Link(said.get("text", "").strip() or url, url, host_of(url)))
    return found


def feed_links(path: str, site: Site) -> Feed:
    """Return a feed's addresses; calendars take webcal: as a wish to subscribe."""
    url = site.url(path)
    subscribe = "webcal:" + url.partition(":")[2]
    google = f"https://calendar.google.com/calendar/r?{urlencode({'cid': subscribe})}"
    return Feed(url, subscribe, google if len(subscribe) <= GOOGLE_TAKES else "")
