"""VTIMEZONEs that all clients parse, for zones that have one."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from tests.ical import golden, outlook
from tests.ical.samples import ZONES, make, timed
from webinars.errors import InvalidInputError
from webinars.ical.tzid_or_utc import event_tzid, is_tzid
from webinars.ical.tzif import read_zone
from webinars.ical.vtimezone import instants_of_local_time, vtimezone
from webinars.timezones import zones

INEXPRESSIBLE = {
    "Africa/Cairo",
    "America/Nuuk",
    "America/Santiago",
    "America/Scoresbysund",
    "Asia/Gaza",
    "Asia/Hebron",
    "Asia/Jerusalem",
}


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def observances(body):
    matches = re.findall(
        rb"BEGIN:(STANDARD|DAYLIGHT)\r\nDTSTART:(\w+)\r\n(RRULE:[^\r]+\r\n)?", body
    )
    return [(name.decode(), start.decode(), bool(rule)) for name, start, rule in matches]


@pytest.mark.parametrize("name", golden.objects())
def test_bytes_equal_the_golden_files(name):
    assert golden.objects()[name] == (golden.FOLDER / f"{name}.ics").read_bytes()


def test_every_golden_file_is_in_use():
    stored = {path.stem for path in golden.FOLDER.glob("*.ics")}

    assert stored == set(golden.objects())


def test_zone_without_further_changes_has_one_standard_without_rule():
    assert observances(vtimezone("Asia/Kathmandu").content) == [
        ("STANDARD", "19700101T000000", False)
    ]


def test_yearly_rule_starts_at_its_first_change_by_the_offset_before():
    assert observances(vtimezone("America/New_York").content) == [
        ("DAYLIGHT", "20070311T020000", True),
        ("STANDARD", "20071104T020000", True),
    ]
    assert observances(vtimezone("Europe/Zurich").content) == [
        ("DAYLIGHT", "19960331T020000", True),
        ("STANDARD", "19961027T030000", True),
    ]


def test_dublin_has_daylight_time_in_summer():
    assert b"BYMONTH=3" in vtimezone("Europe/Dublin").content.split(b"BEGIN:STANDARD")[0]


def test_only_zones_that_outlook_cannot_express_have_no_vtimezone():
    names = {name for name in zones.NAMES if is_tzid(name)}

    assert {name for name in names & INEXPRESSIBLE if vtimezone(name)} == set()
    assert {zones.canonical(name) for name in names if not vtimezone(name)} == INEXPRESSIBLE


@pytest.mark.parametrize(
    ("zone", "since"),
    [
        # Congress moved both changes, the first on 11 March 2007.
        ("America/New_York", utc(2007, 3, 11, 7)),
        # The clocks changed as ever in 2022, and not on 2 April 2023.
        ("America/Mexico_City", utc(2023, 4, 4, 8)),
        ("America/Vancouver", utc(2026, 11, 3, 9)),
        ("Africa/Casablanca", utc(2026, 9, 20, 1)),
        ("Asia/Almaty", utc(2024, 2, 29, 18)),
        ("Pacific/Wallis", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_rules_are_those_since_they_first_gave_another_offset(zone, since):
    assert vtimezone(zone).rules_since == since


def test_change_from_another_offset_is_not_part_of_the_rule():
    # Winamac went from Central to Eastern time on the day that the rule's summer began.
    assert vtimezone("America/Indiana/Winamac").rules_since == utc(2007, 11, 4, 6)


@pytest.mark.parametrize("zone", sorted(filter(is_tzid, zones.NAMES)))
def test_outlook_and_icalendar_evaluate_vtimezones_as_zoneinfo_does(zone):
    for month in range(24):
        local = datetime(2030 + month // 12, month % 12 + 1, 1 + 13 * (month % 3), month, 30)
        try:
            event = make(timed(local, zone))
        except InvalidInputError:
            continue
        at = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if not event_tzid(event.when, event.span):
            continue
        content = vtimezone(zone).content
        assert outlook.instant(content, local) == at
        if month % 12 == 6:
            parsed = Timezone.from_ical(content).to_tz(lookup_tzid=False)
            assert local.replace(tzinfo=parsed).astimezone(UTC) == at


@pytest.mark.parametrize("zone", ZONES)
def test_resolved_instants_are_those_of_zoneinfo(zone):
    zone_info = ZoneInfo(zone)
    local = datetime(2026, 1, 1)
    while local.year < 2028:
        candidates = {local.replace(tzinfo=zone_info, fold=fold).astimezone(UTC) for fold in (0, 1)}
        instants = {
            at for at in candidates if at.astimezone(zone_info).replace(tzinfo=None) == local
        }
        assert instants_of_local_time(local, zone) == tuple(sorted(instants))
        local += timedelta(minutes=210)


def test_vtimezones_are_cached_per_zone_and_release(monkeypatch):
    monkeypatch.setattr(zones, "RELEASE", "none")
    before = vtimezone("Europe/Zurich")
    monkeypatch.setattr(zones, "RELEASE", "none again")

    assert vtimezone("Europe/Zurich") is not before
    assert vtimezone("Europe/Zurich") is vtimezone("Europe/Zurich")


def test_changes_of_the_abbreviation_only_are_ignored():
    for zone in zones.NAMES:
        rules = read_zone(zones.tzif_rules(zone))

        assert all(change.before != change.after for change in rules.changes), zone


def test_resolve_follows_the_zone_release(monkeypatch):
    local = datetime(2027, 7, 16, 15)
    assert instants_of_local_time(local, "Europe/Zurich") == (utc(2027, 7, 16, 13),)
    kathmandu = zones.tzif_rules("Asia/Kathmandu")

    monkeypatch.setattr(zones, "RELEASE", "moved")
    monkeypatch.setattr(zones, "tzif_rules", lambda _: kathmandu)

    assert instants_of_local_time(local, "Europe/Zurich") == (utc(2027, 7, 16, 9, 15),)


def test_bytes_that_are_no_tzif_file_are_refused():
    with pytest.raises(ValueError, match="not a TZif file"):
        read_zone(b"CET-1CEST" * 20)
