"""Validate where a redirect leads: to a path of this site, never to another host."""

import re

from webinars.security import text_input

LONGEST_PATH = 500

# One slash, not followed by a slash or backslash, which browsers parse as the start of a host.
LOCAL_PATH = re.compile(r"/(?![/\\])[^\\]*")


def safe_path(path: str | None, default: str) -> str:
    """Return the path if it stays on this site, else the default (no open redirects)."""
    if not path or len(path) > LONGEST_PATH or text_input.has_control(path) or not path.isascii():
        return default
    return path if LOCAL_PATH.fullmatch(path) else default
