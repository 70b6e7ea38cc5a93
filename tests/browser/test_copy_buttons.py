"""Copy buttons: they copy a link, confirm it, and are hidden where copying cannot work."""

import pytest

from tests.browser import page_checks
from tests.links import link_token
from webinars.events.enums import AccessMode

CLIPBOARD = ["clipboard-read", "clipboard-write"]


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the clock."""


@pytest.fixture
def secret(make_event):
    """Create an event that is open by secret link only."""
    return make_event(terms={"access_mode": AccessMode.SECRET_LINK, "secret_link_key": "k" * 22})


@pytest.fixture
def copy_pages(
    sign_in_organiser, live_server, make_event, make_registration, make_series, page, secret, site
):
    """Return the pages with copy buttons by name; the organiser is signed in."""
    sign_in_organiser(page)
    series = make_series()
    place = make_registration(make_event(title="Another", series_id=series.id))
    own = link_token("manage", place.id)
    paths = {
        "list": "/",
        "series": f"/series/{series.slug}",
        "event": f"/events/{secret.slug}",
        "own": f"/registrations/{own}/calendar",
        "terms": f"/organise/events/{secret.id}/registration-settings",
        "published": f"/organise/events/{secret.id}/edit?done=published",
    }
    return {name: live_server + path for name, path in paths.items()}


def open_at(page, copy_pages, name):
    page.goto(copy_pages[name])
    if name == "own" and page.get_by_role("button", name="Create my calendar").count():
        page.get_by_role("button", name="Create my calendar").click()
        page.wait_for_url("**done=created")
    page.wait_for_load_state("networkidle")


def test_copy_buttons_copy_links_and_confirm(page, copy_pages, site):
    page.context.grant_permissions(CLIPBOARD)
    shown = {
        "terms": lambda: page.get_by_role("textbox", name="Secret link").input_value(),
        "published": lambda: site.url(
            page.get_by_role("link", name="View", exact=True).get_attribute("href")
        ),
    }
    feed = page.get_by_role("link", name="Feed address")

    for name in copy_pages:
        open_at(page, copy_pages, name)
        button = page.get_by_role("button", name="Copy the ")
        confirmation = button.locator("xpath=following-sibling::*[@role='status']")
        button.focus()
        page.keyboard.press("Enter")
        page.get_by_text("Copied.").wait_for()

        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == shown.get(name, lambda: feed.get_attribute("href"))(), name
        assert confirmation.inner_text() == "Copied.", name
        focused = page.evaluate("document.activeElement.innerText.trim()")
        assert focused == button.inner_text().strip(), name
        assert page_checks.problems(page) == []


def test_copy_button_works_after_page_is_refreshed_for_reader_zone(
    new_page, live_server, make_event
):
    make_event()
    page = new_page(timezone_id="Asia/Kathmandu")
    page.context.grant_permissions(CLIPBOARD)

    page.goto(live_server)
    page.get_by_text("Asia/Kathmandu").first.wait_for(state="attached")
    page.get_by_role("button", name="Copy the ").click()

    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("?zone=Asia/Kathmandu&lang=en")


def test_refused_copy_shows_message(page, copy_pages):
    open_at(page, copy_pages, "terms")

    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    page.get_by_role("button", name="Copy the link").click()

    page.get_by_text(
        "Your browser could not copy it. Select the address and copy it yourself."
    ).wait_for()


@pytest.mark.parametrize("scripts", [False, True])
def test_copy_button_is_hidden_where_copying_is_impossible(
    new_page, live_server, make_event, scripts
):
    """Copying needs scripts, and a page served with https."""
    make_event()
    page = new_page(alone=True, java_script_enabled=scripts)
    page.add_init_script("delete Navigator.prototype.clipboard")

    page.goto(live_server)

    assert page.get_by_role("link", name="Feed address").is_visible()
    assert page.get_by_role("button", name="Copy the address").count() == 0
