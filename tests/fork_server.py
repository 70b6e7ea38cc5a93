"""Starts processes of the product as forks of one that has imported it and compiled its templates."""

import atexit
import ctypes
import inspect
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAX_REQUEST = 100_000
# From sys/prctl.h.
PR_SET_CHILD_SUBREAPER = 36
INHERITED = -1
PIPES = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")


class ForkedProcess(subprocess.Popen):
    """A process like any of subprocess, but forked.

    Its command is a Python script or Python with -c or -m. What it imports may depend on PYTHONPATH only, and
    nothing may be replaced before it is imported: use subprocess for other processes.
    """

    def _execute_child(self, *given):
        fields = inspect.signature(super()._execute_child).bind(*given).arguments
        ends = [fields[name] for name in ("p2cread", "c2pwrite", "errwrite")]
        files = [number if end == INHERITED else end for number, end in enumerate(ends)]
        environment = os.environ if fields["env"] is None else fields["env"]
        try:
            self.pid = _fork_server(environment.get("PYTHONPATH") or str(ROOT)).fork(
                files,
                command=[os.fspath(word) for word in fields["args"]],
                folder=os.fspath(fields["cwd"] or Path.cwd()),
                environment=dict(environment),
                is_new_session=fields["start_new_session"],
            )
            self._child_created = True
        finally:
            self._close_pipe_fds(*(fields[name] for name in PIPES))


def run_forked(command, **options):
    """Run a command to its end; return what subprocess.run returns with captured text."""
    pipe = subprocess.PIPE
    with ForkedProcess(command, stdout=pipe, stderr=pipe, text=True, **options) as process:
        out, err = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, err)


class ForkServer:
    """The process that is forked, with the imports that PYTHONPATH gives."""

    def __init__(self, python_path):
        self._connection, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.fork_server", str(other.fileno())],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": python_path},
                pass_fds=[other.fileno()],
            )

    def fork(self, files, **request):
        """Fork a process with these standard files; return its id. It is a child of this process."""
        with self._lock:
            _adopt_orphans(True)
            try:
                socket.send_fds(self._connection, [json.dumps(request).encode()], files)
                pid = int(self._connection.recv(MAX_REQUEST))
                assert self._connection.recv(MAX_REQUEST) == b"orphaned"
            finally:
                _adopt_orphans(False)
        return pid

    def close(self):
        """End the process."""
        self._connection.close()
        self._process.wait()


@cache
def _fork_server(python_path):
    server = ForkServer(python_path)
    atexit.register(server.close)
    return server


def _adopt_orphans(adopt):
    """Become the parent of the processes whose parent exits meanwhile."""
    assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(adopt), 0, 0, 0) == 0


# --- In the process that is forked


def serve(connection):
    """Fork a process for each request until the connection is closed; return the request in the new process.

    It is a child of a process that exits, so that its parent is the one that asked.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        message, files, _, _ = socket.recv_fds(connection, MAX_REQUEST, 3)
        if not message:
            sys.exit()
        reader, writer = os.pipe()
        parent = os.fork()
        if not parent:
            child = os.fork()
            if not child:
                os.close(writer)
                os.read(reader, 1)  # ends when the parent has exited
                _take_over(connection, [reader, *files])
                return json.loads(message)
            connection.send(str(child).encode())
            os._exit(0)
        os.waitpid(parent, 0)
        connection.send(b"orphaned")
        for file in (reader, writer, *files):
            os.close(file)


def _take_over(connection, files):
    for number, file in enumerate(files[1:]):
        os.dup2(file, number)
    for file in files:
        os.close(file)
    connection.close()
    signal.signal(signal.SIGINT, signal.default_int_handler)


def run(request):
    """Run the command of a request as its own interpreter would."""
    if request["is_new_session"]:
        os.setsid()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.path[:0] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    words = request["command"]
    words = words[1:] if words[0] == sys.executable else words
    if words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})
    elif words[0] == "-m":
        sys.argv = words[1:]
        sys.modules.pop(words[1], None)  # or runpy warns that it is imported already
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as door:
        import webinars.cli  # noqa: F401 - for all processes
        from tests.compiled_templates import share_compiled_templates

        share_compiled_templates()
        asked = serve(door)
    run(asked)
