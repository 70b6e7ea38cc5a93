"""The endpoint of the second reader: an OpenAI-compatible server, from the settings READER_*."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit  # noqa: TID251 - READER_URL is a setting, no link

from webinars.security.text_input import has_control

COMPLETIONS_PATH = "/chat/completions"
MODELS_PATH = "/models"


@dataclass(frozen=True)
class Endpoint:
    """Where the second reader is: base URL in parts, key ("" if none is needed) and model."""

    scheme: str
    host: str
    port: int
    path: str
    model: str
    key: str = field(default="", repr=False)

    @property
    def is_encrypted(self) -> bool:
        """Return whether text and key travel in TLS."""
        return self.scheme == "https"


def endpoint_from_config(config: Mapping[str, Any]) -> Endpoint | None:
    """Return the endpoint of the settings READER_URL, READER_KEY and READER_MODEL; None if it is off.

    Raises:
        ValueError: a setting is invalid; the text begins with its name and contains neither URL nor key.
    """
    url, key, model = (config[f"READER_{name}"] for name in ("URL", "KEY", "MODEL"))
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise ValueError("READER_URL is not a valid address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or has_control(url):
        raise ValueError("READER_URL must begin with http://host or https://host")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError(
            "READER_URL must have no user, query or fragment; put the key in READER_KEY"
        )
    path = parts.path.rstrip("/")
    if path.endswith(COMPLETIONS_PATH):
        raise ValueError(f"READER_URL must end before {COMPLETIONS_PATH}, for example in /v1")
    if not model:
        raise ValueError("READER_MODEL must name the model that READER_URL is asked for")
    if not _is_visible_ascii(path):
        raise ValueError("READER_URL must have no spaces and no letters beyond ASCII in its path")
    if not _is_visible_ascii(key):
        raise ValueError("READER_KEY must have no spaces, line ends or letters beyond ASCII")
    return Endpoint(parts.scheme, parts.hostname, port, path, model, key)


def _is_visible_ascii(text: str) -> bool:
    return text.isascii() and (text == "" or text.isprintable()) and " " not in text
