"""How many places of an event are taken: in words, and as a share of those there are."""

from dataclasses import dataclass

from webinars.i18n import Wording
from webinars.registrations.attendee_list import Counts


@dataclass(frozen=True)
class Places:
    """What is taken and what stands beside it, in words; per cent where there is a limit."""

    taken: str
    beside: str = ""
    percent: float | None = None


def places(capacity: int | None, taken: int, w: Wording) -> Places:
    """Return how many places are taken; capacity None means that there is no limit."""
    if capacity is None:
        return Places(w.count("%(n)s place taken", "%(n)s places taken", taken), w("no limit"))
    free = max(0, capacity - taken)
    return Places(
        w("%(taken)s of %(capacity)s places taken", taken=taken, capacity=capacity),
        w("%(n)s free", n=free) if free else w("none left"),
        round(100 * min(taken, capacity) / capacity, 1) if capacity else 100.0,
    )


def places_of_event(capacity: int | None, counts: Counts, w: Wording) -> Places:
    """Return how many places are taken; those held for requests and offers are told apart from them.

    The share drawn is that of all places held, for nobody else can have them.
    """
    held = places(capacity, counts.held, w)
    asked, offered = counts.awaiting_approval, counts.offered
    if not asked and not offered:
        return held
    taken = places(capacity, counts.confirmed, w).taken
    beside = [
        w.count("%(n)s held for a request", "%(n)s held for requests", asked) if asked else "",
        w.count("%(n)s offered", "%(n)s offered", offered) if offered else "",
        held.beside,
    ]
    return Places(taken, ", ".join(filter(None, beside)), held.percent)


def places_of_draft(capacity: int | None, w: Wording) -> Places:
    """Return how many places there will be: nobody can take one yet."""
    if capacity is None:
        return Places(w("no limit on places"))
    return Places(w.count("%(n)s place", "%(n)s places", capacity))
