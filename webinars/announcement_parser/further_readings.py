"""Further choices for drafts that ask: the whole day, and the other hours, zones and days around it."""

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice, product
from typing import TypeVar

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.draft_starts import start_key
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.page import Page
from webinars.announcement_parser.resolution.interpret import MAX_READINGS, interpret
from webinars.announcement_parser.resolution.questions import (
    ELSEWHERE,
    WITHOUT_TIME,
    Reading,
)
from webinars.announcement_parser.resolution.reconcile import Interpretation
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.errors import InvalidInputError
from webinars.timezones.schedule import Days, Timed

MIN_FURTHER, MAX_FURTHER = 4, 8  # choices that are added to those of a question
MAX_HOURS = 8
MAX_DAYS = 3
MAX_ZONES = 5
# Questions about how an expression is meant, which has all readings; others ask which expression counts.
COMPLETE = frozenset(
    {
        "day-or-month",
        "weekday-mismatch",
        "no-such-day",
        "times-disagree",
        "whose-date",
        "several-zones",
        "zone-not-in-force",
        "morning-or-afternoon",
        "which-midnight",
        "local-time-skipped",
        "local-time-ambiguous",
    }
)
DAY_QUESTIONS = frozenset({"several-dates", "day-without-date", "separate-days"})
Dated = TypeVar("Dated", ZonedTime, ParsedDate)


def with_further_readings(
    drafts: Sequence[Draft], page: Page, requested: Sequence[Draft] = ()
) -> list[Draft]:
    """Return drafts with further choices if they ask anything: a choice more costs less than a lost event.

    Drafts without a question stay as they are, and their times are no choices of others.

    Args:
        drafts: the drafts.
        page: the page.
        requested: those that somebody made of a date, which may have any hour of the page.
    """
    made = {(draft.date_start, draft.when) for draft in requested if isinstance(draft.when, Days)}
    certain_drafts = (draft for draft in drafts if not draft.questions)
    schedules = (draft.schedule for draft in certain_drafts if draft.schedule is not None)
    used = frozenset(time.time.start for schedule in schedules for time in schedule.times)
    around = _Surroundings(page, used)
    certain = {start_key(draft.when) for draft in drafts if not draft.questions}
    return [
        _with_further(draft, around, certain)
        if _is_incomplete(draft) or (draft.date_start, draft.when) in made
        else draft
        for draft in drafts
    ]


def _is_incomplete(draft: Draft) -> bool:
    """Return whether the text around a draft may have the answer to its questions."""
    codes = {question.code for question in draft.questions}
    is_zone_assumed = "zone" in draft.assumed and isinstance(draft.when, Timed)
    return not codes <= COMPLETE or (bool(codes) and is_zone_assumed)


def _with_further(draft: Draft, around: "_Surroundings", certain: Set[object]) -> Draft:
    schedule, context = draft.schedule, draft.context
    if schedule is None or context is None:
        return draft
    asked = [one for one in draft.questions if one not in draft.raised][:1]
    readings = [reading for question in asked for reading in question.readings]
    room = min(MAX_FURTHER, max(MIN_FURTHER, MAX_READINGS - len(readings)))
    known = {*certain, start_key(draft.when), *(start_key(reading.when) for reading in readings)}
    reasons = Counter(reading.reason for reading in readings)
    further: list[Interpretation] = []
    for one in _interpretations(draft, schedule, context, around):
        if len(further) == room:
            break
        moment = start_key(one.reading.when)
        if moment in known:
            continue
        known.add(moment)
        reasons[one.reading.reason] += 1
        count = reasons[one.reading.reason]
        reason = one.reading.reason if count == 1 else f"{one.reading.reason}-{count}"
        further.append(one._replace(reading=replace(one.reading, reason=reason)))
    return draft.with_further(further) if further else draft


def _interpretations(
    draft: Draft, schedule: ParsedSchedule, context: ParseContext, around: "_Surroundings"
) -> Iterator[Interpretation]:
    """Yield further interpretations of a draft: the whole day, then zones, hours and days in turn."""
    alone = replace(schedule, other_dates=(), other_times=(), hours_elsewhere=())
    hours = (*schedule.times, *around.hours(schedule))
    yield from islice(_read(replace(alone, times=()), context, WITHOUT_TIME), 1)
    at_hours = (_read(replace(alone, times=(time,)), context, ELSEWHERE) for time in hours)
    groups = [_in_zones(draft, schedule, context, around), chain.from_iterable(at_hours)]
    if not DAY_QUESTIONS.isdisjoint(question.code for question in draft.questions):
        on_days = (
            _read(replace(alone, date=day, times=hours[:1]), context, ELSEWHERE)
            for day in around.days(schedule)
        )
        groups.append(chain.from_iterable(on_days))
    yield from _alternating(groups)


def _alternating(groups: Sequence[Iterator[Interpretation]]) -> Iterator[Interpretation]:
    """Yield one of each group after the other, each only when it is asked for."""
    rest = list(groups)
    while rest:
        for group in list(rest):
            one = next(group, None)
            if one is None:
                rest.remove(group)
            else:
                yield one


def _read(schedule: ParsedSchedule, context: ParseContext, reason: str) -> Iterator[Interpretation]:
    """Yield the first reading of a schedule and its other readings."""
    try:
        outcome = interpret(schedule, context, {})
    except InvalidInputError:
        return
    yield Interpretation(Reading(outcome.when, outcome.cities, reason), outcome.assumed)
    for question in outcome.questions:
        for reading in question.readings:
            yield Interpretation(replace(reading, reason=reason), outcome.assumed)


def _in_zones(
    draft: Draft, schedule: ParsedSchedule, context: ParseContext, around: "_Surroundings"
) -> Iterator[Interpretation]:
    """Yield the hours of a draft and of its choices in other zones if the text does not state its own."""
    if "zone" not in draft.assumed or any(time.references for time in schedule.times):
        return
    readings = (reading.when for question in draft.questions for reading in question.readings)
    timed = {
        (when.start, when.end): when for when in (draft.when, *readings) if isinstance(when, Timed)
    }
    names = [*around.zones, *context.likely_zones, context.zone, *context.common_zones]
    zones = list(dict.fromkeys(names))[:MAX_ZONES]
    for when, zone in product(timed.values(), zones):
        moved = replace(when, timezone=zone)
        yield Interpretation(Reading(moved, (), zone), draft.assumed - {"zone"})


@dataclass(frozen=True)
class _Surroundings:
    """The hours, days and zones of a page; used are the offsets of hours that certain events have."""

    page: Page
    used: frozenset[int]

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.page.lines]

    @cached_property
    def _hours(self) -> list[ZonedTime]:
        times = (time for line in self.page.lines for time in line.zoned_times)
        return [time for time in times if time.time.start not in self.used]

    @cached_property
    def _days(self) -> list[ParsedDate]:
        items = (item for line in self.page.lines for item in line.items)
        return [one for one in items if isinstance(one, ParsedDate) and one.is_supported]

    @cached_property
    def zones(self) -> list[str]:
        """Return the zones that stand beside hours or alone in the page, the commonest first."""
        references = (
            item
            for line in self.page.lines
            for item in line.items
            if isinstance(item, ZoneReference)
        )
        names = (ref.meanings[0].zone for ref in references if ref.meanings)
        return [name for name, _ in Counter(name for name in names if name).most_common(MAX_ZONES)]

    def hours(self, schedule: ParsedSchedule) -> list[ZonedTime]:
        """Return the hours around a date: those of its block first, then the nearest ones."""
        near = _nearest(self._hours, schedule.date.start, lambda one: one.time.start)
        block = self._block(schedule.date.start)
        return sorted(near, key=lambda one: self._block(one.time.start) != block)[:MAX_HOURS]

    def days(self, schedule: ParsedSchedule) -> list[ParsedDate]:
        """Return the other dates of the block of a date."""
        near = _nearest(self._days, schedule.date.start, lambda one: one.start)
        block = self._block(schedule.date.start)
        return [one for one in near if one != schedule.date and self._block(one.start) == block][
            :MAX_DAYS
        ]

    def _block(self, offset: int) -> int:
        return self.page.lines[max(0, bisect(self._starts, offset) - 1)].block


def _nearest(items: Sequence[Dated], offset: int, key: Callable[[Dated], int]) -> list[Dated]:
    """Return the items that are nearest to an offset, of those in the order of the text."""
    middle = bisect(items, offset, key=key)
    around = items[max(0, middle - MAX_HOURS) : middle + MAX_HOURS]
    return sorted(around, key=lambda one: abs(key(one) - offset))[:MAX_HOURS]
