"""Times in other lines than the date: which of them states when the event begins."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import CalendarDays, ParsedDate
from webinars.announcement_parser.grammar.day_shifts import ClockWeekday
from webinars.announcement_parser.grammar.durations import Duration
from webinars.announcement_parser.grammar.phrases.doubt_phrases import UNTIL_WORDS
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.schedule_assembly import ZonedTime
from webinars.announcement_parser.grammar.start_words import (
    BEFORE_HOUR,
    BEFORE_HOUR_OF_DEPARTURE,
    DEPARTURES,
    HELD,
    START_NOUNS,
    is_office_hour,
)
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.function_words import (
    BEFORE_END,
    BEFORE_OTHER_TIME,
    BEFORE_START,
    FUNCTION_WORDS,
    PRELIMINARIES,
)
from webinars.announcement_parser.grammar.vocabulary.list_words import PLURAL_WORDS
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.mention_words import aside_words
from webinars.announcement_parser.layout.prose import sentences

MAX_BETWEEN = 40  # items between a date and its time
WINDOW = 5  # words before a time that say what begins or ends then
MIN_AGENDA_ROWS = 3
TIME_LABELS = frozenset({"time", "date"})
MAX_LABEL_WORDS = 3
MIN_WEEKDAY = 4  # letters
MAX_BEFORE_TIME = 60  # characters
LAST_MINUTE = 23 * 60 + 59
_WEEKDAY = "|".join(name for name in WEEKDAY_NUMBERS if len(name) >= MIN_WEEKDAY)
_WEEKLY = re.compile(
    rf"\b(?:{_WEEKDAY})s?,? ?(?:et|and|y|und|e|&|,|/) ?(?:les? |los |the )?"
    rf"(?:{_WEEKDAY})s?[,:]?\s*(?:\w+\s)?$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\([^()\n]*\)")


class TimeStatement(NamedTuple):
    """A time in a line.

    Attributes:
        role: "start", "end", "preliminary" (doors, registration), "other" (a deadline, opening hours) or "".
        is_own: whether the line belongs to the event alone.
        is_row: whether the line begins with the time, as the rows of an agenda do.
        is_worded: whether the role is that of a word before or after the time.
    """

    time: ZonedTime
    role: str
    is_own: bool
    is_row: bool
    is_worded: bool = False

    @property
    def start(self) -> int:
        """Return the start of the first reading, in minutes after midnight."""
        return self.time.time.readings[0].start


class StatedTimes(NamedTuple):
    """The times that the event has, and others, one of which may be its time."""

    times: tuple[ZonedTime, ...] = ()
    others: tuple[ZonedTime, ...] = ()
    duration_minutes: int | None = None


def time_statements(
    line: Line,
    category: str,
    weekdays: set[int],
    *,
    is_own: bool,
    is_others: bool,
    is_dated_otherwise: bool = False,
) -> Iterator[TimeStatement]:
    """Yield the times of a line with their roles, without those of sentences about another day.

    Args:
        line: the line.
        category: its category.
        weekdays: the weekdays of the event.
        is_own: whether the line belongs to the event alone.
        is_others: whether it belongs to another event, so that only what it states of all events counts.
        is_dated_otherwise: whether its dates are not that of the event.
    """
    zoned = {time.time: time for time in line.zoned_times}
    first = next((item for item in line.items if not isinstance(item, Filler)), None)
    for sentence in sentences(line.items):
        is_dated = any(isinstance(item, ParsedDate) for item in sentence)
        if is_dated and (is_dated_otherwise or not is_own):
            continue
        is_whole_line = category == "time" or line.label[0] in TIME_LABELS
        is_every = not is_own and _is_every(sentence, set() if is_others else weekdays)
        for item, before, after in _with_words(sentence):
            is_row = item is first and is_own
            role = worded = _role(before, after, is_row=is_row)
            is_regular = is_every or (not is_own and item is not first and _is_plural(sentence))
            is_start = is_whole_line or is_regular or _is_short(sentence) or _is_cell(line, item)
            if is_own and not is_start:
                is_start = _is_start_of_event(sentence, item, before, weekdays)
            if _is_no_start(line, sentence, item) or (is_own and _is_weekly(line, item)):
                role = "other"
            elif not role and is_start:
                role = "start"
            is_certain = not is_others or (is_regular and role == "start")
            if item in zoned and is_certain:
                yield TimeStatement(zoned[item], role, is_own, is_row, bool(worded))


def hours_of_date(line: Line, days: CalendarDays) -> Iterator[ZonedTime]:
    """Yield the time of each sentence that has a date, one time after it, and no word for an aside."""
    zoned = {time.time: time for time in line.zoned_times}
    for sentence in sentences(line.items):
        dates = [item for item in sentence if isinstance(item, ParsedDate)]
        times = list(_with_words(sentence))
        if len(dates) != 1 or len(times) != 1 or dates[0].calendar_days != days:
            continue
        time, before, after = times[0]
        between = [item for item in sentence if dates[0].end <= item.start < time.start]
        is_event = _role(before, after, is_row=False) in {"", "start"} and not aside_words(between)
        if (
            is_event
            and time.start >= dates[0].end
            and time in zoned
            and len(between) <= MAX_BETWEEN
        ):
            yield zoned[time]


def _is_no_start(line: Line, sentence: Sequence[Item], time: ParsedTime) -> bool:
    """Return whether a time is the end of a day, as deadlines are, or an office hour."""
    if time.readings[0].start == LAST_MINUTE:
        return True
    return is_office_hour(line.source, sentence[0].start, time)


def _is_weekly(line: Line, time: ParsedTime) -> bool:
    """Return whether a time is that of an office on several weekdays: "mardi et jeudi de 10 h à 12 h"."""
    start = max(line.start, time.start - MAX_BEFORE_TIME)
    return _WEEKLY.search(line.source, start, time.start) is not None


def is_only_worded_start(statements: Sequence[TimeStatement]) -> bool:
    """Return whether a word says of one time that the event begins, and of all others what they are."""
    own = [s for s in statements if s.is_own]
    starts = [s for s in own if s.role == "start"]
    return len(starts) == 1 and all(s.is_worded for s in own)


def choose_times(statements: Sequence[TimeStatement]) -> StatedTimes:
    """Return the times of an event whose date has none.

    Clocks of several zones are one event. Else the time that the text calls the start counts, then the
    first of an agenda; several starts, and times without a word for it, are left to a question.
    """
    candidates = [s for s in statements if s.role not in {"other", "end"}]
    ends = [s.time for s in statements if s.role == "end"]
    clocks = [s.time for s in candidates if s.time.references and s.role != "preliminary"]
    if len({time.references[0].meanings for time in clocks}) > 1:
        return StatedTimes(_distinct(clocks))
    agenda = _agenda(statements)
    starts = [s for s in candidates if s.role == "start" and not (s.is_row and agenda)]
    own = _distinct(s.time for s in starts if s.is_own)
    shared = _distinct(s.time for s in starts if not s.is_own)
    has_own = any(s.is_own for s in candidates)
    if len(own) == 1 or (not has_own and len(shared) == 1):
        return StatedTimes((_with_end((own or shared)[0], ends),))
    if agenda and not own:
        return StatedTimes((_agenda_span(agenda),))
    return StatedTimes(others=own or _distinct(s.time for s in candidates))


def extend_over_agenda(
    times: tuple[ZonedTime, ...], rows: Sequence[TimeStatement]
) -> tuple[ZonedTime, ...]:
    """Return the times of an event until the end of its agenda, if they are only its first row."""
    if len(times) != 1 or not rows or not all(s.is_row and s.is_own for s in rows):
        return times
    first = times[0].time.readings[0]
    is_continued = first.end is not None and first.end == rows[0].start
    if not is_continued or any(one.start > two.start for one, two in pairwise(rows)):
        return times
    return (_agenda_span([TimeStatement(times[0], "", True, True), *rows]),)  # noqa: FBT003


def _agenda(statements: Sequence[TimeStatement]) -> list[TimeStatement]:
    """Return the rows of an agenda in the event's own lines: at least three, one after the other."""
    rows = [s for s in statements if s.is_row and s.role != "other"]
    is_ordered = all(first.start <= second.start for first, second in pairwise(rows))
    return rows if len(rows) >= MIN_AGENDA_ROWS and is_ordered else []


def _agenda_span(agenda: Sequence[TimeStatement]) -> ZonedTime:
    """Return the time from the first row of an agenda to the end of the last."""
    first, last = agenda[0].time, agenda[-1]
    readings = last.time.time.readings
    end = readings[0].end if last.role != "end" else readings[0].start
    if end is None:
        return first
    start = first.time.readings[0]
    span = first.time._replace(readings=(start._replace(end=end),))
    return replace(first, time=span)


def _with_end(time: ZonedTime, ends: Sequence[ZonedTime]) -> ZonedTime:
    has_end = time.end is not None or time.time.readings[0].end is not None
    if has_end or len(ends) != 1:
        return time
    return replace(time, end=ends[0].time)


def _distinct(times: Iterable[ZonedTime]) -> tuple[ZonedTime, ...]:
    """Return the times with distinct readings and zones; one with an end counts before one without."""
    distinct: dict[object, ZonedTime] = {}
    for time in times:
        meanings = tuple(reference.meanings for reference in time.references)
        key = (time.time.readings[0].start, meanings)
        known = distinct.get(key)
        if known is None or (known.time.readings[0].end is None and known.end is None):
            distinct[key] = time
    return tuple(distinct.values())


def _with_words(
    sentence: Sequence[Item],
) -> Iterator[tuple[ParsedTime, list[str], list[str]]]:
    """Yield each time of a sentence with the words before it, back to the last time, and after it."""
    before: list[str] = []
    for index, item in enumerate(sentence):
        if isinstance(item, ParsedTime):
            after = [
                other.norm
                for other in sentence[index + 1 : index + 1 + WINDOW]
                if isinstance(other, Word | Filler) and other.norm.isalpha()
            ]
            yield item, before[-WINDOW:], after
            before = []
        elif isinstance(item, Word | Filler) and item.norm.isalpha():
            before.append(item.norm)


def _role(before: Sequence[str], after: Sequence[str], *, is_row: bool) -> str:
    """Return the role of a time by the nearest word around it that has one."""
    is_bound = bool(after) and after[0] in UNTIL_WORDS  # "7 pm till late" is a start
    if is_row:
        following_words = () if is_bound else after[:2]
        return next((role for word in following_words if (role := _role_of_word(word))), "")
    following = _role_of_word(after[0]) if after else ""
    roles = [_role_of_word(word) for word in reversed(before)]
    is_departure = not DEPARTURES.isdisjoint(before)  # "Abfahrt um 8.15 Uhr, Rückkehr gegen 20 Uhr"
    if following in {"preliminary", "end"} and not (is_bound or is_departure):  # "17:30 doors"
        roles.append(following)
    return next(filter(None, roles), "start" if HELD & {*before} else "")


def _is_start_of_event(
    sentence: Sequence[Item], time: ParsedTime, before: Sequence[str], weekdays: set[int]
) -> bool:
    """Return whether an event begins at a time of its own lines, by what precedes the time in the sentence.

    That is nothing ("À 18h30 à la bibliothèque"), a noun ("Conférence 12:30 à 14:00", "Départ à 9h30") or the
    weekday of the event ("Thursday night, 7:00").
    """
    first = next((item for item in sentence if isinstance(item, ParsedTime)), None)
    named = {item.weekday for item in sentence if isinstance(item, ClockWeekday)}
    nouns = [word for word in before if word not in BEFORE_HOUR]
    if not nouns:
        return time is first
    departing = [word for word in before if word not in BEFORE_HOUR_OF_DEPARTURE]
    is_departure = bool(departing) and departing[-1] in DEPARTURES
    return is_departure or nouns[-1] in START_NOUNS or (time is first and bool(named & weekdays))


def _role_of_word(word: str) -> str:
    return next((role for role, vocabulary in _ROLES if word in vocabulary), "")


def _is_short(sentence: Sequence[Item]) -> bool:
    """Return whether a sentence says little more than when: "Geneva 15:00", "at noon Eastern"."""
    words = [item for item in sentence if isinstance(item, Word) and item.norm.isalpha()]
    return not words


def _is_cell(line: Line, time: ParsedTime) -> bool:
    """Return whether the line is a short label and the time: "Timing: 15:00", "Session 1 (Asia): 9:00"."""
    label = _BRACKETED.sub("", line.source[line.start : time.start]).rstrip()
    before, _, last = label.rpartition(" ")
    label = before.rstrip() if last.casefold() in BEFORE_HOUR else label  # "A che ora: dalle 16.30"
    return label[-1:] in {":", "|"} and len(label.split()) <= MAX_LABEL_WORDS


def _is_every(sentence: Sequence[Item], weekdays: set[int]) -> bool:
    """Return whether a sentence is about every event: "every Friday at 15:30", "(all 20:00)"."""
    named = {item.weekday for item in sentence if isinstance(item, ClockWeekday)}
    is_every = bool(_words(sentence) & FUNCTION_WORDS["every"])
    return bool(named & weekdays) if named else is_every


def _is_plural(sentence: Sequence[Item]) -> bool:
    """Return whether a sentence is about several events: "Les conférences commencent à 18 h"."""
    return bool(_words(sentence) & PLURAL_WORDS)


def _words(sentence: Sequence[Item]) -> set[str]:
    return {item.norm for item in sentence if isinstance(item, Word | Filler)}


def durations(line: Line) -> Iterator[int]:
    """Yield the lengths of time of a line in minutes."""
    for item in line.items:
        if isinstance(item, Duration):
            yield item.minutes


_ROLES = (
    ("other", BEFORE_OTHER_TIME),
    ("preliminary", PRELIMINARIES),
    ("end", BEFORE_END),
    ("start", BEFORE_START),
)
