"""Kinds of registration: an event has those that its organiser names, in that order."""

import pytest

from tests.documents.stored import store_document
from webinars.database import db, transaction
from webinars.documents.enums import DocumentAccess
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.enums import AttendanceMode
from webinars.events.queries import event_by_id
from webinars.events.settings.registration_types import (
    MAX_TYPES,
    RegistrationTypeDetails,
    copy_types,
    set_types,
    types_of,
)

ROOM, ONLINE = (
    RegistrationTypeDetails("In the room", AttendanceMode.IN_PERSON, 2),
    RegistrationTypeDetails("Online", AttendanceMode.ONLINE),
)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def put(site):
    """Return a function that sets an event's registration types."""

    def put(event, *values, revision=None):
        with transaction() as session:
            set_types(
                session,
                event.id,
                types=values,
                revision=revision or event_by_id(session, event.id).revision,
                site=site,
            )
        return kinds(event)

    return put


def kinds(event, **which):
    db.session.rollback()
    return types_of(db.session(), event.id, **which)


def has_registration_types(event):
    db.session.rollback()
    return event_by_id(db.session(), event.id).has_registration_types


def test_types_keep_their_order(make_event, put):
    event = make_event()

    room, online = put(event, ROOM, ONLINE)
    first = [(kind.name, kind.attendance_mode, kind.capacity) for kind in (room, online)]
    turned = put(
        event,
        RegistrationTypeDetails("Online", id=online.id),
        RegistrationTypeDetails("At the place", id=room.id),
    )

    assert first == [
        ("In the room", AttendanceMode.IN_PERSON, 2),
        ("Online", AttendanceMode.ONLINE, None),
    ]
    assert [(kind.id, kind.name) for kind in turned] == [
        (online.id, "Online"),
        (room.id, "At the place"),
    ]


def test_event_flag_tells_whether_it_has_types(make_event, put):
    event = make_event()
    put(event, ROOM)
    with_one = has_registration_types(event)
    put(event)

    assert (with_one, has_registration_types(event)) == (True, False)
    assert kinds(event, removed=True) == []


def test_used_type_is_withdrawn_and_can_be_offered_again(make_event, make_registration, put):
    event = make_event()
    room, online = put(event, ROOM, ONLINE)
    make_registration(event, registration_type_id=room.id)

    left = put(event, RegistrationTypeDetails("Online", id=online.id))
    removed = [kind.id for kind in kinds(event, removed=True) if kind.removed_at]
    again = put(
        event,
        RegistrationTypeDetails("Online", id=online.id),
        RegistrationTypeDetails("In the room", id=room.id),
    )

    assert [kind.name for kind in left] == ["Online"]
    assert removed == [room.id]
    assert [kind.id for kind in again] == [online.id, room.id]


def test_type_that_the_access_of_a_document_names_is_not_removed(make_event, put):
    event = make_event()
    room, online = put(event, ROOM, ONLINE)
    of_room = {"access": DocumentAccess.REGISTRANTS, "registration_type_id": room.id}
    store_document("A/1", event_id=event.id, **of_room)

    with pytest.raises(ConflictError, match="registration-type-of-document") as refused:
        put(event, RegistrationTypeDetails("Online", id=online.id))

    assert refused.value.facts == {"name": "In the room", "document": "A/1"}
    assert [kind.name for kind in kinds(event)] == ["In the room", "Online"]
    put(event, RegistrationTypeDetails("In the room", id=room.id))


def test_type_of_other_event_is_refused(make_event, put):
    [theirs] = put(make_event(), ROOM)

    with pytest.raises(InvalidInputError, match="no-such-registration-type"):
        put(make_event(), RegistrationTypeDetails("Mine now", id=theirs.id))


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ([ROOM, RegistrationTypeDetails(" ")], "registration-type-name-missing", 1),
        ([ROOM, ONLINE, RegistrationTypeDetails("in the ROOM")], "registration-type-name-taken", 2),
        ([RegistrationTypeDetails("Room", capacity=0)], "capacity-too-small", 0),
        (
            [RegistrationTypeDetails(f"Kind {n}") for n in range(MAX_TYPES + 1)],
            "too-many-registration-types",
            None,
        ),
        ([RegistrationTypeDetails("x" * 101)], "too-long", None),
    ],
)
def test_invalid_type_is_refused(make_event, put, text, code, at):
    with pytest.raises(InvalidInputError) as refused:
        put(make_event(), *text)

    assert (refused.value.code, refused.value.facts.get("at")) == (code, at)


def test_edit_conflict_is_reported_and_loses_no_type(make_event, put):
    event = make_event()
    seen = event.revision
    put(event, ROOM)

    with pytest.raises(ConflictError, match="event-changed"):
        put(event, ONLINE, revision=seen)

    assert [kind.name for kind in kinds(event)] == ["In the room"]


def test_copy_has_the_same_types_in_its_own_rows(make_event, put):
    event, other = make_event(), make_event()
    put(event, ROOM, ONLINE)

    with transaction() as session:
        source, copy = (event_by_id(session, item.id) for item in (event, other))
        copy_types(session, source, copy)

    assert [kind.name for kind in kinds(other)] == ["In the room", "Online"]
    assert has_registration_types(other)
    assert not {kind.id for kind in kinds(other)} & {kind.id for kind in kinds(event)}
