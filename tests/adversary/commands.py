"""Runs commands of the product, each in a process of its own that is forked from this one, which knows them.

Standard input brings a line of JSON for each: "words" of the command line, "input" in base64. Each is
answered with its exit status and what it printed. It saves a thousand starts of Python.
"""

import base64
import json
import os
import sys
import tempfile

from webinars.cli import main as command


def run(words, stdin):
    """Run a command; return its exit status and what it printed."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as printed:
        given.write(stdin)
        given.seek(0)
        child = os.fork()
        if child == 0:
            os.dup2(given.fileno(), 0)
            os.dup2(printed.fileno(), 1)
            status = 70
            try:
                command(words)
                status = 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(bool(end.code))
            finally:
                sys.stdout.flush()
                os._exit(status)
        _, ended = os.waitpid(child, 0)
        printed.seek(0)
        return os.waitstatus_to_exitcode(ended), printed.read().decode("utf-8", "replace")


def main():
    """Run what is asked for until the input closes."""
    out = os.fdopen(os.dup(1), "w")
    out.write("{}\n")
    out.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        status, printed = run(asked["words"], base64.b64decode(asked["input"]))
        out.write(json.dumps({"status": status, "printed": printed}) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
