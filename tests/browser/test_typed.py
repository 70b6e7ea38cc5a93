"""A form that comes too often, in a browser: nothing typed is lost, with and without scripts; axe, small phones."""

from datetime import timedelta

import pytest

from tests.browser import page_checks
from tests.comments.leaving import all_stored
from tests.questions.asking import PDF, ask, file_names

TEXT = "Dear colleagues,\n\n  will there be captions?\nهل هناك تسجيل؟"
LONG = "Wird-die-Veranstaltung-aufgezeichnet" * 12


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the server's clock."""


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"], "FORMS_LIMIT": "1 per minute"}


@pytest.fixture
def visit(chromium):
    """Give a builder of pages on which a refused form is no fault of the page."""
    contexts = []

    def visit(**options):
        context = chromium.new_context(**{"locale": "en-GB", **options})
        contexts.append(context)
        return context.new_page()

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def refused(live_server, make_event):
    """Give an action that fills in a question and sends it while too much is sent."""
    event = make_event(title="Access to justice for children on the move")

    def refused(page, text=TEXT, language="en"):
        for attempt in ("One before", text):
            page.goto(f"{live_server}/events/{event.slug}/comments?lang={language}")
            page.locator("[name=text]").fill(attempt)
            page.locator("[name=name]").fill("Wanjiru Kamau")
            page.locator("[name=email]").fill("wanjiru@example.com")
            page.locator("main form button.large").click()
            page.wait_for_load_state()
        return page

    return refused


@pytest.mark.parametrize("scripts", [True, False])
def test_it_is_sent_again_by_one_press(visit, refused, clock, scripts):
    page = refused(visit(java_script_enabled=scripts))
    assert page.get_by_text("You can submit it again in 1 minute.").is_visible()
    clock.advance(timedelta(minutes=1))

    page.get_by_role("button", name="Submit again").click()

    page.wait_for_url("**/comments/received")
    assert [comment.text for comment in all_stored()] == ["One before", TEXT]


def test_a_file_is_chosen_again_and_kept(visit, live_server, make_event, app):
    event = make_event()
    name = f"q-{ask(event, 'file', 'Your letter')}"
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page = visit()
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
def test_axe_finds_nothing_and_nothing_is_too_wide(visit, refused, language):
    page = refused(visit(), LONG, language)

    assert page_checks.problems(page) == []
