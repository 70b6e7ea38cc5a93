"""Parse a zone's changes and its permanent rule from a TZif file (RFC 9636)."""

# pytz and zoneinfo have no public access to these; a VTIMEZONE needs them.

import re
import struct
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_HEAD: Final = struct.Struct(">4sc15x6l")
_TYPE: Final = struct.Struct(">lBB")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# datetime cannot hold every 64-bit instant, and no event is older.
_OLDEST: Final = -(2**31)
_NAME = r"(?:<([^>]+)>|([A-Za-z]+))"
_OFFSET = r"([-+]?\d+(?::\d+)*)"
_DATE = rf",M(\d+)\.(\d)\.(\d)(?:/{_OFFSET})?"
_POSIX: Final = re.compile(f"{_NAME}{_OFFSET}(?:(?:<[^>]+>|[A-Za-z]+){_OFFSET}?{_DATE}{_DATE})?")
_TWO_O_CLOCK: Final = "2"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class OffsetChange:
    """A change of the UTC offset."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def local_before(self) -> datetime:
        """Return the naive local time of the change, by the offset before it."""
        return self.at.replace(tzinfo=None) + self.before

    @property
    def has_seconds(self) -> bool:
        """Return whether an offset has seconds, which iCalendar clients cannot handle."""
        return any(offset.total_seconds() % 60 for offset in (self.before, self.after))


@dataclass(frozen=True)
class YearlyRule:
    """A yearly change, by the wall clock before it, on a month's week-th weekday (0 is Sunday)."""

    month: int
    week: int
    weekday: int
    time: timedelta
    before: timedelta
    after: timedelta

    def local(self, year: int) -> datetime:
        """Return the naive local time of the change in a year; week 5 means the last."""
        first = datetime(year, self.month, 1)  # noqa: DTZ001 - a wall clock
        # Python counts weekdays from Monday.
        to_weekday = (self.weekday - 1 - first.weekday()) % 7
        on = first + timedelta(days=to_weekday + 7 * (self.week - 1))
        return (on if on.month == self.month else on - timedelta(days=7)) + self.time


@dataclass(frozen=True)
class ZoneRules:
    """Changes in order, followed by a permanent offset or a pair of yearly rules."""

    changes: tuple[OffsetChange, ...]
    first_offset: timedelta
    final_offset: timedelta
    final_name: str
    rule: tuple[YearlyRule, YearlyRule] | None

    def resolve(self, local: datetime) -> tuple[datetime, ...]:
        """Return the instants of a naive local time, within the table."""
        as_utc = local.replace(tzinfo=UTC)
        # No offset exceeds a day, and no zone changes twice in two days.
        offsets = {self.offset(as_utc - _DAY), self.offset(as_utc + _DAY)}
        candidates = sorted(as_utc - offset for offset in offsets)
        return tuple(at for at in candidates if at + self.offset(at) == as_utc)

    def offset(self, at: datetime) -> timedelta:
        """Return the offset at an instant, within the table."""
        past = bisect_right(self.changes, at, key=lambda change: change.at)
        return self.changes[past - 1].after if past else self.first_offset


def read_zone(data: bytes) -> ZoneRules:
    """Parse a TZif file of version 2 or later."""
    # The first block has 32-bit instants; the second repeats them with 64 bits.
    times, types, first, end = _block(data, _end_of_block(data, 0, 4), 8)
    final_name, final_offset, rule = _posix(data[end:].strip(b"\n").decode("ascii"))
    changes = []
    before = first
    for at, (after, name) in zip(times, types, strict=True):
        # Ignore changes of the abbreviation only.
        if after != before and at >= _OLDEST:
            changes.append(OffsetChange(_EPOCH + timedelta(seconds=at), before, after, name))
        before = after
    return ZoneRules(tuple(changes), first, final_offset, final_name, rule)


def _counts(data: bytes, start: int) -> tuple[int, ...]:
    magic, version, *counts = _HEAD.unpack_from(data, start)
    if magic != b"TZif" or version < b"2":
        raise ValueError("not a TZif file of version 2 or later")
    return tuple(counts)


def _end_of_block(data: bytes, start: int, width: int) -> int:
    ut_flags, standard_flags, leaps, times, types, letters = _counts(data, start)
    size = times * (width + 1) + types * _TYPE.size + letters + leaps * (width + 4)
    return start + _HEAD.size + size + standard_flags + ut_flags


def _block(
    data: bytes, start: int, width: int
) -> tuple[tuple[int, ...], list[tuple[timedelta, str]], timedelta, int]:
    _, _, _, times, types, letters = _counts(data, start)
    at = start + _HEAD.size
    instants = struct.unpack_from(f">{times}q", data, at)
    indexes = data[at + times * width : at + times * width + times]
    at += times * width + times
    names = data[at + types * _TYPE.size : at + types * _TYPE.size + letters]
    table = []
    for seconds, _, start_of_name in (
        _TYPE.unpack_from(data, at + index * _TYPE.size) for index in range(types)
    ):
        name = names[start_of_name : names.index(b"\0", start_of_name)].decode("ascii")
        table.append((timedelta(seconds=seconds), name))
    return (
        instants,
        [table[index] for index in indexes],
        table[0][0],
        _end_of_block(data, start, width),
    )


def _posix(text: str) -> tuple[str, timedelta, tuple[YearlyRule, YearlyRule] | None]:
    match = _POSIX.fullmatch(text)
    if match is None:
        raise ValueError(f"unsupported rule of a time zone: {text}")
    quoted, plain, offset, summer_offset, *dates = match.groups()
    standard = -_time(offset)
    name = quoted or plain
    if dates[0] is None:
        return name, standard, None
    summer = -_time(summer_offset) if summer_offset else standard + timedelta(hours=1)
    begins, ends = dates[:4], dates[4:]
    return name, standard, (_rule(begins, standard, summer), _rule(ends, summer, standard))


def _rule(parts: list[str], before: timedelta, after: timedelta) -> YearlyRule:
    month, week, weekday, time = parts
    return YearlyRule(
        int(month), int(week), int(weekday), _time(time or _TWO_O_CLOCK), before, after
    )


def _time(text: str) -> timedelta:
    """Parse hours[:minutes[:seconds]]; the sign applies to all three."""
    numbers = [int(number) for number in text.lstrip("+-").split(":")]
    hours, minutes, seconds = (*numbers, 0, 0)[:3]
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -size if text.startswith("-") else size
