"""Random secrets, of which only the digest is stored (capabilities/ holds those of private links)."""

import hashlib
import secrets


def random_token() -> str:
    """Return a new secret of 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a random token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
