"""The stretch of a line that tells when: its items, and the words to its left and right."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale

from webinars.timekeeping.announcement.dates import DateFound
from webinars.timekeeping.announcement.places import Ref, Shift, find_city
from webinars.timekeeping.announcement.scan import Filler, Item, Word
from webinars.timekeeping.announcement.times import Clock, Length
from webinars.timekeeping.announcement.tokens import tokenise
from webinars.timekeeping.announcement.words import (
    PLACE_JOINT_WORDS,
    SMALL,
    VENUE_WORDS,
)

EDGE_SIGNS = " \n,;:|/·•–—-=~*()[]@."
LEADING = frozenset({"on", "from", "at", "in", "the"})
LONGEST_PLACE = 300
TIME_WORDS = SMALL["time"] | SMALL["local"] | {"standard", "daylight", "summer", "winter"}
NEAR = 4  # words before a date that can make it a mere mention


@dataclass(frozen=True)
class Stretch:
    """What a line says about when.

    Attributes:
        items: the dates, times and places, with what stands between.
        left, right: the words beside it.
        has_place: whether the words to the right name a place.
        is_led_by_comma: whether a comma stands before them.
    """

    items: tuple[Item, ...]
    left: str
    right: str
    left_span: tuple[int, int]
    right_span: tuple[int, int]
    has_place: bool
    is_led_by_comma: bool
    words_between: int
    first: int  # the place of the first item in its line

    @property
    def date(self) -> DateFound | None:
        """Return the first date."""
        return next((i for i in self.items if isinstance(i, DateFound) and i.is_known), None)

    @property
    def has_date(self) -> bool:
        """Return whether there is a date."""
        return self.date is not None

    def before(self, items: Sequence[Item]) -> list[Word | Filler]:
        """Return the last words before the first date."""
        at = next((n for n in range(self.first, len(items)) if items[n] is self.date), self.first)
        near = items[max(0, at - NEAR) : at]
        return [item for item in near if isinstance(item, Word | Filler) and item.low[0].isalpha()]


def find_stretch(
    source: str, items: Sequence[Item], bounds: tuple[int, int], *, is_labelled: bool
) -> Stretch | None:
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
    return _stretch(source, items, (first, last), bounds)


def is_place(text: str) -> bool:
    """Return whether words name a place: a city, a country, a room, a hall."""
    tokens = tokenise(text, 0, len(text))
    if find_city(tokens) is not None or text.casefold().strip(" .") in _countries():
        return True
    return any(token.low in VENUE_WORDS for token in tokens)


def _is_core(item: Item) -> bool:
    return isinstance(item, Clock) or (isinstance(item, DateFound) and item.is_known)


def _is_weak(item: Item) -> bool:
    return isinstance(item, DateFound) and item.weak


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


def _stretch(
    source: str, items: Sequence[Item], edges: tuple[int, int], bounds: tuple[int, int]
) -> Stretch:
    first, last = edges
    left = _within(source, bounds[0], items[first].start)
    right = _within(source, _past_time(items, last), bounds[1])
    joint = _joint(items, last)
    words = source[right[0] : right[1]]
    is_first = first == 0
    has_place = (
        0 < len(words) <= LONGEST_PLACE
        and is_place(words)
        and (bool(joint & PLACE_JOINT_WORDS) or _is_whole_place(words))
    )
    if has_place:
        right = _without_lead(source, right)
        words = source[right[0] : right[1]]
    return Stretch(
        items=tuple(items[first : last + 1]),
        left="" if is_first else " ".join(_without_fillers(source[left[0] : left[1]]).split()),
        right=" ".join(words.split()),
        left_span=left,
        right_span=right,
        has_place=has_place,
        is_led_by_comma="," in joint,
        words_between=sum(isinstance(item, Word) for item in items[first : last + 1]),
        first=first,
    )


def _past_time(items: Sequence[Item], last: int) -> int:
    """Return where the stretch ends: a last "local time" says nothing more."""
    end = items[last].end
    for item in items[last + 1 :]:
        if not isinstance(item, Filler):
            break
        if item.low in TIME_WORDS:
            end = item.end
    return end


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


def _is_whole_place(words: str) -> bool:
    """Return whether the words are a city and no more: "16 July 2020 - Vienna"."""
    tokens = tokenise(words, 0, len(words))
    city = find_city(tokens)
    return city is not None and len(tokens) <= len(city.name.split())


@cache
def _countries() -> frozenset[str]:
    territories = Locale("en").territories
    return frozenset(name.casefold() for code, name in territories.items() if code.isalpha())
