"""A PostgreSQL of a test's own, whose every process may be restarted, killed and stopped in its tracks.

Its commits are durable, unlike those of the cluster that other tests share: what is acknowledged must
survive an immediate shutdown.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conftest import needs

USER = "postgres"


class Postmaster:
    """The server, on a port of its own."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]
        self.url = f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{USER}"

    def run(self, program, *said):
        """Run a program of PostgreSQL's, which refuses to be run by root."""
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *said]
        if os.geteuid() == 0:
            command = ["runuser", "-u", USER, "--", *command]
        quiet = subprocess.DEVNULL  # a server that was killed is complained of
        subprocess.run(command, cwd=self.folder, check=True, stdout=quiet, stderr=quiet)

    def make(self):
        """Make the files."""
        self.run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")

    def start(self):
        """Start and wait until it answers."""
        said = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", said, "start")

    def stop(self):
        """Break off whatever goes on."""
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    def restart(self):
        """Break off whatever goes on, recover, and wait until it answers."""
        self.run("pg_ctl", "-w", "-m", "immediate", "-l", str(self.folder / "log"), "restart")

    def kill(self):
        """Kill the server itself; its children notice."""
        processes = self.processes()
        os.kill(processes[0], signal.SIGKILL)
        while any(Path(f"/proc/{each}").exists() for each in processes):
            time.sleep(0.01)

    @contextmanager
    def frozen(self):
        """Stop every process in its tracks for a while."""
        processes = self.processes()
        for each in processes:
            os.kill(each, signal.SIGSTOP)
        try:
            yield
        finally:
            for each in processes:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGCONT)

    def processes(self):
        """Return the numbers of the server's processes, its own first."""
        own = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return [own, *map(int, children)]


def programs():
    """Return the folder of PostgreSQL's programs, which Debian keeps off the path; None without it."""
    found = shutil.which("pg_ctl")
    kept = [Path(found)] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return kept[-1].parent if kept else None


@contextmanager
def own_postmaster():
    """Give a server that runs; it is gone afterwards."""
    found = programs()
    needs(found, "PostgreSQL's programs (postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="webinars-postmaster-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    server = Postmaster(folder, found)
    try:
        server.make()
        server.start()
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.stop()
        shutil.rmtree(folder)
