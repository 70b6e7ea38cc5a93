"""VTIMEZONEs that all clients parse, for zones that have one."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from tests.ical import golden, outlook
from tests.ical.samples import ZONES, make, timed
from webinars.errors import InvalidInputError
from webinars.ical.tzid_or_utc import is_tzid
from webinars.ical.tzif import read_zone
from webinars.ical.vtimezone import resolve, shared_vtimezone, vtimezone_for
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
    assert observances(shared_vtimezone("Asia/Kathmandu").content) == [
        ("STANDARD", "19700101T000000", False)
    ]


def test_yearly_rule_starts_at_its_first_change_by_the_offset_before():
    assert observances(shared_vtimezone("America/New_York").content) == [
        ("DAYLIGHT", "20070311T020000", True),
        ("STANDARD", "20071104T020000", True),
    ]
    assert observances(shared_vtimezone("Europe/Zurich").content) == [
        ("DAYLIGHT", "19960331T020000", True),
        ("STANDARD", "19961027T030000", True),
    ]


def test_dublin_has_daylight_time_in_summer():
    assert b"BYMONTH=3" in shared_vtimezone("Europe/Dublin").content.split(b"BEGIN:STANDARD")[0]


def test_only_zones_that_outlook_cannot_express_have_no_shared_vtimezone():
    names = {name for name in zones.NAMES if is_tzid(name)}

    assert {name for name in names & INEXPRESSIBLE if shared_vtimezone(name)} == set()
    assert {zones.canonical(name) for name in names if not shared_vtimezone(name)} == INEXPRESSIBLE


def test_rule_outlook_cannot_express_becomes_the_changes_around_the_event():
    body = vtimezone_for("America/Santiago", utc(2027, 1, 10), utc(2027, 1, 11))

    assert observances(body) == [
        ("DAYLIGHT", "20260906T000000", False),
        ("STANDARD", "20270404T000000", False),
    ]


def test_such_a_rule_has_no_vtimezone_over_several_years():
    assert vtimezone_for("America/Santiago", utc(2027, 1, 10), utc(2028, 7, 10)) is None


def test_vtimezone_of_one_year_ends_before_the_third_change():
    assert vtimezone_for("America/Santiago", utc(2027, 1, 10), utc(2027, 10, 1)) is None
    assert vtimezone_for("America/Santiago", utc(2027, 1, 10), utc(2027, 8, 1)) is not None


def test_former_rule_has_a_vtimezone_of_one_year():
    assert observances(vtimezone_for("Europe/Moscow", utc(2010, 7, 1), utc(2010, 7, 2))) == [
        ("DAYLIGHT", "20100328T020000", False),
        ("STANDARD", "20101031T030000", False),
    ]


def test_former_years_without_change_have_one_standard():
    body = vtimezone_for("Europe/Moscow", utc(2013, 7, 1), utc(2013, 7, 2))

    assert observances(body) == [("STANDARD", "19700101T000000", False)]
    assert b"TZOFFSETTO:+0400" in body
    assert vtimezone_for("Europe/Moscow", utc(2013, 7, 1), utc(2014, 12, 1)) is None


def test_offsets_with_seconds_have_no_vtimezone():
    assert vtimezone_for("Africa/Monrovia", utc(1971, 7, 1), utc(1971, 7, 2)) is None
    assert vtimezone_for("America/La_Paz", utc(1932, 1, 1), utc(1932, 1, 2)) is None


def test_shared_vtimezone_is_valid_from_its_first_change():
    valid_from = shared_vtimezone("America/New_York").valid_from

    assert valid_from == utc(2007, 3, 11, 7)
    assert b"RRULE" in vtimezone_for("America/New_York", valid_from, valid_from)
    assert b"RRULE" not in vtimezone_for(
        "America/New_York", valid_from - timedelta(days=1), valid_from
    )


def test_change_from_another_offset_is_not_part_of_the_rule():
    # Winamac went from Central to Eastern time on the day that the rule's summer began.
    assert shared_vtimezone("America/Indiana/Winamac").valid_from == utc(2007, 11, 4, 6)


@pytest.mark.parametrize("zone", sorted(filter(is_tzid, zones.NAMES)))
def test_outlook_and_icalendar_evaluate_vtimezones_as_zoneinfo_does(zone):
    for month in range(24):
        local = datetime(2027 + month // 12, month % 12 + 1, 1 + 13 * (month % 3), month, 30)
        try:
            event = make(timed(local, zone))
        except InvalidInputError:
            continue
        at = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        content = vtimezone_for(zone, event.span.starts_at, event.span.ends_at)
        assert content
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
        assert resolve(local, zone) == tuple(sorted(instants))
        local += timedelta(minutes=210)


def test_shared_vtimezones_are_cached_per_zone_and_release(monkeypatch):
    monkeypatch.setattr(zones, "RELEASE", "none")
    before = shared_vtimezone("Europe/Zurich")
    monkeypatch.setattr(zones, "RELEASE", "none again")

    assert shared_vtimezone("Europe/Zurich") is not before
    assert shared_vtimezone("Europe/Zurich") is shared_vtimezone("Europe/Zurich")


def test_changes_of_the_abbreviation_only_are_ignored():
    for zone in zones.NAMES:
        rules = read_zone(zones.rules(zone))

        assert all(change.before != change.after for change in rules.changes), zone


def test_resolve_follows_the_zone_release(monkeypatch):
    local = datetime(2027, 7, 16, 15)
    assert resolve(local, "Europe/Zurich") == (utc(2027, 7, 16, 13),)
    kathmandu = zones.rules("Asia/Kathmandu")

    monkeypatch.setattr(zones, "RELEASE", "moved")
    monkeypatch.setattr(zones, "rules", lambda _: kathmandu)

    assert resolve(local, "Europe/Zurich") == (utc(2027, 7, 16, 9, 15),)


def test_bytes_that_are_no_tzif_file_are_refused():
    with pytest.raises(ValueError, match="not a TZif file"):
        read_zone(b"CET-1CEST" * 20)
