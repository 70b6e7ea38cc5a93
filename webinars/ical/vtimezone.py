"""Write a zone's VTIMEZONE in a form that all clients parse (RFC 5545 section 3.6.5)."""

# Clients differ: Outlook reduces a VTIMEZONE to one yearly pair of changes, ical.js and vobject read
# one RDATE per property, libical has no offset before the first change. So there are four cases:
#
# 1. shared, no further changes: one STANDARD without a rule;
# 2. shared, two changes a year: DAYLIGHT and STANDARD with yearly rules that Outlook can express;
# 3. one year only, around an event: the change before it and the next one, without rules (one
#    STANDARD if they are more than a year apart);
# 4. none (None): the times are written in UTC.
#
# A shared one is constant per zone and release and correct from an instant on (valid_from), so it
# serves all events of a feed; that of one year serves a single file or message only.

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from webinars.caching.memoize import PER_ZONE, memoize
from webinars.ical.content_lines import wall_clock
from webinars.ical.tzif import Change, Rule, ZoneRules, read_zone
from webinars.timezones import zones

# Outlook reads a pair of changes without rules as yearly, so it must not cover more than a year.
_YEAR = timedelta(days=366)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_LAST_WEEK = 5


@dataclass(frozen=True)
class SharedVtimezone:
    """A VTIMEZONE that is correct for every event from an instant on."""

    valid_from: datetime
    content: bytes


def vtimezone_for(zone: str, first: datetime, last: datetime) -> bytes | None:
    """Return the VTIMEZONE for one file with times between two instants, or None if none fits."""
    shared = shared_vtimezone(zone)
    if shared is not None and first >= shared.valid_from:
        return shared.content
    return _one_year_vtimezone(zone, first, last)


def shared_vtimezone(zone: str) -> SharedVtimezone | None:
    """Return the VTIMEZONE for all events of a feed, or None if Outlook cannot express the rules."""
    return _shared_vtimezone(zone, zones.RELEASE)


def resolve(local: datetime, zone: str) -> tuple[datetime, ...]:
    """Return the instants of a naive local time in a zone: none, one or two."""
    return _rules(zone, zones.RELEASE).resolve(local)


# The release is part of both cache keys.
@memoize(PER_ZONE)
def _rules(zone: str, release: str) -> ZoneRules:
    return read_zone(zones.rules(zone))


@memoize(PER_ZONE)
def _shared_vtimezone(zone: str, release: str) -> SharedVtimezone | None:
    rules = _rules(zone, release)
    if rules.rule is None:
        return _constant_vtimezone(zone, rules)
    if not all(_is_known_to_outlook(rule) for rule in rules.rule):
        return None
    return _yearly_vtimezone(zone, rules, rules.rule)


def _constant_vtimezone(zone: str, rules: ZoneRules) -> SharedVtimezone | None:
    content = _single_standard(zone, rules.final_offset, rules.final_name)
    valid_from = rules.changes[-1].at if rules.changes else _EPOCH
    return SharedVtimezone(valid_from, content) if content else None


def _single_standard(zone: str, offset: timedelta, name: str) -> bytes | None:
    only = Change(_EPOCH - offset, offset, offset, name)
    return None if only.has_seconds else _wrap(zone, _observance("STANDARD", only))


def _yearly_vtimezone(
    zone: str, rules: ZoneRules, pair: tuple[Rule, Rule]
) -> SharedVtimezone | None:
    regular: list[tuple[Change, Rule]] = []
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
    return SharedVtimezone(
        first.at,
        _pair(zone, first, second, _yearly_rule(first_rule), _yearly_rule(second_rule)),
    )


def _rule_of(change: Change, pair: tuple[Rule, Rule]) -> Rule | None:
    local = change.local_before
    for rule in pair:
        same_offsets = (change.before, change.after) == (rule.before, rule.after)
        if same_offsets and rule.local(local.year) == local:
            return rule
    return None


def _is_known_to_outlook(rule: Rule) -> bool:
    return timedelta(0) <= rule.time < timedelta(days=1)


def _yearly_rule(rule: Rule) -> str:
    week = "-1" if rule.week == _LAST_WEEK else str(rule.week)
    return f"FREQ=YEARLY;BYMONTH={rule.month};BYDAY={week}{_WEEKDAYS[rule.weekday]}"


def _one_year_vtimezone(zone: str, first: datetime, last: datetime) -> bytes | None:
    changes = _rules(zone, zones.RELEASE).changes
    earlier = [change for change in changes if change.at <= first][-1:]
    later = [change for change in changes if change.at > first][:2]
    if not earlier or not later:
        return None
    change, following = earlier[0], later[0]
    if following.at - change.at > _YEAR:
        return _single_standard(zone, change.after, change.name) if last < following.at else None
    valid_until = min([change.at + _YEAR, *(another.at for another in later[1:])])
    if last >= valid_until or change.has_seconds or following.has_seconds:
        return None
    return _pair(zone, change, following)


def _pair(zone: str, one: Change, other: Change, one_rule: str = "", other_rule: str = "") -> bytes:
    # tzdata gives Dublin a negative summer time; Outlook takes the base offset from STANDARD.
    one_name, other_name = (
        ("STANDARD", "DAYLIGHT") if one.after < other.after else ("DAYLIGHT", "STANDARD")
    )
    parts = [_observance(one_name, one, one_rule), _observance(other_name, other, other_rule)]
    return _wrap(zone, *sorted(parts))


def _observance(name: str, change: Change, rule: str = "") -> bytes:
    # The wall clock before the change, not after it, which generators often get wrong.
    lines = [
        f"BEGIN:{name}",
        f"DTSTART:{wall_clock(change.local_before)}",
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
