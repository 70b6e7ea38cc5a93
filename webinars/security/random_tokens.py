"""Random tokens, stored as digests only (capabilities/ has those of private links)."""

import hashlib
import secrets


def random_token() -> str:
    """Return a new token of 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return the stored digest of a random token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
