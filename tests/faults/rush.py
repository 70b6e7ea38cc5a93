"""Concurrent registrations for one event by every path, with cancellations in between."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from tests.faults.clients import (
    accept_offer,
    addresses,
    cancel,
    decline_invitation,
    delegation_token,
    manage_token,
    nominate,
    register_person,
    run_concurrently,
)
from tests.faults.installation import scaled, wait_until

PLACES, PEOPLE, THREADS = scaled(10, 50), scaled(40, 500), scaled(20, 100)
LEAVE = PLACES // 5
# Names per pasted list, and per form of a delegation.
LIST, NAMED = scaled(4, 25), scaled(2, 10)
FIRST = """SELECT r.id, r.address, e.uid FROM registrations r JOIN events e ON e.id = r.event_id
WHERE e.id = {} ORDER BY r.id"""
DECLINES = 5  # every fifth offer is declined


@dataclass
class Rush:
    """Results of a rush: the event, the addresses, the responses, and how many offers were declined."""

    event_id: int
    came: list
    responses: list = field(default_factory=list)
    declined: int = 0


def rush(installation, crowd, host, number, *, columns, leave=LEAVE):
    """Register by every path at once, while the first registrants cancel by link, organiser or reply."""
    event_id, slug = installation.publish_event(
        capacity=PLACES, columns={"accepts_delegations": True, **(columns or {})}
    )
    crowd.path = f"/events/{slug}/registrations"
    for name in addresses(number * 10_000, 2 * leave):
        assert register_person(crowd, name).status == 303
    first = installation.rows(FIRST.format(event_id))
    names = [*addresses(number * 10_000 + 5000, PEOPLE)]
    tasks = tasks_by_all_paths(installation, crowd, host, event_id, names)
    for at, (row, address, uid) in enumerate(first):
        ways = (
            partial(cancel, crowd, manage_token(installation, row)),
            partial(host.cancel_registration, event_id, row),
            partial(decline_invitation, installation, row, address, uid),
        )
        tasks.append(ways[at % len(ways)])
    random.Random(number).shuffle(tasks)
    made = Rush(event_id, names)
    with answering_offers(installation, crowd, made):
        made.responses += run_concurrently(tasks, THREADS)
    return made


def tasks_by_all_paths(installation, crowd, host, event_id, names):
    """Of ten names, six use the form, one each the organiser and a delegation, two a pasted list."""
    tenth = len(names) // 10
    listed, named = names[: 2 * tenth], names[2 * tenth : 3 * tenth]
    single, others = names[3 * tenth : 4 * tenth], names[4 * tenth :]
    link = delegation_token(installation, event_id)
    return [
        *(partial(host.bulk_register, event_id, part) for part in slices(listed, LIST)),
        *(partial(nominate, crowd, link, part) for part in slices(named, NAMED)),
        *(partial(host.bulk_register, event_id, [name]) for name in single),
        *(partial(register_person, crowd, name) for name in others),
    ]


def slices(names, length):
    """Split a list into lists of a length."""
    return [names[start : start + length] for start in range(0, len(names), length)]


@contextmanager
def answering_offers(installation, crowd, made):
    """Accept or decline offers in a thread until the block ends and none is open."""
    query = f"SELECT id FROM registrations WHERE status = 'offered' AND event_id = {made.event_id}"
    done = threading.Event()

    def answer_offers():
        seen = 0
        while True:
            last = done.is_set()
            rows = installation.rows(query)
            for (row,) in rows:
                seen += 1
                declines = seen % DECLINES == 0
                made.declined += declines
                response = cancel if declines else accept_offer
                made.responses.append(response(crowd, manage_token(installation, row)))
            if last and not rows:
                return
            time.sleep(0.02)

    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(answer_offers)
        try:
            yield
        finally:
            done.set()
            future.result(120)
    wait_until(lambda: not installation.rows(query), 1)
