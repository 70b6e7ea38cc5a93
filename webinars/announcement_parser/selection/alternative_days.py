"""Tell events of sentences that are certain from those that may be other days for the same event."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from webinars.announcement_parser.grammar.doubt_phrases import (
    IS_CONDITIONAL,
    IS_EXCEPTION,
    IS_NEGATED,
    LEAVES_DAY_OPEN,
    OR_BEFORE_DATE,
)
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.grammar.start_words import START_NOUNS
from webinars.announcement_parser.grammar.title_words import FURTHER_NOUN_ROWS
from webinars.announcement_parser.grammar.vocabulary import union
from webinars.announcement_parser.layout.lines import LIST_NUMBER, Line
from webinars.announcement_parser.layout.prose import sentences
from webinars.announcement_parser.layout.sections import Page, Section
from webinars.announcement_parser.selection.event_days import first_day

Event = tuple[Section, ParsedSchedule]
MAX_TEXT = 300  # characters around a date
MAX_WORD = 20
NOUNS = START_NOUNS | union(FURTHER_NOUN_ROWS)
NOUNS |= {f"{noun}s" for noun in NOUNS}
WORD = re.compile(r"\w+")
QUOTED = re.compile(r"«([^»\n]+)»|“([^”\n]+)”|„([^“\n]+)“|\"([^\"\n]+)\"")


def decide_alternatives(page: Page, events: Sequence[Event], today: date) -> None:
    """Mark the events of sentences and of lists of days that nothing in the text makes doubtful.

    Two days at the same hour may be two dates of one event, of which one is a mistake. At other hours, or
    with titles of their own, they are two events, if the text speaks of no choice, change or condition.
    """
    if any(_leaves_day_open(page, index) for index in range(len(page.lines))):
        return
    days = [_Day.of(page, event, today) for event in events]
    has_exception = any(_is_exception(line) for line in page.lines)
    by_start: dict[int | None, list[_Day]] = defaultdict(list)
    for day in days:
        by_start[day.start].append(day)
    for day, (section, schedule) in zip(days, events, strict=True):
        if day.start is None or schedule.other_dates:
            continue
        if section.is_in_prose:
            is_repeated = any(day.may_be(other) for other in by_start[day.start])
            is_doubtful = is_repeated or has_exception or _is_conditional(page, section, schedule)
            section.is_certain = not is_doubtful and _is_its_own(day, days)
        elif section.is_listed and not has_exception and not schedule.other_times:
            own = {other.first for other in days if not other.is_listed}
            listed = {other.first for other in days if other.date_line == section.date_line}
            section.is_certain = not own & listed  # else it is the heading of a programme


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

    @classmethod
    def of(cls, page: Page, event: Event, today: date) -> "_Day":
        section, schedule = event
        line = page.lines[section.date_line]
        text = line.text[:MAX_TEXT]
        return cls(
            first_day(schedule, today),
            schedule.times[0].time.readings[0].start if schedule.times else None,
            section.date_line,
            section.is_listed,
            line.is_bullet or LIST_NUMBER.match(text) is not None,
            section.is_in_prose,
            frozenset(next(filter(None, match)).casefold() for match in QUOTED.findall(text)),
            frozenset(WORD.findall(_sentence(line, schedule).casefold())) & NOUNS,
        )

    @property
    def has_title(self) -> bool:
        """Return whether the text names the event beside its day."""
        return self.is_list_item or bool(self.titles or self.nouns)

    def may_be(self, other: "_Day") -> bool:
        """Return whether another day at the same hour may be one for this event.

        Items of a list and titles in quotation marks are events of their own.
        """
        if self.first == other.first or (self.is_list_item and other.is_list_item):
            return False
        return not (self.titles and other.titles) or bool(self.titles & other.titles)


def _leaves_day_open(page: Page, index: int) -> bool:
    """Return whether a line speaks of a choice or change whose days are not known: not "moved to 5 May"."""
    line = page.lines[index]
    is_known = bool(line.moved_dates) or page.is_no_event(index)
    return not is_known and LEAVES_DAY_OPEN.search(line.text) is not None


def _is_exception(line: Line) -> bool:
    has_value = line.may_state_time or line.has_date
    return has_value and IS_EXCEPTION.search(line.text) is not None


def _is_conditional(page: Page, section: Section, schedule: ParsedSchedule) -> bool:
    """Return whether the words around the date state a condition, or "or" precedes it."""
    line = page.lines[section.date_line]
    start, end = schedule.date.start, schedule.date.end
    around = line.source[max(line.start, start - MAX_TEXT) : min(line.end, end + MAX_TEXT)]
    before = line.source[max(line.start, start - MAX_WORD) : start]
    is_negated = IS_NEGATED.search(_sentence(line, schedule)) is not None
    return is_negated or bool(IS_CONDITIONAL.search(around) or OR_BEFORE_DATE.search(before))


def _sentence(line: Line, schedule: ParsedSchedule) -> str:
    """Return the sentence of a line with the date of a schedule."""
    for sentence in sentences(line.items):
        if sentence[0].start <= schedule.date.start < sentence[-1].end:
            return line.source[sentence[0].start : sentence[-1].end]
    return line.text[:MAX_TEXT]


def _is_its_own(day: _Day, days: Sequence[_Day]) -> bool:
    """Return whether an item of a list, a quoted title or a noun says that a day is no other for an event.

    Two bare times of one sender, "We could meet on … I am also free on …", may be a choice.
    """
    others = [other for other in days if other.is_in_prose and other.first != day.first]
    if not others or day.is_list_item or day.titles:
        return True
    return bool(day.nouns) and all(other.has_title for other in others)
