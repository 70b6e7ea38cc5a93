"""A server of chat completions that plays recorded and hostile answers."""

import json
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.replies.dovecot import Certificate
from webinars.second_reader.endpoint import Endpoint

Play = Callable[["Handler"], None]


@dataclass
class Reader:
    """A running server: its port, and the requests that it got."""

    port: int = 0
    requests: list["Request"] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the READER_URL of the server."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def endpoint(self) -> Endpoint:
        """Return the server as an endpoint with a key."""
        return Endpoint("http", "127.0.0.1", self.port, "/v1", "small", "s3cret-key")


@dataclass
class Request:
    """A request: its first line, its headers and its body."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def messages(self):
        """Return the messages of the chat."""
        return json.loads(self.body)["messages"]


class Handler(socketserver.StreamRequestHandler):
    """Read one request, and play the answer to it."""

    def handle(self):
        line = self.rfile.readline().decode().strip()
        headers = {}
        while header := self.rfile.readline().strip():
            name, _, value = header.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.server.reader.requests.append(Request(line, headers, body))
        self.server.play(self)


class Server(socketserver.ThreadingTCPServer):
    """A server whose clients may leave early."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """Ignore clients that disconnect."""


@contextmanager
def playing(answer: bytes | Play, certificate: Certificate | None = None) -> Iterator[Reader]:
    """Run a server that answers each request with bytes, or lets a function answer; with TLS if it can."""
    with Server(("127.0.0.1", 0), Handler) as server:
        if certificate is not None:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(certificate.file, certificate.key)
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.reader = Reader(server.server_address[1])
        server.play = answer if callable(answer) else lambda handler: handler.wfile.write(answer)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.reader
        finally:
            server.shutdown()
            thread.join()


def http(body: bytes | str, status="200 OK", *headers) -> bytes:
    """Return the bytes of an HTTP answer."""
    body = body.encode() if isinstance(body, str) else body
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers)
    return "\r\n".join((*lines, "", "")).encode() + body


def chat(content) -> bytes:
    """Return the HTTP answer of a model; a content that is no text is sent as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    return http(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}))
