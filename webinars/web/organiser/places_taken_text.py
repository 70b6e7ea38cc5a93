"""Places taken of an event or a delegation, as text and as a share of the capacity."""

from dataclasses import dataclass

from webinars.i18n import Translator
from webinars.registrations.organiser.registrant_list import StatusCounts


@dataclass(frozen=True)
class Places:
    """Places taken and a remark, as text; percent is None without a limit.

    pending_percent: the share of percent that is held for requests and offers.
    """

    taken: str
    note: str = ""
    percent: float | None = None
    pending_percent: float = 0

    @property
    def sure_percent(self) -> float:
        """Return the share of the places that are taken for sure."""
        return round(max(0.0, (self.percent or 0) - self.pending_percent), 1)


def places(capacity: int | None, taken: int, t: Translator) -> Places:
    """Return the places taken; capacity None means no limit."""
    if capacity is None:
        return Places(t.plural("%(n)s place taken", "%(n)s places taken", taken), t("no limit"))
    free = max(0, capacity - taken)
    return Places(
        t("%(taken)s of %(capacity)s places taken", taken=taken, capacity=capacity),
        t("%(n)s left", n=free) if free else t("none left"),
        round(100 * min(taken, capacity) / capacity, 1) if capacity else 100.0,
    )


def places_of_event(capacity: int | None, counts: StatusCounts, t: Translator) -> Places:
    """Return the places taken, with places held for requests and offers counted separately.

    The percentage includes all held places, because nobody else can get them.
    """
    held = places(capacity, counts.held, t)
    requests, offered = counts.awaiting_approval, counts.offered
    if not requests and not offered:
        return held
    taken = places(capacity, counts.confirmed, t).taken
    note = [
        t.plural("%(n)s held for a request", "%(n)s held for requests", requests)
        if requests
        else "",
        t.plural("%(n)s offered", "%(n)s offered", offered) if offered else "",
        held.note,
    ]
    pending = places(capacity, requests + offered, t).percent or 0
    return Places(
        taken, ", ".join(filter(None, note)), held.percent, min(pending, held.percent or 0)
    )


def places_of_draft(capacity: int | None, t: Translator) -> Places:
    """Return the number of places of a draft, where nobody can register yet."""
    if capacity is None:
        return Places(t("no limit on places"))
    return Places(t.plural("%(n)s place", "%(n)s places", capacity))
