"""Impact of an event's change, shown before anyone is notified."""

import re
from datetime import datetime

import pytest

from tests.web.organiser.conftest import stored
from tests.web.pages import statements, text_of
from webinars.database import db, transaction
from webinars.outbox.models import Message
from webinars.timezones.schedule import Timed

KNOWN = {"date": "2027-07-16", "cities": "Geneva, New York", "title": "Access to justice"}
SAME = {**KNOWN, "place": "Room X", "start": "15:00"}
TOKYO = "Asia/Tokyo"
EVENING = Timed(datetime(2027, 7, 16, 17), datetime(2027, 7, 16, 18), "Europe/Zurich")


@pytest.fixture
def event(make_event, make_registration):
    """Return an event at 15:00 in Geneva with three registrants, two of them in Tokyo."""
    made = make_event(title="Access to justice", place="Room X")
    for name, zone in (("ana", "Europe/Zurich"), ("bo", TOKYO), ("chi", TOKYO)):
        make_registration(made, email=f"{name}@example.org", timezone=zone)
    with transaction() as session:
        for message in session.query(Message):
            session.delete(message)
    return made


def facts():
    db.session.rollback()
    return [item.topic for item in db.session.query(Message) if item.topic.startswith("event.")]


def test_new_time_shows_impact_before_saving(write, event):
    before = stored(event.id).revision

    answer = write(event.id, **KNOWN, start="17:00")

    page = text_of(answer)
    assert answer.status_code == 200
    assert "3 people will be notified of this change" in page
    assert "The date also changes for 2 of them, where they are." in page
    assert "For 2 of them, the new time is at night (22:00 to 07:00)." in page
    assert "Friday 16 July 2027, 15:00 Geneva" in page
    assert "Friday 16 July 2027, 17:00 Geneva" in page
    assert stored(event.id).revision == before
    assert facts() == []
    # What was typed still stands in the form.
    assert 'name="start" ' in answer.text
    assert 'value="17:00"' in answer.text


@pytest.mark.parametrize(("end", "duration"), [("17:30", "30 minutes"), ("18:30", "")])
def test_changed_duration_is_shown_before_saving(write, event, end, duration):
    page = text_of(write(event.id, **{**SAME, "start": "17:00", "end": end}))

    [change] = re.findall(
        "After Friday 16 July 2027, 17:00 Geneva / 11:00 New York (.*?)The date", page
    )
    assert change.strip() == duration


def test_confirmed_change_is_saved_and_notifies_registrants(write, event):
    answer = write(event.id, "tell", **KNOWN, start="17:00")

    assert answer.location.endswith("?done=told")
    assert stored(event.id).sequence == 1
    assert facts() == ["event.changed"]


def test_back_button_keeps_values_and_saves_nothing(write, event):
    answer = write(event.id, "look", **KNOWN, start="17:00")

    assert 'value="17:00"' in answer.text
    assert "will be notified of this change" not in answer.text
    assert stored(event.id).sequence == 0


def test_new_time_cannot_be_saved_without_notification(write, event):
    asked = write(event.id, **KNOWN, place="Room X", start="17:00")
    forced = write(event.id, "quiet", **KNOWN, place="Room X", start="17:00")

    assert 'value="quiet"' not in asked.text
    assert forced.status_code == 409
    assert "Registered people are always notified" in text_of(forced)
    assert stored(event.id).sequence == 0


def test_corrected_venue_may_be_saved_without_notification(write, event):
    asked = write(event.id, **KNOWN, place="Room XX", start="15:00")
    remaining = write(event.id, "quiet", **KNOWN, place="Room XX", start="15:00")

    assert 'value="quiet"' in asked.text
    assert remaining.location.endswith("?done=saved")
    assert stored(event.id).place == "Room XX"
    assert stored(event.id).sequence == 0
    assert facts() == []


def test_corrected_spelling_is_saved_without_confirmation(write, event):
    values = {**KNOWN, "title": "Access to Justice", "place": "Room X", "start": "15:00"}

    answer = write(event.id, **values)

    assert answer.location.endswith("?done=saved")
    assert facts() == []


def test_event_without_registrations_needs_no_confirmation(write, make_event):
    event = make_event()

    answer = write(event.id, **KNOWN, start="17:00")

    assert answer.location.endswith("?done=saved")
    assert stored(event.id).sequence == 1


def test_edit_conflict_is_shown_before_impact(write, event):
    answer = write(event.id, **KNOWN, start="17:00", revision="0")

    assert answer.status_code == 409
    assert "Someone else saved this event in the meantime" in text_of(answer)


def test_query_count_of_impact_does_not_depend_on_registrations(write, event, make_registration):
    def asked():
        with statements() as seen:
            write(event.id, **KNOWN, start="17:00")
        return len(seen)

    few = asked()
    for number in range(27):
        make_registration(event, email=f"p{number}@example.org", timezone="Africa/Nairobi")

    assert asked() == few


def test_names_of_other_events_are_escaped(write, event, make_event, make_registration):
    other = make_event(title="<b>Both</b>", when=EVENING)
    make_registration(other, email="bo@example.org")

    answer = write(event.id, **KNOWN, start="17:00")

    assert "1 of them has a place at “&lt;b&gt;Both&lt;/b&gt;” at the same time." in answer.text
    assert "<b>Both</b>" not in answer.text


def test_new_title_can_be_saved_with_an_update_of_calendars(
    write, event, deliver, make_registration
):
    make_registration(event)
    deliver()
    page = text_of(write(event.id, "look", **SAME))

    answer = write(event.id, "calendars", **SAME | {"title": "Access to justice for all"})

    assert "Save and update calendars" in page
    assert "to the 1 person who has the invitation" in page
    assert answer.location.endswith("?done=calendars")
    assert stored(event.id).sequence == 1
    assert facts() == ["event.changed"]


def test_update_of_calendars_without_a_new_text_notifies_nobody(
    write, event, deliver, make_registration
):
    make_registration(event)
    write(event.id, **SAME)
    deliver()

    answer = write(event.id, "calendars", **SAME)

    assert answer.location.endswith("?done=saved")
    assert facts() == []


def test_update_of_calendars_asks_before_a_new_time(write, event):
    answer = write(event.id, "calendars", **KNOWN, start="17:00")

    assert "3 people will be notified of this change" in text_of(answer)
    assert facts() == []
