"""Replace links that others may have: the new ones are only e-mailed."""

import re

import pytest
from sqlalchemy import select

from tests.links import link_token
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.outbox.models import Message
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.registrant.links import replace_links


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def manage_path():
    """Return a builder of manage page paths."""
    return lambda registration: f"/registrations/{link_token('manage', registration.id)}"


def test_old_links_are_revoked_and_new_ones_only_emailed(
    make_event, make_registration, client, manage_path, send, deliver
):
    registration = make_registration(make_event())
    before, join = manage_path(registration), f"/join/{link_token('join', registration.id)}"
    deliver()

    answer = send(before + "/links")
    page = client.get(answer.location)
    [mail] = [email for email in deliver() if "New links" in str(email.message["Subject"])]

    assert answer.status_code == 303
    assert "e-mail address of the registration" in text_of(page)
    assert "wanjiru" not in page.text
    assert (client.get(before).status_code, client.get(join).status_code) == (404, 404)
    mailed_links = re.findall(r"http://127\.0\.0\.1:8000(/(?:registrations|join)/\S+)", mail.text)
    assert mailed_links == [
        manage_path(registration),
        f"/join/{link_token('join', registration.id)}",
    ]
    assert [client.get(path).status_code for path in mailed_links] == [200, 200]
    assert str(mail.message["To"].addresses[0].addr_spec) == "wanjiru@example.com"
    assert mailed_links[1].encode() in mail.calendar.replace(b"\r\n ", b"")


def test_get_replaces_no_links(make_event, make_registration, client, manage_path):
    registration = make_registration(make_event())

    page = client.get(manage_path(registration) + "/links")

    assert "Replace your links?" in text_of(page)
    assert client.get(manage_path(registration)).status_code == 200
    assert "Someone has my link" in text_of(client.get(manage_path(registration)))


def test_cancelled_registrant_gets_new_links_without_invitation(
    make_event, make_registration, client, manage_path, send, deliver
):
    registration = make_registration(make_event())
    with transaction() as session:
        cancel_registration(session, registration.id)
    deliver()

    send(manage_path(registration) + "/links")
    [mail] = deliver()

    assert mail.calendar is None
    assert "/join/" not in mail.text


def test_queued_emails_contain_new_links(make_event, make_registration, manage_path, send, deliver):
    registration = make_registration(make_event())  # its first e-mail has not left yet
    before = manage_path(registration)

    send(before + "/links")
    mails = [email for email in deliver() if "wanjiru" in str(email.message["To"])]

    assert len(mails) == 2
    assert all(before not in email.text for email in mails)
    assert all(manage_path(registration) in email.text for email in mails)


def test_link_revoked_during_request_changes_nothing(
    make_event, make_registration, client, manage_path, token_on
):
    registration = make_registration(make_event())
    before = manage_path(registration)
    token = token_on(before + "/cancellation")
    with transaction() as session:
        replace_links(session, registration.id)

    answer = client.post(before + "/cancellation", data={"csrf_token": token})

    assert answer.status_code == 404
    topics = db.session.scalars(select(Message.topic).order_by(Message.id)).all()
    assert "registration.cancelled" not in topics
