"""Tell events of sentences that are certain from those that may be other days for the same event."""

import re
from collections.abc import Sequence
from datetime import date

from webinars.announcement_parser.grammar.doubt_phrases import (
    IS_CONDITIONAL,
    IS_EXCEPTION,
    LEAVES_DAY_OPEN,
    OR_BEFORE_DATE,
)
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.layout.lines import LIST_NUMBER, Line
from webinars.announcement_parser.layout.sections import Page, Section
from webinars.announcement_parser.selection.event_days import first_day

Event = tuple[Section, ParsedSchedule]
QUOTED = re.compile(r"«([^»\n]+)»|“([^”\n]+)”|„([^“\n]+)“|\"([^\"\n]+)\"")


def decide_alternatives(page: Page, events: Sequence[Event], today: date) -> None:
    """Mark the events of sentences and of lists of days that nothing in the text makes doubtful.

    Two days at the same hour may be two dates of one event, of which one is a mistake. At other hours, or
    with titles of their own, they are two events, if the text speaks of no choice, change or condition.
    """
    if any(_leaves_day_open(page, index) for index in range(len(page.lines))):
        return
    days = [(event, first_day(event[1], today)) for event in events]
    has_exception = any(_is_exception(line) for line in page.lines)
    for event, day in days:
        section, schedule = event
        if not schedule.times or schedule.other_dates:
            continue
        if section.is_in_prose:
            others = [other for other, another in days if another != day]
            is_repeated = any(_may_be_same(page, event, other) for other in others)
            section.is_certain = not is_repeated and not _is_conditional(page, section, schedule)
        elif section.is_listed and not has_exception and not schedule.other_times:
            own = {another for (other, _), another in days if not other.is_listed}
            listed = {
                another for (other, _), another in days if other.date_line == section.date_line
            }
            section.is_certain = not own & listed  # else it is the heading of a programme


def _leaves_day_open(page: Page, index: int) -> bool:
    """Return whether a line speaks of a choice or change whose days are not known: not "moved to 5 May"."""
    line = page.lines[index]
    is_known = bool(line.moved_dates) or page.is_no_event(index)
    return not is_known and LEAVES_DAY_OPEN.search(line.text) is not None


def _is_exception(line: Line) -> bool:
    has_value = line.may_state_time or line.has_date
    return has_value and IS_EXCEPTION.search(line.text) is not None


def _may_be_same(page: Page, event: Event, other: Event) -> bool:
    """Return whether two events begin at the same hour, and are neither items of a list nor titled otherwise.

    Titles in quotation marks are certain.
    """
    lines = [page.lines[section.date_line] for section, _ in (event, other)]
    if _start(event[1]) != _start(other[1]) or all(map(_is_list_item, lines)):
        return False
    titles, others = _quoted_titles(page, event[0]), _quoted_titles(page, other[0])
    return not (titles and others) or bool(titles & others)


def _is_list_item(line: Line) -> bool:
    return line.is_bullet or LIST_NUMBER.match(line.text) is not None


def _quoted_titles(page: Page, section: Section) -> set[str]:
    text = page.lines[section.date_line].text
    return {next(filter(None, match)).casefold() for match in QUOTED.findall(text)}


def _start(schedule: ParsedSchedule) -> int | None:
    """Return the start in minutes after midnight, None for a day without a time."""
    return schedule.times[0].time.readings[0].start if schedule.times else None


def _is_conditional(page: Page, section: Section, schedule: ParsedSchedule) -> bool:
    """Return whether the line of the date states a condition, or "or" before the date."""
    line = page.lines[section.date_line]
    before = line.source[line.start : max(line.start, schedule.date.start)]
    return bool(IS_CONDITIONAL.search(line.text) or OR_BEFORE_DATE.search(before))
