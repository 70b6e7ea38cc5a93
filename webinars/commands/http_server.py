"""The built-in HTTP server: waitress, bounded in clients, time and size.

A client is an address that connects (IPv6: its /64), and has a share of the connections. One that opens more
loses the one of its own that has been idle for longest, a half-open request above all, so that others are
answered. Behind a proxy all connections are the proxy's, which has such bounds itself.
"""

import socket
from datetime import timedelta
from typing import Any, cast

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server
from waitress.task import ErrorTask, WSGITask

from webinars.security.clients import client_key
from webinars.timezones import clock
from webinars.web.core.headers import CONSTANT
from webinars.web.core.uploads import MOST_SENT

THREADS = 8
CONNECTIONS = 1000
SHARES = 4  # so many clients at their limit are needed to take all connections
IDLE_SECONDS = 15
# A request must have arrived by then, its head and all of it, however steadily it drips.
HEAD_SECONDS = timedelta(seconds=20)
REQUEST_SECONDS = timedelta(minutes=10)
# A little above the longest form that a page takes: a longer body is refused before it fills the disk.
LONGEST_BODY = MOST_SENT + 1024 * 1024


class _ErrorAnswer(ErrorTask):
    """The server's own answer to what is no HTTP, with the headers of every other answer."""

    def execute(self) -> None:
        """Answer, with the headers of all our answers."""
        self.response_headers = [*self.response_headers, *CONSTANT.items()]
        super().execute()


class _Answer(WSGITask):
    """An answer. One without a body, such as a 304, leaves its connection open like any other.

    waitress closes it for want of a Content-Length; such an answer ends where its head does.

    References:
        RFC 9112 section 6.3.
    """

    def set_close_on_finish(self) -> None:
        """Let the connection end after this answer, where the client wants it or could not tell its end."""
        headers: dict[str, str] = getattr(self.request, "headers", {})
        asked = headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or asked or self.version != "1.1":
            super().set_close_on_finish()


class _RequestParser(HTTPRequestParser):
    """Parses a request; one whose length is told in two ways is refused, and its connection closed.

    References:
        RFC 9112 section 6.1: such a message ought to be handled as an attempt at request smuggling.
    """

    def parse_header(self, header_plus: bytes) -> None:
        """Parse first line and headers.

        Raises:
            ParsingError: 400, after which nothing else is read from the connection.
        """
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length with Transfer-Encoding")
        if "TRANSFER_ENCODING" in self.headers:  # taken out where HTTP/1.1 allows it
            raise ParsingError("Transfer-Encoding in a version that has none")


class Channel(HTTPChannel):
    """A connection, which is closed when a request takes too long to arrive."""

    error_task_class = _ErrorAnswer
    task_class = _Answer
    parser_class = _RequestParser
    most_per_client: int | None = None

    def __init__(self, server: Any, sock: Any, addr: Any, *more: Any, **named: Any) -> None:
        self._arriving: HTTPRequestParser | None = None
        self._arriving_since = clock.monotonic()
        super().__init__(server, sock, addr, *more, **named)
        self.client = client_key(str(addr[0]))
        if self.most_per_client is not None:
            self._keep_to_share(self.most_per_client)

    def received(self, data: bytes) -> bool:
        """Take what came, and note when the request that it begins began."""
        taken = bool(super().received(data))
        if self.request is not self._arriving:
            self._arriving, self._arriving_since = self.request, clock.monotonic()
        return taken

    def readable(self) -> bool:
        """Tell whether more is read; asked at least once a second, so that a request overdue ends here."""
        if self._is_overdue():
            self.will_close = True
        return bool(super().readable())

    def _is_overdue(self) -> bool:
        arriving = self._arriving
        if arriving is None:
            return False
        limit = REQUEST_SECONDS if arriving.headers_finished else HEAD_SECONDS
        return clock.monotonic() - self._arriving_since > limit

    def _keep_to_share(self, most: int) -> None:
        # The types of waitress take this dictionary for one channel.
        channels: Any = self.server.active_channels
        others = [
            channel
            for channel in list(channels.values())
            if channel.client == self.client and not channel.will_close
        ]
        if len(others) <= most:
            return
        idle = [each for each in others if not each.requests and not each.total_outbufs_len]
        min(idle, key=lambda each: each.last_activity, default=self).will_close = True


def web_server(
    app: Flask, door: socket.socket, *, connections: int = CONNECTIONS
) -> BaseWSGIServer | MultiSocketServer:
    """Return the server that answers at a listening socket."""
    server: Any = create_server(
        app,
        sockets=[door],
        threads=THREADS,
        connection_limit=connections,
        channel_timeout=IDLE_SECONDS,
        # select() ends the whole server at the 1,024th open file.
        asyncore_use_poll=True,
        # Which proxies are trusted is TRUSTED_PROXIES' to say: web/core/rate_limits.py reads what
        # they report.
        clear_untrusted_proxy_headers=False,
        cleanup_interval=5,
        max_request_body_size=LONGEST_BODY,
        ident=None,
    )

    class OwnChannel(Channel):
        most_per_client = None if app.config["TRUSTED_PROXIES"] else max(connections // SHARES, 1)

    server.channel_class = OwnChannel
    return cast("BaseWSGIServer | MultiSocketServer", server)
