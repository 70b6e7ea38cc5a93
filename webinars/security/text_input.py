"""Clean and validate text input of one or several lines."""

# Control characters are refused rather than removed, except for line breaks in multi-line text and
# tabs, which become spaces. Characters that change the text direction are removed: in a title they
# would reorder the sentence that quotes it. So are invisible characters that do not join letters.
# In names and addresses both are refused, because without them it could be another name, or another
# person's address.

import re
import unicodedata

from webinars.errors import InvalidInputError

LONGEST_LINE = 200
LONGEST_TEXT = 20_000

# Embeddings, overrides and isolates (Unicode Standard Annex 9). The marks LRM, RLM and ALM are
# allowed, as are the joiners that Persian and emoji need.
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Tag characters after a black flag are visible: they form flags such as Scotland's.
FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
# Letters or symbols by category, but blank: the Hangul fillers and the empty Braille cell.
BLANK = "\u115f\u1160\u3164\uffa0\u2800"
LINE_ENDS = re.compile("\r\n|\r|\u2028|\u2029|\u0085")


def clean_line(text: str, *, longest: int = LONGEST_LINE, least: int = 0) -> str:
    """Clean one line of text: NFC, white space collapsed and trimmed.

    Raises:
        InvalidInputError: "control-characters", "broken-text", "too-long" (facts: longest),
            "required" (shorter than least).
    """
    return _check_length(" ".join(_clean(text.replace("\t", " ")).split()), longest, least)


def clean_name(text: str, *, longest: int = LONGEST_LINE, least: int = 0) -> str:
    """Clean a name as clean_line() does; a required one must contain a letter or digit.

    Raises:
        InvalidInputError: those of clean_line and reject_invisible.
    """
    reject_invisible(text)
    name = clean_line(text, longest=longest, least=least)
    if least and not any(
        unicodedata.category(char)[0] in "LN" and char not in BLANK for char in name
    ):
        raise InvalidInputError("required")
    return name


def reject_invisible(text: str) -> None:
    """Refuse text with characters that strip_invisible() would remove.

    Raises:
        InvalidInputError: "invisible-character" (facts: sign, such as "U+202E").
    """
    match = DIRECTION.search(text) or INVISIBLE.search(FLAG.sub("", text))
    if match:
        raise InvalidInputError("invisible-character", sign=f"U+{ord(match[0]):04X}")


def strip_invisible(text: str) -> str:
    """Remove characters that change the text direction or are invisible."""
    return _strip_invisible(DIRECTION.sub("", text))


def clean_text(text: str, *, longest: int = LONGEST_TEXT, least: int = 0) -> str:
    """Clean text of several lines: trailing spaces removed, line breaks as line feeds.

    Raises:
        InvalidInputError: those of clean_line.
    """
    lines = LINE_ENDS.sub("\n", text).replace("\t", "    ").split("\n")
    cleaned = "\n".join(_clean(line).rstrip() for line in lines).strip("\n")
    return _check_length(cleaned, longest, least)


def has_control(text: str) -> bool:
    """Return whether a text contains a control character (C0, DEL, C1), including line breaks."""
    return not text.isprintable() and any(unicodedata.category(char) == "Cc" for char in text)


def _clean(text: str) -> str:
    if has_control(text):
        raise InvalidInputError("control-characters")
    # Lone surrogates cannot be stored; U+FFFD replaces bytes that were not UTF-8.
    if "\ufffd" in text or any(unicodedata.category(char) == "Cs" for char in text):
        raise InvalidInputError("broken-text")
    return unicodedata.normalize("NFC", strip_invisible(text))


def _strip_invisible(text: str) -> str:
    parts, end = [], 0
    for flag in FLAG.finditer(text):
        parts += [INVISIBLE.sub("", text[end : flag.start()]), flag.group()]
        end = flag.end()
    return "".join((*parts, INVISIBLE.sub("", text[end:])))


def _check_length(text: str, longest: int, least: int) -> str:
    if len(text) > longest:
        raise InvalidInputError("too-long", longest=longest)
    if least and all(unicodedata.category(char)[0] in "ZCM" or char in BLANK for char in text):
        raise InvalidInputError("required")
    if len(text) < least:
        raise InvalidInputError("required")
    return text
