"""Validate URLs that become links."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit  # noqa: TID251 - the only use for links

from webinars.errors import InvalidInputError
from webinars.security import email_addresses, text_input

LONGEST = 2000
SCHEMES = ("http", "https")
# Characters that need no encoding in a path, query or fragment, including % (RFC 3986).
UNESCAPED = "/:@!$&'()*+,;=-._~%?"
_IN_TEXT = re.compile(r"https?://[^\s<>\"{}]+")
_CLOSING = ".,;:!?'’”»)]"


def web_url(address: str) -> str:
    """Validate an http or https URL; return it with its host in ASCII and other characters encoded.

    Raises:
        InvalidInputError: "not-a-web-address": another scheme, user information, control characters, an
            invalid host, or more than 2000 characters.
    """
    address = address.strip(" ")
    if (
        len(address) > LONGEST
        or text_input.has_control(address)
        or any(char in address for char in ' \\<>"^`{|}\ufffd')
    ):
        raise InvalidInputError("not-a-web-address")
    try:
        parts = urlsplit(address)
        host = _host(parts)
        path, query, fragment = (
            quote(part, safe=UNESCAPED) for part in (parts.path, parts.query, parts.fragment)
        )
    except (ValueError, InvalidInputError) as error:
        raise InvalidInputError("not-a-web-address") from error
    url = urlunsplit((parts.scheme.lower(), host, path or "/", query, fragment))
    if len(url) > LONGEST:
        raise InvalidInputError("not-a-web-address")
    return url


def https_url(address: str) -> str:
    """Validate an https URL; return it as web_url() does.

    Raises:
        InvalidInputError: "not-a-web-address", "not-https".
    """
    url = web_url(address)
    if urlsplit(url).scheme != "https":
        raise InvalidInputError("not-https")
    return url


def with_https(address: str) -> str:
    """Return an address of webcal, or without a scheme, as one of https; others as they are."""
    scheme, separator, rest = address.partition("://")
    if not separator:
        return f"https://{address}"
    return f"https://{rest}" if scheme.lower() in {"webcal", "webcals"} else address


def is_https(url: str) -> bool:
    """Return whether a URL is encrypted; it may be one of our own."""
    return urlsplit(url).scheme == "https"


def is_web_url(address: str) -> bool:
    """Return whether a text is a valid http or https URL."""
    try:
        return bool(web_url(address))
    except InvalidInputError:
        return False


def split_web_urls(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a line of text, and whether each is a valid http or https URL.

    What closes the sentence or parenthesis around a URL is not part of it.
    """
    start = 0
    for match in _IN_TEXT.finditer(text):
        url = match[0]
        while url[-1:] in _CLOSING and not (url[-1] == ")" and "(" in url):
            url = url[:-1]
        if not is_web_url(url):
            continue
        if match.start() > start:
            yield text[start : match.start()], False
        yield url, True
        start = match.start() + len(url)
    if start < len(text):
        yield text[start:], False


def host_of(url: str) -> str:
    """Return the host of a validated URL, shown next to links."""
    return urlsplit(url).hostname or ""


def path_of(url: str) -> str:
    """Return the path of a validated URL."""
    return urlsplit(url).path


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
