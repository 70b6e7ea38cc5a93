"""What people see in Google, Outlook and Apple, from the bytes that they are sent."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.ical.samples import ATTENDEE, MESSAGE, ORGANIZER, ZONES, make, timed
from webinars.ical.client_preview import Button, CalendarClient, Note, preview
from webinars.ical.content_lines import one_line
from webinars.ical.feed import calendar, file
from webinars.ical.itip import Attendee, cancel, request
from webinars.ical.self_check import CalendarTextError
from webinars.ical.vevent import fragment
from webinars.ical.vtimezone import readings
from webinars.timezones import zones
from webinars.timezones.schedule import Days, Month

JOIN = "https://events.example.org/join/WyIxMjM0Il0"
SUMMER = timed(datetime(2027, 7, 16, 15), "Europe/Zurich")
ONLINE = make(SUMMER, location=JOIN, description=f"Join: {JOIN}\nFriday, 15:00 Geneva")
HERE = make(SUMMER, location="Room XX", description="Friday, 15:00 Geneva\n\nhttps://example.org/")
BOTH = replace(HERE, description=f"Join: {JOIN}\nFriday, 15:00 Geneva")


def asked(event, *, replies=True, attendee=ATTENDEE):
    return request(event, attendee, ORGANIZER, **MESSAGE, replies=replies)


def as_each(body, zone="Africa/Nairobi"):
    return {reader: preview(body, reader, zone) for reader in CalendarClient}


def test_an_invitation_online_is_shown_with_its_buttons_and_what_to_know():
    assert {
        reader: (seen.place, seen.buttons, seen.notes)
        for reader, seen in as_each(asked(ONLINE)).items()
    } == {
        CalendarClient.GOOGLE: (
            JOIN,
            (Button.JOIN, Button.YES, Button.NO, Button.MAYBE, Button.PROPOSE),
            (Note.NO_GIVES_BACK, Note.IF_SENDER_KNOWN, Note.FOLLOWS),
        ),
        CalendarClient.OUTLOOK: (
            JOIN,
            (Button.YES, Button.MAYBE, Button.NO, Button.PROPOSE),
            (Note.NO_JOIN_BUTTON, Note.NO_GIVES_BACK, Note.FOLLOWS_WHEN_OPENED),
        ),
        CalendarClient.APPLE: (
            JOIN,
            (Button.JOIN, Button.YES, Button.MAYBE, Button.NO),
            (Note.NO_GIVES_BACK, Note.FOLLOWS_AND_ASKS),
        ),
    }


def test_who_comes_in_person_has_no_way_in_and_who_may_do_both_has_one_beside_the_place():
    here, both = as_each(asked(HERE)), as_each(asked(BOTH))

    assert {seen.place for seen in (*here.values(), *both.values())} == {"Room XX"}
    assert {seen.way_in for seen in here.values()} == {""}
    assert {seen.way_in for seen in both.values()} == {JOIN}
    assert [Button.JOIN in seen.buttons for seen in here.values()] == [False] * 3
    assert [Button.JOIN in seen.buttons for seen in both.values()] == [True, False, True]
    assert Note.NO_JOIN_BUTTON not in here[CalendarClient.OUTLOOK].notes
    assert Note.NO_JOIN_BUTTON in both[CalendarClient.OUTLOOK].notes


def test_where_replies_are_not_read_an_answer_reaches_nobody():
    for seen in as_each(asked(ONLINE, replies=False)).values():
        assert Button.YES in seen.buttons
        assert Note.ANSWERS_UNREAD in seen.notes
        assert Note.NO_GIVES_BACK not in seen.notes


def test_an_organiser_is_not_asked_to_answer_themselves():
    body = asked(ONLINE, attendee=Attendee("", ORGANIZER.email.upper()))

    for seen in as_each(body).values():
        assert Button.YES not in seen.buttons
        assert Note.OWN_ORGANISER in seen.notes


def test_what_is_cancelled_goes_by_itself_or_when_it_is_pressed():
    body = cancel(replace(ONLINE, summary="Cancelled: Trade"), ATTENDEE, ORGANIZER, **MESSAGE)

    assert {
        reader: (seen.title, seen.place, seen.buttons, seen.notes)
        for reader, seen in as_each(body).items()
    } == {
        CalendarClient.GOOGLE: ("Cancelled: Trade", "", (), (Note.GOES,)),
        CalendarClient.OUTLOOK: (
            "Cancelled: Trade",
            "",
            (Button.REMOVE,),
            (Note.GOES_WHEN_PRESSED,),
        ),
        CalendarClient.APPLE: ("Cancelled: Trade", "", (), (Note.GOES,)),
    }


def test_a_file_is_a_copy_that_nobody_answers():
    seen = as_each(file(HERE))

    assert [each.buttons for each in seen.values()] == [(Button.ADD,)] * 3
    assert [each.notes for each in seen.values()] == [
        (Note.COPY_TAKEN_TWICE,),
        (Note.COPY_TAKEN_TWICE,),
        (Note.COPY_RENEWED,),
    ]


def test_whole_days_are_a_bar_that_leaves_the_time_free():
    days = make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"))
    month = make(Month(2027, 4, "Europe/Zurich"))

    for seen in as_each(asked(days)).values():
        assert (seen.starts, seen.ends) == (date(2027, 10, 12), date(2027, 10, 15))
        assert seen.is_all_day
        assert Note.FREE in seen.notes
    for seen in as_each(file(month)).values():
        assert (seen.starts, seen.ends) == (date(2027, 4, 1), date(2027, 4, 30))
        assert Note.TENTATIVE in seen.notes


def test_outlook_knows_a_zone_as_it_is_written_and_the_others_by_its_name():
    body = asked(make(timed(datetime(2027, 1, 15, 15), "Europe/Zurich")))
    wrong = body.replace(b"TZOFFSETTO:+0100", b"TZOFFSETTO:+0200")
    assert wrong != body

    seen = as_each(wrong, "Europe/Zurich")

    assert {reader: each.starts.hour for reader, each in seen.items()} == {
        CalendarClient.GOOGLE: 15,
        CalendarClient.OUTLOOK: 14,
        CalendarClient.APPLE: 15,
    }


@pytest.mark.parametrize("body", [b"", b"BEGIN:VCALENDAR\r\n", b"x" * 100])
def test_what_is_no_calendar_object_is_refused(body):
    with pytest.raises(CalendarTextError):
        preview(body, CalendarClient.GOOGLE, "Europe/Zurich")


def test_two_events_are_no_entry():
    with pytest.raises(CalendarTextError):
        preview(
            calendar([fragment(HERE), fragment(ONLINE)], "Europe/Zurich", "All"),
            CalendarClient.APPLE,
            "Europe/Zurich",
        )


TEXTS = st.text(
    alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=400
).filter(lambda text: one_line(text).strip())
LONG_TEXTS = TEXTS.map(lambda text: "".join(["x", text * 300])[:300])


@given(
    title=st.one_of(TEXTS, LONG_TEXTS),
    place=st.one_of(TEXTS, LONG_TEXTS),
    zone=st.sampled_from(ZONES),
    reader_zone=st.sampled_from(ZONES),
    hours=st.integers(0, 24 * 365),
    reader=st.sampled_from(CalendarClient),
)
def test_whatever_is_written_is_shown_as_it_was_meant(
    title, place, zone, reader_zone, hours, reader
):
    local = datetime(2027, 1, 1) + timedelta(hours=hours)
    whole = timed(local, zone)
    assume(all(len(readings(each, zone)) == 1 for each in (whole.start, whole.end)))
    event = make(whole, summary=title, location=place)

    seen = preview(asked(event), reader, reader_zone)

    said_title, said_place = one_line(title), one_line(place)
    assert said_title.startswith(seen.title)
    assert said_place.startswith(seen.place)
    if reader is CalendarClient.OUTLOOK:
        assert len(seen.title.encode("utf-16-le")) <= 510
        assert (Note.TITLE_CUT in seen.notes) == (seen.title != said_title)
        assert (Note.PLACE_CUT in seen.notes) == (seen.place != said_place)
    else:
        assert (seen.title, seen.place) == (said_title, said_place)
    at = (event.span.starts_at, event.span.ends_at)
    assert (seen.starts, seen.ends) == tuple(
        zones.to_local(each, reader_zone).replace(tzinfo=None) for each in at
    )


@given(
    method=st.sampled_from(["REQUEST", "CANCEL", ""]),
    event=st.sampled_from([ONLINE, HERE, BOTH]),
    replies=st.booleans(),
    reader=st.sampled_from(CalendarClient),
)
def test_there_is_a_join_button_or_it_is_said_that_there_is_none(method, event, replies, reader):
    if method == "REQUEST":
        body = asked(event, replies=replies)
    elif method == "CANCEL":
        body = cancel(event, ATTENDEE, ORGANIZER, **MESSAGE)
    else:
        body = file(event)

    seen = preview(body, reader, "Asia/Tokyo")

    leads_in = event is not HERE and method != "CANCEL"
    assert (Button.JOIN in seen.buttons) + (Note.NO_JOIN_BUTTON in seen.notes) == leads_in
    assert len(set(seen.buttons)) == len(seen.buttons)
    assert len(set(seen.notes)) == len(seen.notes)
    assert (Button.YES in seen.buttons) == (method == "REQUEST")
