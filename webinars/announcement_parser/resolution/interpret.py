"""What a head means: a value, and a question wherever the text has more than one reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from webinars.announcement_parser.grammar.zoned_times import Header
from webinars.announcement_parser.resolution.questions import Question, Reading, distinct
from webinars.announcement_parser.resolution.reconcile import Answer, Answers, timed
from webinars.announcement_parser.resolution.resolve_dates import DateReading, resolve_days
from webinars.announcement_parser.resolution.resolve_times import Setting, end_days
from webinars.errors import InvalidInputError
from webinars.timezones.cities import City
from webinars.timezones.schedule import Days, Month, Timed, When, resolve
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

DATE_CODES = {"day-or-month", "weekday-mismatch", "no-such-day", "separate-days", "several-dates"}
MOST_READINGS = 12


@dataclass(frozen=True)
class Outcome:
    """The value a head stands for, what of it is assumed, and what is open."""

    when: When
    cities: tuple[City, ...]
    assumed: frozenset[str]
    questions: tuple[Question, ...]


def interpret(head: Header, setting: Setting, answered: Mapping[str, str]) -> Outcome:
    """Return what the head means, taking the first readings of questions not answered.

    Raises:
        InvalidInputError: "date-out-of-range" (facts: first, last year).
    """
    code, dates = read_dates(head, setting.today)
    if not dates:
        raise InvalidInputError("date-out-of-range", first=FIRST_YEAR, last=LAST_YEAR)
    each = [_on(head, reading, setting) for reading in dates]
    firsts = [
        replace(found.answers[0].reading, reason=reading.reason)
        for reading, found in zip(dates, each, strict=True)
    ]
    at, date_question = _ask(code, head, firsts, answered)
    found = each[at]
    place, question = _ask(found.code, head, [a.reading for a in found.answers], answered)
    chosen = found.answers[place]
    assumed = chosen.assumed | ({"year"} if dates[at].is_year_assumed else set())
    questions = tuple(asked for asked in (date_question, question) if asked is not None)
    return Outcome(chosen.reading.when, chosen.reading.cities, assumed, questions)


def read_dates(head: Header, today: date) -> tuple[str, list[DateReading]]:
    """Return the days the head can mean, and what is asked where there are several."""
    code, readings = resolve_days(head.date, today)
    known = list(readings)
    for other in head.others:
        more = [
            r for r in resolve_days(other, today).readings if r[:3] not in {k[:3] for k in known}
        ]
        if more:
            code = "several-dates"
            known.extend(more)
    return code, known[:MOST_READINGS]


def _ask(
    code: str, head: Header, readings: Sequence[Reading], answered: Mapping[str, str]
) -> tuple[int, Question | None]:
    """Return the place of the reading to take, and the question if it is not answered yet."""
    unlike = distinct(readings)
    if len(unlike) < 2:  # noqa: PLR2004 - one reading is no question
        return 0, None
    reason = answered.get(code)
    for reading in unlike:
        if reading.reason == reason:
            return _index(readings, reading), None
    return 0, Question(code, _span(head, code), unlike[:MOST_READINGS])


def _index(readings: Sequence[Reading], wanted: Reading) -> int:
    values = [(reading.when, reading.cities) for reading in readings]
    return values.index((wanted.when, wanted.cities))


def _span(head: Header, code: str) -> tuple[int, int]:
    """Return the words in question: the date's, or from the first time to the last place."""
    dates = [head.date, *head.others]
    if code in DATE_CODES or not head.claims:
        return min(found.start for found in dates), max(found.end for found in dates)
    ends = [ref.end for claim in head.claims for ref in claim.refs]
    ends += [claim.clock.end for claim in head.claims]
    return head.claims[0].clock.start, max(ends)


def _on(head: Header, reading: DateReading, setting: Setting) -> Answers:
    """Return the ways to understand the head on one of the dates it can mean."""
    meaning = head.zone.meanings[0] if head.zone is not None else None
    zone = (meaning.zone if meaning else None) or setting.zone
    named = (meaning.city,) if meaning and meaning.city else ()
    cities = named if head.cities is None else head.cities
    if reading.unit == "month":
        month = Month(reading.first.year, reading.first.month, zone)
        return _only(month, cities, frozenset())
    assumed = frozenset[str]() if meaning else frozenset({"zone"})
    whole = Days(reading.first, _last(head, reading), zone)
    if not head.claims:
        return _only(whole, cities, assumed)
    times = timed(head, reading.first, setting)
    has_end = any(claim.end is not None for claim in head.claims)
    if reading.first == reading.last and (has_end or whole.first == whole.last):
        return times
    first = times.answers[0].reading
    if meaning is None:
        whole, cities = replace(whole, zone=first.when.zone), first.cities
    return _daily(whole, Answer(Reading(whole, cities, "whole-days"), frozenset()), times)


def _only(when: When, cities: tuple[City, ...], assumed: frozenset[str]) -> Answers:
    return Answers("", [Answer(Reading(when, cities, "as-written"), assumed)])


def _last(head: Header, reading: DateReading) -> date:
    return max(reading.last, reading.first + timedelta(days=end_days(head, reading.first)))


def _daily(days: Days, whole: Answer, times: Answers) -> Answers:
    """Return the readings of "16-17 July, 10:00-17:00": the days, the whole stretch, the first day."""
    first = times.answers[0]
    answers = [whole]
    stretch = _stretched(first.reading, days)
    if stretch is not None and "end" not in first.assumed:
        answers.append(
            Answer(replace(first.reading, when=stretch, reason="one-stretch"), first.assumed)
        )
    answers.append(Answer(replace(first.reading, reason="first-day"), first.assumed))
    return Answers("daily-times", answers)


def _stretched(reading: Reading, days: Days) -> Timed | None:
    if not isinstance(reading.when, Timed):
        return None
    more = days.last - days.first
    value = replace(reading.when, end=reading.when.end + more)
    try:
        resolve(value)
    except InvalidInputError:
        return None
    return value
