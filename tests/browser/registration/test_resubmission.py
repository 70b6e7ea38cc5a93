"""A rate-limited form keeps entered values, with and without scripts; axe, small screens."""

from datetime import timedelta

import pytest

from tests.browser import page_checks
from tests.comments.leaving import all_stored
from tests.questions.asking import PDF, ask, file_names

TEXT = "Dear colleagues,\n\n  will there be captions?\nهل هناك تسجيل؟"
LONG = "Wird-die-Veranstaltung-aufgezeichnet" * 12


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"], "FORMS_LIMIT": "1 per minute"}


@pytest.fixture
def open_page(chromium):
    """Return a function that opens a page on which a rejected form is not an error."""
    contexts = []

    def open_page(**options):
        context = chromium.new_context(**{"locale": "en-GB", **options})
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def submit_rate_limited(live_server, make_event):
    """Return a function that submits a question while the rate limit is exceeded."""
    event = make_event(title="Access to justice for children on the move")

    def submit_rate_limited(page, text=TEXT, language="en"):
        for attempt in ("One before", text):
            page.goto(f"{live_server}/events/{event.slug}/comments?lang={language}")
            page.locator("[name=text]").fill(attempt)
            page.locator("[name=name]").fill("Wanjiru Kamau")
            page.locator("[name=email]").fill("wanjiru@example.com")
            page.locator("main form button.large").click()
            page.wait_for_load_state()
        return page

    return submit_rate_limited


@pytest.mark.parametrize("scripts", [True, False])
def test_rate_limited_form_is_resubmitted_with_one_click(
    open_page, submit_rate_limited, clock, scripts
):
    page = submit_rate_limited(open_page(java_script_enabled=scripts))
    assert page.get_by_text("You can submit it again in 1 minute.").is_visible()
    clock.advance(timedelta(minutes=1))

    page.get_by_role("button", name="Submit again").click()

    page.wait_for_url("**/comments/received")
    assert [comment.text for comment in all_stored()] == ["One before", TEXT]


def test_file_is_chosen_again_and_stored(open_page, live_server, make_event, app):
    event = make_event()
    name = f"q-{ask(event, 'file', 'Your letter')}"
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page = open_page()
    page.request.post(f"{live_server}/sign-in")
    page.goto(f"{live_server}/events/{event.slug}/registrations")
    page.locator("[name=name]").fill("Wanjiru Kamau")
    page.locator("[name=email]").fill("wanjiru@example.com")
    page.locator(f"[name={name}]").set_input_files(letter)
    page.locator("main form button.large").click()
    page.get_by_text("choose it again").wait_for()
    app.config["FORMS_LIMIT"] = "9 per minute"

    page.get_by_label("letter.pdf").set_input_files(letter)
    page.get_by_role("button", name="Submit again").click()

    page.wait_for_url("**/registrations/received")
    assert file_names() == ["letter.pdf"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_have_no_axe_violations_or_overflow(open_page, submit_rate_limited, language):
    page = submit_rate_limited(open_page(), LONG, language)

    assert page_checks.problems(page) == []
