"""How many places of an event are taken: in words, and as a share of those there are."""

from dataclasses import dataclass

from webinars.wording import Wording


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


def places_of_draft(capacity: int | None, w: Wording) -> Places:
    """Return how many places there will be: nobody can take one yet."""
    if capacity is None:
        return Places(w("no limit on places"))
    return Places(w.count("%(n)s place", "%(n)s places", capacity))
