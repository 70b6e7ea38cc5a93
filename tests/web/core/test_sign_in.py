"""Signing in by a mailed link: equal answers, one use, and no way out of the house."""

import re

import pytest

from webinars.accounts.actions import sign_in_link
from webinars.accounts.models import OrganiserSession
from webinars.capabilities.models import Capability
from webinars.database import transaction


@pytest.fixture
def link(organiser):
    with transaction() as session:
        return f"/sign-in/{sign_in_link(session, organiser)}"


def test_an_organiser_signs_in_by_mail_and_out_again(client, organiser, send, deliver):
    assert send("/sign-in", email="Amira@Example.org").location == "/sign-in/sent"
    [mail] = deliver()
    path = re.search(r"http://127\.0\.0\.1:8000(/sign-in/\S+)", mail.text).group(1)

    answer = send(path)

    assert (answer.status_code, answer.location) == (303, "/organise/events")
    assert "Amira Haddad" in client.get("/organise/events").text
    assert send("/organise/events", at="/sign-out").location == "/sign-in"
    assert client.get("/organise/events").status_code == 401


def test_strangers_and_organisers_get_the_same_answer(client, organiser, send, deliver):
    answers = [
        send("/sign-in", email=address) for address in ("amira@example.org", "nobody@example.org")
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].text == answers[1].text
    assert [mail.message["To"] for mail in deliver()] == ["Amira Haddad <amira@example.org>"]


def test_somebody_disabled_gets_no_mail(client, organiser, send, deliver, session):
    with transaction() as database:
        database.merge(organiser).disabled_at = organiser.created_at

    assert send("/sign-in", email="amira@example.org").status_code == 303
    assert deliver() == []


def test_looking_at_a_link_uses_nothing_up(client, link, send, session):
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        assert client.open(link, method=method).status_code == 200

    assert session.query(OrganiserSession).count() == 0
    assert send(link).status_code == 303


def test_a_link_signs_in_once(client, link, send):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(link).text).group(1)
    client.post(link, data={"csrf_token": token})

    assert client.get(link).status_code == 404
    assert send("/links", at=link).status_code == 404


def test_a_link_pressed_without_its_form_signs_nobody_in(client, link, session):
    assert client.post(link).status_code == 400
    assert session.query(Capability).one().used_at is None


def test_signing_in_makes_the_cookie_anew(client, link, send):
    client.get("/sign-in")
    before = client.get_cookie("webinars").value

    send(link)

    assert client.get_cookie("webinars").value != before


def test_a_form_from_before_signing_in_is_worth_nothing_afterwards(client, link, send):
    planted = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/links").text).group(
        1
    )
    send(link)

    answer = client.post("/sign-out", data={"csrf_token": planted})

    assert answer.status_code == 400
    assert client.get("/organise/events").status_code == 200


def test_somebody_signed_in_is_not_asked_again(client, link, send):
    send(link)

    assert client.get("/sign-in").location == "/organise/events"


def test_a_stolen_cookie_is_worthless_after_signing_out(client, app, link, send):
    send(link)
    stolen = client.get_cookie("webinars").value
    send("/organise/events", at="/sign-out")
    client.set_cookie("webinars", stolen)

    assert client.get("/organise/events").status_code == 401


def test_one_comes_back_to_the_page_one_asked_for(client, link, send):
    send(
        "/sign-in?next=/organise/events%3Fx=1",
        at="/sign-in",
        email="amira@example.org",
        next="/organise/events?x=1",
    )

    assert send(link).location == "/organise/events?x=1"


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "http://[bad",
    ],
)
def test_nobody_is_led_to_another_house(client, link, send, onward):
    send("/sign-in", email="amira@example.org", next=onward)

    assert send(link).location == "/organise/events"


@pytest.mark.parametrize(
    "email",
    ["", "amira", "amira@example.org\r\nBcc: x", "a\0b@example.org", "<script>@x", "x" * 300],
)
def test_what_is_no_address_is_said_beside_the_field(client, send, email):
    answer = send("/sign-in", email=email)

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert "<script>@x" not in answer.text


def test_an_old_form_is_shown_again_with_what_was_typed(client, organiser, deliver):
    answer = client.post("/sign-in", data={"email": "amira@example.org", "csrf_token": "old"})

    assert answer.status_code == 400
    assert 'value="amira@example.org"' in answer.text
    assert "This form was open for too long" in answer.text
    assert deliver() == []


def test_five_links_in_a_quarter_of_an_hour_are_enough_for_an_address(client, send):
    answers = [send("/sign-in", email=f"{name}@example.org") for name in ["amira", "AMIRA"] * 3]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
    assert send("/sign-in", email="bo@example.org").status_code == 303
