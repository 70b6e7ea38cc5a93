"""Tell events of sentences that are certain from those that may be other days for the same event."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.phrases.doubt_phrases import (
    CHOICE,
    IS_CONDITIONAL,
    IS_EXCEPTION,
    IS_NEGATED,
    IS_NOT_HELD,
    IS_OF_HOUSE,
    LEAVES_DAY_OPEN,
    OR_BEFORE_DATE,
)
from webinars.announcement_parser.grammar.phrases.mention_phrases import MOVED_TO_DATE, MOVING_VERB
from webinars.announcement_parser.grammar.phrases.title_words import FURTHER_NOUN_ROWS
from webinars.announcement_parser.grammar.scanner import Filler, Item
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.grammar.start_words import HELD, START_NOUNS
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.place_words import PLACE_PREPOSITIONS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.layout.line_phrases import CLOCK, SAME_TIME
from webinars.announcement_parser.layout.line_splitting import LIST_NUMBER
from webinars.announcement_parser.layout.lines import BULLETS, Line
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.prose import sentences
from webinars.announcement_parser.selection.event_days import first_day

Event = tuple[Section, ParsedSchedule]
MAX_TEXT = 300  # characters around a date
MAX_WORD = 20
MAX_SHORT_NAME = 3  # letters: "mar" is another word too
MAX_NEAR = 40  # characters beside a date in which a negation is about it: "we do not meet on"
MAX_BEFORE_HOUR = 20  # characters from a day to its hour
MIN_NAME = 3  # words
MAX_AFTER = 60  # characters after the hour in which a condition is about it
NOUNS = START_NOUNS | union(FURTHER_NOUN_ROWS)
NOUNS |= {f"{noun}s" for noun in NOUNS}
COMPOUND_ENDS = (
    "gespräch",
    "treffen",
    "sitzung",
    "vortrag",
    "seminar",
    "tagung",
    "versammlung",
    "konferenz",
)
WORD = re.compile(r"\w+")
# "PARISH COUNCIL meets on", "* Working bee: Sunday", "Also: Working bee - Sunday", not "NB" or "Dear all:".
LEAD = re.compile(
    r"\W*(?:(?i:also|and|aussi|et|también|auch|inoltre|também)[:,]?\s+)?"
    r"(?:[A-ZÀ-Þ’'&-]{3,}(?:\s+[A-ZÀ-Þ’'&-]+){1,8}(?=[\s:,.;(–—-])|[A-ZÀ-Þ]{6,}(?=[\s:,.;(–—-])"
    r"|(?=[A-ZÀ-Þ])[^\W\d][^:;.!?\d\n]{5,60}(?::|\s[-–—])(?=\s))"
)
_MONTH = "|".join(
    sorted((name for name in MONTH_NUMBERS if len(name) > MAX_SHORT_NAME), key=len, reverse=True)
)
_NOUN = "|".join(sorted(NOUNS, key=len, reverse=True))
MONTH_OF_MEETING = re.compile(
    rf"\b(?:({_MONTH})(?:[’']s)? (?:{_NOUN})|(?:{_NOUN}) (?:in|of|de|d[’']|del mes de|im|di) ?({_MONTH}))\b",
    re.IGNORECASE,
)
NAME_WORD = re.compile(r"(\w+) ([A-ZÀ-Þ][\w’'-]{3,})")
DATE_WORDS = frozenset(MONTH_NUMBERS) | frozenset(WEEKDAY_NUMBERS)
QUOTED = re.compile(r"«([^»\n]+)»|“([^”\n]+)”|„([^“\n]+)“|\"([^\"\n]+)\"")


def decide_alternatives(page: Page, events: Sequence[Event], today: date) -> None:
    """Mark the events of sentences and of lists of days that nothing in the text makes doubtful.

    Two days at the same hour may be two dates of one event, of which one is a mistake. At other hours, or
    with titles of their own, they are two events, if the text speaks of no choice, change or condition.
    """
    days = [_Day.of(page, event, today) for event in events]
    open_lines = [index for index in range(len(page.lines)) if _leaves_day_open(page, index)]
    exceptions = [items for line in page.lines for items in _exceptions(line)]
    by_start: dict[int | None, list[_Day]] = defaultdict(list)
    for day in days:
        by_start[day.start].append(day)
    for day, (section, schedule) in zip(days, events, strict=True):
        is_open = any(_may_be_about(page, index, day, schedule) for index in open_lines)
        has_exception = any(not _states_hour(items, day.start) for items in exceptions)
        if schedule.other_dates or is_open or (day.start is None and not day.heading):
            continue
        if section.is_in_prose:
            is_repeated = any(day.may_be(other) for other in by_start[day.start])
            is_doubtful = is_repeated or has_exception or _is_conditional(page, section, schedule)
            section.is_certain = not is_doubtful and _is_its_own(day, days)
        elif section.is_listed and not has_exception and not schedule.other_times:
            own = {other.first for other in days if not other.is_listed}
            listed = {other.first for other in days if other.date_line == section.date_line}
            section.is_certain = not own & listed  # else it is the heading of a programme


def _may_be_about(page: Page, index: int, day: "_Day", schedule: ParsedSchedule) -> bool:
    """Return whether a line that leaves a day open may speak of an event.

    An item of a list with a date, or a sentence that moves something else on a date of its own, does not.
    """
    line = page.lines[index]
    match = MOVING_VERB.search(line.text)
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    if index == day.date_line or not dates:
        return True
    if any(date.calendar_days == schedule.date.calendar_days for date in dates):
        return True
    if match is None:
        return not (line.is_bullet and day.is_list_item)
    is_dated_before = dates[0].start < line.start + match.start()
    nouns = _nouns(line.text[:MAX_TEXT])
    # A line with an hour is about an event of its own: "away match has moved to 20 October, 7.15pm".
    is_of_other = bool(nouns) and not nouns & day.nouns and bool(day.nouns or line.may_state_time)
    return not (line.is_bullet or is_dated_before or is_of_other)


class _Day(NamedTuple):
    """An event: its first day, its start in minutes after midnight, and what tells it from others."""

    first: date | None
    start: int | None
    date_line: int
    is_listed: bool
    is_list_item: bool
    is_in_prose: bool
    titles: frozenset[str]
    nouns: frozenset[str]
    heading: str
    is_at_same_time: bool
    is_named: bool
    is_held: bool
    is_of_month: bool
    row: frozenset[str]

    @classmethod
    def of(cls, page: Page, event: Event, today: date) -> "_Day":
        section, schedule = event
        line = page.lines[section.date_line]
        text = line.text[:MAX_TEXT]
        sentence = _sentence(line, schedule)
        first = first_day(schedule, today)
        heading = _heading(page, section.date_line) or _title(page, section)
        return cls(
            first,
            schedule.times[0].time.readings[0].start if schedule.times else None,
            section.date_line,
            section.is_listed,
            line.is_bullet or LIST_NUMBER.match(text) is not None,
            section.is_in_prose,
            frozenset(_names(text)),
            _nouns(f"{heading} {sentence}"),
            heading,
            SAME_TIME.search(sentence) is not None,
            _is_named(sentence),
            not CHOICE.search(sentence) and not HELD.isdisjoint(WORD.findall(sentence.casefold())),
            first is not None and first.month in _months_of_meetings(sentence),
            _words_of_row(line, schedule),
        )

    @property
    def has_title(self) -> bool:
        """Return whether the text names the event beside its day, or above it."""
        return self.is_list_item or self.is_named or bool(self.titles or self.nouns or self.heading)

    def may_be(self, other: "_Day") -> bool:
        """Return whether another day at the same hour may be one for this event.

        Days and items of a list, titles above and in quotation marks are events of their own.
        """
        is_in_list = self.is_listed and other.is_listed and self.date_line == other.date_line
        if self.first == other.first or is_in_list or (self.is_list_item and other.is_list_item):
            return False
        if self.heading and other.heading and self.heading != other.heading:
            return False
        if self.is_other_row(other):
            return False
        if self.is_at_same_time or other.is_at_same_time:
            return False
        if self.is_other_month(other):
            return False
        is_beside_row = not (self.is_in_prose and other.is_in_prose)
        if is_beside_row and self.nouns and other.nouns and not self.nouns & other.nouns:
            return False
        return not (self.titles and other.titles) or bool(self.titles & other.titles)

    def is_other_row(self, other: "_Day") -> bool:
        """Return whether both are rows of a list about different things."""
        is_same = bool(self.titles & other.titles) or bool(self.nouns) is bool(
            self.nouns & other.nouns
        )
        return bool(self.row and other.row) and not self.row <= other.row and not is_same

    def is_other_month(self, other: "_Day") -> bool:
        """Return whether a sentence tells two days apart by their months: "April’s meeting", on 22 April."""
        days = (self.first, other.first)
        are_apart = len({day.month for day in days if day is not None}) == len(days)
        return are_apart and (self.is_of_month or other.is_of_month)


def _words_of_row(line: Line, schedule: ParsedSchedule) -> frozenset[str]:
    """Return the words of a line after its day and hour: "Tuesday 16 May at 8 pm, town hall: rehearsal".

    Nothing if the line does not begin with these, or offers a choice.
    """
    items = [item for item in line.items if not isinstance(item, Filler)]
    is_first = bool(items) and items[0] == schedule.date and len(schedule.times) == 1
    if not is_first or CHOICE.search(line.text):
        return frozenset()
    time = schedule.times[0].time
    words = WORD.findall(line.source[time.end : line.end].casefold())
    is_near = 0 <= time.start - schedule.date.end <= MAX_BEFORE_HOUR
    return frozenset(words) if is_near and len(words) >= MIN_NAME else frozenset()


def _leaves_day_open(page: Page, index: int) -> bool:
    """Return whether a line speaks of a choice or change whose days are not known: not "moved to 5 May"."""
    line = page.lines[index]
    starts = (item.start for item in line.items if isinstance(item, ParsedDate))
    is_new_day = bool(line.zoned_times) and any(
        MOVED_TO_DATE.search(line.source, line.start, start) for start in starts
    )
    is_known = bool(line.moved_dates) or is_new_day or page.is_no_event(index)
    return not is_known and LEAVES_DAY_OPEN.search(line.text) is not None


def _exceptions(line: Line) -> Iterator[list[Item]]:
    """Yield the sentences of a line that state an exception to days or hours, not those of a house."""
    if line.is_text or IS_EXCEPTION.search(line.text) is None:
        return
    for sentence in sentences(line.items):
        text = line.source[sentence[0].start : sentence[-1].end]
        has_value = any(isinstance(item, ParsedDate | ParsedTime) for item in sentence)
        is_exception = has_value or CLOCK.search(text) is not None
        if is_exception and IS_EXCEPTION.search(text) and not IS_OF_HOUSE.search(text):
            yield sentence


def _states_hour(items: Sequence[Item], start: int | None) -> bool:
    """Return whether an exception states the hour of an event: "the last talk starts at 14:00"."""
    times = (item for item in items if isinstance(item, ParsedTime))
    return any(reading.start == start for time in times for reading in time.readings)


def _is_conditional(page: Page, section: Section, schedule: ParsedSchedule) -> bool:
    """Return whether the words around the date state a condition, or "or" precedes it."""
    line = page.lines[section.date_line]
    start = schedule.date.start
    end = max(schedule.date.end, *(time.time.end for time in schedule.times), 0)
    end = end if end - start <= MAX_TEXT else schedule.date.end
    sentence_start, sentence_end = _sentence_span(line, schedule)
    before = QUOTED.sub("", line.source[max(sentence_start, start - MAX_TEXT) : start])
    after = line.source[end : min(sentence_end, end + MAX_AFTER)]
    conditions = (*IS_CONDITIONAL.findall(before), *IS_CONDITIONAL.findall(after))
    if any(not word.isupper() for word in conditions):  # else the word of a title: "LAUDATO SI'"
        return True
    is_negated = IS_NEGATED.search(before[-MAX_NEAR:]) or IS_NEGATED.search(after[:MAX_NEAR])
    rest = line.source[end : min(sentence_end, end + MAX_TEXT)]
    is_negated = is_negated or IS_NOT_HELD.search(rest)
    before = line.source[max(line.start, start - MAX_WORD) : start]
    return bool(is_negated or OR_BEFORE_DATE.search(before))


def _sentence_span(line: Line, schedule: ParsedSchedule) -> tuple[int, int]:
    """Return the span of the sentence of a line with the date of a schedule."""
    for sentence in sentences(line.items):
        if sentence[0].start <= schedule.date.start < sentence[-1].end:
            return sentence[0].start, sentence[-1].end
    return line.start, min(line.end, line.start + MAX_TEXT)


def _nouns(text: str) -> frozenset[str]:
    """Return the nouns of events in a text, also those at the end of a German word: "Vorgespräch"."""
    words = WORD.findall(text.casefold())
    compound = {word for word in words if word.endswith(COMPOUND_ENDS)}
    return frozenset(words) & NOUNS | frozenset(compound)


def _names(text: str) -> Iterator[str]:
    """Yield the titles in quotation marks, and the capitals or the label with which a paragraph begins."""
    for match in QUOTED.findall(text):
        yield next(filter(None, match)).casefold()
    lead = LEAD.match(text)
    if lead is not None:
        yield lead[0].strip(" :*-•–—").casefold()


def _months_of_meetings(sentence: str) -> set[int]:
    """Return the months that a sentence names as those of meetings: "The June meeting"."""
    names = (name for match in MONTH_OF_MEETING.findall(sentence) for name in match if name)
    return {MONTH_NUMBERS[name.casefold()] for name in names}


def _is_named(sentence: str) -> bool:
    """Return whether a sentence names something with its date, and offers no choice: "I am also free"."""
    if CHOICE.search(sentence):
        return False
    return LEAD.match(sentence) is not None or any(
        before.casefold() not in PLACE_PREPOSITIONS and name.casefold() not in DATE_WORDS
        for before, name in NAME_WORD.findall(sentence)
    )


def _title(page: Page, section: Section) -> str:
    """Return the title of an event whose date has a line of its own; that of a sentence is in it."""
    if not section.header or section.title_span is None:
        return ""
    return page.lines[0].source[slice(*section.title_span)]


def _heading(page: Page, date_line: int) -> str:
    """Return the title above the lines of a date in its block, "" if the date is in the first line."""
    block, index = page.lines[date_line].block, date_line
    while index > 0 and page.lines[index - 1].block == block:
        index -= 1
        if page.lines[index].has_date:
            return ""
    line = page.lines[index]
    is_heading = line.is_heading or (line.is_bullet and line.text.isupper())
    return line.text.lstrip(f"{BULLETS} ") if index < date_line and is_heading else ""


def _sentence(line: Line, schedule: ParsedSchedule) -> str:
    """Return the sentence of a line with the date of a schedule."""
    return line.source[slice(*_sentence_span(line, schedule))]


def _is_its_own(day: _Day, days: Sequence[_Day]) -> bool:
    """Return whether an item of a list, a quoted title or a noun says that a day is no other for an event.

    Two bare times of one sender, "We could meet on … I am also free on …", may be a choice.
    """
    others = [other for other in days if other.is_in_prose and other.first != day.first]
    if (
        not others
        or day.is_list_item
        or day.titles
        or day.heading
        or day.row
        or day.is_at_same_time
    ):
        return True
    if all(other.is_at_same_time for other in others):
        return True
    is_announced = day.is_named or day.is_held or bool(day.nouns)
    return is_announced and all(other.has_title or other.is_held for other in others)
