"""Feeds are properties, the VTIMEZONEs of their zones, and fragments."""

import re
from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.ical.samples import make, timed
from webinars.ical.feed import render_event_file, render_feed
from webinars.ical.vevent import render_fragment
from webinars.timezones.schedule import Days, Month


def event(zone, year=2027, month=7):
    return make(timed(datetime(year, month, 16, 15), zone))


def properties(body):
    return body.replace(b"\r\n ", b"").split(b"BEGIN:V")[1].decode().split("\r\n")


def tzids_of(body):
    return re.findall(rb"BEGIN:VTIMEZONE\r\nTZID:([^\r]+)", body)


EVERYTHING = [
    render_fragment(event("Europe/Zurich")),
    render_fragment(make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"))),
    render_fragment(make(Month(2027, 12, "Europe/Zurich"))),
]


def test_properties_describe_the_feed():
    body = render_feed(
        EVERYTHING,
        "Europe/Zurich",
        "Events, all",
        "Ours; and\nothers",
        source_url="https://events.example.org/events.ics",
        refresh=timedelta(minutes=90),
    )

    assert properties(body) == [
        "CALENDAR",
        "PRODID:-//Webinars//Webinars//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "NAME:Events\\, all",
        "X-WR-CALNAME:Events\\, all",
        "DESCRIPTION:Ours\\; and\\nothers",
        "X-WR-CALDESC:Ours\\; and\\nothers",
        "X-WR-TIMEZONE:Europe/Zurich",
        "REFRESH-INTERVAL;VALUE=DURATION:PT90M",
        "X-PUBLISHED-TTL:PT90M",
        "SOURCE;VALUE=URI:https://events.example.org/events.ics",
        "",
    ]


def test_refresh_interval_is_four_hours_by_default():
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in properties(
        render_feed([], "Europe/Zurich", "All")
    )


@pytest.mark.parametrize("body", [render_feed(EVERYTHING, "Europe/Zurich", "All"), *map(render_event_file, [
    event("Europe/Zurich"),
    make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna")),
    make(Month(2027, 12, "Europe/Zurich")),
])])  # fmt: skip
def test_feeds_and_files_have_no_method_organizer_or_attendee(body):
    for name in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"BEGIN:VALARM"):
        assert b"\r\n" + name not in body


def test_each_used_zone_has_one_vtimezone_before_the_first_event():
    body = render_feed(
        map(
            render_fragment,
            [event("Europe/Zurich"), event("Asia/Kathmandu"), event("Europe/Zurich")],
        ),
        "America/New_York",
        "All",
    )

    assert tzids_of(body) == [b"Asia/Kathmandu", b"Europe/Zurich"]
    assert body.rindex(b"END:VTIMEZONE") < body.index(b"BEGIN:VEVENT")


def test_whole_days_and_months_have_no_vtimezone():
    assert tzids_of(render_feed(EVERYTHING[1:], "Europe/Zurich", "All")) == []


def test_feed_uses_utc_if_outlook_cannot_express_the_zone():
    places = [event("America/Santiago", 2027), event("America/Santiago", 2028, 1)]

    body = render_feed(map(render_fragment, places), "Europe/Zurich", "All")

    assert tzids_of(body) == []
    assert b"DTSTART:20270716T190000Z" in body
    assert b"DTSTART:20280116T180000Z" in body
    assert tzids_of(render_event_file(places[0])) == []


def test_events_before_and_after_a_rule_change_are_both_correct():
    body = render_feed(
        map(render_fragment, [event("Europe/Moscow", 2010), event("Europe/Moscow", 2027)]),
        "UTC",
        "All",
    )

    starts = [
        component["DTSTART"].dt.utctimetuple()[:4] for component in Calendar.from_ical(body).events
    ]
    assert starts == [(2010, 7, 16, 11), (2027, 7, 16, 12)]
    assert tzids_of(body) == [b"Europe/Moscow"]


@pytest.mark.parametrize(
    ("zone", "tzid"),
    [("Europe/Zurich", b"Europe/Zurich"), ("UTC", b"UTC"), ("Africa/Cairo", b"UTC")],
)
def test_feed_without_events_has_one_vtimezone(zone, tzid):
    body = render_feed([], zone, "All")

    assert tzids_of(body) == [tzid]
    assert len(Calendar.from_ical(body).timezones) == 1


def test_fragment_of_another_zone_release_raises():
    stale = EVERYTHING[0].replace(b"Europe/Zurich", b"Africa/Cairo")

    with pytest.raises(ValueError, match="another zone release: its TZID is Africa/Cairo"):
        render_feed([stale], "Europe/Zurich", "All")


def test_same_events_give_the_same_bytes():
    once = render_feed(EVERYTHING, "Europe/Zurich", "All")

    assert render_feed(iter(EVERYTHING), "Europe/Zurich", "All") == once
    assert once.endswith(b"".join(EVERYTHING) + b"END:VCALENDAR\r\n")
