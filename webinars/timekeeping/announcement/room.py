"""The address of the room in an announcement: for those with a place, not for the public page."""

import re
from dataclasses import dataclass

from webinars.safety.urls import host_of, path_of
from webinars.timekeeping.announcement.draft import Draft, Link

# Where rooms are; an address there is one whatever stands beside it.
HOSTS = (
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
LABEL = re.compile(
    r"\b(?:join|connect|zoom|teams|webex|meet(?:ing)?|room|livestream|rejoindre|connexion|"
    r"unirse|conectarse|enlace)\b[^.!?]{0,40}$",
    re.IGNORECASE,
)
REGISTERS = re.compile(r"\b(?:regist|inscri|sign.?up|rsvp)", re.IGNORECASE)
SHORT = 40  # the words before the address, when they are no more than its label
SIGNS = " :–—-<>().,;"


@dataclass(frozen=True)
class Parted:
    """A draft's text without its room, and the room's address ("" if none was found)."""

    room_url: str
    paragraphs: tuple[str, ...]
    links: tuple[Link, ...]


def part_room(draft: Draft) -> Parted:
    """Take the first address of a room, and its label, out of what the public would read."""
    for link in draft.links:
        if _is_room(link, draft.paragraphs):
            texts = (_without(text, link) for text in draft.paragraphs)
            others = tuple(each for each in draft.links if each.url != link.url)
            return Parted(link.url, tuple(text for text in texts if text), others)
    return Parted("", draft.paragraphs, draft.links)


def _is_room(link: Link, paragraphs: tuple[str, ...]) -> bool:
    host = host_of(link.url)
    if REGISTERS.search(path_of(link.url)):
        return False
    if any(host == known or host.endswith(f".{known}") for known in HOSTS):
        return True
    for line in (line for text in paragraphs for line in text.splitlines()):
        before, found, _ = line.partition(link.url)
        if found and not REGISTERS.search(before):
            return LABEL.search(before.rstrip(" :–-<(")) is not None
    return False


def _without(text: str, link: Link) -> str:
    lines = (_beside(line, link.url) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _beside(line: str, url: str) -> str:
    """Return a line without the address and the label before it; whole sentences stay."""
    before, found, after = line.partition(url)
    if not found:
        return line
    sentences = re.split(r"(?<=[.!?])\s+", before)
    if len(sentences[-1].strip(SIGNS)) <= SHORT:
        sentences.pop()
    return " ".join(part for part in (*sentences, after.strip(SIGNS)) if part.strip()).strip()
