"""Attendance mode by registration type: calendar entries, and who is notified of changes."""

import re
from datetime import timedelta
from functools import partial

import pytest
from icalendar import Calendar

from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.enums import AttendanceMode, Format, attendance_format
from webinars.events.models import Event
from webinars.events.notifications.reminders import plan_reminders
from webinars.events.queries import event_by_id
from webinars.events.settings.registration_types import RegistrationTypeDetails, types_of
from webinars.registrations.models import Registration
from webinars.registrations.organiser.change_impact import change_impact
from webinars.registrations.registrant.join_meeting import join_meeting
from webinars.registrations.status import Status
from webinars.registrations.types import type_change, types_update

ROOM = "Palais des Nations, Room XX"
WAYS = (
    RegistrationTypeDetails("In person", AttendanceMode.IN_PERSON),
    RegistrationTypeDetails("Online", AttendanceMode.ONLINE),
    RegistrationTypeDetails("Both", AttendanceMode.AS_EVENT),
)
WHO = ("ines", "olga", "bo")


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def put(site):
    """Return a function that sets an event's registration types and returns the notified changes."""

    def put(event, *values):
        with transaction() as session:
            revision = event_by_id(session, event.id).revision
            shifts = types_update.update_types(
                session, event.id, types=values, revision=revision, site=site
            )
        db.session.rollback()
        return shifts

    return put


@pytest.fixture
def event(make_event, put):
    """Return a hybrid event with a registration type for each attendance mode."""
    event = make_event(format=Format.HYBRID, place=ROOM)
    put(event, *WAYS)
    return event


@pytest.fixture
def people(event, make_registration):
    """Return a registration of each type, by name."""
    types = types_of(db.session(), event.id)
    return {
        who: make_registration(
            event,
            email=f"{who}@example.com",
            name=who.title(),
            registration_type_id=registration_type.id,
        )
        for who, registration_type in zip(WHO, types, strict=True)
    }


@pytest.fixture
def change(site):
    """Return a function that changes details of a hybrid event."""

    def change(event, **values):
        with transaction() as session:
            now = event_by_id(session, event.id)
            announcement = EventDetails(
                **{
                    "title": now.title,
                    "when": now.when,
                    "cities": tuple(now.cities),
                    "format": now.format,
                    "place": now.place,
                    "meeting_url": now.meeting_url,
                    **values,
                }
            )
            return change_event(
                session, event.id, details=announcement, revision=now.revision, site=site
            )

    return change


def with_modes(event, **ways):
    """Return the event's types with changed attendance modes, given by the first word of the name."""
    return [
        RegistrationTypeDetails(
            registration_type.name,
            ways.get(registration_type.name.split()[0].lower(), registration_type.attendance_mode),
            id=registration_type.id,
        )
        for registration_type in types_of(db.session(), event.id)
    ]


def received(mails):
    """Return SEQUENCE and LOCATION (None without entry) and presence of a join link, by recipient."""
    results = {}
    for mail in mails:
        name = re.search(r"(\w+)@example\.com", str(mail.message["To"]))
        if name is None:
            continue
        entry = Calendar.from_ical(mail.calendar).events[0] if mail.calendar else None
        where = str(entry.get("LOCATION", "")) if entry is not None else None
        says = str(entry["DESCRIPTION"]) if entry is not None else ""
        results[name[1]] = (
            None if entry is None else int(entry["SEQUENCE"]),
            "link" if where and "/join/" in where else where,
            ("/join/" in mail.text, "/join/" in says),
        )
    return results


@pytest.mark.parametrize(
    ("held", "values", "way"),
    [
        (Format.HYBRID, AttendanceMode.AS_EVENT, Format.HYBRID),
        (Format.HYBRID, AttendanceMode.ONLINE, Format.ONLINE),
        (Format.HYBRID, AttendanceMode.IN_PERSON, Format.IN_PERSON),
        (Format.ONLINE, AttendanceMode.IN_PERSON, Format.ONLINE),
        (Format.IN_PERSON, AttendanceMode.ONLINE, Format.IN_PERSON),
        (Format.ONLINE, AttendanceMode.AS_EVENT, Format.ONLINE),
    ],
)
def test_attendance_mode_is_limited_by_event_format(held, values, way):
    assert attendance_format(held, values) is way


def test_entry_and_join_link_follow_attendance_mode(people, deliver):
    assert received(deliver()) == {
        "ines": (0, ROOM, (False, False)),
        "olga": (0, "link", (True, True)),
        "bo": (0, ROOM, (True, True)),
    }


def test_reminders_have_join_link_for_online_attendees_only(event, people, deliver, clock, site):
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.reminders = [60]
        plan_reminders(session, row)
    deliver()
    clock.advance(event.starts_at - clock.now() - timedelta(minutes=60))

    mails = {str(mail.message["To"]).partition(" ")[0]: mail for mail in deliver()}

    assert {who: "/join/" in mail.text for who, mail in mails.items()} == {
        "Ines": False,
        "Olga": True,
        "Bo": True,
    }
    assert {who: ROOM in mail.text for who, mail in mails.items()} == {
        "Ines": True,
        "Olga": False,
        "Bo": True,
    }


def test_in_person_attendees_cannot_join(event, people, act, clock):
    clock.stop(event.starts_at)
    results = {}

    for who, registration in people.items():
        try:
            results[who] = act(join_meeting, registration.id)
        except NotAllowedError as refused:
            results[who] = refused.code

    room = db.session.get_one(Event, event.id).meeting_url
    assert results == {"ines": "registered-in-person", "olga": room, "bo": room}


def test_changed_attendance_mode_notifies_that_type_only(event, people, deliver, put):
    deliver()

    shifts = put(event, *with_modes(event, online=AttendanceMode.IN_PERSON))

    assert [(shift.name, shift.previous, shift.now, shift.people) for shift in shifts] == [
        ("Online", Format.ONLINE, Format.IN_PERSON, 1)
    ]
    mails = deliver()
    assert received(mails) == {"olga": (1, ROOM, (False, False))}
    assert "how you attend has changed. You are still registered." in mails[0].text
    assert "Your old join link no longer works." in mails[0].text
    assert re.search(r"BEFORE\r\n  online\r\n", mails[0].text)
    assert event_by_id(db.session(), event.id).sequence == 0


def test_reverted_attendance_mode_raises_sequence(event, people, deliver, put):
    deliver()
    put(event, *with_modes(event, online=AttendanceMode.IN_PERSON))
    deliver()

    put(event, *with_modes(event, online=AttendanceMode.ONLINE))

    assert received(deliver()) == {"olga": (2, "link", (True, True))}


def test_event_change_is_merged_with_unsent_mode_change(event, people, deliver, put, change):
    deliver()
    put(event, *with_modes(event, online=AttendanceMode.IN_PERSON))

    change(event, place="Room VII")

    mails = {str(mail.message["To"]).partition(" ")[0]: mail for mail in deliver()}
    assert received(mails.values())["olga"] == (1, "Room VII", (False, False))
    assert re.search(r"BEFORE\r\n  online\r\n", mails["Olga"].text)
    assert re.search(rf"BEFORE\r\n  {ROOM}\r\n", mails["Ines"].text)
    assert len(mails) == 3


def test_registrant_without_email_yet_gets_current_state_only(event, people, deliver, put):
    put(event, *with_modes(event, online=AttendanceMode.IN_PERSON))

    mails = deliver()

    assert received(mails)["olga"] == (0, ROOM, (False, False))
    assert len([mail for mail in mails if "olga" in str(mail.message["To"])]) == 1


def test_new_type_name_or_capacity_notifies_nobody(event, people, deliver, put):
    deliver()
    types = [
        RegistrationTypeDetails(f"{mode.name}!", mode.attendance_mode, 5, mode.id)
        for mode in with_modes(event)
    ]

    assert put(event, *types) == []
    assert deliver() == []


def test_new_venue_does_not_notify_online_attendees_or_count_them(
    app, event, people, deliver, change
):
    deliver()

    was = change(event, place="Room VII")

    with transaction() as session:
        now = event_by_id(session, event.id)
        host = session.get_one(Organiser, event.organiser_id)
        assert change_impact(session, now, was, host).people == 2
    assert received(deliver()) == {
        "ines": (1, "Room VII", (False, False)),
        "bo": (1, "Room VII", (True, True)),
    }


def test_event_changed_to_online_updates_all_attendees(event, people, deliver, change, act):
    deliver()

    change(event, format=Format.ONLINE)

    assert received(deliver()) == dict.fromkeys(("ines", "bo"), (1, "link", (True, True)))


def test_changed_type_notifies_that_registrant_only(event, people, deliver, act):
    deliver()
    online = types_of(db.session(), event.id)[1]

    act(
        type_change.change_type,
        event_id=event.id,
        registration_id=people["ines"].id,
        registration_type_id=online.id,
        organiser_id=event.organiser_id,
    )

    mails = deliver()
    assert received(mails) == {"ines": (1, "link", (True, True))}
    assert re.search(rf"BEFORE\r\n  {ROOM}\r\n", mails[0].text)


def test_type_change_respects_capacity_of_types(event, make_registration, put, act, status):
    put(
        event,
        RegistrationTypeDetails("Room", AttendanceMode.IN_PERSON, 1),
        RegistrationTypeDetails("Web", AttendanceMode.ONLINE, 1),
    )
    room, web = types_of(db.session(), event.id)
    with transaction() as session:
        session.get_one(Event, event.id).waiting_list = "at_once"
    holds, full, waits = (
        make_registration(
            event, email=f"{who}@example.com", registration_type_id=registration_type.id
        )
        for who, registration_type in (("a", room), ("b", web), ("c", room))
    )

    of_event = {"event_id": event.id, "organiser_id": event.organiser_id}
    move = partial(act, type_change.change_type, **of_event)
    with pytest.raises(ConflictError, match="registration-type-full"):
        move(registration_id=holds.id, registration_type_id=web.id)
    with pytest.raises(InvalidInputError, match="no-such-registration-type"):
        move(registration_id=holds.id, registration_type_id=999)
    put(
        event,
        *(
            RegistrationTypeDetails(k.name, k.attendance_mode, n, k.id)
            for k, n in ((room, 1), (web, 2))
        ),
    )
    move(registration_id=holds.id, registration_type_id=web.id)

    assert [status(item) for item in (holds, full, waits)] == [Status.CONFIRMED] * 3
    types = dict(db.session.query(Registration.id, Registration.registration_type_id).all())
    assert [types[item.id] for item in (holds, full, waits)] == [web.id, web.id, room.id]
