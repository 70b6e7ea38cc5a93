"""Ends the processes of a run when the run is gone, also when it was killed: it waits for its input to close.

Each line of standard input is "PID FOLDER": a process to end, or 0, and a folder to remove, or "-".
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE_SECONDS = 10


def started_at(pid):
    """Return when a process was started, in ticks; None if there is none. Process ids are given out again."""
    with suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
        return stat.rpartition(")")[2].split()[19]
    return None


def end(pids):
    """End processes that still are the ones they were."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid, began in pids.items():
            if began and started_at(pid) == began:
                with suppress(ProcessLookupError):
                    os.kill(pid, sign)
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and any(
            began and started_at(pid) == began for pid, began in pids.items()
        ):
            time.sleep(0.1)


def main():
    """Note processes and folders until the input closes; then end and remove them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pids, folders = {}, []
    for line in sys.stdin:
        pid, _, folder = line.strip().partition(" ")
        if int(pid):
            pids[int(pid)] = started_at(int(pid))
        if folder != "-":
            folders.append(folder)
    end(pids)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def keeper():
    """Give an action that notes a process or a folder of this run."""
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, text=True, start_new_session=True
    ) as process:

        def note(pid=0, folder="-"):
            process.stdin.write(f"{pid} {folder}\n")
            process.stdin.flush()

        yield note
        process.stdin.close()


if __name__ == "__main__":
    main()
