"""A mail server that goes by a script: what it says wrongly, when, and to whom."""

import socket
import socketserver
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.faults.ground import scaled

GOOD = {
    "GREETING": "220 sink", "EHLO": "250 sink", "HELO": "250 sink", "RSET": "250 OK", "MAIL": "250 OK",
    "RCPT": "250 OK", "DATA": "354 go on", "BODY": "250 OK", "QUIT": "221 bye",
}  # fmt: skip
CLOSE, GO_ON_AND_CLOSE, SILENCE = "close", "354 and close", "silence"
VICTIM = "victim"
# What becomes of the messages of a round: of all, or of the victim's while the others leave.
ALL_WAIT, ONE_WAITS, ONE_FAILS, ALL_LEAVE = "all wait", "one waits", "one fails", "all leave"


@dataclass(frozen=True)
class Script:
    """What goes wrong: at which command, and what is said then; CLOSE hangs up, SILENCE says nothing.

    Unless all must wait, it concerns recipients alone whose address begins with VICTIM. keeps: the message
    arrives all the same. waits: seconds between the letters of each answer. user and asks: what SMTP_URL
    holds beside the address.
    """

    name: str
    then: str
    at: str = ""
    says: str = ""
    keeps: bool = False
    waits: float = 0
    user: str = ""
    asks: str = ""


SCRIPTS = (
    Script("421 at greeting", ALL_WAIT, "GREETING", "421 too busy"),
    Script("554 at greeting", ALL_WAIT, "GREETING", "554 not for you"),
    Script("hangs up at greeting", ALL_WAIT, "GREETING", CLOSE),
    Script("535 at login", ALL_WAIT, "AUTH", "535 who?", user="me:secret@", asks="?starttls=never"),
    Script("no TLS where it is required", ALL_WAIT, asks="?starttls=require"),
    Script("TLS fails", ALL_WAIT, "STARTTLS", "454 not now", asks="?starttls=require"),
    Script("451 by recipient", ONE_WAITS, "RCPT", "451 later"),
    Script("452 after RCPT", ONE_WAITS, "RCPT", "452 full"),
    Script("451 after the message", ONE_WAITS, "BODY", "451 later"),
    Script("421 after the message", ONE_WAITS, "BODY", "421 closing"),
    Script("354 then hangs up", ONE_WAITS, "DATA", GO_ON_AND_CLOSE),
    Script("250 is lost", ONE_WAITS, "BODY", CLOSE, keeps=True),
    Script("421 instead of 250", ONE_WAITS, "BODY", "421 closing", keeps=True),
    Script("550 by recipient", ONE_FAILS, "RCPT", "550 no such mailbox"),
    Script("554 after the message", ONE_FAILS, "BODY", "554 we do not like it"),
    Script("a letter at a time", ALL_LEAVE, waits=scaled(0.001, 1)),
    *scaled(
        (),  # half a minute each: tests/emails/test_smtp.py tries them with less patience
        (
            Script("accepts and is silent", ALL_WAIT, "GREETING", SILENCE),
            Script("354 then silence", ONE_WAITS, "BODY", SILENCE),
        ),
    ),
)


class Scripted:
    """The server. It goes by its script while there is one, and is a good server otherwise."""

    def __init__(self):
        self.script = None
        self.taken = []
        self.over = threading.Event()
        self.lied = threading.Event()
        self.connections = set()
        self.not_ascii = 0

    @contextmanager
    def playing(self, script):
        """Go by a script; lied tells whether anybody was met with what is wrong in it."""
        self.lied.clear()
        self.script = script
        try:
            yield
        finally:
            self.script = None

    def hang_up(self):
        """End the silence that somebody is met with."""
        over, self.over = self.over, threading.Event()
        over.set()

    def disconnect(self):
        """Close every connection, so that clients must connect anew."""
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def concerns(self, recipient):
        """Tell whether the script is about a recipient."""
        return self.script.then == ALL_WAIT or recipient.startswith(VICTIM)

    def reply(self, command, recipient):
        """Return what is said, and whether that is the script's."""
        script = self.script
        if script and script.at == command and self.concerns(recipient):
            self.lied.set()
            return script.says, script
        return GOOD.get(command, "250 OK" if command == "STARTTLS" else "502 what?"), None


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        connections = self.server.scripted.connections
        connections.add(self.connection)
        try:
            self.converse()
        finally:
            connections.discard(self.connection)

    def converse(self):
        """Answer commands until one side hangs up."""
        self.recipient = ""
        if not self.say("GREETING"):
            return
        for line in self.rfile:
            command = line[:8].decode("ascii").strip().upper().partition(" ")[0]
            if command == "RCPT":
                self.recipient = line.decode("ascii").partition("<")[2].partition(">")[0]
            if not self.say(command) or command == "QUIT":
                return
            if command == "DATA" and not self.take():
                return

    def take(self):
        """Read a message to its dot and answer."""
        of = self.server.scripted
        if of.reply("DATA", self.recipient)[0][:3] != "354":
            return True
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:  # the client is gone
                return False
            lines.append(line)
        body = b"".join(lines)
        of.not_ascii += not body.isascii()
        response, script = of.reply("BODY", self.recipient)
        if script.keeps if script else response.startswith("250"):
            of.taken.append((self.recipient, body.replace(b"\r\n..", b"\r\n.")))
        # The reply that decided: a script that begins or ends meanwhile must not change it.
        return self.answer("BODY", response)

    def say(self, command):
        """Answer a command as the script has it now; False if the connection is over."""
        return self.answer(command, self.server.scripted.reply(command, self.recipient)[0])

    def answer(self, command, response):
        """Send a reply; False if the connection is over."""
        of = self.server.scripted
        if command == "EHLO" and of.script:
            extra = {"AUTH": "AUTH PLAIN", "STARTTLS": "STARTTLS"}.get(of.script.at)
            response = f"250-sink\r\n250 {extra}" if extra and of.script.at != command else response
        if response == SILENCE:
            of.over.wait(120)
        if response in {CLOSE, SILENCE}:
            return False
        if response == GO_ON_AND_CLOSE:
            self.wfile.write(b"354 go on\r\n")
            return False
        waits = of.script.waits if of.script else 0
        for part in response + "\r\n" if waits else (response + "\r\n",):
            self.wfile.write(part.encode())
            time.sleep(waits)
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """Clients that turn away are what this is about."""


@contextmanager
def scripted():
    """Run a server that takes mail until it is given a script; its port and what it took are on it."""
    of = Scripted()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.scripted = of
        of.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield of
        finally:
            of.over.set()
            server.shutdown()
            thread.join()
