"""The instants that one time of an announcement can mean on the clock of one place."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from webinars.announcement_parser.grammar.times import DAY, Option
from webinars.announcement_parser.grammar.zone_references import LocationValue, Ref
from webinars.announcement_parser.grammar.zoned_times import Claim, Header
from webinars.announcement_parser.resolution.resolve_dates import resolve_days
from webinars.errors import InvalidInputError
from webinars.timezones import cities, zones
from webinars.timezones.cities import City

MOST_VOICES = 24


class Setting(NamedTuple):
    """What an announcement is read against: the day it is read on, the zone where none is named."""

    today: date
    zone: str


class TimesOfPlace(NamedTuple):
    """One time as one place's clock shows it; shifts are the days by which its date may differ."""

    claim: Claim
    meanings: tuple[LocationValue, ...]
    shifts: tuple[int, ...]
    day: str  # "stated" or "open": whether the text says on which day
    span: tuple[int, int]


class Candidate(NamedTuple):
    """One instant that a voice can mean: why tells what was chosen, code what question that is."""

    start: datetime
    end: datetime | None
    zone: str | None
    city: City | None
    is_named: bool
    shift: int
    whys: tuple[tuple[str, str], ...]  # (code, reason) for each choice made


Instant = tuple[datetime, tuple[tuple[str, str], ...]]


def readings_by_place(head: Header, day: date, setting: Setting) -> list[TimesOfPlace]:
    """Return the times of a head, one for each place that is said to show them; the first is the event's."""
    found: list[TimesOfPlace] = []
    for claim in head.claims:
        # "15:00 CEST, Vienna": the city is the surer name of its clock.
        named_first = sorted(claim.refs, key=lambda ref: ref.city is None)
        refs: Sequence[Ref | None] = named_first or [head.zone]
        found.extend(_times_of_place(claim, ref, day, setting, is_first=not found) for ref in refs)
    return found[:MOST_VOICES]


def candidates(voice: TimesOfPlace, head: Header, day: date, setting: Setting) -> list[Candidate]:
    """Return every instant that a voice can mean, the likeliest first."""
    return [
        candidate
        for shift in voice.shifts
        for meaning in voice.meanings
        for option in _options(voice.claim, head, day)
        for candidate in _instants(
            voice, meaning, option, day + timedelta(days=shift), shift, setting
        )
    ]


def end_days(head: Header, day: date) -> int:
    """Return how many days after the first the end's own date lies."""
    if head.end_date is None:
        return 0
    readings = resolve_days(head.end_date, day).readings
    return max(0, (readings[0].first - day).days) if readings else 0


def _times_of_place(
    claim: Claim, ref: Ref | None, day: date, setting: Setting, *, is_first: bool
) -> TimesOfPlace:
    default = (LocationValue(setting.zone, named=False),)
    meanings = ref.meanings if ref is not None else default
    span = (claim.clock.start, max(claim.clock.end, ref.end if ref in claim.refs and ref else 0))
    own = resolve_days(claim.date, day).readings if claim.date is not None else ()
    if own:
        return TimesOfPlace(claim, meanings, ((own[0].first - day).days,), "stated", span)
    if claim.shift is None:
        return TimesOfPlace(claim, meanings, (0,) if is_first else (0, 1, -1), "open", span)
    ends_later = any(option.end and option.end >= DAY for option in claim.clock.options)
    if is_first and ends_later:  # "22:00-02:00 (+1 day)": the end is meant
        return TimesOfPlace(claim, meanings, (0,), "stated", span)
    shifts = (claim.shift, 0) if ends_later else (claim.shift,)
    return TimesOfPlace(claim, meanings, shifts, "stated", span)


def _options(claim: Claim, head: Header, day: date) -> Iterator[Option]:
    """Yield the ways to read the time, with the end that stands apart."""
    later = end_days(head, day) * DAY
    for option in claim.clock.options:
        end = option.end
        if claim.end is not None:
            ends = [last.start + later for last in claim.end.options]
            end = min(last if last > option.start else last + DAY for last in ends)
        yield option._replace(end=end)


def _instants(
    voice: TimesOfPlace,
    meaning: LocationValue,
    option: Option,
    day: date,
    shift: int,
    setting: Setting,
) -> Iterator[Candidate]:
    meaning = _at_home(meaning, day, setting)
    midnight = datetime.combine(day, time())
    choices: list[tuple[str, str]] = []
    if len(voice.meanings) > 1:
        choices.append(("several-zones", str(meaning.zone)))
    if option.why in {"morning", "afternoon"}:
        choices.append(("morning-or-afternoon", option.why))
    if option.why in {"day-begins", "day-ends"} and option.end is None:
        choices.append(("which-midnight", option.why))
    for start, start_whys in _at(midnight + timedelta(minutes=option.start), meaning):
        ends: Iterable[tuple[datetime | None, tuple[tuple[str, str], ...]]] = [(None, ())]
        if option.end is not None:
            wall = [why for why in start_whys if why[0] == "zone-not-in-force"]
            ends = [
                (end, () if whys == start_whys or wall else whys)
                for end, whys in _at(midnight + timedelta(minutes=option.end), meaning)
                if end > start and (not wall or wall[0] in whys or not whys)
            ]
        for end, end_whys in ends:
            whys = (*choices, *start_whys, *end_whys)
            yield Candidate(start, end, meaning.zone, meaning.city, meaning.named, shift, whys)


def _at(local: datetime, meaning: LocationValue) -> list[Instant]:
    """Return the instants at which the clock shows a time, with what had to be chosen."""
    try:
        wall = _wall(local, meaning.zone) if meaning.zone is not None else []
    except InvalidInputError as error:
        if error.code == "date-out-of-range":
            return []
        raise
    if meaning.offset is None:
        return wall
    literal = (local - timedelta(minutes=meaning.offset)).replace(tzinfo=UTC)
    if meaning.zone is None or any(instant == literal for instant, _ in wall):
        return [(literal, ())]
    why = "zone-not-in-force"
    return [
        *((instant, ((why, "wall-clock"), *whys)) for instant, whys in wall),
        (literal, ((why, "literally"),)),
    ]


def _wall(local: datetime, zone: str) -> list[Instant]:
    """Return the instant of a wall-clock time; its neighbours or both where clocks change."""
    try:
        return [(zones.to_instant(local, zone), ())]
    except InvalidInputError as error:
        if error.code == "local-time-twice":
            first, second = error.facts["readings"]
            return [(first, ((error.code, "earlier"),)), (second, ((error.code, "later"),))]
        if error.code == "local-time-skipped":
            return list(_combined(error.facts["neighbours"], zone))
        raise


def _combined(neighbours: Iterable[datetime], zone: str) -> Iterator[Instant]:
    """Yield the instants of the times before and after the gap, as far as they exist."""
    for local, reason in zip(neighbours, ("before", "after"), strict=True):
        try:
            yield zones.to_instant(local, zone), (("local-time-skipped", reason),)
        except InvalidInputError:
            continue


def _at_home(meaning: LocationValue, day: date, setting: Setting) -> LocationValue:
    """Return CET as the installation's own zone, where that keeps the same clock all year."""
    if meaning.offset is None or meaning.zone is None or meaning.zone == setting.zone:
        return meaning
    moments = [datetime(day.year, month, 1, tzinfo=UTC) for month in (1, 4, 7, 11)]
    moments.append(datetime.combine(day, time(), UTC))
    if any(
        zones.utc_offset(moment, meaning.zone) != zones.utc_offset(moment, setting.zone)
        for moment in moments
    ):
        return meaning
    return meaning._replace(zone=setting.zone, city=cities.city_of_zone(setting.zone))
