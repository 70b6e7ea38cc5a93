"""CPU time of the processes of a measurement."""

import subprocess
import sys

from bench import processes


def test_cpu_of_ended_threads_counts():
    code = (
        "import threading\n"
        "worker = threading.Thread(target=lambda: sum(range(5_000_000)))\n"
        "worker.start(); worker.join()\n"
        "import time; print(time.process_time(), flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        own = float(process.stdout.readline())
        counted = processes.cpu_seconds([process.pid])
        process.stdin.write("\n")

    assert own <= counted < own + 0.5
    assert counted * 1e9 % 1e6, "finer than a tick"
