"""Where a page may send people on: only to a path of our own."""

import re

from webinars.safety import text

LONGEST = 500
# One slash, then neither a slash nor a backslash: browsers read both as the start of a host.
OURS = re.compile(r"/(?![/\\])[^\\]*")


def safe_path(said: str | None, default: str) -> str:
    """Return the path if it leads to a page of ours, else the default."""
    if not said or len(said) > LONGEST or text.has_control(said) or not said.isascii():
        return default
    return said if OURS.fullmatch(said) else default
