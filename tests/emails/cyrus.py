"""A local Cyrus IMAP server that processes invitations, and a client of its calendars.

An attendee's Sieve script applies calendar messages on delivery, as at Fastmail, which runs Cyrus.
"""

import base64
import http.client
import os
import pwd
import re
import shutil
import smtplib
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import ClassVar

from icalendar import Calendar

from bench.processes import free_port
from tests.conftest import needs
from tests.emails.calendars import summary
from tests.emails.cyrus_packages import has_packages, unpacked
from tests.emails.sink import Sink, running
from tests.listening import wait_for

DOMAIN = "example.com"
PATIENCE_SECONDS = 20
SIEVE = 'require "vnd.cyrus.imip";\nprocessimip;\n'
# Everything is below one folder, and every password is right.
SETTINGS = """\
configdirectory: {folder}/configuration
defaultpartition: default
partition-default: {folder}/spool
sievedir: {folder}/sieve
temp_path: {folder}/temporary
proc_path: {folder}/proc
mboxname_lockpath: {folder}/lock
servername: {domain}
calendar_user_address_set: {domain}
cyrus_user: {user}
cyrus_group: {group}
allowplaintext: yes
sasl_pwcheck_method: alwaystrue
httpmodules: caldav
unixhierarchysep: yes
autocreate_quota: 0
autocreate_post: yes
autocreate_sieve_script: {folder}/imip.sieve
duplicatesuppression: no
smtp_backend: host
smtp_host: 127.0.0.1:{smtp}/noauth
"""
SERVICES = """\
START {{
  recover cmd="{programs}/ctl_cyrusdb -C {settings} -r"
}}
SERVICES {{
  http cmd="{programs}/httpd -C {settings}" listen="127.0.0.1:{http}" prefork=1
  lmtp cmd="{programs}/lmtpd -C {settings} -a" listen="127.0.0.1:{lmtp}" prefork=1
}}
"""
FOLDERS = ("configuration", "spool", "sieve", "temporary", "proc", "lock")
QUERY = b"""<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>
</C:calendar-query>"""


@dataclass
class Account:
    """The mailbox and calendar of one attendee."""

    name: str
    sink: Sink
    lmtp: int
    http: int
    label: ClassVar = "Cyrus IMAP"
    keeps_cancelled: ClassVar = True

    @property
    def address(self):
        return f"{self.name}@{DOMAIN}"

    def create(self):
        """Create mailbox, script and calendar, which the first delivery and the first request do."""
        self._deliver(b"Subject: Welcome\r\n\r\n")
        assert self._ask("PROPFIND", "", b"", Depth="1")[0] == 207
        return self

    def take(self, raw):
        """Deliver an e-mail; the server applies its calendar part, or ignores it."""
        self._deliver(raw)

    def answer(self, partstat):
        """Change the answer in the only entry, as calendar clients do; return the reply that Cyrus sends."""
        answer = self._ask("REPORT", "Default/", QUERY, Depth="1")[1]
        (path,) = re.findall(r"<D:href>[^<]*/(Default/[^<]+)</D:href>", answer)
        entry = self._ask("GET", path, None)[1]
        changed = re.sub(r"(?<=PARTSTAT=)[A-Z-]+", partstat, entry)
        before = len(self.sink.taken)
        status, _ = self._ask("PUT", path, changed.encode(), **{"Content-Type": "text/calendar"})
        assert status in {201, 204}
        ((_recipient, raw),) = self.sink.taken[before:]
        return raw

    @property
    def all(self):
        """Return title, status, SEQUENCE, start and end of each entry."""
        status, answer = self._ask("REPORT", "Default/", QUERY, Depth="1")
        assert status == 207
        result = re.findall(
            r"calendar-data[^>]*>(?:<!\[CDATA\[)?(BEGIN.*?END:VCALENDAR)", answer, re.S
        )
        return [
            summary(event)
            for entry in result
            for event in Calendar.from_ical(unescape(entry)).events
        ]

    def _deliver(self, raw):
        with smtplib.LMTP("127.0.0.1", self.lmtp) as client:
            client.sendmail("", [self.address], raw)

    def _ask(self, method, path, body, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=PATIENCE_SECONDS)
        try:
            credentials = base64.b64encode(f"{self.name}:any".encode()).decode()
            headers = {
                "Content-Type": "text/xml",
                **headers,
                "Authorization": f"Basic {credentials}",
            }
            connection.request(method, f"/dav/calendars/user/{self.name}/{path}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@contextmanager
def serving():
    """Run the server; return a factory of attendees by name."""
    needs(has_packages(), "Debian's packages, to unpack cyrus-common and cyrus-caldav")
    # Not below the folder of the test, which the user that the server runs as cannot enter.
    with (
        tempfile.TemporaryDirectory(prefix="webinars-test-cyrus-") as name,
        running(Sink()) as sink,
    ):
        folder, ports = Path(name), {"lmtp": free_port(), "http": free_port()}
        log = folder / "log"
        command, environment = _prepare(folder, ports, sink.port)
        with log.open("wb") as output:
            # It ends its whole process group, so that another server would end with it.
            process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output, start_new_session=True
            )
        try:
            for port in ports.values():
                wait_for(process, port, log)
            yield lambda attendee: Account(attendee, sink, **ports).create()
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _prepare(folder, ports, smtp):
    """Write the configuration; return the command and its environment."""
    root = unpacked()
    (libraries,) = (root / "usr/lib").glob("*/libcyrus.so.0")
    programs, settings, services = (
        root / "usr/lib/cyrus/bin",
        folder / "imapd.conf",
        folder / "cyrus.conf",
    )
    user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    account = pwd.getpwnam(user)
    group = subprocess.run(["id", "-gn", user], check=True, capture_output=True, text=True)
    (folder / "imip.sieve").write_text(SIEVE)
    values = {"folder": folder, "domain": DOMAIN, "user": user, "group": group.stdout.strip()}
    settings.write_text(SETTINGS.format(**values, smtp=smtp))
    services.write_text(SERVICES.format(programs=programs, settings=settings, **ports))
    for name in FOLDERS:
        (folder / name).mkdir()
    # A command that ran in this process may have set a umask that keeps other users out.
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, account.pw_uid, account.pw_gid)
    environment = {**os.environ, "LD_LIBRARY_PATH": str(libraries.parent)}
    command = [programs / "master", "-D", "-C", settings, "-M", services, "-p", folder / "pid"]
    return command, environment
