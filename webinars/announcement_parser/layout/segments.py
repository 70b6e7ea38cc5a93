"""The part of a sentence or row that belongs to one of its dates, and the lines below it."""

from collections.abc import Sequence

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.schedule_assembly import (
    TO,
    ParsedSchedule,
    assemble_schedule,
)
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.mention_words import aside_words
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.prose import sentences
from webinars.announcement_parser.layout.titles import propose_title

MAX_LINES_BELOW = 4
MAX_GAP = 3  # items between the two dates of a range
TEXT_CATEGORIES = frozenset({"time", "text", "prose", "place"})


def schedule_of_date(line: Line, written: ParsedDate) -> ParsedSchedule:
    """Return the schedule of a date of a line: with the times before the next date, else those before it."""
    own = _own_items(line, written)
    return assemble_schedule(own) or ParsedSchedule(written, items=(written,))


def section_of_date(page: Page, line_index: int, written: ParsedDate) -> Section:
    """Return the section of a date that begins no event: its line, and the lines below without a date."""
    below = _lines_below(page, line_index)
    details = [n for n in below if page.categories[n] in {"time", "place"}]
    body = [line_index, *(n for n in below if n not in details)]
    section = Section(line_index, [line_index, *details], body=body)
    source = page.lines[line_index].source
    start, end = sentence_span(page.lines[line_index], written)
    title = propose_title([" ".join(source[start:end].split())])
    offset = source.casefold().find(title.casefold(), start, end) if title else -1
    if offset >= 0:
        section.title_span = offset, offset + len(title)
    return section


def is_aside(line: Line, written: ParsedDate) -> bool:
    """Return whether the clause of a date is about something beside the event: "Doors", "usually"."""
    return bool(aside_words(_clause(line, written)))


def _clause(line: Line, written: ParsedDate) -> list[Item]:
    sentence = _sentence(line, written)
    dates = [n for n, item in enumerate(sentence) if isinstance(item, ParsedDate)]
    own = next((n for n in dates if sentence[n] is written), 0)
    before = max((n + 1 for n in dates if n < own), default=0)
    after = min((n for n in dates if n > own), default=len(sentence))
    return sentence[before:after]


def sentence_span(line: Line, written: ParsedDate) -> tuple[int, int]:
    """Return the span of the sentence of a date."""
    sentence = _sentence(line, written)
    return (sentence[0].start, sentence[-1].end) if sentence else (line.start, line.end)


def _sentence(line: Line, written: ParsedDate) -> list[Item]:
    return next((one for one in sentences(line.items) if written in one), [])


def _own_items(line: Line, written: ParsedDate) -> list[Item]:
    """Return the items of a date: from it to the next date of its sentence, or from the last date to it."""
    sentence = _sentence(line, written)
    if not sentence:
        return []
    index = sentence.index(written)
    dates = [n for n, item in enumerate(sentence) if isinstance(item, ParsedDate)]
    following = [n for n in dates if n > index]
    is_range = bool(following) and _is_range(sentence[index + 1 : following[0]])
    after = following[is_range] if len(following) > is_range else len(sentence)
    before = max((n + 1 for n in dates if n < index), default=0)
    own = sentence[index:after]
    has_time = any(isinstance(item, ParsedTime) for item in own)
    return own if has_time else [*_last_times(sentence[before:index]), *own]


def _is_range(gap: Sequence[Item]) -> bool:
    """Return whether a word such as "to" is all that separates two dates, apart from times."""
    norms = {item.norm for item in gap if isinstance(item, Filler | Word)}
    return len(gap) <= MAX_GAP and bool(norms & TO)


def _last_times(items: Sequence[Item]) -> list[Item]:
    """Return the last times, between which there are only cities, zones and signs."""
    last = max((n for n, item in enumerate(items) if isinstance(item, ParsedTime)), default=-1)
    first = last
    while first > 0 and _joins_times(items[first - 1]):
        first -= 1
    return list(items[first:]) if last >= 0 else []


def _joins_times(item: Item) -> bool:
    is_sign = isinstance(item, Filler) and not item.norm.isalpha()
    return is_sign or isinstance(item, ParsedTime | ZoneReference)


def _lines_below(page: Page, line_index: int) -> list[int]:
    """Return the next lines of the block without a date."""
    below: list[int] = []
    block = page.lines[line_index].block
    for index in range(line_index + 1, min(len(page.lines), line_index + 1 + MAX_LINES_BELOW)):
        line = page.lines[index]
        is_text = page.categories[index] in TEXT_CATEGORIES and not line.begins_with_day
        if line.block != block or line.has_date or not is_text or index in page.event_lines:
            break
        below.append(index)
    return below
