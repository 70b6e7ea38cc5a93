"""Fixtures: ask and confirm by the pages and e-mails, and let a worker collect and send."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.web.conftest import token_of
from webinars.worker.maintenance import Maintenance


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def send(client):
    """Return a function that loads a page and sends the form on it."""

    def send(path, to=None, **fields):
        return client.post(to or path, data={"csrf_token": token_of(client.get(path)), **fields})

    return send


@pytest.fixture
def maintain(app, clock):
    """Return a function that does what a worker does some minutes later."""

    def maintain(after=timedelta(minutes=3)):
        clock.advance(after)
        Maintenance(app).notify_subscribers()

    return maintain


@pytest.fixture
def updates(maintain, deliver):
    """Return a function that returns the e-mails that leave some minutes later."""

    def updates(after=timedelta(minutes=3)):
        maintain(after)
        # What is queued by fan-out leaves in the same run.
        return deliver()

    return updates


@pytest.fixture
def ask(send):
    """Return a function that sends the form of a page."""

    def ask(path, email="ann@example.org", **fields):
        values = {"email": email, "frequency": "at-once", **fields}
        return send(f"{path}/email-updates", **values)

    return ask


@pytest.fixture
def subscribe(ask, deliver, send, clock):
    """Return a function that subscribes an address to a page and confirms it; gives the link to the own page.

    What was published before is so some minutes earlier.
    """

    def subscribe(path, email="ann@example.org", **fields):
        clock.advance(timedelta(minutes=5))
        assert ask(path, email, **fields).status_code == 303
        *_, mail = [mail for mail in deliver() if "/confirmations/" in mail.text]
        link = link_in(mail, r"\S+/confirmations/\d+")
        assert send(link).status_code == 303
        clock.advance(timedelta(minutes=1))
        return link.partition("/confirmations/")[0]

    return subscribe


def link_in(mail, pattern):
    """Return the path of a link in an e-mail."""
    return urlsplit(re.search(pattern, mail.text)[0]).path
