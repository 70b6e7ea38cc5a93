"""The event of an announcement whose date stands only in a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from webinars.announcement_parser.grammar.dates import ParsedDate, Shift
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import Clock, Length
from webinars.announcement_parser.grammar.vocabulary import MENTION_WORDS
from webinars.announcement_parser.grammar.zone_references import Ref
from webinars.announcement_parser.grammar.zoned_times import Header, assemble
from webinars.announcement_parser.layout.lines import Line

NEAR = 4  # words before a date that can make it a mere mention
MOST_DATES = 6


def head_in_prose(lines: Sequence[Line]) -> tuple[int, Header] | None:
    """Return the line and the head of the event that sentences tell of, if they do.

    Days count before months. Other dates become the head's others, so that they are asked about.
    """
    found = list(_dates(lines))
    days = [(at, date, items) for at, date, items in found if not date.is_month] or found
    if not days:
        return None
    at, date, items = days[0]
    head = assemble(items)
    if head is None:
        return None
    parts = {date.parts, *([head.end_date.parts] if head.end_date else [])}
    others = {other.parts: other for _, other, _ in days[1:] if other.parts not in parts}
    return at, replace(head, others=(*head.others, *others.values())[:MOST_DATES])


def _dates(lines: Sequence[Line]) -> Iterator[tuple[int, ParsedDate, list[Item]]]:
    """Yield each sentence's first date that is no mere mention, with what follows about when."""
    for at, line in enumerate(lines):
        for sentence in _sentences(line.items):
            place = _first_date(sentence)
            date = sentence[place] if place is not None else None
            if place is not None and isinstance(date, ParsedDate):
                yield at, date, _time_span(sentence, place)


def _sentences(items: Sequence[Item]) -> Iterator[list[Item]]:
    sentence: list[Item] = []
    for before, item in zip([None, *items], items, strict=False):
        is_new = isinstance(before, Filler) and before.low == "." and item.start > before.end
        if is_new and sentence:
            yield sentence
            sentence = []
        sentence.append(item)
    if sentence:
        yield sentence


def _first_date(sentence: Sequence[Item]) -> int | None:
    for at, item in enumerate(sentence):
        if not isinstance(item, ParsedDate) or item.weak or not item.is_known:
            continue
        near = sentence[max(0, at - NEAR) : at]
        if not any(isinstance(word, Word | Filler) and word.low in MENTION_WORDS for word in near):
            return at
    return None


def _time_span(sentence: Sequence[Item], at: int) -> list[Item]:
    """Return the items about when: from the first time or date to the last, and its place."""
    core = [n for n, item in enumerate(sentence) if isinstance(item, Clock) or n == at]
    last = core[-1]
    while last + 1 < len(sentence) and isinstance(
        sentence[last + 1], Filler | Ref | Shift | Length
    ):
        last += 1
    kept = [
        item
        for n, item in enumerate(sentence[core[0] : last + 1], core[0])
        if not isinstance(item, ParsedDate) or n >= at
    ]
    if any(isinstance(item, Clock) for item in kept):
        return kept
    # "from 12 to 15 October at the Palais des Nations in Geneva"
    rest = sentence[last + 1 :]
    return [*kept, *(item for item in rest if isinstance(item, Ref) and item.city is not None)]
