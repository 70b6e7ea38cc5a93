"""Highlight the text of an announcement: parsed, unclear, and unused parts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.scanner import FILLER_WORDS
from webinars.announcement_parser.meeting_links import extract_meeting_link

# What a character became, in ascending priority: a later value overrides an earlier one.
REST, TEXT, READ, ASKED = range(4)
KINDS = ("rest", "text", "read", "asked")
MARKED = frozenset({"title", "date", "time", "city", "shift", "place"})

_RUN = re.compile(rb"\x00+|\x01+|\x02+|\x03+")
_GAP = re.compile(r"[^\n]{1,24}")
_BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Piece:
    """A run of text of one kind; numbers are the drafts whose highlights begin here."""

    text: str
    kind: str
    numbers: tuple[int, ...] = ()


def highlight(text: str, drafts: Sequence[Draft]) -> list[list[Piece]]:
    """Return the paragraphs of preprocessed text, split into pieces."""
    became = bytearray(len(text))
    begins: dict[int, list[int]] = {}
    edges: set[int] = set()  # of titles, which keep a highlight of their own
    for number, draft in enumerate(drafts, 1):
        spans = [(span.start, span.end) for span in draft.spans if span.kind in MARKED]
        spans += _proposed(text, draft)
        asked = [question.text_span for question in draft.questions]
        _paint(became, TEXT, ((s.start, s.end) for s in draft.spans if s.kind == "paragraph"))
        for start, end in _left_out(text, draft):
            became[start:end] = bytes(end - start)
        _paint(became, READ, spans)
        _paint(became, ASKED, asked)
        edges |= {at for s in draft.spans if s.kind == "title" for at in (s.start, s.end)}
        first = min((start for start, end in (*spans, *asked) if start < end), default=None)
        if first is not None:
            begins.setdefault(first, []).append(number)
    _bridge(text, became, edges)
    return [list(_pieces(text, became, start, end, begins)) for start, end in _paragraphs(text)]


def _paint(became: bytearray, kind: int, spans: Iterable[tuple[int, int]]) -> None:
    """Raise spans to a kind, unless they have a higher one."""
    for start, end in spans:
        became[start:end] = bytes(max(kind, was) for was in became[start:end])


def _left_out(text: str, draft: Draft) -> Iterator[tuple[int, int]]:
    """Yield spans of a draft's paragraphs that are not published: passcodes, meeting links, their lines."""
    if not draft.left_out and not draft.links:
        return
    parted = extract_meeting_link(draft)
    removed = [re.compile(r"\s+".join(map(re.escape, item.split()))) for item in parted.removed]
    for span in draft.spans:
        if span.kind != "paragraph":
            continue
        line = " ".join(text[span.start : span.end].split())
        if not any(paragraph in line or line in paragraph for paragraph in parted.paragraphs):
            yield span.start, span.end
            continue
        for pattern in removed:
            yield from (item.span() for item in pattern.finditer(text, span.start, span.end))


def _proposed(text: str, draft: Draft) -> list[tuple[int, int]]:
    """Return the span of a proposed title, whose first letter was capitalised."""
    if "title" not in draft.proposed:
        return []
    words = draft.title[1:]
    for span in draft.spans:
        start = text.find(words, span.start, span.end) if span.kind == "paragraph" else -1
        if start > span.start and words:
            return [(start - 1, start + len(words))]
    return []


def _bridge(text: str, became: bytearray, edges: set[int]) -> None:
    """Merge highlights that only punctuation and filler words separate."""
    runs = list(_RUN.finditer(became))
    for before, gap, after in zip(runs, runs[1:], runs[2:], strict=False):
        kind = became[before.start()]
        joins = became[gap.start()] <= TEXT < kind == became[after.start()]
        is_edge = not edges.isdisjoint(gap.span())
        if joins and not is_edge and _is_joint(text[gap.start() : gap.end()]):
            became[gap.start() : gap.end()] = bytes([kind]) * len(gap[0])


def _is_joint(gap: str) -> bool:
    words = re.findall(r"\w+", gap.casefold()) if _GAP.fullmatch(gap) else [""]
    return FILLER_WORDS.issuperset(words)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in _BLANK.finditer(text):
        yield start, blank.start()
        start = blank.end()
    yield start, len(text)


def _pieces(
    text: str, became: bytearray, start: int, end: int, begins: dict[int, list[int]]
) -> Iterator[Piece]:
    """Yield runs of one kind, split where a draft's highlights begin."""
    for run in _RUN.finditer(became, start, end):
        kind = KINDS[became[run.start()]]
        cuts = [run.start(), *_within(begins, run.span()), run.end()]
        for at, after in pairwise(cuts):
            numbers = tuple(begins.get(at, ())) if became[at] > TEXT else ()
            if after > at:
                yield Piece(text[at:after], kind, numbers)


def _within(begins: dict[int, list[int]], span: tuple[int, int]) -> list[int]:
    return [at for at in begins if span[0] < at < span[1]]
