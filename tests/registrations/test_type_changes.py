"""How people take part by their kind: what their calendars hold, and who hears when that changes."""

import re
from datetime import timedelta
from functools import partial

import pytest
from icalendar import Calendar

from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError
from webinars.events.actions import change_event
from webinars.events.details import EventDetails
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.events.reminders import plan_reminders
from webinars.events.rules import AttendanceMode, Format, attendance_format
from webinars.events.settings.registration_types import RegistrationTypeDetails, types_of
from webinars.registrations.join import join_meeting
from webinars.registrations.models import Registration, Status
from webinars.registrations.organiser.change_impact import change_impact
from webinars.registrations.types import attendance_changes, type_change

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
    """Give an action that lets an event have these kinds; it returns where someone is told of it."""

    def put(event, *said):
        with transaction() as session:
            revision = event_by_id(session, event.id).revision
            shifts = attendance_changes.change_types(
                session, event.id, types=said, revision=revision, site=site
            )
        db.session.rollback()
        return shifts

    return put


@pytest.fixture
def event(make_event, put):
    """Give a hybrid event with a kind for each way to take part."""
    event = make_event(format=Format.HYBRID, place=ROOM)
    put(event, *WAYS)
    return event


@pytest.fixture
def people(event, make_registration):
    """Give someone of each kind, by name."""
    kinds = types_of(db.session(), event.id)
    return {
        who: make_registration(
            event, email=f"{who}@example.com", name=who.title(), registration_type_id=kind.id
        )
        for who, kind in zip(WHO, kinds, strict=True)
    }


@pytest.fixture
def change(site):
    """Give an action that changes what the announcement of a hybrid event said."""

    def change(event, **said):
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
                    **said,
                }
            )
            return change_event(
                session, event.id, details=announcement, revision=now.revision, site=site
            )

    return change


def as_said(event, **ways):
    """Return the event's kinds, those named taking part in another way."""
    return [
        RegistrationTypeDetails(
            kind.name, ways.get(kind.name.split()[0].lower(), kind.attendance_mode), id=kind.id
        )
        for kind in types_of(db.session(), event.id)
    ]


def told(mails):
    """Return who got what: name, SEQUENCE and LOCATION of the entry (None without), whether a link to join."""
    found = {}
    for mail in mails:
        name = re.search(r"(\w+)@example\.com", str(mail.message["To"]))
        if name is None:
            continue
        entry = Calendar.from_ical(mail.calendar).events[0] if mail.calendar else None
        where = str(entry.get("LOCATION", "")) if entry is not None else None
        says = str(entry["DESCRIPTION"]) if entry is not None else ""
        found[name[1]] = (
            None if entry is None else int(entry["SEQUENCE"]),
            "link" if where and "/join/" in where else where,
            ("/join/" in mail.text, "/join/" in says),
        )
    return found


@pytest.mark.parametrize(
    ("held", "said", "way"),
    [
        (Format.HYBRID, AttendanceMode.AS_EVENT, Format.HYBRID),
        (Format.HYBRID, AttendanceMode.ONLINE, Format.ONLINE),
        (Format.HYBRID, AttendanceMode.IN_PERSON, Format.IN_PERSON),
        (Format.ONLINE, AttendanceMode.IN_PERSON, Format.ONLINE),
        (Format.IN_PERSON, AttendanceMode.ONLINE, Format.IN_PERSON),
        (Format.ONLINE, AttendanceMode.AS_EVENT, Format.ONLINE),
    ],
)
def test_a_kind_chooses_among_the_ways_that_there_are(held, said, way):
    assert attendance_format(held, said) is way


def test_each_gets_the_entry_and_the_link_of_their_own_way(people, deliver):
    assert told(deliver()) == {
        "ines": (0, ROOM, (False, False)),
        "olga": (0, "link", (True, True)),
        "bo": (0, ROOM, (True, True)),
    }


def test_reminders_bring_the_link_to_those_who_join_by_it(event, people, deliver, clock, site):
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


def test_the_room_is_shut_to_who_registered_to_come(event, people, act, clock):
    clock.stop(event.starts_at)
    came = {}

    for who, place in people.items():
        try:
            came[who] = act(join_meeting, place.id)
        except NotAllowedError as refused:
            came[who] = refused.code

    room = db.session.get_one(Event, event.id).meeting_url
    assert came == {"ines": "registered-in-person", "olga": room, "bo": room}


def test_those_of_a_kind_that_takes_part_in_another_way_are_told_and_nobody_else(
    event, people, deliver, put
):
    deliver()

    shifts = put(event, *as_said(event, online=AttendanceMode.IN_PERSON))

    assert [(each.name, each.previous, each.now, each.people) for each in shifts] == [
        ("Online", Format.ONLINE, Format.IN_PERSON, 1)
    ]
    mails = deliver()
    assert told(mails) == {"olga": (1, ROOM, (False, False))}
    assert "how you attend has changed. You are still registered." in mails[0].text
    assert "Your old join link no longer works." in mails[0].text
    assert re.search(r"BEFORE\r\n  online\r\n", mails[0].text)
    assert event_by_id(db.session(), event.id).sequence == 0


def test_back_again_goes_above_what_was_told(event, people, deliver, put):
    deliver()
    put(event, *as_said(event, online=AttendanceMode.IN_PERSON))
    deliver()

    put(event, *as_said(event, online=AttendanceMode.ONLINE))

    assert told(deliver()) == {"olga": (2, "link", (True, True))}


def test_a_change_of_the_event_before_the_first_is_told_is_told_with_it(
    event, people, deliver, put, change
):
    deliver()
    put(event, *as_said(event, online=AttendanceMode.IN_PERSON))

    change(event, place="Room VII")

    mails = {str(mail.message["To"]).partition(" ")[0]: mail for mail in deliver()}
    assert told(mails.values())["olga"] == (1, "Room VII", (False, False))
    assert re.search(r"BEFORE\r\n  online\r\n", mails["Olga"].text)
    assert re.search(rf"BEFORE\r\n  {ROOM}\r\n", mails["Ines"].text)
    assert len(mails) == 3


def test_who_is_not_written_to_yet_hears_only_what_is_so(event, people, deliver, put):
    put(event, *as_said(event, online=AttendanceMode.IN_PERSON))

    mails = deliver()

    assert told(mails)["olga"] == (0, ROOM, (False, False))
    assert len([mail for mail in mails if "olga" in str(mail.message["To"])]) == 1


def test_a_name_or_the_number_of_places_is_told_to_nobody(event, people, deliver, put):
    deliver()
    kinds = [
        RegistrationTypeDetails(f"{each.name}!", each.attendance_mode, 5, each.id)
        for each in as_said(event)
    ]

    assert put(event, *kinds) == []
    assert deliver() == []


def test_another_place_is_no_news_to_those_online_and_the_count_says_so(
    app, event, people, deliver, change
):
    deliver()

    was = change(event, place="Room VII")

    with transaction() as session:
        now = event_by_id(session, event.id)
        host = session.get_one(Organiser, event.organiser_id)
        assert change_impact(session, now, was, host).people == 2
    assert told(deliver()) == {
        "ines": (1, "Room VII", (False, False)),
        "bo": (1, "Room VII", (True, True)),
    }


def test_an_event_that_goes_online_takes_everybody_along(event, people, deliver, change, act):
    deliver()

    change(event, format=Format.ONLINE)

    assert told(deliver()) == dict.fromkeys(("ines", "bo"), (1, "link", (True, True)))


def test_somebody_moved_to_another_kind_is_told_alone(event, people, deliver, act):
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
    assert told(mails) == {"ines": (1, "link", (True, True))}
    assert re.search(rf"BEFORE\r\n  {ROOM}\r\n", mails[0].text)


def test_a_move_keeps_to_the_places_of_the_kinds(event, make_registration, put, act, status):
    put(
        event,
        RegistrationTypeDetails("Room", AttendanceMode.IN_PERSON, 1),
        RegistrationTypeDetails("Web", AttendanceMode.ONLINE, 1),
    )
    room, web = types_of(db.session(), event.id)
    with transaction() as session:
        session.get_one(Event, event.id).waiting_list = "at_once"
    holds, full, waits = (
        make_registration(event, email=f"{who}@example.com", registration_type_id=kind.id)
        for who, kind in (("a", room), ("b", web), ("c", room))
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

    assert [status(each) for each in (holds, full, waits)] == [Status.CONFIRMED] * 3
    kinds = dict(db.session.query(Registration.id, Registration.registration_type_id).all())
    assert [kinds[each.id] for each in (holds, full, waits)] == [web.id, web.id, room.id]
