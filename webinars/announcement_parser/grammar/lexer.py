"""Lexer: split text into tokens (words, numbers, web addresses and signs) with their positions."""

import re
from typing import NamedTuple

# English names of months, before which the ending of a day is a word of its own: "18thJuly".
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
# The alternatives never backtrack, so that the running time is linear in the length of the text.
_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]{1,255})"
    rf"|(?P<word>(?<=[0-9])(?:st|nd|rd|th)(?={_MONTH})|[^\W\d_]+)"
    r"|(?P<number>[0-9]+)"
    r"|(?P<sign>\S)",
    re.IGNORECASE,
)
DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")


class Token(NamedTuple):
    """A token of kind "word", "number", "url" or "sign".

    Attributes:
        norm: the text in lower case, with every dash as "-".
        start, end: offsets in the text.
        glued: whether no white space separates it from the token before.
    """

    kind: str
    text: str
    norm: str
    start: int
    end: int
    glued: bool


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of text[start:end], with offsets in the full text."""
    tokens: list[Token] = []
    last_end = -1
    for match in _TOKEN.finditer(text, start, end):
        kind, matched = match.lastgroup or "sign", match[0]
        norm = "-" if matched in DASHES else matched.casefold()
        tokens.append(
            Token(kind, matched, norm, match.start(), match.end(), match.start() == last_end)
        )
        last_end = match.end()
    return tokens
