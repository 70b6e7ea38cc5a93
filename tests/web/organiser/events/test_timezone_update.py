"""Events whose time was moved by new time zone rules: notice and decision."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import SUMMER
from tests.web.conftest import token_of
from tests.web.organiser.conftest import stored
from tests.web.pages import statements, text_of
from webinars.database import transaction
from webinars.events.models import Event
from webinars.i18n import translator_for
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import SentEmails
from webinars.registrations.models import StatedTime
from webinars.timezones.local_times import to_instant
from webinars.timezones.schedule import Timed
from webinars.web.organiser.events.timezone_update import timezone_emails_note

UPDATE = "registration.timezone-update"
HOUR = timedelta(hours=1)
WHEN = Timed(datetime(2027, 12, 16, 15), datetime(2027, 12, 16, 16, 30), "Europe/Zurich")


@pytest.fixture
def event(make_event, make_registration):
    """Return an event with two registrations that older rules put an hour later than current ones."""
    made = make_event(when=WHEN, cities=("GVA", "NYC"))
    for name in ("ana", "bo"):
        make_registration(made, email=f"{name}@example.org")
    with transaction() as session:
        row = session.get_one(Event, made.id)
        row.starts_at += HOUR
        row.ends_at += HOUR
        row.tzdata_version = "2020a"
    return made


@pytest.fixture
def decide(signed_in):
    """Return a function that submits the decision for an event."""

    def decide(event, keep):
        token = token_of(signed_in.get("/organise/events/new"))
        path = f"/organise/events/{event.id}/timezone-update"
        return signed_in.post(path, data={"csrf_token": token, "keep": keep})

    return decide


def test_list_and_page_show_timezone_update(signed_in, event):
    listed = text_of(signed_in.get("/organise/events"))
    page = text_of(signed_in.get(f"/organise/events/{event.id}/edit"))

    assert "The time zone rules have changed" in listed
    assert "The announced time is Thursday 16 December 2027, 15:00 Geneva (UTC)." in page
    assert "Thursday 16 December 2027, 15:00 Geneva / 09:00 New York" in page
    assert "Thursday 16 December 2027, 16:00 Geneva / 10:00 New York" in page
    assert "2 people are notified by e-mail" in page


def test_unaffected_event_shows_no_timezone_update(signed_in, make_event):
    event = make_event()

    assert "time zone rules" not in signed_in.get("/organise/events").text
    assert "time zone rules" not in signed_in.get(f"/organise/events/{event.id}/edit").text


@pytest.mark.parametrize(
    ("keep", "wall", "later"), [("wall", 15, timedelta()), ("instant", 16, HOUR)]
)
def test_timezone_decision_notifies_registrants_once(decide, event, deliver, keep, wall, later):
    deliver()

    answer = decide(event, keep)
    mails = deliver()
    again = decide(event, keep)

    row = stored(event.id)
    assert answer.location.endswith("?done=told")
    assert row.local_start.hour == wall
    assert row.starts_at == to_instant(WHEN.start, WHEN.timezone) + later
    assert sorted(str(item.message["To"]).split("<")[-1] for item in mails) == [
        "ana@example.org>",
        "bo@example.org>",
    ]
    assert all(b"SEQUENCE:1" in item.calendar for item in mails)
    assert again.status_code == 409
    assert deliver() == []


@pytest.mark.parametrize("keep", ["", "both", "wall\x00"])
def test_unknown_timezone_decision_changes_nothing(decide, event, keep):
    assert decide(event, keep).status_code == 400
    assert stored(event.id).sequence == 0


def test_saving_form_applies_timezone_update(write, event):
    answer = write(event.id, date="2027-12-16", start="15:00", cities="Geneva, New York")

    page = text_of(answer)
    assert "2 people will be notified of this change" in page
    assert stored(event.id).sequence == 0


@pytest.fixture
def affected_event(make_event, make_registration, deliver):
    """Return an event in Geneva whose two registrants in Cairo were sent a time an hour later than the current one."""
    made = make_event(when=SUMMER, cities=("GVA",))
    for name, timezone in (("ana", "Africa/Cairo"), ("bo", "Africa/Cairo"), ("cy", "Asia/Tokyo")):
        make_registration(made, email=f"{name}@example.org", timezone=timezone)
    deliver()
    with transaction() as session:
        for row in session.scalars(select(StatedTime)):
            if row.timezone == "Africa/Cairo":
                hour_more = row.utc_offsets["Africa/Cairo"] + 3600
                row.utc_offsets = row.utc_offsets | {"Africa/Cairo": hour_more}
            row.tzdata_version = "2020a"
    return made


def test_page_shows_registrants_whose_local_time_changes(signed_in, affected_event):
    page = text_of(signed_in.get(f"/organise/events/{affected_event.id}/edit"))

    assert "The local time of some registrants has changed" in page
    assert "Cairo: 2 people. Egypt now uses UTC+03:00." in page
    assert "Friday 16 July 2027, 17:00" in page
    assert "Friday 16 July 2027, 16:00" in page
    assert "Tokyo" not in page.split("Notify 2 people by e-mail")[0].split("some registrants")[1]


def test_organiser_notifies_registrants_whose_local_time_changes_once(
    signed_in, affected_event, deliver
):
    path = f"/organise/events/{affected_event.id}"
    token = token_of(signed_in.get("/organise/events/new"))

    answers = [
        signed_in.post(f"{path}/timezone-notices", data={"csrf_token": token}) for _ in range(2)
    ]
    pressed = text_of(signed_in.get(answers[0].location))
    sent = deliver()

    assert "Everyone whose local time changes is notified by e-mail." in pressed
    assert "Notify 2 people" not in pressed
    assert sorted(mail.message["To"].addresses[0].addr_spec for mail in sent) == [
        "ana@example.org",
        "bo@example.org",
    ]
    assert "Notify 2 people" not in text_of(signed_in.get(f"{path}/edit"))
    assert stored(affected_event.id).sequence == 0


NOTE = "2 registrants were notified of a new local time on 25 November 2026."


@pytest.fixture
def told_event(signed_in, affected_event, deliver):
    """Return an event whose two registrants in Cairo were sent the new local time."""
    token = token_of(signed_in.get("/organise/events/new"))
    path = f"/organise/events/{affected_event.id}/timezone-notices"
    signed_in.post(path, data={"csrf_token": token})
    return affected_event


def test_organiser_sees_who_was_told_of_changed_local_time(clock, signed_in, told_event, deliver):
    pages = ("/organise/events", f"/organise/events/{told_event.id}/edit")
    queued = [text_of(signed_in.get(page)) for page in pages]
    deliver()

    sent = [text_of(signed_in.get(page)) for page in pages]

    assert not any("changed local time" in page for page in queued)
    assert [page.count(NOTE) for page in sent] == [1, 1]


def test_note_about_told_registrants_covers_all_days(clock, signed_in, told_event, deliver):
    deliver()
    with transaction() as session:
        first = session.scalar(select(Message).where(Message.topic == UPDATE).limit(1))
        first.sent_at -= timedelta(days=3)

    assert "2 registrants were notified of a new local time on 22–25 November 2026." in text_of(
        signed_in.get("/organise/events")
    )


def test_note_leaves_out_e_mails_that_were_not_sent(clock, signed_in, told_event, deliver):
    deliver()
    with transaction() as session:
        first = session.scalar(select(Message).where(Message.topic == UPDATE).limit(1))
        first.state = MessageState.FAILED

    assert "1 registrant was notified" in text_of(signed_in.get("/organise/events"))


def test_list_takes_one_query_for_told_registrants_of_all_events(
    clock, signed_in, told_event, make_event, make_registration, deliver
):
    deliver()
    for _ in range(3):
        make_registration(make_event(), email="dee@example.org")

    with statements() as seen:
        signed_in.get("/organise/events")

    assert len([text for text in seen if "messages.sent_at" in text]) == 1


def test_note_about_one_told_registrant():
    at = datetime(2027, 3, 2, 23, 30, tzinfo=UTC)

    note = timezone_emails_note(SentEmails(1, at, at), "Asia/Tokyo", translator_for("en"))

    assert note == "1 registrant was notified of a new local time on 3 March 2027."
