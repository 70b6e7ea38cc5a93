"""A message to the registrants of all times of a webinar: each address once, by each event to its own."""

import pytest
from sqlalchemy import select

from tests.postgres import on_both_databases
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.event_messages.all_times import send_to_all_times
from webinars.event_messages.message_editing import MessageDetails, create_message
from webinars.event_messages.models import EventMessage
from webinars.event_messages.recipients import Audience
from webinars.event_messages.send_times import SendTime
from webinars.events.alternative_models import AlternativeGroup
from webinars.events.lifecycle import cancel_event
from webinars.registrations.status import Status
from webinars.timezones import clock as the_clock


@pytest.fixture
def times(make_event, clock):
    """Make a webinar that is held three times, the last of which is a draft; return its events."""
    with transaction() as session:
        group = AlternativeGroup(created_at=the_clock.now())
        session.add(group)
        session.flush()
        terms = {"alternative_group_id": group.id}
    return [make_event(terms=terms, publish=publish) for publish in (True, True, False)]


@pytest.fixture
def send(organiser):
    """Return a function that writes a message to confirmed registrants of all times, and sends it."""

    def send(event, statuses=(Status.CONFIRMED,)):
        details = MessageDetails("News", "Dear {name}", Audience(statuses, all_times=True))
        with transaction() as session:
            message = create_message(session, event.id, details, organiser_id=organiser.id)
            send_to_all_times(session, event.id, message.id, SendTime(), revision=message.revision)

    return send


def received(deliver):
    return sorted(
        str(mail.message["To"]) for mail in deliver() if str(mail.message["Subject"]) == "News"
    )


@on_both_databases
def test_each_address_gets_it_once_from_the_event_of_its_time(
    times, make_registration, deliver, send
):
    morning, evening, _draft = times
    make_registration(morning, name="Ali", email="ali@example.org")
    for event in (morning, evening):
        make_registration(event, name="Both", email="both@example.org")
    make_registration(evening, name="Bo", email="bo@example.org")
    deliver()

    send(evening)

    assert received(deliver) == [
        "Ali <ali@example.org>",
        "Bo <bo@example.org>",
        "Both <both@example.org>",
    ]
    db.session().rollback()
    rows = db.session().execute(select(EventMessage.event_id, EventMessage.recipients))
    assert sorted(map(tuple, rows)) == [(morning.id, 2), (evening.id, 1)]


@on_both_databases
def test_who_is_registered_for_a_cancelled_time_too_gets_it_from_the_other(
    times, make_registration, deliver, send, site
):
    morning, evening, _draft = times
    for event in (morning, evening):
        make_registration(event, name="Both", email="both@example.org")
    with transaction() as session:
        cancel_event(session, morning.id, site)
    deliver()

    send(evening)

    assert received(deliver) == ["Both <both@example.org>"]


@on_both_databases
def test_time_without_recipients_has_no_message_and_nobody_at_all_is_refused(
    times, make_registration, deliver, send
):
    morning, evening, _draft = times
    make_registration(evening, name="Bo", email="bo@example.org")
    deliver()

    with pytest.raises(ConflictError, match="no-recipients"):
        send(evening, (Status.WAITING,))
    send(evening)

    assert received(deliver) == ["Bo <bo@example.org>"]
    rows = select(EventMessage).where(EventMessage.event_id == morning.id)
    assert db.session().scalars(rows).all() == []
