"""Local times and instants, compared with zoneinfo, another implementation of the same database."""

import random
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
import pytz
import tzdata
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.timezones import zones

ALL_ZONES = sorted(pytz.all_timezones)
HOUR = timedelta(hours=1)
FIRST, LAST = datetime(1970, 1, 2), datetime(2037, 12, 30)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def to_instant_error(local, zone):
    with pytest.raises(InvalidInputError) as caught:
        zones.to_instant(local, zone)
    return caught.value


def survives_round_trip(instant, zone):
    """Return whether local time converts back to the instant, or to readings that include it."""
    try:
        return zones.to_instant(zones.to_local(instant, zone), zone) == instant
    except InvalidInputError as error:
        if error.code == "date-out-of-range":
            return zones.to_local(instant, zone).year < zones.first_year(zone)
        return error.code == "local-time-ambiguous" and instant in error.facts["readings"]


def sample(zone):
    rng = random.Random(zone)
    spread = int((LAST - FIRST).total_seconds())
    random_instants = [
        utc(1970, 1, 2) + timedelta(seconds=rng.randrange(spread)) for _ in range(40)
    ]
    changes = [change.at for change in zones.changes(zone) if change.at > utc(1970, 1, 2)]
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
        if abs(zones.to_local(at, zone) - by_zoneinfo(at, zone)) > rounding(at, zone)
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
        return [zones.to_instant(local, zone)]
    except InvalidInputError as error:
        return list(error.facts.get("readings", ()))


@st.composite
def times_near_changes(draw):
    zone = draw(st.sampled_from(ALL_ZONES))
    changes = [
        change for change in zones.changes(zone) if utc(1973, 1, 1) < change.at < utc(2037, 12, 1)
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
    assert zones.is_repeated(*case) == (len(instants_by_zoneinfo(*case)) == 2)


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
        zones.first_instant(date(1971, 7, 16), "Africa/Monrovia")
    assert zones.to_instant(datetime(1973, 1, 1), "Africa/Monrovia") == utc(1973, 1, 1)
    assert zones.to_instant(datetime(1971, 7, 16, 15), "Africa/Abidjan") == utc(1971, 7, 16, 15)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(times_near_changes())
def test_neighbours_of_a_refused_time_are_valid(case):
    local, zone = case
    try:
        zones.to_instant(local, zone)
    except InvalidInputError as error:
        earlier, later = error.facts["neighbours"]
        assert earlier < local < later
        assert zones.to_instant(earlier, zone) < zones.to_instant(later, zone)


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
    assert zones.first_instant(day, zone) == expected


def test_first_instants_are_in_order():
    days = [date(1970, 1, 1) + timedelta(days=n) for n in range(0, 24800, 61)]
    zone_names = [*zones.choices()[::10], "Pacific/Apia", "America/Havana"]

    wrong = [
        (zone, day)
        for zone in zone_names
        for day in days
        if not zones.first_instant(day, zone) <= zones.first_instant(day + timedelta(days=1), zone)
        or zones.to_local(zones.first_instant(day, zone), zone).date() < day
    ]

    assert wrong == []


@pytest.mark.parametrize("year", [1, 1969, 2038, 9999])
def test_local_time_outside_1970_to_2037_is_refused(year):
    error = to_instant_error(datetime(year, 1, 1, 12), "Europe/Zurich")

    assert error.code == "date-out-of-range"
    assert error.facts == {"first": 1970, "last": 2037}


@pytest.mark.parametrize(
    ("year", "expected"), [(1969, False), (1970, True), (2037, True), (2038, False)]
)
def test_years_from_1970_to_2037_are_supported(year, expected):
    assert zones.may_fall_in(year) is expected


@pytest.mark.parametrize(
    ("instant", "zone", "offset"),
    [
        (utc(2026, 3, 29, 0, 59), "Europe/Zurich", HOUR),
        (utc(2026, 3, 29, 1), "Europe/Zurich", 2 * HOUR),
        (utc(2026, 10, 25, 0, 59), "Europe/Zurich", 2 * HOUR),
        (utc(2026, 10, 25, 1), "Europe/Zurich", HOUR),
        (utc(2026, 7, 16), "America/St_Johns", -2.5 * HOUR),
        (utc(2026, 7, 16), "Asia/Kathmandu", 5.75 * HOUR),
        (utc(2026, 7, 16), "UTC", 0 * HOUR),
    ],
)
def test_utc_offset_changes_with_the_clocks(instant, zone, offset):
    assert zones.utc_offset(instant, zone) == offset


@pytest.mark.parametrize("call", [zones.first_instant, zones.to_local, zones.utc_offset])
@pytest.mark.parametrize(
    "at", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59), datetime(1950, 1, 1)]
)
def test_instant_outside_the_supported_years_is_refused(call, at):
    given_value = at.date() if call is zones.first_instant else at.replace(tzinfo=UTC)

    with pytest.raises(InvalidInputError, match="date-out-of-range"):
        call(given_value, "Asia/Tokyo")


def test_naive_instant_is_refused():
    with pytest.raises(ValueError, match="2026"):
        zones.to_local(datetime(2026, 7, 16), "Europe/Zurich")


INVALID_NAMES = [
    "", " ", ".", "..", "/", "../../../etc/passwd", "/etc/localtime", "Europe/../Europe/Zurich",
    "Europe/Zurich\0", "\0", "Europe/Zurich ", "europe/zurich", "Europe", "zone.tab", "tzdata.zi",
    "posixrules", "Factory", "localtime", "\ud800", "Zürich", "\u202eEurope/Zurich", "+02:00", "CEST",
    "Europe\\Zurich", "%2e%2e/", "Europe/Zurich\r\nX: y", "A" * 10_000_000, None, 7, b"UTC",
]  # fmt: skip


@pytest.mark.parametrize("name", INVALID_NAMES, ids=lambda name: ascii(name)[:30])
@pytest.mark.parametrize("call", [
    zones.canonical,
    zones.rules,
    zones.changes,
    lambda name: zones.to_instant(datetime(2026, 7, 16), name),
    lambda name: zones.to_local(utc(2026, 7, 16), name),
    lambda name: zones.first_instant(date(2026, 7, 16), name),
])  # fmt: skip
def test_invalid_zone_name_is_refused(name, call):
    with pytest.raises(InvalidInputError) as caught:
        call(name)

    assert caught.value.code == "unknown-timezone"
    assert len(str(caught.value)) < 400


@settings(derandomize=True, max_examples=300)
@given(
    st.text()
    | st.sampled_from(ALL_ZONES).flatmap(lambda n: st.sampled_from([n + "/", "./" + n, n[:-1]]))
)
def test_any_other_text_is_refused_as_a_zone(text):
    if text in ALL_ZONES:
        return

    with pytest.raises(InvalidInputError, match="unknown-timezone"):
        zones.canonical(text)


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Europe/Oslo", "Europe/Oslo"),
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Zulu", "UTC"),
        ("Etc/UTC", "UTC"),
        ("GMT0", "UTC"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_links_resolve_to_the_canonical_name(name, canonical):
    assert zones.canonical(name) == canonical


def test_canonical_zone_has_the_same_offsets():
    instants = [utc(year, month, 15) for year in range(1970, 2038, 3) for month in (1, 7)]

    different = [
        name
        for name in ALL_ZONES
        for at in instants
        if at.astimezone(ZoneInfo(name)).utcoffset()
        != at.astimezone(ZoneInfo(zones.canonical(name))).utcoffset()
    ]

    assert different == []


def test_canonical_name_is_idempotent():
    assert [n for n in ALL_ZONES if zones.canonical(zones.canonical(n)) != zones.canonical(n)] == []


def test_choices_are_canonical_and_sorted():
    choices = zones.choices()

    assert choices == sorted({zones.canonical(name) for name in choices})
    assert {"Europe/Zurich", "Asia/Kolkata", "UTC"} <= set(choices)


def test_next_and_previous_change():
    spring, autumn = utc(2026, 3, 29, 1), utc(2026, 10, 25, 1)

    change = zones.next_change(spring, "Europe/Zurich")

    assert change == (autumn, 2 * HOUR, HOUR)
    assert zones.previous_change(autumn, "Europe/Zurich") == change
    assert zones.previous_change(autumn - HOUR, "Europe/Zurich") == (spring, HOUR, 2 * HOUR)
    assert zones.next_change(autumn, "UTC") is None
    assert zones.previous_change(autumn, "Asia/Kolkata") is None


def test_changes_change_the_offset():
    unchanged = [
        (zone, c) for zone in ALL_ZONES for c in zones.changes(zone) if c.before == c.after
    ]

    assert unchanged == []


def test_rules_are_those_of_the_tzdata_package():
    for name in ("Europe/Zurich", "America/New_York", "Asia/Calcutta"):
        packaged = (files("tzdata") / "zoneinfo" / zones.canonical(name)).read_bytes()
        assert zones.rules(name).splitlines()[-1] == packaged.splitlines()[-1]


def test_pytz_and_zoneinfo_use_the_same_release():
    assert zones.RELEASE == pytz.OLSON_VERSION == tzdata.IANA_VERSION
    assert zoneinfo.TZPATH == ()
