"""Local times and instants, compared with zoneinfo, another implementation of the same database."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytz
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.local_times import first_instant, is_repeated, to_instant, to_local

ALL_ZONES = sorted(pytz.all_timezones)
HOUR = timedelta(hours=1)
FIRST, LAST = datetime(1970, 1, 2), datetime(2037, 12, 30)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def to_instant_error(local, zone):
    with pytest.raises(InvalidInputError) as caught:
        to_instant(local, zone)
    return caught.value


def survives_round_trip(instant, zone):
    """Return whether local time converts back to the instant, or to readings that include it."""
    try:
        return to_instant(to_local(instant, zone), zone) == instant
    except InvalidInputError as error:
        if error.code == "date-out-of-range":
            return to_local(instant, zone).year < zones.first_year(zone)
        return error.code == "local-time-ambiguous" and instant in error.facts["readings"]


def sample(zone):
    rng = random.Random(zone)
    spread = int((LAST - FIRST).total_seconds())
    random_instants = [
        utc(1970, 1, 2) + timedelta(seconds=rng.randrange(spread)) for _ in range(40)
    ]
    changes = [change.at for change in zones.offset_changes(zone) if change.at > utc(1970, 1, 2)]
    near_changes = [at + step for at in rng.sample(changes, min(6, len(changes))) for step in STEPS]
    return random_instants + near_changes


STEPS = [timedelta(minutes=m) for m in (-61, -60, -30, -1, 0, 1, 29, 30, 59, 60, 61)]


def test_round_trip_is_exact_in_every_zone():
    changed = [
        (zone, at) for zone in ALL_ZONES for at in sample(zone) if not survives_round_trip(at, zone)
    ]

    assert changed == []


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.sampled_from(ALL_ZONES), st.datetimes(FIRST, LAST))
def test_round_trip_is_exact(zone, naive):
    assert survives_round_trip(naive.replace(tzinfo=UTC), zone)


def test_local_times_agree_with_zoneinfo_in_every_zone():
    wrong = [
        (zone, at)
        for zone in ALL_ZONES
        for at in sample(zone)
        if abs(to_local(at, zone) - by_zoneinfo(at, zone)) > rounding(at, zone)
    ]

    assert wrong == []


def by_zoneinfo(at, zone):
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def rounding(at, zone):
    """Return half a minute if the offset has seconds (Monrovia until 1972), which pytz rounds."""
    has_seconds = at.astimezone(ZoneInfo(zone)).utcoffset() % timedelta(minutes=1)
    return timedelta(seconds=30) if has_seconds else timedelta()


def instants_by_zoneinfo(local, zone):
    """Return the instants of a local time by zoneinfo: none, one or two."""
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    instants = {
        t.astimezone(UTC) for t in (first, second) if by_zoneinfo(t.astimezone(UTC), zone) == local
    }
    return sorted(instants)


def instants_by_zones(local, zone):
    try:
        return [to_instant(local, zone)]
    except InvalidInputError as error:
        return list(error.facts.get("readings", ()))


@st.composite
def times_near_changes(draw):
    zone = draw(st.sampled_from(ALL_ZONES))
    changes = [
        change
        for change in zones.offset_changes(zone)
        if utc(1973, 1, 1) < change.at < utc(2037, 12, 1)
    ]
    if not changes:
        return draw(st.datetimes(datetime(1973, 1, 1), LAST)).replace(second=0, microsecond=0), zone
    change = draw(st.sampled_from(changes))
    middle = change.at.replace(tzinfo=None) + change.before
    return middle + timedelta(minutes=draw(st.integers(-150, 150))), zone


@settings(derandomize=True, deadline=None, max_examples=600)
@given(times_near_changes())
@example((datetime(2026, 3, 29, 2, 30), "Europe/Zurich"))
@example((datetime(2026, 10, 25, 2, 30), "Europe/Zurich"))
def test_skipped_and_repeated_times_agree_with_zoneinfo(case):
    assert instants_by_zones(*case) == instants_by_zoneinfo(*case)


@settings(derandomize=True, deadline=None, max_examples=600)
@given(times_near_changes())
@example((datetime(2026, 10, 25, 2, 0), "Europe/Zurich"))
@example((datetime(2026, 10, 25, 3, 0), "Europe/Zurich"))
def test_repeated_times_are_those_with_two_instants_by_zoneinfo(case):
    assert is_repeated(*case) == (len(instants_by_zoneinfo(*case)) == 2)


def test_years_with_seconds_in_the_offset_are_refused():
    refused = {zone: zones.first_year(zone) for zone in ALL_ZONES if zones.first_year(zone) > 1970}
    days = [datetime(1970, 1, 1) + timedelta(days=day) for day in range(0, 4 * 366, 5)]
    with_seconds = {
        (zone, day.year)
        for zone in ALL_ZONES
        for day in days
        if day.replace(tzinfo=ZoneInfo(zone)).utcoffset() % timedelta(minutes=1)
    }

    assert refused == {"Africa/Monrovia": 1973}
    assert {zone for zone, _ in with_seconds} == set(refused)
    assert all(year < refused[zone] for zone, year in with_seconds)
    error = to_instant_error(datetime(1971, 7, 16, 15), "Africa/Monrovia")
    assert (error.code, error.facts["first"]) == ("date-out-of-range", 1973)
    with pytest.raises(InvalidInputError, match="date-out-of-range"):
        first_instant(date(1971, 7, 16), "Africa/Monrovia")
    assert to_instant(datetime(1973, 1, 1), "Africa/Monrovia") == utc(1973, 1, 1)
    assert to_instant(datetime(1971, 7, 16, 15), "Africa/Abidjan") == utc(1971, 7, 16, 15)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(times_near_changes())
def test_neighbours_of_a_refused_time_are_valid(case):
    local, zone = case
    try:
        to_instant(local, zone)
    except InvalidInputError as error:
        earlier, later = error.facts["neighbours"]
        assert earlier < local < later
        assert to_instant(earlier, zone) < to_instant(later, zone)


@pytest.mark.parametrize(
    ("zone", "local", "neighbours"),
    [
        ("Europe/Zurich", (2026, 3, 29, 2, 30), ((1, 30), (3, 30))),
        ("America/New_York", (2026, 3, 8, 2, 0), ((1, 0), (3, 0))),
        ("Australia/Sydney", (2026, 10, 4, 2, 59), ((1, 59), (3, 59))),
        ("Australia/Lord_Howe", (2026, 10, 4, 2, 15), ((1, 45), (2, 45))),
        ("Europe/Moscow", (2011, 3, 27, 2, 30), ((1, 30), (3, 30))),
    ],
)
def test_skipped_time_is_refused_with_its_neighbours(zone, local, neighbours):
    local = datetime(*local)

    error = to_instant_error(local, zone)

    expected = tuple(local.replace(hour=h, minute=m) for h, m in neighbours)
    assert error.code == "local-time-skipped"
    assert error.facts == {"local": local, "zone": zone, "neighbours": expected}


@pytest.mark.parametrize(
    ("zone", "local", "readings", "neighbours"),
    [
        ("Europe/Zurich", (2026, 10, 25, 2, 30), ((0, 30), (1, 30)), ((1, 30), (3, 30))),
        ("America/New_York", (2026, 11, 1, 1, 0), ((5, 0), (6, 0)), ((0, 0), (2, 0))),
        ("Australia/Lord_Howe", (2027, 4, 4, 1, 45), ((14, 45), (15, 15)), ((1, 15), (2, 15))),
        ("Europe/Moscow", (2014, 10, 26, 1, 30), ((21, 30), (22, 30)), ((0, 30), (2, 30))),
    ],
)
def test_repeated_time_is_refused_with_both_readings(zone, local, readings, neighbours):
    local = datetime(*local)

    error = to_instant_error(local, zone)

    assert error.code == "local-time-ambiguous"
    assert tuple((at.hour, at.minute) for at in error.facts["readings"]) == readings
    assert tuple((t.hour, t.minute) for t in error.facts["neighbours"]) == neighbours


def test_apia_skipped_30_december_2011():
    error = to_instant_error(datetime(2011, 12, 30, 12), "Pacific/Apia")

    assert error.code == "local-time-skipped"
    assert error.facts["neighbours"] == (datetime(2011, 12, 29, 12), datetime(2011, 12, 31, 12))


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2026, 7, 16), "Europe/Zurich", utc(2026, 7, 15, 22)),
        (date(2011, 12, 30), "Pacific/Apia", utc(2011, 12, 30, 10)),
        (date(2011, 12, 31), "Pacific/Apia", utc(2011, 12, 30, 10)),
        (date(2026, 9, 6), "America/Santiago", utc(2026, 9, 6, 4)),  # 00:00 to 01:00 is skipped
        (date(2027, 3, 28), "Asia/Beirut", utc(2027, 3, 27, 22)),
        (date(2025, 11, 2), "America/Havana", utc(2025, 11, 2, 4)),  # 00:00 is repeated
        (date(2038, 1, 1), "Europe/Zurich", utc(2037, 12, 31, 23)),
    ],
)
def test_first_instant_is_the_first_existing_minute_of_a_day(day, zone, expected):
    assert first_instant(day, zone) == expected


def test_first_instants_are_in_order():
    days = [date(1970, 1, 1) + timedelta(days=n) for n in range(0, 24800, 61)]
    zone_names = [*zones.choices()[::10], "Pacific/Apia", "America/Havana"]

    wrong = [
        (zone, day)
        for zone in zone_names
        for day in days
        if not first_instant(day, zone) <= first_instant(day + timedelta(days=1), zone)
        or to_local(first_instant(day, zone), zone).date() < day
    ]

    assert wrong == []


@pytest.mark.parametrize("year", [1, 1969, 2038, 9999])
def test_local_time_outside_1970_to_2037_is_refused(year):
    error = to_instant_error(datetime(year, 1, 1, 12), "Europe/Zurich")

    assert error.code == "date-out-of-range"
    assert error.facts == {"first": 1970, "last": 2037}


@pytest.mark.parametrize("call", [first_instant, to_local, zones.utc_offset])
@pytest.mark.parametrize(
    "at", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59), datetime(1950, 1, 1)]
)
def test_instant_outside_the_supported_years_is_refused(call, at):
    given_value = at.date() if call is first_instant else at.replace(tzinfo=UTC)

    with pytest.raises(InvalidInputError, match="date-out-of-range"):
        call(given_value, "Asia/Tokyo")


def test_naive_instant_is_refused():
    with pytest.raises(ValueError, match="2026"):
        to_local(datetime(2026, 7, 16), "Europe/Zurich")
