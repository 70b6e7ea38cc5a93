"""The name under which every calendar knows an event, for ever."""

from uuid import uuid4


def new_uid(host: str) -> str:
    """Return a UID for a new event; store it, for the same event must never get another.

    Random, so that it tells nothing and outlives title, slug and host (RFC 7986 section 5.3).
    """
    return f"{uuid4()}@{host}"
