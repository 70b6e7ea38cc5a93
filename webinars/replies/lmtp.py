"""Receive e-mails to the reply address from a mail server, by LMTP."""

# One process answers all e-mails, so that none pays for starting Python. An e-mail is accepted only after its
# effects are committed; until then the mail server keeps it in its queue.
#
# References:
#     RFC 2033 (LMTP), RFC 5321 section 4.2 (replies), RFC 3463 (enhanced status codes).

import asyncio
import logging
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.lmtp import LMTP

from webinars.replies.parsing.parse_mail import MAX_BYTES

MAX_RECIPIENTS = 20
IDLE_SECONDS = 300
# After the signal to stop, for e-mails that are being received.
STOP_SECONDS = 10
SOCKET_MODE = 0o660
DELIVERED = "250 2.0.0 delivered"
RETRY = "451 4.3.0 not processed, try again later"
_STOPPING = "421 4.3.2 stopping"

log = logging.getLogger(__name__)

# Processes an e-mail for one envelope recipient; returns the reply to the mail server.
Deliver = Callable[[bytes, str], str]
IsOurs = Callable[[str], bool]


@dataclass(frozen=True)
class ListenAddress:
    """Where to listen: a Unix socket if path is set, else host and port."""

    host: str = ""
    port: int = 0
    path: str = ""

    def __str__(self) -> str:
        """Return the address as it is written on the command line."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.path or f"{host}:{self.port}"


def parse_listen_address(text: str) -> ListenAddress:
    """Parse HOST:PORT, [IPv6]:PORT or the absolute path of a Unix socket.

    Raises:
        ValueError: it is neither.
    """
    if text.startswith("/"):
        return ListenAddress(path=text)
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    is_port = port.isascii() and port.isdigit() and 0 <= int(port) < 2**16
    if not (host and colon and is_port):
        raise ValueError(text)
    return ListenAddress(host, int(port))


class LmtpServer:
    """An LMTP server on the running event loop, whose e-mails are processed one at a time in a thread."""

    def __init__(self, *, deliver: Deliver, is_ours: IsOurs) -> None:
        """Prepare a server; deliver is called in a thread of its own."""
        self.is_stopping = False
        self.connections: set[_Connection] = set()
        self._deliver = deliver
        self._is_ours = is_ours
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lmtp")
        # It logs addresses of senders and recipients.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)

    async def serve(
        self, address: ListenAddress, stop: asyncio.Event, started: Callable[[ListenAddress], None]
    ) -> None:
        """Listen until stop is set, then finish what is being received.

        Raises:
            OSError: the address cannot be listened on.
        """
        loop = asyncio.get_running_loop()
        if address.path:
            listener = await loop.create_unix_server(self._connection, address.path)
            Path(address.path).chmod(SOCKET_MODE)
        else:
            listener = await loop.create_server(self._connection, address.host, address.port)
            address = ListenAddress(*_name_of(listener.sockets[0]))
        started(address)
        try:
            await stop.wait()
        finally:
            self.is_stopping = True
            listener.close()
            await self._finish()
            if address.path:
                Path(address.path).unlink(missing_ok=True)

    def _connection(self) -> "_Connection":
        return _Connection(self)

    async def _finish(self) -> None:
        until = asyncio.get_running_loop().time() + STOP_SECONDS
        while asyncio.get_running_loop().time() < until and any(
            connection.is_receiving for connection in self.connections
        ):
            await asyncio.sleep(0.02)
        for connection in tuple(self.connections):
            if connection.transport is not None:
                connection.transport.close()
        await asyncio.to_thread(self._thread.shutdown, wait=True)

    # --- Hooks of aiosmtpd

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Accept addresses of ours, so that no other e-mail is lost here."""
        if self.is_stopping:
            return _STOPPING
        if not self._is_ours(address):
            return "550 5.1.1 not an address for replies"
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Process an e-mail for each of its recipients; return one reply each (RFC 2033 section 4.2)."""
        loop = asyncio.get_running_loop()
        replies = [
            await loop.run_in_executor(self._thread, self._deliver, envelope.content, recipient)
            for recipient in envelope.rcpt_tos
        ]
        return "\r\n".join(replies)

    async def handle_exception(self, error: Exception) -> str:
        """Log an unexpected exception without its message, which may quote the e-mail."""
        log.error("LMTP session failed: %s", type(error).__name__)
        return RETRY


class _Connection(LMTP):
    """A connection, which answers e-mails that it rejects itself once for each recipient, too."""

    def __init__(self, server: LmtpServer) -> None:
        super().__init__(
            server,
            data_size_limit=MAX_BYTES,
            enable_SMTPUTF8=True,
            hostname="webinars",
            timeout=IDLE_SECONDS,
        )
        self._listener = server
        self._awaited_replies = 0

    @property
    def is_receiving(self) -> bool:
        """Return whether an e-mail was announced and not answered yet."""
        return self._awaited_replies > 0

    def connection_made(self, transport: Any) -> None:
        self._listener.connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._listener.connections.discard(self)
        super().connection_lost(error)

    async def push(self, status: str | bytes) -> None:
        text = status if isinstance(status, str) else status.decode("ascii", "replace")
        if self._awaited_replies:
            lines = text.split("\r\n")
            if len(lines) != self._awaited_replies:
                text = "\r\n".join([lines[0]] * self._awaited_replies)
            await super().push(text)
            self._awaited_replies = 0
            return
        await super().push(text)
        if text.startswith("354") and self.envelope is not None:
            self._awaited_replies = len(self.envelope.rcpt_tos)


def _name_of(listening: socket.socket) -> tuple[str, int]:
    host, port, *_ = listening.getsockname()
    return str(host), int(port)
