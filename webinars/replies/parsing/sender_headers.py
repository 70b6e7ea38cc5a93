"""Parse the headers that name the author of a reply, and those in which our mail server rates it."""

import re
from collections.abc import Collection, Iterable

from webinars.security.email_addresses import normalize_address

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"')
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*+\)")
_MAX_COMMENT_DEPTH = 5
# Also with what must not be bare in a display name: Cyrus IMAP leaves commas in encoded words.
_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[BQbq]\?[^?\r\n]*\?=")
_BRACKETED = re.compile(r"<\s*([^<>@\s]+@[^<>@\s]+)\s*>")
_BARE = re.compile(r"\s*([^<>@\s,;:]+@[^<>@\s,;:]+)\s*")
# Servers that send replies in a person's name, from an address of their own: those of sabre/dav (Nextcloud,
# ownCloud, Baïkal) write PRODID, and most send from such an address.
_SERVICE_PRODUCT = re.compile(r"sabre|nextcloud|owncloud|baikal|baïkal", re.IGNORECASE)
_SERVICE_MAILBOX = re.compile(
    r"(.*[._-])?(no-?_?reply|do-?not-?reply|invitations?|calendars?|caldav|nextcloud|owncloud|baikal)"
    r"([._-].*)?@.*",
    re.IGNORECASE,
)


def single_mailbox(values: Collection[str]) -> str:
    """Return the canonical address of a header; empty unless it names exactly one mailbox, in no group.

    A comma in the display name is tolerated, a second address is not.
    """
    if len(values) != 1:
        return ""
    (value,) = values
    value = _ENCODED_WORD.sub(" ", _without_comments(_QUOTED.sub(" ", value)))
    bracketed = _BRACKETED.findall(value)
    if not bracketed:
        bare = _BARE.fullmatch(value)
        return normalize_address(bare[1]) if bare else ""
    name = _BRACKETED.sub(" ", value)
    # Some clients repeat the address as the display name.
    is_repeated = name.strip().casefold() == bracketed[0].casefold()
    if len(bracketed) != 1 or (re.search(r"[@<>:;]", name) and not is_repeated):
        return ""
    return normalize_address(bracketed[0])


def is_calendar_server(sender: str, product: str) -> bool:
    """Return whether a sender appears to be a server that replies in a person's name."""
    return bool(_SERVICE_PRODUCT.search(product) or _SERVICE_MAILBOX.fullmatch(sender))


def has_failed_dmarc(values: Iterable[str], authserv_ids: Collection[str]) -> bool:
    """Return whether a server that is trusted reports dmarc=fail in Authentication-Results (RFC 8601).

    authserv_ids: names by which trusted servers sign their headers; anyone can add other ones.
    """
    trusted = {name.casefold() for name in authserv_ids}
    for value in values:
        server, *results = _without_comments(_QUOTED.sub(" ", value)).split(";")
        # A version may follow the name.
        if (server.split() or [""])[0].casefold() not in trusted:
            continue
        if any(
            re.match(r"\s*dmarc(\s*/\s*\d+)?\s*=\s*fail\b", row, re.IGNORECASE) for row in results
        ):
            return True
    return False


def _without_comments(value: str) -> str:
    for _ in range(_MAX_COMMENT_DEPTH):
        value, count = _COMMENT.subn(" ", value)
        if not count:
            break
    return value
