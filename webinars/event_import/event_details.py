"""Details of an event from its source: texts cleaned, private links and passcodes kept out of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from webinars.announcement_parser.description import description_markdown
from webinars.announcement_parser.draft import Draft, Fields, InlineLink, Link
from webinars.announcement_parser.drafting.redaction import redacted_draft
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.web_addresses import token_url
from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.announcement_parser.preprocess import html_to_text, is_html
from webinars.errors import InvalidInputError
from webinars.event_import.source_events import SourceEvent, SourceStatus, SourceText
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.details import (
    DESCRIPTION_LENGTH,
    TITLE_LENGTH,
    EventDetails,
    check_details,
)
from webinars.i18n import Translator
from webinars.ical.content_lines import clean_text, one_line
from webinars.localized_text import LONGEST_TAG, normalize_tag
from webinars.security.email_addresses import LONGEST as LONGEST_ADDRESS
from webinars.security.email_addresses import clean_address
from webinars.security.meeting_urls import find_meeting_links, is_meeting_link
from webinars.security.passcodes import redact_passcodes, secret_values
from webinars.security.text_input import strip_invisible
from webinars.security.urls import LONGEST as LONGEST_URL
from webinars.security.urls import host_of, path_of, web_url, with_https
from webinars.timezones.schedule import Month

_NAME_LENGTH = 200
_LONGEST_PLACE = 2000  # one longer than a venue may be goes into the text, as directions
_MOST_MEETING_URLS = 10  # that are looked for without their scheme
_PARAGRAPH_GAP = re.compile(r"\n[ \t]*\n\s*")
# A title that holds the place of any other in a translated sentence.
_ANY = "\N{OBJECT REPLACEMENT CHARACTER}"


class DetailsReader:
    """Makes details of source events; the dates of one entry share the work."""

    def __init__(
        self, t: Translator, translators: Sequence[Translator], series_id: int | None
    ) -> None:
        """Remember the reader's translator, and those of languages in which feeds of ours mark titles."""
        self._t = t
        self._translators = translators
        self._series_id = series_id
        self._made: dict[tuple[SourceText, type, SourceStatus], EventDetails] = {}

    def details_of(self, event: SourceEvent) -> EventDetails:
        """Return the details of an event.

        Raises:
            InvalidInputError: as of check_details().
        """
        key = (event.text, type(event.when), event.status)
        if key not in self._made:
            self._made[key] = self._make(event)
        return replace(self._made[key], when=event.when)

    def title_of(self, event: SourceEvent) -> str:
        """Return the title without what our feeds say in it about the state of the event."""
        title = strip_invisible(one_line(event.text.title))
        for t in self._translators:
            title = _without_mark(title, self._mark(event, t))
        return title

    def status_of(self, event: SourceEvent) -> SourceStatus:
        """Return the status; our feeds write a postponed event as cancelled, and say so in its title."""
        marks = (t("Postponed: %(title)s", title=_ANY) for t in self._translators)
        title = one_line(event.text.title)
        is_postponed = event.status is SourceStatus.CANCELLED and any(
            _without_mark(title, mark) != title for mark in marks
        )
        return SourceStatus.POSTPONED if is_postponed else event.status

    def _mark(self, event: SourceEvent, t: Translator) -> str:
        match self.status_of(event):
            case SourceStatus.CANCELLED:
                return t("Cancelled: %(title)s", title=_ANY)
            case SourceStatus.POSTPONED:
                return t("Postponed: %(title)s", title=_ANY)
        if isinstance(event.when, Month):
            return t("%(title)s (exact date to follow)", title=_ANY)
        return _ANY

    def _make(self, event: SourceEvent) -> EventDetails:
        text, title = event.text, self.title_of(event)
        if not title:
            raise InvalidInputError("title-missing")
        if len(title) > TITLE_LENGTH:
            raise InvalidInputError("title-too-long", most=TITLE_LENGTH)
        # Before its words are looked at.
        if len(text.description) > DESCRIPTION_LENGTH:
            raise InvalidInputError("description-too-long", most=DESCRIPTION_LENGTH)
        if len(text.place) > _LONGEST_PLACE:
            raise InvalidInputError("venue-too-long", most=_LONGEST_PLACE)
        text = _without_long_values(text)
        draft = _draft(replace(text, title=title), event)
        details = details_from_draft(draft, self._t)
        parted = extract_meeting_link(draft)
        page = _page_of(text)
        details = replace(
            details,
            description=description_markdown(
                parted.paragraphs, draft.inline_links, {link.url for link in parted.links}
            ),
            # Those of the description are in its text.
            links=[{"url": page, "text": page}] if page else [],
            text_language=_language(text.language),
            series_id=self._series_id,
        )
        check_details(details)
        return details


def _without_long_values(text: SourceText) -> SourceText:
    """Return the texts without a contact, language or address of the meeting that is too long to be one."""
    return replace(
        text,
        url=text.url if len(text.url) <= LONGEST_URL else "",
        meeting_urls=tuple(url for url in text.meeting_urls if len(url) <= LONGEST_URL),
        contact_name=text.contact_name if len(text.contact_name) <= _NAME_LENGTH else "",
        contact_email=text.contact_email if len(text.contact_email) <= LONGEST_ADDRESS else "",
        language=text.language if len(text.language) <= LONGEST_TAG else "",
    )


def _draft(text: SourceText, event: SourceEvent) -> Draft:
    """Return the texts as a draft of the announcement parser, which knows what must stay private."""
    paragraphs, inline_links = _paragraphs(text)
    paragraphs = [_with_schemes(paragraph, text.meeting_urls) for paragraph in paragraphs]
    place = _with_schemes(strip_invisible(one_line(text.place)), text.meeting_urls)
    all_text = "\n".join((text.title, place, text.url, *paragraphs))
    private = _private_urls(text, all_text, inline_links)
    secrets = secret_values("\n".join((all_text, text.contact_name)))
    name, address = _contact(text, secrets)
    written = (link for paragraph in paragraphs for link in _links(paragraph))
    draft = Draft(
        title=text.title,
        when=event.when,
        place=place,
        paragraphs=tuple(paragraphs),
        links=tuple(
            dict.fromkeys((*written, *(Link(link.url, link.url) for link in inline_links)))
        ),
        inline_links=tuple(inline_links),
        fields=Fields(
            contact_name=name,
            contact_email=address,
            meeting_url=next(iter(private), ""),
            private_urls=frozenset(private),
        ),
    )
    return redacted_draft(draft, secrets)


def _with_schemes(written: str, urls: Sequence[str]) -> str:
    """Return a text in which addresses of the meeting have their scheme, so that they are found as such."""
    for url in filter(None, map(_valid_url, urls[:_MOST_MEETING_URLS])):
        start = url.index(host_of(url))
        if path_of(url) != "/":
            bare = re.escape(url[start:])
            written = re.sub(rf"(?<![\w@./-])(?={bare})", url[:start], written)
    return written


def _paragraphs(text: SourceText) -> tuple[list[str], list[InlineLink]]:
    """Return the paragraphs of a description, and the links of HTML in them."""
    source = text.description
    if not text.is_html and not is_html(source):
        cleaned = strip_invisible(clean_text(source))
        return [part.strip("\n") for part in _PARAGRAPH_GAP.split(cleaned) if part.strip()], []
    converted = html_to_text(source)
    paragraphs, links, start = [], [], 0
    for gap in (*_PARAGRAPH_GAP.finditer(converted.text), None):
        end = gap.start() if gap else len(converted.text)
        raw = converted.text[start:end]
        paragraph = raw.strip()
        begin = start + len(raw) - len(raw.lstrip())
        if paragraph:
            paragraphs.append(paragraph)
            links += [
                InlineLink(paragraph, anchor.start - begin, anchor.end - begin, anchor.url)
                for anchor in converted.anchors
                if begin <= anchor.start and anchor.end <= begin + len(paragraph)
            ]
        start = gap.end() if gap else end
    return paragraphs, links


def _links(paragraph: str) -> Iterator[Link]:
    for token in tokenize(paragraph, 0, len(paragraph)):
        url = token_url(token)
        if url:
            yield Link(url, url)


def _private_urls(
    text: SourceText, all_text: str, inline_links: Iterable[InlineLink]
) -> dict[str, None]:
    """Return the addresses of the meeting, the one to join by first."""
    linked = (link.url for link in inline_links if is_meeting_link(link.url))
    written = (with_https(url) for url in find_meeting_links(all_text))
    # As they are written in the texts, and as links have them.
    named = (
        address
        for url in text.meeting_urls
        if (valid := _valid_url(url))
        for address in (url, valid)
    )
    return dict.fromkeys((*named, *written, *linked))


def _page_of(text: SourceText) -> str:
    url = _valid_url(text.url)
    return (
        "" if not url or is_meeting_link(url) or url in map(_valid_url, text.meeting_urls) else url
    )


def _valid_url(url: str) -> str:
    try:
        return web_url(url)
    except InvalidInputError:
        return ""


def _contact(text: SourceText, secrets: tuple[str, ...]) -> tuple[str, str]:
    try:
        address = clean_address(text.contact_email)
    except InvalidInputError:
        return "", ""
    name = strip_invisible(one_line(text.contact_name))
    is_name = bool(name) and len(name) <= _NAME_LENGTH
    is_name = is_name and not redact_passcodes(name, known=secrets).removed
    return name if is_name else address, address


def _language(tag: str) -> str:
    try:
        return normalize_tag(tag) if tag else ""
    except ValueError:
        return ""


def _without_mark(title: str, mark: str) -> str:
    before, _, after = mark.partition(_ANY)
    if before and title.startswith(before):
        return title.removeprefix(before)
    if after and title.endswith(after):
        return title.removesuffix(after)
    return title
