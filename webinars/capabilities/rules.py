"""Purposes of capabilities, and the derivation of tokens; plain values."""

import hashlib
import hmac
import secrets
from base64 import b32encode, urlsafe_b64encode
from datetime import timedelta
from enum import StrEnum

# Revoked and expired rows are deleted after this time.
KEEP = timedelta(days=30)
_SEED_BYTES = 16
# security.md keeps 128 bits as the floor. A local part has room for no more, the other tokens carry 256.
_LOCAL_PART_BYTES = 16


class Purpose(StrEnum):
    """What a capability permits; a token of one purpose does not resolve for another."""

    MANAGE = "manage"
    JOIN = "join"
    ADDRESS = "address"
    REPLY = "reply"
    CALENDAR = "calendar"
    INVITEE = "invitee"
    DELEGATION = "delegation"
    COMMENT = "comment"
    SIGN_IN = "sign-in"
    ENTRY = "entry"


# The column that names the subject of each purpose. A reply address belongs to an event and the address
# that is its holder.
SUBJECTS = {
    Purpose.MANAGE: "registration_id",
    Purpose.JOIN: "registration_id",
    Purpose.ADDRESS: "registration_id",
    Purpose.REPLY: "event_id",
    Purpose.CALENDAR: "calendar_id",
    Purpose.INVITEE: "invitee_id",
    Purpose.DELEGATION: "delegation_id",
    Purpose.COMMENT: "comment_id",
    Purpose.SIGN_IN: "organiser_id",
    Purpose.ENTRY: "event_id",
}
OF_REGISTRATION = (Purpose.MANAGE, Purpose.JOIN)


def new_seed() -> str:
    """Return the random value of a new capability: 128 bits, in hexadecimal."""
    return secrets.token_hex(_SEED_BYTES)


def derive(purpose: Purpose, seed: str, key: str) -> str:
    """Return the token of a capability under a key; the same link can thus be e-mailed again.

    The token of a reply address is part of a local part, which has 64 octets and may arrive in
    upper or lower case (RFC 5321 section 2.4): it is short and case-insensitive.
    """
    mac = hmac.digest(key.encode(), f"webinars.{purpose}\0{seed}".encode(), "sha256")
    if purpose is Purpose.REPLY:
        return b32encode(mac[:_LOCAL_PART_BYTES]).decode("ascii").lower().rstrip("=")
    return urlsafe_b64encode(mac).decode("ascii").rstrip("=")


def digest_of(purpose: Purpose, token: str) -> str:
    """Return the stored digest of a token: the SHA-256 of its text, in hexadecimal."""
    text = token.lower() if purpose is Purpose.REPLY else token
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
