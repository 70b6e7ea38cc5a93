"""Interpret a parsed schedule: its value, and a question for each ambiguity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.resolution.questions import (
    Question,
    Reading,
    distinct_readings,
)
from webinars.announcement_parser.resolution.reconcile import (
    Interpretation,
    Interpretations,
    reconcile_times,
)
from webinars.announcement_parser.resolution.resolve_dates import DateReading, resolve_date
from webinars.announcement_parser.resolution.resolve_times import ParseContext, days_until_end
from webinars.errors import InvalidInputError
from webinars.timezones.cities import City
from webinars.timezones.schedule import Days, Month, Timed, When, resolve
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

DATE_CODES = {"day-or-month", "weekday-mismatch", "no-such-day", "separate-days", "several-dates"}
MAX_READINGS = 12


@dataclass(frozen=True)
class Outcome:
    """The value of a schedule, the fields that it assumes, and the open questions."""

    when: When
    cities: tuple[City, ...]
    assumed: frozenset[str]
    questions: tuple[Question, ...]


def interpret(
    schedule: ParsedSchedule, context: ParseContext, answers: Mapping[str, str]
) -> Outcome:
    """Interpret a schedule; for questions without an answer, use the first reading.

    Args:
        schedule: the parsed schedule.
        context: the day and the default time zone.
        answers: the reason of the chosen reading, by question code.

    Raises:
        InvalidInputError: "date-out-of-range" (facts: first, last year).
    """
    code, dates = _date_readings(schedule, context)
    if not dates:
        raise InvalidInputError("date-out-of-range", first=FIRST_YEAR, last=LAST_YEAR)
    by_date = [_interpret_on_date(schedule, reading, context) for reading in dates]
    firsts = [
        replace(interpretations.options[0].reading, reason=date_reading.reason)
        for date_reading, interpretations in zip(dates, by_date, strict=True)
    ]
    date_index, date_question = _choose(code, schedule, firsts, answers)
    interpretations = by_date[date_index]
    readings = [option.reading for option in interpretations.options]
    index, time_question = _choose(interpretations.code, schedule, readings, answers)
    chosen = interpretations.options[index]
    assumed = chosen.assumed | ({"year"} if dates[date_index].is_year_assumed else set())
    questions = tuple(q for q in (date_question, time_question) if q is not None)
    return Outcome(chosen.reading.when, chosen.reading.cities, assumed, questions)


def _date_readings(
    schedule: ParsedSchedule, context: ParseContext
) -> tuple[str, list[DateReading]]:
    """Return the question code and the readings of all dates of a schedule."""
    today = context.today
    code, first_readings = resolve_date(schedule.date, today)
    if code == "day-or-month" and context.date_order:
        first_readings = tuple(r for r in first_readings if r.reason == context.date_order)
    readings = list(first_readings)
    for other_date in schedule.other_dates:
        known = {reading[:3] for reading in readings}
        new = [r for r in resolve_date(other_date, today).readings if r[:3] not in known]
        if new:
            code = "several-dates"
            readings.extend(new)
    return code, readings[:MAX_READINGS]


def _choose(
    code: str, schedule: ParsedSchedule, readings: Sequence[Reading], answers: Mapping[str, str]
) -> tuple[int, Question | None]:
    """Return the index of the reading to use, and the question if it is still open."""
    distinct = distinct_readings(readings)
    if len(distinct) < 2:  # noqa: PLR2004 - a single reading needs no question
        return 0, None
    reason = answers.get(code)
    for reading in distinct:
        if reading.reason == reason:
            return _index(readings, reading), None
    return 0, Question(code, _question_span(schedule, code), distinct[:MAX_READINGS])


def _index(readings: Sequence[Reading], chosen: Reading) -> int:
    values = [(reading.when, reading.cities) for reading in readings]
    return values.index((chosen.when, chosen.cities))


def _question_span(schedule: ParsedSchedule, code: str) -> tuple[int, int]:
    """Return the span of the dates, or of all times with their zones."""
    dates = [schedule.date, *schedule.other_dates]
    if code in DATE_CODES or not schedule.times:
        return min(date.start for date in dates), max(date.end for date in dates)
    ends = [reference.end for time in schedule.times for reference in time.references]
    ends += [time.time.end for time in schedule.times]
    return schedule.times[0].time.start, max(ends)


def _interpret_on_date(
    schedule: ParsedSchedule, reading: DateReading, context: ParseContext
) -> Interpretations:
    """Return the interpretations of a schedule for one reading of its date."""
    reference = schedule.zone_reference
    meaning = reference.meanings[0] if reference is not None else None
    zone = (meaning.zone if meaning else None) or context.zone
    cities = schedule.cities
    if cities is None:
        cities = (meaning.city,) if meaning and meaning.city else ()
    if reading.unit == "month":
        month = Month(reading.first.year, reading.first.month, zone)
        return _unambiguous(month, cities, frozenset())
    assumed = frozenset[str]() if meaning else frozenset({"zone"})
    days = Days(reading.first, _last_day(schedule, reading), zone)
    if not schedule.times:
        as_days = Interpretation(Reading(days, cities, "without-time"), assumed)
        at_times = _at_other_times(schedule, reading.first, context)
        is_single_day = days.first == days.last
        options = [*at_times, as_days] if is_single_day else [as_days, *at_times]
        return Interpretations("time-elsewhere", options)
    times = _with_contradictions(schedule, reading.first, context)
    has_end = any(time.end is not None for time in schedule.times)
    if reading.first == reading.last and (has_end or days.first == days.last):
        return times
    first = times.options[0].reading
    if meaning is None:
        days, cities = replace(days, timezone=first.when.timezone), first.cities
    as_days = Interpretation(Reading(days, cities, "whole-days"), frozenset())
    return _with_daily_times(days, as_days, times)


def _with_contradictions(
    schedule: ParsedSchedule, day: date, context: ParseContext
) -> Interpretations:
    """Return the interpretations of the times, and those of other lines that do not agree with them."""
    times = reconcile_times(schedule, day, context)
    if len(times.options) > 1:
        return times
    contradictions = [
        time
        for time in schedule.other_times
        if reconcile_times(replace(schedule, times=(*schedule.times, time)), day, context).code
        == "times-disagree"
    ]
    if not contradictions:
        return times
    others = _at_other_times(replace(schedule, other_times=tuple(contradictions)), day, context)
    known = {_start(option) for option in times.options}
    different = [option for option in others if _start(option) not in known]
    return Interpretations("several-times", [*times.options, *different])


def _start(option: Interpretation) -> datetime:
    return resolve(option.reading.when).starts_at


def _at_other_times(
    schedule: ParsedSchedule, day: date, context: ParseContext
) -> list[Interpretation]:
    """Return an interpretation for each time of the event's other lines."""
    options: list[Interpretation] = []
    for time in schedule.other_times:
        at_time = replace(schedule, times=(time,), other_times=())
        options += reconcile_times(at_time, day, context).options
    return options


def _unambiguous(when: When, cities: tuple[City, ...], assumed: frozenset[str]) -> Interpretations:
    return Interpretations("", [Interpretation(Reading(when, cities, "as-written"), assumed)])


def _last_day(schedule: ParsedSchedule, reading: DateReading) -> date:
    until_end = timedelta(days=days_until_end(schedule, reading.first))
    return max(reading.last, reading.first + until_end)


def _with_daily_times(
    days: Days, as_days: Interpretation, times: Interpretations
) -> Interpretations:
    """Interpret "16-17 July, 10:00-17:00": whole days, one event overnight, or the first day only."""
    first = times.options[0]
    options = [as_days]
    overnight = _extend_to_last_day(first.reading, days)
    if overnight is not None and "end" not in first.assumed:
        reading = replace(first.reading, when=overnight, reason="one-stretch")
        options.append(Interpretation(reading, first.assumed))
    reading = replace(first.reading, reason="first-day")
    options.append(Interpretation(reading, first.assumed))
    return Interpretations("daily-times", options)


def _extend_to_last_day(reading: Reading, days: Days) -> Timed | None:
    if not isinstance(reading.when, Timed):
        return None
    end = reading.when.end + (days.last - days.first)
    value = replace(reading.when, end=end, duration=None)
    try:
        resolve(value)
    except InvalidInputError:
        return None
    return value
