"""Times have a TZID where all clients resolve it to the published instants, and else are in UTC."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ical import outlook
from tests.ical.samples import ATTENDEE, MESSAGE, ORGANIZER, make, timed
from webinars.errors import InvalidInputError
from webinars.ical.feed import render_event_file, render_feed
from webinars.ical.itip import render_cancel, render_request
from webinars.ical.tzid_or_utc import event_tzid, is_tzid, vtimezone_of
from webinars.ical.vevent import render_fragment
from webinars.timezones import zones
from webinars.timezones.schedule import Span

NAMES = sorted(filter(is_tzid, zones.NAMES))
TIMES = re.compile(rb"\r\n(DT(?:START|END)[;:][^\r]+)")
VTIMEZONE = re.compile(rb"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", re.DOTALL)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def at(zone, *local):
    return make(timed(datetime(*local), zone))


def tzid_of(zone, *local):
    event = at(zone, *local)
    return event_tzid(event.when, event.span)


def test_zone_whose_rules_are_old_is_a_tzid():
    for zone in ("Europe/Zurich", "America/New_York", "Europe/Kyiv", "Africa/Nairobi"):
        for year in (1999, 2010, 2026, 2037):
            expected = None if (zone, year) == ("America/New_York", 1999) else zone
            assert tzid_of(zone, year, 7, 16, 15) == expected, (zone, year)


@pytest.mark.parametrize(
    "zone",
    [
        "Africa/Cairo",
        "America/Nuuk",
        "America/Santiago",
        "America/Scoresbysund",
        "Asia/Gaza",
        "Asia/Hebron",
        "Asia/Jerusalem",
    ],
)
def test_zone_that_outlook_cannot_express_is_in_utc(zone):
    for year in range(1990, 2038):
        assert tzid_of(zone, year, 7, 16, 15) is None


@pytest.mark.parametrize(
    ("zone", "last_in_utc", "first_with_tzid"),
    [
        # The last clock change, of 20 September 2026, began the present rules.
        ("Africa/Casablanca", (2028, 9, 19, 15), (2028, 9, 21, 15)),
        ("Africa/El_Aaiun", (2028, 9, 19, 15), (2028, 9, 21, 15)),
        # Summer time began as every year, and did not end in November 2026.
        ("America/Edmonton", (2028, 10, 31, 15), (2028, 11, 4, 15)),
        ("America/Vancouver", (2028, 10, 31, 15), (2028, 11, 4, 15)),
        # Summer time lasts until November 2027, and has the former dates from then on.
        ("America/Havana", (2029, 11, 6, 15), (2029, 11, 8, 15)),
        # Summer time began and ended in 2022 as every year, and did not begin in April 2023.
        ("America/Mexico_City", (2025, 4, 3, 15), (2025, 4, 5, 15)),
        ("Asia/Almaty", (2026, 2, 28, 15), (2026, 3, 3, 15)),
        ("America/Sao_Paulo", (2021, 11, 3, 15), (2021, 11, 6, 15)),
        ("America/New_York", (2009, 3, 10, 15), (2009, 11, 2, 15)),
        ("Europe/Moscow", (2016, 10, 24, 15), (2016, 10, 27, 15)),
    ],
)
def test_zone_is_in_utc_until_24_months_after_a_change_of_its_rules(
    zone, last_in_utc, first_with_tzid
):
    assert tzid_of(zone, *last_in_utc) is None
    assert tzid_of(zone, *first_with_tzid) == zone


@pytest.mark.parametrize(
    ("zone", "year"),
    [
        ("Africa/Casablanca", 2026),
        ("America/Edmonton", 2026),
        ("America/Vancouver", 2025),
        ("America/Havana", 2026),
        ("America/Mexico_City", 2021),
        ("America/Mexico_City", 2015),
        ("Asia/Almaty", 2023),
        ("Asia/Almaty", 2010),
    ],
)
def test_zone_is_in_utc_before_a_change_of_its_rules(zone, year):
    assert tzid_of(zone, year, 1, 16, 15) is None


def test_present_rules_decide_not_the_current_date(clock):
    before = render_event_file(at("America/Vancouver", 2027, 7, 16, 15))

    clock.advance(timedelta(days=4000))

    assert render_event_file(at("America/Vancouver", 2027, 7, 16, 15)) == before
    assert b"DTSTART:20270716T220000Z" in before


@pytest.mark.parametrize("zone", ["UTC", "GMT", "EST", "Etc/GMT-2", "CET"])
def test_names_other_than_area_and_city_are_never_tzids(zone):
    event = at(zone, 2027, 7, 16, 15)

    assert not is_tzid(zone)
    assert vtimezone_of(zone) is None
    assert b"TZID" not in render_event_file(event)
    assert b"TZID" not in render_fragment(event)


def test_repeated_hour_is_in_utc():
    event = at("Europe/Zurich", 2027, 10, 30, 15)
    repeated = timed(datetime(2027, 10, 31, 1), "Europe/Zurich")
    late = replace(event, when=repeated, span=Span(utc(2027, 10, 30, 23), utc(2027, 10, 31, 1, 30)))

    assert event_tzid(event.when, event.span) == "Europe/Zurich"
    assert event_tzid(late.when, late.span) is None
    assert b"DTEND:20271031T013000Z" in render_event_file(late)


@pytest.mark.parametrize(
    ("local", "in_utc"),
    [
        ((2027, 3, 27, 21), False),
        ((2027, 3, 27, 22), True),
        ((2027, 3, 28, 5, 30), True),
        ((2027, 3, 28, 6), False),
        ((2027, 10, 31, 5, 30), True),
        ((2027, 10, 31, 6), False),
    ],
)
def test_times_near_a_clock_change_are_in_utc(local, in_utc):
    assert (tzid_of("Europe/Zurich", *local) is None) == in_utc


def test_published_instants_are_in_utc_if_zone_rules_have_changed():
    event = at("Europe/Zurich", 2027, 7, 16, 15)
    moved = make(event.when, span=Span(utc(2027, 7, 16, 12), utc(2027, 7, 16, 13)))

    assert b"DTSTART:20270716T120000Z" in render_event_file(moved)


def objects(event):
    """Return a file, messages and a feed of an event."""
    return [
        render_event_file(event),
        render_request(event, ATTENDEE, ORGANIZER, **MESSAGE, replies=True),
        render_cancel(event, ATTENDEE, ORGANIZER, **MESSAGE),
        render_feed([render_fragment(event)], "Europe/Zurich", "All"),
    ]


@given(
    zone=st.sampled_from(NAMES),
    locals_=st.tuples(
        *[st.datetimes(min_value=datetime(1970, 1, 3), max_value=datetime(2037, 12, 29))] * 2
    ),
)
def test_file_messages_and_feed_agree_and_a_tzid_has_one_vtimezone(zone, locals_):
    definitions = set()
    for local in locals_:
        try:
            event = at(zone, *local.timetuple()[:5])
        except InvalidInputError:
            continue
        bodies = objects(event)
        (times,) = {tuple(TIMES.findall(body.split(b"BEGIN:VEVENT")[1])) for body in bodies}
        assert len(times) == 2
        blocks = [VTIMEZONE.findall(body) for body in bodies]
        assert all(block == blocks[0] for block in blocks)
        definitions.update(blocks[0])
        for value, instant in zip(times, (event.span.starts_at, event.span.ends_at), strict=True):
            assert_is_instant(value.decode(), blocks[0], instant)
    assert len(definitions) <= 1


def assert_is_instant(value, blocks, instant):
    text = value.rpartition(":")[2]
    if "TZID" not in value:
        assert blocks == []
        assert datetime.fromisoformat(text) == instant
        return
    (block,) = blocks
    local = datetime.fromisoformat(text)
    zone = re.search(r"TZID=([^:]+):", value)[1]
    assert f"TZID:{zone}\r\n".encode() in block
    assert local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) == instant
    assert outlook.instant(block, local) == instant


def test_every_zone_has_one_vtimezone_over_all_years():
    days = [datetime(year, month, 16, 15) for year, month in product(range(1970, 2038, 3), (1, 7))]
    for zone in NAMES:
        known = [local for local in days if local.year >= zones.first_year(zone)]
        bodies = [
            render_event_file(at(zone, *local.timetuple()[:5]))
            for local in known[:: 1 + len(zone) % 3]
        ]
        assert len({block for body in bodies for block in VTIMEZONE.findall(body)}) <= 1, zone
