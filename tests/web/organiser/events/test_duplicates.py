"""Forms that a double click, an impatient press or a network sends twice: done once, and told as done."""

import re
from datetime import timedelta

import pytest

from tests.web.conftest import token_of
from tests.web.organiser.conftest import FILLED, all_stored, stored
from webinars.access.models import Delegation
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.events.rules import EventState
from webinars.events.settings.registration_settings import RegistrationSettings, change_settings
from webinars.events.settings.registration_types import types_of
from webinars.outbox.models import Message
from webinars.questions.models import Question
from webinars.web.organiser.announcements import views


@pytest.fixture
def twice(signed_in):
    """Give an action that sends one form two times, as it was shown, and returns both answers."""

    def twice(path, **said):
        token = token_of(signed_in.get(path))
        fields = {"csrf_token": token, **said}
        return [signed_in.post(path, data=fields) for _ in range(2)]

    return twice


@pytest.fixture
def copy(signed_in):
    """Give an action that presses the button on a page of an event that was shown, as often as one likes."""

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
def test_a_new_event_is_made_once(twice, wish):
    first, second = twice("/organise/events/new", **{**FILLED, "do": wish})

    [event] = all_stored()
    assert event.state is (EventState.PUBLISHED if wish == "publish" else EventState.DRAFT)
    assert (second.status_code, second.location) == (first.status_code, first.location)


def test_a_draft_kept_and_then_published_on_the_same_page_is_one_event(write):
    write(do="save")

    answer = write(do="publish")

    [event] = all_stored()
    assert event.state is EventState.PUBLISHED
    assert answer.location == f"/organise/events/{event.id}/edit?done=published"


@pytest.mark.parametrize("other", [{"start": "16:00"}, {"title": "B"}, {"description": "C"}])
def test_another_event_is_another_one(write, other):
    write()
    write(**other)

    assert len(all_stored()) == 2


def test_the_same_event_some_time_later_is_meant(write, clock):
    write()
    clock.advance(timedelta(hours=1))
    write()

    assert len(all_stored()) == 2


def test_a_change_is_saved_once_and_nobody_else_is_blamed(write, make_event, make_registration):
    event = make_event()
    make_registration(event)
    said = {"revision": str(event.revision), "date": "2027-06-18", "do": "tell"}

    first = write(event.id, **said)
    once = (stored(event.id).revision, stored(event.id).sequence, count(Message))
    second = write(event.id, **said)

    assert first.status_code == second.status_code == 303
    assert second.location == first.location
    assert (stored(event.id).revision, stored(event.id).sequence, count(Message)) == once


def test_a_draft_is_published_by_its_form_once(write, make_event):
    event = make_event(publish=False)
    said = {"revision": str(event.revision), "do": "publish"}

    first = write(event.id, **said)
    second = write(event.id, **said)

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location


def test_a_time_written_otherwise_is_no_difference_between_two_texts(write, make_event):
    event = make_event()
    seen = str(event.revision)
    write(event.id, revision=seen, title="Theirs", end="16:30")

    answer = write(event.id, revision=seen, title="Yours", end="90 min")

    assert answer.status_code == 409
    assert 'href="#title"' in answer.text
    assert 'href="#end"' not in answer.text


def test_terms_are_saved_once(twice, signed_in, make_event):
    event = make_event()
    said = {
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

    first, second = twice(f"/organise/events/{event.id}/registration-settings", **said)

    assert (first.status_code, second.status_code) == (303, 303)
    assert stored(event.id).domains == ["example.org", "un.org"]


def test_kinds_are_saved_once(twice, make_event):
    event = make_event()
    said = {
        "revision": str(event.revision),
        "name_1": "Delegates",
        "attendance_mode_1": "",
        "capacity_1": "3",
        "name_2": "Observers",
        "attendance_mode_2": "",
        "capacity_2": "",
        "do": "save",
    }

    first, second = twice(f"/organise/events/{event.id}/registration-types", **said)

    assert (first.status_code, second.status_code) == (303, 303)
    assert stored(event.id).has_registration_types
    assert [kind.name for kind in types_of(db.session(), event.id)] == ["Delegates", "Observers"]


def test_a_kind_is_removed_once(twice, signed_in, make_event):
    event = make_event()
    named = {"name_1": "Delegates", "attendance_mode_1": "", "capacity_1": ""}
    path = f"/organise/events/{event.id}/registration-types"
    twice(path, revision=str(event.revision), do="save", **named)
    event = stored(event.id)
    [kind] = types_of(db.session(), event.id)
    said = {"revision": str(event.revision), "id_1": str(kind.id), **named, "do": "remove-1"}

    first, second = twice(path, **said)

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("questions/new?type=text", {"label": "What is your function?"}),
        ("questions/new?type=single", {"label": "Which?", "choices": "One\nTwo"}),
        ("questions", {"preset": "diet"}),
    ],
)
def test_a_question_is_asked_once(twice, make_event, path, said):
    event = make_event()

    first, second = twice(f"/organise/events/{event.id}/{path}", **said)

    assert (first.status_code, second.status_code) == (303, 303)
    assert count(Question) == 1


def test_a_delegation_is_added_once_and_gets_one_letter(twice, make_event, site):
    event = make_event()
    with transaction() as session:
        terms = RegistrationSettings(accepts_delegations=True)
        change_settings(
            session, event.id, registration_settings=terms, revision=event.revision, site=site
        )
    said = {"name": "Spain", "focal_name": "Foc", "focal_email": "f@example.org", "quota": "2"}

    first, second = twice(f"/organise/events/{event.id}/delegations", **said)

    assert (first.status_code, second.status_code) == (303, 303)
    assert count(Delegation) == 1
    assert count(Message, topic="delegation.invited") == 1


def test_an_announcement_that_comes_twice_at_once_is_saved_once(paste, monkeypatch):
    read = paste("Twice said\nFriday 16.07.2027 (15:00 GVA/ 9:00 NY)\nOnce meant.")
    # Neither of two requests at once sees what the other has not yet committed.
    monkeypatch.setattr(views, "known_events", lambda *_: {})

    answers = [paste(do="publish", on=read) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [event.state for event in all_stored()] == [EventState.PUBLISHED]


def test_an_event_is_copied_once_by_one_page_and_again_by_the_next(
    signed_in, make_event, copy, clock
):
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
def test_a_page_that_does_not_say_when_it_was_shown_copies_once_in_a_while(
    make_event, signed_in, since
):
    event = make_event()
    fields = {"csrf_token": token_of(signed_in.get("/organise/events/new")), "since": since}
    path = f"/organise/events/{event.id}/copy"

    answers = [signed_in.post(path, data=fields) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert len(all_stored()) == 2


def test_a_draft_is_deleted_once_and_the_list_says_so(signed_in, make_event):
    event = make_event(publish=False)
    path = f"/organise/events/{event.id}/removal"
    fields = {"csrf_token": token_of(signed_in.get(path))}

    first, second = (signed_in.post(path, data=fields) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    assert "The draft was deleted." in signed_in.get(second.location).text
    assert all_stored() == []


def test_who_was_not_asked_about_a_draft_does_not_learn_that_it_is_gone(
    signed_in, as_another, make_event
):
    kept, gone = make_event(publish=False), make_event(publish=False)
    token = token_of(signed_in.get("/organise/events/new"))
    theirs = token_of(as_another.get("/organise/events/new"))
    path = f"/organise/events/{gone.id}/removal"
    signed_in.post(path, data={"csrf_token": token})
    signed_in.get(f"/organise/events/{kept.id}/removal")  # asked about another draft

    answers = [
        signed_in.post(path, data={"csrf_token": token}),
        as_another.post(path, data={"csrf_token": theirs}),
        # Not gone, but not theirs.
        as_another.post(f"/organise/events/{kept.id}/removal", data={"csrf_token": theirs}),
    ]

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert [event.id for event in all_stored()] == [kept.id]


def test_somebody_is_invited_once(twice):
    said = {"email": "Bo@example.org", "name": "Bo", "is_admin": "y"}

    first, second = twice("/organise/people", **said)

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    assert count(Organiser, name="Bo") == 1
    assert count(Message, topic="organiser.invited") == 1


@pytest.mark.parametrize("other", [{"name": "Bob"}, {"is_admin": ""}, {"later": "y"}])
def test_who_is_invited_otherwise_or_later_is_said_to_be_there(signed_in, other, clock):
    said = {"email": "bo@example.org", "name": "Bo", "is_admin": "y"}
    token = token_of(signed_in.get("/organise/people"))
    signed_in.post("/organise/people", data={"csrf_token": token, **said})
    if "later" in other:
        clock.advance(timedelta(minutes=6))

    answer = signed_in.post("/organise/people", data={"csrf_token": token, **said, **other})

    assert answer.status_code == 422
    assert count(Message, topic="organiser.invited") == 1
