"""Days and hours listed in the question of a draft, each of which may be an event of its own."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice, pairwise, product

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.draft_starts import Start, readings_of, start_of
from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.layout.lists.date_lists import JOINTS
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.announcement_parser.selection.separate_events import AGAIN, AND

MIN_DAYS = 3  # two with one time are those of one event more often
MAX_EVENTS = 12  # of one list
WEEKS = (7, 14, 21, 28)  # days between two that are on the same weekday
MAX_TIMES = 3
ALTERNATIVES = FUNCTION_WORDS["or"] | {"/"}
BETWEEN_TIMES = JOINTS | AND | AGAIN
_PART = re.compile(r"[^\W\d_]+|[^\w\s]")  # a word or a sign


def further_days(
    page: Page, drafts: Sequence[Draft], today: date
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the section and the schedule of each day and hour of a list, except for those of drafts.

    A draft that asks about its list is one of the events, whichever it chooses.
    """
    known = {start_of(draft.when) for draft in drafts}
    starts = [line.start for line in page.lines]
    for draft in drafts:
        schedule = draft.schedule
        if schedule is None or not draft.questions:
            continue
        of_list = _events_of_list(schedule, page.lines[0].source, today)
        events = list(islice(of_list, MAX_EVENTS))
        choices = set(map(start_of, readings_of(draft)))
        own = next((start for start, _ in events if start in choices), None)
        line_index = bisect(starts, schedule.date.start) - 1
        title = next(((one.start, one.end) for one in draft.spans if one.kind == "title"), None)
        for start, one in events:
            if start != own and start[0] > today and start not in known:
                yield Section(line_index, [line_index], title_span=title), one
            known.add(start)


def _events_of_list(
    schedule: ParsedSchedule, source: str, today: date
) -> Iterator[tuple[Start, ParsedSchedule]]:
    """Yield the start and the schedule of each day and hour of a schedule with several of them."""
    if _has_alternatives(schedule, source):
        return
    timed = list(_timed_dates(schedule, today))
    if timed:
        for day, time in timed:
            yield (day, time.time.readings[0].start), _on_day(schedule, day, time)
        return
    days = list(_days(schedule.date, today))
    times = schedule.times[:MAX_TIMES]
    if _is_list(days) or _are_weeks_apart(days, schedule, today):
        times = times or schedule.other_times[:MAX_TIMES]
    elif not (days and _are_joined(schedule, source)):
        return
    if any(time.references for time in times):
        return  # clocks of several zones
    for day, time in product(days, times):
        yield (day, time.time.readings[0].start), _on_day(schedule, day, time)


def _timed_dates(schedule: ParsedSchedule, today: date) -> Iterator[tuple[date, ZonedTime]]:
    """Yield the days of "14 March, 10am - 4pm, and 15 March, 10am - 4pm", with their times."""
    dates = (schedule.date, *schedule.other_dates)
    if len(dates) == 1 or schedule.end_date is not None:
        return
    kinds = [item for item in schedule.items if isinstance(item, ParsedDate | ParsedTime)]
    are_pairs = [isinstance(item, ParsedDate) for item in kinds] == [True, False] * len(dates)
    times = [time for time in schedule.times if time.time in kinds]
    if not are_pairs or len(times) != len(dates):
        return
    for written, time in zip(dates, times, strict=True):
        for day in _days(written, today):
            yield day, time


def _days(written: ParsedDate, today: date) -> Iterator[date]:
    """Yield the days of a list or of a single date, which may omit the month: "7, 14 and 21 July"."""
    if written.relation not in {"list", "single"}:
        return
    last = written.parts[-1]
    for part in written.parts:
        month = part.month or last.month or written.parts[0].month
        one = part._replace(year=part.year or last.year, month=month)
        single = written._replace(parts=(one,), relation="single")
        readings = resolve_date(single, today).readings
        if month is None or part.day is None or not readings:
            return
        yield readings[0].first


def _has_alternatives(schedule: ParsedSchedule, source: str) -> bool:
    """Return whether "or" or a slash is between days: a choice, or one instant by several clocks."""
    dates = (schedule.date, *schedule.other_dates)
    between = source[min(one.start for one in dates) : max(one.end for one in dates)]
    return not ALTERNATIVES.isdisjoint(_PART.findall(between.casefold()))


def _is_list(days: Sequence[date]) -> bool:
    """Return whether there are several days, which are not those of one event in a row."""
    is_row = all((second - first).days == 1 for first, second in pairwise(days))
    return len(days) >= MIN_DAYS and not is_row


def _are_weeks_apart(days: Sequence[date], schedule: ParsedSchedule, today: date) -> bool:
    """Return whether there are several days, all on the same weekday, of which none is stated again."""
    # The year may be stated with the others only.
    dates = [day for written in schedule.other_dates for day in _days(written, today)]
    others = {(day.month, day.day) for day in dates}
    gaps = [(second - first).days for first, second in pairwise(days)]
    return (
        bool(gaps)
        and all(gap in WEEKS for gap in gaps)
        and others.isdisjoint((day.month, day.day) for day in days)
    )


def _are_joined(schedule: ParsedSchedule, source: str) -> bool:
    """Return whether only commas and "and" are between the starts of a day: "2 pm, 3 pm and 4 pm"."""
    times = [time.time for time in schedule.times]
    if schedule.other_dates or any(time.readings[0].end is not None for time in times):
        return False
    spans = pairwise(sorted((time.start, time.end) for time in times))
    gaps = [source[first[1] : second[0]] for first, second in spans]
    return bool(gaps) and all(
        "\n" not in gap and BETWEEN_TIMES.issuperset(_PART.findall(gap.casefold())) for gap in gaps
    )


def _on_day(schedule: ParsedSchedule, day: date, time: ZonedTime) -> ParsedSchedule:
    """Return a schedule on one of its days, at one of its times."""
    part = DatePart(day.year, day.month, day.day)
    written = schedule.date._replace(parts=(part,), relation="single")
    return replace(
        schedule,
        date=written,
        times=(time,),
        end_date=None,
        other_dates=(),
        other_times=(),
        items=(written, time.time),
    )
