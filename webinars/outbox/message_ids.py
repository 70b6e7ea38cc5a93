"""Message-IDs of e-mails: random, or derived from the message whose handler enqueues them."""

import hashlib
import secrets


def new_mail_token() -> str:
    """Return the random part of a Message-ID."""
    return secrets.token_hex(16)


def derived_mail_token(cause: str, *parts: object) -> str:
    """Derive the token of a message from that of the message whose handler enqueues it.

    It is the same each time and cannot be guessed, because the token of the cause is never sent.
    """
    return hashlib.sha256("\n".join([cause, *map(str, parts)]).encode()).hexdigest()[:32]
