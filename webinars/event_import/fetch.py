"""Fetch a file from the address of somebody else's calendar: public hosts only, bounded in time and size."""

import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import BoundedSemaphore
from urllib.parse import SplitResult, urlsplit  # noqa: TID251 - of a validated address

from webinars.bounded_socket import BoundedSocket, seconds_until
from webinars.errors import InvalidInputError
from webinars.event_import.source_events import MAX_BYTES
from webinars.security.public_addresses import is_public
from webinars.security.urls import host_of, is_https, web_url, with_https
from webinars.timezones import clock

FETCH_SECONDS = 10.0  # for everything from the name to the last byte
MAX_AT_ONCE = 2  # of a process, so that slow servers do not occupy all its threads
_OK = 200
_REDIRECTS = range(300, 400)
_PORTS = {"http": 80, "https": 443}
_fetches = BoundedSemaphore(MAX_AT_ONCE)


def fetch(
    address: str,
    *,
    seconds: float = FETCH_SECONDS,
    may_connect: Callable[[str], bool] = is_public,
) -> bytes:
    """Return the file at an http, https or webcal address; webcal means https.

    The name is resolved once, and the connection made to one of these addresses if all of them are public. A
    redirect is not followed: it could lead elsewhere than what the organiser has entered.

    Raises:
        InvalidInputError: "not-a-web-address"; "fetch-not-public"; "fetch-redirected" (facts: host);
            "fetch-failed" (facts: status); "fetch-unreachable"; "fetch-too-slow" (facts: seconds);
            "fetch-busy"; "import-too-large" (facts: most, in KB).
    """
    parts = urlsplit(web_url(with_https(address.strip())))
    if not _fetches.acquire(blocking=False):
        raise InvalidInputError("fetch-busy")
    try:
        return _exchange(parts, clock.monotonic() + timedelta(seconds=seconds), may_connect)
    except TimeoutError as error:
        raise InvalidInputError("fetch-too-slow", seconds=round(seconds)) from error
    except (OSError, HTTPException, ValueError) as error:
        raise InvalidInputError("fetch-unreachable") from error
    finally:
        _fetches.release()


def host_at(address: str) -> str:
    """Return the host of an address that fetch() takes, "" for an invalid one."""
    try:
        return host_of(with_https(address.strip()))
    except ValueError:
        return ""


def _exchange(parts: SplitResult, deadline: timedelta, may_connect: Callable[[str], bool]) -> bytes:
    host = parts.hostname or ""
    connection = HTTPConnection(host, parts.port or _PORTS[parts.scheme])
    connection.default_port = _PORTS[parts.scheme]
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {"Accept": "text/calendar, text/csv, */*;q=0.1", "User-Agent": "Webinars"}
    with _connect(parts, deadline, may_connect) as connected:
        connection.sock = BoundedSocket(connected, deadline)
        connection.request("GET", path, headers=headers | {"Accept-Encoding": "identity"})
        with connection.getresponse() as response:
            _check(response)
            content = response.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InvalidInputError("import-too-large", most=MAX_BYTES // 1024)
    return content


def _check(response: HTTPResponse) -> None:
    if response.status in _REDIRECTS:
        target = response.headers.get("Location", "")
        raise InvalidInputError("fetch-redirected", address=target[:200])
    if response.status != _OK:
        raise InvalidInputError("fetch-failed", status=response.status)
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > MAX_BYTES:
        raise InvalidInputError("import-too-large", most=MAX_BYTES // 1024)


def _connect(
    parts: SplitResult, deadline: timedelta, may_connect: Callable[[str], bool]
) -> socket.socket:
    """Connect to an address of the host if all of them may be connected to, and start TLS for https."""
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        resolved = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise socket.gaierror from error
    if not all(may_connect(str(address[0])) for *_, address in resolved):
        raise InvalidInputError("fetch-not-public")
    failure: OSError = socket.gaierror()
    for family, kind, protocol, _, address in resolved:
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(seconds_until(deadline))
            connected.connect(address)
            if not is_https(parts.geturl()):
                return connected
            connected.settimeout(seconds_until(deadline))
            return ssl.create_default_context().wrap_socket(connected, server_hostname=host)
        except OSError as error:
            connected.close()
            failure = error
    raise failure
