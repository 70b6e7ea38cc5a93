"""A mail server that follows a script: which command fails, how, and for which recipients."""

import socket
import socketserver
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.faults.installation import scaled

GOOD = {
    "GREETING": "220 sink", "EHLO": "250 sink", "HELO": "250 sink", "RSET": "250 OK", "MAIL": "250 OK",
    "RCPT": "250 OK", "DATA": "354 go on", "BODY": "250 OK", "QUIT": "221 bye",
}  # fmt: skip
CLOSE, GO_ON_AND_CLOSE, SILENCE = "close", "354 and close", "silence"
VICTIM = "victim"
# Expected outcome for the messages of a round: for all, or for the victim's only.
ALL_WAIT, ONE_WAITS, ONE_FAILS, ALL_LEAVE = "all wait", "one waits", "one fails", "all leave"


@dataclass(frozen=True)
class Script:
    """A fault: the command, and the response to it; CLOSE disconnects, SILENCE sends nothing.

    Unless all must wait, it applies only to recipients that begin with VICTIM. accepts_message: the message is
    stored despite the fault. byte_delay: seconds between the bytes of each response. user and url_query are
    parts of SMTP_URL.
    """

    name: str
    outcome: str
    command: str = ""
    response: str = ""
    accepts_message: bool = False
    byte_delay: float = 0
    user: str = ""
    url_query: str = ""


SCRIPTS = (
    Script("421 at greeting", ALL_WAIT, "GREETING", "421 too busy"),
    Script("554 at greeting", ALL_WAIT, "GREETING", "554 not for you"),
    Script("hangs up at greeting", ALL_WAIT, "GREETING", CLOSE),
    Script(
        "535 at login", ALL_WAIT, "AUTH", "535 who?", user="me:secret@", url_query="?starttls=never"
    ),
    Script("no TLS where it is required", ALL_WAIT, url_query="?starttls=require"),
    Script("TLS fails", ALL_WAIT, "STARTTLS", "454 not now", url_query="?starttls=require"),
    Script("451 by recipient", ONE_WAITS, "RCPT", "451 later"),
    Script("452 after RCPT", ONE_WAITS, "RCPT", "452 full"),
    Script("451 after the message", ONE_WAITS, "BODY", "451 later"),
    Script("421 after the message", ONE_WAITS, "BODY", "421 closing"),
    Script("354 then hangs up", ONE_WAITS, "DATA", GO_ON_AND_CLOSE),
    Script("250 is lost", ONE_WAITS, "BODY", CLOSE, accepts_message=True),
    Script("421 instead of 250", ONE_WAITS, "BODY", "421 closing", accepts_message=True),
    Script("550 by recipient", ONE_FAILS, "RCPT", "550 no such mailbox"),
    Script("554 after the message", ONE_FAILS, "BODY", "554 we do not like it"),
    Script("a letter at a time", ALL_LEAVE, byte_delay=scaled(0.001, 1)),
    *scaled(
        (),  # half a minute each: tests/emails/test_smtp.py covers them with shorter timeouts
        (
            Script("accepts and is silent", ALL_WAIT, "GREETING", SILENCE),
            Script("354 then silence", ONE_WAITS, "BODY", SILENCE),
        ),
    ),
)


class ScriptedServer:
    """A mail server that follows its script while it has one, and accepts everything otherwise."""

    def __init__(self):
        self.script = None
        self.taken = []
        self.silence_ended = threading.Event()
        self.fault_met = threading.Event()
        self.connections = set()
        self.not_ascii = 0

    @contextmanager
    def running_script(self, script):
        """Follow a script; fault_met is set once a client has met the fault."""
        self.fault_met.clear()
        self.script = script
        try:
            yield
        finally:
            self.script = None

    def end_silence(self):
        """Disconnect clients that wait in silence."""
        silence_ended, self.silence_ended = self.silence_ended, threading.Event()
        silence_ended.set()

    def disconnect(self):
        """Close every connection, so that clients must reconnect."""
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def applies_to(self, recipient):
        """Check if the script applies to a recipient."""
        return self.script.outcome == ALL_WAIT or recipient.startswith(VICTIM)

    def response_to(self, command, recipient):
        """Return the response to a command, and the script if it is scripted."""
        script = self.script
        if script and script.command == command and self.applies_to(recipient):
            self.fault_met.set()
            return script.response, script
        return GOOD.get(command, "250 OK" if command == "STARTTLS" else "502 what?"), None


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        connections = self.server.scripted.connections
        connections.add(self.connection)
        try:
            self.serve_commands()
        finally:
            connections.discard(self.connection)

    def serve_commands(self):
        """Respond to commands until one side disconnects."""
        self.recipient = ""
        if not self.respond("GREETING"):
            return
        for line in self.rfile:
            command = line[:8].decode("ascii").strip().upper().partition(" ")[0]
            if command == "RCPT":
                self.recipient = line.decode("ascii").partition("<")[2].partition(">")[0]
            if not self.respond(command) or command == "QUIT":
                return
            if command == "DATA" and not self.receive_message():
                return

    def receive_message(self):
        """Read a message up to its final dot and respond."""
        scripted = self.server.scripted
        if scripted.response_to("DATA", self.recipient)[0][:3] != "354":
            return True
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:  # the client disconnected
                return False
            lines.append(line)
        body = b"".join(lines)
        scripted.not_ascii += not body.isascii()
        response, script = scripted.response_to("BODY", self.recipient)
        if script.accepts_message if script else response.startswith("250"):
            scripted.taken.append((self.recipient, body.replace(b"\r\n..", b"\r\n.")))
        # Send the response that decided: the script may change meanwhile.
        return self.send("BODY", response)

    def respond(self, command):
        """Respond to a command; return False if the connection is over."""
        return self.send(command, self.server.scripted.response_to(command, self.recipient)[0])

    def send(self, command, response):
        """Send a response; return False if the connection is over."""
        scripted = self.server.scripted
        if command == "EHLO" and scripted.script:
            extra = {"AUTH": "AUTH PLAIN", "STARTTLS": "STARTTLS"}.get(scripted.script.command)
            response = (
                f"250-sink\r\n250 {extra}"
                if extra and scripted.script.command != command
                else response
            )
        if response == SILENCE:
            scripted.silence_ended.wait(120)
        if response in {CLOSE, SILENCE}:
            return False
        if response == GO_ON_AND_CLOSE:
            self.wfile.write(b"354 go on\r\n")
            return False
        waits = scripted.script.byte_delay if scripted.script else 0
        for part in response + "\r\n" if waits else (response + "\r\n",):
            self.wfile.write(part.encode())
            time.sleep(waits)
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """Ignore errors of disconnected clients, which are expected."""


@contextmanager
def scripted_server():
    """Run a mail server; its port and received messages are attributes."""
    scripted = ScriptedServer()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.scripted = scripted
        scripted.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield scripted
        finally:
            scripted.silence_ended.set()
            server.shutdown()
            thread.join()
