"""The self-check reports every difference between calendar text and its data."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.ical.samples import ATTENDEE, MESSAGE, ORGANIZER, make, timed
from webinars.ical.feed import render_event_file, render_feed
from webinars.ical.itip import Attendee, Organizer, render_cancel, render_request
from webinars.ical.round_trip_check import (
    CalendarTextError,
    ExpectedContent,
    _check_shared,
    check_round_trip,
)
from webinars.ical.vevent import render_fragment
from webinars.timezones.schedule import Days, Month, Span

TIMED = make(timed(datetime(2027, 7, 16, 15), "Europe/Zurich"))
DAYS = make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"))
MONTH = make(Month(2027, 12, "Europe/Zurich"))
ASKED = ExpectedContent(TIMED, "REQUEST", ATTENDEE, ORGANIZER, **MESSAGE, replies=True)
BODY = render_request(TIMED, ATTENDEE, ORGANIZER, **MESSAGE, replies=True)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("event", [TIMED, DAYS, MONTH])
def test_every_type_of_object_passes(event):
    people = (ATTENDEE, ORGANIZER)
    asked = render_request(event, *people, **MESSAGE, replies=False)

    check_round_trip(render_event_file(event), ExpectedContent(event))
    check_round_trip(
        render_feed([render_fragment(event)], "Europe/Zurich", "All"), ExpectedContent(event)
    )
    check_round_trip(asked, ExpectedContent(event, "REQUEST", *people, **MESSAGE))
    check_round_trip(
        render_cancel(event, *people, **MESSAGE),
        ExpectedContent(event, "CANCEL", *people, **MESSAGE),
    )


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("uid", {"uid": "other@example.org"}),
        ("summary", {"summary": "Other"}),
        ("description", {"description": "Other"}),
        ("location", {"location": "Other"}),
        ("url", {"url": "https://example.org/other"}),
        ("status", {"status": "TENTATIVE"}),
        ("transparency", {"when": DAYS.when}),
        ("categories", {"categories": ()}),
        ("created", {"created": TIMED.created + HOUR}),
        ("start", {"span": Span(TIMED.span.starts_at - HOUR, TIMED.span.ends_at)}),
        ("end", {"span": Span(TIMED.span.starts_at, TIMED.span.ends_at + HOUR)}),
    ],
)
def test_error_names_the_field_of_the_event_that_differs(field, change):
    with pytest.raises(CalendarTextError, match=f"^{field}: "):
        check_round_trip(BODY, replace(ASKED, event=replace(TIMED, **change)))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("method", {"method": ""}),
        ("sequence", {"sequence": 8}),
        ("dtstamp", {"stamp": MESSAGE["stamp"] + HOUR}),
        ("attendee", {"attendee": Attendee(ATTENDEE.name, "other@example.com")}),
        ("attendee", {"attendee": Attendee("Other", ATTENDEE.email)}),
        ("organizer", {"organizer": Organizer(ORGANIZER.name, "other@example.com")}),
        ("attendee", {"attendee": None}),
        ("organizer", {"organizer": None}),
        ("attendee's participation", {"replies": False}),
    ],
)
def test_error_names_the_field_of_the_message_that_differs(field, change):
    with pytest.raises(CalendarTextError, match=f"^{field}: "):
        check_round_trip(BODY, replace(ASKED, **change))


@pytest.mark.parametrize("event", [DAYS, MONTH])
@pytest.mark.parametrize(("field", "name"), [("start", b"DTSTART"), ("end", b"DTEND")])
def test_error_names_the_date_that_differs(event, field, name):
    moved = render_event_file(event).replace(name + b";VALUE=DATE:2027", name + b";VALUE=DATE:2026")
    moved = moved.replace(name + b";VALUE=DATE:2028", name + b";VALUE=DATE:2029")

    with pytest.raises(CalendarTextError, match=f"^{field}: "):
        check_round_trip(moved, ExpectedContent(event))


@pytest.mark.parametrize(
    ("complaint", "old", "new"),
    [
        ("start by VTIMEZONE", b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0300"),
        ("TZID of the VTIMEZONE", b"TZID:Europe/Zurich", b"TZID:Europe/Vienna"),
        ("TZID of the end", b"DTEND;TZID=Europe/Zurich", b"DTEND;TZID=Europe/Berlin"),
        ("TZID of the end", b"DTSTART;TZID=Europe/Zurich:", b"DTSTART:"),
        ("TZID of the VTIMEZONE", b";TZID=Europe/Zurich:", b":"),
        (
            "further time zones",
            b"BEGIN:VEVENT\r\n",
            b"BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n",
        ),
        ("not an instant", b"DTSTAMP:20261120T120000Z", b"DTSTAMP:20261120T120000"),
        ("last-modified", b"LAST-MODIFIED:20261120", b"LAST-MODIFIED:20261119"),
        ("DTSTAMP: month must be", b"DTSTAMP:20261120", b"DTSTAMP:20261320"),
        ("last line break", b"END:VCALENDAR\r\n", b"END:VCALENDAR"),
        ("line of 0 octets", b"END:VEVENT\r\n", b"END:VEVENT\r\n\r\n"),
        ("line of 89 octets", b"UID:", b"UID:" + b"x" * 30),
        ("control character", b"UID:", b"UID:\x07"),
        ("control character", b"STATUS:CONFIRMED\r\n", b"STATUS:CONFIRMED\n"),
        ("fold inside a character", b"\xc3\x85sa", b"\xc3\r\n \x85sa"),
        ("number of events", b"BEGIN:VEVENT", b"BEGIN:VTODO"),
        ("icalendar cannot parse it", b"BEGIN:VEVENT\r\n", b""),
        ("errors", b"SEQUENCE:7", b"SEQUENCE:seven"),
        ("ATTENDEE: more than one", b"ATTENDEE;", b"ATTENDEE:mailto:x@example.com\r\nATTENDEE;"),
        ("DTSTAMP: more than one", b"DTSTAMP:", b"DTSTAMP:20261120T120000Z\r\nDTSTAMP:"),
        ("LOCATION: more than one", b"END:VEVENT\r\n", b"END:VEVENT\r\nLOCATION:Other\r\n"),
        ("other components", b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT"),
        ("DESCRIPTION: has parameters", b"DESCRIPTION:", b"DESCRIPTION;X=fr:a\r\n :"),
    ],
)
def test_malformed_bytes_are_refused(complaint, old, new):
    assert old in BODY

    with pytest.raises(CalendarTextError, match=f"^{complaint}"):
        check_round_trip(BODY.replace(old, new), ASKED)


@pytest.mark.parametrize(
    "event",
    [
        replace(
            TIMED,
            when=replace(TIMED.when, end=TIMED.when.start),
            span=Span(*[TIMED.span.starts_at] * 2),
        ),
        replace(DAYS, when=replace(DAYS.when, last=date(2027, 10, 11))),
    ],
)
def test_event_without_duration_is_refused(event):
    with pytest.raises(CalendarTextError, match=r"^the end is not after the start"):
        check_round_trip(render_event_file(event), ExpectedContent(event))


def test_property_outside_the_event_is_not_taken_for_its_own():
    location = re.search(rb"LOCATION:[^\r]*\r\n", BODY)[0]
    moved = BODY.replace(location, b"").replace(b"END:VEVENT\r\n", b"END:VEVENT\r\n" + location)

    with pytest.raises(CalendarTextError, match=r"^LOCATION is in the event"):
        check_round_trip(moved, ASKED)


def test_shared_part_is_parsed_once_and_personal_lines_in_each_message():
    attendees = [Attendee(f"Person {index}", f"p{index}@example.com") for index in range(5)]
    event = replace(TIMED, uid="shared@example.org")
    messages = [
        replace(
            ASKED,
            event=replace(event, description=f"Join: https://example.org/{attendee.email}"),
            attendee=attendee,
        )
        for attendee in attendees
    ]
    bodies = [
        render_request(message.event, message.attendee, ORGANIZER, **MESSAGE, replies=True)
        for message in messages
    ]
    before = _check_shared.cache_info()

    for body, message in zip(bodies, messages, strict=True):
        check_round_trip(body, message)

    after = _check_shared.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 4)
    for body, message in zip(bodies, messages[1:], strict=False):
        with pytest.raises(CalendarTextError, match=r"^description: "):
            check_round_trip(body, message)


def test_error_in_the_shared_part_is_found_in_every_message():
    broken = BODY.replace(b"SUMMARY:", b"SUMMARY:Not ")

    for _ in range(3):
        with pytest.raises(CalendarTextError, match=r"^summary: "):
            check_round_trip(broken, ASKED)
