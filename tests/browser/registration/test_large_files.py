"""Too large files are rejected at their field before upload, so that entered values are kept."""

import pytest

from tests.browser import page_checks
from tests.questions.asking import PDF, ask, file_names

MEBIBYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


@pytest.fixture
def filled(page, make_event, live_server):
    """Open the form of an event with three file questions, otherwise filled in."""
    event = make_event()
    for label in ("First", "Second", "Third"):
        ask(event, "file", label)
    page.goto(f"{live_server}/events/{event.slug}/registrations")
    page.locator("[name=name]").fill("Wanjiru Kamau")
    page.locator("[name=email]").fill("wanjiru@example.com")
    return page


@pytest.fixture
def choose(tmp_path):
    """Return a function that chooses a file of a size in bytes."""

    def choose(page, label, size):
        file = tmp_path / str(size) / f"{label}.pdf"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(PDF + b" " * (size - len(PDF)))
        page.get_by_label(label).set_input_files(file)

    return choose


def test_too_large_file_is_not_sent(filled, choose):
    choose(filled, "Second", 10 * MEBIBYTE + 1)

    filled.get_by_role("button", name="Register").click()

    shown = filled.get_by_text("This file is too large. Choose one of at most 10 MB.")
    assert [shown.nth(n).is_visible() for n in range(3)] == [False, True, False]
    assert filled.locator(":focus").get_attribute("aria-invalid") == "true"
    assert filled.get_by_label("Your name").input_value() == "Wanjiru Kamau"
    assert page_checks.violations(filled) == []
    choose(filled, "Second", 10 * MEBIBYTE)
    assert not shown.nth(1).is_visible()
    filled.get_by_role("button", name="Register").click()
    filled.wait_for_url("**/received")
    assert file_names() == ["Second.pdf"]


def test_files_too_large_together_are_not_sent(filled, choose):
    for label in ("First", "Second", "Third"):
        choose(filled, label, 7 * MEBIBYTE)

    filled.get_by_role("button", name="Register").click()

    shown = filled.get_by_text("Together these files are too large: 20 MB at most.")
    assert [shown.nth(n).is_visible() for n in range(3)] == [False, False, True]
    choose(filled, "First", 6 * MEBIBYTE)
    assert not shown.nth(2).is_visible()
    filled.get_by_role("button", name="Register").click()
    filled.wait_for_url("**/received")
    assert file_names() == ["First.pdf", "Second.pdf", "Third.pdf"]
