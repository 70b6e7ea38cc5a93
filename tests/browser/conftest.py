"""What the browser tests share: an organiser who is signed in, and looks that wait for the page."""

from functools import wraps

import pytest
from playwright.sync_api import Locator, Page

from webinars.accounts.actions import sign_in_link
from webinars.database import transaction

LOOKS = ("count", "is_visible", "all_inner_texts", "evaluate_all")


@pytest.fixture(autouse=True)
def whole_pages(monkeypatch):
    """Let looks that take what is there wait until the page has loaded.

    A press that sends a form comes back when the next page begins to arrive: who looks then may see half of
    it, or a document without a root.
    """

    def patient(look, page_of):
        @wraps(look)
        def waits(self, *given, **named):
            page_of(self).wait_for_load_state()
            return look(self, *given, **named)

        return waits

    for name in LOOKS:
        looks = patient(getattr(Locator, name), lambda locator: locator.page)
        monkeypatch.setattr(Locator, name, looks)
    monkeypatch.setattr(Page, "evaluate", patient(Page.evaluate, lambda page: page))


@pytest.fixture
def enter(clock, organiser, live_server):
    """Give an action that signs the organiser in on a page."""

    def enter(page):
        with transaction() as session:
            token = sign_in_link(session, organiser)
        page.goto(f"{live_server}/sign-in/{token}")
        page.locator("main button").click()
        page.wait_for_url("**/organise/events")
        return page

    return enter
