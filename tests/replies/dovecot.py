"""A local IMAP server: Debian's Dovecot with its own configuration, storage and log."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path

from bench.processes import free_port
from tests.listening import wait_for

PASSWORD = "p@ss/word"
PATIENCE_SECONDS = 20
CONFIGURATION = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
{tls}
auth_allow_cleartext = yes
auth_mechanisms = plain login
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
mail_uid = {owner}
mail_gid = {owner_group}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
passdb static {{
  password = {password}
}}
userdb static {{
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  {listener}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""

TLS = """
ssl = yes
ssl_server_cert_file = {certificate.file}
ssl_server_key_file = {certificate.key}
"""


@dataclass
class Certificate:
    """A self-signed certificate: its file and that of its key."""

    file: Path
    key: Path


@dataclass
class Mailbox:
    """A mailbox: its URL, and what a test does with it."""

    port: int
    user: str
    tls_port: int = 0

    @property
    def url(self):
        """Return its IMAP_URL."""
        return f"imap://{self.user}:p%40ss%2Fword@127.0.0.1:{self.port}/?starttls=never"

    @property
    def starttls_url(self):
        """Return its IMAP_URL with STARTTLS."""
        return self.url.partition("?")[0]

    @property
    def tls_url(self):
        """Return its IMAP_URL with implicit TLS."""
        return f"imaps://{self.user}:p%40ss%2Fword@127.0.0.1:{self.tls_port}/"

    @contextmanager
    def opened(self):
        """Open a connection for the test."""
        with IMAP4("127.0.0.1", self.port, timeout=PATIENCE_SECONDS) as client:
            client.login(self.user, PASSWORD)
            yield client

    def put(self, *mails):
        """Deliver e-mails to the inbox."""
        with self.opened() as client:
            for raw in mails:
                assert client.append("INBOX", None, None, raw)[0] == "OK"

    def count(self, folder):
        """Return the number of e-mails in a folder."""
        with self.opened() as client:
            status, result = client.select(folder, readonly=True)
            return int(result[0]) if status == "OK" else 0

    def move_back(self, folder):
        """Move all e-mails of a folder back to the inbox."""
        with self.opened() as client:
            client.select(folder)
            assert client.copy("1:*", "INBOX")[0] == "OK"


@dataclass
class Server:
    """A server with a mailbox for every user."""

    port: int
    tls_port: int = 0

    def mailbox(self, user):
        """Create a mailbox for a user."""
        return Mailbox(self.port, user, self.tls_port)


def certificate(folder, host):
    """Create a self-signed certificate for an IP address."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    names = ("-subj", "/CN=webinars", "-addext", f"subjectAltName=IP:{host}")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-days", "2", "-keyout", made.key, "-out", made.file, *names,
            "-addext", "keyUsage=critical,digitalSignature,keyCertSign",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made


@contextmanager
def serving(*, below_inbox: bool = False, certificate: Certificate | None = None):
    """Run a server; below_inbox: all folders are below INBOX; certificate: with TLS."""
    # Not below the folder of the test, which the users that the servers run as cannot enter.
    with tempfile.TemporaryDirectory(prefix="webinars-test-imap-") as folder:
        Path(folder).chmod(0o755)
        with _served(Path(folder), below_inbox, certificate) as server:
            yield server


@contextmanager
def _served(folder, below_inbox, certificate):
    port, tls_port = free_port(), free_port()
    listener = f"inet_listener imaps {{\n    port = {tls_port}\n  }}" if certificate else ""
    users = _users()
    (folder / "mail").mkdir()
    shutil.chown(folder / "mail", users["owner"], users["owner_group"])
    file = folder / "dovecot.conf"
    prefix, separator = ("INBOX.", ".") if below_inbox else ("", "/")
    file.write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            password=PASSWORD,
            prefix=prefix,
            separator=separator,
            **users,
            tls=TLS.format(certificate=certificate) if certificate else "ssl = no",
            listener=listener,
        )
    )
    process = subprocess.Popen(
        [_program(), "-F", "-c", file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(process, port, folder / "log")
        yield Server(port, tls_port)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _users():
    if os.getuid() == 0:
        return {
            "internal": "dovecot", "internal_group": "dovecot", "login": "dovenull",
            "owner": "mail", "owner_group": "mail",
        }  # fmt: skip
    name = pwd.getpwuid(os.getuid()).pw_name
    group = os.getgid()
    return {
        "internal": name, "internal_group": group, "login": name, "owner": name, "owner_group": group,
    }  # fmt: skip


def _program():
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
