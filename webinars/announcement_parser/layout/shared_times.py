"""Times and zones that a line states for all events of a list: "Fridays at 15:30", "all times CET"."""

import re
from collections.abc import Collection, Sequence

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.locations import is_place
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.list_words import (
    COMMON_TIME_PHRASES,
    COMMON_ZONE_PHRASES,
)
from webinars.announcement_parser.grammar.vocabulary.other_date_words import ASIDE_WORDS
from webinars.announcement_parser.grammar.zone_meanings import offsets_of_zone
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.prose import sentences

_COMMON_TIME = re.compile(rf"\b(?:{'|'.join(COMMON_TIME_PHRASES)})\b", re.IGNORECASE)
_COMMON_ZONE = re.compile(rf"\b(?:{'|'.join(COMMON_ZONE_PHRASES)})\b", re.IGNORECASE)
LAST_MINUTE = 23 * 60 + 59
MAX_PLACE = 110  # characters
MIN_NAME = 4  # letters: "sun" and "mar" are other words too
WINDOW = 5  # items before a time that may show that it is of something else
MAX_ASIDE = 8  # items from a word such as "tea" to its time


def shared_times(lines: Sequence[Line]) -> list[Item]:
    """Return the time that the lines state for all events, with its zones; [] without a single one."""
    by_reading: dict[object, list[Item]] = {}
    for line in lines:
        items = _common_time(line)
        if items:
            readings = tuple(item.readings for item in items if isinstance(item, ParsedTime))
            by_reading.setdefault(readings, items)
    return next(iter(by_reading.values())) if len(by_reading) == 1 else []


def weekdays_named(line: Line) -> frozenset[int]:
    """Return the weekdays that a line names, also in the plural: "Tuesdays", "les mardis"."""
    words = (token.norm for token in line.tokens if len(token.norm) >= MIN_NAME)
    names = (word if word in WEEKDAY_NUMBERS else word.removesuffix("s") for word in words)
    return frozenset(WEEKDAY_NUMBERS[name] for name in names if name in WEEKDAY_NUMBERS)


def shared_zone(lines: Sequence[Line]) -> ZoneReference | None:
    """Return the time zone that the lines state for all times; None without a single one."""
    references = {
        item.meanings: item
        for line in lines
        if _COMMON_ZONE.search(line.text)
        for item in line.items
        if isinstance(item, ZoneReference)
    }
    distinct = [one for one in references.values() if not _repeats(one, references.values())]
    return distinct[0] if len(distinct) == 1 else None


def _repeats(reference: ZoneReference, others: Collection[ZoneReference]) -> bool:
    """Return whether a reference is only the offset of another one: "Bangkok time (UTC+7)"."""
    meaning = reference.meanings[0]
    if len(reference.meanings) > 1 or meaning.zone is not None:
        return False
    zone_names = (other.meanings[0].zone for other in others if len(other.meanings) == 1)
    return any(zone is not None and meaning.offset in offsets_of_zone(zone) for zone in zone_names)


def _common_time(line: Line) -> list[Item]:
    """Return the first time of a line that is about all events, and the zones next to it."""
    for sentence in sentences(line.items):
        items = _common_time_of_sentence(line, _after_last_date(line, sentence))
        if items:
            return items
    return []


def _after_last_date(line: Line, sentence: Sequence[Item]) -> Sequence[Item]:
    """Return the items of a sentence after an abbreviated date that is the end of another one.

    A month says on no day that it is: "In February the talks are always at 10 am" is about all.
    """
    dates = [index for index, item in enumerate(sentence) if isinstance(item, ParsedDate)]
    if not dates:
        return sentence
    first = sentence[dates[0]]
    if isinstance(first, ParsedDate) and first.is_month:
        return sentence[dates[0] + 1 : dates[1] if len(dates) > 1 else None]
    is_end = line.source[sentence[dates[-1]].end - 1] == "."
    return sentence[dates[-1] + 1 :] if is_end else ()


def _common_time_of_sentence(line: Line, items: Sequence[Item]) -> list[Item]:
    text = line.source[items[0].start : items[-1].end] if items else ""
    if not (line.category == "time" or _COMMON_TIME.search(text) or _is_place_with_hour(line)):
        return []
    first = next((n for n, item in enumerate(items) if isinstance(item, ParsedTime)), len(items))
    window = items[max(0, first - WINDOW) : first]
    before = {item.norm for item in window if isinstance(item, Filler | Word)}
    if before & ASIDE_WORDS:
        return []
    last = first
    while last < len(items) and not isinstance(items[last], Word):
        last += 1
    if _names_other_time(items[first:last], items[last:]) or _is_end_of_day(items[first:last]):
        return []
    return list(items[first:last])


def _is_place_with_hour(line: Line) -> bool:
    """Return whether a heading is a place and an hour at its end: "Uni Bastions, salle B106, à 18h15"."""
    text = line.text
    times = [item for item in line.items if isinstance(item, ParsedTime)]
    is_last = len(times) == 1 and line.source[times[0].end : line.end].strip() in {"", "."}
    if not (is_last and line.is_heading and "," in text and len(text) <= MAX_PLACE):
        return False
    parts = line.source[line.start : times[0].start].split(",")
    return any(is_place(part.strip(" ()–-")) for part in parts)


def _is_end_of_day(items: Sequence[Item]) -> bool:
    """Return whether a time is the end of a day, as deadlines are: "all dates 23:59"."""
    times = (item for item in items if isinstance(item, ParsedTime))
    return any(reading.start == LAST_MINUTE for time in times for reading in time.readings)


def _names_other_time(items: Sequence[Item], rest: Sequence[Item]) -> bool:
    """Return whether a sentence names another time without a zone: "from 7pm; speakers begin at 7.30pm"."""
    if any(isinstance(item, ZoneReference) for item in (*items, *rest)):
        return False
    times = [
        item
        for n, item in enumerate(rest)
        if isinstance(item, ParsedTime) and not _is_of_aside(rest, n)
    ]
    starts = {item.readings[0].start for item in (*items, *times) if isinstance(item, ParsedTime)}
    return len(starts) > 1 and bool(times)


def _is_of_aside(items: Sequence[Item], index: int) -> bool:
    """Return whether words before a time show that it is of something else: "with tea from 3:30 pm"."""
    window = items[max(0, index - MAX_ASIDE) : index]
    return not ASIDE_WORDS.isdisjoint(
        {item.norm for item in window if isinstance(item, Filler | Word)}
    )
