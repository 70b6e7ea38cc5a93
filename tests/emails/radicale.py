"""A local CalDAV server, Radicale, and a client that stores an attendee's calendar there.

The server parses every entry with vobject and computes the busy periods of its owner.
"""

import base64
import http.client
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from icalendar import Calendar

from bench.processes import free_port
from tests.emails.calendars import told
from tests.listening import wait_for

PATIENCE_SECONDS = 20
BUSY = """<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">
<C:time-range start="{start:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/></C:free-busy-query>"""
ACCOUNT = f"Basic {base64.b64encode(b'attendee:any').decode()}"


@dataclass
class Kept:
    """A calendar on the server. Cancelled entries stay, struck out, as in Apple's and Outlook's."""

    port: int
    name: str

    def take(self, mail):
        """Process an e-mail as a mail and calendar client does; return whether it changed anything."""
        result = told(mail)
        path = f"{quote(result.uid)}.ics"
        status, before = self._ask("GET", path)
        if status == 200 and result.order <= _order(before):
            return False
        # What is kept is no message any more (RFC 4791 section 4.1).
        entry = re.sub(rb"METHOD:\w+\r\n", b"", result.body, count=1)
        assert self._ask("PUT", path, entry)[0] in {201, 204}
        return True

    @property
    def all(self):
        """Return title, state, start and end of each entry on the server."""
        events = Calendar.from_ical(self._ask("GET", "")[1]).events
        return [
            (
                str(event["SUMMARY"]),
                str(event["STATUS"]),
                event.start.astimezone(UTC),
                event.end.astimezone(UTC),
            )
            for event in events
        ]

    def busy(self, start, end):
        """Return the busy periods of the owner within a period, as computed by the server."""
        status, text = self._ask("REPORT", "", BUSY.format(start=start, end=end).encode())
        assert status == 200
        result = re.findall(rb"\nFREEBUSY[^:]*:(\w+)/(\w+)", text)
        return [tuple(_instant(item) for item in pair) for pair in result]

    def make(self):
        """Create the calendar."""
        assert self._ask("MKCALENDAR", "")[0] == 201
        return self

    def _ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            headers = {"Authorization": ACCOUNT}
            connection.request(method, f"/attendee/{self.name}/{path}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def serving():
    """Run the server; return a factory of calendars by name."""
    with tempfile.TemporaryDirectory(prefix="webinars-test-caldav-") as folder:
        port, log = free_port(), Path(folder) / "log"
        fields = {
            "server-hosts": f"127.0.0.1:{port}",
            "auth-type": "none",
            "storage-filesystem-folder": f"{folder}/calendars",
            "logging-level": "warning",
        }
        options = [part for name, value in fields.items() for part in (f"--{name}", value)]
        with log.open("wb") as into:
            process = subprocess.Popen(
                [sys.executable, "-m", "radicale", "--config", "", *options],
                stdout=into,
                stderr=into,
            )
        try:
            wait_for(process, port, log)
            yield lambda name: Kept(port, name).make()
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _order(body):
    (event,) = Calendar.from_ical(body).events
    return int(event["SEQUENCE"]), event.stamp


def _instant(text):
    return datetime.strptime(text.decode(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
