"""A temporary PostgreSQL for tests and measurements, with its own folder and port.

It shares nothing with the machine's clusters or with other runs, so that the remains of a killed run disturb
nobody. Its processes may be restarted, killed and frozen.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.processes import free_port

USER = "postgres"
TRIES = 3
# Without durability: for tests that do not crash the machine.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postmaster:
    """A server on a port of its own."""

    def __init__(self, folder: Path, programs: Path, options: Iterable[str] = ()) -> None:
        self.folder, self.programs, self.options = folder, programs, options
        self.password, self.port = secrets.token_hex(16), free_port()

    @property
    def url(self) -> str:
        """Return the URL of its first database."""
        return f"postgresql+psycopg://{USER}:{self.password}@127.0.0.1:{self.port}/{USER}"

    def command(self, program: str, *arguments: str) -> list[str]:
        """Return the command line of a PostgreSQL program, which refuses to run as root."""
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        return ["runuser", "-u", USER, "--", *command] if os.geteuid() == 0 else command

    def run(self, program: str, *arguments: str) -> None:
        """Run a PostgreSQL program."""
        command = self.command(program, *arguments)
        quiet = subprocess.DEVNULL  # warnings about a killed server are expected
        subprocess.run(command, cwd=self.folder, check=True, stdout=quiet, stderr=quiet)

    def make(self) -> None:
        """Create the data folder."""
        with tempfile.NamedTemporaryFile("w", dir=self.folder) as password_file:
            password_file.write(self.password)
            password_file.flush()
            Path(password_file.name).chmod(0o644)
            secret = ("-A", "scram-sha-256", f"--pwfile={password_file.name}")
            self.run("initdb", "-U", USER, *secret, "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def start(self) -> None:
        """Start and wait until it accepts connections."""
        options = f"-p {self.port} -k {self.folder}"
        options += "".join(f" -c {option}" for option in self.options)
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop immediately, breaking off transactions."""
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    def restart(self) -> None:
        """Restart immediately, recover, and wait until it accepts connections."""
        self.run("pg_ctl", "-w", "-m", "immediate", "-l", str(self.folder / "log"), "restart")

    def kill(self) -> None:
        """Kill the server itself; its children notice."""
        processes = self.processes()
        os.kill(processes[0], signal.SIGKILL)
        while any(Path(f"/proc/{process}").exists() for process in processes):
            time.sleep(0.01)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Freeze every process for a while."""
        processes = self.processes()
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    def processes(self) -> list[int]:
        """Return the ids of the server's processes, its own first."""
        own = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return [own, *map(int, children)]


def postgresql_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, which Debian keeps off the path; None without it."""
    pg_ctl = shutil.which("pg_ctl")
    candidates = (
        [Path(pg_ctl)] if pg_ctl else sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    )
    return candidates[-1].parent if candidates else None


def start_postmaster(programs: Path, options: Iterable[str] = ()) -> Postmaster:
    """Start a server in a folder of its own; the caller stops it and removes the folder."""
    folder = Path(tempfile.mkdtemp(prefix="webinars-postmaster-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    server = Postmaster(folder, programs, options)
    try:
        server.make()
        _start(server)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return server


def _start(server: Postmaster) -> None:
    """Start the server; retry on another port if the free one was taken meanwhile."""
    for left in reversed(range(TRIES)):
        try:
            server.start()
        except subprocess.CalledProcessError as error:
            server.port = free_port()
            if not left:
                log = server.folder / "log"
                output = log.read_text() if log.exists() else ""
                raise RuntimeError(f"PostgreSQL did not start: {output}") from error
        else:
            break


@contextmanager
def running_postmaster(programs: Path) -> Iterator[Postmaster]:
    """Run a server with durable commits, removed afterwards."""
    server = start_postmaster(programs)
    try:
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.stop()
        shutil.rmtree(server.folder)
