"""Ask about the hour of a draft, or its whole day, where the text leaves another hour open."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from webinars.announcement_parser.doubtful_events import (
    has_event_word,
    names_event,
)
from webinars.announcement_parser.draft import DECIDED_BY, Draft
from webinars.announcement_parser.grammar.change_phrases import CHANGE
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.grammar.times import TimeReading
from webinars.announcement_parser.layout.clock_days import clock_days
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page
from webinars.announcement_parser.resolution.interpret import interpret
from webinars.announcement_parser.unused_dates import WHETHER_EVENT
from webinars.timezones.schedule import Days, Timed

MAX_HOURS = 6  # choices
MIN_FAR = 2  # lines from a day to its hour, between which other hours may be
MIN_AGENDA = 2  # other hours in the lines of an event


def with_hours_asked(drafts: Sequence[Draft], page: Page) -> list[Draft]:
    """Return drafts with a question about the hour wherever the text does not show it beyond doubt.

    A whole day is certain only if no hour that no other event has may be its own; an hour only if it stands
    in the line of the day, below a label or right below the day, and no later statement may change it.
    """
    evidence = HourEvidence(page, drafts)
    return [_asked(draft, evidence) if _is_unasked(draft) else draft for draft in drafts]


def _is_unasked(draft: Draft) -> bool:
    is_read = draft.schedule is not None and draft.context is not None and draft.is_upcoming
    is_open = all(question.code in WHETHER_EVENT for question in draft.questions)
    return is_read and is_open and draft.assumed.isdisjoint(DECIDED_BY)


def _asked(draft: Draft, evidence: "HourEvidence") -> Draft:
    """Return a draft with the hours that may be its own as choices, if there are any."""
    hours = tuple(evidence.open_hours(draft))[:MAX_HOURS]
    schedule, context = draft.schedule, draft.context
    if not hours or schedule is None or context is None:
        return draft
    if isinstance(draft.when, Days):
        schedule = replace(schedule, hours_elsewhere=hours)
    else:
        schedule = replace(schedule, other_times=(*schedule.other_times, *hours))
    outcome = interpret(schedule, context, {})
    if not outcome.questions:  # they are the same instant
        return draft
    return replace(
        draft,
        when=outcome.when,
        cities=outcome.cities,
        assumed=draft.assumed | outcome.assumed,
        questions=(*outcome.questions, *draft.questions),
        schedule=schedule,
    )


@dataclass
class HourEvidence:
    """The hours of a page, and which of them are those of its drafts."""

    page: Page
    drafts: Sequence[Draft]

    def open_hours(self, draft: Draft) -> Iterator[ZonedTime]:
        """Yield the hours at which an event may begin instead, the likeliest first; none if it is certain."""
        schedule = draft.schedule
        if schedule is None:
            return
        if isinstance(draft.when, Days):
            yield from self._hours_of_day(draft, schedule)
        elif isinstance(draft.when, Timed):
            yield from self._other_hours(draft, schedule)

    def _hours_of_day(self, draft: Draft, schedule: ParsedSchedule) -> Iterator[ZonedTime]:
        """Yield the hours that may be those of whole days: of no event, or in the lines around the day."""
        line = self._line(schedule.date.start)
        if line.lasts_all_day:
            return
        is_day = isinstance(draft.when, Days) and draft.when.first == draft.when.last
        if is_day:
            near = _nearest(self._unused, schedule.date.start)
            yield from near
            changed = (one for one in near if CHANGE.search(self._line(one.time.start).text))
            yield from (end for one in changed for end in _hours_at_end(one))
        if not draft.is_row or not (has_event_word(draft) or names_event(line.text)):
            in_block = self._by_block.get(line.block, [])
            yield from _nearest(in_block, schedule.date.start)

    def _other_hours(self, draft: Draft, schedule: ParsedSchedule) -> Iterator[ZonedTime]:
        """Yield the hours at which an event with an hour may begin instead."""
        if not schedule.times:
            return
        first = schedule.times[0]
        day, hour = self._index(schedule.date.start), self._index(first.time.start)
        own = [time for time in self._own_times(draft) if not _is_same_start(time, first)]
        is_far = hour - day >= MIN_FAR and not self.page.lines[hour].label[0]
        if is_far and len({time.time.readings for time in own}) >= MIN_AGENDA:
            yield from own
        yield from self._changes(draft)

    def _changes(self, draft: Draft) -> Iterator[ZonedTime]:
        """Yield the hours of sentences that say that something is at another hour: "now at 3 pm"."""
        indexes = range(len(self.page.lines)) if len(self.drafts) == 1 else self._own_lines(draft)
        for index in indexes:
            line = self.page.lines[index]
            if line.zoned_times and not line.has_date and CHANGE.search(line.text):
                yield from (time for time in line.zoned_times if time.time.start not in self._used)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.page.lines]

    def _index(self, offset: int) -> int:
        return max(0, bisect(self._starts, offset) - 1)

    def _line(self, offset: int) -> Line:
        return self.page.lines[self._index(offset)]

    @cached_property
    def _used(self) -> frozenset[int]:
        """Return the offsets of the hours that drafts have."""
        schedules = (draft.schedule for draft in self.drafts if draft.schedule is not None)
        return frozenset(time.time.start for one in schedules for time in one.times)

    @cached_property
    def _times(self) -> list[ZonedTime]:
        """Return the hours of the page in the order of the text; not those of deadlines or telephones."""
        return [
            time
            for index, line in enumerate(self.page.lines)
            if not (line.is_text or self.page.is_no_event(index))
            for time in line.zoned_times
            if clock_days(line) != frozenset() or _is_in_words(line, time)
        ]

    @cached_property
    def _unused(self) -> list[ZonedTime]:
        """Return the hours that no draft has, and that stand beside none that one has."""
        used = {self._index(start) for start in self._used}
        return [time for time in self._times if self._index(time.time.start) not in used]

    @cached_property
    def _by_block(self) -> dict[int, list[ZonedTime]]:
        by_block: dict[int, list[ZonedTime]] = {}
        for time in self._times:
            by_block.setdefault(self._line(time.time.start).block, []).append(time)
        return by_block

    def _own_lines(self, draft: Draft) -> Sequence[int]:
        """Return the lines with the title, the day, the hour and the text of a draft."""
        return sorted({self._index(span.start) for span in draft.spans})

    @cached_property
    def _times_by_line(self) -> dict[int, list[ZonedTime]]:
        by_line: dict[int, list[ZonedTime]] = {}
        for time in self._times:
            by_line.setdefault(self._index(time.time.start), []).append(time)
        return by_line

    def _own_times(self, draft: Draft) -> list[ZonedTime]:
        by_line = self._times_by_line
        return [time for index in self._own_lines(draft) for time in by_line.get(index, ())]


def _is_in_words(line: Line, time: ZonedTime) -> bool:
    """Return whether an hour is written in words: "a las ocho de la tarde", not "midi"."""
    words = line.source[time.time.start : time.time.end].split()
    return len(words) > 1 and all(word.isalpha() for word in words)


def _is_same_start(time: ZonedTime, other: ZonedTime) -> bool:
    return time.time.readings[0].start == other.time.readings[0].start


def _hours_at_end(time: ZonedTime) -> Iterator[ZonedTime]:
    """Yield the end of a range as an hour at which the event may begin: "moved from 5 pm to 7 pm"."""
    ends = [time.end.readings[0].start] if time.end else [r.end for r in time.time.readings[:1]]
    for end in ends:
        if end is not None:
            reading = TimeReading(end % (24 * 60), None, "")
            yield replace(time, time=time.time._replace(readings=(reading,)), end=None)


def _nearest(times: Sequence[ZonedTime], offset: int) -> list[ZonedTime]:
    """Return the times nearest to an offset, of those in the order of the text."""
    middle = bisect(times, offset, key=lambda time: time.time.start)
    around = times[max(0, middle - MAX_HOURS) : middle + MAX_HOURS]
    return sorted(around, key=lambda time: abs(time.time.start - offset))[:MAX_HOURS]
