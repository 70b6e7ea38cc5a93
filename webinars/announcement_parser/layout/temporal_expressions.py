"""The stretch of a line that tells when: its items, and the words to its left and right."""

from collections.abc import Sequence
from dataclasses import dataclass

from webinars.announcement_parser.grammar.dates import ParsedDate, Shift
from webinars.announcement_parser.grammar.locations import is_complete_place, is_country, is_place
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import Clock, Length
from webinars.announcement_parser.grammar.vocabulary import (
    PLACE_JOINT_WORDS,
    SMALL,
)
from webinars.announcement_parser.grammar.zone_references import Ref

EDGE_SIGNS = " \n,;:|/·•–—-=~*()[]@."
LEADING = frozenset({"on", "from", "at", "in", "the", "le", "du", "à", "au", "el", "del", "en"})
LONGEST_PLACE = 300
TIME_WORDS = SMALL["time"] | SMALL["local"] | {"standard", "daylight", "summer", "winter"}
NEAR = 4  # words before a date that can make it a mere mention


@dataclass(frozen=True)
class TimeSpan:
    """What a line says about when.

    Attributes:
        items: the dates, times and places, with what stands between.
        left, right: the words beside it.
        place_span: where a place stands beside it.
        is_led_by_comma: whether a comma stands before the words to the right.
    """

    items: tuple[Item, ...]
    left: str
    right: str
    left_span: tuple[int, int]
    right_span: tuple[int, int]
    place_span: tuple[int, int] | None
    is_led_by_comma: bool
    words_between: int
    first: int  # the place of the first item in its line

    @property
    def date(self) -> ParsedDate | None:
        """Return the first date."""
        return next((i for i in self.items if isinstance(i, ParsedDate) and i.is_known), None)

    @property
    def has_date(self) -> bool:
        """Return whether there is a date."""
        return self.date is not None

    def before(self, items: Sequence[Item]) -> list[Word | Filler]:
        """Return the last words before the first date."""
        at = next((n for n in range(self.first, len(items)) if items[n] is self.date), self.first)
        near = items[max(0, at - NEAR) : at]
        return [item for item in near if isinstance(item, Word | Filler) and item.low[0].isalpha()]


def find_time_span(
    source: str, items: Sequence[Item], bounds: tuple[int, int], *, is_labelled: bool
) -> TimeSpan | None:
    """Return the stretch of a line that tells when, or None."""
    core = [at for at, item in enumerate(items) if _is_core(item)]
    if all(isinstance(items[at], Clock) or _is_weak(items[at]) for at in core):
        has_clock = any(isinstance(items[at], Clock) for at in core)
        if not has_clock and not is_labelled:
            return None
    if not core:
        return None
    first = _leftmost(items, core[0])
    last = _rightmost(items, core[-1], has_clock=any(isinstance(items[at], Clock) for at in core))
    return _span_of(source, items, (first, last), bounds)


def _is_core(item: Item) -> bool:
    return isinstance(item, Clock) or (isinstance(item, ParsedDate) and item.is_known)


def _is_weak(item: Item) -> bool:
    return isinstance(item, ParsedDate) and item.weak


def _leftmost(items: Sequence[Item], at: int) -> int:
    """Return where the stretch begins: places count only where nothing else stands before them."""
    first = at
    while first and isinstance(items[first - 1], Filler | Ref | Length | Shift):
        first -= 1
    return first if first == 0 else at


def _rightmost(items: Sequence[Item], at: int, *, has_clock: bool) -> int:
    """Return the last item of the stretch; a city after a date without a time is its place."""
    last = at
    for place in range(at + 1, len(items)):
        item = items[place]
        if isinstance(item, Ref) and not has_clock and item.city is not None:
            break
        if isinstance(item, Ref | Shift | Length):
            last = place
        elif not isinstance(item, Filler):
            break
    return last


def _span_of(
    source: str, items: Sequence[Item], edges: tuple[int, int], bounds: tuple[int, int]
) -> TimeSpan:
    first, last = edges
    left = _within(source, bounds[0], items[first].start) if first else (bounds[0], bounds[0])
    right = _within(source, _past_time(items, last), bounds[1])
    joint = _joint(items, last)
    place = None
    if _is_adjacent_place(source[slice(*right)], joint):
        place, right = _without_lead(source, right), (right[1], right[1])
    else:
        left, right, place = _without_place(source, left, right)
    return TimeSpan(
        items=tuple(items[first : last + 1 + _time_words_after(items, last)]),
        left=" ".join(_without_fillers(source[slice(*left)]).split()),
        right=" ".join(source[slice(*right)].split()),
        left_span=left,
        right_span=right,
        place_span=place,
        is_led_by_comma="," in joint,
        words_between=sum(isinstance(item, Word) for item in items[first : last + 1]),
        first=first,
    )


def _is_adjacent_place(words: str, joint: set[str]) -> bool:
    """Return whether the words right of the date name the place, and are led to as one."""
    if not 0 < len(words) <= LONGEST_PLACE:
        return False
    return is_complete_place(words) or (bool(joint & PLACE_JOINT_WORDS) and is_place(words))


def _without_place(
    source: str, left: tuple[int, int], right: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int] | None]:
    """Return both sides without the place that one of them ends in: "Session, Palais Wilson, Geneva"."""
    tail = _tail(source[slice(*left)])
    if tail is not None:
        return _within(source, left[0], left[0] + tail), right, (left[0] + tail, left[1])
    tail = _tail(source[slice(*right)])
    if tail:
        return left, _within(source, right[0], right[0] + tail), (right[0] + tail, right[1])
    return left, right, None


def _tail(words: str) -> int | None:
    """Return where the last parts between commas begin to name a place: a city, before it its house."""
    if not words or len(words) > LONGEST_PLACE:
        return None
    begins: int | None = None
    end = len(words)
    while end > 0:
        comma = words.rfind(",", 0, end)
        part = words[comma + 1 : end].strip()
        is_city = is_complete_place(part) or is_country(part)
        if not is_city and (begins is None or not is_place(part)):
            break
        begins = comma + 1 + (len(words[comma + 1 : end]) - len(words[comma + 1 : end].lstrip()))
        end = comma
    return begins


def _past_time(items: Sequence[Item], last: int) -> int:
    """Return where the stretch ends: a last "local time" says nothing more."""
    end = items[last].end
    for item in items[last + 1 :]:
        if not isinstance(item, Filler):
            break
        if item.low in TIME_WORDS:
            end = item.end
    return end


def _time_words_after(items: Sequence[Item], last: int) -> int:
    """Return how many words right after the last item say that it is a clock's: "Geneva local time"."""
    count = 0
    for item in items[last + 1 :]:
        if not isinstance(item, Filler) or item.low not in TIME_WORDS:
            break
        count += 1
    return count


def _within(source: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch between two places without the signs at its edges."""
    words = source[start:end]
    start += len(words) - len(words.lstrip(EDGE_SIGNS))
    words = source[start:end]
    bare = words.rstrip(EDGE_SIGNS)
    # A closing bracket belongs to the words if it opened there, a full stop always does.
    closing = words[len(bare) : len(bare) + 1]
    is_own = closing == "." or (closing == ")" and bare.count("(") > bare.count(")"))
    return start, start + len(bare) + (1 if bare and is_own else 0)


def _without_lead(source: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return a place without the "in" or "at" that led to it."""
    lead, _, rest = source[slice(*span)].partition(" ")
    if lead.casefold() not in PLACE_JOINT_WORDS or not rest:
        return span
    return span[0] + len(lead) + 1, span[1]


def _without_fillers(words: str) -> str:
    """Return a title without the "on" or "from" that led to the date."""
    for _ in range(3):
        head, _, last = words.rpartition(" ")
        if not head or last.casefold() not in LEADING:
            return words
        words = head.rstrip(EDGE_SIGNS)
    return words


def _joint(items: Sequence[Item], last: int) -> set[str]:
    found: set[str] = set()
    for item in items[last + 1 :]:
        if not isinstance(item, Filler):
            break
        found.add(item.low)
    return found
