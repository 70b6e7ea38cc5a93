"""Where the times of several places meet: the instants at which every clock shows what is written."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from webinars.announcement_parser.grammar.zoned_times import Header
from webinars.announcement_parser.resolution.questions import Reading
from webinars.announcement_parser.resolution.resolve_times import (
    Candidate,
    Setting,
    TimesOfPlace,
    candidates,
    readings_by_place,
)
from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.cities import City
from webinars.timezones.schedule import Timed, resolve
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

USUAL_LENGTH = timedelta(minutes=60)


class Answer(NamedTuple):
    """One way to understand the times of a head, and what it takes for granted."""

    reading: Reading
    assumed: frozenset[str]


class Answers(NamedTuple):
    """Every way, and what is asked where there are several."""

    code: str
    answers: list[Answer]


def timed(head: Header, day: date, setting: Setting) -> Answers:
    """Return the ways to understand a head's times on a day.

    Raises:
        InvalidInputError: "date-out-of-range" (facts: first, last year).
    """
    spoken = readings_by_place(head, day, setting)
    heard = [candidates(voice, head, day, setting) for voice in spoken]
    if not any(heard):
        raise InvalidInputError("date-out-of-range", first=FIRST_YEAR, last=LAST_YEAR)
    agreed = list(_agreeing(heard))
    if not agreed:
        return Answers("times-disagree", list(_one_by_one(head, spoken, heard, setting)))
    answers = [_answer(head, chosen, _reason(chosen[0]), setting) for chosen in agreed]
    code = _code([chosen[0] for chosen in agreed])
    moved = _moved(spoken, agreed[0])
    if len(agreed) > 1 or not moved:
        return Answers(code, answers)
    return Answers("whose-date", [*answers, *_other_dates(head, day, setting, moved, agreed[0])])


def _agreeing(heard: Sequence[Sequence[Candidate]]) -> Iterator[list[Candidate]]:
    """Yield for each instant of the first voice what the others mean by it, if all can mean it."""
    is_alone = len(heard) == 1
    for first in heard[0]:
        chosen = [first]
        if not is_alone and not _is_real(first):
            continue
        for others in heard[1:]:
            fitting = [other for other in others if _is_real(other) and _is_same(chosen, other)]
            if not fitting:
                break
            chosen.append(fitting[0])
        else:
            yield chosen


def _is_same(chosen: Sequence[Candidate], other: Candidate) -> bool:
    end = _end(chosen)
    return chosen[0].start == other.start and (None in {end, other.end} or end == other.end)


def _is_real(candidate: Candidate) -> bool:
    """Return whether a clock shows the time at all; beside a gap, places cannot agree on it."""
    return all(code != "local-time-skipped" for code, _ in candidate.whys)


def _end(chosen: Sequence[Candidate]) -> datetime | None:
    return next((each.end for each in chosen if each.end is not None), None)


def _one_by_one(
    head: Header,
    spoken: Sequence[TimesOfPlace],
    heard: Sequence[Sequence[Candidate]],
    setting: Setting,
) -> Iterator[Answer]:
    """Yield each place's own reading, once for each instant."""
    known: set[tuple[datetime, datetime | None]] = set()
    places = [found[0] for found in heard if found]
    for voice, found in zip(spoken, heard, strict=True):
        for candidate in found:
            is_usual = candidate.shift == voice.shifts[0]
            if is_usual and (candidate.start, candidate.end) not in known:
                known.add((candidate.start, candidate.end))
                answer = _answer(head, [candidate], _place(candidate), setting)
                cities = _cities(places) if head.cities is None else head.cities
                yield answer._replace(reading=replace(answer.reading, cities=cities))


def _moved(spoken: Sequence[TimesOfPlace], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return what is shown on another day although nothing in the text says so."""
    if any(voice.day == "stated" for voice in spoken):
        return []
    return [candidate for candidate in chosen if candidate.shift]


def _other_dates(
    head: Header,
    day: date,
    setting: Setting,
    moved: Sequence[Candidate],
    chosen: Sequence[Candidate],
) -> Iterator[Answer]:
    """Yield the readings in which the date is that of a place whose day differs."""
    for candidate in moved:
        other = day - timedelta(days=candidate.shift)
        spoken = readings_by_place(head, other, setting)
        agreed = next(
            _agreeing([candidates(voice, head, other, setting) for voice in spoken]), None
        )
        if agreed is not None:
            yield _answer(head, agreed, f"date-of-{_place(candidate)}", setting)


def _place(candidate: Candidate) -> str:
    """Return the name that a reason has for a place: the city's key, or the zone."""
    return candidate.city.key if candidate.city else candidate.zone or "offset"


def _reason(candidate: Candidate) -> str:
    return "/".join(reason for _, reason in candidate.whys) or "as-written"


def _code(firsts: Sequence[Candidate]) -> str:
    """Return the first choice that the ways to understand the time differ in."""
    for why in (why for first in firsts for why in first.whys):
        if any(why not in first.whys for first in firsts):
            return why[0]
    return "times-disagree"


def _answer(head: Header, chosen: Sequence[Candidate], reason: str, setting: Setting) -> Answer:
    start, end = chosen[0].start, _end(chosen)
    assumed = set()
    if end is None:
        assumed |= set() if head.minutes else {"end"}
        end = start + (timedelta(minutes=head.minutes) if head.minutes else USUAL_LENGTH)
    when = _on_a_clock(start, end, [each.zone for each in chosen if each.zone], setting)
    if chosen[0].zone is None and when.zone == setting.zone:
        assumed.add("zone")
    if not chosen[0].is_named and chosen[0].city is None and chosen[0].zone == setting.zone:
        assumed.add("zone")
    found = _cities(chosen) if head.cities is None else head.cities
    named = {each.city for each in chosen if each.is_named}
    if head.cities is None and set(found) - named:
        assumed.add("cities")
    return Answer(Reading(when, found, reason), frozenset(assumed))


def _cities(chosen: Sequence[Candidate]) -> tuple[City, ...]:
    """Return the cities once each; one known by an abbreviation only where none is named in its stead."""
    at = chosen[0].start
    named = {zones.utc_offset(at, each.city.zone) for each in chosen if each.city and each.is_named}
    found = (
        each.city
        for each in chosen
        if each.city and (each.is_named or zones.utc_offset(at, each.city.zone) not in named)
    )
    return tuple(dict.fromkeys(found))


def _on_a_clock(start: datetime, end: datetime, names: Sequence[str], setting: Setting) -> Timed:
    """Return the value on the first clock that shows these instants once; UTC always does."""
    own = () if names else (setting.zone,)
    for zone in (*names, *own):
        value = Timed(zones.to_local(start, zone), zones.to_local(end, zone), zone)
        try:
            span = resolve(value)
        except InvalidInputError:
            continue
        if (span.starts_at, span.ends_at) == (start, end):
            return value
    value = Timed(zones.to_local(start, "UTC"), zones.to_local(end, "UTC"), "UTC")
    resolve(value)  # refuses what lies beyond the last year we know
    return value
