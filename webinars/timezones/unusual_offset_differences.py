"""Weeks in which the difference between the UTC offsets of two time zones is unusual."""

# Europe and North America change their clocks on different Sundays; in the weeks between, Geneva and New York
# are five hours apart instead of six. Interfaces turn these values into sentences.

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import NamedTuple

from webinars.caching.memoize import memoize
from webinars.timezones import zones
from webinars.timezones.local_times import to_local

_SHORT = timedelta(days=60)  # a longer period counts as usual
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class UnusualDifference:
    """How far zone_b is ahead of zone_a, usually and on that day.

    Valid from starts_at until ends_at; first_day and last_day are the corresponding dates in zone_a.
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
    """A period from starts_at in which zone_b is ahead by a constant difference."""

    starts_at: datetime
    ahead: timedelta


def unusual_difference(instant: datetime, zone_a: str, zone_b: str) -> UnusualDifference | None:
    """Return the unusual difference of two zones at an instant, or None.

    There is one if the difference at that instant lasts less than 60 days.
    """
    runs = _runs(zones.canonical(zone_a), zones.canonical(zone_b))
    index = bisect_right(runs, instant, key=lambda run: run.starts_at) - 1
    if not 0 < index < len(runs) - 1:  # the lengths of the first and the last run are unknown
        return None
    run, ends_at = runs[index], runs[index + 1].starts_at
    if ends_at - run.starts_at >= _SHORT:
        return None
    first_day, last_day = _days(run.starts_at, ends_at, instant, zone_a)
    usual = _usual(runs, index)
    return UnusualDifference(
        zone_a, zone_b, usual, run.ahead, first_day, last_day, run.starts_at, ends_at
    )


def unusual_differences(
    instant: datetime, zones_own_first: Sequence[str]
) -> list[UnusualDifference]:
    """Return the unusual differences of several zones, the event's own zone first.

    The event's zone is compared with each other one; without one there, the others are compared
    with each other. Redundant ones are left out.
    """
    names = list(dict.fromkeys(map(zones.canonical, zones_own_first)))
    own = _unique_differences(instant, [(names[0], other) for other in names[1:]]) if names else []
    return own or _unique_differences(instant, list(combinations(names[1:], 2)))


def _unique_differences(
    instant: datetime, pairs: Sequence[tuple[str, str]]
) -> list[UnusualDifference]:
    unique: dict[tuple[datetime, frozenset[timedelta]], UnusualDifference] = {}
    for difference in (unusual_difference(instant, zone_a, zone_b) for zone_a, zone_b in pairs):
        if difference:  # Geneva and New York have the same difference as New York and Vienna
            unique.setdefault(
                (
                    difference.starts_at,
                    frozenset(map(abs, (difference.usual, difference.that_day))),
                ),
                difference,
            )
    return list(unique.values())


@memoize(1024)
def _runs(zone_a: str, zone_b: str) -> tuple[_Run, ...]:
    """Return the periods of constant difference between two zones, oldest first."""
    both = (*zones.offset_changes(zone_a), *zones.offset_changes(zone_b))
    instants = {change.at for change in both if change.at > zones.EARLIEST}
    runs: list[_Run] = []
    for at in (zones.EARLIEST, *sorted(instants)):
        ahead = zones.utc_offset(at, zone_b) - zones.utc_offset(at, zone_a)
        if not runs or runs[-1].ahead != ahead:
            runs.append(_Run(at, ahead))
    return tuple(runs)


def _usual(runs: Sequence[_Run], index: int) -> timedelta:
    """Return the difference before or after a run, whichever lasts longer; the last run never ends."""
    before, after = runs[index - 1], runs[index + 1]
    if index + 2 == len(runs):
        return after.ahead
    length_after = runs[index + 2].starts_at - after.starts_at
    return after.ahead if length_after >= runs[index].starts_at - before.starts_at else before.ahead


def _days(
    starts_at: datetime, ends_at: datetime, instant: datetime, zone: str
) -> tuple[date, date]:
    """Return the first and last date whose noon is in a run, extended to the date of the instant."""
    start, end, own = (to_local(at, zone) for at in (starts_at, ends_at, instant))
    noon = time(12)
    first = start.date() if start.time() <= noon else start.date() + _DAY
    last = end.date() if end.time() > noon else end.date() - _DAY
    return min(first, own.date()), max(last, own.date())
