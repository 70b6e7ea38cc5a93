"""The guard of web addresses: whatever becomes a link, whoever wrote it, passes here."""

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from webinars.errors import InvalidInputError
from webinars.security import email_addresses, text

LONGEST = 2000
SCHEMES = ("http", "https")
# Everything that may stand in a path, query or fragment as it is, per cent signs included (RFC 3986).
KEPT = "/:@!$&'()*+,;=-._~%?"


def web_url(said: str) -> str:
    """Return an address of the web, its host in ASCII and its other signs escaped.

    Raises:
        InvalidInputError: "not-a-web-address", be it another scheme, a name and password in it, control
            characters, a host that is none, or more than 2000 characters.
    """
    said = said.strip(" ")
    if (
        len(said) > LONGEST
        or text.has_control(said)
        or any(sign in said for sign in ' \\<>"^`{|}\ufffd')
    ):
        raise InvalidInputError("not-a-web-address")
    try:
        parts = urlsplit(said)
        host = _host(parts)
        path, query, fragment = (
            quote(part, safe=KEPT) for part in (parts.path, parts.query, parts.fragment)
        )
    except (ValueError, InvalidInputError) as error:
        raise InvalidInputError("not-a-web-address") from error
    address = urlunsplit((parts.scheme.lower(), host, path or "/", query, fragment))
    if len(address) > LONGEST:
        raise InvalidInputError("not-a-web-address")
    return address


def is_web_url(said: str) -> bool:
    """Tell whether a text is an address of the web as it stands."""
    try:
        return bool(web_url(said))
    except InvalidInputError:
        return False


def host_of(address: str) -> str:
    """Return the host of an address that the guard let pass, to be shown beside a link."""
    return urlsplit(address).hostname or ""


def path_of(address: str) -> str:
    """Return the path of an address that the guard let pass."""
    return urlsplit(address).path


def _host(parts: SplitResult) -> str:
    if parts.scheme.lower() not in SCHEMES or not parts.hostname or "@" in parts.netloc:
        raise InvalidInputError("not-a-web-address")
    if ":" in parts.hostname:
        host = f"[{ipaddress.IPv6Address(parts.hostname)}]"
    else:
        host = _ipv4(parts.hostname) or email_addresses.ascii_host(parts.hostname)
    return f"{host}:{parts.port}" if parts.port else host


def _ipv4(name: str) -> str:
    try:
        return str(ipaddress.IPv4Address(name))
    except ValueError:
        return ""


LONGEST_PATH = 500
# One slash, then neither a slash nor a backslash: browsers read both as the start of a host.
OURS = re.compile(r"/(?![/\\])[^\\]*")


def safe_path(said: str | None, default: str) -> str:
    """Return the path if it leads to a page of ours, else the default."""
    if not said or len(said) > LONGEST_PATH or text.has_control(said) or not said.isascii():
        return default
    return said if OURS.fullmatch(said) else default
