"""Several days in one line that are those of separate events: "12 September / 10 October / 14 November"."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.scanner import Filler, Word
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule

MIN_DAYS = 2
MIN_DAYS_IN_RUNS = 4
JOINTS = frozenset({",", "/", ";", "|", "·", "•", "+", "&", "and", "et", "y", "e", "und"})
SHORTEST_MONTH = 28  # days


def listed_days(
    schedule: ParsedSchedule, source: str, *, is_all_day: bool = False
) -> list[ParsedDate]:
    """Return the days of a schedule that are dates of separate events, [] if it is that of one.

    Days in a row are those of one event, and so are days that other words than "and" separate. Days of one
    month without a time, "7, 14 and 21 July", are a question of their own; "5/12 March" may be a choice.
    """
    dates = (schedule.date, *schedule.other_dates)
    if schedule.end_date is not None or schedule.date.is_inferred:
        return []
    if not schedule.other_dates and not schedule.times and not is_all_day:
        return []
    if any(date.relation in {"range", "choice"} for date in dates):
        return []
    parts = [part for date in dates for part in _parts_with_month(date)]
    is_apart = _are_apart(parts) or (bool(schedule.times) and _are_in_runs(parts))
    is_list = len(parts) >= MIN_DAYS and _are_joined(schedule) and is_apart
    if len(parts) == MIN_DAYS and "/" in source[dates[0].start : dates[-1].end]:
        return []
    days = _with_years(parts) if is_list else []
    return [dates[0]._replace(parts=(part,), relation="single") for part in days]


def _parts_with_month(date: ParsedDate) -> Iterator[DatePart]:
    """Yield the parts of a date, with the month of the last, or of the first, for those without one."""
    month = date.parts[-1].month or date.parts[0].month
    for part in date.parts:
        yield part._replace(month=part.month or month)


def _are_joined(schedule: ParsedSchedule) -> bool:
    """Return whether only commas, "and" and the like separate the dates, which are in one expression."""
    indexes = [n for n, item in enumerate(schedule.items) if isinstance(item, ParsedDate)]
    gaps = (schedule.items[first + 1 : second] for first, second in pairwise(indexes))
    is_whole = len(indexes) == 1 + len(schedule.other_dates)
    return is_whole and all(
        gap and all(isinstance(item, Filler | Word) and item.norm in JOINTS for item in gap)
        for gap in gaps
    )


def _are_apart(parts: Sequence[DatePart]) -> bool:
    """Return whether days follow each other, within a year, and none on the day after another."""
    days = [(part.month, part.day) for part in parts if part.month and part.day]
    if len(days) != len(parts) or len(set(days)) != len(days):
        return False
    is_in_order = sum(second < first for first, second in pairwise(days)) <= 1
    return is_in_order and not any(_is_next_day(*pair) for pair in pairwise(days))


def _are_in_runs(parts: Sequence[DatePart]) -> bool:
    """Return whether many days follow each other with gaps: "20, 21, 22, 27 and 28 December, 7 to 9 pm"."""
    days = [(part.month, part.day) for part in parts if part.month and part.day]
    if not MIN_DAYS_IN_RUNS <= len(parts) == len(days) or days != sorted(set(days)):
        return False
    return not all(_is_next_day(*pair) for pair in pairwise(days))


def _is_next_day(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Return whether a month and day may be those of the day after the first."""
    if first[0] == second[0]:
        return second[1] == first[1] + 1
    return second[1] == 1 and first[1] >= SHORTEST_MONTH


def _with_years(parts: Sequence[DatePart]) -> list[DatePart]:
    """Return the parts with the year that is written after a later one."""
    complete: list[DatePart] = []
    for part in reversed(parts):
        year = part.year
        if year is None and complete and complete[0].year is not None:
            year = complete[0].year - ((part.month or 0) > (complete[0].month or 0))
        complete.insert(0, part._replace(year=year))
    return complete
