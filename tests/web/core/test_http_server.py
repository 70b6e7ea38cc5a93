"""The built-in server with unfinished requests and ambiguous body lengths."""

import socket
import sys
import tracemalloc
from contextlib import ExitStack, suppress
from datetime import timedelta
from time import monotonic, sleep
from types import SimpleNamespace

import pytest
from waitress import wasyncore

from tests.fork_server import run_forked
from tests.web.conftest import served, shipped_server
from webinars.commands.web_server import http_server
from webinars.commands.web_server.http_server import MANY_CONNECTIONS, PAUSE_SECONDS, web_server

CONNECTIONS = 40
SHARE = CONNECTIONS // 4
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
ATTACKER, SOMEBODY = "127.0.0.2", "127.0.0.1"


@pytest.fixture
def connect():
    """Return a function that opens a connection from an address; all are closed at the end."""
    with ExitStack() as opened:

        def connect(port, client=SOMEBODY):
            return opened.enter_context(
                socket.create_connection(("127.0.0.1", port), 10, source_address=(client, 0))
            )

        yield connect


def answers(line, request=HEALTH):
    """Return all bytes until the server closes."""
    with suppress(ConnectionError):
        line.sendall(request)
        return line.makefile("rb").read()
    return b""


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: h\r\nX: ",
        b"POST /links HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na",
    ],
)
def test_half_open_requests_of_a_client_leave_connections_to_others(app, connect, begun):
    with shipped_server(app, connections=CONNECTIONS) as port:
        for _ in range(CONNECTIONS + 5):
            connect(port, ATTACKER).sendall(begun)

        assert answers(connect(port)).startswith(b"HTTP/1.1 200")
        # Nor is the attacker's own neighbour at the same address shut out.
        assert answers(connect(port, ATTACKER)).startswith(b"HTTP/1.1 200")


def test_behind_a_proxy_connections_per_client_are_not_limited(app, connect):
    app.config["TRUSTED_PROXIES"] = 1
    with shipped_server(app, connections=CONNECTIONS) as port:
        lines = [connect(port, ATTACKER) for _ in range(SHARE * 2)]

        assert all(answers(line).startswith(b"HTTP/1.1 200") for line in lines)


@pytest.mark.parametrize(
    ("begun", "limit"),
    [
        (b"GET / HTTP/1.1\r\nX: ", timedelta(seconds=20)),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na", timedelta(minutes=10)),
    ],
)
def test_slow_request_is_closed_at_its_deadline(app, clock, connect, begun, limit):
    with shipped_server(app) as port:
        line = connect(port)
        line.sendall(begun)
        # Answered after the head was read: the server has seen it.
        assert answers(connect(port)).startswith(b"HTTP/1.1 200")
        clock.advance(limit)
        line.sendall(b"a")
        assert answers(connect(port)).startswith(b"HTTP/1.1 200")
        line.setblocking(False)
        with pytest.raises(BlockingIOError):
            line.recv(1)

        clock.advance(timedelta(seconds=1))

        line.setblocking(True)
        line.settimeout(10)
        assert line.recv(1) == b""


SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"POST /links HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /links HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
        b"POST /links HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n0\r\n\r\n",
        b"POST /links HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_ambiguous_body_length_is_refused_and_closes_the_connection(waitress, connect, head):
    answer = answers(connect(waitress), head + SMUGGLED)

    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    assert answer.count(b"HTTP/1.") == 1  # what follows is not answered


def test_chunked_body_is_accepted(waitress, connect):
    head = b"POST /links HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"

    answer = answers(connect(waitress), head + kind + b"3\r\na=b\r\n0\r\n\r\n")

    assert b"This form was open for too long" in answer


def wait_until(is_reached):
    """Wait for a condition, at most half a minute."""
    end = monotonic() + 30
    while not is_reached():
        assert monotonic() < end, "it did not happen in time"
        sleep(0.001)


def test_connections_that_wait_are_accepted_in_one_round(app, connect):
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        server = web_server(app, listener, connections=CONNECTIONS)
        for _ in range(CONNECTIONS + 5):
            connect(listener.getsockname()[1])
        wasyncore.poll2(10, server._map)
        accepted = len(server.active_channels)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)

    # Two of the limit are the listening socket and the trigger that wakes the loop.
    assert accepted == CONNECTIONS - 2


def test_requests_that_arrived_together_are_answered_above_the_share(app, connect):
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        lines = [connect(listener.getsockname()[1]) for _ in range(3 * SHARE)]
        for line in lines:
            line.sendall(HEALTH)
        with served(app, listener, connections=CONNECTIONS):
            statuses = {line.makefile("rb").read(12) for line in lines}

    assert statuses == {b"HTTP/1.1 200"}


@pytest.mark.parametrize(("opened", "left"), [(3 * SHARE, 3 * SHARE), (CONNECTIONS - 2, SHARE)])
def test_waiting_requests_above_the_share_are_closed_only_when_full(app, connect, opened, left):
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        server = web_server(app, listener, connections=CONNECTIONS)
        server.add_task = lambda _: None  # nothing is answered
        for _ in range(opened):
            connect(listener.getsockname()[1]).sendall(HEALTH)
        for _ in range(3):  # accepts, reads, closes
            server.run_round()
        still_open = len(server.active_channels)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)

    assert still_open == left


def test_server_with_many_connections_pauses_between_rounds(app, connect, monkeypatch):
    pauses = []
    recorder = SimpleNamespace(sleep=lambda time: (pauses.append(time), sleep(time)))
    monkeypatch.setattr(http_server, "time", recorder)
    app.config["TRUSTED_PROXIES"] = 1
    with shipped_server(app) as port:
        assert answers(connect(port)).startswith(b"HTTP/1.1 200")
        assert pauses == []
        for _ in range(2 * MANY_CONNECTIONS):
            connect(port)
        wait_until(lambda: max(pauses, default=0) > 2 * MANY_CONNECTIONS * PAUSE_SECONDS)

        assert answers(connect(port)).startswith(b"HTTP/1.1 200")


def allowed_by(*limits, before=""):
    """Return what allowed_connections() returns for each pair of limits, with the soft limit then."""
    code = f"""
import os, resource
from webinars.commands.web_server.http_server import CommandError, allowed_connections
for limits in {limits}:
    if os.fork():
        os.wait()
        continue
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    {before}
    try:
        print(allowed_connections(2500), resource.getrlimit(resource.RLIMIT_NOFILE)[0], flush=True)
    except CommandError as error:
        print(error.message, flush=True)
    os._exit(0)
"""
    done = run_forked([sys.executable, "-c", code])
    done.check_returncode()
    return done.stdout.splitlines()


def test_limit_of_open_files_follows_that_of_connections():
    limits = (512, 1000), (256, 300), (512, 3000), (512, 9000), (5500, 9000)

    assert allowed_by(*limits) == ["800 1000", "100 300", "2500 3000", "2500 5200", "2500 5500"]


def test_server_does_not_start_with_too_few_open_files():
    for hard, told in zip(
        (150, 202, 299), allowed_by((150, 150), (200, 202), (299, 299)), strict=True
    ):
        assert told.startswith(f"this process may open only {hard} files: raise the limit to 300 ")


@pytest.mark.parametrize("error", ["OSError", "ValueError"])
def test_limit_of_open_files_that_cannot_be_raised_is_kept(error):
    refuse = f"resource.setrlimit = lambda *_: exec('raise {error}')"

    assert allowed_by((1000, 9000), before=refuse) == ["800 1000"]


class OneBody:
    """An application that answers each request with the same bytes."""

    config = {"TRUSTED_PROXIES": 1}

    def __init__(self, body):
        self._body = body

    def __call__(self, _environ, start_response):
        start_response("200 OK", [("Content-Length", str(len(self._body)))])
        return [self._body]


def test_clients_that_download_a_large_body_share_its_memory(connect):
    body = bytes(range(256)) * 2**16
    tracemalloc.start()
    try:
        with shipped_server(OneBody(body)) as port:
            downloads = [connect(port) for _ in range(8)]
            for download in downloads:
                download.sendall(HEALTH)
            for download in downloads:
                wait_until(lambda one=download: len(one.recv(10_000, socket.MSG_PEEK)) > 1_000)
            peak = tracemalloc.get_traced_memory()[1]
            contents = [download.makefile("rb").read() for download in downloads]
    finally:
        tracemalloc.stop()

    # Each sends what its socket takes, a few MiB.
    assert peak < len(body) * len(downloads) / 2
    assert all(content.endswith(b"\r\n\r\n" + body) for content in contents)
