"""How Google, Outlook and Apple display the calendar objects that we send."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.ical.samples import ATTENDEE, MESSAGE, ORGANIZER, ZONES, make, timed
from webinars.ical.client_preview import CalendarClient, ClientButton, ClientNote, previews
from webinars.ical.content_lines import one_line
from webinars.ical.feed import render_event_file, render_feed
from webinars.ical.itip import Attendee, render_cancel, render_request
from webinars.ical.round_trip_check import CalendarTextError
from webinars.ical.vevent import render_fragment
from webinars.ical.vtimezone import instants_of_local_time
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Days, Month

JOIN = "https://events.example.org/join/WyIxMjM0Il0"
SUMMER = timed(datetime(2027, 7, 16, 15), "Europe/Zurich")
ONLINE = make(SUMMER, location=JOIN, description=f"Join: {JOIN}\nFriday, 15:00 Geneva")
HERE = make(SUMMER, location="Room XX", description="Friday, 15:00 Geneva\n\nhttps://example.org/")
BOTH = replace(HERE, description=f"Join: {JOIN}\nFriday, 15:00 Geneva")


def request_to(event, *, replies=True, attendee=ATTENDEE):
    return render_request(event, attendee, ORGANIZER, **MESSAGE, replies=replies)


def by_client(body, zone="Africa/Nairobi"):
    return {seen.client: seen for seen in previews(body, zone)}


def test_online_invitation_has_buttons_and_notes():
    assert {
        reader: (seen.place, seen.buttons, seen.notes)
        for reader, seen in by_client(request_to(ONLINE)).items()
    } == {
        CalendarClient.GOOGLE: (
            JOIN,
            (
                ClientButton.JOIN,
                ClientButton.YES,
                ClientButton.NO,
                ClientButton.MAYBE,
                ClientButton.PROPOSE,
            ),
            (ClientNote.NO_GIVES_BACK, ClientNote.IF_SENDER_KNOWN, ClientNote.FOLLOWS),
        ),
        CalendarClient.OUTLOOK: (
            JOIN,
            (ClientButton.YES, ClientButton.MAYBE, ClientButton.NO, ClientButton.PROPOSE),
            (ClientNote.NO_JOIN_BUTTON, ClientNote.NO_GIVES_BACK, ClientNote.FOLLOWS_WHEN_OPENED),
        ),
        CalendarClient.APPLE: (
            JOIN,
            (ClientButton.JOIN, ClientButton.YES, ClientButton.MAYBE, ClientButton.NO),
            (ClientNote.NO_GIVES_BACK, ClientNote.FOLLOWS_AND_ASKS),
        ),
    }


def test_only_attendance_that_may_be_online_has_a_join_link():
    here, both = by_client(request_to(HERE)), by_client(request_to(BOTH))

    assert {seen.place for seen in (*here.values(), *both.values())} == {"Room XX"}
    assert {seen.join_url for seen in here.values()} == {""}
    assert {seen.join_url for seen in both.values()} == {JOIN}
    assert [ClientButton.JOIN in seen.buttons for seen in here.values()] == [False] * 3
    assert [ClientButton.JOIN in seen.buttons for seen in both.values()] == [True, False, True]
    assert ClientNote.NO_JOIN_BUTTON not in here[CalendarClient.OUTLOOK].notes
    assert ClientNote.NO_JOIN_BUTTON in both[CalendarClient.OUTLOOK].notes


def test_note_says_that_replies_are_not_processed():
    for seen in by_client(request_to(ONLINE, replies=False)).values():
        assert ClientButton.YES in seen.buttons
        assert ClientNote.ANSWERS_UNREAD in seen.notes
        assert ClientNote.NO_GIVES_BACK not in seen.notes


def test_organizer_as_attendee_cannot_reply():
    body = request_to(ONLINE, attendee=Attendee("", ORGANIZER.email.upper()))

    for seen in by_client(body).values():
        assert ClientButton.YES not in seen.buttons
        assert ClientNote.OWN_ORGANISER in seen.notes


def test_cancelled_entry_disappears_at_once_or_after_a_button():
    body = render_cancel(
        replace(ONLINE, summary="Cancelled: Trade"), ATTENDEE, ORGANIZER, **MESSAGE
    )

    assert {
        reader: (seen.title, seen.place, seen.buttons, seen.notes)
        for reader, seen in by_client(body).items()
    } == {
        CalendarClient.GOOGLE: ("Cancelled: Trade", "", (), (ClientNote.GOES,)),
        CalendarClient.OUTLOOK: (
            "Cancelled: Trade",
            "",
            (ClientButton.REMOVE,),
            (ClientNote.GOES_WHEN_PRESSED,),
        ),
        CalendarClient.APPLE: ("Cancelled: Trade", "", (), (ClientNote.GOES,)),
    }


def test_file_is_a_copy_without_reply_buttons():
    seen = by_client(render_event_file(HERE))

    assert [entry.buttons for entry in seen.values()] == [(ClientButton.ADD,)] * 3
    assert [entry.notes for entry in seen.values()] == [
        (ClientNote.COPY_TAKEN_TWICE,),
        (ClientNote.COPY_TAKEN_TWICE,),
        (ClientNote.COPY_RENEWED,),
    ]


def test_whole_days_are_a_bar_and_count_as_free():
    days = make(Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"))
    month = make(Month(2027, 4, "Europe/Zurich"))

    for seen in by_client(request_to(days)).values():
        assert (seen.starts, seen.ends) == (date(2027, 10, 12), date(2027, 10, 15))
        assert seen.is_all_day
        assert ClientNote.FREE in seen.notes
    for seen in by_client(render_event_file(month)).values():
        assert (seen.starts, seen.ends) == (date(2027, 4, 1), date(2027, 4, 30))
        assert ClientNote.TENTATIVE in seen.notes


def test_outlook_evaluates_vtimezone_and_others_the_tzid():
    body = request_to(make(timed(datetime(2027, 1, 15, 15), "Europe/Zurich")))
    wrong = body.replace(b"TZOFFSETTO:+0100", b"TZOFFSETTO:+0200")
    assert wrong != body

    seen = by_client(wrong, "Europe/Zurich")

    assert {client: entry.starts.hour for client, entry in seen.items()} == {
        CalendarClient.GOOGLE: 15,
        CalendarClient.OUTLOOK: 14,
        CalendarClient.APPLE: 15,
    }


@pytest.mark.parametrize("body", [b"", b"BEGIN:VCALENDAR\r\n", b"x" * 100])
def test_bytes_that_are_no_calendar_object_are_refused(body):
    with pytest.raises(CalendarTextError):
        previews(body, "Europe/Zurich")


def test_object_with_two_events_is_refused():
    with pytest.raises(CalendarTextError):
        previews(
            render_feed([render_fragment(HERE), render_fragment(ONLINE)], "Europe/Zurich", "All"),
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
    user_zone=st.sampled_from(ZONES),
    hours=st.integers(0, 24 * 365),
    client=st.sampled_from(CalendarClient),
)
def test_preview_shows_the_data_that_was_written(title, place, zone, user_zone, hours, client):
    local = datetime(2027, 1, 1) + timedelta(hours=hours)
    when = timed(local, zone)
    assume(all(len(instants_of_local_time(end, zone)) == 1 for end in (when.start, when.end)))
    event = make(when, summary=title, location=place)

    seen = by_client(request_to(event), user_zone)[client]

    full_title, full_place = one_line(title), one_line(place)
    assert full_title.startswith(seen.title)
    assert full_place.startswith(seen.place)
    if client is CalendarClient.OUTLOOK:
        assert len(seen.title.encode("utf-16-le")) <= 510
        assert (ClientNote.TITLE_CUT in seen.notes) == (seen.title != full_title)
        assert (ClientNote.PLACE_CUT in seen.notes) == (seen.place != full_place)
    else:
        assert (seen.title, seen.place) == (full_title, full_place)
    instants = (event.span.starts_at, event.span.ends_at)
    assert (seen.starts, seen.ends) == tuple(
        to_local(instant, user_zone).replace(tzinfo=None) for instant in instants
    )


@given(
    method=st.sampled_from(["REQUEST", "CANCEL", ""]),
    event=st.sampled_from([ONLINE, HERE, BOTH]),
    replies=st.booleans(),
    client=st.sampled_from(CalendarClient),
)
def test_join_button_or_note_that_there_is_none(method, event, replies, client):
    if method == "REQUEST":
        body = request_to(event, replies=replies)
    elif method == "CANCEL":
        body = render_cancel(event, ATTENDEE, ORGANIZER, **MESSAGE)
    else:
        body = render_event_file(event)

    seen = by_client(body, "Asia/Tokyo")[client]

    has_join_link = event is not HERE and method != "CANCEL"
    assert (ClientButton.JOIN in seen.buttons) + (
        ClientNote.NO_JOIN_BUTTON in seen.notes
    ) == has_join_link
    assert len(set(seen.buttons)) == len(seen.buttons)
    assert len(set(seen.notes)) == len(seen.notes)
    assert (ClientButton.YES in seen.buttons) == (method == "REQUEST")
