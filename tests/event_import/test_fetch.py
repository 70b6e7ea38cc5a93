"""Fetching addresses: from real servers, of which this machine's are let through for the test."""

import socketserver
import threading
import time
from contextlib import contextmanager

import pytest

from webinars.errors import InvalidInputError
from webinars.event_import.fetch import fetch
from webinars.event_import.source_events import MAX_BYTES
from webinars.security.public_addresses import is_public

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(autouse=True)
def stopped():
    """Leave the clock running, by which deadlines pass."""


@contextmanager
def answering(answer, *, stops=None):
    """Serve one answer to each request; stops: an event until which the rest is held back."""
    requests = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            lines = iter(self.rfile.readline, b"\r\n")
            requests.append([line.decode().strip() for line in lines])
            try:
                for part in answer if isinstance(answer, list) else [answer]:
                    self.wfile.write(part)
                    if isinstance(answer, list):
                        time.sleep(0.05)
                if stops is not None:
                    stops.wait(20)
            except OSError:
                pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/list.ics?key=a%20b", requests
        finally:
            if stops is not None:
                stops.set()
            server.shutdown()


def anywhere(_address):
    return True


def code_of(address, **options):
    with pytest.raises(InvalidInputError) as refused:
        fetch(address, **options)
    return refused.value.code


def test_file_is_fetched_as_it_is():
    with answering(HEAD + b"Content-Length: 5\r\n\r\nhello") as (url, requests):
        assert fetch(url, may_connect=anywhere) == b"hello"

    assert requests[0][0] == "GET /list.ics?key=a%20b HTTP/1.1"
    assert "Accept-Encoding: identity" in requests[0]


def test_private_address_is_refused_before_anything_is_sent():
    with answering(HEAD + b"\r\n") as (url, requests):
        codes = {code_of(one) for one in (url, url.replace("127.0.0.1", "localhost"))}

    assert codes == {"fetch-not-public"}
    assert requests == []


def test_redirect_is_not_followed():
    target = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\n\r\n"
    with answering(target) as (url, requests), pytest.raises(InvalidInputError) as refused:
        fetch(url, may_connect=anywhere)

    assert refused.value.code == "fetch-redirected"
    assert refused.value.facts == {"address": "http://169.254.169.254/latest"}
    assert len(requests) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "fetch-failed"),
        (HEAD + b"Content-Length: 52428800\r\n\r\n", "import-too-large"),
        (HEAD + b"\r\n" + b"a" * (MAX_BYTES + 1), "import-too-large"),
        (b"SSH-2.0-OpenSSH\r\n", "fetch-unreachable"),
    ],
)
def test_other_answers_are_refused(answer, code):
    with answering(answer) as (url, _requests):
        assert code_of(url, may_connect=anywhere) == code


def test_server_that_sends_no_more_is_given_up_at_the_deadline():
    with answering(HEAD + b"\r\nBEGIN", stops=threading.Event()) as (url, _requests):
        assert code_of(url, may_connect=anywhere, seconds=0.3) == "fetch-too-slow"


def test_server_that_sends_a_byte_now_and_then_is_given_up_at_the_deadline():
    with answering([HEAD + b"\r\n", *[b"a"] * 40]) as (url, _requests):
        assert code_of(url, may_connect=anywhere, seconds=0.3) == "fetch-too-slow"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/a", "https://a@b/", ""]
)
def test_other_addresses_are_refused(address):
    assert code_of(address) == "not-a-web-address"


def test_webcal_means_https():
    with answering(HEAD + b"\r\n") as (url, requests):
        code = code_of(url.replace("http:", "webcal:"), may_connect=anywhere)

    assert code == "fetch-unreachable"  # this server has no TLS
    assert requests == [] or not requests[0][0].startswith("GET")


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::10.0.0.1",
        "2002:0a00:0001::1",
        "2001:0:0a00:0001::1",
        "no address",
    ],
)
def test_address_that_the_internet_does_not_reach_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["9.9.9.9", "2620:fe::fe", "64:ff9b::9.9.9.9", "2002:909:909::1"]
)
def test_address_of_the_internet_is_public(address):
    assert is_public(address)
