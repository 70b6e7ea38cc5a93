"""Digest stored in place of the address of a removed registrant who erased their data."""

import hashlib


def address_digest(event_id: int, address: str) -> str:
    """Return the digest stored in place of the address of a removed registrant who erased their data."""
    text = f"{event_id}\n{address}".encode()
    return f"sha256:{hashlib.sha256(text).hexdigest()}"
