"""Reads announcements: text as people paste it, to one draft for each event it announces."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from webinars.announcement_parser.draft import Draft, Link, ParsedValue
from webinars.announcement_parser.grammar.dates import ParsedDate, Shift
from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.locations import find_city, is_country
from webinars.announcement_parser.grammar.scanner import Filler, Item
from webinars.announcement_parser.grammar.times import Clock, Length
from webinars.announcement_parser.grammar.web_addresses import safe, web_address
from webinars.announcement_parser.grammar.zone_references import LocationValue, Ref, read_ref
from webinars.announcement_parser.grammar.zoned_times import Header, assemble
from webinars.announcement_parser.layout.lines import Line, split
from webinars.announcement_parser.layout.prose import head_in_prose
from webinars.announcement_parser.layout.sections import Page, Section, sections, single_section
from webinars.announcement_parser.layout.titles import clean_title, propose_title
from webinars.announcement_parser.preprocess import PreparedText, preprocess
from webinars.announcement_parser.resolution.interpret import interpret
from webinars.announcement_parser.resolution.resolve_times import Setting
from webinars.errors import InvalidInputError
from webinars.security.passcodes import redact_passcodes, secret_values
from webinars.timezones import zones
from webinars.timezones.cities import City, find_known_city
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

KINDS = {ParsedDate: "date", Clock: "time", Length: "time", Ref: "city", Shift: "shift"}
MOST_CITIES = 24
BETWEEN_LINES = Filler(",", 0, 0)


def parse_announcement(text: str, *, today: date, zone: str) -> list[Draft]:
    """Return a draft for each event that pasted text or HTML announces.

    Args:
        text: the announcement.
        today: the day it is read on; dates without a year are the next ones.
        zone: the zone of times for which the text names none.

    Raises:
        InvalidInputError: "no-date-found", "announcement-too-long" (facts: longest),
            "date-out-of-range" (facts: first, last year), "unknown-zone".
    """
    setting = Setting(today, zones.canonical(zone))
    prepared = preprocess(text)
    page, found = sections(split(prepared.text))
    heads = [(section, head) for section in found if (head := _head(page, section)) is not None]
    told_in_text = head_in_prose(page.lines) if not heads else None
    if told_in_text is not None:
        section = single_section(page, told_in_text[0])
        heads = [(section, _with_labels(page, section, told_in_text[1]))]
    if not heads:
        raise _no_date(page)
    secrets = secret_values(prepared.text)
    drafts = (_draft(prepared, page, section, head, setting) for section, head in heads)
    return [_without_passcodes(draft, secrets) for draft in drafts]


def _no_date(page: Page) -> InvalidInputError:
    """Return the refusal of a text without an event's date, or with one in years unknown to us."""
    dates = [item for line in page.lines for item in line.items if isinstance(item, ParsedDate)]
    if any(not found.is_known for found in dates):
        return InvalidInputError("date-out-of-range", first=FIRST_YEAR, last=LAST_YEAR)
    return InvalidInputError("no-date-found")


def _head(page: Page, section: Section) -> Header | None:
    """Return what the head lines of a section say together."""
    items: list[Item] = []
    ends: list[Item] = []
    for n in section.head:
        line = page.lines[n]
        if page.kinds[n] == "end":
            ends = ends or line.items
        elif page.kinds[n] in {"date", "titled", "clock"} and line.stretch is not None:
            items += [*line.stretch.items, BETWEEN_LINES]
    head = assemble(items, ends)
    return None if head is None else _with_labels(page, section, head)


def _with_labels(page: Page, section: Section, head: Header) -> Header:
    """Add place, zone and cities: from lines of their own, else the place from beside the date."""
    place = _labelled(page, section, "place") or _adjacent(page, section) or head.place
    city = _city(page, place)
    zone = head.zone
    if city is not None and zone is None:
        zone = Ref((LocationValue(zones.canonical(city.zone), None, city),), 0, 0)
    named = _labelled(page, section, "zone")
    named_zone = read_ref(_tokens(page, named), 0) if named else None
    listed = _labelled(page, section, "cities")
    cities = _cities(page, listed) if listed else head.cities
    if named_zone is not None:
        zone = named_zone[1]
        if cities is None and city is not None and not head.claims:
            cities = (city,)
    return replace(head, place=place, zone=zone, cities=cities)


def _labelled(page: Page, section: Section, kind: str) -> tuple[int, int] | None:
    """Return where the value of the first such label stands; a place may stand in the text too."""
    lines = [*section.head, *(section.body if kind == "place" else ())]
    for n in lines:
        start, end = page.lines[n].value
        if page.kinds[n] == kind and start < end:
            if n in section.body:
                section.body.remove(n)
            return start, end
    return None


def _adjacent(page: Page, section: Section) -> tuple[int, int] | None:
    """Return the place that stands right of the date or time."""
    for n in section.head:
        line = page.lines[n]
        found = line.stretch
        if found is None or page.kinds[n] not in {"date", "titled", "clock"}:
            continue
        if found.place_span is not None:
            start, end = found.place_span
            last = found.items[-1]
            # "15:00 Geneva, Switzerland": the country alone is not where it is.
            is_rest = isinstance(last, Ref) and last.city is not None and start > last.start
            country = is_country(line.source[start:end])
            return (last.start if is_rest and country else start), end
        if line.label[0] and found.is_led_by_comma and found.right:
            return found.right_span
    return None


def _tokens(page: Page, span: tuple[int, int]) -> list[Token]:
    return tokenize(page.lines[0].source, *span)


def _city(page: Page, span: tuple[int, int] | None) -> City | None:
    return find_city(_tokens(page, span)) if span is not None else None


def _cities(page: Page, span: tuple[int, int]) -> tuple[City, ...]:
    names = re.split(r"[,;/]| and | et | y ", page.lines[0].source[slice(*span)])
    found = (find_known_city(name.strip()) for name in names[:MOST_CITIES])
    return tuple(dict.fromkeys(city for city in found if city is not None))


def _draft(
    prepared: PreparedText, page: Page, section: Section, head: Header, setting: Setting
) -> Draft:
    outcome = interpret(head, setting, {})
    lines = [page.lines[n] for n in section.body]
    paragraphs = tuple(line.text for line in lines if line.text)
    title = clean_title(_words(prepared, section.title))
    own = [*(page.lines[n] for n in {*section.head, *section.title_lines}), *lines]
    links = sorted(_links(prepared, own))
    return Draft(
        title=title or propose_title(paragraphs),
        when=outcome.when,
        cities=outcome.cities,
        place=_words(prepared, head.place),
        paragraphs=paragraphs,
        links=_once(link for _, link in links),
        proposed=frozenset() if title else frozenset({"title"}),
        assumed=outcome.assumed,
        questions=outcome.questions,
        spans=tuple(sorted(_spans(section, head, lines, links))),
        head=head,
        setting=setting,
    )


def _without_passcodes(draft: Draft, secrets: tuple[str, ...]) -> Draft:
    """Return a draft whose public texts hold no meeting ID and no passcode; left_out keeps them."""
    texts = (draft.title, draft.place, "\n".join(draft.paragraphs))
    title, place, text = (redact_passcodes(each, known=secrets) for each in texts)
    if not (title.removed or place.removed or text.removed):
        return draft
    paragraphs = tuple(line for line in text.text.split("\n") if line)
    links = (
        Link(link.url, redact_passcodes(link.text, known=secrets).text or link.url)
        for link in draft.links
    )
    return replace(
        draft,
        title=title.text or propose_title(paragraphs),
        proposed=draft.proposed if title.text else draft.proposed | {"title"},
        place=place.text,
        paragraphs=paragraphs,
        links=tuple(links),
        left_out=tuple(dict.fromkeys((*title.removed, *place.removed, *text.removed))),
    )


def _words(prepared: PreparedText, span: tuple[int, int] | None) -> str:
    return " ".join(prepared.text[slice(*span)].split()) if span else ""


def _links(prepared: PreparedText, lines: Sequence[Line]) -> Iterator[tuple[int, Link]]:
    """Yield the web addresses of an event's lines, and those behind the words of pasted HTML."""
    bounds = sorted((line.start, line.end) for line in lines)
    for line in lines:
        for token in line.tokens:
            url = web_address(token)
            if url:
                yield token.start, Link(url, url)
    for anchor in prepared.anchors:
        at = bisect_right(bounds, (anchor.start, len(prepared.text)))
        url = safe(anchor.url)
        if url and at and anchor.start < bounds[at - 1][1]:
            words = " ".join(prepared.text[anchor.start : anchor.end].split())
            yield anchor.start, Link(url, words or url)


def _once(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links, each address where it first stands."""
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.url, link)
    return tuple(found.values())


def _spans(
    section: Section, head: Header, lines: Sequence[Line], links: Sequence[tuple[int, Link]]
) -> Iterator[ParsedValue]:
    if section.title is not None:
        yield ParsedValue(*section.title, "title")
    if head.place is not None:
        yield ParsedValue(*head.place, "place")
    for item in head.items:
        if type(item) in KINDS:
            yield ParsedValue(item.start, item.end, KINDS[type(item)])
    for line in lines:
        yield ParsedValue(line.start, line.end, "paragraph")
    for at, link in links:
        yield ParsedValue(at, at + len(link.text), "link")
