"""Web addresses in announcements."""

from urllib.parse import urlsplit

from webinars.timekeeping.announcement.tokens import Token

LONGEST = 2000
_AFTER = ".,;:!?»”’\"'"
_PAIRS = {")": "(", "]": "[", ">": "<", "}": "{"}


def web_address(token: Token) -> str:
    """Return the address that a token is, without the signs of the sentence after it, or ""."""
    if token.kind != "url" or ("://" not in token.text[:8] and token.low[:4] != "www."):
        return ""
    written = token.text[:LONGEST]
    while written and (written[-1] in _AFTER or _is_closing(written)):
        written = written[:-1]
    return safe(written if "://" in written[:8] else f"https://{written}")


def safe(address: str) -> str:
    """Return a web address that may be shown as a link, or "" for any other scheme or form."""
    written = address.strip()
    if len(written) > LONGEST or any(sign.isspace() for sign in written):
        return ""
    try:
        parts = urlsplit(written)
    except ValueError:
        return ""
    return written if parts.scheme in {"http", "https"} and parts.netloc else ""


def _is_closing(written: str) -> bool:
    opening = _PAIRS.get(written[-1])
    return opening is not None and opening not in written
