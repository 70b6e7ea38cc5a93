"""Encrypt stored secrets under the secret key, and again under its successor."""

# Fernet is imported on first use: web processes need none of it.

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence

_PURPOSE = b"webinars.stored-secret"
_ID_DIGITS = 8


def key_id(key: str) -> str:
    """Return the prefix of what was encrypted under a key; it does not reveal the key."""
    return hmac.digest(_encryption_key(key), b"id", "sha256").hex()[:_ID_DIGITS] + ":"


def encrypt(text: str, key: str) -> str:
    """Encrypt and authenticate a text; the result begins with key_id(key)."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - see above

    cipher = Fernet(urlsafe_b64encode(_encryption_key(key)))
    return key_id(key) + cipher.encrypt(text.encode()).decode("ascii")


def decrypt(encrypted: str, keys: Sequence[str]) -> str | None:
    """Return the text that was encrypted under one of the keys; None if under another, or damaged."""
    from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415 - see above

    for key in keys:
        if encrypted.startswith(key_id(key)):
            cipher = Fernet(urlsafe_b64encode(_encryption_key(key)))
            try:
                return cipher.decrypt(encrypted[_ID_DIGITS + 1 :]).decode()
            except InvalidToken:
                return None
    return None


def _encryption_key(key: str) -> bytes:
    return hmac.digest(key.encode(), _PURPOSE, "sha256")
