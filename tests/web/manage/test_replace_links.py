"""Somebody else has the link: it is replaced, and only the person's mailbox learns the new one."""

import re

import pytest
from sqlalchemy import select

from tests.links import link_token
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.outbox.models import Message
from webinars.registrations.actions import cancel, replace_links


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def own():
    """Give a builder of the address of somebody's page."""
    return lambda place: f"/registrations/{link_token('manage', place.id)}"


def test_old_links_are_revoked_and_new_ones_only_emailed(
    make_event, make_registration, client, own, send, deliver
):
    place = make_registration(make_event())
    before, join = own(place), f"/join/{link_token('join', place.id)}"
    deliver()

    answer = send(before + "/links")
    page = client.get(answer.location)
    [mail] = [each for each in deliver() if "New links" in str(each.message["Subject"])]

    assert answer.status_code == 303
    assert "e-mail address of the registration" in text_of(page)
    assert "wanjiru" not in page.text
    assert (client.get(before).status_code, client.get(join).status_code) == (404, 404)
    found = re.findall(r"http://127\.0\.0\.1:8000(/(?:registrations|join)/\S+)", mail.text)
    assert found == [own(place), f"/join/{link_token('join', place.id)}"]
    assert [client.get(path).status_code for path in found] == [200, 200]
    assert str(mail.message["To"].addresses[0].addr_spec) == "wanjiru@example.com"
    assert found[1].encode() in mail.calendar.replace(b"\r\n ", b"")


def test_get_replaces_no_links(make_event, make_registration, client, own):
    place = make_registration(make_event())

    page = client.get(own(place) + "/links")

    assert "Replace your links?" in text_of(page)
    assert client.get(own(place)).status_code == 200
    assert "Someone has my link" in text_of(client.get(own(place)))


def test_cancelled_registrant_gets_new_links_without_invitation(
    make_event, make_registration, client, own, send, deliver
):
    place = make_registration(make_event())
    with transaction() as session:
        cancel(session, place.id)
    deliver()

    send(own(place) + "/links")
    [mail] = deliver()

    assert mail.calendar is None
    assert "/join/" not in mail.text


def test_queued_emails_contain_new_links(make_event, make_registration, own, send, deliver):
    place = make_registration(make_event())  # its first e-mail has not left yet
    before = own(place)

    send(before + "/links")
    mails = [each for each in deliver() if "wanjiru" in str(each.message["To"])]

    assert len(mails) == 2
    assert all(before not in each.text for each in mails)
    assert all(own(place) in each.text for each in mails)


def test_link_revoked_during_request_changes_nothing(
    make_event, make_registration, client, own, token_on
):
    place = make_registration(make_event())
    before = own(place)
    token = token_on(before + "/cancellation")
    with transaction() as session:
        replace_links(session, place.id)

    answer = client.post(before + "/cancellation", data={"csrf_token": token})

    assert answer.status_code == 404
    topics = db.session.scalars(select(Message.topic).order_by(Message.id)).all()
    assert "registration.cancelled" not in topics
