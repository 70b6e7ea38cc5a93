"""Web processes as forks: how one ends, and what the others notice of it."""

import subprocess
import sys

SECONDS = 30

# A web process cannot write what it has printed, because nobody reads it.
FULL_OUTPUT = """
import os, sys
from webinars.commands.web_processes import WebProcesses

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


def test_web_process_that_cannot_write_its_output_ends_alone():
    done = subprocess.run(
        [sys.executable, "-c", FULL_OUTPUT],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert "in the child" not in done.stderr
    assert "SystemExit in the parent" in done.stderr
