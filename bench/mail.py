"""E-mails per second: the worker, and smtplib on one connection with the same messages and sink."""

import base64
import json
import smtplib
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.processes import (
    BenchError,
    answer,
    ask,
    cpu_seconds,
    family,
    free_port,
    outcome,
    python,
    running,
    webinars,
)
from bench.sizes import Size

LONGEST_SECONDS = 120
# Half of the e-mails go to one organiser, so that the default budgets would sum most of them up.
NO_BUDGETS = dict.fromkeys(
    (
        "WEBINARS_MAILBOX_EMAILS_PER_HOUR",
        "WEBINARS_EVENT_EMAILS_PER_HOUR",
        "WEBINARS_ORGANISER_NOTICES_PER_HOUR",
    ),
    "1000000",
)


def measure(settings: dict[str, str], size: Size, folder: Path) -> dict[str, Any]:
    """Return both rates, and the CPU time per message."""
    log, port = folder / "mail.log", free_port()
    theirs: list[dict[str, float]] = []
    bare: list[dict[str, float]] = []
    with running(python("-m", "bench.sink", str(port)), {}, log) as sink:
        answer(sink)
        settings = {**settings, **NO_BUDGETS, "WEBINARS_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        for _ in range(min(size.repeats, 3)):
            due = outcome(
                python("-m", "bench.fill", "queue", str(size.mails)), settings, folder / "fill.log"
            )["messages"]
            ask(sink, "reset")
            with running(webinars("worker"), settings, log) as worker:
                theirs.append(_watch(sink, worker, due))
            received = ask(sink, "report")["kept"]
            ask(sink, "reset")
            with running(python("-m", "bench.mail", str(port), str(due)), {}, log) as sender:
                ask(sender, received)
                bare.append(_watch(sink, sender, due))
    return {"worker": _middle(theirs), "smtplib": _middle(bare)}


def _watch(
    sink: subprocess.Popen[str], sender: subprocess.Popen[str], due: int
) -> dict[str, float]:
    """Wait until the messages arrived; return their rate and the CPU time of their sender."""
    until = time.monotonic() + LONGEST_SECONDS
    before: tuple[int, float] | None = None
    while time.monotonic() < until:
        count = ask(sink, "report")["count"]
        if count and before is None:
            before = (count, cpu_seconds(family(sender.pid)))
        if count >= due:
            break
        time.sleep(0.05)
    else:
        raise BenchError(f"only {count} of {due} messages came")
    report = ask(sink, "report")
    used, first = cpu_seconds(family(sender.pid)), before or (0, 0.0)
    return {
        "rate": (count - 1) / max(report["seconds"], 1e-6),
        "cpu_ms": 1000 * (used - first[1]) / max(count - first[0], 1),
        "messages": count,
    }


def _middle(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: median(run[name] for run in runs) for name in runs[0]}


def main(port: str, number: str) -> None:
    """Send the messages on standard input repeatedly on one connection; then wait."""
    bodies = [base64.b64decode(one) for one in json.loads(sys.stdin.readline())]
    sys.stdout.write("{}\n")
    sys.stdout.flush()
    with smtplib.SMTP("127.0.0.1", int(port)) as connection:
        for turn in range(int(number)):
            connection.sendmail(
                "webinars@localhost", ["ana@example.org"], bodies[turn % len(bodies)]
            )
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
