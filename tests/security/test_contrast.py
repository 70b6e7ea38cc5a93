"""Contrast of colours that people choose, against the colours of the style sheet."""

import re

import pytest

from webinars import paths
from webinars.errors import InvalidInputError
from webinars.installation.appearance import DARK_GROUNDS, LIGHT_GROUNDS, check_colour
from webinars.security.contrast import contrast
from webinars.site import Appearance


def test_contrast_is_that_of_wcag():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert (
        round(contrast("#777777", "#ffffff"), 2) == round(contrast("#ffffff", "#777777"), 2) == 4.48
    )


def test_grounds_and_usual_colours_are_those_of_the_style_sheet():
    css = (paths.STATIC / "site.css").read_text()
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w+);", part)) for part in css.split("@media", 2)[:2]
    )
    long = {"#fff": "#ffffff"}

    grounds = [
        [long.get(part[name], part[name]) for name in ("paper", "panel", "on-accent")]
        for part in (light, dark)
    ]

    assert [set(LIGHT_GROUNDS), set(DARK_GROUNDS)] == [set(part) for part in grounds]
    assert (light["brand"], light["brand-dark"]) == (Appearance.colour, Appearance.dark_colour)
    assert check_colour(Appearance.colour, LIGHT_GROUNDS)
    assert check_colour(Appearance.dark_colour, DARK_GROUNDS)


@pytest.mark.parametrize(
    ("text", "grounds", "code"),
    [
        ("#777777", LIGHT_GROUNDS, "contrast-too-low"),
        ("#0055a8", DARK_GROUNDS, "contrast-too-low"),
        ("red", LIGHT_GROUNDS, "not-a-colour"),
        ("#0055a8;}", LIGHT_GROUNDS, "not-a-colour"),
        ("#٠٠٥٥٠٠", LIGHT_GROUNDS, "not-a-colour"),
    ],
)
def test_colour_that_cannot_be_read_is_refused(text, grounds, code):
    with pytest.raises(InvalidInputError, match=code):
        check_colour(text, grounds)


def test_colour_is_normalized():
    assert check_colour(" 0055A8 ", LIGHT_GROUNDS) == "#0055a8"
    assert check_colour("", LIGHT_GROUNDS) == ""
