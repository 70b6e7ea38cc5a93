"""Find a typeface that has all the characters of a text: that of the program, or an installed one."""

# A typeface draws a box for a character that it lacks: a text is drawn with one that has all, or not at all.

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont, features

# Latin, Greek, Cyrillic and Arabic letters of Noto Sans; OFL.txt is its licence.
BUNDLED = Path(__file__).with_name("NotoSans-Bold.ttf")
FOLDERS = (Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))
INSTALLED = "NotoSans*-Bold.[ot]t[cf]"
# Of a collection of typefaces for Chinese, Japanese and Korean: that for simplified Chinese.
_INDEX_OF_COLLECTION = 2
_PROBE_SIZE = 24
_NOT_A_CHARACTER = "\U0010ffff"
# Bidirectional classes of letters that are written from right to left.
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_SYMBOLS = frozenset({"So", "Sk", "Cf", "Co", "Cn"})
_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


@dataclass(frozen=True)
class Typeface:
    """A typeface in a file; index is its number in a collection."""

    path: Path
    index: int = 0

    def sized(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the typeface in a size in pixels.

        Raises:
            OSError: the file is no typeface.
        """
        return ImageFont.truetype(str(self.path), size, self.index)


def typeface_for(text: str, folders: Sequence[Path] = FOLDERS) -> Typeface | None:
    """Return the first typeface that has all characters of a text, None without one."""
    characters = {char for char in text if _is_drawn(char)}
    if not can_shape() and any(_needs_shaping(char) for char in characters):
        return None
    for typeface in _candidates(folders):
        if _has_all(typeface, characters):
            return typeface
    return None


def drawable(text: str, folders: Sequence[Path] = FOLDERS) -> str:
    """Return a text if it can be drawn, else without its symbols (such as emoji), else an empty one."""
    if typeface_for(text, folders):
        return text
    plain = "".join(
        char
        for char in text
        if unicodedata.category(char) not in _SYMBOLS and char not in _VARIATION_SELECTORS
    )
    plain = " ".join(plain.split())
    return plain if any(map(str.isalnum, plain)) and typeface_for(plain, folders) else ""


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter of a text is of a script that is written from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in _RIGHT_TO_LEFT:
            return True
        if direction == "L":
            return False
    return False


def can_shape() -> bool:
    """Return whether letters can be joined and put into their order: Pillow finds Raqm and FriBiDi."""
    return bool(features.check("raqm")) and bool(features.check("fribidi"))


def _candidates(folders: Sequence[Path]) -> Iterator[Typeface]:
    yield Typeface(BUNDLED)
    for folder in folders:
        for path in sorted(folder.rglob(INSTALLED)):
            yield Typeface(path, _INDEX_OF_COLLECTION if path.suffix == ".ttc" else 0)


def _has_all(typeface: Typeface, characters: set[str]) -> bool:
    try:
        font = ImageFont.truetype(
            str(typeface.path), _PROBE_SIZE, typeface.index, layout_engine=ImageFont.Layout.BASIC
        )
        missing = _glyph(font, _NOT_A_CHARACTER)
        return all(_glyph(font, char) != missing for char in characters)
    except OSError:
        return False


def _glyph(font: ImageFont.FreeTypeFont, char: str) -> tuple[object, ...]:
    """Return the shape of one character: that of the box for missing ones is the same for all."""
    mask, offset = font.getmask2(char)
    return mask.size, offset, bytes(mask), font.getlength(char)


def _is_drawn(char: str) -> bool:
    return not (
        char.isspace() or char in _VARIATION_SELECTORS or unicodedata.category(char) in {"Cc", "Cf"}
    )


def _needs_shaping(char: str) -> bool:
    # Marks are put on their letters, and letters of these scripts are joined or put into another order.
    return unicodedata.bidirectional(char) in _RIGHT_TO_LEFT or unicodedata.category(char) in {
        "Mn",
        "Mc",
    }
