"""Serves an existing installation from a process of its own, so that it can be killed.

Usage: server.py SETTINGS FAULT, where SETTINGS is JSON and FAULT is "none", "die-before-answer" to exit
between the commit of a registration and its response, or "unlocked" to count and write without the lock of
an event. Prints its port. Exits when its standard input closes.
"""

import json
import os
import signal
import sys
import threading

import waitress
from flask import request

from tests.load.server import remove_lock
from webinars.app import create_app


def main(settings: str, fault: str) -> None:
    """Serve until standard input closes."""
    if fault == "unlocked":
        remove_lock()
    app = create_app(**json.loads(settings))
    if fault == "die-before-answer":

        @app.after_request
        def die(response):
            if request.method == "POST":
                os.kill(os.getpid(), signal.SIGKILL)
            return response

    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8, connection_limit=500)
    sys.stdout.write(f"{server.effective_port}\n")
    sys.stdout.flush()
    threading.Thread(target=server.run, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
