"""Interpret a parsed schedule: its value, and a question for each ambiguity."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.resolution.questions import (
    Question,
    Reading,
    distinct_readings,
    is_same_value,
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

DATE_CODES = {
    "day-or-month",
    "weekday-mismatch",
    "no-such-day",
    "day-without-date",
    "separate-days",
    "several-dates",
}
CONTRADICTIONS = {"times-disagree", "several-times"}
MAX_READINGS = 12
MAX_DISTANCE = 1_000_000  # characters from a date to a time, where there is none


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
    outcome = _interpret(schedule, context, answers)
    is_assumed = "zone" in outcome.assumed and isinstance(outcome.when, Timed)
    codes = {question.code for question in outcome.questions}
    has_choices = bool(codes) and not (codes == {"zone-not-stated"} and context.common_zones)
    # After an answer to another question the zone is only marked: its reasons name no zones.
    if has_choices or not is_assumed or not answers.keys() <= {"zone-not-stated"}:
        return outcome
    offered = (*context.likely_zones, context.zone, *context.common_zones)
    return _interpret(schedule, context._replace(likely_zones=offered), answers)


def _interpret(
    schedule: ParsedSchedule, context: ParseContext, answers: Mapping[str, str]
) -> Outcome:
    """Interpret a schedule in the zones that the announcement may be in, and the default zone."""
    schedule = _with_own_dates(schedule, context)
    code, dates = _date_readings(schedule, context)
    if not dates:
        raise InvalidInputError("date-out-of-range", first=FIRST_YEAR, last=LAST_YEAR)
    by_date = [
        _decide(_interpret_on_date(one, reading, context), one, answers) for one, reading in dates
    ]
    choices = list(_choices(by_date, [reading for _, reading in dates]))
    index, date_question = _choose(code, schedule, [choice.reading for choice in choices], answers)
    choice = choices[index]
    decided = by_date[choice.date]
    assumed = choice.option.assumed | ({"year"} if dates[choice.date][1].is_year_assumed else set())
    time_question = decided.question if choice.option is decided.option else None
    questions = tuple(q for q in (date_question, time_question) if q is not None)
    return Outcome(choice.option.reading.when, choice.option.reading.cities, assumed, questions)


def _with_own_dates(schedule: ParsedSchedule, context: ParseContext) -> ParsedSchedule:
    """Give clocks the dates before them if they agree: "12 May, 10:00 Suva / 11 May, 18:00 New York".

    Otherwise the dates are left to a question.
    """
    if not schedule.other_dates or schedule.end_date or not schedule.times:
        return schedule
    dates = sorted((schedule.date, *schedule.other_dates), key=lambda one: one.start)
    own = [_date_before(time, dates) for time in schedule.times]
    if set(own) != set(dates) or not all(time.references for time in schedule.times):
        return schedule
    times = tuple(
        time if one is schedule.date or time.date else replace(time, date=one)
        for time, one in zip(schedule.times, own, strict=True)
    )
    dated = replace(schedule, times=times, other_dates=())
    _, readings = resolve_date(schedule.date, context.today)
    if len(readings) != 1:
        return schedule
    meant = reconcile_times(dated, readings[0].first, context)
    return dated if len(meant.options) == 1 else schedule


def _date_before(time: ZonedTime, dates: Sequence[ParsedDate]) -> ParsedDate | None:
    return next((one for one in reversed(dates) if one.end <= time.time.start), None)


class _Decided(NamedTuple):
    """The interpretations on a date: the one to use, the others, and the question if it is still open."""

    option: Interpretation
    others: tuple[Interpretation, ...]
    question: Question | None


class _Choice(NamedTuple):
    """A choice of the question about the date: its reading, the index of the date, and the option there."""

    reading: Reading
    date: int
    option: Interpretation


def _decide(
    interpretations: Interpretations, schedule: ParsedSchedule, answers: Mapping[str, str]
) -> _Decided:
    """Return the interpretation that an answer chooses, else the first, with the open question."""
    options = interpretations.options
    readings = [option.reading for option in options]
    index, question = _choose(interpretations.code, schedule, readings, answers)
    others = tuple(options[:index] + options[index + 1 :]) if question is not None else ()
    return _Decided(options[index], others, question)


def _choices(by_date: Sequence[_Decided], dates: Sequence[DateReading]) -> Iterator[_Choice]:
    """Yield the choices of the question about the date: each date first, then its other times and zones.

    Those of the first date have a question of their own; a date that changes nothing has none.
    """
    others: list[Sequence[_Choice]] = []
    known: list[Reading] = []
    for index, (decided, date_reading) in enumerate(zip(by_date, dates, strict=True)):
        reading = replace(decided.option.reading, reason=date_reading.reason)
        yield _Choice(reading, index, decided.option)
        if known and not any(is_same_value(reading, other) for other in known):
            others.append([_other_choice(index, reading, option) for option in decided.others])
        known.append(reading)
    yield from (choice for row in zip_longest(*others) for choice in row if choice is not None)


def _other_choice(date_index: int, first: Reading, option: Interpretation) -> _Choice:
    reason = f"{first.reason}/{option.reading.reason}"
    return _Choice(replace(option.reading, reason=reason), date_index, option)


def _date_readings(
    schedule: ParsedSchedule, context: ParseContext
) -> tuple[str, list[tuple[ParsedSchedule, DateReading]]]:
    """Return the question code and the readings of all dates, each with the schedule on that date."""
    today = context.today
    code, first_readings = resolve_date(schedule.date, today)
    if code == "day-or-month" and context.date_order:
        first_readings = tuple(r for r in first_readings if r.reason == context.date_order)
    readings = [(schedule, reading) for reading in first_readings]
    for other_date in schedule.other_dates:
        known = {reading[:3] for _, reading in readings}
        new = [r for r in resolve_date(other_date, today).readings if r[:3] not in known]
        if new:
            code = "several-dates"
            on_date = _on_other_date(schedule, other_date)
            readings.extend((on_date, reading) for reading in new)
    return code, readings[:MAX_READINGS]


def _on_other_date(schedule: ParsedSchedule, other_date: ParsedDate) -> ParsedSchedule:
    """Return the schedule on another date: with the times that are nearest to it in the text."""

    def distance(time: ZonedTime) -> int:
        return _distance(other_date, [time])

    others = sorted(schedule.other_times, key=distance)
    elsewhere = sorted(schedule.hours_elsewhere, key=distance)
    if not schedule.times:
        return replace(schedule, other_times=tuple(others), hours_elsewhere=tuple(elsewhere))
    nearest = min((*others, *elsewhere), key=distance, default=schedule.times[0])
    if distance(nearest) < _distance(other_date, schedule.times):
        return replace(schedule, times=(nearest,), other_times=(*others, *schedule.times))
    are_clocks = any(time.references for time in schedule.times)
    times = schedule.times if are_clocks else tuple(sorted(schedule.times, key=distance))
    return replace(schedule, times=times)


def _distance(date: ParsedDate, times: Sequence[ZonedTime]) -> int:
    """Return the number of characters between a date and the nearest time."""
    gaps = (max(time.time.start - date.end, date.start - time.time.end) for time in times)
    return min(gaps, default=MAX_DISTANCE)


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
    return next(n for n, reading in enumerate(readings) if is_same_value(reading, chosen))


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
        at_times = _at_other_times(schedule.other_times, schedule, reading.first, context)
        elsewhere = _at_other_times(schedule.hours_elsewhere, schedule, reading.first, context)
        is_single_day = days.first == days.last
        likely = [*at_times[: MAX_READINGS - 1], as_days] if is_single_day else [as_days, *at_times]
        options = [*likely, *elsewhere]
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
        in CONTRADICTIONS
    ]
    if not contradictions:
        return times
    others = _at_other_times(contradictions, schedule, day, context)
    known = {_start(option) for option in times.options}
    different = [option for option in others if _start(option) not in known]
    return Interpretations("several-times", [*times.options, *different])


def _start(option: Interpretation) -> datetime:
    return resolve(option.reading.when).starts_at


def _at_other_times(
    times: Sequence[ZonedTime], schedule: ParsedSchedule, day: date, context: ParseContext
) -> list[Interpretation]:
    """Return the interpretations for each of several times: the first of each, then the others."""
    by_time = (
        reconcile_times(
            replace(schedule, times=(time,), other_times=(), hours_elsewhere=()), day, context
        ).options
        for time in times
    )
    return [option for row in zip_longest(*by_time) for option in row if option is not None]


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
