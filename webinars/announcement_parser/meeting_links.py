"""Extract the join link of an online meeting from a draft, and remove it from the public text."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from webinars.announcement_parser.dial_in import dial_in_lines
from webinars.announcement_parser.draft import Draft, Link
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.locations import is_online, remove_online_phrases
from webinars.announcement_parser.grammar.web_addresses import token_url
from webinars.security.meeting_urls import is_meeting_host, is_meeting_link

# Lines with meeting IDs, passcodes and phone numbers, which are removed together with the join link.
ACCESS_LINE = re.compile(
    r"^\W*(?:(?:zoom|teams|webex|webinar|meeting|conference|phone conference)\s+){0,2}"
    r"(?:id|number|code|pin|pass ?code|password|access code|mot de passe|code (?:secret|d.acc[eè]s)|"
    r"id (?:de (?:la )?)?(?:r[ée]union|reuni[óo]n)|num[ée]ro de (?:la )?r[ée]union|"
    r"contraseña|c[óo]digo de acceso)\b[^.!?]{0,10}:|"
    r"^\W*(?:one tap mobile|dial by your location|find your local number|"
    r"(?:or )?join (?:by|via|using|with) (?:a )?(?:phone|sip|h\.?323))\b|"
    r"^\W*\+?\d[\d ()-]+,,\d",
    re.IGNORECASE,
)
JOIN_LINE = re.compile(
    r"^\W*(?:(?:click here to |please )?join (?:the |our |us |a |on )?"
    r"(?:zoom|microsoft teams|teams|webex|google meet|meeting|webinar|your computer)\b[^.!?]*|"
    r"(?:microsoft teams|zoom|webex) (?:meeting|webinar)\W*)$",
    re.IGNORECASE,
)
_CONTINUES_URL = re.compile(r"[\w/?=&%#-]")
_SCHEME = re.compile(r"(?=[a-z]{4,5}://)", re.IGNORECASE)
MAX_LABEL = 40  # characters before the URL that are removed as its label
MAX_ONLINE_LINE = 80  # characters of a line that only says where the event is
ON_A_PLATFORM = re.compile(
    r"\b(?:via|on|over|through|using|par|sur|por|en|über|per)\s+(?:the\s+)?"
    r"(?:zoom|(?:microsoft|ms)\s+teams|(?:cisco\s+)?webex|google\s+meet|interactio|gotowebinar)\b",
    re.IGNORECASE,
)
PUNCTUATION = " :–—-<>().,;"


@dataclass(frozen=True)
class MeetingDetails:
    """The public texts of a draft, and the join link removed from them.

    Attributes:
        meeting_url: "" if there is none.
        is_online: whether the place or a line of the text says that the event is online.
        left_out: "room-keys" if meeting IDs or passcodes were removed, "rooms" if further join links were.
        removed: these texts and links.
    """

    meeting_url: str
    paragraphs: tuple[str, ...]
    links: tuple[Link, ...]
    place: str = ""
    is_online: bool = False
    left_out: frozenset[str] = frozenset()
    removed: tuple[str, ...] = ()


class UrlSet:
    """Addresses that are searched for in many texts, each text in one pass."""

    def __init__(self, urls: Iterable[str]) -> None:
        """Remember the addresses and their lengths."""
        self._urls = frozenset(filter(None, urls))
        self._lengths = sorted({len(url) for url in self._urls})

    def within(self, text: str) -> list[str]:
        """Return the addresses that a text contains, in its order, each once."""
        starts = (match.start() for match in _SCHEME.finditer(text))
        candidates = (text[start : start + length] for start in starts for length in self._lengths)
        return list(dict.fromkeys(url for url in candidates if url in self._urls))


def extract_meeting_link(draft: Draft) -> MeetingDetails:
    """Remove join links, their labels and access details from a draft; return the first as meeting_url."""
    place_links = tuple(_links_in_place(draft.place))
    meeting_url = draft.fields.meeting_url
    if (
        not meeting_url
        and not draft.left_out
        and not _private_urls(draft, (*place_links, *draft.links))
    ):
        place, has_online_phrase = _venue(draft, draft.place)
        is_online_event = has_online_phrase or _says_online(draft)
        is_online_event = is_online_event or draft.fields.attendance in {"online", "hybrid"}
        return MeetingDetails("", draft.paragraphs, draft.links, place, is_online_event)
    texts = [_remove_url(text, meeting_url) if meeting_url else text for text in draft.paragraphs]
    access_lines = {line for text in texts for line in text.splitlines() if _is_access_line(line)}
    phone_lines = dial_in_lines(texts)
    access_lines |= phone_lines
    all_urls = UrlSet(link.url for link in draft.links)
    access_urls = {url for line in access_lines for url in all_urls.within(line)}
    links = [link for link in draft.links if link.url not in access_urls]
    other_urls = _private_urls(draft, (*place_links, *links)) - {meeting_url}
    place = draft.place
    for url in UrlSet({meeting_url, *other_urls}).within(place):
        while (offset := _url_offset(place, url)) >= 0:
            place = f"{place[:offset]} online {place[offset + len(url) :]}"
    place, _ = _venue(draft, place)
    removable = UrlSet(other_urls)
    public_texts = (_public_text(text, access_lines, removable) for text in texts)
    credentials = phone_lines | {line for line in access_lines if ACCESS_LINE.search(line)}
    return MeetingDetails(
        meeting_url,
        tuple(text for text in public_texts if text),
        tuple(link for link in links if link.url not in {meeting_url, *other_urls}),
        place,
        is_online=True,
        left_out=frozenset(_left_out((*draft.left_out, *credentials), other_urls)),
        removed=(*draft.left_out, *sorted(credentials), *sorted(other_urls)),
    )


def _venue(draft: Draft, place: str) -> tuple[str, bool]:
    """Return a place without phrases such as "and online", and whether it had any; one entered has none."""
    return (place, False) if draft.is_place_entered else remove_online_phrases(place)


def _says_online(draft: Draft) -> bool:
    """Return whether a line of the text says that the event is online: "All sessions: Zoom."."""
    lines = (
        line
        for text in draft.paragraphs
        for line in text.splitlines()
        if len(line) <= MAX_ONLINE_LINE
    )
    return any(
        is_online(line) or is_online(line.rpartition(":")[2]) or ON_A_PLATFORM.search(line)
        for line in lines
    )


def _left_out(credentials: Collection[str], other_urls: Collection[str]) -> Iterator[str]:
    if credentials:
        yield "room-keys"
    if other_urls:
        yield "rooms"


def _public_text(text: str, access_lines: Collection[str], other_urls: "UrlSet") -> str:
    text = "\n".join(line for line in text.splitlines() if line not in access_lines)
    for url in other_urls.within(text):
        text = _remove_url(text, url)
    return text


def _links_in_place(place: str) -> Iterator[Link]:
    """Yield the links in a place, whose line need not be part of the text."""
    for token in tokenize(place, 0, len(place)):
        url = token_url(token)
        if url:
            yield Link(url, url)


def _private_urls(draft: Draft, links: Iterable[Link]) -> set[str]:
    """Return the addresses of those links that only participants may see."""
    known = draft.fields.private_urls
    return {link.url for link in links if _is_known_meeting(link) or link.url in known}


def _is_known_meeting(link: Link) -> bool:
    return is_meeting_host(link.url) or is_meeting_link(link.url)


def _remove_url(text: str, url: str) -> str:
    lines = (_remove_url_and_label(line, url) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _url_offset(text: str, url: str) -> int:
    """Return the offset of a URL that is not the beginning of a longer one, -1 if there is none."""
    offset = text.find(url)
    while offset >= 0 and _CONTINUES_URL.match(text, offset + len(url)):
        offset = text.find(url, offset + 1)
    return offset


def _is_access_line(line: str) -> bool:
    return ACCESS_LINE.search(line) is not None or JOIN_LINE.search(line) is not None


def _remove_url_and_label(line: str, url: str) -> str:
    """Return a line without a URL wherever it stands, and the short label before; other sentences stay."""
    offset, rest = _url_offset(line, url), line
    if offset < 0:
        return line
    parts = list[str]()
    while offset >= 0:
        sentences = re.split(r"(?<=[.!?])\s+", rest[:offset])
        if len(sentences[-1].strip(PUNCTUATION)) <= MAX_LABEL:
            sentences.pop()
        parts += sentences
        rest = rest[offset + len(url) :].strip(PUNCTUATION)
        offset = _url_offset(rest, url)
    parts.append(rest)
    return " ".join(part for part in parts if part.strip()).strip()
