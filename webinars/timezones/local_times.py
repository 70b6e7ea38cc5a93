"""Local times and instants: convert between them, and find local times that clocks skip or repeat."""

import itertools
from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta

from webinars.errors import InvalidInputError
from webinars.timezones import zones

_DAY = timedelta(days=1)


def to_instant(local: datetime, zone: str) -> datetime:
    """Convert a naive local time to a UTC instant.

    Raises:
        InvalidInputError: "local-time-skipped" (facts: local, zone and two neighbours),
            "local-time-ambiguous" (also two readings, both as instants), "unknown-timezone",
            "date-out-of-range" (facts: first, last year).

    References:
        RFC 5545 section 3.3.5 chooses one instant for ambiguous times; we ask the organiser instead.
    """
    _check_year(local.year, zone)
    instant = zones.instant_of(local, zone)
    if instant is None:
        raise _local_time_error(local, zone)
    return instant


def to_first_instant(local: datetime, zone: str) -> datetime:
    """Convert a naive local time to a UTC instant, one that clocks show twice to the first of the two.

    Raises:
        InvalidInputError: as of to_instant(), but for "local-time-ambiguous".

    References:
        RFC 5545 section 3.3.5.
    """
    try:
        return to_instant(local, zone)
    except InvalidInputError as error:
        if error.code != "local-time-ambiguous":
            raise
        first: datetime = error.facts["readings"][0]
        return first


def is_repeated(local: datetime, zone: str) -> bool:
    """Return whether clocks show a naive local time twice, because they go back.

    Raises:
        InvalidInputError: "unknown-timezone".
    """
    known = zones.offset_changes(zone)
    middle = local.replace(tzinfo=UTC)
    start = bisect_right(known, middle - _DAY, key=lambda change: change.at)
    near = itertools.takewhile(lambda change: change.at <= middle + _DAY, known[start:])
    return any(change.at + change.after <= middle < change.at + change.before for change in near)


def to_local(instant: datetime, zone: str) -> datetime:
    """Convert an aware instant to naive local time.

    Raises:
        InvalidInputError: "date-out-of-range", "unknown-timezone".
    """
    return zones.to_local_time(instant, zone).replace(tzinfo=None)


def first_instant(day: date, zone: str) -> datetime:
    """Return the UTC instant at which a day starts: midnight, or the end of a gap that skips it.

    It also accepts the day after the last supported one, which ends that day.
    """
    if day != date(zones.LAST_YEAR + 1, 1, 1):
        _check_year(day.year, zone)
    midnight = datetime.combine(day, time())
    readings = _readings(midnight, zone)
    if readings:
        return readings[0]
    return _gap(midnight, zone).at


def _check_year(year: int, zone: str) -> None:
    if not zones.is_year_known(year):
        raise zones.year_out_of_range()
    if year < zones.WHOLE_MINUTES_SINCE and year < zones.first_year(zone):
        raise zones.year_out_of_range(zones.first_year(zone))


def _readings(local: datetime, zone: str) -> list[datetime]:
    """Return the instants of a local time, the earlier first."""
    instants = {(local - offset).replace(tzinfo=UTC) for offset in _offsets_around(local, zone)}
    return sorted(
        at for at in instants if zones.to_local_time(at, zone).replace(tzinfo=None) == local
    )


def _offsets_around(local: datetime, zone: str) -> list[timedelta]:
    """Return the offsets one day before and after a local time; no offset exceeds a day."""
    middle = local.replace(tzinfo=UTC)
    return [zones.utc_offset(middle + step, zone) for step in (-_DAY, _DAY)]


def _gap(local: datetime, zone: str) -> zones.OffsetChange:
    """Return the change that skips a local time, which is the last one at or before (local - before)."""
    before, _ = _offsets_around(local, zone)
    known = zones.offset_changes(zone)
    skipped = (local - before).replace(tzinfo=UTC)
    return known[bisect_right(known, skipped, key=lambda change: change.at) - 1]


def _local_time_error(local: datetime, zone: str) -> InvalidInputError:
    """Return the error for a skipped or repeated local time, with neighbouring valid times."""
    before, after = _offsets_around(local, zone)
    jump = abs(after - before)
    facts = {"local": local, "zone": zone, "neighbours": (local - jump, local + jump)}
    readings = _readings(local, zone)
    if readings:
        return InvalidInputError("local-time-ambiguous", **facts, readings=tuple(readings))
    return InvalidInputError("local-time-skipped", **facts)
