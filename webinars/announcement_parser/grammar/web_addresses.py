"""Web addresses in announcements."""

from webinars.announcement_parser.grammar.lexer import Token
from webinars.security.urls import is_web_url

LONGEST = 2000
_AFTER = ".,;:!?»”’\"'"
_PAIRS = {")": "(", "]": "[", ">": "<", "}": "{"}


def web_address(token: Token) -> str:
    """Return the address that a token is, without the signs of the sentence after it, or ""."""
    if token.kind != "url":
        return ""
    written = token.text[:LONGEST]
    while written and (written[-1] in _AFTER or _is_closing(written)):
        written = written[:-1]
    return safe(f"https://{written}" if token.low[:4] == "www." else written)


def safe(address: str) -> str:
    """Return a web address as it is written, by which the text is searched for it; "" for what is none."""
    written = address.strip()
    return written if is_web_url(written) else ""


def _is_closing(written: str) -> bool:
    opening = _PAIRS.get(written[-1])
    return opening is not None and opening not in written
