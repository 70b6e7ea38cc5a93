"""Forms submitted twice are processed once, and both responses report success."""

import re
from datetime import timedelta

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import FILLED, all_stored, stored
from webinars.access.models import Delegation
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.events.enums import EventState
from webinars.events.settings.registration_settings import RegistrationSettings, change_settings
from webinars.events.settings.registration_types import types_of
from webinars.outbox.models import Message
from webinars.questions.models import Question
from webinars.web.organiser.announcements import views


@pytest.fixture
def submit_twice(signed_in):
    """Return a function that submits a form twice and returns both responses."""

    def submit_twice(path, **values):
        token = token_of(signed_in.get(path))
        fields = {"csrf_token": token, **values}
        return [signed_in.post(path, data=fields) for _ in range(2)]

    return submit_twice


@pytest.fixture
def copy(signed_in):
    """Return a function that submits the button of an event's rendered page repeatedly."""

    def copy(page, event, times=1):
        since = re.search(r'name="since" value="([^"]+)"', page.text)[1]
        fields = {"csrf_token": token_of(page), "since": since}
        path = f"/organise/events/{event.id}/copy"
        return [signed_in.post(path, data=fields) for _ in range(times)]

    return copy


def count(table, **named):
    db.session.rollback()
    return db.session.query(table).filter_by(**named).count()


@pytest.mark.parametrize("wish", ["save", "publish"])
def test_new_event_is_created_once(submit_twice, wish):
    first, second = submit_twice("/organise/events/new", **{**FILLED, "do": wish})

    [event] = all_stored()
    assert event.state is (EventState.PUBLISHED if wish == "publish" else EventState.DRAFT)
    assert (second.status_code, second.location) == (first.status_code, first.location)


def test_draft_saved_and_published_from_same_page_is_one_event(write):
    write(do="save")

    answer = write(do="publish")

    [event] = all_stored()
    assert event.state is EventState.PUBLISHED
    assert answer.location == f"/organise/events/{event.id}/edit?done=published"


@pytest.mark.parametrize("other", [{"start": "16:00"}, {"title": "B"}, {"description": "C"}])
def test_different_event_is_created(write, other):
    write()
    write(**other)

    assert len(all_stored()) == 2


def test_identical_event_after_duplicate_window_is_created(write, clock):
    write()
    clock.advance(timedelta(hours=1))
    write()

    assert len(all_stored()) == 2


def test_resubmitted_change_is_no_conflict(write, make_event, make_registration):
    event = make_event()
    make_registration(event)
    values = {"revision": str(event.revision), "date": "2027-06-18", "do": "tell"}

    first = write(event.id, **values)
    once = (stored(event.id).revision, stored(event.id).sequence, count(Message))
    second = write(event.id, **values)

    assert first.status_code == second.status_code == 303
    assert second.location == first.location
    assert (stored(event.id).revision, stored(event.id).sequence, count(Message)) == once


def test_draft_is_published_once(write, make_event):
    event = make_event(publish=False)
    values = {"revision": str(event.revision), "do": "publish"}

    first = write(event.id, **values)
    second = write(event.id, **values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location


def test_same_time_in_other_notation_is_no_conflict(write, make_event):
    event = make_event()
    seen = str(event.revision)
    write(event.id, revision=seen, title="Theirs", end="16:30")

    answer = write(event.id, revision=seen, title="Yours", end="90 min")

    assert answer.status_code == 409
    assert 'href="#title"' in answer.text
    assert 'href="#end"' not in answer.text


def test_registration_settings_are_saved_once(submit_twice, signed_in, make_event):
    event = make_event()
    values = {
        "revision": str(event.revision),
        "access_mode": "open",
        "domains": "example.org\nun.org",
        "waiting_list": "offers",
        "reminders": ["60", "1440"],
        "opens_unit": "1440",
        "closes_unit": "60",
        "other_unit": "60",
        "offer_hours": "24",
    }

    first, second = submit_twice(f"/organise/events/{event.id}/registration-settings", **values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert stored(event.id).domains == ["example.org", "un.org"]


def test_registration_types_are_saved_once(submit_twice, make_event):
    event = make_event()
    values = {
        "revision": str(event.revision),
        "name_1": "Delegates",
        "attendance_mode_1": "",
        "capacity_1": "3",
        "name_2": "Observers",
        "attendance_mode_2": "",
        "capacity_2": "",
        "do": "save",
    }

    first, second = submit_twice(f"/organise/events/{event.id}/registration-types", **values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert stored(event.id).has_registration_types
    assert [kind.name for kind in types_of(db.session(), event.id)] == ["Delegates", "Observers"]


def test_registration_type_is_removed_once(submit_twice, signed_in, make_event):
    event = make_event()
    named = {"name_1": "Delegates", "attendance_mode_1": "", "capacity_1": ""}
    path = f"/organise/events/{event.id}/registration-types"
    submit_twice(path, revision=str(event.revision), do="save", **named)
    event = stored(event.id)
    [kind] = types_of(db.session(), event.id)
    values = {"revision": str(event.revision), "id_1": str(kind.id), **named, "do": "remove-1"}

    first, second = submit_twice(path, **values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("questions/new?type=text", {"label": "What is your function?"}),
        ("questions/new?type=single", {"label": "Which?", "choices": "One\nTwo"}),
        ("questions", {"preset": "diet"}),
    ],
)
def test_question_is_added_once(submit_twice, make_event, path, values):
    event = make_event()

    first, second = submit_twice(f"/organise/events/{event.id}/{path}", **values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert count(Question) == 1


def test_delegation_is_added_and_emailed_once(submit_twice, make_event, site):
    event = make_event()
    with transaction() as session:
        terms = RegistrationSettings(accepts_delegations=True)
        change_settings(
            session, event.id, registration_settings=terms, revision=event.revision, site=site
        )
    values = {"name": "Spain", "focal_name": "Foc", "focal_email": "f@example.org", "quota": "2"}

    first, second = submit_twice(f"/organise/events/{event.id}/delegations", **values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert count(Delegation) == 1
    assert count(Message, topic="delegation.invited") == 1


def test_announcement_submitted_twice_at_once_is_saved_once(paste, monkeypatch):
    read = paste("Twice said\nFriday 16.07.2027 (15:00 GVA/ 9:00 NY)\nOnce meant.")
    # Neither of two requests at once sees what the other has not yet committed.
    monkeypatch.setattr(views, "existing_events_by_number", lambda *_: {})

    answers = [paste(do="publish", on=read) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [event.state for event in all_stored()] == [EventState.PUBLISHED]


def test_event_is_copied_once_per_page_view(signed_in, make_event, copy, clock):
    event = make_event()
    path = f"/organise/events/{event.id}/edit"
    page = signed_in.get(path)
    clock.advance(timedelta(seconds=3))

    first, second = copy(page, event, times=2)

    _, made = all_stored()
    assert first.location == second.location == f"/organise/events/{made.id}/edit?done=copied"
    clock.advance(timedelta(seconds=3))
    [meant] = copy(signed_in.get(path), event)
    assert meant.location != first.location
    clock.advance(timedelta(seconds=3))
    [of_copy] = copy(signed_in.get(f"/organise/events/{made.id}/edit"), made)
    assert of_copy.location not in {first.location, meant.location}
    assert len(all_stored()) == 4


@pytest.mark.parametrize("since", ["", "yesterday", "2026-11-25T09:00:00"])
def test_page_without_timestamp_copies_once_within_window(make_event, signed_in, since):
    event = make_event()
    fields = {"csrf_token": token_of(signed_in.get("/organise/events/new")), "since": since}
    path = f"/organise/events/{event.id}/copy"

    answers = [signed_in.post(path, data=fields) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert len(all_stored()) == 2


def test_draft_is_deleted_once(signed_in, make_event):
    event = make_event(publish=False)
    path = f"/organise/events/{event.id}/removal"
    fields = {"csrf_token": token_of(signed_in.get(path))}

    first, second = (signed_in.post(path, data=fields) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    assert "The draft was deleted." in signed_in.get(second.location).text
    assert all_stored() == []


def test_unconfirmed_deletion_of_missing_draft_is_not_found(signed_in, as_another, make_event):
    stored, gone = make_event(publish=False), make_event(publish=False)
    token = token_of(signed_in.get("/organise/events/new"))
    theirs = token_of(as_another.get("/organise/events/new"))
    path = f"/organise/events/{gone.id}/removal"
    signed_in.post(path, data={"csrf_token": token})
    signed_in.get(f"/organise/events/{stored.id}/removal")  # asked about another draft

    answers = [
        signed_in.post(path, data={"csrf_token": token}),
        as_another.post(path, data={"csrf_token": theirs}),
        # Not gone, but not theirs.
        as_another.post(f"/organise/events/{stored.id}/removal", data={"csrf_token": theirs}),
    ]

    assert [item.status_code for item in answers] == [404, 404, 404]
    assert [event.id for event in all_stored()] == [stored.id]


def test_organiser_is_invited_once(submit_twice):
    values = {"email": "Bo@example.org", "name": "Bo", "is_admin": "y"}

    first, second = submit_twice("/organise/people", **values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    assert count(Organiser, name="Bo") == 1
    assert count(Message, topic="organiser.invited") == 1


@pytest.mark.parametrize("other", [{"name": "Bob"}, {"is_admin": ""}, {"later": "y"}])
def test_different_invitation_of_existing_organiser_shows_error(signed_in, other, clock):
    values = {"email": "bo@example.org", "name": "Bo", "is_admin": "y"}
    token = token_of(signed_in.get("/organise/people"))
    signed_in.post("/organise/people", data={"csrf_token": token, **values})
    if "later" in other:
        clock.advance(timedelta(minutes=6))

    answer = signed_in.post("/organise/people", data={"csrf_token": token, **values, **other})

    assert answer.status_code == 422
    assert count(Message, topic="organiser.invited") == 1
