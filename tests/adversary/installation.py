"""The system under attack: the shipped service behind the shipped proxy, a database and a mail server."""

import base64
import json
import os
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import ask
from tests.adversary.reaper import reaper
from tests.conftest import postgres_programs
from tests.deploy.shipped import COMMAND, Proxy, free_port, nginx, service, settings
from tests.faults.smtp import ScriptedServer, scripted_server
from tests.fork_server import ForkedProcess
from tests.replies.mails import REPLY_ADDRESS
from tools.postmaster import FORGETFUL, start_postmaster

ROOT = Path(__file__).resolve().parents[2]
KEY = "a key of the adversary run, which no log may ever hold"
DATABASES = ("sqlite", "postgresql")
# Default of the setting of that name.
CLIENT_REGISTRATIONS = 60


@dataclass(frozen=True)
class Installation:
    """A running installation, its mail server and a process that runs its commands."""

    folder: Path
    url: str
    proxy: Proxy
    port: int
    mail_server: ScriptedServer
    settings: dict[str, str]
    trust: ssl.SSLContext
    logs: dict[str, Path]
    server: subprocess.Popen
    command_process: subprocess.Popen
    busy: threading.Lock
    max_registrations: int

    def command(self, *words, stdin=b""):
        """Run a command of the product; return its exit status and output."""
        command = {"words": words, "input": base64.b64encode(stdin).decode("ascii")}
        with self.busy:
            done = ask(self.command_process, command)
        return done["status"], done["printed"]

    def logged(self):
        """Return the text of all logs by name."""
        logs = {name: path.read_text("utf-8", "replace") for name, path in self.logs.items()}
        return logs | self.proxy.logged()


@contextmanager
def installation(database, flaw="", max_registrations=None):
    """Run an installation on a database, optionally with planted flaws; remove it afterwards.

    max_registrations: the limit per client, event and hour, if not the default.
    """
    with ExitStack() as stack:
        note = stack.enter_context(reaper())
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="webinars-adversary-"))
        )
        note(folder=folder)
        logs = {
            "application.log": folder / "application.log",
            "commands.log": folder / "commands.log",
        }
        url = f"sqlite:///{folder / 'var' / 'webinars.db'}"
        if database == "postgresql":
            server = stack.enter_context(_postgres(note))
            url, logs["postgresql.log"] = server.url, server.folder / "log"
        mail_server = stack.enter_context(scripted_server())
        (folder / "var").mkdir()
        variables = settings(
            WEBINARS_DATA_DIR=str(folder / "var"),
            WEBINARS_DATABASE_URL=url,
            WEBINARS_SMTP_URL=f"smtp://127.0.0.1:{mail_server.port}",
            WEBINARS_SECRET_KEY=KEY,
        )
        variables |= {
            "WEBINARS_REPLY_ADDRESS": REPLY_ADDRESS,
            "WEBINARS_SECURITY_CONTACT": "security@example.org",
            "PYTHONPATH": str(ROOT),
        }
        if max_registrations:
            variables["WEBINARS_CLIENT_REGISTRATIONS_PER_HOUR"] = str(max_registrations)
        command, start = (COMMAND,), ForkedProcess
        if flaw:
            command = (sys.executable, "-m", "tests.adversary.flaws", flaw)
            start = subprocess.Popen  # it replaces functions before they are imported
        port = free_port()
        process = stack.enter_context(
            service(variables, port, command=command, start=start, log=logs["application.log"])
        )
        note(process.pid)
        command_process = stack.enter_context(_command_process(variables, logs["commands.log"]))
        note(command_process.pid)
        proxy = stack.enter_context(nginx(folder / "nginx", port))
        note(_written_pid(folder / "nginx" / "nginx.pid"))
        trust = ssl.create_default_context(cafile=str(proxy.folder / "fullchain.pem"))
        yield Installation(
            folder,
            url,
            proxy,
            port,
            mail_server,
            variables,
            trust,
            logs,
            process,
            command_process,
            threading.Lock(),
            max_registrations or CLIENT_REGISTRATIONS,
        )


@contextmanager
def _postgres(note):
    programs = postgres_programs()
    with ExitStack() as stack:
        server = start_postmaster(programs, FORGETFUL)
        stack.callback(subprocess.run, ["rm", "-r", server.folder], check=True)
        stack.callback(server.stop)
        note(server.processes()[0], server.folder)
        yield server


def _written_pid(path):
    """Return the process id in a file once it was written."""
    while not (path.exists() and path.read_text()):
        time.sleep(0.01)
    return int(path.read_text())


@contextmanager
def _command_process(variables, log):
    """Run the process that commands are forked from."""
    environment = {"PATH": os.environ["PATH"], **variables}
    with (
        log.open("a") as out,
        ForkedProcess(
            [sys.executable, "-m", "tests.adversary.commands"], cwd=ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True,
        ) as process,
    ):  # fmt: skip
        assert json.loads(process.stdout.readline()) == {}
        try:
            yield process
        finally:
            process.stdin.close()
            process.wait(60)
