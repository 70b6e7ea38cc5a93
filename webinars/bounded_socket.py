"""A socket with one deadline for everything that is sent and received."""

import io
import socket
from datetime import timedelta
from typing import Any

from webinars.timezones import clock

_BLOCK_BYTES = 16 * 1024


def seconds_until(deadline: timedelta) -> float:
    """Return the seconds that are left.

    Raises:
        TimeoutError: none.
    """
    seconds = (deadline - clock.monotonic()).total_seconds()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class BoundedSocket:
    """What http.client needs of a socket, with one deadline for all that is sent and received.

    A timeout of the socket itself starts again with each byte, so that a server could send one a minute.
    """

    def __init__(self, connected: socket.socket, deadline: timedelta) -> None:
        self._socket = connected
        self._deadline = deadline

    def sendall(self, content: bytes) -> None:
        """Send all bytes, or raise TimeoutError at the deadline."""
        rest = memoryview(content)
        while rest:
            self._socket.settimeout(seconds_until(self._deadline))
            rest = rest[self._socket.send(rest[:_BLOCK_BYTES]) :]

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return the stream of received bytes."""
        return io.BufferedReader(_BoundedStream(self._socket, self._deadline))

    def close(self) -> None:
        """Do nothing: http.client closes before it has read the content, as it does with makefile()."""


class _BoundedStream(io.RawIOBase):
    """The bytes that a socket receives until a deadline."""

    def __init__(self, connected: socket.socket, deadline: timedelta) -> None:
        self._socket = connected
        self._deadline = deadline

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Receive at least one byte, or raise TimeoutError at the deadline."""
        self._socket.settimeout(seconds_until(self._deadline))
        return self._socket.recv_into(buffer)
