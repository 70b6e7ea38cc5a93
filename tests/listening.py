"""Wait until a server process accepts connections."""

import socket
import time

PATIENCE_SECONDS = 30


def wait_for(process, port, log):
    """Wait until a process listens at a port; fail with its log if it does not."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    result = log.read_text() if log.exists() else ""
    raise AssertionError(f"{process.args[0]} did not start: {result}")
