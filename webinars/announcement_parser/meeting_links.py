"""The address of the room in an announcement: for those with a place, not for the public page."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from webinars.announcement_parser.draft import Draft, Link
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.locations import is_label, is_online, without_online
from webinars.announcement_parser.grammar.web_addresses import web_address
from webinars.security.passcodes import REGISTRATION_PATH, is_meeting_host, is_meeting_link
from webinars.security.urls import path_of

LABEL = re.compile(
    r"\b(?:join|connect|zoom|teams|webex|meet(?:ing)?|room|livestream|rejoindre|connexion|"
    r"unirse|conectarse|enlace)\b[^.!?]{0,40}$",
    re.IGNORECASE,
)
# Lines that get somebody in, or tell how: with the address of the room they leave the text.
KEYS = re.compile(
    r"^\W*(?:(?:zoom|teams|webex|webinar|meeting|conference|phone conference)\s+){0,2}"
    r"(?:id|number|code|pin|pass ?code|password|access code|mot de passe|code (?:secret|d.acc[eè]s)|"
    r"id (?:de (?:la )?)?(?:r[ée]union|reuni[óo]n)|num[ée]ro de (?:la )?r[ée]union|"
    r"contraseña|c[óo]digo de acceso)\b[^.!?]{0,10}:|"
    r"^\W*(?:one tap mobile|dial by your location|find your local number|join by (?:phone|sip|h\.323))\b|"
    r"^\W*\+?\d[\d ()-]+,,\d",
    re.IGNORECASE,
)
JOIN_LINE = re.compile(
    r"^\W*(?:(?:click here to |please )?join (?:the |our |us |a |on )?"
    r"(?:zoom|microsoft teams|teams|webex|google meet|meeting|webinar|your computer)\b[^.!?]*|"
    r"(?:microsoft teams|zoom|webex) (?:meeting|webinar)\W*)$",
    re.IGNORECASE,
)
SHORT = 40  # the words before the address, when they are no more than its label
ONLINE_LINE = 80  # the longest line that says no more than where people meet
ON_A_PLATFORM = re.compile(
    r"\b(?:via|on|over|through|using|par|sur|por|en|über|per)\s+(?:the\s+)?"
    r"(?:zoom|(?:microsoft|ms)\s+teams|(?:cisco\s+)?webex|google\s+meet|interactio|gotowebinar)\b",
    re.IGNORECASE,
)
SIGNS = " :–—-<>().,;"


@dataclass(frozen=True)
class MeetingDetails:
    """A draft's text and place without its room, and the room's address ("" if none was found).

    is_online says that the place or a line of the text names it, or a way to it. left_out: "room-keys" where
    numbers and passcodes of the room have left the text, "rooms" where the address of another room has;
    removed are these as they were written.
    """

    meeting_url: str
    paragraphs: tuple[str, ...]
    links: tuple[Link, ...]
    place: str = ""
    is_online: bool = False
    left_out: frozenset[str] = frozenset()
    removed: tuple[str, ...] = ()


def extract_meeting_link(draft: Draft) -> MeetingDetails:
    """Take rooms, with their labels and keys, out of what the public would read; keep the first address."""
    there = tuple(_in_place(draft.place))
    room = next((link for link in (*there, *draft.links) if _is_meeting_link(link, draft)), None)
    if room is None and not draft.left_out:
        place, is_online = without_online(draft.place)
        is_online = is_online or _says_online(draft)
        return MeetingDetails("", draft.paragraphs, draft.links, place, is_online)
    meeting_url = room.url if room else ""
    texts = [_without(text, meeting_url) if room else text for text in draft.paragraphs]
    keys = {line for text in texts for line in text.splitlines() if _is_key(line)}
    links = [link for link in draft.links if not any(link.url in line for line in keys)]
    others = {link.url for link in (*there, *links) if _is_known(link)} - {meeting_url}
    place = draft.place
    for url in filter(None, (meeting_url, *others)):
        place = _complete(url).sub(" online ", place)
    place, _ = without_online(place)
    plain = (_plain(text, keys, others) for text in texts)
    codes = {line for line in keys if KEYS.search(line)}
    return MeetingDetails(
        meeting_url,
        tuple(text for text in plain if text),
        tuple(link for link in links if link.url not in {meeting_url, *others}),
        place,
        is_online=True,
        left_out=frozenset(_left_out((*draft.left_out, *codes), others)),
        removed=(*draft.left_out, *sorted(codes), *sorted(others)),
    )


def _says_online(draft: Draft) -> bool:
    """Return whether a line of the text says that people meet online: "All sessions: Zoom."."""
    lines = (
        line for text in draft.paragraphs for line in text.splitlines() if len(line) <= ONLINE_LINE
    )
    return any(
        is_online(line) or is_online(line.rpartition(":")[2]) or ON_A_PLATFORM.search(line)
        for line in lines
    )


def _left_out(keys: Collection[str], others: Collection[str]) -> Iterator[str]:
    if keys:
        yield "room-keys"
    if others:
        yield "rooms"


def _plain(text: str, keys: Collection[str], others: Collection[str]) -> str:
    text = "\n".join(line for line in text.splitlines() if line not in keys)
    for url in others:
        text = _without(text, url)
    return text


def _in_place(place: str) -> Iterator[Link]:
    """Yield the addresses that a place holds: its line may be none of the text's."""
    for token in tokenize(place, 0, len(place)):
        url = web_address(token)
        if url:
            yield Link(url, url)


def _is_meeting_link(link: Link, draft: Draft) -> bool:
    if _is_known(link):
        return True
    if REGISTRATION_PATH.search(path_of(link.url)):
        return False
    if link.url in draft.place and is_label(draft.place.replace(link.url, " ")):
        return True
    for line in (line for text in draft.paragraphs for line in text.splitlines()):
        before, found, _ = line.partition(link.url)
        if found and not REGISTRATION_PATH.search(before):
            return LABEL.search(before.rstrip(" :–-<(")) is not None
    return False


def _is_known(link: Link) -> bool:
    return is_meeting_host(link.url) or is_meeting_link(link.url)


def _without(text: str, url: str) -> str:
    lines = (_adjacent(line, url) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _complete(url: str) -> re.Pattern[str]:
    """Return what finds an address, but not as the beginning of a longer one."""
    return re.compile(rf"{re.escape(url)}(?![\w/?=&%#-])")


def _is_key(line: str) -> bool:
    return KEYS.search(line) is not None or JOIN_LINE.search(line) is not None


def _adjacent(line: str, url: str) -> str:
    """Return a line without the address and the label before it; whole sentences stay."""
    found = _complete(url).search(line)
    if found is None:
        return line
    before, after = line[: found.start()], line[found.end() :]
    sentences = re.split(r"(?<=[.!?])\s+", before)
    if len(sentences[-1].strip(SIGNS)) <= SHORT:
        sentences.pop()
    return " ".join(part for part in (*sentences, after.strip(SIGNS)) if part.strip()).strip()
