"""UIDs of events."""

from uuid import uuid4


def new_uid(host: str) -> str:
    """Return a UID for a new event; store it, because it must never change.

    Random, so that it reveals nothing and stays valid if title, slug or host change (RFC 7986 section 5.3).
    """
    return f"{uuid4()}@{host}"
