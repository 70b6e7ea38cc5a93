"""iTIP messages to one attendee."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.ical.samples import ATTENDEE, MESSAGE, ORGANIZER, make, timed
from webinars.ical.itip import Attendee, render_cancel, render_request
from webinars.timezones.schedule import Days, Month

KINDS = [
    make(timed(datetime(2027, 7, 16, 15), "Europe/Zurich")),
    make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna")),
    make(Month(2027, 12, "Europe/Zurich")),
]
TIMED = KINDS[0]


def lines(body):
    return body.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


@pytest.mark.parametrize("event", KINDS)
def test_method_is_first_and_each_person_occurs_once(event):
    for method, body in (
        ("REQUEST", render_request(event, ATTENDEE, ORGANIZER, **MESSAGE, replies=True)),
        ("CANCEL", render_cancel(event, ATTENDEE, ORGANIZER, **MESSAGE)),
    ):
        written = lines(body)

        assert written[1] == f"METHOD:{method}"
        assert sum(line.startswith("ATTENDEE") for line in written) == 1
        assert sum(line.startswith("ORGANIZER") for line in written) == 1
        assert "SEQUENCE:7" in written
        assert "DTSTAMP:20261120T120000Z" in written
        assert f"UID:{event.uid}" in written
        assert "BEGIN:VALARM" not in written


def test_request_asks_for_a_reply_if_replies_are_processed():
    written = lines(render_request(TIMED, ATTENDEE, ORGANIZER, **MESSAGE, replies=True))

    assert (
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;"
        'CN="Åsa Öberg":mailto:asa@example.com'
    ) in written
    assert ('ORGANIZER;CN="Events Team, Genève":mailto:rsvp+k3v9@events.example.org') in written


def test_request_is_accepted_if_replies_are_not_processed():
    written = lines(render_request(TIMED, ATTENDEE, ORGANIZER, **MESSAGE, replies=False))

    assert (
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;"
        'CN="Åsa Öberg":mailto:asa@example.com'
    ) in written


def test_empty_name_is_omitted():
    nobody = Attendee(" \r\n", "asa@example.com")

    written = lines(render_request(TIMED, nobody, ORGANIZER, **MESSAGE, replies=False))

    assert "RSVP=FALSE:mailto:asa@example.com" in next(x for x in written if x[:8] == "ATTENDEE")


def test_request_contains_the_join_link_and_cancel_does_not():
    asked = render_request(TIMED, ATTENDEE, ORGANIZER, **MESSAGE, replies=True).replace(
        b"\r\n ", b""
    )
    gone = render_cancel(TIMED, ATTENDEE, ORGANIZER, **MESSAGE).replace(b"\r\n ", b"")

    assert b"/join/" in asked
    assert b"/join/" not in gone
    assert b"DESCRIPTION" not in gone
    assert b"LOCATION" not in gone


def test_cancel_has_status_cancelled_times_and_zone():
    written = lines(render_cancel(TIMED, ATTENDEE, ORGANIZER, **MESSAGE))

    assert "STATUS:CANCELLED" in written
    assert "BEGIN:VTIMEZONE" in written
    assert "DTSTART;TZID=Europe/Zurich:20270716T150000" in written
    assert "DTEND;TZID=Europe/Zurich:20270716T163000" in written


def test_dtstamp_and_last_modified_are_of_the_message():
    written = lines(render_request(TIMED, ATTENDEE, ORGANIZER, **MESSAGE, replies=True))

    assert {"DTSTAMP:20261120T120000Z", "LAST-MODIFIED:20261120T120000Z"} <= set(written)


def test_same_message_gives_the_same_bytes():
    once = render_request(TIMED, ATTENDEE, ORGANIZER, **MESSAGE, replies=True)

    assert render_request(replace(TIMED), ATTENDEE, ORGANIZER, **MESSAGE, replies=True) == once
