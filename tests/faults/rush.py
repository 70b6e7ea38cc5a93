"""Everybody wants the places of one event at the same moment, by every door there is, and some give theirs back."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from tests.faults.ground import scaled, until
from tests.faults.people import (
    accept,
    addresses,
    at_once,
    come,
    decline,
    give_back,
    link_of,
    link_of_delegation,
    name_people,
)

PLACES, PEOPLE, HANDS = scaled(10, 50), scaled(40, 500), scaled(20, 100)
LEAVE = PLACES // 5
# How many come by a form that names several: by a pasted list, and by a delegation's.
LIST, NAMED = scaled(4, 25), scaled(2, 10)
FIRST = """SELECT r.id, r.address, e.uid FROM registrations r JOIN events e ON e.id = r.event_id
WHERE e.id = {} ORDER BY r.id"""
DECLINES = 5  # every fifth offer is not taken


@dataclass
class Rush:
    """What a rush was: the event, who came, what was answered, and how many offers were declined."""

    event_id: int
    came: list
    answers: list = field(default_factory=list)
    declined: int = 0


def rush(ground, crowd, host, number, *, terms, leave=LEAVE):
    """Fill an event a little; then all come by all doors while some leave: by their link, the organiser, a reply."""
    event_id, slug = ground.announce(
        capacity=PLACES, terms={"accepts_delegations": True, **(terms or {})}
    )
    crowd.path = f"/events/{slug}/registrations"
    for name in addresses(number * 10_000, 2 * leave):
        assert come(crowd, name).status == 303
    first = ground.rows(FIRST.format(event_id))
    names = [*addresses(number * 10_000 + 5000, PEOPLE)]
    tasks = by_all_doors(ground, crowd, host, event_id, names)
    for at, (row, address, uid) in enumerate(first):
        ways = (
            partial(give_back, crowd, link_of(ground, row)),
            partial(host.take_back, event_id, row),
            partial(decline, ground, row, address, uid),
        )
        tasks.append(ways[at % len(ways)])
    random.Random(number).shuffle(tasks)
    made = Rush(event_id, names)
    with settling_offers(ground, crowd, made):
        made.answers += at_once(tasks, HANDS)
    return made


def by_all_doors(ground, crowd, host, event_id, names):
    """Share people out: of ten, six come by the form, one each by the organiser and a delegation, two by a list."""
    tenth = len(names) // 10
    listed, named = names[: 2 * tenth], names[2 * tenth : 3 * tenth]
    single, others = names[3 * tenth : 4 * tenth], names[4 * tenth :]
    link = link_of_delegation(ground, event_id)
    return [
        *(partial(host.write_down, event_id, part) for part in slices(listed, LIST)),
        *(partial(name_people, crowd, link, part) for part in slices(named, NAMED)),
        *(partial(host.write_down, event_id, [name]) for name in single),
        *(partial(come, crowd, name) for name in others),
    ]


def slices(names, length):
    """Cut a list into lists."""
    return [names[start : start + length] for start in range(0, len(names), length)]


@contextmanager
def settling_offers(ground, crowd, made):
    """Let those who are offered a place take it, but for some, for as long as it lasts and until none is open."""
    query = f"SELECT id FROM registrations WHERE status = 'offered' AND event_id = {made.event_id}"
    done = threading.Event()

    def settle():
        seen = 0
        while True:
            last = done.is_set()
            rows = ground.rows(query)
            for (row,) in rows:
                seen += 1
                declines = seen % DECLINES == 0
                made.declined += declines
                answer = give_back if declines else accept
                made.answers.append(answer(crowd, link_of(ground, row)))
            if last and not rows:
                return
            time.sleep(0.02)

    with ThreadPoolExecutor(1) as hand:
        work = hand.submit(settle)
        try:
            yield
        finally:
            done.set()
            work.result(120)
    until(lambda: not ground.rows(query), 1)
