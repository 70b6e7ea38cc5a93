"""Delegations of an event: add, edit, e-mail the link, quota, withdraw."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.links import link_token
from tests.web.conftest import token_of
from tests.web.pages import statements, text_of
from webinars.access.erasure import erase_people
from webinars.access.models import Delegation
from webinars.database import db, transaction
from webinars.events.models import Event
from webinars.registrations.nominations import Delegate, register_delegates

HOUR = timedelta(hours=1)
FIELDS = {
    "name": "Kenya",
    "focal_name": "Wanjiru Kamau",
    "focal_email": "focal@example.org",
    "quota": "3",
    "lang": "en",
}


@pytest.fixture
def event(make_event):
    """Return an event that accepts delegations."""
    made = make_event()
    with transaction() as session:
        session.get_one(Event, made.id).accepts_delegations = True
    return made


@pytest.fixture
def path(event):
    """Return the path of its delegations."""
    return f"/organise/events/{event.id}/delegations"


@pytest.fixture
def add(signed_in, path):
    """Return a function that submits the form of a new delegation, or of an existing one by its path."""

    def add(to=path, **values):
        token = token_of(signed_in.get(to))
        return signed_in.post(to, data={"csrf_token": token, **FIELDS, **values})

    return add


def stored():
    db.session.rollback()
    return db.session.scalars(select(Delegation).order_by(Delegation.id)).all()


def test_added_delegation_emails_focal_point(add, path, signed_in, deliver):
    answer = add()

    [mail] = deliver()
    page = text_of(signed_in.get(answer.location))
    assert (answer.status_code, answer.location) == (303, f"{path}?done=added")
    assert mail.message["To"] == "Wanjiru Kamau <focal@example.org>"
    assert "up to 3 people" in mail.text
    assert "/delegations/" in mail.text
    assert "Kenya Wanjiru Kamau focal@example.org 0 of 3 named" in page
    assert "/delegations/Wz" not in signed_in.get(path).text


def test_table_shows_number_of_nominees(add, path, signed_in):
    add()
    add(name="Chile", focal_email="otra@example.org", quota="")
    with transaction() as session:
        register_delegates(session, delegation_id=1, people=[Delegate("Ann", "a@example.org")])

    page = text_of(signed_in.get(path))

    assert "Chile Wanjiru Kamau otra@example.org 0 people named no limit" in page
    assert "Kenya Wanjiru Kamau focal@example.org 1 of 3 named" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": " "}, "Enter the name of a body or country."),
        ({"focal_name": ""}, "Enter the name of the focal point."),
        ({"focal_email": "focal"}, "Enter a full e-mail address"),
        ({"quota": "0"}, "Enter a whole number from 1 to 10000"),
        ({"quota": "many"}, "Enter a whole number from 1 to 10000"),
        ({"quota": "9" * 4000}, "Enter at most"),
    ],
)
def test_invalid_delegation_shows_errors_and_stores_nothing(add, values, words):
    answer = add(**values)

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert stored() == []


def test_quota_cannot_be_lower_than_number_of_nominees(add, path):
    add()
    people = [Delegate("Ann", "a@example.org"), Delegate("Bo", "b@example.org")]
    with transaction() as session:
        register_delegates(session, delegation_id=1, people=people)

    refused, saved = add(f"{path}/1", quota="1"), add(f"{path}/1", quota="2")

    assert (refused.status_code, saved.location) == (422, f"{path}?done=saved")
    assert "2 people are already named: the number cannot be lower." in text_of(refused)
    assert (stored()[0].quota, stored()[0].token_version) == (2, 1)


def test_new_focal_point_gets_link(add, path, deliver):
    add()
    answer = add(f"{path}/1", focal_email="amani@example.org")

    assert answer.location == f"{path}?done=moved"
    assert [mail.message["To"] for mail in deliver()] == ["Wanjiru Kamau <amani@example.org>"]
    assert stored()[0].token_version == 2


def test_link_is_resent_within_rate_limit(add, path, signed_in, deliver, clock):
    add()
    token = token_of(signed_in.get(path))
    mails = deliver()

    answers = []
    for _ in range(3):
        answers.append(signed_in.post(f"{path}/1/messages", data={"csrf_token": token}))
        mails += deliver()

    assert [answer.status_code for answer in answers] == [303, 303, 422]
    assert len(mails) == 3
    clock.advance(HOUR)
    assert deliver() == []


def test_queued_links_are_limited_to_three_an_hour(add, path, signed_in, deliver, clock):
    add()
    token = token_of(signed_in.get(path))

    answers = [signed_in.post(f"{path}/1/messages", data={"csrf_token": token}) for _ in range(6)]
    told = [len(deliver())]
    for _ in range(2):
        clock.advance(HOUR)
        told.append(len(deliver()))

    assert {answer.status_code for answer in answers} == {303}
    assert told == [3, 1, 0]


def test_erased_focal_point_is_replaced(add, path, signed_in, event, deliver):
    add()
    deliver()
    with transaction() as session:
        erase_people(session, event_id=event.id, addresses=["focal@example.org"])

    page = signed_in.get(path)
    answer = add(f"{path}/1", focal_email="amani@example.org")

    assert answer.location == f"{path}?done=moved"
    assert "no focal point" in text_of(page)
    assert "focal@example.org" not in page.text
    assert [mail.message["To"] for mail in deliver()] == ["Wanjiru Kamau <amani@example.org>"]


def test_page_links_to_setting_that_enables_delegations(make_event, signed_in):
    page = signed_in.get(f"/organise/events/{make_event().id}/delegations")

    assert "This event does not accept delegations." in text_of(page)
    assert 'name="focal_email"' not in page.text


def test_query_count_does_not_depend_on_number_of_delegations(add, path, signed_in):
    add()
    with statements() as one:
        signed_in.get(path)
    add(name="Chile", focal_email="b@example.org")
    add(name="Nepal", focal_email="c@example.org")
    with statements() as three:
        signed_in.get(path)

    assert len(one) == len(three)


def test_withdrawing_delegation_needs_confirmation(add, path, signed_in, client, site):
    add()
    link = f"/delegations/{link_token('delegation', 1)}"
    opened = client.get(link).status_code
    listed = signed_in.get(path).text
    asked = signed_in.get(f"{path}/1/withdrawal")
    before = len(stored())

    answer = press(signed_in, f"{path}/1/withdrawal")

    assert f'href="{path}/1/withdrawal"' in listed
    assert "Withdraw this delegation?" in text_of(asked)
    assert "stay" not in text_of(asked).partition("Nobody is told.")[2]
    assert (opened, before, stored()) == (200, 1, [])
    assert answer.location == f"{path}?done=withdrawn"
    assert "The delegation was withdrawn." in text_of(signed_in.get(answer.location))
    assert client.get(link).status_code == 404


def test_nominees_of_withdrawn_delegation_stay_registered(add, path, signed_in, client, site):
    add()
    with transaction() as session:
        register_delegates(session, delegation_id=1, people=[Delegate("Ann", "a@example.org")])
    link = f"/delegations/{link_token('delegation', 1)}"
    asked = text_of(signed_in.get(f"{path}/1/withdrawal"))

    press(signed_in, f"{path}/1/withdrawal")

    [row] = stored()
    page = signed_in.get(path)
    assert "1 person it named stays registered." in asked
    assert (row.focal_name, row.focal_email, row.address, row.token_version) == ("", "", "", 2)
    assert "Kenya no focal point 1 of 3 named" in text_of(page)
    assert "/withdrawal" not in page.text
    assert "Kenya" in text_of(signed_in.get(path.replace("delegations", "registrations")))
    assert client.get(link).status_code == 404


def test_queued_email_of_withdrawn_delegation_is_not_sent(add, path, signed_in, deliver):
    add()

    press(signed_in, f"{path}/1/withdrawal")

    assert deliver() == []


def test_withdrawn_delegation_is_added_with_other_focal_point(add, path, signed_in, deliver):
    add()
    with transaction() as session:
        register_delegates(session, delegation_id=1, people=[Delegate("Ann", "a@example.org")])
    press(signed_in, f"{path}/1/withdrawal")
    deliver()

    answer = add(f"{path}/1", focal_name="Otieno", focal_email="otieno@example.org")

    [mail] = deliver()
    assert answer.location == f"{path}?done=moved"
    assert mail.message["To"] == "Otieno <otieno@example.org>"


def press(browser, path):
    return browser.post(path, data={"csrf_token": token_of(browser.get(path))})
