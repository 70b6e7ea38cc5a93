"""Break a text into lines of a width, in the largest size in which they fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageFont

from webinars.link_previews.typefaces import Typeface

ELLIPSIS = "…"


@dataclass(frozen=True)
class TextLines:
    """Lines of a text, and the font that they are drawn with; size is its size in pixels."""

    lines: tuple[str, ...]
    size: int
    font: ImageFont.FreeTypeFont


def fit(
    text: str, typeface: Typeface, *, width: int, sizes: Sequence[tuple[int, int]]
) -> TextLines:
    """Return the lines of a text in the first size in which it fits; in the last one it is cut.

    width, and the size of the letters, in pixels. sizes: pairs of a size and how many lines it may have.
    """
    for size, most in sizes:
        font = typeface.sized(size)
        lines = _wrap(text, font, width)
        if len(lines) <= most:
            return TextLines(tuple(lines), size, font)
    return TextLines((*lines[: most - 1], _cut(lines[most - 1], font, width)), size, font)


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break at spaces, and inside of words that are wider than a line, as those without spaces are."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if font.getlength(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while font.getlength(line) > width:
            most = _fitting(line, font, width)
            lines.append(line[:most])
            line = line[most:]
    return [*lines, line] if line else lines


def _fitting(word: str, font: ImageFont.FreeTypeFont, width: int) -> int:
    """Return how many characters of a word fit into a line: at least one."""
    shortest, longest = 1, len(word)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if font.getlength(word[:middle]) <= width:
            shortest = middle
        else:
            longest = middle - 1
    return shortest


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Return a line with an ellipsis, shortened by words as far as needed, else by characters."""
    words = line.split(" ")
    while len(words) > 1 and font.getlength(" ".join(words) + ELLIPSIS) > width:
        words.pop()
    line = " ".join(words)
    while line and font.getlength(line + ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip(" ,;:–-") + ELLIPSIS
