"""Web addresses and anchors in the lines of an event."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from webinars.announcement_parser.draft import InlineLink, Link
from webinars.announcement_parser.grammar.web_addresses import token_url
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.preprocess import Anchor, PreprocessedText


def event_links(
    preprocessed: PreprocessedText, lines: Sequence[Line]
) -> Iterator[tuple[int, Link]]:
    """Yield offset and link for web addresses in the lines, and for anchors of pasted HTML."""
    for line in lines:
        for token in line.tokens:
            url = token_url(token)
            if url:
                yield token.start, Link(url, url)
        for anchor in _anchors(preprocessed, line):
            text = span_text(preprocessed, (anchor.start, anchor.end))
            yield anchor.start, Link(anchor.url, text or anchor.url)


def _anchors(preprocessed: PreprocessedText, line: Line) -> Sequence[Anchor]:
    """Return the anchors that begin in a line."""
    first = bisect_left(preprocessed.anchors, line.start, key=attrgetter("start"))
    return preprocessed.anchors[
        first : bisect_left(preprocessed.anchors, line.end, first, key=attrgetter("start"))
    ]


def inline_links(preprocessed: PreprocessedText, body: Sequence[Line]) -> Iterator[InlineLink]:
    """Yield the anchors whose words are in a line of the body, with their position in its text."""
    for line in body:
        for anchor in _anchors(preprocessed, line):
            words = span_text(preprocessed, (anchor.start, anchor.end))
            before = span_text(preprocessed, (line.start, anchor.start))
            # The text of a line may lack the mark at its start, and has a single space for several.
            start = line.text.find(words, max(0, len(before) - 2)) if words else -1
            if start >= 0:
                yield InlineLink(line.text, start, start + len(words), anchor.url)


def distinct_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return the first link to each address."""
    by_url: dict[str, Link] = {}
    for link in links:
        by_url.setdefault(link.url, link)
    return tuple(by_url.values())


def span_text(preprocessed: PreprocessedText, span: tuple[int, int] | None) -> str:
    """Return the text of a span of offsets with single spaces, "" without one."""
    return " ".join(preprocessed.text[slice(*span)].split()) if span else ""
