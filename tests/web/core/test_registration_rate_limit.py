"""Registrations of one client: limited per hour, and unverified after many in a short time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.web.conftest import token_of
from webinars.database import db, transaction
from webinars.events.enums import NotificationMode
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.nominations import Delegate
from webinars.registrations.organiser.bulk_registration import bulk_register

ONE, OTHER = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def event(clock, make_event):
    return make_event(notification_mode=NotificationMode.NEVER)


@pytest.fixture
def register(client, event):
    """Return a function that registers someone from an address of the network, and returns the answer."""

    def register(email, address=ONE, of=None):
        path = f"/events/{(of or event).slug}/registrations"
        fields = {"csrf_token": token_of(client.get(path)), "name": "Ana", "zone": "UTC"}
        return client.post(
            path,
            data={**fields, "lang": "en", "email": email},
            environ_base={"REMOTE_ADDR": address},
        )

    return register


def stored():
    db.session.rollback()
    return db.session.scalars(select(Registration).order_by(Registration.id)).all()


def rush(register, number, address=ONE):
    return [
        register(f"p{n}@{address.strip(':')[-4:]}.org", address).status_code for n in range(number)
    ]


def test_eleventh_registration_must_verify_its_address(register, deliver, clock):
    rush(register, 12)

    assert [bool(place.ends_at) for place in stored()] == [False] * 10 + [True] * 2
    mails = deliver()
    assert ["Confirm by" in mail.text.partition("\n\n")[0] for mail in mails] == [False] * 10 + [
        True
    ] * 2
    clock.advance(timedelta(hours=24))
    deliver()
    assert [place.status.value for place in stored()][9:] == ["confirmed", "cancelled", "cancelled"]


def test_verification_applies_per_client_event_and_ten_minutes(register, make_event, clock):
    elsewhere = make_event(notification_mode=NotificationMode.NEVER)
    rush(register, 10)

    register("b@example.org", OTHER)
    register("c@example.org", of=elsewhere)
    clock.advance(timedelta(minutes=10))
    register("d@example.org")

    assert not [place for place in stored() if place.ends_at]


def test_registrations_by_organiser_need_no_verification(event, register):
    rush(register, 10)
    people = [Delegate(f"P {n}", f"w{n}@example.org") for n in range(5)]

    with transaction() as session:
        bulk_register(session, event_id=event.id, people=people, language="en")

    assert not [place for place in stored() if place.ends_at]


class TestLimit:
    """CLIENT_REGISTRATIONS_PER_HOUR."""

    @pytest.fixture
    def overrides(self):
        return {"CLIENT_REGISTRATIONS_PER_HOUR": 3}

    def test_registration_over_limit_is_refused_with_its_values(self, register, clock):
        assert rush(register, 3) == [303] * 3

        answer = register("late@example.org")

        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "3600"
        assert "Too many people have registered for this event from your network" in answer.text
        assert 'value="late@example.org"' in answer.text
        assert len(stored()) == 3

    def test_response_over_limit_does_not_reveal_registrations(self, register):
        rush(register, 2)
        register("known@example.org")

        known, unknown = register("known@example.org"), register("other@example.org")

        assert known.status_code == unknown.status_code == 429
        assert known.text.replace("known@", "other@").count("other@") == unknown.text.count(
            "other@"
        )

    def test_client_can_register_again_after_an_hour(self, register, clock):
        rush(register, 3)
        clock.advance(timedelta(hours=1))

        assert register("late@example.org").status_code == 303

    def test_registrations_of_ipv6_network_count_as_one_client(self, register):
        answers = [
            register(f"v{n}@example.org", f"2001:db8:1:2:{n}::1").status_code for n in range(4)
        ]

        assert answers == [303, 303, 303, 429]
        assert register("w@example.org", "2001:db8:1:3::1").status_code == 303


class TestClientBudget:
    """CLIENT_EMAILS_PER_HOUR."""

    @pytest.fixture
    def overrides(self):
        return {"CLIENT_EMAILS_PER_HOUR": 3}

    def test_emails_caused_by_a_client_are_limited_per_hour(self, register, deliver, clock):
        rush(register, 5)
        register("b@example.org", OTHER)

        sent = deliver()
        waiting = [row for row in messages() if row.state is MessageState.QUEUED]
        clock.advance(timedelta(hours=1))

        assert (len(sent), len(waiting), len(deliver())) == (4, 2, 2)
        assert {bool(row.client) for row in waiting} == {True}
        assert {row.client for row in messages()} == {""}

    def test_emails_caused_by_organiser_are_not_limited(self, signed_in, register, deliver):
        deliver()
        rush(register, 5)

        assert len(deliver()) == 5

    def test_stored_client_key_contains_no_ip_address(self, register):
        register("a@example.org")

        [row] = messages()
        assert len(row.client) == 24
        assert ONE not in row.client


def messages():
    db.session.rollback()
    return db.session.scalars(select(Message).order_by(Message.id)).all()
