"""Times have a TZID where all clients resolve it to the published instants, and else are in UTC."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.ical.samples import make, timed
from webinars.ical.feed import file
from webinars.ical.tzid_or_utc import feed_tzid, feed_vtimezone, file_tzid, is_tzid
from webinars.ical.vevent import fragment
from webinars.timezones.schedule import Span


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["UTC", "GMT", "EST", "Etc/GMT-2", "CET"])
def test_names_other_than_area_and_city_are_never_tzids(zone):
    event = make(timed(datetime(2027, 7, 16, 15), zone))

    assert not is_tzid(zone)
    assert feed_vtimezone(zone) is None
    assert b"TZID" not in file(event)
    assert b"TZID" not in fragment(event)


def test_repeated_hour_is_in_utc():
    event = make(timed(datetime(2027, 10, 30, 15), "Europe/Zurich"))
    repeated = timed(datetime(2027, 10, 31, 1), "Europe/Zurich")
    late = replace(event, when=repeated, span=Span(utc(2027, 10, 30, 23), utc(2027, 10, 31, 1, 30)))

    assert file_tzid(event.when, event.span)[0] == "Europe/Zurich"
    assert file_tzid(late.when, late.span) == (None, b"")
    assert b"DTEND:20271031T013000Z" in file(late)


def test_published_instants_are_in_utc_if_zone_rules_have_changed():
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
def test_fragment_has_a_tzid_only_if_the_shared_vtimezone_is_valid(zone, year, shared):
    event = make(timed(datetime(year, 7, 16, 15), zone))

    assert feed_tzid(event.when, event.span) == (zone if shared else None)
    assert (b"TZID" in fragment(event)) == shared
    assert b"TZID" in file(event)
