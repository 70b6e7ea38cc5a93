"""Runs commands of the product in forked child processes, which saves a thousand interpreter starts.

Reads one JSON object per line from standard input: "words" of the command line and base64 "input".
Replies with a line that holds the exit status and the printed output.
"""

import base64
import json
import os
import sys
import tempfile

from webinars.cli import main as command


def run(words, stdin):
    """Run a command in a child process; return its exit status and output."""
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
    """Serve requests until standard input closes."""
    out = os.fdopen(os.dup(1), "w")
    out.write("{}\n")
    out.flush()
    for line in sys.stdin:
        command_line = json.loads(line)
        status, printed = run(command_line["words"], base64.b64decode(command_line["input"]))
        out.write(json.dumps({"status": status, "printed": printed}) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
