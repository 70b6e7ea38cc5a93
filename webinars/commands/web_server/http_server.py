"""The built-in HTTP server: waitress with limits on connections per client, time and size."""

# A client is a remote address (IPv6: its /64) and may use a share of all connections. When it opens more,
# its longest idle connections are closed, so that one client cannot block the others. Behind a proxy all
# connections come from the proxy, which has to enforce such limits itself.

import resource
import socket
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any, cast

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask

from webinars.commands.errors import CommandError
from webinars.commands.web_server.request_order import TaskDispatcher
from webinars.security.client_keys import client_key
from webinars.timezones import clock
from webinars.web.core.http.security_headers import CONSTANT_HEADERS
from webinars.web.core.http.uploads import MAX_UPLOAD_BYTES

THREADS = 8
CONNECTIONS = 2500
LEAST_CONNECTIONS = 100  # with fewer the server does not start
OTHER_FILES = 200  # open at the same time: of the database, uploads and logs
SHARES = 4  # a client may use 1/SHARES of the connections
IDLE_SECONDS = 15
# Without taking anything of a file: what is on its way to a slow client may last so long.
FILE_IDLE_SECONDS = 180
# With more open connections, the server pauses for so long per connection between rounds of its loop.
MANY_CONNECTIONS, PAUSE_SECONDS = 64, 0.00001
# Deadlines for the header section and the whole request, against slow clients (slowloris).
HEAD_SECONDS = timedelta(seconds=20)
REQUEST_SECONDS = timedelta(minutes=10)
# Slightly above the largest form: larger bodies are refused before they fill the disk.
LONGEST_BODY = MAX_UPLOAD_BYTES + 1024 * 1024
# Bodies of this size or more are not copied as a whole, and never into a temporary file.
LARGE_BODY = 64 * 1024
# Of one response in each round of the loop, so that a long download to a fast client holds up nobody.
SENT_PER_ROUND = 256 * 1024


class _ErrorResponse(ErrorTask):
    """The response to a malformed request, with the constant security headers."""

    def execute(self) -> None:
        """Send the response with the constant headers."""
        self.response_headers = [*self.response_headers, *CONSTANT_HEADERS.items()]
        super().execute()


class _Response(WSGITask):
    """A response that keeps the connection open if it has no body, such as a 304.

    waitress closes it because there is no Content-Length, but such a response ends with its headers.

    References:
        RFC 9112 section 6.3.
    """

    def set_close_on_finish(self) -> None:
        """Close the connection only if the client asked for it or the response has no delimited end."""
        headers: dict[str, str] = getattr(self.request, "headers", {})
        wants_close = headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or wants_close or self.version != "1.1":
            super().set_close_on_finish()


class _RequestParser(HTTPRequestParser):
    """Refuses requests with ambiguous length, against request smuggling.

    References:
        RFC 9112 section 6.1: such a message ought to be handled as an attempt at request smuggling.
    """

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the request line and the headers.

        Raises:
            ParsingError: answered with 400, after which the connection is closed.
        """
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length with Transfer-Encoding")
        if "TRANSFER_ENCODING" in self.headers:  # the base class removes it for HTTP/1.1
            raise ParsingError("Transfer-Encoding in a version that has none")


class Channel(HTTPChannel):
    """A connection with request deadlines, which knows its client."""

    error_task_class = _ErrorResponse
    task_class = _Response
    parser_class = _RequestParser
    _may_send = 0  # octets, in this round
    was_polled = False  # since it was accepted: a request that has already arrived was read
    _sends_file = False

    def __init__(self, server: Any, sock: Any, addr: Any, *more: Any, **named: Any) -> None:
        self._arriving: HTTPRequestParser | None = None
        self._arriving_since = clock.monotonic()
        super().__init__(server, sock, addr, *more, **named)
        self.client = client_key(str(addr[0]))

    def received(self, data: bytes) -> bool:
        """Process received data, and record when a new request began."""
        was_processed = bool(super().received(data))
        if self.request is not self._arriving:
            self._arriving, self._arriving_since = self.request, clock.monotonic()
        return was_processed

    def write_soon(self, data: Any) -> int:
        """Send data; a large body, mostly of a cache, is sent from where it is instead of being copied."""
        if isinstance(data, ReadOnlyFileBasedBuffer):
            self._sends_file = True
        elif isinstance(data, bytes) and len(data) >= LARGE_BODY:
            data = ReadOnlyFileBasedBuffer(BytesIO(data))
            data.prepare()
        return int(super().write_soon(data))

    def send(self, data: bytes, do_close: bool = True) -> int:  # noqa: FBT001, FBT002 - of waitress
        """Send data unless the round's share is used up; return how many octets were taken."""
        if self._may_send <= 0:
            return 0
        sent = int(super().send(data, do_close))
        self._may_send -= sent
        return sent

    def _flush_some(self, do_close: bool = True) -> bool:  # noqa: FBT001, FBT002 - of waitress
        self._may_send = SENT_PER_ROUND
        return bool(super()._flush_some(do_close))  # type: ignore[misc]

    def readable(self) -> bool:
        """Return whether to read more; polled at least once a second, so overdue requests are closed here."""
        self.was_polled = True
        if self._is_overdue():
            self.will_close = True
        return bool(super().readable())

    def _is_overdue(self) -> bool:
        arriving = self._arriving
        if arriving is None:
            return False
        limit = REQUEST_SECONDS if arriving.headers_finished else HEAD_SECONDS
        return clock.monotonic() - self._arriving_since > limit

    def may_be_idle_since(self, cutoff: float, cutoff_of_files: float) -> bool:
        """Return whether the last activity is not too long ago; a file that is being sent needs no memory.

        A thread may be making a response as fast as the client takes it.
        """
        if not self.total_outbufs_len:
            self._sends_file = False
            if self.requests:
                return True
        may_last = self._sends_file or self.requests
        return bool(self.last_activity >= (cutoff_of_files if may_last else cutoff))

    def is_busy(self) -> bool:
        """Return whether a complete request or its response waits."""
        return bool(self.requests or self.total_outbufs_len)


class Server(TcpWSGIServer):
    """waitress's server, for which many open connections cost less."""

    # Each round of its loop asks every connection what it waits for, for one event at a time: with a thousand
    # connections that takes as much CPU as the responses. So connections are accepted together, and a pause
    # lets events come together.

    channel_class = Channel
    max_per_client: int | None = None
    # waitress closes only what can be written to: never one whose client has stopped reading.
    _closing: tuple[Channel, ...] = ()
    _map: dict[int, Any]  # all connections, and the listening socket

    def handle_accept(self) -> None:
        """Accept the connections that wait, within the limit."""
        while len(self._map) < self.adj.connection_limit:
            count = len(self._map)
            super().handle_accept()
            if len(self._map) == count:
                return

    def maintenance(self, now: float) -> None:
        """Close connections without activity.

        The system holds megabytes for a slow client, during whose transfer nothing more can be sent to it.
        """
        cutoffs = now - self.adj.channel_timeout, now - FILE_IDLE_SECONDS
        # waitress's type stubs declare this dictionary as one channel.
        channels: Any = self.active_channels
        idle = [one for one in channels.values() if not one.may_be_idle_since(*cutoffs)]
        self._close_after_round(idle)

    def run(self) -> None:
        """Serve until interrupted."""
        try:
            while self._map:
                self.run_round()
                if len(self._map) > MANY_CONNECTIONS:
                    time.sleep(len(self._map) * PAUSE_SECONDS)
        except (SystemExit, KeyboardInterrupt):
            self.task_dispatcher.shutdown()

    def run_round(self) -> None:
        """Wait for events, handle them, and close connections above the limit per client."""
        wasyncore.loop(self.adj.asyncore_loop_timeout, True, self._map, 1)  # noqa: FBT003 - by poll()
        # waitress's type stubs declare this dictionary as one channel.
        channels: Any = self.active_channels
        most = self.max_per_client
        if most is not None and len(self._map) > most:
            self._close_excesses(channels, most)
        closing, self._closing = self._closing, ()
        # Not those whose clients have closed them meanwhile.
        for channel in set(closing).intersection(channels.values()) if closing else ():
            channel.handle_close()

    def _close_excesses(self, channels: Any, most: int) -> None:
        of_clients: dict[str, list[Channel]] = defaultdict(list)
        for channel in list(channels.values()):
            if not channel.will_close:
                of_clients[channel.client].append(channel)
        for of_client in of_clients.values():
            self._close_excess(of_client, len(of_client) - most)

    def _close_excess(self, channels: list[Channel], excess: int) -> None:
        if excess <= 0:
            return
        # Requests that have arrived are answered, unless nobody else can connect.
        is_full = len(self._map) >= self.adj.connection_limit
        closable = [
            channel
            for channel in channels
            if channel.was_polled and (is_full or not channel.is_busy())
        ]
        closable.sort(key=lambda channel: (channel.is_busy(), channel.last_activity))
        self._close_after_round(closable[:excess])

    def _close_after_round(self, channels: Sequence[Channel]) -> None:
        for channel in channels:
            channel.will_close = True
        self._closing += tuple(channels)


def allowed_connections(wanted: int) -> int:
    """Raise this process's limit of open files for so many connections; return how many it allows.

    Raises:
        CommandError: it allows too few to serve anybody.
    """
    # A request with a long body has a temporary file too.
    needed = 2 * wanted + OTHER_FILES
    allowed, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed != resource.RLIM_INFINITY and allowed < needed:
        raised = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        # The kernel refuses more than its own limit, whatever the hard limit is.
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
            allowed = raised
    connections = (
        wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed - OTHER_FILES)
    )
    if connections < min(wanted, LEAST_CONNECTIONS):
        least = LEAST_CONNECTIONS + OTHER_FILES
        raise CommandError(
            f"this process may open only {allowed} files: raise the limit to {least} or more "
            "(ulimit -n; LimitNOFILE= of the systemd unit)"
        )
    return connections


def web_server(app: Flask, listener: socket.socket, *, connections: int = CONNECTIONS) -> Server:
    """Return a server for a listening socket."""
    connections = allowed_connections(connections)
    settings = Adjustments(
        sockets=[listener],
        threads=THREADS,
        connection_limit=connections,
        channel_timeout=IDLE_SECONDS,
        # select() fails at the 1,024th open file.
        asyncore_use_poll=True,
        # web/core/http/client_address.py reads proxy headers according to TRUSTED_PROXIES.
        clear_untrusted_proxy_headers=False,
        cleanup_interval=5,
        max_request_body_size=LONGEST_BODY,
        ident=None,
    )
    server: Any = Server(
        app,
        _sock=listener,
        dispatcher=TaskDispatcher(THREADS),
        adj=settings,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        bind_socket=False,
    )

    if not app.config["TRUSTED_PROXIES"]:
        server.max_per_client = max(connections // SHARES, 1)
    return cast("Server", server)
