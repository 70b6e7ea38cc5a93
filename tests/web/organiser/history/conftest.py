"""Fixtures of the tests of histories."""

import re

import pytest

from webinars.accounts.acting_account import set_acting_account
from webinars.database import transaction


def entries(page):
    """Return the entries of a page as text, newest first."""
    items = re.findall(r"<li>\s*<h3>.*?</li>", page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in items]


@pytest.fixture
def history(signed_in):
    """Return a function that loads a history; the page must be there."""

    def load(event, query=""):
        page = signed_in.get(f"/organise/events/{event.id}/history{query}")
        assert page.status_code == 200
        return page

    return load


@pytest.fixture
def do(app, organiser):
    """Return a function that runs an action in a transaction, as the organiser."""

    def do(action, *positional, **options):
        with transaction() as session:
            set_acting_account(session, organiser.id)
            return getattr(action(session, *positional, **options), "id", None)

    return do
