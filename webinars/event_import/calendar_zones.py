"""Which IANA zone a TZID means: its name, the name that Windows gives it, or the rules of its VTIMEZONE."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from webinars.errors import InvalidInputError
from webinars.event_import.calendar_components import Component
from webinars.timezones import zones
from webinars.timezones.rule_dates import DayBudget, Rule, parse_rule, rule_dates

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_LOCAL = re.compile(r"(\d{8}T\d{6})Z?")
_MAX_OBSERVANCES = 100  # of one VTIMEZONE
_MAX_DEFINED = 50  # VTIMEZONEs that are compared with all zones
_STEP = timedelta(days=14)  # between the instants at which rules are compared
_LAST_ONSET = date(zones.LAST_YEAR, 12, 31)


class CalendarZones:
    """The zones of a calendar's TZIDs; rules are compared in the year of each time."""

    def __init__(self, definitions: Sequence[Component], preferred: str, budget: DayBudget) -> None:
        """Remember the VTIMEZONEs; preferred: the zone that wins among several of the same rules."""
        self._definitions = {one.text("TZID"): one for one in definitions[:_MAX_DEFINED]}
        self._preferred = preferred
        self._budget = budget
        self._found: dict[tuple[str, int], str] = {}

    def zone_of(self, tzid: str, year: int) -> str:
        """Return the IANA zone that a TZID means in a year.

        Raises:
            InvalidInputError: "import-zone-unknown" (facts: zone, shortened); "recurrence-too-complex".
        """
        key = (tzid, year)
        if key not in self._found:
            self._found[key] = self._by_name(tzid) or self._by_rules(tzid, year)
        if not self._found[key]:
            raise InvalidInputError("import-zone-unknown", zone=tzid[:60])
        return self._found[key]

    def is_named(self, tzid: str) -> bool:
        """Return whether the name alone says which zone it is."""
        return bool(self._by_name(tzid))

    def _by_name(self, tzid: str) -> str:
        """Return the zone by an IANA name, also at the end of a path, or by a Windows name; else ""."""
        parts = tzid.strip("/").split("/")
        for start in range(len(parts)):
            name = "/".join(parts[start:])
            # "GMT" and "CET" are IANA names too, but files use them for the rules of London and Paris.
            if name in zones.NAMES and ("/" in name or tzid not in self._definitions):
                return zones.canonical(name)
        name = WINDOWS_TO_OLSON.get(tzid, "")
        return zones.canonical(name) if name in zones.NAMES else ""

    def _by_rules(self, tzid: str, year: int) -> str:
        """Return a zone with the offsets of a VTIMEZONE throughout a year, "" if there is none."""
        definition = self._definitions.get(tzid)
        if definition is None or not zones.is_year_known(year):
            return ""
        try:
            onsets = sorted(_onsets(definition, year, self._budget))
        except ValueError:
            return ""
        if not onsets:
            return ""
        first = datetime(year, 1, 1, tzinfo=UTC)
        instants = [first + _STEP * number for number in range(26)]
        offsets = [_offset_at(onsets, instant) for instant in instants]
        for zone in self._candidates(tzid):
            if all(
                zones.utc_offset(at, zone) == offset
                for at, offset in zip(instants, offsets, strict=True)
            ):
                return zones.canonical(zone)
        return ""

    def _candidates(self, tzid: str) -> Iterator[str]:
        """Yield all zones, the likeliest first: ours, cities that the TZID names, those of Windows."""
        words = tzid.casefold().replace(" ", "_")
        known = zones.choices()
        named = (name for name in known if name.rpartition("/")[2].casefold() in words)
        main = (name for name in WINDOWS_TO_OLSON.values() if name in zones.NAMES)
        return iter(dict.fromkeys(chain((self._preferred,), named, main, known)))


def _onsets(
    definition: Component, year: int, budget: DayBudget
) -> Iterator[tuple[datetime, timedelta]]:
    """Yield the instants from which a VTIMEZONE has an offset, up to the end of a year, and that offset.

    Raises:
        ValueError: a part is missing or invalid.
    """
    observances = [one for one in definition.components if one.name in {"STANDARD", "DAYLIGHT"}]
    if len(observances) > _MAX_OBSERVANCES:
        raise ValueError(len(observances))
    for observance in observances:
        before, after = (_offset(observance.text(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        start = _local(observance.text("DTSTART"))
        yield (start - before).replace(tzinfo=UTC), after
        for dates in observance.properties.get("RDATE", ())[:_MAX_OBSERVANCES]:
            for text in dates.value.split(",")[:_MAX_OBSERVANCES]:
                yield (_local(text) - before).replace(tzinfo=UTC), after
        rule_text = observance.text("RRULE")
        if rule_text:
            for day in _rule_days(rule_text, start.date(), year, budget):
                yield (datetime.combine(day, start.time()) - before).replace(tzinfo=UTC), after


def _rule_days(text: str, start: date, year: int, budget: DayBudget) -> Iterator[date]:
    try:
        rule: Rule = parse_rule(text)
    except InvalidInputError as error:
        raise ValueError(text) from error
    last = min(date(year, 12, 31), _LAST_ONSET)
    until = rule.until.date() if isinstance(rule.until, datetime) else rule.until
    # A year before, because the offset of January began then.
    since = max(start, date(year - 1, 1, 1))
    return rule_dates(rule, start, min(last, until or last), budget, since)


def _offset_at(onsets: Sequence[tuple[datetime, timedelta]], instant: datetime) -> timedelta:
    offset = onsets[0][1]
    for at, after in onsets:
        if at > instant:
            break
        offset = after
    return offset


def _offset(text: str) -> timedelta:
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError(text)
    sign = -1 if match[1] == "-" else 1
    return sign * timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))


def _local(text: str) -> datetime:
    match = _LOCAL.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return datetime.strptime(match[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall-clock time
