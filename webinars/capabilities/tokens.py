"""Tokens of private links: derived from the seed of a capability, and stored as a digest."""

import hashlib
import hmac
import secrets
from base64 import b32encode, urlsafe_b64encode

from webinars.capabilities.link_purposes import Purpose

_SEED_BYTES = 16

# security.md keeps 128 bits as the floor. A local part has room for no more, the other tokens carry 256.
_LOCAL_PART_BYTES = 16


def new_seed() -> str:
    """Return the random value of a new capability: 128 bits, in hexadecimal."""
    return secrets.token_hex(_SEED_BYTES)


def derive_token(purpose: Purpose, seed: str, key: str) -> str:
    """Return the token of a capability under a key; the same link can thus be e-mailed again."""
    mac = hmac.digest(key.encode(), f"webinars.{purpose}\0{seed}".encode(), "sha256")
    return urlsafe_b64encode(mac).decode("ascii").rstrip("=")


def derive_reply_token(secret: str, address: str) -> str:
    """Return the token of a canonical address under the reply secret of an event.

    It is part of a local part, which has 64 octets and may arrive in upper or lower case
    (RFC 5321 section 2.4): it is short and case-insensitive.
    """
    mac = hmac.digest(secret.encode(), f"webinars.{Purpose.REPLY}\0{address}".encode(), "sha256")
    return b32encode(mac[:_LOCAL_PART_BYTES]).decode("ascii").lower().rstrip("=")


def digest_of(purpose: Purpose, token: str) -> str:
    """Return the stored digest of a token: the SHA-256 of its text, in hexadecimal."""
    text = token.lower() if purpose is Purpose.REPLY else token
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
