"""Ranges whose days two verbs name: "opens on 21 September and closes on 25 September"."""

from collections.abc import Sequence
from itertools import pairwise

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.phrases.mention_phrases import (
    CLOSE_BETWEEN_DATES,
    DEADLINE_BEFORE_DATE,
)
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.vocabulary.other_date_words import MENTION_WORDS

MENTION_WINDOW = 10  # items before a date; "opened" before a range names no deadline
MAX_CONTEXT = 200  # characters before a date


def with_verb_ranges(source: str, start: int, items: Sequence[Item]) -> list[Item]:
    """Return the items of a line that starts at an offset, with one range for the days of two verbs."""
    ranged = list(items)
    days = [index for index, item in enumerate(items) if _is_day(item)]
    for first, last in pairwise(days):
        opening, closing = ranged[first], ranged[last]
        if not isinstance(opening, ParsedDate) or not isinstance(closing, ParsedDate):
            continue
        between = source[opening.end : closing.start]
        before = source[max(start, opening.start - MAX_CONTEXT) : opening.start]
        is_deadline = DEADLINE_BEFORE_DATE.search(before) is not None
        if is_deadline or CLOSE_BETWEEN_DATES.fullmatch(between) is None:
            continue
        parts = (opening.parts[0], closing.parts[0])
        ranged[first] = opening._replace(parts=parts, relation="range")
        ranged[last] = Word("", closing.start, closing.end)
        for index in range(max(0, first - MENTION_WINDOW), last):
            ranged[index] = _without_mention(ranged[index])
    return ranged


def _is_day(item: Item) -> bool:
    is_single = isinstance(item, ParsedDate) and item.relation == "single" and item.is_supported
    return is_single and isinstance(item, ParsedDate) and not item.is_month


def _without_mention(item: Item) -> Item:
    is_mention = isinstance(item, Word | Filler) and item.norm in MENTION_WORDS
    return Word("", item.start, item.end) if is_mention else item
