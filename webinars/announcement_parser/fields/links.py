"""Tell the links of an announcement apart: the online meeting, the registration page, and others."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from webinars.announcement_parser.fields.regions import PageText, Region, Row
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.web_addresses import first_url, token_url, web_url
from webinars.announcement_parser.preprocess import Anchor
from webinars.security.meeting_urls import REGISTRATION_PATH, is_meeting_host, is_meeting_link
from webinars.security.urls import host_of, path_of

MAX_BEFORE = 140  # characters before a link that say where it leads
_BARE_MEETING = re.compile(
    r"(?<![\w@./-])(?:[\w-]+\.)?(?:zoom\.us|teams\.microsoft\.com|meet\.google\.com|webex\.com|meet\.jit\.si|"
    r"whereby\.com)/[^\s<>()\[\]\"“”«»|]+",
    re.IGNORECASE,
)
# Pages of providers and files that are no rooms, wherever they stand.
_NO_ROOM_HOST = re.compile(
    r"tel\.meet$|aka\.ms$|(?:maps|help|support|docs|hackmd|pad|cal|calendar|wiki|lists?|captions?)\.|www\.timeanddate|"
    r"(?:www\.)?(?:worldtimebuddy|everytimezone|github)\.",
    re.IGNORECASE,
)
_NO_ROOM = re.compile(
    r"\.(?:ics|pdf|docx?|pptx?|png|jpe?g|ical)(?:$|\?)|/ics\b|zoom\.us/(?:u/|download)|google\.\w+/maps|/install\b|[?&]zak=",
    re.IGNORECASE,
)
# Hosts of rooms that organisations run themselves; a path is needed.
_ROOM_HOST = re.compile(
    r"^(?:meet|meeting|meetings|jitsi|bbb|visio|webconf|conf|conference|zoom|teams|webex|talk|videoconf|vc)\d*\.",
    re.I,
)
_STREAM_HOST = re.compile(
    r"^(?:webtv|stream|streaming|live|video|tv|webcast|diffusion|multimedia|listen)\d*\.",
    re.IGNORECASE,
)
_ROOM_WORDS = re.compile(
    r"\b(?:join\w*|connect\w*|room|zoom|teams|webex|jitsi|bbb|bigbluebutton|meet|google\s+meet|whereby|discord|mattermost|link\s+for|"
    r"video\s*(?:call|link|conference)?|online|remote\w*|participat\w+|call|follow\s+(?:online|live)|listen\s+in|tune\s+in|watch|"
    r"webcast\w*|live\s*-?stream\w*|stream\w*|broadcast|live|visio\w*|en\s+ligne|rejoin\w+|(?:se\s+)?connecter|connexion|lien|"
    r"retransmi\w+|webdiffusion|diffus\w+|webstreaming|en\s+direct|suivre|unirse|con[eé]ct\w*|enlace|sala|virtual|"
    r"transmi\w+|en\s+vivo|en\s+l[íi]nea|liga|acceso|ingresa\w*|einwahl|teilnehm\w+|zugang|link|explain\s+on|virtuelle)\b",
    re.IGNORECASE,
)
_OTHER_PAGE = re.compile(
    r"\b(?:agenda|notes?|minutes|recordings?|recorded|slides?|calendar|calendrier|calendario|wiki|pad|programme|program|details|"
    r"papers?|documents?|report|website|web|site|more\s+info\w*|information\s+about\s+the\s+(?:project|speaker)|blog|archive|"
    r"proceedings|captions?|rtt|map|notes|tagesordnung|compte[\s-]rendu|need\s+help|help|unsubscribe|d[ée]sabonner|find\s+your\s+"
    r"(?:local\s+)?(?:number|time)|phone\s+numbers|download|install|app|submit\w*|conversion|replay|rediffusion|grabaci[óo]n|"
    r"organi[sz]ers\s+only|host\s+key|past)\b[^.!?]{0,60}$",
    re.IGNORECASE,
)
_REGISTRATION_WORDS = re.compile(
    r"\b(?:regist\w+|rsvp|sign(?:ing)?[\s-]?up|tickets?|book(?:ings?)?|reserv\w+|save\s+(?:my|your)\s+(?:seat|spot|place)|enrol\w*|"
    r"application\s+form|apply(?:\s+\w+){0,2}|get\s+(?:a\s+)?(?:place|ticket)s?|secure\s+your\s+(?:seat|spot|place)|"
    r"r[ée]serv\w+|inscri\w+|billet\w*|formulaire|formulario|registro|reg[íi]str\w+|entradas|anmeld\w+|registrier\w+|karten|"
    r"iscri\w+|prenota\w+|link\s+open\s+until|join\s+the\s+list)\b|r\.s\.v\.p\.",
    re.IGNORECASE,
)
_NOT_REGISTERING = re.compile(
    r"\b(?:no\s+registration|without\s+registration|sans\s+(?:inscription|r[ée]servation)|sin\s+inscripci[óo]n|submit\w*|"
    r"(?:call\s+for|paper|abstract|proposal)\w*|side\s+events?|unsubscribe|sent\s+to\s+registered|after\s+registr\w+)\b",
    re.IGNORECASE,
)
_TICKET_HOST = re.compile(
    r"(?:^|\.)(?:eventbrite|lu\.ma|luma|meetup|eventzilla|ti\.to|pretix|tito|hopin|"
    r"eventfrog|weezevent|billetweb|helloasso)\b",
    re.I,
)
_TICKET_PATH = re.compile(
    r"/(?:regist\w*|tickets?|rsvp|sign-?up|inscri\w*|registrations?|"
    r"book(?:ing)?|anmeldung|apply)(?:[/?#]|$)|-tickets-\d",
    re.I,
)


@dataclass(frozen=True)
class LinkSite:
    """A web address in a region, the words before it, and the label of its row."""

    url: str
    start: int
    end: int
    before: str
    label: str


def link_sites(page: PageText, region: Region, anchors: Sequence[Anchor]) -> list[LinkSite]:
    """Return the web addresses in a region, in their order."""
    sites = [*_written(region), *_anchored(page, region, anchors)]
    return sorted(sites, key=lambda site: site.start)


def meeting_links(sites: Sequence[LinkSite]) -> Iterator[Candidate[str]]:
    """Yield the links that lead to the online meeting; the surest have the lowest rank."""
    for order, site in enumerate(sites):
        rank = _meeting_rank(site)
        if rank is not None:
            yield Candidate(rank * len(sites) + order, site.url, site.start, site.end)


def registration_links(sites: Sequence[LinkSite]) -> Iterator[Candidate[str]]:
    """Yield the links to registration pages."""
    for site in sites:
        rank = _registration_rank(site)
        if rank is not None:
            yield Candidate(rank, site.url, site.start, site.end)


def is_private(site: LinkSite) -> bool:
    """Return whether only participants may see a link."""
    return _meeting_rank(site) is not None


def _meeting_rank(site: LinkSite) -> int | None:
    """Return how sure a link is that of the meeting, None if it is not."""
    if _hosts_no_meeting(site.url) or _is_registration_page(site):
        return None
    if is_meeting_link(site.url) or is_meeting_host(site.url):
        return 0
    has_path = len(path_of(site.url)) > 1
    host = host_of(site.url)
    if not has_path or _OTHER_PAGE.search(site.before) or _registers(site.before):
        return None
    is_room = _ROOM_HOST.match(host) is not None
    names_room = _ROOM_WORDS.search(site.before) is not None
    if site.label == "meeting" or (is_room and names_room):
        return 1
    if is_room or (site.label == "place" and (names_room or _STREAM_HOST.match(host))):
        return 2
    is_stream = _STREAM_HOST.match(host) is not None or "/rooms/" in site.url
    return 3 if names_room and (is_stream or _introduces(site.before)) else None


def _hosts_no_meeting(url: str) -> bool:
    """Return whether a link is that of a file, or of a page that hosts no meetings."""
    return _NO_ROOM.search(url) is not None or _NO_ROOM_HOST.match(host_of(url)) is not None


def _is_mailing_list(url: str) -> bool:
    return host_of(url).startswith(("list.", "lists."))


def _introduces(before: str) -> bool:
    """Return whether the words right before a link say that one joins there."""
    return (
        re.search(
            r"\b(?:join|connect|listen\s+in|tune\s+in|watch|follow|participation|on\s+(?:discord|jitsi|whereby)|room|se\s+connecter|rejoindre|"
            r"enlace|retransmission|webcast\s+via|streamed)\b[^.!?]{0,25}$",
            before,
            re.IGNORECASE,
        )
        is not None
    )


def _is_registration_page(site: LinkSite) -> bool:
    return REGISTRATION_PATH.search(path_of(site.url)) is not None


def _registers(before: str) -> bool:
    """Return whether the last sentence before a link is about registering."""
    words = list(_REGISTRATION_WORDS.finditer(before))
    return bool(words) and not re.search(r"[.!?]\s", before[words[-1].end() :])


def _registration_rank(site: LinkSite) -> int | None:
    """Return how sure a link is that of the registration page, None if it is not."""
    if is_meeting_link(site.url) or (
        _hosts_no_meeting(site.url) and not _is_mailing_list(site.url)
    ):
        return None
    if _NOT_REGISTERING.search(site.before):
        return None
    if _registers(site.before) or site.label == "registration":
        return 0
    if _is_registration_page(site) or _TICKET_PATH.search(path_of(site.url)):
        return 1
    return 2 if _TICKET_HOST.search(host_of(site.url)) else None


def _written(region: Region) -> Iterator[LinkSite]:
    """Yield the addresses that are written in the text."""
    by_start = {row.start: number for number, row in enumerate(region.rows)}
    for sentence in region.sentences:
        for token in tokenize(sentence.text, 0, len(sentence.text)):
            url = token_url(token)
            if url:
                yield _site(
                    region,
                    by_start,
                    sentence.start,
                    sentence.text,
                    sentence.label,
                    url,
                    token.start,
                )
        for match in _BARE_MEETING.finditer(sentence.text):
            url = web_url(f"https://{match[0].rstrip('.,;:!?')}")
            if url:
                yield _site(
                    region,
                    by_start,
                    sentence.start,
                    sentence.text,
                    sentence.label,
                    url,
                    match.start(),
                )


def _site(
    region: Region, by_start: dict[int, int], offset: int, text: str, label: str, url: str, at: int
) -> LinkSite:
    before = text[max(0, at - MAX_BEFORE) : at]
    if not re.search(r"\w", before):
        above = _row_above(region, by_start.get(offset))
        before, label = (
            (above.text[-MAX_BEFORE:], label or above.label) if above else (before, label)
        )
    return LinkSite(url, offset + at, offset + at + len(url), before, label)


def _row_above(region: Region, index: int | None) -> Row | None:
    """Return the row above a link that stands alone, if it can introduce it."""
    if not index:
        return None
    row, above = region.rows[index], region.rows[index - 1]
    return above if row.block - above.block <= 1 and not first_url(above.text) else None


def _anchored(page: PageText, region: Region, anchors: Sequence[Anchor]) -> Iterator[LinkSite]:
    """Yield the links of pasted HTML, whose link texts are part of the words before them."""
    for row in region.rows:
        for anchor in _anchors_of_row(page, row, anchors):
            begin = max(row.start, anchor.start - MAX_BEFORE)
            before = page.text[begin : anchor.end]
            yield LinkSite(anchor.url, anchor.start, anchor.end, before, row.label)


def _anchors_of_row(page: PageText, row: Row, anchors: Sequence[Anchor]) -> Iterator[Anchor]:
    """Yield the anchors that begin in a row, or between it and the next one."""
    first = bisect_left(anchors, row.start, key=attrgetter("start"))
    for index in range(first, len(anchors)):
        if page.rows[page.row_at(anchors[index].start)].start != row.start:
            return
        yield anchors[index]
