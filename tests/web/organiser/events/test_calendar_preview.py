"""Calendar preview of an event for Google, Outlook and Apple, on its page and next to the form."""

import html
import re
from datetime import date, datetime

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import FILLED
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.emails.calendar_part import sample
from webinars.events.enums import AttendanceMode, Format
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types
from webinars.i18n import translator_for
from webinars.ical import vevent
from webinars.ical.client_preview import CalendarClient, ClientButton, ClientNote
from webinars.timezones.schedule import Days, Month, Timed
from webinars.web.organiser.events import calendar_preview

NIGHT = Timed(datetime(2027, 7, 16, 22), datetime(2027, 7, 17, 1), "Europe/Zurich")


@pytest.fixture
def look(signed_in):
    """Return a function that returns the text of an event's calendar preview."""

    def look(event, query=""):
        answer = signed_in.get(f"/organise/events/{event.id}/calendar-preview{query}")
        assert answer.status_code == 200
        return text_of(answer)

    return look


def seen(page):
    """Return the text of each calendar client's column."""
    parts = re.split(r"(Google Calendar|Outlook|Apple Calendar) (?=Access)", page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_client_button_and_note_has_text():
    assert set(calendar_preview._BUTTONS) == set(ClientButton)
    assert set(calendar_preview._NOTES) == set(ClientNote)
    assert set(calendar_preview.NAMES) == set(CalendarClient)


def test_online_event_shows_link_and_join_buttons(look, make_event):
    result = seen(look(make_event(title="Access to justice")))

    assert list(result) == ["Google Calendar", "Outlook", "Apple Calendar"]
    for values in result.values():
        assert "Friday 16 July 2027, 15:00 to 16:30" in values
        assert "/join/their-own-link" in values
        assert "secret-room" not in values
    assert "Join Yes No Maybe Propose a new time" in result["Google Calendar"]
    assert "Accept Tentative Decline Propose a new time" in result["Outlook"]
    assert "No join button" in result["Outlook"]
    assert "Join Accept Maybe Decline" in result["Apple Calendar"]


def test_each_attendance_mode_is_shown(look, make_event, site):
    event = make_event(title="Access", format=Format.HYBRID, place="Room XX")
    both = seen(look(event))["Outlook"]
    with transaction() as session:
        kinds = [
            RegistrationTypeDetails("A", AttendanceMode.ONLINE),
            RegistrationTypeDetails("B", AttendanceMode.IN_PERSON),
        ]
        set_types(session, event.id, types=kinds, revision=event.revision, site=site)

    online = seen(look(event))["Outlook"]
    here = seen(look(event, "?way=in_person"))["Outlook"]

    assert "Room XX" in both
    assert "In the text: http://127.0.0.1:8000/join/their-own-link" in both
    assert "No join button" in both
    assert "/join/" in online
    assert "In the text:" not in online
    assert "Room XX" not in online
    assert "Room XX" in here
    assert "/join/" not in here
    assert "No join button" not in here


def test_times_are_in_requested_zone(look, make_event):
    event = make_event(title="Access", when=NIGHT)

    assert "Friday 16 July 2027, 22:00 to Saturday 17 July, 01:00" in look(event)
    assert "Saturday 17 July 2027, 05:00 to 08:00" in look(event, "?lives=Asia/Tokyo")
    assert "22:00 to Saturday" in look(event, "?lives=Nowhere/At-all&way=x")


@pytest.mark.parametrize(
    ("values", "told", "shown"),
    [
        (
            {"when": Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna")},
            "What the e-mail adds to the calendar",
            "12–15 October 2027",
        ),
        (
            {"when": Month(2027, 4, "Europe/Vienna")},
            "No calendar invitation is e-mailed until the day is fixed",
            "1–30 April 2027",
        ),
        (
            {"accepts_registrations": False},
            "No calendar invitation is e-mailed, because there is no registration on this site",
            "This is a copy",
        ),
    ],
)
def test_special_entries_are_described(look, make_event, values, told, shown):
    page = look(make_event(title="Access", cities=(), **values))

    assert told in page
    assert shown in page


def test_cancelled_event_shows_cancellation(look, make_event, cancel):
    event = make_event(title="Access")
    cancel(event)
    db.session.rollback()

    page = look(event)

    assert "The cancellation that people with a place get in their calendar." in page
    assert "Cancelled: Access" in page
    assert "Remove from calendar" in page
    assert "/join/" not in page


def test_failed_self_check_shows_reason(look, make_event, monkeypatch):
    right = vevent.text_line

    def half_a_title(name, value):
        return right(name, value[: len(value) // 2] if name == "SUMMARY" else value)

    monkeypatch.setattr(vevent, "text_line", half_a_title)

    page = look(make_event(title="Access to justice", publish=False))

    assert "This calendar entry failed its self-check, so its e-mails are held back." in page
    assert "summary: 'Access t' instead of 'Access to justice'" in html.unescape(page)


def test_preview_matches_email(make_event, make_registration, deliver, site):
    event = make_event()
    make_registration(event)
    (mail,) = [item for item in deliver() if item.calendar]

    values = sample(
        event, translator_for("en"), site, attendance=Format.ONLINE, zone="Africa/Nairobi"
    )

    def common(body):
        lines = body.replace(b"\r\n ", b"").decode().split("\r\n")
        # What is of the person, or of the message.
        own = ("ATTENDEE", "ORGANIZER", "DTSTAMP")
        return [
            re.sub(r"/join/[^\s\\]+", "/join/x", line) for line in lines if not line.startswith(own)
        ]

    assert common(values) == common(mail.calendar)


def test_form_preview_shows_calendars(signed_in):
    token = token_of(signed_in.get("/organise/events/new"))
    fields = {**FILLED, "csrf_token": token, "title": "Access <b>", "format": "hybrid"}

    values = signed_in.post("/organise/events/preview", data={**fields, "place": "Room XX"}).text

    assert "Calendar preview" in values
    assert "Access &lt;b&gt;" in values
    assert values.count('<section class="calendar-preview">') == 3
    assert "No join button" in values
    assert "secret-room" not in values
