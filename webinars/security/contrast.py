"""Contrast of two colours by WCAG 2.2, for colours that people choose."""

import re

from webinars.errors import InvalidInputError

# Success criterion 1.4.3, level AA, for text of any size.
LEAST_CONTRAST = 4.5
# Red, green and blue.
_WEIGHTS = (0.2126, 0.7152, 0.0722)
_COLOUR = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE | re.ASCII)


def clean_colour(text: str) -> str:
    """Return a colour as "#0055a8"; empty for no colour.

    Raises:
        InvalidInputError: "not-a-colour".
    """
    text = text.strip()
    if not text:
        return ""
    colour = _COLOUR.fullmatch(text)
    if colour is None:
        raise InvalidInputError("not-a-colour")
    return f"#{colour[1].lower()}"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours such as "#0055a8": from 1 to 21.

    References:
        WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return sum(
        weight * _linear(channel) for weight, channel in zip(_WEIGHTS, channels, strict=True)
    )


def _linear(channel: float) -> float:
    # The threshold of WCAG 2.2, which is that of IEC 61966-2-1.
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
