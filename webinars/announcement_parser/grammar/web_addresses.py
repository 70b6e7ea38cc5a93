"""Web addresses in announcements."""

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.security.urls import is_web_url

MAX_LENGTH = 2000
_PUNCTUATION = ".,;:!?»”’\"'*"
_BRACKETS = {")": "(", "]": "[", ">": "<", "}": "{"}


def token_url(token: Token) -> str:
    """Return the web address of a token without punctuation after it, or ""."""
    if token.kind != "url":
        return ""
    url = token.text[:MAX_LENGTH]
    while url and (url[-1] in _PUNCTUATION or _has_unopened_bracket(url)):
        url = url[:-1]
    return web_url(f"https://{url}" if token.norm[:4] == "www." else url)


def first_url(text: str) -> str:
    """Return the first web address of a text, or ""."""
    return next(filter(None, map(token_url, tokenize(text, 0, len(text)))), "")


def begins_with_url(text: str) -> bool:
    """Return whether a text begins with a web address."""
    return bool(first_url(text.partition(" ")[0]))


def web_url(text: str) -> str:
    """Return a web address unchanged, so that it can be found in the text; "" if it is invalid."""
    url = text.strip()
    return url if is_web_url(url) else ""


def _has_unopened_bracket(url: str) -> bool:
    opening = _BRACKETS.get(url[-1])
    return opening is not None and opening not in url
