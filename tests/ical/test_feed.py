"""Feeds are a head, the blocks of the zones they name, and fragments."""

import re
from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.ical.samples import make, timed
from webinars.ical.feed import calendar, file
from webinars.ical.vevent import fragment
from webinars.timezones.schedule import Days, Month


def event(zone, year=2027, month=7):
    return make(timed(datetime(year, month, 16, 15), zone))


def head(body):
    return body.replace(b"\r\n ", b"").split(b"BEGIN:V")[1].decode().split("\r\n")


def zones_told(body):
    return re.findall(rb"BEGIN:VTIMEZONE\r\nTZID:([^\r]+)", body)


EVERYTHING = [
    fragment(event("Europe/Zurich")),
    fragment(make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"))),
    fragment(make(Month(2027, 12, "Europe/Zurich"))),
]


def test_the_head_says_what_the_feed_is():
    body = calendar(
        EVERYTHING,
        "Europe/Zurich",
        "Events, all",
        "Ours; and\nothers",
        source_url="https://events.example.org/events.ics",
        refresh=timedelta(minutes=90),
    )

    assert head(body) == [
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


def test_a_feed_is_polled_every_four_hours():
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in head(calendar([], "Europe/Zurich", "All"))


@pytest.mark.parametrize("body", [calendar(EVERYTHING, "Europe/Zurich", "All"), *map(file, [
    event("Europe/Zurich"),
    make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna")),
    make(Month(2027, 12, "Europe/Zurich")),
])])  # fmt: skip
def test_feeds_and_files_have_no_method_and_no_people(body):
    for name in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"BEGIN:VALARM"):
        assert b"\r\n" + name not in body


def test_each_zone_is_told_once_before_the_first_event_and_none_unused():
    body = calendar(
        map(fragment, [event("Europe/Zurich"), event("Asia/Kathmandu"), event("Europe/Zurich")]),
        "America/New_York",
        "All",
    )

    assert zones_told(body) == [b"Asia/Kathmandu", b"Europe/Zurich"]
    assert body.rindex(b"END:VTIMEZONE") < body.index(b"BEGIN:VEVENT")


def test_whole_days_and_months_need_no_zone():
    assert zones_told(calendar(EVERYTHING[1:], "Europe/Zurich", "All")) == []


def test_events_of_several_years_under_a_rule_that_cannot_be_told_are_in_utc():
    places = [event("America/Santiago", 2027), event("America/Santiago", 2028, 1)]

    body = calendar(map(fragment, places), "Europe/Zurich", "All")

    assert zones_told(body) == []
    assert b"DTSTART:20270716T190000Z" in body
    assert b"DTSTART:20280116T180000Z" in body
    assert zones_told(file(places[0])) == [b"America/Santiago"]


def test_an_old_and_a_new_event_of_a_zone_do_not_disturb_each_other():
    body = calendar(
        map(fragment, [event("Europe/Moscow", 2010), event("Europe/Moscow", 2027)]), "UTC", "All"
    )

    starts = [each["DTSTART"].dt.utctimetuple()[:4] for each in Calendar.from_ical(body).events]
    assert starts == [(2010, 7, 16, 11), (2027, 7, 16, 12)]
    assert zones_told(body) == [b"Europe/Moscow"]


@pytest.mark.parametrize(
    ("zone", "told"),
    [("Europe/Zurich", b"Europe/Zurich"), ("UTC", b"UTC"), ("Africa/Cairo", b"UTC")],
)
def test_a_feed_without_events_still_has_a_component(zone, told):
    body = calendar([], zone, "All")

    assert zones_told(body) == [told]
    assert len(Calendar.from_ical(body).timezones) == 1


def test_a_fragment_that_another_zone_release_made_is_refused():
    stale = EVERYTHING[0].replace(b"Europe/Zurich", b"Africa/Cairo")

    with pytest.raises(ValueError, match="another zone release: it names Africa/Cairo"):
        calendar([stale], "Europe/Zurich", "All")


def test_the_same_events_give_the_same_bytes():
    once = calendar(EVERYTHING, "Europe/Zurich", "All")

    assert calendar(iter(EVERYTHING), "Europe/Zurich", "All") == once
    assert once.endswith(b"".join(EVERYTHING) + b"END:VCALENDAR\r\n")
