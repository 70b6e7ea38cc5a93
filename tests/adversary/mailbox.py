"""E-mail received by the mail server of a run, parsed and indexed by recipient."""

import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from functools import cached_property

from tests.deploy.shipped import HOST
from tests.faults.smtp import ScriptedServer
from webinars.web.core.security.endpoint_policies import PRIVATE_PREFIXES

LINK = re.compile(rf"https://{HOST}((?:{'|'.join(PRIVATE_PREFIXES)})[A-Za-z0-9._/-]*[A-Za-z0-9_-])")
REPLY = re.compile(r"rsvp\+([\w.=-]+)@events\.example\.org", re.IGNORECASE)


@dataclass
class Mail:
    """A received e-mail with its recipient and time of arrival."""

    to: str
    at: float
    raw: bytes = field(repr=False)

    @cached_property
    def message(self):
        """Return the parsed message."""
        return message_from_bytes(self.raw, policy=policy.default)

    @cached_property
    def text(self):
        """Return the headers and all text parts."""
        parts = [f"{name}: {value}" for name, value in self.message.items()]
        for part in self.message.walk():
            if not part.is_multipart():
                content = part.get_content()
                if isinstance(content, bytes):
                    content = content.decode("utf-8", "replace")
                if isinstance(content, str):
                    parts.append(content)
        return "\n".join(parts).replace("\r\n ", "")

    @cached_property
    def links(self):
        """Return the private links in the e-mail, as paths."""
        return list(dict.fromkeys(LINK.findall(self.text)))

    def link(self, prefix, suffix=""):
        """Return the first link with a prefix and a suffix; empty if there is none."""
        for link in self.links:
            if link.startswith(prefix) and link.endswith(suffix):
                return link
        return ""

    @cached_property
    def reply_token(self):
        """Return the token of the reply address; empty if there is none."""
        match = REPLY.search(self.text)
        return match[1] if match else ""

    @cached_property
    def uid(self):
        """Return the UID of the calendar part; empty if there is none."""
        match = re.search(r"^UID:(\S+)", self.text, re.MULTILINE)
        return match[1] if match else ""


class Mailbox:
    """Received e-mails by recipient, oldest first. Reads what the server's thread appends."""

    def __init__(self, run, server: ScriptedServer):
        self.run, self.server = run, server
        self.by_recipient = defaultdict(list)
        self.all = []
        self._read = 0
        self._lock = threading.Lock()

    def poll(self):
        """Parse, record and scan e-mails received since the last call."""
        with self._lock:
            while self._read < len(self.server.taken):
                to, raw = self.server.taken[self._read]
                self._read += 1
                mail = Mail(to.lower(), time.monotonic(), raw)
                self.all.append(mail)
                self.run.record_email(mail)
                self.by_recipient[mail.to].append(mail)

    def to(self, address):
        """Return the e-mails to an address."""
        self.poll()
        return list(self.by_recipient[address.lower()])
