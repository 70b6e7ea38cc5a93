"""Clean text that people typed: one line or several, refused where it cannot be shown as typed."""

# Control characters are refused rather than dropped, except the line ends of several lines and the tab, which
# turn into what they mean. Marks that turn the direction of a line are taken out: in a title they would turn
# the sentence round that the title stands in. So are marks that are not to be seen at all and join
# nothing. In
# names and addresses both are refused: without them it may be another name, or somebody else's address.

import re
import unicodedata

from webinars.errors import InvalidInputError

LONGEST_LINE = 200
LONGEST_TEXT = 20_000

# Embeddings, overrides and isolates (Unicode standard annex 9); the plain marks LRM, RLM and ALM stay, as do
# the joiners that Persian and emoji need.
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
UNSEEN = re.compile(
    "[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# The tags of flags such as Scotland's follow a black flag, and are to be seen.
FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
# Letters by their category, and yet nothing is to be seen of them: Hangul fillers and the empty Braille cell.
BLANK = "\u115f\u1160\u3164\uffa0\u2800"
LINE_ENDS = re.compile("\r\n|\r|\u2028|\u2029|\u0085")


def clean_line(text: str, *, longest: int = LONGEST_LINE, least: int = 0) -> str:
    """Return one line of text: NFC, spaces made single, none at its ends.

    Raises:
        InvalidInputError: "control-characters", "broken-text", "too-long" (facts: longest),
            "required" (when shorter than least).
    """
    return _measured(" ".join(_clean(text.replace("\t", " ")).split()), longest, least)


def clean_name(text: str, *, longest: int = LONGEST_LINE, least: int = 0) -> str:
    """Return the name of a person or body as clean_line does; one that is needed holds a letter or a digit.

    Raises:
        InvalidInputError: as of clean_line and reject_invisible.
    """
    reject_invisible(text)
    name = clean_line(text, longest=longest, least=least)
    if least and not any(unicodedata.category(s)[0] in "LN" and s not in BLANK for s in name):
        raise InvalidInputError("required")
    return name


def reject_invisible(text: str) -> None:
    """Refuse text that holds what cleaning would take out of it.

    Raises:
        InvalidInputError: "invisible-character" (facts: sign, such as "U+202E").
    """
    found = DIRECTION.search(text) or UNSEEN.search(FLAG.sub("", text))
    if found:
        raise InvalidInputError("invisible-character", sign=f"U+{ord(found[0]):04X}")


def strip_invisible(text: str) -> str:
    """Return text without the marks that turn the direction of a line or are not to be seen."""
    return _strip_invisible(DIRECTION.sub("", text))


def clean_text(text: str, *, longest: int = LONGEST_TEXT, least: int = 0) -> str:
    """Return text of several lines, each without spaces at its end, joined by single line feeds.

    Raises:
        InvalidInputError: as of clean_line.
    """
    lines = LINE_ENDS.sub("\n", text).replace("\t", "    ").split("\n")
    kept = "\n".join(_clean(line).rstrip() for line in lines).strip("\n")
    return _measured(kept, longest, least)


def has_control(text: str) -> bool:
    """Tell whether a text holds a control character (C0, DEL, C1), a line end among them."""
    return not text.isprintable() and any(unicodedata.category(sign) == "Cc" for sign in text)


def _clean(text: str) -> str:
    if has_control(text):
        raise InvalidInputError("control-characters")
    # Lone surrogates cannot be stored; U+FFFD is what is left of bytes that were no UTF-8.
    if "\ufffd" in text or any(unicodedata.category(sign) == "Cs" for sign in text):
        raise InvalidInputError("broken-text")
    return unicodedata.normalize("NFC", strip_invisible(text))


def _strip_invisible(text: str) -> str:
    kept, end = [], 0
    for flag in FLAG.finditer(text):
        kept += [UNSEEN.sub("", text[end : flag.start()]), flag.group()]
        end = flag.end()
    return "".join((*kept, UNSEEN.sub("", text[end:])))


def _measured(text: str, longest: int, least: int) -> str:
    if len(text) > longest:
        raise InvalidInputError("too-long", longest=longest)
    if least and all(unicodedata.category(sign)[0] in "ZCM" or sign in BLANK for sign in text):
        raise InvalidInputError("required")
    if len(text) < least:
        raise InvalidInputError("required")
    return text
