"""An organiser writes a message, looks at the preview, tests it, schedules it, stops it and sends it.

With scripts, where axe checks each page at two widths, light and dark; and without scripts.
"""

import pytest

from tests.browser import page_checks


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "fr", "ar"]}


@pytest.fixture(params=["scripts", "no scripts"])
def has_scripts(request):
    """Run with and without JavaScript."""
    return request.param == "scripts"


@pytest.fixture
def event_id(clock, make_event, make_registration, deliver):
    event = make_event(title="Heat and work", terms={"reminders": [1440]})
    for name, zone, language in (
        ("Ana Souza", "America/Sao_Paulo", "en"),
        ("Bo Li", "Asia/Shanghai", "en"),
        ("أميرة حداد", "Africa/Cairo", "ar"),
        ("Élodie Martin", "Europe/Paris", "fr"),
    ):
        address = f"{len(name)}-{language}@example.org"
        make_registration(event, name=name, email=address, timezone=zone, language=language)
    deliver()
    return event.id


def test_message_goes_from_draft_to_registrants(
    sign_in_organiser, new_page, event_id, live_server, deliver, has_scripts
):
    page = sign_in_organiser(new_page(java_script_enabled=has_scripts, reduced_motion="reduce"))

    def press(name):
        page.get_by_role("button", name=name, exact=True).click()

    def check():
        if has_scripts:
            assert page_checks.problems(page) == []

    page.goto(f"{live_server}/organise/events/{event_id}/emails")
    page.get_by_role("link", name="Messages", exact=True).click()
    check()
    page.get_by_role("link", name="New message").click()
    page.get_by_label("Subject", exact=True).fill("Bring water, {nmae}")
    page.get_by_label("Text", exact=True).fill("Dear {name},\n\nit will be hot on {date}.")
    press("Save and preview")
    assert page.get_by_text("{nmae} is not a placeholder").first.is_visible()
    check()
    page.get_by_label("Subject", exact=True).fill("Bring water, {name}")
    press("Save and preview")
    assert page.get_by_text("4 recipients now.").is_visible()
    assert page.get_by_role("heading", name="Bring water, Ana Souza").is_visible()
    assert page.get_by_role("heading", name="Bring water, أميرة حداد").is_visible()
    check()
    press("Send a test to me")
    assert [mail.message["Subject"][:18] for mail in deliver()] == ["Test: Bring water,"]

    page.get_by_text("Send later").click()
    page.get_by_label("Number").fill("2")
    press("Schedule")
    assert page.get_by_text("2 days before the start").first.is_visible()
    check()
    press("Stop the message")
    assert page.get_by_text("0 e-mails had left").is_visible()
    press("Send now")
    subjects = sorted(str(mail.message["Subject"]) for mail in deliver())
    page.reload()
    assert page.get_by_text("4 sent").is_visible()
    check()

    assert len(subjects) == 4
    assert subjects[0] == "Bring water, Ana Souza"
    page.goto(f"{live_server}/organise/events/{event_id}/messages")
    assert page.get_by_text("Sent", exact=True).is_visible()
    check()
