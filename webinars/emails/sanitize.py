"""Sanitize text of users for e-mails: no headers, encoded words, links or changes of text direction."""

# Anyone can enter a name in a form, and an address to which that name is then sent.
#
# References:
#     CVE-2024-6923: Python before 3.11.10 decodes an encoded word in a header value and writes the line
#     breaks that it hides. The input has no CR or LF, so the delimiters of encoded words are removed.

import re
import unicodedata

MAX_NAME_LENGTH = 100
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Around a name (isolated()): the pair cannot reorder the text outside of it (Unicode Standard Annex 9).
_ISOLATES = frozenset("\u2068\u2069")
_ISOLATE = re.compile("(\u2068[^\u2068\u2069\n]*\u2069)|[\u2068\u2069]")
# Format characters that words of some scripts and emoji need.
_JOINERS = frozenset("\u200c\u200d")
# Between any two characters: some clients ignore marks, joiners and symbols, or treat them as letters.
_LINKLIKE = re.compile(
    r"(?<=\S)[.\u3002\uff0e\uff61\u2024\ufe52](?=\S)|:(?=//)|(?<![:/])/(?=/)|(?<=\S)@(?=\S)"
)


def one_line(value: str) -> str:
    """Return the text on one line, without control characters, direction controls and encoded words."""
    if not value.isprintable():  # most values are, which is faster to test
        value = "".join(
            " " if character.isspace() else character
            for character in value
            if character.isprintable() or character.isspace() or _is_safe(character)
        )
    return without_encoded_words(" ".join(value.split()))


def person(name: str) -> str:
    """Return a name on one line, truncated, and without anything that clients turn into links.

    A space after the dot or around the @ leaves "evil.example" and "a@b" readable; a zero-width character
    would not stop every client.
    """
    line = one_line(name)
    if len(line) > MAX_NAME_LENGTH:
        line = line[: MAX_NAME_LENGTH - 1].rstrip() + "…"
    return without_encoded_words(_LINKLIKE.sub(_spaced, line))


def quoted(text: str, max_length: int) -> list[str]:
    """Return the lines of a user's text, truncated and sanitized as a name is."""
    if len(text) > max_length:
        text = text[:max_length].rsplit(None, 1)[0] + " …"
    return [without_encoded_words(_LINKLIKE.sub(_spaced, line)) for line in lines(text)]


def lines(text: str) -> list[str]:
    """Return the sanitized lines of a text, with empty ones between paragraphs."""
    return [one_line(line) for line in text.split("\n")]


def paragraph(text: str) -> str:
    """Return text of several lines without control characters; isolates are kept in pairs on one line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if text.replace("\n", "").isprintable():  # most texts are, which is faster to test
        return text
    characters = set(text) - {"\n"}
    for character in characters - _ISOLATES:
        if not _is_safe(character):
            text = text.replace(character, "")
    return _ISOLATE.sub(r"\1", text) if characters & _ISOLATES else text


def subject(rendered: str) -> str:
    """Return a rendered subject on one line, without encoded words; isolates are kept as in paragraph()."""
    return without_encoded_words(" ".join(paragraph(rendered).split()))


def without_encoded_words(value: str) -> str:
    """Return the value with the delimiters of encoded words (RFC 2047) split by a space."""
    if "=?" not in value and "?=" not in value:
        return value
    return re.sub(r"=(?=\?)|\?(?==)", lambda delimiter: delimiter[0] + " ", value)


def isolated(name: str, direction: str) -> str:
    """Return the name, in Unicode isolates if its direction differs from that of the text around it."""
    return f"\u2068{name}\u2069" if name and direction_of(name) != direction else name


def direction_of(name: str) -> str:
    """Return "rtl" or "ltr", the direction of the name's first letter; "ltr" without letters."""
    for character in name:
        bidi_class = unicodedata.bidirectional(character)
        if bidi_class in {"L", "R", "AL"}:
            return "ltr" if bidi_class == "L" else "rtl"
    return "ltr"


def _spaced(match: re.Match[str]) -> str:
    delimiter = match[0]
    return f" {delimiter} " if delimiter == "@" else f"{delimiter} "


def _is_safe(character: str) -> bool:
    if character in _BIDI_CONTROLS:
        return False
    category = unicodedata.category(character)
    return category not in {"Cc", "Cs", "Zl", "Zp"} and (category != "Cf" or character in _JOINERS)
