"""VTIMEZONE for one zone, made of the rules that resolve our times (RFC 5545 section 3.6.5)."""

# Readers differ: Outlook squeezes a VTIMEZONE into one yearly pair of changes, ical.js and vobject
# read one RDATE a property, libical knows no offset before the first change. So there are four ways:
#
# 1. lasting, no more changes: one STANDARD without rule;
# 2. lasting, two changes a year: DAYLIGHT and STANDARD with yearly rules that Outlook can express;
# 3. passing, for the year around an event: the change before it and the next one, without rules
#    (where they lie more than a year apart, one STANDARD);
# 4. not at all (None): the times are written in UTC.
#
# What lasts is a constant per zone and release, true from an instant on (Lasting.since), so it suits
# any number of events together; what passes suits a single file or message only.

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from webinars.ical.content_lines import wall_clock
from webinars.ical.tzif import Change, Rule, ZoneRules, read_zone
from webinars.timezones import zones

# A passing pair of changes is read as a yearly one by Outlook, so it must not reach over a year.
_YEAR = timedelta(days=366)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_LAST_WEEK = 5


@dataclass(frozen=True)
class ConstantRules:
    """A VTIMEZONE valid for every event from an instant on."""

    since: datetime
    block: bytes


def block(zone: str, first: datetime, last: datetime) -> bytes | None:
    """Return the VTIMEZONE for one file with times between two instants, or None: write UTC."""
    standing = rules_from(zone)
    if standing is not None and first >= standing.since:
        return standing.block
    return _passing(zone, first, last) if is_named(zone) else None


def rules_from(zone: str) -> ConstantRules | None:
    """Return the zone's block that many events share, or None where its rules cannot be told so."""
    return _lasting(zone, zones.RELEASE)


def is_named(zone: str) -> bool:
    """Return whether a zone name can be a TZID: Area/City, no offset and no abbreviation.

    Apple takes the name, Windows the rules: "GMT" with London's rules is an hour wrong on one.
    """
    return "/" in zone and not zone.startswith("Etc/")


def readings(local: datetime, zone: str) -> tuple[datetime, ...]:
    """Return the instants of a naive local time in a zone: none, one or two."""
    return _rules(zone, zones.RELEASE).readings(local)


# The release is part of both cache keys.
@cache
def _rules(zone: str, release: str) -> ZoneRules:
    return read_zone(zones.rules(zone))


@cache
def _lasting(zone: str, release: str) -> ConstantRules | None:
    if not is_named(zone):
        return None
    rules = _rules(zone, release)
    if rules.rule is None:
        return _constant(zone, rules)
    if not all(_is_known_to_outlook(rule) for rule in rules.rule):
        return None
    return _yearly(zone, rules, rules.rule)


def _constant(zone: str, rules: ZoneRules) -> ConstantRules | None:
    told = _constant_block(zone, rules.standing_offset, rules.standing_name)
    since = rules.changes[-1].at if rules.changes else _EVER
    return ConstantRules(since, told) if told else None


def _constant_block(zone: str, offset: timedelta, name: str) -> bytes | None:
    only = Change(_EVER - offset, offset, offset, name)
    return None if only.has_seconds else _wrap(zone, _observance("STANDARD", only))


def _yearly(zone: str, rules: ZoneRules, pair: tuple[Rule, Rule]) -> ConstantRules | None:
    ruled: list[tuple[Change, Rule]] = []
    for change in reversed(rules.changes):
        rule = _rule_of(change, pair)
        # A rule that rested for some years began anew.
        if rule is None or (ruled and ruled[-1][0].at - change.at > _YEAR):
            break
        ruled.append((change, rule))
    firsts = ruled[::-1][:2]
    if len(firsts) < len(pair):
        return None
    (first, first_rule), (second, second_rule) = firsts
    return ConstantRules(
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


def _passing(zone: str, first: datetime, last: datetime) -> bytes | None:
    changes = _rules(zone, zones.RELEASE).changes
    behind = [change for change in changes if change.at <= first][-1:]
    ahead = [change for change in changes if change.at > first][:2]
    if not behind or not ahead:
        return None
    change, following = behind[0], ahead[0]
    if following.at - change.at > _YEAR:
        return _constant_block(zone, change.after, change.name) if last < following.at else None
    ends = min([change.at + _YEAR, *(another.at for another in ahead[1:])])
    if last >= ends or change.has_seconds or following.has_seconds:
        return None
    return _pair(zone, change, following)


def _pair(zone: str, one: Change, other: Change, one_rule: str = "", other_rule: str = "") -> bytes:
    # tzdata gives Dublin a negative summer time; Outlook takes the base offset from STANDARD.
    one_kind, other_kind = (
        ("STANDARD", "DAYLIGHT") if one.after < other.after else ("DAYLIGHT", "STANDARD")
    )
    parts = [_observance(one_kind, one, one_rule), _observance(other_kind, other, other_rule)]
    return _wrap(zone, *sorted(parts))


def _observance(kind: str, change: Change, rule: str = "") -> bytes:
    # The wall clock before the change, not after it: the mistake that generators make.
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{wall_clock(change.local_before)}",
        *([f"RRULE:{rule}"] if rule else []),
        f"TZOFFSETFROM:{_offset(change.before)}",
        f"TZOFFSETTO:{_offset(change.after)}",
        f"TZNAME:{change.name}",
        f"END:{kind}",
    ]
    return "".join(f"{each}\r\n" for each in lines).encode("ascii")


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def _wrap(zone: str, *observances: bytes) -> bytes:
    head = f"BEGIN:VTIMEZONE\r\nTZID:{zone}\r\n".encode("ascii")
    return head + b"".join(observances) + b"END:VTIMEZONE\r\n"
