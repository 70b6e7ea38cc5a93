"""Fixtures of the browser tests: a signed-in organiser, and queries that wait for the page to load."""

from functools import wraps

import pytest
from playwright.sync_api import Locator, Page

from tests.conftest import Browser
from tests.web.conftest import token_of
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import transaction

METHODS = ("count", "is_visible", "all_inner_texts", "evaluate_all")


@pytest.fixture(autouse=True)
def wait_for_page_load(monkeypatch):
    """Wait for the page before queries that do not wait themselves.

    A click that submits a form returns when the next page begins to arrive: a query may then see an
    incomplete document, or one without a root.
    """

    def patient(look, page_of):
        @wraps(look)
        def waits(self, *given, **named):
            page_of(self).wait_for_load_state()
            return look(self, *given, **named)

        return waits

    for name in METHODS:
        looks = patient(getattr(Locator, name), lambda locator: locator.page)
        monkeypatch.setattr(Locator, name, looks)
    monkeypatch.setattr(Page, "evaluate", patient(Page.evaluate, lambda page: page))


@pytest.fixture
def sign_in_organiser(app, clock, organiser, live_server):
    """Return a function that signs the organiser in without loading a page; journeys press the button."""

    def sign_in_organiser(page):
        with transaction() as session:
            path = f"/sign-in/{issue_sign_in_token(session, organiser)}"
        client = Browser(app, app.response_class)
        answer = client.post(path, data={"csrf_token": token_of(client.get(path))})
        assert answer.status_code == 303
        cookies = [(cookie.key, cookie.value) for cookie in client._cookies.values()]
        page.context.add_cookies(
            [{"name": name, "value": value, "url": live_server} for name, value in cookies]
        )
        return page

    return sign_in_organiser
