"""Read and validate settings from environment variables."""

import os
import re

PREFIX = "WEBINARS_"
# Former name: current name.
RENAMED = {"DATA": "DATA_DIR", "ZONE": "DEFAULT_TIMEZONE", "PROXY_HOPS": "TRUSTED_PROXIES"}


class SettingError(Exception):
    """A setting is invalid; the text is one line that names the variable."""


def text(name: str, default: str) -> str:
    """Return the setting's text, stripped.

    Raises:
        SettingError: the variable is set under its former name.
    """
    for old, new in RENAMED.items():
        if new == name and PREFIX + old in os.environ:
            raise SettingError(f"{PREFIX}{old} is called {PREFIX}{new} now; rename it")
    return os.environ.get(PREFIX + name, default).strip()


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return the setting as a whole number of at least least."""
    value = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,12}", value) or int(value) < least:
        raise SettingError(
            f"{PREFIX}{name} must be a whole number of at least {least}, not {value!r}"
        )
    return int(value)


def words(name: str, default: str) -> list[str]:
    """Return the setting's comma-separated words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return the setting if it is one of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise SettingError(f"{PREFIX}{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value
