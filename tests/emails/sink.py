"""Local SMTP servers: one that stores e-mails, with scripted responses, and one that misbehaves."""

import socketserver
import threading
from collections.abc import Callable
from contextlib import contextmanager

from aiosmtpd.controller import Controller

CLOSE = b"\0"


class Sink:
    """Store e-mails. responses maps "RCPT" or "DATA" to a function from recipient to response, None to accept."""

    def __init__(self):
        self.taken: list[tuple[str, bytes]] = []
        self.responses: dict[str, Callable[[str], str | None]] = {}
        self.keeps_what_it_refuses = False
        self.offers: list[str] = []
        self.connections = 0
        self.asked = 0
        self.port = 0

    @property
    def url(self) -> str:
        """Return the SMTP_URL of the server."""
        return f"smtp://127.0.0.1:{self.port}"

    def handle_exception(self, error):
        """Collect exceptions."""
        raise error

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        """Count connections."""
        self.connections += 1
        session.host_name = hostname
        return [responses[0], *(f"250-{offer}" for offer in self.offers), *responses[1:]]

    async def handle_RSET(self, server, session, envelope):  # noqa: N802
        """Count RSET commands."""
        self.asked += 1
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        """Accept the recipient, unless scripted otherwise."""
        answer = self.responses.get("RCPT", lambda _: None)(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """Store the message, unless scripted otherwise."""
        answer = self.responses.get("DATA", lambda _: None)(envelope.rcpt_tos[0])
        if answer is None or self.keeps_what_it_refuses:
            self.taken.append((envelope.rcpt_tos[0], envelope.original_content))
        return answer or "250 OK"


class _Controller(Controller):
    def _trigger_server(self):
        """Store the port before the first connection tests the server."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running(sink: Sink, port: int = 0):
    """Run the sink, on a free port by default."""
    controller = _Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop()


@contextmanager
def misbehaving(
    greeting: bytes, replies: dict[bytes, bytes], on_line: Callable[[bytes], object] = bytes
):
    """Run a server with scripted replies; on_line gets each line before the reply.

    A reply that is empty or ends with CLOSE closes the connection; without a reply it stays silent.
    """

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            if not greeting:
                return
            self.wfile.write(greeting)
            for line in self.rfile:
                on_line(line)
                reply = replies.get(line[:4].upper())
                self.wfile.write((reply or b"").removesuffix(CLOSE))
                if reply is not None and (not reply or reply.endswith(CLOSE)):
                    return

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request, client_address):
            """The tests are about clients that disconnect."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
