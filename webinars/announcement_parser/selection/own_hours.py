"""What the words before an hour say of it: an end, doors opening, or the hour of something else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.grammar.start_words import START_NOUNS
from webinars.announcement_parser.grammar.time_patterns import HALF_DAY
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.function_words import (
    BEFORE_END,
    BEFORE_OTHER_TIME,
    BEFORE_START,
    PRELIMINARIES,
)
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.selection.stated_times import own_lines

Event = tuple[Section, ParsedSchedule]
MAX_BEFORE = 60  # characters before an hour
MAX_WORDS = 3
MAX_LINES = 3
MAX_EARLIER = 120  # minutes from doors or coffee to the start
MIN_WEEKDAY = 3  # letters
MAX_BEFORE_START = 120  # minutes from what is before an event to its start
MAX_ROW = 300  # characters
_COLUMN = re.compile(r"[\n\t|]| {3}")
# Before an hour that is a length of time, or that is not meant, by language.
_DURATIONS = union(
    {
        "en": "duration lasts lasting",
        "fr": "durée dure durera",
        "es": "duración dura durará",
        "de": "dauer dauert",
        "it": "durata dura",
        "pt": "duração dura",
    }
)
_NOT_MEANT: Mapping[str, str] = {
    "en": r"(?:and )?not(?: at| from)?|no longer(?: at)?|instead of|rather than",
    "fr": r"et non(?: pas)?(?: à)?|pas à|au lieu de",
    "es": r"y no(?: a las?)?|no a las?|en (?:lugar|vez) de(?: las?)?",
    "de": r"(?:und )?nicht(?: um)?|(?:an)?statt(?: um)?",
    "it": r"e non(?: alle)?|non alle|invece delle|anziché(?: alle)?",
    "pt": r"e não(?: às)?|não às|em vez d[ae]s?",
}
_IS_NOT_MEANT = re.compile(
    rf"(?<!\w)(?:{'|'.join(_NOT_MEANT.values())})\W*$".replace(" ", r"\s+"), re.IGNORECASE
)
_SEATED = re.compile(r"\s*for\s*", re.IGNORECASE)  # "6.30 pm for 7.00 pm"
_WEEKDAY = "|".join(
    sorted((day for day in WEEKDAY_NUMBERS if len(day) >= MIN_WEEKDAY), key=len)[::-1]
)
_OPENING_DAYS = re.compile(
    rf"\b(?:{_WEEKDAY})\.?\s*(?:-|–|to|au|à|a|bis|al)\s*(?:{_WEEKDAY})\.?:?\s*(?:de\s|from\s|von\s)?\s*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def with_roles_of_hours(page: Page, events: Sequence[Event]) -> Iterator[Event]:
    """Yield the events: of the hours of their own lines, without those that words say are no start."""
    for section, schedule in events:
        count = len(schedule.times) + len(schedule.other_times)
        is_plain = bool(schedule.times) and count > 1 and schedule.end_date is None
        is_own = is_plain and _is_in_own_lines(page, section, schedule.times[0])
        yield section, _with_roles(page.lines[0].source, schedule) if is_own else schedule


def _is_in_own_lines(page: Page, section: Section, hour: ZonedTime) -> bool:
    """Return whether an hour is in a line of its event alone, or just below the date, as in a chat."""
    below = range(section.date_line, min(section.date_line + MAX_LINES, len(page.lines)))
    lines = (page.lines[index] for index in {*below, *own_lines(section)})
    return any(line.start <= hour.time.start < line.end for line in lines)


def _with_roles(source: str, schedule: ParsedSchedule) -> ParsedSchedule:
    hours = sorted((*schedule.times, *schedule.other_times), key=lambda hour: hour.time.start)
    first, ends = schedule.times[0], list[ZonedTime]()
    dropped: list[ZonedTime] = []
    for before, hour in zip([None, *hours], hours, strict=False):
        if hour is first:
            continue
        text = _text_before(source, before, hour)
        role = hour_role(text)
        is_joint = before is first and _SEATED.fullmatch(text) is not None
        if role == "end" and not ends and _may_end(first, hour):
            ends.append(hour)
        elif (
            is_joint
            or role in {"preliminary", "other"}
            or _repeats_end(first, hour)
            or _is_before_start(source, first, hour, is_start=role == "start")
        ):
            dropped.append(hour)
    starts = [hour for hour in schedule.times if hour not in (*dropped, *ends)]
    others = tuple(hour for hour in schedule.other_times if hour not in (*dropped, *ends))
    second = _start_after_preliminary(source, first, starts)
    if not first.references:
        beside = (hour.references for hour in dropped if _is_zone_apart(source, hour))
        first = replace(first, references=next(beside, ()))
    times = (second,) if second is not None else (_with_end(first, ends), *starts[1:])
    return replace(schedule, times=times, other_times=others)


def _with_end(first: ZonedTime, ends: Sequence[ZonedTime]) -> ZonedTime:
    """Return a time with its end, and with the zone that only the end has."""
    if not ends:
        return first
    return replace(first, end=ends[0].time, references=first.references or ends[0].references)


def _text_before(source: str, before: ZonedTime | None, hour: ZonedTime) -> str:
    """Return the text before an hour in its row, from the hour before on."""
    start = max(hour.time.start - MAX_BEFORE, 0)
    if before is not None:
        start = max(start, before.time.end, *(one.end for one in before.references))
    return source[start : hour.time.start].rpartition("\n")[2]


def hour_role(text: str) -> str:
    """Return what the nearest word before an hour says of it, "" without such a word."""
    if _IS_NOT_MEANT.search(text) or _OPENING_DAYS.search(text):
        return "other"
    words = [word.casefold() for word in _WORD.findall(text)][-MAX_WORDS:]
    for word in reversed(words):
        for role, vocabulary in _ROLES:
            if word in vocabulary:
                return role
    return ""


def _may_end(first: ZonedTime, hour: ZonedTime) -> bool:
    """Return whether an hour may be the end of a time: later, in no other zone, the only end."""
    reading, other = first.time.readings[0], hour.time.readings[0]
    is_open = reading.end is None and first.end is None and other.end is None
    is_same_zone = not (hour.references and first.references) or hour.references == first.references
    return is_open and is_same_zone and other.start > reading.start


def _repeats_end(first: ZonedTime, hour: ZonedTime) -> bool:
    """Return whether an hour without a zone is the end of the first: "6:30-10 pm. Pickup at 10 sharp"."""
    ends = {reading.end for reading in first.time.readings} - {None}
    ends |= {reading.start for reading in first.end.readings} if first.end else set()
    starts = {reading.start for reading in hour.time.readings}
    return not hour.references and not ends.isdisjoint(starts)


def _is_before_start(source: str, first: ZonedTime, hour: ZonedTime, *, is_start: bool) -> bool:
    """Return whether an hour is a little before the first, and stands after it in its row.

    People write when an event begins, and then what is before it: "6.30pm (log in from 6.15)".
    """
    between = source[first.time.end : hour.time.start]
    is_beside = first.time.end <= hour.time.start and not _COLUMN.search(between)
    is_plain = not hour.references or (not first.references and _is_zone_apart(source, hour))
    if len(between) > MAX_ROW or not (is_beside and is_plain) or (is_start and "(" not in between):
        return False
    start = first.time.readings[0].start
    starts = {reading.start for reading in hour.time.readings}
    if start >= HALF_DAY and min(starts) < HALF_DAY:
        starts |= {one + HALF_DAY for one in starts if one < HALF_DAY}
    return hour.end is None and any(0 < start - one <= MAX_BEFORE_START for one in starts)


def _is_zone_apart(source: str, hour: ZonedTime) -> bool:
    """Return whether the zone after an hour is that of the whole row: "6.30pm (log in from 6.15), Oslo"."""
    return any(")" in source[hour.time.end : one.start] for one in hour.references)


def _start_after_preliminary(
    source: str, first: ZonedTime, starts: Sequence[ZonedTime]
) -> ZonedTime | None:
    """Return the second of two hours if the first is that of doors: "Coffee 10 am, Lecture 10.30 am"."""
    if len(starts) != len("ab") or first.end is not None:
        return None
    second = starts[1]
    later = second.time.readings[0].start - first.time.readings[0].start
    is_preliminary = hour_role(_text_before(source, None, first)) == "preliminary"
    words = {word.casefold() for word in _WORD.findall(_text_before(source, first, second))}
    is_start = not words.isdisjoint(START_NOUNS | BEFORE_START)
    if not (is_preliminary and is_start and 0 < later <= MAX_EARLIER):
        return None
    return replace(second, references=second.references or first.references)


_ROLES = (
    ("end", BEFORE_END),
    ("preliminary", PRELIMINARIES),
    ("other", BEFORE_OTHER_TIME | _DURATIONS),
    ("start", BEFORE_START),
)
