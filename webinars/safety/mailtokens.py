"""Secrets that travel inside a mail address: rsvp+<token>@…, where calendars send their replies.

A local part has 64 octets and may arrive in capitals or in small letters only (RFC 5321 section 2.4 warns of
both), so the token is short and knows no case: the row's number and 128 bits of an HMAC in base 32.
"""

import hashlib
import hmac
import re
from base64 import b32encode

_SHAPE = re.compile(r"([1-9][0-9]{0,9})-([a-z2-7]{26})")
_BYTES = 16  # security.md keeps 128 bits as the floor


def sign(row_id: int, keys: tuple[str, ...]) -> str:
    """Return the token of a row, signed with the first key; the same for ever while the key is."""
    return f"{row_id}-{_mac(row_id, keys[0])}"


def read(token: str, keys: tuple[str, ...]) -> int | None:
    """Return the row that a token stands for, in whatever case it arrives, or None if it is not ours."""
    found = _SHAPE.fullmatch(token.lower())
    if found is None:
        return None
    row_id = int(found[1])
    # Every key is tried, so that the time taken does not tell which of them was right.
    right = [hmac.compare_digest(found[2], _mac(row_id, key)) for key in keys]
    return row_id if any(right) else None


def _mac(row_id: int, key: str) -> str:
    said = hmac.new(key.encode(), b"webinars.reply\0%d" % row_id, hashlib.sha256).digest()
    return b32encode(said[:_BYTES]).decode("ascii").lower().rstrip("=")
