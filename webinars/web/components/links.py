"""Links of an event, validated, and subscription URLs of feeds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from webinars.errors import InvalidInputError
from webinars.security.urls import host_of, web_url
from webinars.site import Site

GOOGLE_MAX_URL = 256  # characters


@dataclass(frozen=True)
class Link:
    """A link of an event: its text, URL and host."""

    text: str
    url: str
    host: str


@dataclass(frozen=True)
class Feed:
    """URLs of a calendar feed.

    Attributes:
        url: the file.
        subscribe: webcal URL, which opens a calendar program.
        google: opens Google Calendar to subscribe; empty if the URL is too long for it.
        atom, json: the same list as a news feed; empty for personal calendars.
    """

    url: str
    subscribe: str
    google: str
    atom: str = ""
    json: str = ""


def safe_links(links: Iterable[Mapping[str, str]]) -> list[Link]:
    """Return the links of an event with valid http or https URLs."""
    valid = []
    for link in links:
        try:
            url = web_url(link.get("url", ""))
        except InvalidInputError:
            continue
        valid.append(Link(link.get("text", "").strip() or url, url, host_of(url)))
    return valid


def feed_links(path: str, site: Site) -> Feed:
    """Return the URLs of a calendar feed."""
    url = site.url(path)
    subscribe = "webcal:" + url.partition(":")[2]
    google = f"https://calendar.google.com/calendar/r?{urlencode({'cid': subscribe})}"
    return Feed(url, subscribe, google if len(subscribe) <= GOOGLE_MAX_URL else "")
