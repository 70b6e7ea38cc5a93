"""Reconcile times in several cities: find the instants at which all their local times agree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.grammar.zone_meanings import zones_of_offset
from webinars.announcement_parser.resolution.questions import Reading
from webinars.announcement_parser.resolution.resolve_times import (
    Candidate,
    LocalTime,
    ParseContext,
    candidates,
    local_times,
)
from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.cities import City
from webinars.timezones.schedule import Span, Timed, resolve, timed_at

DEFAULT_DURATION = timedelta(minutes=60)


class Interpretation(NamedTuple):
    """A reading of a schedule, and the fields that it assumes: "end", "year", "zone", "cities"."""

    reading: Reading
    assumed: frozenset[str]


class Interpretations(NamedTuple):
    """All interpretations, the likeliest first, and the code of the question if there are several."""

    code: str
    options: list[Interpretation]


def reconcile_times(schedule: ParsedSchedule, day: date, context: ParseContext) -> Interpretations:
    """Return the interpretations of a schedule's times on a day.

    Raises:
        InvalidInputError: "date-out-of-range" (facts: first, last year).
    """
    times = local_times(schedule, day, context)
    by_time = [candidates(time, schedule, day, context) for time in times]
    if not any(by_time):
        named = {meaning.zone for time in times for meaning in time.meanings if meaning.zone}
        raise zones.year_out_of_range(max(map(zones.first_year, named), default=zones.FIRST_YEAR))
    matching = list(_matching(by_time))
    if not matching:
        separate = list(_separate(schedule, times, by_time, context))
        are_clocks = any(time.zoned_time.references for time in times)
        return Interpretations("times-disagree" if are_clocks else "several-times", separate)
    options = [_interpretation(schedule, match, _reason(match[0]), context) for match in matching]
    code = _code([match[0] for match in matching])
    shifted = _shifted(times, matching[0])
    if len(matching) > 1 or not shifted:
        return Interpretations(code, options)
    others = _other_dates(schedule, day, context, shifted)
    return Interpretations("whose-date", [*options, *others])


def _matching(by_time: Sequence[Sequence[Candidate]]) -> Iterator[list[Candidate]]:
    """Yield one candidate per time for each instant of the first time that all others can mean."""
    is_only_time = len(by_time) == 1
    for first in by_time[0]:
        match = [first]
        if not is_only_time and not _exists(first):
            continue
        for others in by_time[1:]:
            same = [other for other in others if _exists(other) and _is_same(match, other)]
            if not same:
                break
            match.append(same[0])
        else:
            yield match


def _is_same(match: Sequence[Candidate], other: Candidate) -> bool:
    end = _end(match)
    return match[0].start == other.start and (None in {end, other.end} or end == other.end)


def _exists(candidate: Candidate) -> bool:
    """Return whether a local time is not skipped; neighbours of a gap cannot confirm other times."""
    return all(code != "local-time-skipped" for code, _ in candidate.choices)


def _end(match: Sequence[Candidate]) -> datetime | None:
    return next((candidate.end for candidate in match if candidate.end is not None), None)


def _separate(
    schedule: ParsedSchedule,
    times: Sequence[LocalTime],
    by_time: Sequence[Sequence[Candidate]],
    context: ParseContext,
) -> Iterator[Interpretation]:
    """Yield the interpretations of each time by itself, each instant once."""
    known: set[tuple[datetime, datetime | None]] = set()
    firsts = [candidates_of_time[0] for candidates_of_time in by_time if candidates_of_time]
    for time, candidates_of_time in zip(times, by_time, strict=True):
        for candidate in candidates_of_time:
            is_likeliest_day = candidate.day_shift == time.day_shifts[0]
            if is_likeliest_day and (candidate.start, candidate.end) not in known:
                known.add((candidate.start, candidate.end))
                option = _interpretation(schedule, [candidate], _location_key(candidate), context)
                cities = _cities(firsts) if schedule.cities is None else schedule.cities
                yield option._replace(reading=replace(option.reading, cities=cities))


def _shifted(times: Sequence[LocalTime], match: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates on another day than the event's, if the text states no days for times."""
    if any(time.is_day_stated for time in times):
        return []
    return [candidate for candidate in match if candidate.day_shift]


def _other_dates(
    schedule: ParsedSchedule, day: date, context: ParseContext, shifted: Sequence[Candidate]
) -> Iterator[Interpretation]:
    """Yield the interpretations in which the date is that of a city with a shifted day."""
    for candidate in shifted:
        other_day = day - timedelta(days=candidate.day_shift)
        times = local_times(schedule, other_day, context)
        by_time = [candidates(time, schedule, other_day, context) for time in times]
        match = next(_matching(by_time), None)
        if match is not None:
            reason = f"date-of-{_location_key(candidate)}"
            yield _interpretation(schedule, match, reason, context)


def _location_key(candidate: Candidate) -> str:
    """Return the location of a candidate for use in a reason: the city's key, or the zone."""
    return candidate.city.key if candidate.city else candidate.zone or "offset"


def _reason(candidate: Candidate) -> str:
    return "/".join(reason for _, reason in candidate.choices) or "as-written"


def _code(firsts: Sequence[Candidate]) -> str:
    """Return the question code of the first choice in which the candidates differ."""
    for choice in (choice for first in firsts for choice in first.choices):
        if any(choice not in first.choices for first in firsts):
            return choice[0]
    return "times-disagree"


def _interpretation(
    schedule: ParsedSchedule, match: Sequence[Candidate], reason: str, context: ParseContext
) -> Interpretation:
    start, end = match[0].start, _end(match)
    assumed = set()
    if end is None and schedule.duration_minutes:
        end = start + timedelta(minutes=schedule.duration_minutes)
    elif end is None:
        end = start + DEFAULT_DURATION
        assumed.add("end")
    when = _to_timed(start, end, _zone_names(match, context))
    if not any(candidate.is_zone_stated for candidate in match):
        assumed.add("zone")
    cities = _cities(match) if schedule.cities is None else schedule.cities
    named = {candidate.city for candidate in match if candidate.is_named}
    if schedule.cities is None and set(cities) - named:
        assumed.add("cities")
    return Interpretation(Reading(when, cities, reason), frozenset(assumed))


def _cities(match: Sequence[Candidate]) -> tuple[City, ...]:
    """Return the distinct cities; that of an abbreviation only if no named city has its offset."""
    start = match[0].start
    named_offsets = {
        zones.utc_offset(start, candidate.city.timezone)
        for candidate in match
        if candidate.city and candidate.is_named
    }
    cities = (
        candidate.city
        for candidate in match
        if candidate.city
        and (
            candidate.is_named
            or zones.utc_offset(start, candidate.city.timezone) not in named_offsets
        )
    )
    return tuple(dict.fromkeys(cities))


def _zone_names(match: Sequence[Candidate], context: ParseContext) -> Iterator[str]:
    """Yield the zones in which to state the times: those named, or one with the offset that is stated."""
    named = [candidate.zone for candidate in match if candidate.zone]
    yield from named
    offset = match[0].offset
    if named or offset is None:
        return
    start, stated = match[0].start, timedelta(minutes=offset)
    likely = (*context.likely_zones, context.zone)
    yield from (zone for zone in likely if zones.utc_offset(start, zone) == stated)
    if offset % 60 == 0:
        yield f"Etc/GMT{-offset // 60:+d}" if offset else "UTC"  # POSIX signs: west is positive
    else:
        yield from zones_of_offset(offset)


def _to_timed(start: datetime, end: datetime, zone_names: Iterable[str]) -> Timed:
    """Return the value in the first zone in which these local times are unambiguous, or in UTC."""
    for zone in zone_names:
        value = timed_at(Span(start, end), zone)
        try:
            span = resolve(value)
        except InvalidInputError:
            continue
        if (span.starts_at, span.ends_at) == (start, end):
            return value
    value = timed_at(Span(start, end), "UTC")
    resolve(value)  # raises "date-out-of-range" after the last supported year
    return value
