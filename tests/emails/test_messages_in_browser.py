"""Every e-mail in a browser, at two widths and in both text directions: no axe violations, no overflow."""

import pytest

from tests.browser import page_checks
from webinars.emails.composers import COMPOSERS


@pytest.mark.parametrize(
    ("language", "screen"),
    [("en", page_checks.SCREENS[0]), ("ar", page_checks.SCREENS[1])],
    ids=("en", "ar"),
)
@pytest.mark.parametrize("topic", COMPOSERS)
def test_emails_pass_axe_and_fit_the_screen(place, write, new_page, topic, language, screen):
    width, scheme = screen
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    email = write(topic, place(topic, name="Wolfeschlegelsteinhausen " * 3, language=language))

    page.set_content(email.html)

    assert page_checks.violations(page) == []
    assert page_checks.width(page) == width
