"""The invitation link: a GET changes nothing, the form registers the invited address and no other."""

import re

import pytest
from sqlalchemy import select

from tests.links import link_token
from tests.web.conftest import token_of
from tests.web.pages import text_of
from webinars.access.invitees import Recipient, send_invitations, withdraw_invitation
from webinars.access.models import Invitee
from webinars.database import db, transaction
from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.outbox.recently_queued import DUPLICATE_WINDOW
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

FIELDS = {"name": "Ann Lee", "affiliation": "", "zone": "Africa/Nairobi", "lang": "en"}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def event(make_event):
    """Return an event by invitation."""
    made = make_event(capacity=1)
    with transaction() as session:
        session.get_one(Event, made.id).access_mode = AccessMode.INVITED
    return made


@pytest.fixture
def link(event, site):
    """Return the path of Ann's invitation."""
    people = [Recipient("Ann Lee", "Ann@example.org"), Recipient("Bo", "bo@example.org")]
    with transaction() as session:
        send_invitations(session, event_id=event.id, people=people, language="en")
    return f"/invited/{link_token('invitee', invitee().id)}"


def invitee():
    db.session.rollback()
    return db.session.scalars(select(Invitee).order_by(Invitee.id)).first()


def registrations():
    db.session.rollback()
    return db.session.scalars(select(Registration).order_by(Registration.id)).all()


def topics():
    db.session.rollback()
    result = db.session.scalars(select(Message.topic).order_by(Message.id)).all()
    return [topic for topic in result if topic.startswith("registration.")]


def test_invitation_prefills_name_and_address(client, link):
    page = client.get(link)

    assert "You are invited: this form registers Ann@example.org." in text_of(page)
    assert re.search(r'<input[^>]*name="name"[^>]*value="Ann Lee"', page.text)
    assert re.search(r'<input[^>]*name="email"[^>]*readonly[^>]*value="Ann@example.org"', page.text)
    assert '<meta name="robots" content="noindex">' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_get_of_invitation_changes_nothing(client, link):
    before = (invitee().opened_at, len(topics()))

    client.get(link)
    client.head(link)

    assert (invitee().opened_at, len(topics())) == before == (None, 0)


def test_script_reports_that_invitation_was_opened(client, link):
    token = token_of(client.get(link))

    answer = client.post(f"{link}/opening", data={"csrf_token": token})
    first = invitee().opened_at

    assert answer.status_code == 204
    assert first is not None
    assert client.post(f"{link}/opening").status_code == 400


def test_invitee_registers_and_gets_same_response(client, send, link, event):
    answer = send(link, **FIELDS)

    [registration] = registrations()
    assert (answer.status_code, answer.location) == (
        303,
        f"/events/{event.slug}/registrations/received",
    )
    assert (registration.email, registration.status) == ("Ann@example.org", Status.CONFIRMED)
    assert (invitee().registration_id, invitee().opened_at) == (
        registration.id,
        registration.created_at,
    )


def test_other_address_in_invitation_form_is_ignored(send, link):
    send(link, **FIELDS, email="eve@example.com")

    assert [registration.email for registration in registrations()] == ["Ann@example.org"]


def test_registered_invitee_gets_same_response_and_email_again(send, link, deliver, clock):
    first = send(link, **FIELDS)
    at_once = send(link, **FIELDS)
    told_at_once = topics()
    deliver()
    clock.advance(DUPLICATE_WINDOW)
    again = send(link, **FIELDS)

    assert {(item.status_code, item.location) for item in (first, at_once, again)} == {
        (303, first.location)
    }
    assert told_at_once == ["registration.confirmed"]
    assert topics() == ["registration.confirmed", "registration.again"]


def test_invitee_joins_waiting_list_of_full_event(client, send, link, site):
    send(link, **FIELDS)
    bo = db.session.scalars(select(Invitee.id).order_by(Invitee.id)).all()[1]
    of_bo = f"/invited/{link_token('invitee', bo)}"

    page = client.get(of_bo)
    send(of_bo, **{**FIELDS, "name": "Bo"})

    assert "Join the waiting list" in page.text
    assert [registration.status for registration in registrations()] == [
        Status.CONFIRMED,
        Status.WAITING,
    ]


def test_invalid_invitation_form_keeps_entered_values(send, link):
    answer = send(link, **{**FIELDS, "name": "", "affiliation": "The Institute"})

    assert answer.status_code == 422
    assert "Enter your name" in text_of(answer)
    assert 'value="The Institute"' in answer.text
    assert "Ann@example.org" in answer.text


def test_withdrawn_invitation_is_not_found(client, link, event):
    token = token_of(client.get(link))
    with transaction() as session:
        withdraw_invitation(session, event_id=event.id, invitee_id=invitee().id)

    sent = client.post(link, data={"csrf_token": token, **FIELDS})

    assert [client.get(link).status_code, sent.status_code] == [404, 404]
    assert registrations() == []


def test_invited_address_without_link_is_refused(send, link, event):
    path = f"/events/{event.slug}/registrations"

    answers = [
        send(link, path, email=email, **FIELDS) for email in ("ann@example.org", "eve@example.org")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert len({text_of(answer) for answer in answers}) == 1
    assert registrations() == []


def test_refusal_without_link_does_not_reveal_registrations(send, link, event):
    send(link, **FIELDS)
    path = f"/events/{event.slug}/registrations"

    registered = send(link, path, email="ann@example.org", **FIELDS)
    stranger = send(link, path, email="eve@example.org", **FIELDS)

    assert registered.status_code == stranger.status_code == 403
    assert topics() == ["registration.confirmed"]


def test_invitation_to_past_event_says_so(client, link, clock, event):
    clock.stop(event.ends_at)

    answer = client.get(link)

    assert answer.status_code == 409
    assert "This event has ended" in text_of(answer)


def test_erased_invitee_is_on_no_list(send, link, deliver):
    send(link, **FIELDS)
    with transaction() as session:
        erase_registrant(session, registrations()[0].id)
    deliver()

    left = db.session.scalars(select(Invitee.email)).all()
    recipients = db.session.scalars(select(Message.recipient)).all()
    assert left == ["bo@example.org"]
    assert "Ann@example.org" not in recipients
