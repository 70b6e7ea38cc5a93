"""Every e-mail in a browser, at two widths and in both text directions: no axe violations, no overflow."""

import pytest

from tests.browser import page_checks
from webinars.emails.composers import COMPOSERS


@pytest.fixture(scope="module")
def page(windows):
    """Open one page for all e-mails: each replaces the document, and axe stays."""
    complaints = []
    with windows.borrow(complaints, alone=False) as page:
        yield page
    assert complaints == []


@pytest.mark.parametrize(
    ("language", "screen"),
    [("en", page_checks.SCREENS[0]), ("ar", page_checks.SCREENS[1])],
    ids=("en", "ar"),
)
@pytest.mark.parametrize("topic", COMPOSERS)
def test_emails_pass_axe_and_fit_the_screen(place, write, page, topic, language, screen):
    width, scheme = screen
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    email = write(topic, place(topic, name="Wolfeschlegelsteinhausen " * 3, language=language))

    page.set_content(email.html)

    # What all e-mails have in common is looked at once.
    assert page_checks.violations(page, page_checks.passed_parts[screen]) == []
    assert page_checks.width(page) == width
