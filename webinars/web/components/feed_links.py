"""URLs to subscribe to a calendar feed, in a calendar program or at Google, and as news."""

from dataclasses import dataclass
from urllib.parse import urlencode

from webinars.site import Site

GOOGLE_MAX_URL = 256  # characters


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


def feed_links(path: str, site: Site) -> Feed:
    """Return the URLs of a calendar feed."""
    url = site.url(path)
    subscribe = "webcal:" + url.partition(":")[2]
    google = f"https://calendar.google.com/calendar/r?{urlencode({'cid': subscribe})}"
    return Feed(url, subscribe, google if len(subscribe) <= GOOGLE_MAX_URL else "")
