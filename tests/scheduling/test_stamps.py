"""DTSTAMP and LAST-MODIFIED of one attendee's messages, after any changes at any pace."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.web.pages import at
from webinars.database import transaction
from webinars.errors import WebinarsError
from webinars.events import changes, lifecycle
from webinars.events.details import EventDetails
from webinars.events.enums import NotificationMode
from webinars.events.queries import event_by_id
from webinars.registrations import cancellation, erasure, new_registration
from webinars.registrations.models import Registration
from webinars.registrations.registrant import links
from webinars.scheduling.invitation_sequence import next_dtstamp

PROPERTY = re.compile(rb"^(UID|DTSTAMP|LAST-MODIFIED|SEQUENCE)[^:\r]*:(.*)\r$", re.MULTILINE)
STAMPS = re.compile(rb"^(?:DTSTAMP|LAST-MODIFIED|SEQUENCE):.*\r\n", re.MULTILINE)


@pytest.fixture
def overrides():
    return {"EVENT_EMAILS_PER_HOUR": 100_000, "MAILBOX_EMAILS_PER_HOUR": 100_000}


def sign_up(session, event, site, hour):
    new_registration.register_attendee(
        session,
        event_id=event.id,
        name="Ann",
        email="ann@example.com",
        timezone="Africa/Nairobi",
        language="en",
    )


def of_registration(action):
    def act(session, event, site, hour):
        query = select(Registration.id).where(Registration.event_id == event.id)
        ids = session.scalars(query.order_by(Registration.id)).all()
        if ids:
            action(session, ids[-1])

    return act


def of_event(action):
    return lambda session, event, site, hour: action(session, event.id, site)


def change(session, event, site, hour, *, title="Children", place=""):
    current = event_by_id(session, event.id)
    details = EventDetails(title=title, when=at(2027, 7, 16, hour), place=place)
    changes.change_event(session, event.id, details=details, revision=current.revision, site=site)


def rename(session, event, site, hour):
    change(session, event, site, 15, title=f"Children {hour}")


ACTIONS = {
    "register": sign_up,
    "cancel": of_registration(cancellation.cancel_registration),
    "register again": of_registration(new_registration.register_again),
    "erase": of_registration(erasure.erase_registrant),
    "replace links": of_registration(links.replace_links),
    "move": change,
    "rename": rename,
    "cancel event": of_event(lifecycle.cancel_event),
    "postpone event": of_event(lifecycle.postpone_event),
    "restore event": of_event(lifecycle.restore_event),
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(list(ACTIONS)),
        st.integers(10, 18),
        st.booleans(),  # whether a worker runs afterwards
        st.sampled_from([0.0, 0.0, 0.4, 1.0, 3.0]),  # seconds until the next change
    ),
    max_size=12,
)


def stamps(mail):
    results = {name.decode(): value.decode() for name, value in PROPERTY.findall(mail.calendar)}
    return (
        results["UID"],
        results["DTSTAMP"],
        results["LAST-MODIFIED"],
        int(results["SEQUENCE"]),
        STAMPS.sub(b"", mail.calendar),
    )


@settings(max_examples=12)
@given(steps=STEPS)
def test_dtstamp_rises_and_last_modified_rises_with_content(
    steps, app, clock, make_event, deliver, site
):
    event = make_event(notification_mode=NotificationMode.NEVER)
    deliver()
    mails = []
    for name, hour, is_delivered, pause in [("register", 10, True, 0.0), *steps]:
        try:
            with transaction() as session:
                ACTIONS[name](session, event, site, hour)
        except WebinarsError:
            pass  # the step does not apply
        if is_delivered:
            mails += deliver()
        clock.advance(timedelta(seconds=pause))
    mails += deliver()

    sent = [stamps(mail) for mail in mails if mail.calendar]
    assert {uid for uid, *_ in sent} == {event.uid}
    for (_, stamp, modified, sequence, content), later in pairwise(sent):
        _, later_stamp, next_modified, next_sequence, next_content = later
        assert stamp < later_stamp
        assert modified <= next_modified
        assert content == next_content or modified < next_modified
        assert sequence <= next_sequence


SECONDS = st.integers(0, 5_000_000).map(
    lambda microseconds: datetime(2026, 11, 25, tzinfo=UTC) + timedelta(microseconds=microseconds)
)


@given(st.lists(SECONDS, min_size=1))
def test_stamps_rise_by_whole_seconds_whatever_the_clock_does(times):
    last = None
    for now in times:
        stamp = next_dtstamp(now, last)
        assert stamp >= now
        assert last is None or stamp.replace(microsecond=0) > last.replace(microsecond=0)
        last = stamp


def test_cancel_and_new_invitation_in_one_second_are_ordered(
    make_event, make_registration, deliver, clock
):
    event = make_event(notification_mode=NotificationMode.NEVER)
    made = make_registration(event)
    mails = deliver()
    for action in (cancellation.cancel_registration, new_registration.register_again):
        with transaction() as session:
            action(session, made.id)
        mails += deliver()

    assert [stamps(mail)[1:4] for mail in mails] == [
        ("20261125T090000Z", "20261125T090000Z", 0),
        ("20261125T090001Z", "20261125T090001Z", 1),
        ("20261125T090002Z", "20261125T090002Z", 2),
    ]


def test_stamps_continue_after_an_erasure_in_the_same_second(
    make_event, make_registration, deliver, clock
):
    event = make_event(notification_mode=NotificationMode.NEVER)
    made = make_registration(event)
    mails = deliver()
    with transaction() as session:
        erasure.erase_registrant(session, made.id)
    mails += deliver()
    make_registration(event)
    mails += deliver()

    assert [stamps(mail)[1] for mail in mails] == [
        "20261125T090000Z",
        "20261125T090001Z",
        "20261125T090002Z",
    ]
