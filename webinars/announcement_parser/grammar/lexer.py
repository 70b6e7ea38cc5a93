"""Text as tokens: words, numbers, web addresses and single signs, each with its place."""

import re
from typing import NamedTuple

# One pass over the text: no alternative can give back what it took, so that time grows with length.
_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]{1,255})"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<number>[0-9]+)"
    r"|(?P<sign>\S)",
    re.IGNORECASE,
)
DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")


class Token(NamedTuple):
    """A word, number, url or sign; low is its text without capitals, any dash as "-".

    It is glued when no space stands before it.
    """

    kind: str
    text: str
    low: str
    start: int
    end: int
    glued: bool


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of one stretch of text."""
    tokens: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(text, start, end):
        kind, written = match.lastgroup or "sign", match[0]
        low = "-" if written in DASHES else written.casefold()
        tokens.append(Token(kind, written, low, match.start(), match.end(), match.start() == last))
        last = match.end()
    return tokens
