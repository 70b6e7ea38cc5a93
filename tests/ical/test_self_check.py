"""The self-check finds whatever a calendar object says wrongly."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.ical.samples import ATTENDEE, MESSAGE, ORGANIZER, make, timed
from webinars.ical.feed import calendar, file
from webinars.ical.itip import Attendee, Organizer, cancel, request
from webinars.ical.self_check import CalendarTextError, Expected, _check_shared, check
from webinars.ical.vevent import fragment
from webinars.timezones.schedule import Days, Month, Span

TIMED = make(timed(datetime(2027, 7, 16, 15), "Europe/Zurich"))
DAYS = make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"))
MONTH = make(Month(2027, 12, "Europe/Zurich"))
ASKED = Expected(TIMED, "REQUEST", ATTENDEE, ORGANIZER, **MESSAGE, replies=True)
BODY = request(TIMED, ATTENDEE, ORGANIZER, **MESSAGE, replies=True)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("event", [TIMED, DAYS, MONTH])
def test_every_kind_of_object_passes(event):
    people = (ATTENDEE, ORGANIZER)
    asked = request(event, *people, **MESSAGE, replies=False)

    check(file(event), Expected(event))
    check(calendar([fragment(event)], "Europe/Zurich", "All"), Expected(event))
    check(asked, Expected(event, "REQUEST", *people, **MESSAGE))
    check(cancel(event, *people, **MESSAGE), Expected(event, "CANCEL", *people, **MESSAGE))


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
        ("last-modified", {"stamp": TIMED.stamp + HOUR}),
        ("start", {"span": Span(TIMED.span.starts_at - HOUR, TIMED.span.ends_at)}),
        ("end", {"span": Span(TIMED.span.starts_at, TIMED.span.ends_at + HOUR)}),
    ],
)
def test_a_field_of_the_event_that_differs_is_named(field, change):
    with pytest.raises(CalendarTextError, match=f"^{field}: "):
        check(BODY, replace(ASKED, event=replace(TIMED, **change)))


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
        ("attendee's state", {"replies": False}),
    ],
)
def test_a_field_of_the_message_that_differs_is_named(field, change):
    with pytest.raises(CalendarTextError, match=f"^{field}: "):
        check(BODY, replace(ASKED, **change))


@pytest.mark.parametrize("event", [DAYS, MONTH])
@pytest.mark.parametrize(("field", "name"), [("start", b"DTSTART"), ("end", b"DTEND")])
def test_a_date_that_differs_is_named(event, field, name):
    moved = file(event).replace(name + b";VALUE=DATE:2027", name + b";VALUE=DATE:2026")
    moved = moved.replace(name + b";VALUE=DATE:2028", name + b";VALUE=DATE:2029")

    with pytest.raises(CalendarTextError, match=f"^{field}: "):
        check(moved, Expected(event))


@pytest.mark.parametrize(
    ("complaint", "old", "new"),
    [
        ("start by VTIMEZONE", b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0300"),
        ("zones", b"TZID:Europe/Zurich", b"TZID:Europe/Vienna"),
        ("zone of the end", b"DTEND;TZID=Europe/Zurich", b"DTEND;TZID=Europe/Berlin"),
        ("zone of the end", b"DTSTART;TZID=Europe/Zurich:", b"DTSTART:"),
        ("zones", b";TZID=Europe/Zurich:", b":"),
        (
            "zones beside the first",
            b"BEGIN:VEVENT\r\n",
            b"BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n",
        ),
        ("not an instant", b"DTSTAMP:20261120T120000Z", b"DTSTAMP:20261120T120000"),
        ("last line end", b"END:VCALENDAR\r\n", b"END:VCALENDAR"),
        ("a line of 0 octets", b"END:VEVENT\r\n", b"END:VEVENT\r\n\r\n"),
        ("a line of 89 octets", b"UID:", b"UID:" + b"x" * 30),
        ("a control character", b"UID:", b"UID:\x07"),
        ("a control character", b"STATUS:CONFIRMED\r\n", b"STATUS:CONFIRMED\n"),
        ("a fold inside a character", b"\xc3\x85sa", b"\xc3\r\n \x85sa"),
        ("number of events", b"BEGIN:VEVENT", b"BEGIN:VTODO"),
        ("icalendar cannot read it", b"BEGIN:VEVENT\r\n", b""),
        ("errors", b"SEQUENCE:7", b"SEQUENCE:seven"),
        ("ATTENDEE: more than one", b"ATTENDEE;", b"ATTENDEE:mailto:x@example.com\r\nATTENDEE;"),
        ("DTSTAMP: more than one", b"DTSTAMP:", b"DTSTAMP:20261120T120000Z\r\nDTSTAMP:"),
        ("LOCATION: more than one", b"END:VEVENT\r\n", b"END:VEVENT\r\nLOCATION:Other\r\n"),
        ("other parts", b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT"),
        ("DESCRIPTION: not a plain text", b"DESCRIPTION:", b"DESCRIPTION;X=fr:a\r\n :"),
    ],
)
def test_bytes_that_some_reader_would_trip_over_are_refused(complaint, old, new):
    assert old in BODY

    with pytest.raises(CalendarTextError, match=f"^{complaint}"):
        check(BODY.replace(old, new), ASKED)


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
def test_an_event_without_length_is_refused(event):
    with pytest.raises(CalendarTextError, match=r"^it ends before it starts"):
        check(file(event), Expected(event))


def test_a_line_that_stands_beside_the_event_is_not_taken_for_its_own():
    location = re.search(rb"LOCATION:[^\r]*\r\n", BODY)[0]
    moved = BODY.replace(location, b"").replace(b"END:VEVENT\r\n", b"END:VEVENT\r\n" + location)

    with pytest.raises(CalendarTextError, match=r"^LOCATION is in the event"):
        check(moved, ASKED)


def test_what_messages_about_one_event_share_is_read_once_and_what_is_personal_in_each():
    everybody = [Attendee(f"Person {each}", f"p{each}@example.com") for each in range(5)]
    event = replace(TIMED, uid="shared@example.org")
    told = [
        replace(
            ASKED,
            event=replace(event, description=f"Join: https://example.org/{each.email}"),
            attendee=each,
        )
        for each in everybody
    ]
    bodies = [
        request(each.event, each.attendee, ORGANIZER, **MESSAGE, replies=True) for each in told
    ]
    before = _check_shared.cache_info()

    for body, each in zip(bodies, told, strict=True):
        check(body, each)

    after = _check_shared.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 4)
    for body, each in zip(bodies, told[1:], strict=False):
        with pytest.raises(CalendarTextError, match=r"^description: "):
            check(body, each)


def test_a_fault_in_what_is_shared_is_found_in_every_message():
    broken = BODY.replace(b"SUMMARY:", b"SUMMARY:Not ")

    for _ in range(3):
        with pytest.raises(CalendarTextError, match=r"^summary: "):
            check(broken, ASKED)
