"""The clock-change guard: facts about days when two zones are not as far apart as usual.

Europe and North America change their clocks on different Sundays; in the weeks between, Geneva and
New York are five hours apart instead of six. Doors put these facts into words.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from webinars.timezones import zones

_SHORT = timedelta(days=60)  # a difference that holds longer is one people are used to
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DstWarning:
    """How far zone_b's clocks are ahead of zone_a's: usually, and on that day.

    It holds from starts_at up to ends_at; first_day and last_day are the days of that in zone_a.
    """

    zone_a: str
    zone_b: str
    usual: timedelta
    that_day: timedelta
    first_day: date
    last_day: date
    starts_at: datetime
    ends_at: datetime


class _Run(NamedTuple):
    """From starts_at on, zone_b's clocks are this far ahead."""

    starts_at: datetime
    ahead: timedelta


def dst_warning(instant: datetime, zone_a: str, zone_b: str) -> DstWarning | None:
    """Return what is unusual about two zones at an instant, or None.

    It speaks when the difference at that instant holds for a run shorter than 60 days.
    """
    runs = _runs(zones.canonical(zone_a), zones.canonical(zone_b))
    place = bisect_right(runs, instant, key=lambda run: run.starts_at) - 1
    if not 0 < place < len(runs) - 1:  # the first and the last run have no known length
        return None
    run, ends_at = runs[place], runs[place + 1].starts_at
    if ends_at - run.starts_at >= _SHORT:
        return None
    first_day, last_day = _days(run.starts_at, ends_at, instant, zone_a)
    usual = _usual(runs, place)
    return DstWarning(zone_a, zone_b, usual, run.ahead, first_day, last_day, run.starts_at, ends_at)


def dst_warnings(instant: datetime, places: Sequence[str]) -> list[DstWarning]:
    """Return what is unusual between zones, the event's own zone first.

    The own zone is held against each other one; where that says nothing, the others against
    each other. Pairs that would tell the same again are left out.
    """
    names = list(dict.fromkeys(map(zones.canonical, places)))
    own = _warning(instant, [(names[0], other) for other in names[1:]]) if names else []
    return own or _warning(instant, list(combinations(names[1:], 2)))


def _warning(instant: datetime, pairs: Sequence[tuple[str, str]]) -> list[DstWarning]:
    found: dict[tuple[datetime, frozenset[timedelta]], DstWarning] = {}
    for said in (dst_warning(instant, zone_a, zone_b) for zone_a, zone_b in pairs):
        if said:  # Geneva says of New York what New York says of Vienna
            found.setdefault(
                (said.starts_at, frozenset(map(abs, (said.usual, said.that_day)))), said
            )
    return list(found.values())


@lru_cache(maxsize=1024)
def _runs(zone_a: str, zone_b: str) -> tuple[_Run, ...]:
    """Return the times during which two zones kept one difference, oldest first."""
    both = (*zones.changes(zone_a), *zones.changes(zone_b))
    moments = {change.at for change in both if change.at > zones.EARLIEST}
    runs: list[_Run] = []
    for at in (zones.EARLIEST, *sorted(moments)):
        ahead = zones.utc_offset(at, zone_b) - zones.utc_offset(at, zone_a)
        if not runs or runs[-1].ahead != ahead:
            runs.append(_Run(at, ahead))
    return tuple(runs)


def _usual(runs: Sequence[_Run], place: int) -> timedelta:
    """Return the difference before or after a run, whichever holds longer; the last has no end."""
    before, after = runs[place - 1], runs[place + 1]
    if place + 2 == len(runs):
        return after.ahead
    length_after = runs[place + 2].starts_at - after.starts_at
    return after.ahead if length_after >= runs[place].starts_at - before.starts_at else before.ahead


def _days(
    starts_at: datetime, ends_at: datetime, instant: datetime, zone: str
) -> tuple[date, date]:
    """Return the first and the last day with their noon in a run, and with the instant's day."""
    start, end, own = (zones.to_local(at, zone) for at in (starts_at, ends_at, instant))
    noon = time(12)
    first = start.date() if start.time() <= noon else start.date() + _DAY
    last = end.date() if end.time() > noon else end.date() - _DAY
    return min(first, own.date()), max(last, own.date())
