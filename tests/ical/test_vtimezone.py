"""A zone is told as every reader can take it, or not at all."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from tests.ical import golden, outlook
from tests.ical.samples import ZONES, make, timed
from webinars.errors import InvalidInputError
from webinars.ical import vtimezone
from webinars.ical.feed import file
from webinars.ical.tzif import read_zone
from webinars.ical.vevent import fragment, plain_zone, shared_zone
from webinars.ical.vtimezone import block, readings, rules_from
from webinars.timezones import zones
from webinars.timezones.schedule import Span

UNTOLD = {
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
    found = re.findall(rb"BEGIN:(STANDARD|DAYLIGHT)\r\nDTSTART:(\w+)\r\n(RRULE:[^\r]+\r\n)?", body)
    return [(kind.decode(), start.decode(), bool(rule)) for kind, start, rule in found]


@pytest.mark.parametrize("name", golden.objects())
def test_bytes_are_those_we_looked_at(name):
    assert golden.objects()[name] == (golden.FOLDER / f"{name}.ics").read_bytes()


def test_no_golden_file_is_left_behind():
    kept = {path.stem for path in golden.FOLDER.glob("*.ics")}

    assert kept == set(golden.objects())


def test_a_zone_that_changes_no_more_has_one_standard_time_without_rule():
    assert observances(rules_from("Asia/Kathmandu").block) == [
        ("STANDARD", "19700101T000000", False)
    ]


def test_a_yearly_change_begins_where_the_rule_began_with_the_wall_clock_before_it():
    assert observances(rules_from("America/New_York").block) == [
        ("DAYLIGHT", "20070311T020000", True),
        ("STANDARD", "20071104T020000", True),
    ]
    assert observances(rules_from("Europe/Zurich").block) == [
        ("DAYLIGHT", "19960331T020000", True),
        ("STANDARD", "19961027T030000", True),
    ]


def test_dublin_has_its_daylight_time_in_summer():
    assert b"BYMONTH=3" in rules_from("Europe/Dublin").block.split(b"BEGIN:STANDARD")[0]


def test_only_zones_that_outlook_cannot_express_are_told_for_a_year_only():
    every = {name for name in zones.NAMES if vtimezone.is_named(name)}

    assert {name for name in every & UNTOLD if rules_from(name)} == set()
    assert {zones.canonical(name) for name in every if not rules_from(name)} == UNTOLD


def test_a_rule_at_midnight_s_other_side_is_told_by_the_changes_around_the_event():
    body = block("America/Santiago", utc(2027, 1, 10), utc(2027, 1, 11))

    assert observances(body) == [
        ("DAYLIGHT", "20260906T000000", False),
        ("STANDARD", "20270404T000000", False),
    ]


def test_events_of_several_years_under_such_a_rule_are_in_utc():
    assert block("America/Santiago", utc(2027, 1, 10), utc(2028, 7, 10)) is None


def test_an_event_after_the_second_change_is_not_told_by_the_first_two():
    assert block("America/Santiago", utc(2027, 1, 10), utc(2027, 10, 1)) is None
    assert block("America/Santiago", utc(2027, 1, 10), utc(2027, 8, 1)) is not None


def test_a_former_rule_is_told_for_its_year():
    assert observances(block("Europe/Moscow", utc(2010, 7, 1), utc(2010, 7, 2))) == [
        ("DAYLIGHT", "20100328T020000", False),
        ("STANDARD", "20101031T030000", False),
    ]


def test_former_years_without_change_are_told_by_one_standard_time():
    body = block("Europe/Moscow", utc(2013, 7, 1), utc(2013, 7, 2))

    assert observances(body) == [("STANDARD", "19700101T000000", False)]
    assert b"TZOFFSETTO:+0400" in body
    assert block("Europe/Moscow", utc(2013, 7, 1), utc(2014, 12, 1)) is None


def test_offsets_with_seconds_are_not_told():
    assert block("Africa/Monrovia", utc(1971, 7, 1), utc(1971, 7, 2)) is None
    assert block("America/La_Paz", utc(1932, 1, 1), utc(1932, 1, 2)) is None


def test_a_rule_holds_from_its_first_change_on():
    since = rules_from("America/New_York").since

    assert since == utc(2007, 3, 11, 7)
    assert b"RRULE" in block("America/New_York", since, since)
    assert b"RRULE" not in block("America/New_York", since - timedelta(days=1), since)


def test_a_change_from_another_offset_is_not_yet_the_rule_s():
    # Winamac went from Central to Eastern time on the day that the rule's summer began.
    assert rules_from("America/Indiana/Winamac").since == utc(2007, 11, 4, 6)


@pytest.mark.parametrize("zone", ["UTC", "GMT", "EST", "Etc/GMT-2", "CET"])
def test_names_that_are_no_place_are_never_written(zone):
    assert block(zone, utc(2027, 1, 1), utc(2027, 1, 2)) is None
    assert b"TZID" not in file(make(timed(datetime(2027, 7, 16, 15), zone)))


@pytest.mark.parametrize("zone", sorted(zones.NAMES))
def test_outlook_and_python_read_every_block_as_zoneinfo_reads_the_zone(zone):
    for month in range(24):
        local = datetime(2027 + month // 12, month % 12 + 1, 1 + 13 * (month % 3), month, 30)
        try:
            event = make(timed(local, zone))
        except InvalidInputError:
            continue
        at = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        told = block(zone, event.span.starts_at, event.span.ends_at)
        assert bool(told) == vtimezone.is_named(zone)
        if told:
            assert outlook.instant(told, local) == at
        if told and month % 12 == 6:
            written = Timezone.from_ical(told).to_tz(lookup_tzid=False)
            assert local.replace(tzinfo=written).astimezone(UTC) == at


@pytest.mark.parametrize("zone", ZONES)
def test_readings_are_those_of_zoneinfo(zone):
    place = ZoneInfo(zone)
    local = datetime(2026, 1, 1)
    while local.year < 2028:
        both = {local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)}
        real = {at for at in both if at.astimezone(place).replace(tzinfo=None) == local}
        assert readings(local, zone) == tuple(sorted(real))
        local += timedelta(minutes=210)


def test_an_hour_that_comes_twice_is_told_in_utc():
    event = make(timed(datetime(2027, 10, 30, 15), "Europe/Zurich"))
    twice = timed(datetime(2027, 10, 31, 1), "Europe/Zurich")
    late = replace(event, when=twice, span=Span(utc(2027, 10, 30, 23), utc(2027, 10, 31, 1, 30)))

    assert plain_zone(event) == "Europe/Zurich"
    assert plain_zone(late) is None
    assert b"DTEND:20271031T013000Z" in file(late)


def test_a_promise_that_today_s_rules_read_otherwise_is_told_as_its_instants():
    event = make(timed(datetime(2027, 7, 16, 15), "Europe/Zurich"))
    moved = make(event.when, span=Span(utc(2027, 7, 16, 12), utc(2027, 7, 16, 13)))

    assert b"DTSTART:20270716T120000Z" in file(moved)


@pytest.mark.parametrize(
    ("zone", "year", "shared"),
    [
        ("Europe/Zurich", 2027, True),
        ("America/Santiago", 2027, False),
        ("America/Havana", 2026, False),
        ("America/Havana", 2028, True),
        ("Europe/Moscow", 2010, False),
        ("Europe/Moscow", 2027, True),
    ],
)
def test_a_fragment_names_its_zone_only_where_the_lasting_block_holds(zone, year, shared):
    event = make(timed(datetime(year, 7, 16, 15), zone))

    assert shared_zone(event) == (zone if shared else None)
    assert (b"TZID" in fragment(event)) == shared
    assert b"TZID" in file(event)


def test_blocks_are_made_once_per_zone_and_release(monkeypatch):
    monkeypatch.setattr(zones, "RELEASE", "none")
    before = rules_from("Europe/Zurich")
    monkeypatch.setattr(zones, "RELEASE", "none again")

    assert rules_from("Europe/Zurich") is not before
    assert rules_from("Europe/Zurich") is rules_from("Europe/Zurich")


def test_changes_of_a_zone_s_abbreviation_alone_are_none():
    for zone in zones.NAMES:
        rules = read_zone(zones.rules(zone))

        assert all(change.before != change.after for change in rules.changes), zone


def test_readings_follow_the_release_too(monkeypatch):
    local = datetime(2027, 7, 16, 15)
    assert readings(local, "Europe/Zurich") == (utc(2027, 7, 16, 13),)
    kathmandu = zones.rules("Asia/Kathmandu")

    monkeypatch.setattr(zones, "RELEASE", "moved")
    monkeypatch.setattr(zones, "rules", lambda _: kathmandu)

    assert readings(local, "Europe/Zurich") == (utc(2027, 7, 16, 9, 15),)


def test_a_file_that_is_no_zone_is_refused():
    with pytest.raises(ValueError, match="not a TZif file"):
        read_zone(b"CET-1CEST" * 20)
