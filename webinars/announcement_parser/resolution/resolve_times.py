"""Resolve the times of a schedule to candidate instants, for each of their time zones."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.grammar.time_patterns import DAY
from webinars.announcement_parser.grammar.times import TimeReading
from webinars.announcement_parser.grammar.zone_meanings import ZoneMeaning
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.errors import InvalidInputError
from webinars.timezones import cities, zones
from webinars.timezones.cities import City
from webinars.timezones.local_times import to_instant

MAX_LOCAL_TIMES = 24


class ParseContext(NamedTuple):
    """The day on which an announcement is parsed, and the default time zone.

    Attributes:
        likely_zones: the zones of places that the announcement names, the likeliest first; each is a
            possible zone of times without one.
        venue_zones: those of them that are the zones of venues.
        headquarters_zones: those of the headquarters of the inviting body.
        language: that of the announcement.
        date_order: "day-first" or "month-first" if the text shows how it writes numeric dates, else "".
        named_zones: all zones that it names: the first meanings of an abbreviation.
        doubtful_zones: those of towns that the signs of another country contradict.
        common_zones: zones to offer if the announcement shows nothing of where it is from.
        assumed_zone: the zone that all evidence together shows, if no address decides.
        zone_quotes: the words that show it.
    """

    today: date
    zone: str
    likely_zones: tuple[str, ...] = ()
    venue_zones: tuple[str, ...] = ()
    headquarters_zones: tuple[str, ...] = ()
    named_zones: frozenset[str] = frozenset()
    language: str = "en"
    date_order: str = ""
    doubtful_zones: frozenset[str] = frozenset()
    common_zones: tuple[str, ...] = ()
    assumed_zone: str = ""
    zone_quotes: tuple[str, ...] = ()


class LocalTime(NamedTuple):
    """A time as written for one zone reference.

    Attributes:
        meanings: the zones that the reference can mean.
        day_shifts: possible differences in days from the date of the event.
        is_day_stated: whether the text states the day of this time.
        is_zone_stated: whether the text states its zone.
    """

    zoned_time: ZonedTime
    meanings: tuple[ZoneMeaning, ...]
    day_shifts: tuple[int, ...]
    is_day_stated: bool
    is_zone_stated: bool


class Candidate(NamedTuple):
    """A start and end that a local time can mean.

    Attributes:
        is_named: whether the text names the city itself.
        is_zone_stated: whether the text states the zone.
        choices: question code and reason for each ambiguity that was decided.
    """

    start: datetime
    end: datetime | None
    zone: str | None
    offset: int | None
    city: City | None
    is_named: bool
    is_zone_stated: bool
    day_shift: int
    choices: tuple[tuple[str, str], ...]


Choices = tuple[tuple[str, str], ...]
Instant = tuple[datetime, Choices]


def local_times(schedule: ParsedSchedule, day: date, context: ParseContext) -> list[LocalTime]:
    """Return the times of a schedule, one for each zone reference; the first is the event's own."""
    times: list[LocalTime] = []
    for zoned_time in schedule.times:
        # In "15:00 CEST, Vienna" the city names the zone more reliably.
        cities_first = sorted(zoned_time.references, key=lambda reference: reference.city is None)
        references: Sequence[ZoneReference | None] = cities_first or [schedule.zone_reference]
        times.extend(
            _local_time(zoned_time, reference, day, context, is_first=not times)
            for reference in references
        )
    return times[:MAX_LOCAL_TIMES]


def candidates(
    local_time: LocalTime, schedule: ParsedSchedule, day: date, context: ParseContext
) -> list[Candidate]:
    """Return all candidates of a local time, the most likely first."""
    return [
        candidate
        for day_shift in local_time.day_shifts
        for meaning in local_time.meanings
        for reading in _readings(local_time.zoned_time, schedule, day)
        for candidate in _candidates(local_time, meaning, reading, day, day_shift, context)
    ]


def days_until_end(schedule: ParsedSchedule, day: date) -> int:
    """Return the number of days from the first day to the end date, 0 without an end date."""
    if schedule.end_date is None:
        return 0
    readings = resolve_date(schedule.end_date, day).readings
    return max(0, (readings[0].first - day).days) if readings else 0


def _local_time(
    zoned_time: ZonedTime,
    reference: ZoneReference | None,
    day: date,
    context: ParseContext,
    *,
    is_first: bool,
) -> LocalTime:
    meanings = _meanings(reference, day, context)
    is_stated = reference is not None
    day_shifts: tuple[int, ...]
    # Without a year, it is the one next to the event's day, which may be the day before.
    eve = day - timedelta(days=1)
    own_date = resolve_date(zoned_time.date, eve).readings if zoned_time.date is not None else ()
    if own_date:
        day_shifts = ((own_date[0].first - day).days,)
        return LocalTime(zoned_time, meanings, day_shifts, True, is_stated)  # noqa: FBT003
    if zoned_time.weekday is not None and not is_first:
        steps = (0, 1, -1)
        shifts = [n for n in steps if (day + timedelta(days=n)).weekday() == zoned_time.weekday]
        if shifts:
            return LocalTime(zoned_time, meanings, tuple(shifts), True, is_stated)  # noqa: FBT003
    if zoned_time.day_shift is None:
        day_shifts = (0,) if is_first else (0, 1, -1)
        return LocalTime(zoned_time, meanings, day_shifts, False, is_stated)  # noqa: FBT003
    ends_next_day = any(reading.end and reading.end >= DAY for reading in zoned_time.time.readings)
    if is_first and ends_next_day:  # in "22:00-02:00 (+1 day)" the shift is that of the end
        return LocalTime(zoned_time, meanings, (0,), True, is_stated)  # noqa: FBT003
    day_shifts = (zoned_time.day_shift, 0) if ends_next_day else (zoned_time.day_shift,)
    return LocalTime(zoned_time, meanings, day_shifts, True, is_stated)  # noqa: FBT003


def _meanings(
    reference: ZoneReference | None, day: date, context: ParseContext
) -> tuple[ZoneMeaning, ...]:
    """Return the zones of a reference; without one those of the places that the text names."""
    if reference is None:
        noon = datetime.combine(day, time(12), UTC)
        by_offset: dict[timedelta, str] = {}
        for zone in (*context.likely_zones, context.zone):
            by_offset.setdefault(zones.utc_offset(noon, zone), zone)
        return tuple(ZoneMeaning(zone, is_named=False) for zone in by_offset.values())
    if len(reference.meanings) == 1:
        return reference.meanings
    seats = context.venue_zones or context.headquarters_zones
    seated = [meaning for meaning in reference.meanings if meaning.zone in seats]
    if len(seated) == len(seats) == 1:
        return tuple(seated)
    named = [meaning for meaning in reference.meanings if meaning.zone in context.named_zones]
    usual = [meaning for meaning in reference.meanings if not meaning.is_rare]
    return tuple(dict.fromkeys((*named, *usual)))


def _readings(zoned_time: ZonedTime, schedule: ParsedSchedule, day: date) -> Iterator[TimeReading]:
    """Yield the readings of a time, with the end that is written separately."""
    until_end = days_until_end(schedule, day) * DAY
    for reading in zoned_time.time.readings:
        end = reading.end
        if zoned_time.end is not None:
            ends = [end_reading.start + until_end for end_reading in zoned_time.end.readings]
            end = min(e if e > reading.start else e + DAY for e in ends)
        yield reading._replace(end=end)


def _candidates(
    local_time: LocalTime,
    meaning: ZoneMeaning,
    reading: TimeReading,
    event_day: date,
    day_shift: int,
    context: ParseContext,
) -> Iterator[Candidate]:
    day = event_day + timedelta(days=day_shift)
    meaning = _prefer_default_zone(meaning, day, context)
    midnight = datetime.combine(day, time())
    choices: list[tuple[str, str]] = []
    if len(local_time.meanings) > 1:
        code = "several-zones" if local_time.is_zone_stated else "zone-not-stated"
        choices.append((code, str(meaning.zone)))
    if reading.reason in {"morning", "afternoon"}:
        choices.append(("morning-or-afternoon", reading.reason))
    if reading.reason in {"day-begins", "day-ends"} and reading.end is None:
        choices.append(("which-midnight", reading.reason))
    for start, start_choices in _instants(midnight + timedelta(minutes=reading.start), meaning):
        ends: Iterable[tuple[datetime | None, Choices]] = [(None, ())]
        if reading.end is not None:
            zone_choice = [choice for choice in start_choices if choice[0] == "zone-not-in-force"]
            ends = [
                (end, () if end_choices == start_choices or zone_choice else end_choices)
                for end, end_choices in _instants(
                    midnight + timedelta(minutes=reading.end), meaning
                )
                if end > start
                and (not zone_choice or zone_choice[0] in end_choices or not end_choices)
            ]
        for end, end_choices in ends:
            yield Candidate(
                start,
                end,
                meaning.zone,
                meaning.offset,
                meaning.city,
                meaning.is_named,
                local_time.is_zone_stated,
                day_shift,
                (*choices, *start_choices, *end_choices),
            )


def _instants(local: datetime, meaning: ZoneMeaning) -> list[Instant]:
    """Return the instants of a local time, with the choices made."""
    try:
        by_zone = _instants_in_zone(local, meaning.zone) if meaning.zone is not None else []
    except InvalidInputError as error:
        if error.code == "date-out-of-range":
            return []
        raise
    if meaning.offset is None:
        return by_zone
    by_offset = (local - timedelta(minutes=meaning.offset)).replace(tzinfo=UTC)
    if meaning.zone is None or any(instant == by_offset for instant, _ in by_zone):
        return [(by_offset, ())]
    code = "zone-not-in-force"
    return [
        *((instant, ((code, "wall-clock"), *choices)) for instant, choices in by_zone),
        (by_offset, ((code, "literally"),)),
    ]


def _instants_in_zone(local: datetime, zone: str) -> list[Instant]:
    """Return the instant of a local time; two if it is repeated, or its neighbours if skipped."""
    try:
        return [(to_instant(local, zone), ())]
    except InvalidInputError as error:
        if error.code == "local-time-ambiguous":
            first, second = error.facts["readings"]
            return [(first, ((error.code, "earlier"),)), (second, ((error.code, "later"),))]
        if error.code == "local-time-skipped":
            return list(_neighbour_instants(error.facts["neighbours"], zone))
        raise


def _neighbour_instants(neighbours: Iterable[datetime], zone: str) -> Iterator[Instant]:
    """Yield the instants of the times before and after a gap, if they exist."""
    for local, reason in zip(neighbours, ("before", "after"), strict=True):
        try:
            yield to_instant(local, zone), (("local-time-skipped", reason),)
        except InvalidInputError:
            continue


def _prefer_default_zone(meaning: ZoneMeaning, day: date, context: ParseContext) -> ZoneMeaning:
    """Replace the zone of an abbreviation by the default zone if it has the same offsets that year."""
    if meaning.offset is None or meaning.zone is None or meaning.zone == context.zone:
        return meaning
    instants = [datetime(day.year, month, 1, tzinfo=UTC) for month in (1, 4, 7, 11)]
    instants.append(datetime.combine(day, time(), UTC))
    if any(
        zones.utc_offset(instant, meaning.zone) != zones.utc_offset(instant, context.zone)
        for instant in instants
    ):
        return meaning
    return meaning._replace(zone=context.zone, city=cities.city_of_zone(context.zone))
