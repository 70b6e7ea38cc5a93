"""Divide programmes that are run on in one paragraph: "Fri 22 January AGM Fri 26 February Reed beds"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.grammar.vocabulary.other_date_words import MENTION_WORDS
from webinars.announcement_parser.layout.line_splitting import DATE_PREPOSITIONS
from webinars.announcement_parser.layout.lines import Line

MIN_EVENTS = 3  # two dates in one sentence may be those of one event
MIN_WORDS = 2  # of a title
MAX_WORDS_BEFORE = 4  # that may make a date a mere mention
CLAUSE_ENDS = frozenset(".;|·•-:!?»”’\"')")
ARTICLES = FUNCTION_WORDS["day-article"] | DATE_PREPOSITIONS


def divide_run_on_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, with one for each event where several are run on in one line.

    A date begins an event if it begins a clause and a title follows it. Where no signs separate the clauses,
    every date must have its weekday.
    """
    return [part for line in lines for part in _divide(line)]


def _divide(line: Line) -> list[Line]:
    items = line.items
    days = [index for index, item in enumerate(items) if _is_day(item)]
    if len(days) < MIN_EVENTS or line.label[0]:
        return [line]
    titled = [
        first
        for first, second in pairwise([*days, len(items)])
        if _count_words(items[first + 1 : second]) >= MIN_WORDS and not _is_mention(items, first)
    ]
    starts = {index: start for index in titled if (start := _clause_start(line, index)) is not None}
    if len(starts) < MIN_EVENTS:
        with_weekday = [index for index in days if _weekday(items[index]) is not None]
        starts = {index: items[index].start for index in titled if _has_capital(line, index)}
        if list(starts) != with_weekday:
            return [line]
    is_list = len(starts) >= MIN_EVENTS and _are_in_order(items, list(starts))
    return list(_parts(line, list(starts.values()))) if is_list else [line]


def _is_day(item: Item) -> bool:
    is_date = isinstance(item, ParsedDate) and item.is_supported and not item.is_weak
    return is_date and isinstance(item, ParsedDate) and not item.is_month


def _count_words(items: Sequence[Item]) -> int:
    return sum(isinstance(item, Word | Filler) and item.norm[:1].isalnum() for item in items)


def _is_mention(items: Sequence[Item], index: int) -> bool:
    """Return whether a word such as "until" precedes a date in its clause."""
    before = []
    for item in reversed(items[max(0, index - MAX_WORDS_BEFORE) : index]):
        if _is_end_of_clause(item):
            break
        before.append(item.norm if isinstance(item, Word | Filler) else "")
    return not MENTION_WORDS.isdisjoint(before)


def _clause_start(line: Line, index: int) -> int | None:
    """Return the offset of the clause that a date begins, None if it is within one.

    After a comma an article or preposition is necessary: ", le 20 janvier, « Salt »".
    """
    items = line.items
    item, follows_comma = items[index - 1] if index else None, False
    first = index
    if isinstance(item, Filler | Word) and item.norm in ARTICLES:
        first, follows_comma = index - 1, True
        item = items[first - 1] if first else None
    is_end = item is None or _is_end_of_clause(item) or (follows_comma and _is_comma(item))
    return items[first].start if is_end and _is_separated(items, index) else None


def _is_end_of_clause(item: Item) -> bool:
    return isinstance(item, Filler | Word) and item.norm in CLAUSE_ENDS


def _is_comma(item: Item) -> bool:
    return isinstance(item, Filler) and item.norm == ","


def _is_separated(items: Sequence[Item], index: int) -> bool:
    """Return whether a sign, a quotation or a time follows a date."""
    after = items[index + 1]
    is_sign = isinstance(after, Filler | Word) and not after.norm[:1].isalnum()
    return is_sign or isinstance(after, ParsedTime)


def _weekday(item: Item) -> int | None:
    return item.parts[0].weekday if isinstance(item, ParsedDate) else None


def _has_capital(line: Line, index: int) -> bool:
    """Return whether a date begins with its weekday, in upper case, and not after a preposition."""
    item = line.items[index]
    before = line.items[index - 1] if index else None
    is_within = isinstance(before, Filler) and before.norm[:1].isalnum()
    return _weekday(item) is not None and line.source[item.start].isupper() and not is_within


def _are_in_order(items: Sequence[Item], indexes: Sequence[int]) -> bool:
    """Return whether days follow each other, within a year."""
    dates = [item for index in indexes if isinstance(item := items[index], ParsedDate)]
    days = [(date.parts[-1].month or 0, date.parts[-1].day or 0) for date in dates]
    return sum(second <= first for first, second in pairwise(days)) <= 1


def _parts(line: Line, starts: Sequence[int]) -> Iterator[Line]:
    """Yield what precedes the first start, and the part from each start to the next."""
    bounds = sorted({line.start, *starts, line.end})
    for start, end in pairwise(bounds):
        text = line.source[start:end]
        if text.strip():
            left = len(text) - len(text.lstrip())
            yield replace(line, start=start + left, end=start + len(text.rstrip()))
