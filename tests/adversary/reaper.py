"""Ends the processes of a run when its standard input closes, so also when the run was killed.

Each line of standard input is "PID FOLDER": a process to end, or 0, and a folder to delete, or "-".
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
    """Return the start time of a process in ticks, None if it does not exist. Process ids are reused."""
    with suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
        return stat.rpartition(")")[2].split()[19]
    return None


def end(pids):
    """End processes whose start time is unchanged: SIGTERM, then SIGKILL."""
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
    """Read processes and folders until the input closes, then end and delete them."""
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
def reaper():
    """Start the reaper; yield a function that registers a process or a folder."""
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
