"""Find the temporal expression (date, times, zones) in a line, with the title and place around it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.day_shifts import ClockWeekday, DayShift
from webinars.announcement_parser.grammar.durations import Duration
from webinars.announcement_parser.grammar.locations import is_complete_place, is_country, is_place
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.grammar.vocabulary.place_words import PLACE_PREPOSITIONS
from webinars.announcement_parser.grammar.zone_references import ZoneReference

PUNCTUATION = " \n,;:|/·•–—-=~*#()[]@."
PREPOSITIONS = frozenset(
    {"on", "from", "at", "in", "the", "le", "du", "à", "au", "el", "del", "en"}
)
MAX_PLACE_LENGTH = 300
TIME_WORDS = (
    FUNCTION_WORDS["time"] | FUNCTION_WORDS["local"] | {"standard", "daylight", "summer", "winter"}
)
MENTION_WINDOW = 4  # items before a date that may mark it as a mere mention


Span = tuple[int, int]  # offsets in the text


@dataclass(frozen=True)
class TemporalExpression:
    """The date, times and zones of a line.

    Attributes:
        items: all items from the first to the last of the expression.
        left, right: the text on both sides, without prepositions such as "on".
        place_span: the place next to the expression.
        is_comma_after: whether a comma separates it from the text on the right.
        word_count: number of other words within the expression.
        first: index of its first item in the line.
    """

    items: tuple[Item, ...]
    left: str
    right: str
    left_span: Span
    right_span: Span
    place_span: Span | None
    is_comma_after: bool
    word_count: int
    first: int

    @property
    def date(self) -> ParsedDate | None:
        """Return the first date."""
        dates = (item for item in self.items if isinstance(item, ParsedDate))
        return next((date for date in dates if date.is_supported), None)

    @property
    def has_date(self) -> bool:
        """Return whether there is a date."""
        return self.date is not None

    def items_before_date(self, items: Sequence[Item]) -> Sequence[Item]:
        """Return the last items before the first date, from the items of the line."""
        indexes = range(self.first, len(items))
        date_index = next((i for i in indexes if items[i] is self.date), self.first)
        return items[max(0, date_index - MENTION_WINDOW) : date_index]

    def words_before_date(self, items: Sequence[Item]) -> list[Word | Filler]:
        """Return the last words before the first date, from the items of the line."""
        return [
            item
            for item in self.items_before_date(items)
            if isinstance(item, Word | Filler) and item.norm[:1].isalpha()
        ]


def parse_temporal_expression(
    source: str, items: Sequence[Item], bounds: Span, *, is_labelled: bool
) -> TemporalExpression | None:
    """Return the temporal expression of a line, or None.

    Args:
        source: the text of the announcement.
        items: the items of the line.
        bounds: offsets of the line in the text, without its label.
        is_labelled: whether the line has a label; only then a weak date is an expression by itself.
    """
    core = [index for index, item in enumerate(items) if _is_date_or_time(item)]
    has_time = any(isinstance(items[index], ParsedTime) for index in core)
    is_weak = all(_is_time_or_weak_date(items[index]) for index in core)
    if not core or (is_weak and not has_time and not is_labelled):
        return None
    first = _first_index(items, core[0])
    last = _last_index(items, core[-1], has_time=has_time)
    return _expression(source, items, (first, last), bounds)


def _is_date_or_time(item: Item) -> bool:
    return isinstance(item, ParsedTime) or (isinstance(item, ParsedDate) and item.is_supported)


def _is_time_or_weak_date(item: Item) -> bool:
    return isinstance(item, ParsedTime) or (isinstance(item, ParsedDate) and item.is_weak)


def _first_index(items: Sequence[Item], index: int) -> int:
    """Return the start of the expression: zones before it are included if they start the line."""
    first = index
    while first and isinstance(items[first - 1], Filler | ZoneReference | Duration | DayShift):
        first -= 1
    return first if first == 0 else index


def _last_index(items: Sequence[Item], index: int, *, has_time: bool) -> int:
    """Return the last item of the expression; a city after a date without a time is a place."""
    last = index
    for next_index in range(index + 1, len(items)):
        item = items[next_index]
        if isinstance(item, ZoneReference) and not has_time and item.city is not None:
            break
        if isinstance(item, ZoneReference | DayShift | Duration) or (
            isinstance(item, ClockWeekday) and has_time
        ):
            last = next_index
        elif not isinstance(item, Filler):
            break
    return last


def _expression(
    source: str, items: Sequence[Item], indexes: tuple[int, int], bounds: Span
) -> TemporalExpression:
    first, last = indexes
    left = _strip_span(source, bounds[0], items[first].start) if first else (bounds[0], bounds[0])
    right = _strip_span(source, _end_offset(items, last), bounds[1])
    fillers = _fillers_after(items, last)
    if all(isinstance(item, Filler) for item in items[last + 1 :]):
        right = (right[1], right[1])  # "18:30 sharp"
    place = None
    if _is_adjacent_place(source[slice(*right)], fillers):
        place, right = _strip_preposition(source, right), (right[1], right[1])
    else:
        left, right, place = _split_place(source, left, right)
    return TemporalExpression(
        items=tuple(items[first : last + 1 + _count_time_words_after(items, last)]),
        left=" ".join(_strip_prepositions(source[slice(*left)]).split()),
        right=" ".join(source[slice(*right)].split()),
        left_span=left,
        right_span=right,
        place_span=place,
        is_comma_after="," in fillers,
        word_count=sum(isinstance(item, Word) for item in items[first : last + 1]),
        first=first,
    )


def _is_adjacent_place(text: str, fillers: set[str]) -> bool:
    """Return whether the text after the expression is a place, possibly after "in" or a comma."""
    if not 0 < len(text) <= MAX_PLACE_LENGTH:
        return False
    return is_complete_place(text) or (bool(fillers & PLACE_PREPOSITIONS) and is_place(text))


def _split_place(source: str, left: Span, right: Span) -> tuple[Span, Span, Span | None]:
    """Split off a place at the end of one side: "Session, Palais Wilson, Geneva"."""
    start = _place_start(source[slice(*left)])
    if start is not None:
        return _strip_span(source, left[0], left[0] + start), right, (left[0] + start, left[1])
    start = _place_start(source[slice(*right)])
    if start:
        return left, _strip_span(source, right[0], right[0] + start), (right[0] + start, right[1])
    return left, right, None


def _place_start(text: str) -> int | None:
    """Return the offset of the place in comma-separated text that ends in a city or country."""
    if not text or len(text) > MAX_PLACE_LENGTH:
        return None
    start: int | None = None
    end = len(text)
    while end > 0:
        comma = text.rfind(",", 0, end)
        raw_part = text[comma + 1 : end]
        part = raw_part.strip()
        is_city = is_complete_place(part) or is_country(part)
        if not is_city and (start is None or not is_place(part)):
            break
        start = comma + 1 + (len(raw_part) - len(raw_part.lstrip()))
        end = comma
    return start


def _end_offset(items: Sequence[Item], last: int) -> int:
    """Return the end of the expression in the text, including a final "local time"."""
    end = items[last].end
    for item in items[last + 1 :]:
        if not isinstance(item, Filler):
            break
        if item.norm in TIME_WORDS:
            end = item.end
    return end


def _count_time_words_after(items: Sequence[Item], last: int) -> int:
    """Return the number of words such as "local time" directly after the last item."""
    count = 0
    for item in items[last + 1 :]:
        if not isinstance(item, Filler) or item.norm not in TIME_WORDS:
            break
        count += 1
    return count


def _strip_span(source: str, start: int, end: int) -> Span:
    """Return the span without punctuation and pictograms at its ends."""
    while start < end and _is_strippable(source[start]):
        start += 1
    bare_end = end
    while bare_end > start and _is_strippable(source[bare_end - 1]):
        bare_end -= 1
    # Keep a full stop, and a closing bracket that was opened within the span.
    bare = source[start:bare_end]
    closing = source[bare_end : min(end, bare_end + 1)]
    is_kept = closing == "." or (closing == ")" and bare.count("(") > bare.count(")"))
    return start, bare_end + (1 if bare and is_kept else 0)


def _is_strippable(character: str) -> bool:
    return character in PUNCTUATION or unicodedata.category(character) in {"So", "Sk", "Mn"}


def _strip_preposition(source: str, span: Span) -> Span:
    """Return the span of a place without "in" or "at" before it."""
    preposition, _, rest = source[slice(*span)].partition(" ")
    if preposition.casefold() not in PLACE_PREPOSITIONS or not rest:
        return span
    return span[0] + len(preposition) + 1, span[1]


def _strip_prepositions(text: str) -> str:
    """Return a title without "on" or "from" after it, which belong to the date."""
    for _ in range(3):
        title, _, last = text.rpartition(" ")
        if not title or last.casefold() not in PREPOSITIONS:
            return text
        text = title.rstrip(PUNCTUATION)
    return text


def _fillers_after(items: Sequence[Item], last: int) -> set[str]:
    fillers: set[str] = set()
    for item in items[last + 1 :]:
        if not isinstance(item, Filler):
            break
        fillers.add(item.norm)
    return fillers
