"""Find URLs of online meetings, which are private: by provider, room or passcode."""

import re
from urllib.parse import unquote

from webinars.security.urls import host_of, is_web_url, path_of

# Providers of online meetings; a URL there is a meeting link whatever text surrounds it.
MEETING_HOSTS = (
    "zoom.us",
    "zoom.com",
    "zoomgov.com",
    "teams.microsoft.com",
    "teams.live.com",
    "meet.google.com",
    "webex.com",
    "gotomeeting.com",
    "gotowebinar.com",
    "bluejeans.com",
    "whereby.com",
    "meet.jit.si",
    "kudoway.com",
    "interactio.com",
)

REGISTRATION_PATH = re.compile(r"\b(?:regist|inscri|sign.?up|rsvp)", re.IGNORECASE)

_SECRET_PARAMETER = re.compile(
    r"[?&;](?:pwd|passwd|password|passcode|pass|pin|mtpw|k(?:enn)?wort|mdp)=[^&#\s]", re.IGNORECASE
)

# The providers' home, help and test pages, which are no meetings.
_NO_MEETING_PATHS = re.compile(
    r"(?:/(?:test|downloads?|support|pricing|about|hc|privacy|contact|security|terms|trust|legal|resources|"
    r"index\.html|[a-z]{2}(?:[-_][a-z]{2})?))*/?",
    re.IGNORECASE,
)

# Providers' help pages; and paths of rooms, which providers also serve under customers' host names.
_HELP_HOST = re.compile(r"(?:help|support|status|learn|community|blog)\.", re.IGNORECASE)

_ROOM_PATH = re.compile(
    r"(?:/[\w.-]+)?/(?:j\.php|l/meetup-join/.+|meet/\d{6,}.*|(?:wc/join|j|s)/\d{9,12})",
    re.IGNORECASE,
)

_WEBEX_ROOM = re.compile(r"/(?:meet|join)/[\w.-]+", re.IGNORECASE)

_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w@./-])(?=[\w.-]{0,40}(?:zoom\.us|zoomgov\.com|teams\.microsoft\.com|"
    r"teams\.live\.com|meet\.google\.com|webex\.com|meet\.jit\.si|whereby\.com)/\w))[^\s<>()\[\]\"“”«»|]+",
    re.IGNORECASE,
)


# What mail programs and search engines wrap: .../?url=https%3A%2F%2Fzoom.us%2Fj%2F1
_TARGET = re.compile(r"https?://[^\s&]+", re.IGNORECASE)


def find_meeting_links(text: str) -> tuple[str, ...]:
    """Return the meeting links in a text."""
    urls = (match[0].rstrip(".,;:!?*_`'’") for match in _URL.finditer(text))
    return tuple(dict.fromkeys(url for url in urls if is_meeting_link(_with_scheme(url))))


def is_meeting_link(url: str) -> bool:
    """Return whether a URL opens an online meeting, has a passcode, or redirects to such a URL."""
    if not is_web_url(url):
        return False
    if _SECRET_PARAMETER.search(url) or _ROOM_PATH.fullmatch(path_of(url)):
        return True
    if "webex" in host_of(url).split(".") and _WEBEX_ROOM.fullmatch(path_of(url)):
        return True
    if is_meeting_host(url) and _NO_MEETING_PATHS.fullmatch(path_of(url)) is None:
        return True
    query = unquote(url.partition("?")[2])
    return any(is_meeting_link(target[0]) for target in _TARGET.finditer(query))


def is_meeting_host(url: str) -> bool:
    """Return whether a URL is a meeting provider's, except for its registration form and help pages."""
    host = host_of(url)
    is_known = any(host == known or host.endswith(f".{known}") for known in MEETING_HOSTS)
    is_known = is_known and not _HELP_HOST.match(host)
    return is_known and not REGISTRATION_PATH.search(path_of(url))


def _with_scheme(url: str) -> str:
    return url if "://" in url else f"https://{url}"
