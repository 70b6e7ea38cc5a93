"""What a reply costs, counted in statements: the same for each, however many there were before."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import event as sa_event

from tests.replies.mails import REPLY_ADDRESS, written
from webinars.access.invitees import Recipient, send_invitations
from webinars.database import db, transaction
from webinars.events.enums import WaitingList
from webinars.replies.ingest import ingest_email
from webinars.replies.outcome import Outcome

MOST_STATEMENTS = 25
MOST_TO_ACCEPT = 23


@pytest.fixture
def overrides():
    """Enable replies, on the default database."""
    return {"REPLY_ADDRESS": REPLY_ADDRESS}


@contextmanager
def counted():
    statements = []

    def listen(_connection, _cursor, statement, *_):
        statements.append(statement)

    sa_event.listen(db.engine, "before_cursor_execute", listen)
    yield statements
    sa_event.remove(db.engine, "before_cursor_execute", listen)


def test_each_decline_costs_the_same_statements(
    clock, make_event, make_registration, deliver, mail_of, site
):
    event = make_event(capacity=50, terms={"waiting_list": WaitingList.AT_ONCE})
    people = [make_registration(event, email=f"p{number}@example.com") for number in range(6)]
    deliver()
    clock.advance(timedelta(hours=1))
    costs = []

    for person in people:
        raw = mail_of(event, person, "outlook")
        with counted() as statements:
            assert ingest_email(raw, site) is Outcome.TAKEN
        costs.append(len(statements))

    assert costs[1:] == costs[1:2] * 5
    assert costs[1] <= MOST_STATEMENTS


def test_each_acceptance_of_an_invitation_costs_the_same_statements(
    clock, make_event, deliver, site
):
    event = make_event(capacity=50)
    people = [Recipient("Ana", f"p{number}@example.com") for number in range(6)]
    with transaction() as session:
        send_invitations(session, event_id=event.id, people=people, language="en")
    mails = deliver()
    clock.advance(timedelta(hours=1))
    costs = []

    for mail in mails:
        asked = Calendar.from_ical(mail.calendar).events[0]
        raw = written(
            "outlook", to=str(asked["ORGANIZER"]).removeprefix("mailto:"), uid=event.uid,
            person=str(asked["ATTENDEE"]).removeprefix("mailto:"), partstat="ACCEPTED",
        )  # fmt: skip
        with counted() as statements:
            assert ingest_email(raw, site) is Outcome.TAKEN
        costs.append(len(statements))

    assert costs[1:] == costs[1:2] * 5
    assert costs[1] <= MOST_TO_ACCEPT
