"""Highlight the text of an announcement: parsed, unclear, and unused parts, each line with its number."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.scanner import FILLER_WORDS
from webinars.announcement_parser.layout.lines import TEXT_MARK
from webinars.announcement_parser.layout.read_lines import read_lines
from webinars.announcement_parser.meeting_links import extract_meeting_link
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.timezones.schedule import Timed

# What a character became, in ascending priority: a later value overrides an earlier one.
REST, TEXT, READ, ASKED = range(4)
KINDS = ("rest", "text", "read", "asked")
# The value of a card to which a kind of span belongs, where they differ; paragraphs and links are no values.
VALUES = {"date": "when", "time": "when", "city": "when", "shift": "when"}
NO_VALUES = frozenset({"paragraph", "link"})

_RUN = re.compile(rb"\x00+|\x01+|\x02+|\x03+")
_WORD = re.compile(r"\S+")
_GAP = re.compile(r"[^\n]{1,24}")

Span = tuple[int, int]


@dataclass(frozen=True)
class Part:
    """A text, and the names of the values that begin with it, such as "1-when" of the first draft."""

    text: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A run of text of one kind; numbers are the drafts whose highlights begin here."""

    kind: str
    parts: tuple[Part, ...]
    numbers: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """Return the text of all parts."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True)
class TextLine:
    """A line of the announcement with its number, counted from 1; unused if its date is in no draft."""

    number: int
    pieces: tuple[Piece, ...]
    is_unused: bool = False


@dataclass(frozen=True)
class Highlights:
    """What became of each part of a preprocessed text.

    Attributes:
        became: the kind of each character.
        begins: the drafts whose highlights begin at an offset.
        values: the names of the values that begin at an offset.
    """

    text: str
    became: bytearray
    begins: Mapping[int, list[int]]
    values: Mapping[int, list[str]]

    @cached_property
    def line_starts(self) -> list[int]:
        """Return the offset at which each line begins."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def value_lines(self) -> dict[str, int]:
        """Return the number of the line in which each value begins."""
        return {
            name: bisect_right(self.line_starts, offset)
            for offset, names in self.values.items()
            for name in names
        }

    def lines(self, unused_lines: Iterable[int]) -> list[TextLine]:
        """Return the lines that are not empty, and one of several empty lines."""
        unused = frozenset(unused_lines)
        ends = [*(start - 1 for start in self.line_starts[1:]), len(self.text)]
        lines = [
            TextLine(number, tuple(self._pieces(span)), number in unused)
            for number, span in enumerate(zip(self.line_starts, ends, strict=True), 1)
        ]
        return [
            line
            for before, line in pairwise([TextLine(0, ()), *lines])
            if _has_text(before) or _has_text(line)
        ]

    def _pieces(self, span: Span) -> Iterator[Piece]:
        """Yield runs of one kind, split where drafts begin."""
        for run in _RUN.finditer(self.became, *span):
            kind = KINDS[self.became[run.start()]]
            for start, end in _split(run.span(), self._draft_offsets):
                numbers = tuple(self.begins.get(start, ()))
                yield Piece(kind, tuple(self._parts((start, end))), numbers)

    def _parts(self, span: Span) -> Iterator[Part]:
        """Yield the texts of a run, split where values begin."""
        for start, end in _split(span, self._value_offsets):
            yield Part(self.text[start:end], tuple(self.values.get(start, ())))

    @cached_property
    def _draft_offsets(self) -> list[int]:
        return sorted(self.begins)

    @cached_property
    def _value_offsets(self) -> list[int]:
        return sorted(self.values)


def highlight(
    text: str,
    drafts: Sequence[Draft],
    dismissed: Collection[int] = (),
    unused_lines: Collection[int] = (),
) -> Highlights:
    """Return what became of each part of a preprocessed text.

    Args:
        text: the preprocessed text.
        drafts: its drafts.
        dismissed: the numbers of those that the organiser said are no events.
        unused_lines: the numbers of lines with dates that no draft has, counted from 1.
    """
    became = bytearray(len(text))
    begins: dict[int, list[int]] = {}
    values: dict[int, list[str]] = {}
    edges: set[int] = set()  # of titles, which keep a highlight of their own
    for number, draft in enumerate(drafts, 1):
        if number in dismissed:
            continue
        named = dict(_named_spans(text, draft))
        asked = [question.text_span for question in draft.questions]
        spans = [span for spans in named.values() for span in spans]
        _paint(became, TEXT, ((s.start, s.end) for s in draft.spans if s.kind == "paragraph"))
        for start, end in _meeting_details(text, draft):
            became[start:end] = bytes(end - start)
        _paint(became, READ, spans)
        _paint(became, ASKED, asked)
        edges |= {at for s in draft.spans if s.kind == "title" for at in (s.start, s.end)}
        # Other values may be in a text about all drafts.
        own = [*named.get("title", ()), *named.get("when", ()), *asked]
        first = min((start for start, end in own if start < end), default=None)
        if first is not None:
            begins.setdefault(first, []).append(number)
        for name, places in named.items():
            values.setdefault(min(places)[0], []).append(f"{number}-{name}")
    _bridge(text, became, edges)
    shown = [draft for number, draft in enumerate(drafts, 1) if number not in dismissed]
    _paint_dates(text, became, shown, unused_lines, {*begins, *values})
    return Highlights(text, became, begins, values)


def _paint_dates(
    text: str,
    became: bytearray,
    drafts: Sequence[Draft],
    unused_lines: Collection[int],
    anchors: Collection[int],
) -> None:
    """Mark the dates of unused lines as unused, also in descriptions and titles, and repeated dates as read.

    Dates of drafts, and those at which a value begins, stay as they are.
    """
    own = {(one.start, one.end) for draft in drafts for one in draft.spans if one.kind == "date"}
    today = next((draft.context.today for draft in drafts if draft.context), None)
    ranges = [_days(draft) for draft in drafts if not draft.is_candidate]
    number, before = 1, 0
    for line in read_lines(text):
        number += text.count("\n", before, line.start)
        before = line.start
        is_unused = number in unused_lines
        for item in line.items:
            if not isinstance(item, ParsedDate) or (item.start, item.end) in own:
                continue
            is_anchored = any(item.start <= anchor < item.end for anchor in anchors)
            if is_unused and not is_anchored:
                became[item.start : item.end] = bytes(item.end - item.start)
            elif not is_unused and became[item.start] == REST and today is not None:
                firsts = [reading.first for reading in resolve_date(item, today).readings]
                if any(start <= day <= end for day in firsts for start, end in ranges):
                    _paint(became, READ, [(item.start, item.end)])


def _days(draft: Draft) -> tuple[date, date]:
    """Return the first and the last day of a draft."""
    when = draft.when
    if isinstance(when, Timed):
        return when.start.date(), when.end.date()
    return when.first, when.last


def _named_spans(text: str, draft: Draft) -> Iterator[tuple[str, list[Span]]]:
    """Yield each value that was read, with its spans."""
    named: dict[str, list[Span]] = {}
    for span in (*draft.spans, *draft.fields.spans):
        if span.kind not in NO_VALUES and span.start < span.end:
            name = VALUES.get(span.kind, span.kind)
            named.setdefault(name, []).append((span.start, span.end))
    proposed = _proposed_title(text, draft)
    if proposed:
        named["title"] = [proposed]
    yield from named.items()


def _split(span: Span, offsets: Sequence[int]) -> Iterator[Span]:
    """Yield the parts of a span between those of the sorted offsets that are in it."""
    start, end = span
    within = offsets[bisect_right(offsets, start) : bisect_right(offsets, end - 1)]
    yield from pairwise((start, *within, end))


def _has_text(line: TextLine) -> bool:
    return any(piece.text.strip() for piece in line.pieces)


def _paint(became: bytearray, kind: int, spans: Iterable[Span]) -> None:
    """Raise spans to a kind, unless they have a higher one."""
    for start, end in spans:
        became[start:end] = bytes(max(kind, was) for was in became[start:end])


def _meeting_details(text: str, draft: Draft) -> Iterator[Span]:
    """Yield spans of a draft's paragraphs that are not published: passcodes, meeting links, their lines."""
    if not draft.left_out and not draft.links:
        return
    parted = extract_meeting_link(draft)
    spans = [(span.start, span.end) for span in draft.spans if span.kind == "paragraph"]
    lines = [_line_text(text, span) for span in spans]
    public = frozenset(parted.paragraphs)
    # Paragraphs from which something was removed; they are in the order of their lines.
    originals = frozenset(lines)
    changed = deque(paragraph for paragraph in parted.paragraphs if paragraph not in originals)
    for line, span in zip(lines, spans, strict=True):
        if line in public:
            continue
        if not changed or not _is_shortened(line, changed[0]):
            yield span
            continue
        yield from _removed_words(text, span, changed.popleft())


def _removed_words(text: str, span: Span, paragraph: str) -> Iterator[Span]:
    """Yield the runs of words of a line that are not in the paragraph that remained of it."""
    remaining = deque(map(_bare, paragraph.split()))
    start = end = None
    for word in _WORD.finditer(text, *span):
        if remaining and _bare(word[0]) == remaining[0]:
            remaining.popleft()
            if start is not None and end is not None:
                yield start, end
            start = end = None
        else:
            start, end = (word.start() if start is None else start), word.end()
    if start is not None and end is not None:
        yield start, end


def _is_shortened(line: str, paragraph: str) -> bool:
    """Return whether a paragraph has only words of a line, in their order."""
    words = iter(map(_bare, line.split()))
    return all(word in words for word in map(_bare, paragraph.split()))


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]<>–—-")


def _line_text(text: str, span: Span) -> str:
    return " ".join(text[slice(*span)].split()).removeprefix(TEXT_MARK).strip()


def _proposed_title(text: str, draft: Draft) -> Span | None:
    """Return the span of a proposed title, whose first letter was capitalised."""
    if "title" not in draft.proposed:
        return None
    words = draft.title[1:]
    for span in draft.spans:
        start = text.find(words, span.start, span.end) if span.kind == "paragraph" else -1
        if start > span.start and words:
            return start - 1, start + len(words)
    return None


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
