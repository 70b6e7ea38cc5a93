"""Names, links, offsets and changes of time zones, compared with zoneinfo and the tzdata package."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
import pytz
import tzdata
from hypothesis import given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.local_times import first_instant, to_instant, to_local

ALL_ZONES = sorted(pytz.all_timezones)
HOUR = timedelta(hours=1)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("year", "expected"), [(1969, False), (1970, True), (2037, True), (2038, False)]
)
def test_years_from_1970_to_2037_are_supported(year, expected):
    assert zones.is_year_known(year) is expected


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


INVALID_NAMES = [
    "", " ", ".", "..", "/", "../../../etc/passwd", "/etc/localtime", "Europe/../Europe/Zurich",
    "Europe/Zurich\0", "\0", "Europe/Zurich ", "europe/zurich", "Europe", "zone.tab", "tzdata.zi",
    "posixrules", "Factory", "localtime", "\ud800", "Zürich", "\u202eEurope/Zurich", "+02:00", "CEST",
    "Europe\\Zurich", "%2e%2e/", "Europe/Zurich\r\nX: y", "A" * 10_000_000, None, 7, b"UTC",
]  # fmt: skip


@pytest.mark.parametrize("name", INVALID_NAMES, ids=lambda name: ascii(name)[:30])
@pytest.mark.parametrize("call", [
    zones.canonical,
    zones.tzif_rules,
    zones.offset_changes,
    lambda name: to_instant(datetime(2026, 7, 16), name),
    lambda name: to_local(utc(2026, 7, 16), name),
    lambda name: first_instant(date(2026, 7, 16), name),
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
        (zone, c) for zone in ALL_ZONES for c in zones.offset_changes(zone) if c.before == c.after
    ]

    assert unchanged == []


def test_rules_are_those_of_the_tzdata_package():
    for name in ("Europe/Zurich", "America/New_York", "Asia/Calcutta"):
        packaged = (files("tzdata") / "zoneinfo" / zones.canonical(name)).read_bytes()
        assert zones.tzif_rules(name).splitlines()[-1] == packaged.splitlines()[-1]


def test_pytz_and_zoneinfo_use_the_same_release():
    assert zones.RELEASE == pytz.OLSON_VERSION == tzdata.IANA_VERSION
    assert zoneinfo.TZPATH == ()
