"""A PostgreSQL of one's own for tests and measurements, in a folder and on a port that nobody else has.

Nothing of it is shared with the machine's own clusters or with another run, so that what a killed run
leaves behind is in nobody's way. Each of its processes may be restarted, killed and stopped in its tracks.
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
# What is acknowledged need not survive: for tests that do not pull the plug.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postmaster:
    """The server, on a port of its own."""

    def __init__(self, folder: Path, programs: Path, options: Iterable[str] = ()) -> None:
        self.folder, self.programs, self.options = folder, programs, options
        self.password, self.port = secrets.token_hex(16), free_port()

    @property
    def url(self) -> str:
        """Return the address of its first database."""
        return f"postgresql+psycopg://{USER}:{self.password}@127.0.0.1:{self.port}/{USER}"

    def command(self, program: str, *arguments: str) -> list[str]:
        """Return how to run a program of PostgreSQL's, which refuses to be run by root."""
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        return ["runuser", "-u", USER, "--", *command] if os.geteuid() == 0 else command

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL's."""
        command = self.command(program, *arguments)
        quiet = subprocess.DEVNULL  # a server that was killed is complained of
        subprocess.run(command, cwd=self.folder, check=True, stdout=quiet, stderr=quiet)

    def make(self) -> None:
        """Make the files."""
        with tempfile.NamedTemporaryFile("w", dir=self.folder) as password_file:
            password_file.write(self.password)
            password_file.flush()
            Path(password_file.name).chmod(0o644)
            secret = ("-A", "scram-sha-256", f"--pwfile={password_file.name}")
            self.run("initdb", "-U", USER, *secret, "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def start(self) -> None:
        """Start and wait until it answers."""
        options = f"-p {self.port} -k {self.folder}"
        options += "".join(f" -c {option}" for option in self.options)
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Break off whatever goes on."""
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    def restart(self) -> None:
        """Break off whatever goes on, recover, and wait until it answers."""
        self.run("pg_ctl", "-w", "-m", "immediate", "-l", str(self.folder / "log"), "restart")

    def kill(self) -> None:
        """Kill the server itself; its children notice."""
        processes = self.processes()
        os.kill(processes[0], signal.SIGKILL)
        while any(Path(f"/proc/{process}").exists() for process in processes):
            time.sleep(0.01)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop every process in its tracks for a while."""
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
        """Return the numbers of the server's processes, its own first."""
        own = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return [own, *map(int, children)]


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, which Debian keeps off the path; None without it."""
    pg_ctl = shutil.which("pg_ctl")
    candidates = (
        [Path(pg_ctl)] if pg_ctl else sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    )
    return candidates[-1].parent if candidates else None


def started(programs: Path, options: Iterable[str] = ()) -> Postmaster:
    """Return a server that runs in a folder of its own; whoever asks stops it and removes its folder."""
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
    """Start the server; once more on another port where somebody was faster to take the free one."""
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
def own_postmaster(programs: Path) -> Iterator[Postmaster]:
    """Give a server that runs, and whose commits are durable; it is gone afterwards."""
    server = started(programs)
    try:
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.stop()
        shutil.rmtree(server.folder)
