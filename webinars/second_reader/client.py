"""HTTP client of an OpenAI-compatible endpoint: bounded in time and size, without redirects or proxies."""

import json
import socket
import ssl
from collections.abc import Sequence
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from threading import BoundedSemaphore
from typing import Any

from webinars.bounded_socket import BoundedSocket, seconds_until
from webinars.second_reader.endpoint import COMPLETIONS_PATH, MODELS_PATH, Endpoint
from webinars.timezones import clock

ANSWER_SECONDS = 20  # for everything from connecting to the last byte
PROBE_SECONDS = 10  # of `webinars check`
MAX_ANSWER_BYTES = 256 * 1024
MAX_AT_ONCE = 2  # requests of a process, so that a slow endpoint does not occupy all its threads
_OK = 200
_requests = BoundedSemaphore(MAX_AT_ONCE)


class ReaderError(Exception):
    """The second reader gave no usable answer; the text is for the log, and quotes nothing that it sent."""


def complete(endpoint: Endpoint, messages: Sequence[dict[str, str]]) -> str:
    """Return the text with which the model answers a chat.

    Raises:
        ReaderError: as of _exchange(), or the answer is no chat completion, or too many requests run already.
    """
    body = {
        "model": endpoint.model,
        "messages": list(messages),
        "temperature": 0,
        "stream": False,
        "response_format": {"type": "json_object"},
    }
    if not _requests.acquire(blocking=False):
        raise ReaderError(f"{MAX_AT_ONCE} other requests wait for it")
    try:
        answer = _exchange(endpoint, "POST", COMPLETIONS_PATH, json.dumps(body).encode())
    finally:
        _requests.release()
    try:
        content = answer["choices"][0]["message"]["content"]
    except (LookupError, TypeError):
        content = None
    if not isinstance(content, str):
        raise ReaderError("the answer is no chat completion")
    return content


def model_names(endpoint: Endpoint) -> list[str]:
    """Return the names of the endpoint's models.

    Raises:
        ReaderError: as of _exchange(), or the answer is no list of models.
    """
    answer = _exchange(endpoint, "GET", MODELS_PATH, None, seconds=PROBE_SECONDS)
    try:
        return [str(model["id"]) for model in answer["data"]]
    except (LookupError, TypeError):
        raise ReaderError("the answer is no list of models") from None


def _exchange(
    endpoint: Endpoint, method: str, path: str, body: bytes | None, seconds: float | None = None
) -> Any:
    """Send a request and return the JSON of the answer.

    Raises:
        ReaderError: no connection, no trusted certificate, no answer in time, another status than 200 (a
            redirect is not followed), an answer that is too long or no JSON.
    """
    seconds = ANSWER_SECONDS if seconds is None else seconds
    deadline = clock.monotonic() + timedelta(seconds=seconds)
    try:
        content = _answer(endpoint, method, path, body, deadline)
    except TimeoutError:
        raise ReaderError(f"no answer within {seconds} seconds") from None
    except socket.gaierror:
        raise ReaderError("its name is not found") from None
    except ssl.SSLCertVerificationError as error:
        raise ReaderError(f"its certificate is not trusted: {error.verify_message}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise ReaderError(f"the connection failed ({type(error).__name__})") from None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise ReaderError("the answer is no JSON") from None


def _answer(
    endpoint: Endpoint, method: str, path: str, body: bytes | None, deadline: timedelta
) -> bytes:
    headers = {"Accept": "application/json", "User-Agent": "Webinars"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    # http.client follows no redirect, and reads no proxy from the environment.
    connection = HTTPConnection(endpoint.host, endpoint.port)
    if endpoint.is_encrypted:
        connection.default_port = 443  # of the Host header
    with _connect(endpoint, deadline) as connected:
        connection.sock = BoundedSocket(connected, deadline)
        connection.request(method, endpoint.path + path, body, headers)
        with connection.getresponse() as response:
            if response.status != _OK:
                raise ReaderError(f"it answers with HTTP status {response.status}")
            content = response.read(MAX_ANSWER_BYTES + 1)
    if len(content) > MAX_ANSWER_BYTES:
        raise ReaderError(f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
    return content


def _connect(endpoint: Endpoint, deadline: timedelta) -> socket.socket:
    """Connect to the first address of the endpoint that accepts, and start TLS if it is encrypted."""
    try:
        addresses = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a name with an empty or too long part
        raise socket.gaierror from error
    failure: OSError = socket.gaierror()
    for family, kind, protocol, _, address in addresses:
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(seconds_until(deadline))
            connected.connect(address)
            if not endpoint.is_encrypted:
                return connected
            connected.settimeout(seconds_until(deadline))
            tls = ssl.create_default_context()
            return tls.wrap_socket(connected, server_hostname=endpoint.host)
        except OSError as error:
            connected.close()
            failure = error
    raise failure
