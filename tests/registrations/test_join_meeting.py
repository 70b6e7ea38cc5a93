from datetime import UTC, datetime, timedelta

import pytest

from tests.registrations.terms import AT_ONCE
from webinars.database import db
from webinars.errors import NotAllowedError, NotFoundError
from webinars.events.enums import Format
from webinars.events.lifecycle import cancel_event, postpone_event
from webinars.registrations import cancellation, new_registration
from webinars.registrations.models import Registration
from webinars.registrations.registrant.join_meeting import JoinState, join_meeting, join_state
from webinars.timezones import clock as the_clock
from webinars.timezones.schedule import Month

ROOM = "https://rooms.example.org/secret-room"
QUARTER = timedelta(minutes=15)
START = datetime(2027, 7, 16, 13, tzinfo=UTC)
END = START + timedelta(minutes=90)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: joining depends on it."""


def attended(registration):
    db.session.rollback()
    row = db.session.get(Registration, registration.id)
    return row.attended_at, row.verified_at


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (START - timedelta(minutes=15, seconds=1), JoinState.EARLY),
        (START - timedelta(minutes=15), JoinState.OPEN),
        (END - timedelta(seconds=1), JoinState.OPEN),
        (END, JoinState.OVER),
    ],
)
def test_joining_opens_15_minutes_before_start_and_closes_at_end(now, state):
    assert join_state(START, END, now) is state


def test_joining_is_recorded_and_verifies_address(make_event, make_registration, act):
    event = make_event()
    registration = make_registration(event)
    the_clock.stop(event.starts_at - QUARTER)

    assert act(join_meeting, registration.id) == ROOM
    assert attended(registration) == (the_clock.now(), the_clock.now())


def test_joining_again_keeps_first_time(make_event, make_registration, act):
    event = make_event()
    registration = make_registration(event)
    the_clock.stop(event.starts_at)
    act(join_meeting, registration.id)
    the_clock.advance(QUARTER)

    act(join_meeting, registration.id)

    assert attended(registration) == (event.starts_at, event.starts_at)


def test_joining_too_early_or_late_is_refused(make_event, make_registration, act):
    event = make_event()
    registration = make_registration(event)

    for moment, code in (
        (event.starts_at - QUARTER - timedelta(seconds=1), "join-not-open"),
        (event.ends_at, "join-closed"),
    ):
        the_clock.stop(moment)
        with pytest.raises(NotAllowedError, match=code):
            act(join_meeting, registration.id)

    assert attended(registration) == (None, None)


def test_only_confirmed_registrants_can_join(make_event, make_registration, act):
    event = make_event(terms=AT_ONCE, capacity=1)
    gone = make_registration(event, email="a@example.org")
    registration = make_registration(event, email="b@example.org")
    waiting = make_registration(event, email="c@example.org")
    act(cancellation.cancel_registration, gone.id)
    act(cancellation.cancel_registration, registration.id)
    act(new_registration.register_again, registration.id)
    the_clock.stop(event.starts_at)

    for item in (gone, registration):
        with pytest.raises(NotAllowedError, match="not-confirmed"):
            act(join_meeting, item.id)

    assert act(join_meeting, waiting.id) == ROOM


@pytest.mark.parametrize("end", [cancel_event, postpone_event])
def test_cancelled_or_postponed_event_cannot_be_joined(
    make_event, make_registration, act, site, end
):
    event = make_event()
    registration = make_registration(event)
    act(end, event.id, site)
    the_clock.stop(event.starts_at)

    with pytest.raises(NotAllowedError, match="event-not-held"):
        act(join_meeting, registration.id)


def test_missing_join_url_is_refused_with_its_code(make_event, make_registration, act):
    event = make_event(meeting_url="")
    registration = make_registration(event)
    the_clock.stop(event.starts_at)

    with pytest.raises(NotAllowedError, match="no-join-url"):
        act(join_meeting, registration.id)


def test_joining_by_unknown_registration_is_not_found(app, act):
    with pytest.raises(NotFoundError, match="no-such-registration"):
        act(join_meeting, 17)


def test_in_person_event_has_no_join_url(make_event, make_registration, act):
    event = make_event(format=Format.IN_PERSON, place="Room XX")
    registration = make_registration(event)
    the_clock.stop(event.starts_at)

    with pytest.raises(NotAllowedError, match="no-join-url"):
        act(join_meeting, registration.id)


def test_event_of_month_has_no_join_url(make_event, make_registration, act):
    event = make_event(when=Month(2027, 4, "Europe/Zurich"), cities=())
    registration = make_registration(event)
    the_clock.stop(event.starts_at + timedelta(days=3))

    with pytest.raises(NotAllowedError, match="no-join-url"):
        act(join_meeting, registration.id)
