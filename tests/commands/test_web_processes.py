"""Web processes as forks: how one ends, and what the others notice of it."""

import subprocess
import sys

SECONDS = 30

# A web process cannot write what it has printed, because nobody reads it.
FULL_OUTPUT = """
import os, sys
from webinars.commands.web_server.web_processes import WebProcesses

reading, writing = os.pipe()
os.close(reading)
parent = os.getpid()

def serve():
    sys.stdout = os.fdopen(writing, "w")
    sys.stdout.write("not written")

try:
    WebProcesses(serve, None).run(1)
except BaseException as error:
    text = f"{type(error).__name__} in the {'parent' if os.getpid() == parent else 'child'}\\n"
    os.write(2, text.encode())
"""

# Delivery waits for a slow mail server; the second web process ends the test.
SLOW_DELIVERY = """
import os, signal, sys
from webinars.commands.web_server.web_processes import WebProcesses

signal.signal(signal.SIGTERM, lambda *_: sys.exit())

class Delivery:
    starts = stops = 0

    def start(self):
        self.starts += 1

    def stop(self):
        self.stops += 1
        return self.stops == 3

def serve():
    if delivery.starts:
        print("started again after", delivery.stops)
        os.kill(os.getppid(), signal.SIGTERM)

delivery = Delivery()
WebProcesses(serve, delivery).run(1)
"""


def run(script):
    """Run a script in a process of its own."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)


def test_web_process_that_cannot_write_its_output_ends_alone():
    done = run(FULL_OUTPUT)

    assert "in the child" not in done.stderr
    assert "SystemExit in the parent" in done.stderr


def test_web_process_is_started_again_once_delivery_has_paused():
    done = run(SLOW_DELIVERY)

    assert (done.returncode, done.stdout) == (0, "started again after 3\n")
    assert done.stderr.count("Delivery does not pause yet") == 2
