"""Segments of a row: its parts between separators, columns and brackets, each with its items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from webinars.announcement_parser.grammar.day_shifts import DayShift
from webinars.announcement_parser.grammar.durations import Duration
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.function_words import ARTICLES
from webinars.announcement_parser.grammar.vocabulary.other_date_words import MENTION_WORDS
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.mention_words import aside_words

MIN_WORD_LENGTH = (
    4  # a full stop after a shorter word is that of an abbreviation: "Mr. A. Tregunna"
)
COLUMN_GAP = 3  # spaces between two columns
SEPARATORS = frozenset(",;:-|·•*")
BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}

Span = tuple[int, int]
Temporal = ParsedTime | ZoneReference | DayShift | Duration


@dataclass
class Segment:
    """A part of a row between separators."""

    items: list[Item] = field(default_factory=list)
    is_bracketed: bool = False
    is_after_sentence: bool = False

    @property
    def has_words(self) -> bool:
        """Return whether the segment has text beside its times."""
        return any(isinstance(item, Word) and item.norm[:1].isalnum() for item in self.items)

    @property
    def is_aside(self) -> bool:
        """Return whether its times are those of something else: "doors 12.30 pm", "book until 5 April"."""
        norms = {item.norm for item in self.items if isinstance(item, Word | Filler)}
        is_remark = self.is_bracketed and self.has_words
        return is_remark or bool(aside_words(self.items)) or bool(norms & MENTION_WORDS)

    def temporal_items(self) -> Iterator[Item]:
        """Yield times, zones and the signs between them; zones only beside a time."""
        has_time = any(isinstance(item, ParsedTime) for item in self.items)
        befores: list[Item | None] = [None, *self.items]
        for before, item in zip(befores, self.items, strict=False):
            if isinstance(item, ZoneReference):
                is_near = not self.has_words or isinstance(before, Temporal | Filler)
                if is_near and (has_time or not self.has_words):
                    yield item
            elif isinstance(item, ParsedTime | DayShift | Duration | Filler):
                yield item


def is_word(item: Item) -> bool:
    """Return whether an item is neither a sign nor an article."""
    is_sign = isinstance(item, Filler | Word) and not item.norm[:1].isalpha()
    return not is_sign and item.norm not in ARTICLES if isinstance(item, Filler | Word) else True


def row_segments(source: str, items: Sequence[Item]) -> Iterator[Segment]:
    """Yield the parts between separators and columns, each with its items."""
    segment, depth, is_after_sentence = Segment(), 0, False
    is_slashed = (
        bool(items) and source[items[0].start] == "/"
    )  # "12 May / 19:00 / Tango / Red Hall"
    befores: list[Item | None] = [None, *items]
    for before, item in zip(befores, items, strict=False):
        is_sentence_end = _is_full_stop(source, before, item)
        is_column = before is not None and item.start - before.end >= COLUMN_GAP
        is_bracket = _bracket(item) != 0
        is_slash = is_slashed and source[item.start : item.end] == "/"
        is_separator = is_slash or _separates(source, before, item)
        if is_sentence_end or is_column or is_bracket or is_separator:
            if segment.items:
                yield segment
            depth = max(0, depth + _bracket(item))
            is_after_sentence = is_after_sentence or is_sentence_end
            segment = Segment([], depth > 0, is_after_sentence)
        if not is_bracket and not is_sentence_end and not is_separator:
            segment.items.append(item)
    if segment.items:
        yield segment


def _bracket(item: Item) -> int:
    """Return 1 for an opening bracket, -1 for a closing one, otherwise 0."""
    return BRACKETS.get(item.norm, 0) if isinstance(item, Filler) else 0


def _separates(source: str, before: Item | None, item: Item | None) -> bool:
    """Return whether an item is a separator; a colon after words is part of a title."""
    if not isinstance(item, Filler) or item.norm not in SEPARATORS:
        return False
    if item.norm == ":" and isinstance(before, Word):
        return False
    is_before_space = not source[item.end : item.end + 1].strip()
    return is_before_space and (item.norm != "-" or source[item.start - 1].isspace())


def _is_full_stop(source: str, before: Item | None, item: Item | None) -> bool:
    """Return whether an item is the full stop, question or exclamation mark after a sentence."""
    if not isinstance(item, Filler | Word) or item.norm not in {".", "!", "?"} or before is None:
        return False
    is_last = not source[item.end : item.end + 1].strip()
    return is_last and (before.end - before.start >= MIN_WORD_LENGTH or item.norm != ".")
