from datetime import timedelta

import pytest

from tests.registrations.terms import AT_ONCE
from webinars.database import db
from webinars.errors import NotAllowedError, NotFoundError
from webinars.events.actions import cancel_event, postpone_event
from webinars.events.rules import Format
from webinars.registrations import actions, join
from webinars.registrations.models import Registration
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Month

ROOM = "https://rooms.example.org/secret-room"
QUARTER = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: the room opens by it."""


def attended(place):
    db.session.rollback()
    row = db.session.get(Registration, place.id)
    return row.attended_at, row.verified_at


def test_coming_in_is_recorded_and_proves_the_address(make_event, make_registration, act):
    event = make_event()
    place = make_registration(event)
    the_clock.stop(event.starts_at - QUARTER)

    assert act(join.join_meeting, place.id) == ROOM
    assert attended(place) == (the_clock.now(), the_clock.now())


def test_coming_in_again_keeps_the_first_time(make_event, make_registration, act):
    event = make_event()
    place = make_registration(event)
    the_clock.stop(event.starts_at)
    act(join.join_meeting, place.id)
    the_clock.advance(QUARTER)

    act(join.join_meeting, place.id)

    assert attended(place) == (event.starts_at, event.starts_at)


def test_the_room_is_shut_before_and_after(make_event, make_registration, act):
    event = make_event()
    place = make_registration(event)

    for moment, code in (
        (event.starts_at - QUARTER - timedelta(seconds=1), "join-not-open"),
        (event.ends_at, "join-closed"),
    ):
        the_clock.stop(moment)
        with pytest.raises(NotAllowedError, match=code):
            act(join.join_meeting, place.id)

    assert attended(place) == (None, None)


def test_only_a_place_opens_the_room(make_event, make_registration, act):
    event = make_event(terms=AT_ONCE, capacity=1)
    gone = make_registration(event, email="a@example.org")
    place = make_registration(event, email="b@example.org")
    waiting = make_registration(event, email="c@example.org")
    act(actions.cancel, gone.id)
    act(actions.cancel, place.id)
    act(actions.register_again, place.id)
    the_clock.stop(event.starts_at)

    for each in (gone, place):
        with pytest.raises(NotAllowedError, match="not-confirmed"):
            act(join.join_meeting, each.id)

    assert act(join.join_meeting, waiting.id) == ROOM


@pytest.mark.parametrize("end", [cancel_event, postpone_event])
def test_an_event_that_does_not_take_place_has_no_room(
    make_event, make_registration, act, site, end
):
    event = make_event()
    place = make_registration(event)
    act(end, event.id, site)
    the_clock.stop(event.starts_at)

    with pytest.raises(NotAllowedError, match="event-not-held"):
        act(join.join_meeting, place.id)


def test_a_room_that_is_not_known_yet_says_so(make_event, make_registration, act):
    event = make_event(meeting_url="")
    place = make_registration(event)
    the_clock.stop(event.starts_at)

    with pytest.raises(NotAllowedError, match="no-join-url"):
        act(join.join_meeting, place.id)


def test_nobody_comes_in_by_a_registration_that_is_none(app, act):
    with pytest.raises(NotFoundError, match="no-such-registration"):
        act(join.join_meeting, 17)


def test_an_event_in_a_place_alone_has_no_room(make_event, make_registration, act):
    event = make_event(format=Format.IN_PERSON, place="Room XX")
    place = make_registration(event)
    the_clock.stop(event.starts_at)

    with pytest.raises(NotAllowedError, match="no-join-url"):
        act(join.join_meeting, place.id)


def test_an_event_without_a_day_has_no_room(make_event, make_registration, act):
    event = make_event(when=Month(2027, 4, "Europe/Zurich"), cities=())
    place = make_registration(event)
    the_clock.stop(event.starts_at + timedelta(days=3))

    with pytest.raises(NotAllowedError, match="no-join-url"):
        act(join.join_meeting, place.id)
