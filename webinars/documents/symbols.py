"""Symbols of documents: which are valid, how they are compared and sorted, and addresses made of them."""

import re
import unicodedata

from webinars.errors import InvalidInputError
from webinars.security.text_input import clean_line, reject_invisible

LONGEST_SYMBOL = 60
# First segments below /documents/ that are, or may become, pages of their own.
RESERVED = frozenset(
    {
        *("files", "new", "feed", "feeds", "search", "uploads", "updates", "links", "sessions"),
        *("archive", "as-on", "history", "versions"),
    }
)
# In any place: what follows it in an address is a day.
_AS_ON = "as-on"

_ALLOWED = re.compile(r"[A-Za-z0-9 /.()\[\]*&-]")
_LETTER_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
_NUMBER = re.compile(r"([0-9]+)")
_AFTER_SYMBOLS = "99"
_PUNCTUATION = "/.,;:!?"


def clean_symbol(text: str) -> str:
    """Return a symbol with single blanks; empty if the text is blank.

    Raises:
        InvalidInputError: "symbol-character" (facts: character, name), "symbol-path", "symbol-reserved"
            (facts: segment), "invisible-character", and what clean_line() raises.
    """
    reject_invisible(text)
    symbol = clean_line(text, longest=LONGEST_SYMBOL)
    for character in symbol:
        if not _ALLOWED.match(character):
            raise _refused(character)
    if not symbol:
        return ""
    segments = symbol.split("/")
    if any(one.strip() in {"", ".", ".."} or one != one.strip() for one in segments):
        raise InvalidInputError("symbol-path")
    if not _LETTER_OR_DIGIT.search(symbol):
        raise InvalidInputError("symbol-path")
    for number, segment in enumerate(segments):
        if segment.lower() == _AS_ON or (not number and segment.lower() in RESERVED):
            raise InvalidInputError("symbol-reserved", segment=segment)
    return symbol


def _refused(character: str) -> InvalidInputError:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").capitalize()
    shown = f"{name}, {code}" if name else code
    return InvalidInputError("symbol-character", character=character, name=shown)


def address_key(text: str) -> str:
    """Return what symbols and addresses are compared by: they are the same in any case."""
    return text.lower()


def without_punctuation(address: str) -> str:
    """Return an address without the signs at its end that mail programs take for a part of a link.

    A closing bracket is one if none opens before it.
    """
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while end:
        last = address[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
        elif last not in _PUNCTUATION:
            break
        end -= 1
    return address[:end]


def sort_key(symbol: str) -> str:
    """Return what orders symbols by their numbers: A/2 is before A/10, and slugs are after symbols.

    It consists of digits only, which every collation of a database sorts alike.
    """
    parts = _NUMBER.split(symbol.lower())
    # Every second part is a number.
    return "".join(
        _number_key(part) if number % 2 else _text_key(part) for number, part in enumerate(parts)
    )


def slug_sort_key(slug: str) -> str:
    """Return the sort key of a document without a symbol."""
    return _AFTER_SYMBOLS + sort_key(slug)


def _number_key(number: str) -> str:
    digits = number.lstrip("0")
    return f"17{len(digits):02}{digits}"


def _text_key(text: str) -> str:
    return "".join(f"{min(max(ord(character) - 31, 1), 98):02}" for character in text)
