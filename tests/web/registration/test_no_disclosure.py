"""Responses do not disclose whether an address is registered: they are byte-identical."""

import json
import re
from collections import defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import NOON
from tests.web.conftest import token_of
from tests.web.pages import statements
from webinars.database import db, transaction
from webinars.outbox.models import Message
from webinars.outbox.recently_queued import DUPLICATE_WINDOW
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: limits count by the hour."""
    clock.stop(NOON)


def told(answer, email):
    """Return all that an answer says, but for what differs each time and what was typed."""
    values = dict(answer.headers)
    # The token of a form is signed anew each second, and stands in the text that these are of.
    for name in ("Set-Cookie", "Content-Length", "ETag"):
        values.pop(name, None)
    text = re.sub(r'(name="csrf_token"[^>]*value=")[^"]+', r"\1", answer.text)
    return answer.status_code, values, text.replace(email, "…")


@pytest.fixture
def crowd(make_event, make_registration, deliver, clock):
    """Return a full event, and an address in each relation to it."""
    event = make_event(capacity=3)
    places = {
        name: make_registration(event, email=f"{name}@example.org")
        for name in ("holds", "gaveback", "erased", "oftentold", "waits")
    }
    with transaction() as session:
        cancel_registration(session, places["gaveback"].id)
    with transaction() as session:
        erase_registrant(session, places["erased"].id)
    for name in ("late", "later"):
        make_registration(event, email=f"{name}@example.org")
    for _ in range(4):
        deliver()
        clock.advance(DUPLICATE_WINDOW)  # else it is a double click, and one e-mail answers it
        make_registration(event, email="oftentold@example.org")
    deliver()
    return event


STANDING = ("nobody", "holds", "gaveback", "erased", "oftentold", "waits", "amira")


def test_form_gives_everybody_same_response(crowd, send, client):
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
def test_request_for_links_gives_everybody_same_response(crowd, send, client, path):
    for _ in range(4):
        answers = []
        for name in STANDING:
            answer = send(path, email=f"{name}@example.org")
            answers.append(told(answer, name))

        assert {status for status, *_ in answers} == {303}
        assert answers == answers[:1] * len(STANDING)


def test_limit_of_sign_in_links_is_same_for_strangers_and_organisers(organiser, send):
    """Five in a quarter of an hour; the sixth is refused, whether there is such an organiser or not."""
    answers = {
        name: [send("/sign-in", email=f"{name}@example.org").status_code for _ in range(6)]
        for name in ("amira", "nobody")
    }

    assert answers == {"amira": [303] * 5 + [429], "nobody": [303] * 5 + [429]}


def test_repeated_requests_send_limited_number_of_emails(crowd, make_event, send, deliver, clock):
    other = make_event()
    path = f"/events/{other.slug}/registrations"
    came = defaultdict(list)
    for _ in range(24):
        for to in (path, "/links", path, "/links"):
            send(to, name="Ana", email="victim@example.org", zone="UTC", lang="en")
        for mail in deliver():
            if str(mail.message["To"]).endswith("victim@example.org>"):
                came[mail.message["Subject"] == "Your registrations"].append(clock.now())
        clock.advance(timedelta(minutes=7))

    # Three in an hour about the event, three with all links, from whatever minute the hour is counted.
    assert [len(came[is_links]) for is_links in (True, False)] == [9, 9]
    for times in came.values():
        assert all(later - first >= HOUR for first, later in zip(times, times[3:], strict=False))


# --- What an answer takes is as telling as what it says


def cost(client, path, email):
    """Return the queries of one request, and the sizes of the rows it enqueues."""
    token = token_of(client.get(path))
    values = {"csrf_token": token, "name": "Ana", "email": email, "zone": "UTC", "lang": "en"}
    before = db.session.scalar(select(func.max(Message.id))) or 0
    db.session.rollback()
    with statements() as seen:
        answer = client.post(path, data=values)
    assert answer.status_code == 303
    left = db.session.scalars(select(Message).where(Message.id > before)).all()
    sizes = [(item.topic, len(json.dumps(item.payload))) for item in left]
    db.session.rollback()
    return tuple(seen), sizes


def topics(left):
    """Return the contents of the enqueued rows."""
    return tuple(topic for topic, _ in left)


@pytest.mark.parametrize("path", ["/links", "/sign-in"])
def test_request_for_links_takes_same_queries_for_everybody(crowd, client, path):
    for _ in range(4):
        # As long as each other, so that only who they are could differ.
        costs = [cost(client, path, f"{name:x>9}@example.org") for name in STANDING]
        organiser = cost(client, path, "amira@example.org")

        asked = {statements for statements, _ in (*costs, organiser)}
        assert len(asked) == 1
        # Asked for too often, nobody is written to any more.
        assert 2 <= len(*asked) < 8
        assert len({str(left) for _, left in costs}) == 1


def test_sign_in_link_of_unknown_address_has_same_length_and_opens_nothing(
    organiser, client, deliver
):
    sizes = []
    for email in (organiser.email, "bruno@example.org"):
        _, [(topic, size)] = cost(client, "/sign-in", email)
        sizes.append((topic, size))
    facts = db.session.scalars(select(Message.payload).order_by(Message.id)).all()
    db.session.rollback()

    assert sizes[0] == sizes[1]
    tokens = [item["token"] for item in facts]
    assert [client.get(f"/sign-in/{item}").status_code for item in tokens] == [200, 404]
    assert [str(mail.message["To"]) for mail in deliver()] == ["Amira Haddad <amira@example.org>"]


def test_form_takes_same_queries_for_known_addresses(crowd, client, clock, deliver):
    """The first request registers an unknown address and e-mails its owner, so nobody tries twice."""
    clock.advance(HOUR)  # what they were told when they registered does not count any more
    path = f"/events/{crowd.slug}/registrations"
    first = {name: cost(client, path, f"{name}@example.org") for name in STANDING}

    def ask_again():
        costs = [cost(client, path, f"{name}@example.org") for name in STANDING]
        [(_, left)] = {(asked, topics(left)) for asked, left in costs}
        return left

    at_once = [ask_again() for _ in range(2)]
    later = []
    for _ in range(5):
        deliver()
        clock.advance(DUPLICATE_WINDOW)
        later.append(ask_again())

    # A second press is answered by one e-mail; of those past the budget of an hour, one waits.
    assert at_once == [()] * 2
    assert later == [("registration.again",)] * 3 + [()] * 2
    # Of the first time as well those who are not registered are not told apart, nor those who are.
    for alike in (("nobody", "gaveback", "erased", "amira"), ("holds", "waits")):
        assert len({(first[name][0], topics(first[name][1])) for name in alike}) == 1
    written = {
        name: [statement.split()[2] for statement in asked if statement.startswith("INSERT")]
        for name, (asked, _) in first.items()
    }
    # Each use of the form counts for its client, whoever is asked about.
    assert written["nobody"] == [
        "email_ledger",
        "registrations",
        "capabilities",
        "messages",  # both of them
    ]
    assert written["holds"] == ["email_ledger", "messages"]


def test_urls_for_visitors_contain_no_row_ids(app):
    """URLs for visitors contain slugs or tokens, never row ids, but for files of documents.

    Their address stays the same for ever, whatever becomes of symbol and title; the guard decides who may read
    them, and a missing one looks like one for others.
    """
    numbered = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "int:" in rule.rule.replace("<int:version_id>/<filename>", "")
        and not rule.rule.startswith("/organise/")
    ]

    assert numbered == []
