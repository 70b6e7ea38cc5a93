"""Write a zone's VTIMEZONE in a form that all clients parse (RFC 5545 section 3.6.5)."""

# Clients differ: Outlook reduces a VTIMEZONE to one yearly pair of changes, ical.js and vobject read
# one RDATE per property, libical has no offset before the first change. So there are three cases:
#
# 1. no further changes: one STANDARD without a rule;
# 2. two changes a year: DAYLIGHT and STANDARD with yearly rules that Outlook can express;
# 3. none (None): the times are written in UTC.
#
# A zone has one VTIMEZONE per release, because clients keep one per TZID (vobject for the life of the
# process). It describes the present rules, and is correct from the change with which they begin.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from webinars.caching.memoize import PER_ZONE, memoize
from webinars.ical.content_lines import format_local
from webinars.ical.tzif import OffsetChange, YearlyRule, ZoneRules, read_zone
from webinars.timezones import zones

_YEAR = timedelta(days=366)
# A change on the same weekday of the same week comes after 364 or 371 days.
_SAME_WEEK = timedelta(days=365 - 7), timedelta(days=365 + 7)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_LAST_WEEK = 5


@dataclass(frozen=True)
class Vtimezone:
    """The only VTIMEZONE of a zone in a release.

    rules_since: when the present rules first gave another offset than the former ones.
    """

    rules_since: datetime
    content: bytes


def vtimezone(zone: str) -> Vtimezone | None:
    """Return a zone's VTIMEZONE, or None if Outlook cannot express the rules."""
    return _vtimezone(zone, zones.RELEASE)


def instants_of_local_time(local: datetime, zone: str) -> tuple[datetime, ...]:
    """Return the instants of a naive local time in a zone: none, one or two."""
    return _rules(zone, zones.RELEASE).resolve(local)


# The release is part of both cache keys.
@memoize(PER_ZONE)
def _rules(zone: str, release: str) -> ZoneRules:
    return read_zone(zones.tzif_rules(zone))


@memoize(PER_ZONE)
def _vtimezone(zone: str, release: str) -> Vtimezone | None:
    rules = _rules(zone, release)
    if rules.rule is None:
        return _constant_vtimezone(zone, rules)
    if not all(_is_known_to_outlook(rule) for rule in rules.rule):
        return None
    return _yearly_vtimezone(zone, rules, rules.rule)


def _constant_vtimezone(zone: str, rules: ZoneRules) -> Vtimezone | None:
    offset = rules.final_offset
    only = OffsetChange(_EPOCH - offset, offset, offset, rules.final_name)
    if only.has_seconds:
        return None
    content = _wrap(zone, _observance("STANDARD", only))
    return Vtimezone(rules_since(rules.changes, len(rules.changes) - 1), content)


def _yearly_vtimezone(
    zone: str, rules: ZoneRules, pair: tuple[YearlyRule, YearlyRule]
) -> Vtimezone | None:
    regular: list[tuple[OffsetChange, YearlyRule]] = []
    for change in reversed(rules.changes):
        rule = _rule_of(change, pair)
        # After a gap of some years, the rule counts from its last start.
        if rule is None or (regular and regular[-1][0].at - change.at > _YEAR):
            break
        regular.append((change, rule))
    firsts = regular[::-1][:2]
    if len(firsts) < len(pair):
        return None
    (first, first_rule), (second, second_rule) = firsts
    return Vtimezone(
        rules_since(rules.changes, rules.changes.index(first)),
        _pair(zone, first, second, _yearly_rule(first_rule), _yearly_rule(second_rule)),
    )


def rules_since(changes: Sequence[OffsetChange], first: int) -> datetime:
    """Return when the rules that begin with a change first gave another offset than the former ones.

    first: the index of that change; -1 if the zone has no changes.
    """
    if first < 0:
        return _ALWAYS
    change = changes[first]
    if not any(_repeats(change, earlier) for earlier in changes[:first]):
        return change.at
    # The former rules had this change too, so they differ when the other one of their pair is due:
    # Alberta set its clocks forward in March 2026 as every year, but not back in November.
    return changes[first - 1].at + _YEAR


def _repeats(change: OffsetChange, earlier: OffsetChange) -> bool:
    """Return whether a change is that of an earlier year, on about the same date."""
    same_offsets = (change.before, change.after) == (earlier.before, earlier.after)
    return same_offsets and _SAME_WEEK[0] <= change.at - earlier.at <= _SAME_WEEK[1]


def _rule_of(change: OffsetChange, pair: tuple[YearlyRule, YearlyRule]) -> YearlyRule | None:
    local = change.local_before
    for rule in pair:
        same_offsets = (change.before, change.after) == (rule.before, rule.after)
        if same_offsets and rule.local(local.year) == local:
            return rule
    return None


def _is_known_to_outlook(rule: YearlyRule) -> bool:
    return timedelta(0) <= rule.time < timedelta(days=1)


def _yearly_rule(rule: YearlyRule) -> str:
    week = "-1" if rule.week == _LAST_WEEK else str(rule.week)
    return f"FREQ=YEARLY;BYMONTH={rule.month};BYDAY={week}{_WEEKDAYS[rule.weekday]}"


def _pair(
    zone: str, one: OffsetChange, other: OffsetChange, one_rule: str, other_rule: str
) -> bytes:
    # tzdata gives Dublin a negative summer time; Outlook takes the base offset from STANDARD.
    one_name, other_name = (
        ("STANDARD", "DAYLIGHT") if one.after < other.after else ("DAYLIGHT", "STANDARD")
    )
    parts = [_observance(one_name, one, one_rule), _observance(other_name, other, other_rule)]
    return _wrap(zone, *sorted(parts))


def _observance(name: str, change: OffsetChange, rule: str = "") -> bytes:
    # The wall clock before the change, not after it, which generators often get wrong.
    lines = [
        f"BEGIN:{name}",
        f"DTSTART:{format_local(change.local_before)}",
        *([f"RRULE:{rule}"] if rule else []),
        f"TZOFFSETFROM:{_offset(change.before)}",
        f"TZOFFSETTO:{_offset(change.after)}",
        f"TZNAME:{change.name}",
        f"END:{name}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def _wrap(zone: str, *observances: bytes) -> bytes:
    head = f"BEGIN:VTIMEZONE\r\nTZID:{zone}\r\n".encode("ascii")
    return head + b"".join(observances) + b"END:VTIMEZONE\r\n"
