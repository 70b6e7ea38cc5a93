"""A local Thunderbird without windows, and the calendar of an attendee in it.

Its own code parses the e-mails, applies the invitations and sends the replies.
"""

import os
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from tests.conftest import needs
from tests.emails.sink import Sink, running
from tests.scheduling.marionette import Marionette

PROGRAM = Path("/usr/lib/thunderbird/thunderbird")
DOMAIN = "example.com"
PATIENCE_SECONDS = 20
SCRIPT = Path(__file__).with_suffix(".js").read_text()
CLOSED_PORT = 9
# Nothing but 127.0.0.1 is reachable: everything else goes to a proxy that does not exist.
PREFERENCES = {
    "marionette.port": 0,
    "network.proxy.type": 1,
    **{f"network.proxy.{name}": "127.0.0.1" for name in ("http", "ssl", "socks")},
    **{f"network.proxy.{name}_port": CLOSED_PORT for name in ("http", "ssl", "socks")},
    "network.proxy.no_proxies_on": "127.0.0.1",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.manage-offline-status": False,
    "app.update.auto": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "extensions.update.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.blocklist.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.unified": False,
    "toolkit.telemetry.server": "",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "mail.shell.checkDefaultClient": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.spotlight.firstRunDone": True,
    "mail.winsearch.firstRunDone": True,
    "mail.rights.version": 1,
    "mail.inappnotifications.enabled": False,
    "mailnews.start_page.enabled": False,
    "mailnews.start_page_override.mstone": "ignore",
    "calendar.timezone.useSystemTimezone": False,
    "calendar.timezone.local": "UTC",
    "calendar.alarms.show": False,
    "calendar.alarms.onforevents": 0,
}


@dataclass
class Account:
    """The mailbox and calendar of one attendee."""

    name: str
    full_name: str
    sink: Sink
    program: Marionette
    label: ClassVar = "Thunderbird"
    keeps_cancelled: ClassVar = False

    @property
    def address(self):
        return f"{self.name}@{DOMAIN}"

    def create(self):
        """Create account and calendar, instead of those of an earlier attendee."""
        self._call("addAttendee", self.full_name, self.address, self.sink.port)
        return self

    def take(self, raw, partstat="ACCEPTED"):
        """Receive an e-mail; answer an invitation without a reply. Return the action that was offered."""
        return self._call("process", raw.decode("latin-1"), partstat, False)

    def reply_to(self, raw, partstat):
        """Receive an invitation and answer it; return the reply that Thunderbird sends."""
        return self._reply("process", raw.decode("latin-1"), partstat, True)

    def answer(self, partstat):
        """Change the answer in the only entry; return the reply that Thunderbird sends."""
        return self._reply("answer", partstat)

    def _reply(self, function, *arguments):
        before = len(self.sink.taken)
        self._call(function, *arguments)
        until = time.monotonic() + PATIENCE_SECONDS
        while len(self.sink.taken) == before and time.monotonic() < until:
            time.sleep(0.02)
        ((_recipient, raw),) = self.sink.taken[before:]
        return raw

    @property
    def all(self):
        """Return title, status, SEQUENCE, start and end of each entry."""
        return [
            (title, status, sequence, *(_date_or_time(seconds, is_date) for seconds in times))
            for title, status, sequence, is_date, *times in self._call("entries")
        ]

    def _call(self, function, *arguments):
        return self.program.run(
            f"{SCRIPT}\nreturn {function}(...arguments);", self.name, *arguments
        )


@contextmanager
def running_thunderbird():
    """Run Thunderbird; return a factory of attendees by name and full name."""
    needs(PROGRAM.is_file(), "Thunderbird (thunderbird)")
    with tempfile.TemporaryDirectory(prefix="webinars-test-thunderbird-") as name:
        folder = Path(name)
        profile, log = folder / "profile", folder / "log"
        profile.mkdir()
        (profile / "user.js").write_text(
            "".join(f"user_pref({_js(key)}, {_js(value)});\n" for key, value in PREFERENCES.items())
        )
        command = [
            PROGRAM, "--headless", "--no-remote", "--profile", profile,
            "--marionette", "-remote-allow-system-access",
        ]  # fmt: skip
        environment = {
            **{key: value for key, value in os.environ.items() if key != "DISPLAY"},
            "HOME": name,
            "TMPDIR": name,
            "MOZ_CRASHREPORTER_DISABLE": "1",
        }
        with log.open("wb") as output, running(Sink()) as sink:
            process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output, start_new_session=True
            )
            try:
                program = Marionette(_port(process, profile, log))
                yield lambda attendee, full_name: Account(
                    attendee, full_name, sink, program
                ).create()
                program.close()
            finally:
                process.terminate()
                process.wait(PATIENCE_SECONDS)


def _date_or_time(seconds, is_date):
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.date() if is_date else moment


def _js(value):
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _port(process, profile, log):
    """Wait until Marionette listens; return its port."""
    file = profile / "MarionetteActivePort"
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if file.is_file() and (port := file.read_text().strip()):
            return int(port)
        time.sleep(0.05)
    raise AssertionError(f"Thunderbird did not start: {log.read_text()}")
