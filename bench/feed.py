"""The feed written anew, beside the plain join of its fragments, in a process of its own.

Prints one line of JSON, CPU milliseconds each: written by the product, read and joined, joined alone.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import select

from webinars.app import create_app
from webinars.commands.opening import opened
from webinars.database import db
from webinars.events.models import EventFragment
from webinars.web.bodies import Bodies

TURNS = 7


def main() -> None:
    """Measure the three and print them."""
    app = create_app()
    client = app.test_client()

    def written() -> int:
        app.extensions["feed_bodies"] = Bodies()  # forgets what was written before
        return len(client.get("/events.ics").data)

    with opened(app):
        bodies = select(EventFragment.body).order_by(EventFragment.event_id)

        def read_and_joined() -> int:
            with db.engine.connect() as connection:
                return len(b"".join(connection.execute(bodies).scalars()))

        with db.engine.connect() as connection:
            kept = list(connection.execute(bodies).scalars())
        figures = {
            "events": len(kept),
            "written_ms": _milliseconds(written),
            "read_and_joined_ms": _milliseconds(read_and_joined),
            "joined_ms": _milliseconds(lambda: len(b"".join(kept))),
        }
    sys.stdout.write(json.dumps(figures) + "\n")


def _milliseconds(work: Callable[[], int]) -> float:
    work()
    times = []
    for _ in range(TURNS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return 1000 * median(times)


if __name__ == "__main__":
    main()
