"""Rows: lines that announce an event by its date, as in "30 March: Community call, 16:00 UTC, online"."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.locations import (
    is_complete_place,
    is_country,
    is_place,
    remove_online_phrases,
)
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.grammar.vocabulary.line_labels import ROW_LABELS
from webinars.announcement_parser.grammar.vocabulary.place_words import ONLINE_WORDS
from webinars.announcement_parser.layout.line_phrases import SAME_TIME
from webinars.announcement_parser.layout.lists.row_segments import (
    COLUMN_GAP,
    Segment,
    Span,
    is_word,
    row_segments,
)
from webinars.announcement_parser.layout.temporal_expressions import PREPOSITIONS, PUNCTUATION

MAX_HEAD_LENGTH = 70  # characters before the date: "JOUR 1 ·", "Open rehearsal —"
MAX_ROW_LENGTH = 600
NAME_LENGTHS = range(2, 5)
RANGE_WORDS = frozenset({"from", "du", "del", "desde", "vom", "von", "dal", "de"})
_SPACES = re.compile(r"\s+")
SEPARATOR = Filler(",", 0, 0)


class Row(NamedTuple):
    """The parts of a row.

    Attributes:
        items: the date, and the times and zones of the event.
        head: the span of the text before the date; empty if the row begins with its date.
        title: the span of the title, None if there is none.
        place: the span of the place, None if there is none.
        is_separated: whether a sign, a column or a time follows the date, not the rest of a sentence.
        has_more: whether there is text beside title and place.
        later_items: times after further words, which may be those of the event: "18:30 tea 19:00 talk".
        lacks_time: whether the table has a column for the hour, and the row none.
        is_choice: whether the row is one of several options, which may be hours for one event.
    """

    items: tuple[Item, ...]
    head: Span
    title: Span | None
    place: Span | None
    is_separated: bool
    has_more: bool
    later_items: tuple[Item, ...] = ()
    lacks_time: bool = False
    is_choice: bool = False

    @property
    def date(self) -> ParsedDate:
        """Return the date of the row."""
        return next(item for item in self.items if isinstance(item, ParsedDate))

    @property
    def has_time(self) -> bool:
        """Return whether the row states a time."""
        return any(isinstance(item, ParsedTime) for item in self.items)

    @property
    def has_head(self) -> bool:
        """Return whether there is text before the date."""
        return self.head[0] < self.head[1]


def parse_row(
    source: str, items: Sequence[Item], bounds: Span, date: ParsedDate | None = None
) -> Row | None:
    """Return the parts of a line with a date, None if it is no row.

    Args:
        source: the text of the announcement.
        items: the items of the line.
        bounds: offsets of the line.
        date: the date, if the grammar does not parse it as such: the "Tues 3" of a month.
    """
    if bounds[1] - bounds[0] > MAX_ROW_LENGTH:
        return None
    date = date or next(filter(_is_certain_date, _dates(items)), None)
    if date is None:
        return None
    head = _head(source, items, bounds[0], date)
    if head is None:
        return None
    rest = [item for item in items if item.start >= date.end]
    segments = list(row_segments(source, rest))
    is_separated = _is_separated(source, rest, date)
    times = list(_event_times(segments))
    place = _place(source, segments)
    title = _title(source, segments, place)
    if head[0] < head[1] and not is_generic_label(source[slice(*head)]):
        title = head
    has_more = any(
        segment.has_words and not _is_within(segment, title, place) for segment in segments
    )
    later = tuple(_later_times(segments, times))
    return Row((date, SEPARATOR, *times), head, title, place, is_separated, has_more, later)


def _is_within(segment: Segment, *spans: Span | None) -> bool:
    start = segment.items[0].start
    return any(span is not None and span[0] <= start < span[1] for span in spans)


def _dates(items: Sequence[Item]) -> Iterator[ParsedDate]:
    return (item for item in items if isinstance(item, ParsedDate))


def _is_certain_date(date: ParsedDate) -> bool:
    return date.is_supported and not date.is_weak


def _head(source: str, items: Sequence[Item], start: int, date: ParsedDate) -> Span | None:
    """Return the span of the text before the date; None if it is the beginning of a sentence."""
    before = [item for item in items if item.end <= date.start]
    words = [item for item in before if is_word(item)]
    first = next(iter(words), None)
    is_range = date.relation == "range" or len(date.parts) > 1
    if first is None or (is_range and all(_begins_range(item) for item in words)):
        return start, start
    text = source[start : date.start].rstrip()
    end = start + len(text)
    is_label = text[-1:] in {":", "-", "–", "—", "·", "|", "@"} and end - start <= MAX_HEAD_LENGTH
    is_timed = any(isinstance(item, ParsedTime) and item.start > date.start for item in items)
    is_label = is_label or (is_timed and date.start - end >= COLUMN_GAP)
    is_label = is_label or (text[-1:] == "(" and is_generic_label(text))  # "Week 4 (Tuesday 9 Feb)"
    return _strip(source, (first.start, end)) if is_label else None


def _begins_range(item: Item) -> bool:
    return isinstance(item, Filler | Word) and item.norm in RANGE_WORDS


def _is_separated(source: str, rest: Sequence[Item], date: ParsedDate) -> bool:
    """Return whether what follows the date is no rest of a sentence: a sign, a column, a time or a title."""
    if not rest:
        return True
    first = rest[0]
    if source[date.end - 1] == ".":
        return True
    is_column = first.start - date.end >= COLUMN_GAP
    is_sign = isinstance(first, Filler | Word) and not first.norm[:1].isalnum()
    is_time = isinstance(_without_filler(rest), ParsedTime)
    return is_column or is_sign or is_time or _begins_title(source, first, date)


def _without_filler(rest: Sequence[Item]) -> Item | None:
    """Return the first item, or the one after a word such as the "at" of "at 10:30"."""
    first = rest[0]
    is_word = isinstance(first, Filler) and first.norm in FUNCTION_WORDS["filler"]
    return rest[1] if is_word and len(rest) > 1 else first


def _begins_title(source: str, first: Item, date: ParsedDate) -> bool:
    """Return whether a capitalised word follows a weekday and day: "Tues 31 Annual meeting 7pm"."""
    is_day = date.parts[-1].weekday is not None or date.is_inferred
    return is_day and isinstance(first, Filler | Word) and source[first.start].isupper()


def _event_times(segments: Sequence[Segment]) -> Iterator[Item]:
    """Yield the times of the first segment that has some, and of those after it with times only."""
    is_open = False
    for segment in segments:
        if segment.is_aside:
            continue
        has_time = any(isinstance(item, ParsedTime) for item in segment.items)
        if not is_open:
            is_open = has_time
        elif segment.has_words:
            return
        if is_open:
            yield from segment.temporal_items()
            yield SEPARATOR


def _later_times(segments: Sequence[Segment], times: Sequence[Item]) -> Iterator[Item]:
    """Yield the times of segments that are no asides, beside those of the event."""
    for segment in segments:
        own = [item for item in segment.temporal_items() if item not in times]
        if not segment.is_aside and any(isinstance(item, ParsedTime) for item in own):
            yield from (*own, SEPARATOR)


def _place(source: str, segments: Sequence[Segment]) -> Span | None:
    """Return the span of the segments after the title that name the place."""
    start: int | None = None
    end = 0
    has_title = False
    for segment in segments:
        if segment.is_bracketed or segment.is_after_sentence or _has_time(segment):
            if start is not None:
                break
            has_title = has_title or segment.has_words
            continue
        text = source[segment.items[0].start : segment.items[-1].end]
        if start is None and has_title and _names_place(text):
            start = segment.items[0].start
        elif start is not None and not _continues_place(text):
            break
        if start is not None:
            end = segment.items[-1].end
        has_title = has_title or segment.has_words
    return None if start is None else _strip(source, (start, end))


def _has_time(segment: Segment) -> bool:
    return any(isinstance(item, ParsedTime | ParsedDate) for item in segment.items)


def _names_place(text: str) -> bool:
    if text.casefold().strip(PUNCTUATION) in ONLINE_WORDS:
        return False
    return is_complete_place(text) or is_country(text) or (is_place(text) and text[:1].isupper())


def _continues_place(text: str) -> bool:
    return is_place(text) or text[:1].isdigit() or text[-1:].isdigit()


def _title(source: str, segments: Sequence[Segment], place: Span | None) -> Span | None:
    """Return the span of the first text that is neither time nor place.

    After a time or a name, the title includes a comma: "18:00: reading circle, chapter 4".
    """
    is_open = False
    title: Span | None = None
    for segment in segments:
        if title is not None and (segment.is_bracketed or not is_open or _has_time(segment)):
            break
        if not segment.is_bracketed and segment.has_words:
            span = _text_span(source, segment)
            if SAME_TIME.match(source, span[0]) or _is_online(source[slice(*span)]):
                continue
            is_place = place is not None and place[0] <= span[0] < place[1]
            if is_place or (title is not None and not _is_after_comma(source, span)):
                break
            if span[0] < span[1]:
                is_open = (is_open and title is None) or _is_name(source[slice(*span)])
                title = (title or span)[0], span[1]
        is_open = is_open or (title is None and _has_time(segment))
    return title


def _is_online(text: str) -> bool:
    """Return whether a text only says that the event is online: "on Zoom"."""
    return remove_online_phrases(text) == ("", True)


def _is_name(text: str) -> bool:
    """Return whether a text may be the name of a speaker: two to four words in upper case."""
    words = [word for word in text.split() if word[0].isalpha()]
    return len(words) in NAME_LENGTHS and all(word[0].isupper() for word in words)


def _is_after_comma(source: str, span: Span) -> bool:
    return source[max(0, span[0] - COLUMN_GAP) : span[0]].rstrip()[-1:] == ","


def _text_span(source: str, segment: Segment) -> Span:
    """Return the span of the text before the first time of a segment, or after it."""
    indexes = [n for n, item in enumerate(segment.items) if isinstance(item, ParsedTime)]
    first = indexes[0] if indexes else len(segment.items)
    before = segment.items[:first]
    if any(is_word(item) for item in before):
        end = before[-1].end
        span = _strip(source, (segment.items[0].start, end))
        return _without_prepositions(source, span)
    after = segment.items[first:]
    words = [item for item in after if isinstance(item, Word) and item.norm[:1].isalnum()]
    return _strip(source, (words[0].start, segment.items[-1].end)) if words else (0, 0)


def _without_prepositions(source: str, span: Span) -> Span:
    start, end = span
    while True:
        head, _, last = source[start:end].rpartition(" ")
        if not head or last.casefold() not in PREPOSITIONS | FUNCTION_WORDS["filler"]:
            return start, end
        start, end = _strip(source, (start, start + len(head)))


def _strip(source: str, span: Span) -> Span:
    """Return a span without signs and spaces at its ends."""
    start, end = span
    text = source[start:end]
    left = len(text) - len(text.lstrip(PUNCTUATION))
    right = len(text) - len(text.rstrip(PUNCTUATION.replace(")", "")))
    return (start + left, end - right) if left < len(text) else (start, start)


def is_generic_label(text: str) -> bool:
    """Return whether a label before a date is no title: "Next:", "JOUR 1 ·", "New:"."""
    words = _SPACES.split(text.casefold().strip(PUNCTUATION))
    return all(word.strip(PUNCTUATION) in ROW_LABELS or not word.isalpha() for word in words)
