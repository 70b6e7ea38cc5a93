"""Sign in by an e-mailed link: same response for everyone, one use, no redirect to other hosts."""

import re

import pytest

from webinars.accounts.models import OrganiserSession
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.capabilities.models import Capability
from webinars.database import transaction


@pytest.fixture
def link(organiser):
    with transaction() as session:
        return f"/sign-in/{issue_sign_in_token(session, organiser)}"


def test_organiser_signs_in_with_mailed_link_and_out(client, organiser, send, deliver):
    assert send("/sign-in", email="Amira@Example.org").location == "/sign-in/sent"
    [mail] = deliver()
    path = re.search(r"http://127\.0\.0\.1:8000(/sign-in/\S+)", mail.text).group(1)

    answer = send(path)

    assert (answer.status_code, answer.location) == (303, "/organise")
    assert "Amira Haddad" in client.get("/organise/events").text
    assert send("/organise/events", at="/sign-out").location == "/sign-in"
    assert client.get("/organise/events").status_code == 401


def test_sign_in_response_does_not_reveal_accounts(client, organiser, send, deliver):
    answers = [
        send("/sign-in", email=address) for address in ("amira@example.org", "nobody@example.org")
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].text == answers[1].text
    assert [mail.message["To"] for mail in deliver()] == ["Amira Haddad <amira@example.org>"]


def test_disabled_account_gets_no_email(client, organiser, send, deliver, session):
    with transaction() as database:
        database.merge(organiser).disabled_at = organiser.created_at

    assert send("/sign-in", email="amira@example.org").status_code == 303
    assert deliver() == []


def test_get_does_not_use_up_sign_in_link(client, link, send, session):
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        assert client.open(link, method=method).status_code == 200

    assert session.query(OrganiserSession).count() == 0
    assert send(link).status_code == 303


def test_sign_in_link_works_once(client, link, send):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(link).text).group(1)
    client.post(link, data={"csrf_token": token})

    assert client.get(link).status_code == 404
    assert send("/links", at=link).status_code == 404


def test_sign_in_needs_csrf_token(client, link, session):
    assert client.post(link).status_code == 400
    assert session.query(Capability).one().used_at is None


def test_sign_in_renews_session_cookie(client, link, send):
    client.get("/sign-in")
    before = client.get_cookie("webinars").value

    send(link)

    assert client.get_cookie("webinars").value != before


def test_csrf_token_from_before_sign_in_is_invalid(client, link, send):
    planted = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/links").text).group(
        1
    )
    send(link)

    answer = client.post("/sign-out", data={"csrf_token": planted})

    assert answer.status_code == 400
    assert client.get("/organise/events").status_code == 200


def test_signed_in_organiser_skips_sign_in_page(client, link, send):
    send(link)

    assert client.get("/sign-in").location == "/organise"


def test_session_cookie_is_invalid_after_sign_out(client, app, link, send):
    send(link)
    stolen = client.get_cookie("webinars").value
    send("/organise/events", at="/sign-out")
    client.set_cookie("webinars", stolen)

    assert client.get("/organise/events").status_code == 401


def test_sign_in_continues_to_requested_page(client, link, send):
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
def test_sign_in_never_redirects_to_other_host(client, link, send, onward):
    send("/sign-in", email="amira@example.org", next=onward)

    assert send(link).location == "/organise"


@pytest.mark.parametrize(
    "email",
    ["", "amira", "amira@example.org\r\nBcc: x", "a\0b@example.org", "<script>@x", "x" * 300],
)
def test_invalid_address_shows_error_at_its_field(client, send, email):
    answer = send("/sign-in", email=email)

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert "<script>@x" not in answer.text


def test_expired_sign_in_form_keeps_entered_values(client, organiser, deliver):
    answer = client.post("/sign-in", data={"email": "amira@example.org", "csrf_token": "old"})

    assert answer.status_code == 400
    assert 'value="amira@example.org"' in answer.text
    assert "This form was open for too long" in answer.text
    assert deliver() == []


def test_address_gets_five_sign_in_links_in_fifteen_minutes(client, send):
    answers = [send("/sign-in", email=f"{name}@example.org") for name in ["amira", "AMIRA"] * 3]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
    assert send("/sign-in", email="bo@example.org").status_code == 303
