"""Registration types of an event: effects are shown before anyone is notified."""

import csv
import io
import re

import pytest

from tests.registrations.terms import AT_ONCE
from tests.web.conftest import token_of
from tests.web.organiser.registrations.queueing import statuses
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.enums import AttendanceMode, Format
from webinars.events.models import Event, RegistrationType
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.outbox.models import Message
from webinars.registrations.models import Registration
from webinars.registrations.status import Status


@pytest.fixture
def event(make_event, make_registration, site):
    """Return a hybrid event with a type for each attendance mode, and an in-person registration."""
    event = make_event(format=Format.HYBRID, place="Room XX")
    with transaction() as session:
        values = [
            RegistrationTypeDetails("Room", AttendanceMode.IN_PERSON),
            RegistrationTypeDetails("Web <b>", AttendanceMode.ONLINE),
        ]
        set_types(session, event.id, types=values, revision=event.revision, site=site)
    make_registration(event, registration_type_id=types_of(db.session(), event.id)[0].id)
    return event


@pytest.fixture
def save(signed_in, event):
    """Return a function that submits the form of the types with some values changed."""
    path = f"/organise/events/{event.id}/registration-types"
    token = token_of(signed_in.get(path))

    def save(do="save", **values):
        db.session.rollback()
        fields = {"revision": str(db.session.get_one(type(event), event.id).revision)}
        for n, kind in enumerate(types_of(db.session(), event.id), 1):
            fields |= {
                f"id_{n}": str(kind.id),
                f"name_{n}": kind.name,
                f"attendance_mode_{n}": kind.attendance_mode.value,
                f"capacity_{n}": str(kind.capacity or ""),
            }
        return signed_in.post(path, data={"csrf_token": token, **fields, **values, "do": do})

    return save


def kept(event):
    db.session.rollback()
    return [kind.attendance_mode for kind in types_of(db.session(), event.id)]


def facts():
    db.session.rollback()
    return [row.topic for row in db.session.query(Message) if row.topic.startswith("kind.")]


def test_changed_attendance_mode_shows_impact_before_saving(save, event):
    answer = save(attendance_mode_1="online")

    values = text_of(answer)
    assert answer.status_code == 200
    assert "1 person will be notified of this change" in values
    assert "Before Room: In person After Room: Online" in values
    assert "People who attend online have the join link" in values
    assert 'name="do" value="tell"' in answer.text
    assert 'form="registration-types"' in answer.text
    assert "Save without notifying" not in values
    assert kept(event) == [AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]
    assert facts() == []


def test_confirmed_change_is_saved_and_enqueued_once(save, event, signed_in):
    answer = save("tell", attendance_mode_1="online")

    assert answer.location.endswith("done=told")
    assert "People who now attend differently are notified" in signed_in.get(answer.location).text
    assert kept(event) == [AttendanceMode.ONLINE, AttendanceMode.ONLINE]
    assert facts() == ["kind.changed"]


def test_back_button_keeps_values_and_saves_nothing(save, event):
    answer = save("look", attendance_mode_1="online", name_1="The room")

    assert answer.status_code == 200
    assert 'value="The room"' in answer.text
    assert kept(event) == [AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]


def test_unused_type_is_changed_without_confirmation(save, event):
    answer = save(attendance_mode_2="")

    assert answer.location.endswith("done=saved")
    assert kept(event) == [AttendanceMode.IN_PERSON, AttendanceMode.AS_EVENT]
    assert facts() == []


@pytest.fixture
def move(signed_in, event):
    """Return a function that changes the type of the only registration."""
    db.session.rollback()
    place = db.session.query(Registration).one()
    path = f"/organise/events/{event.id}/registrations/{place.id}/type"
    token = token_of(signed_in.get(path))
    return lambda kind: signed_in.post(path, data={"csrf_token": token, "registration_type": kind})


def kind_of_the_person():
    db.session.rollback()
    return db.session.query(Registration).one().registration_type_id


def test_changed_type_of_registrant_is_emailed(move, event, signed_in):
    web = types_of(db.session(), event.id)[1]
    table = signed_in.get(f"/organise/events/{event.id}/registrations")
    assert "Change type…" in table.text

    answer = move(str(web.id))

    assert answer.location.endswith("done=moved-over")
    assert "The registration type was changed." in signed_in.get(answer.location).text
    assert kind_of_the_person() == web.id
    assert facts() == ["kind.changed"]


@pytest.mark.parametrize("kind", ["", "0", "999", "-1", "9" * 40, "x"])
def test_unknown_type_shows_error_at_its_field(move, event, kind):
    before = kind_of_the_person()

    answer = move(kind)

    assert answer.status_code == 422
    assert "Error: Change the registration type of" in answer.text
    assert kind_of_the_person() == before


def test_full_type_shows_error_with_advice(move, save, event, make_registration):
    web = types_of(db.session(), event.id)[1].id
    save(capacity_2="1")
    make_registration(event, registration_type_id=web, email="second@example.com")

    answer = move(str(web))

    assert answer.status_code == 422
    assert "All places of this registration type are taken" in answer.text


def test_names_of_types_are_escaped(signed_in, event):
    db.session.rollback()
    place = db.session.query(Registration).one()

    page = signed_in.get(f"/organise/events/{event.id}/registrations/{place.id}/type").text

    assert "Web &lt;b&gt;" in page
    assert "Online, 0 places taken" in " ".join(text_of_html(page).split())


def test_table_and_csv_show_type(signed_in, make_event, make_registration):
    event = make_event(terms={"has_registration_types": True, **AT_ONCE})
    with transaction() as session:
        kind = RegistrationType(event_id=event.id, position=0, name="Observers")
        session.add(kind)
        session.flush()
        registration_type_id = kind.id
    make_registration(event, registration_type_id=registration_type_id)
    where = f"/organise/events/{event.id}/registrations"

    table = csv.reader(io.StringIO(signed_in.get(f"{where}.csv").text.removeprefix("\ufeff")))

    assert [line[3:5] for line in table] == [
        ["Status", "Registration type"],
        ["Confirmed", "Observers"],
    ]
    assert "Confirmed Observers since" in text_of(signed_in.get(where))
    assert db.session.get_one(Event, event.id).has_registration_types
    assert statuses([db.session.query(Registration).one()]) == [Status.CONFIRMED]


def text_of_html(page):
    """Return the text of some markup."""
    return re.sub(r"<[^>]*>", "", page)
