"""A mail server that accepts everything and stores a few messages, in a process of its own.

Answers each line of standard input, "reset" or "report", with the count of messages and the times of the
first and the last.
"""

import asyncio
import base64
import json
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 20


class Sink:
    """Counts messages."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget all messages."""
        self.times: list[float] = []
        self.kept: list[bytes] = []

    async def handle_EHLO(  # noqa: N802 - its name there
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, said: list[str]
    ) -> list[str]:
        """Offer what mail servers of the internet offer: several commands in one go."""
        session.host_name = name
        return [said[0], "250-PIPELINING", *said[1:]]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        """Take a message."""
        self.times.append(time.monotonic())
        if len(self.kept) < KEPT and isinstance(envelope.content, bytes):
            self.kept.append(envelope.content)
        await asyncio.sleep(0)
        return "250 taken"


def main() -> None:
    """Accept e-mail until standard input closes."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    sys.stdout.write(json.dumps({"ready": True}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        if json.loads(line) == "reset":
            sink.reset()
        times = sink.times
        report = {
            "count": len(times),
            "seconds": times[-1] - times[0] if times else 0.0,
            "kept": [base64.b64encode(one).decode("ascii") for one in sink.kept],
        }
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()
    controller.stop()


if __name__ == "__main__":
    main()
