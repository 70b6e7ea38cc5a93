"""Days from which an event is moved: "from 5 to 19 May", "the concert of 5 May is postponed to 19 May"."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.phrases.mention_phrases import (
    MOVED_AFTER_DATE,
    MOVED_BEFORE_VERB,
    MOVED_FROM_DATE,
    MOVED_TO_DATE,
    MOVING_VERB,
)
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.other_date_words import MENTION_WORDS

MAX_CONTEXT = 120  # characters before a date


def moved_dates(source: str, start: int, items: Sequence[Item]) -> dict[int, ParsedDate]:
    """Return the days from which a line that starts at an offset moves an event, by index of the item.

    A range such as "moved from 5 to 12 November" is one as well.
    """
    if not items or MOVING_VERB.search(source, start, items[-1].end) is None:
        return {}
    days = [index for index, item in enumerate(items) if _is_day(item)]
    return {
        index: date
        for index, following in pairwise([*days, len(items)])
        if isinstance(date := items[index], ParsedDate)
        and _is_moved(source, start, date, items[following] if following < len(items) else None)
    }


def without_moved_dates(items: Sequence[Item], moved: dict[int, ParsedDate]) -> list[Item]:
    """Return the items without moved dates and their times; of ranges, the last day remains."""
    hidden = set(moved) | {index for first in moved for index in _own_times(items, first)}
    return [
        _new_day(item)
        if index in moved and isinstance(item, ParsedDate) and _is_pair(item)
        else Word("", item.start, item.end)
        if index in hidden
        else item
        for index, item in enumerate(items)
    ]


def with_new_dates(source: str, start: int, items: Sequence[Item]) -> list[Item]:
    """Return the items with certain new dates: "postponed until 19 May" is no deadline, "10/9" no code."""
    dates = {
        index
        for index, item in enumerate(items)
        if _is_day(item) and MOVED_TO_DATE.search(source, start, item.start) is not None
    }
    return [
        item._replace(is_weak=False)
        if index in dates and isinstance(item, ParsedDate)
        else Filler("to", item.start, item.end)
        if index + 1 in dates and isinstance(item, Word | Filler) and item.norm in MENTION_WORDS
        else item
        for index, item in enumerate(items)
    ]


def old_day(moved: ParsedDate) -> ParsedDate:
    """Return the day from which an event is moved, with the month of the new one if it has none."""
    if not _is_pair(moved):
        return moved
    old, new = moved.parts
    old = old._replace(month=old.month or new.month, year=old.year or new.year)
    return moved._replace(parts=(old,), relation="single")


def _new_day(moved: ParsedDate) -> ParsedDate:
    return moved._replace(parts=moved.parts[-1:], relation="single")


def _is_day(item: Item) -> bool:
    return isinstance(item, ParsedDate) and item.is_supported and not item.is_month


def _is_pair(date: ParsedDate) -> bool:
    return date.relation == "range"


def _is_moved(source: str, start: int, date: ParsedDate, following: Item | None) -> bool:
    before = source[max(start, date.start - MAX_CONTEXT) : date.start]
    if MOVED_TO_DATE.search(before) is not None:
        return False
    if MOVED_FROM_DATE.search(before) is not None:
        return True
    if following is None or _is_pair(date):
        return False
    between = source[date.end : following.start]
    is_before_verb = MOVED_BEFORE_VERB.match(between) is not None
    return is_before_verb or MOVED_AFTER_DATE.match(between) is not None


def _own_times(items: Sequence[Item], moved: int) -> Iterator[int]:
    """Yield the times between a moved date and the new one, if that has a time as well."""
    following = next((n for n in range(moved + 1, len(items)) if _is_day(items[n])), None)
    if following is None or not any(isinstance(item, ParsedTime) for item in items[following:]):
        return
    yield from (n for n in range(moved + 1, following) if isinstance(items[n], ParsedTime))
