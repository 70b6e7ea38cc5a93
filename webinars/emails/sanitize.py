"""Values of other people, made harmless for mail: in header lines, in sentences, beside linkifiers."""

# Anybody may type a name into our form that we then mail to anybody. A name is shown, but it cannot become
# a header, an encoded word, a link or a change of reading direction.
#
# References:
#     CVE-2024-6923: Python before 3.11.10 decodes an encoded word in a header value and writes the line
#     breaks it hides. No CR or LF is in the input, so the marks of the encoded word themselves must go.

import re
import unicodedata

LONGEST_NAME = 100
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Of the format characters these belong to words of living scripts and to emoji.
_JOINERS = frozenset("\u200c\u200d")
# Whatever stands beside the dot: marks, joiners and symbols are dropped or read as letters by some reader.
_LINKLIKE = re.compile(
    r"(?<=\S)[.\u3002\uff0e\uff61\u2024\ufe52](?=\S)|:(?=//)|(?<![:/])/(?=/)|(?<=\S)@(?=\S)"
)


def one_line(value: str) -> str:
    """Return the text on one line, without control characters and without marks of encoded words."""
    kept = value
    if not value.isprintable():  # what is printable is harmless, and most values are
        kept = "".join(" " if character.isspace() else character for character in value)
        kept = "".join(character for character in kept if _is_harmless(character))
    return without_encoded_words(" ".join(kept.split()))


def person(name: str) -> str:
    """Return somebody's name as we print it: one line, not too long, and nothing a linkifier takes up.

    A space after the dot or around the sign keeps "evil.example" and "a@b" readable and dead; a joiner of
    no width would not stop every mail reader.
    """
    kept = one_line(name)
    if len(kept) > LONGEST_NAME:
        kept = kept[: LONGEST_NAME - 1].rstrip() + "…"
    return without_encoded_words(_LINKLIKE.sub(_broken, kept))


def quoted(text: str, longest: int) -> list[str]:
    """Return the lines of what a stranger wrote, as harmless as their name, cut after so many characters."""
    said = text if len(text) <= longest else text[:longest].rsplit(None, 1)[0] + " …"
    return [without_encoded_words(_LINKLIKE.sub(_broken, line)) for line in lines(said)]


def lines(text: str) -> list[str]:
    """Return the lines of a text, each on one line; empty ones keep paragraphs apart."""
    return [one_line(line) for line in text.split("\n")]


def paragraph(text: str) -> str:
    """Return text of several lines without the control characters that mail cannot carry."""
    said = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if said.replace("\n", "").isprintable():
        return said  # most texts: what is printable is harmless
    return "".join(character for character in said if character == "\n" or _is_harmless(character))


def without_encoded_words(value: str) -> str:
    """Return the value with the marks of encoded words (RFC 2047) broken by a space."""
    if "=?" not in value and "?=" not in value:
        return value
    return re.sub(r"=(?=\?)|\?(?==)", lambda mark: mark[0] + " ", value)


def isolated(name: str, direction: str) -> str:
    """Return the name fenced by isolates if it runs against the direction of the text around it."""
    return f"\u2068{name}\u2069" if name and direction_of(name) != direction else name


def direction_of(name: str) -> str:
    """Return "rtl" or "ltr", as the name's first letter runs; without letters "ltr"."""
    for character in name:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def _broken(match: re.Match[str]) -> str:
    sign = match[0]
    return f" {sign} " if sign == "@" else f"{sign} "


def _is_harmless(character: str) -> bool:
    if character in _BIDI_CONTROLS:
        return False
    category = unicodedata.category(character)
    return category not in {"Cc", "Cs", "Zl", "Zp"} and (category != "Cf" or character in _JOINERS)
