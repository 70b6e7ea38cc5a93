"""Whoever asks about somebody else learns nothing from the answer: it is the same to the letter."""

import re

import pytest

from tests.conftest import NOON
from webinars.database import transaction
from webinars.registration.actions import erase, give_back


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: what may be mailed in an hour is counted by it."""
    clock.stop(NOON)


def told(answer, email):
    """Return all that an answer says, but for what differs each time and what was typed."""
    said = dict(answer.headers)
    # The token of a form is signed anew each second, and stands in the text that these are of.
    for name in ("Set-Cookie", "Content-Length", "ETag"):
        said.pop(name, None)
    text = re.sub(r'(name="csrf_token"[^>]*value=")[^"]+', r"\1", answer.text)
    return answer.status_code, said, text.replace(email, "…")


@pytest.fixture
def crowd(make_event, make_registration, deliver):
    """Give a full event, and an address for each way to stand to it."""
    event = make_event(capacity=3)
    places = {
        name: make_registration(event, email=f"{name}@example.org")
        for name in ("holds", "gaveback", "erased", "oftentold", "waits")
    }
    with transaction() as session:
        give_back(session, places["gaveback"].id)
    with transaction() as session:
        erase(session, places["erased"].id)
    for name in ("late", "later"):
        make_registration(event, email=f"{name}@example.org")
    for _ in range(4):
        make_registration(event, email="oftentold@example.org")
    deliver()
    return event


STANDING = ("nobody", "holds", "gaveback", "erased", "oftentold", "waits", "amira")


def test_the_form_answers_everybody_alike(crowd, send, client):
    path = f"/events/{crowd.slug}/registrations"
    answers, pages = [], []
    for name in STANDING:
        email = f"{name}@example.org"
        answer = send(path, name="Ana", email=email, zone="UTC", lang="en")
        answers.append(told(answer, email))
        pages.append(told(client.get(answer.location), email))

    assert {status for status, *_ in answers} == {303}
    assert answers == answers[:1] * len(STANDING)
    assert pages == pages[:1] * len(STANDING)


@pytest.mark.parametrize("path", ["/links", "/sign-in"])
def test_asking_for_links_answers_everybody_alike_however_often(crowd, send, client, path):
    for _ in range(4):
        answers = []
        for name in STANDING:
            answer = send(path, email=f"{name}@example.org")
            answers.append(told(answer, name))

        assert {status for status, *_ in answers} == {303}
        assert answers == answers[:1] * len(STANDING)


def test_too_many_sign_in_links_are_refused_for_strangers_as_for_organisers(organiser, send):
    """Five in a quarter of an hour; the sixth is refused, whether there is such an organiser or not."""
    answers = {
        name: [send("/sign-in", email=f"{name}@example.org").status_code for _ in range(6)]
        for name in ("amira", "nobody")
    }

    assert answers == {"amira": [303] * 5 + [429], "nobody": [303] * 5 + [429]}


def test_nobody_is_mailed_without_end(crowd, make_event, send, deliver, client):
    other = make_event()
    mails = []
    for _ in range(8):
        for path in (f"/events/{other.slug}/registrations", "/links"):
            send(path, name="Ana", email="victim@example.org", zone="UTC", lang="en")
        mails += [
            mail for mail in deliver() if str(mail.message["To"]).endswith("victim@example.org>")
        ]

    # Three in an hour about the event, three with all links.
    assert len(mails) == 6


def test_no_address_counts_rows_up(app):
    """What strangers may ask for is named by words or secrets, never by the number of a row."""
    numbered = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "int:" in rule.rule and not rule.rule.startswith("/organise/")
    ]

    assert numbered == []
