"""Events of a calendar file (RFC 5545): each VEVENT, and each date of a recurrence rule."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from webinars.errors import InvalidInputError
from webinars.event_import.calendar_components import Component, parse_calendars
from webinars.event_import.calendar_text import is_private, source_text, status_of
from webinars.event_import.calendar_times import (
    ASSUMED_LENGTH,
    DayOrTime,
    LocalTime,
    TimeReader,
    in_zone,
    length_of,
    moved_to,
    parse_duration,
    rule_start,
    schedule_of,
)
from webinars.event_import.calendar_zones import CalendarZones
from webinars.event_import.expansion import date_id_of, expand, on_day
from webinars.event_import.source_events import (
    LONGEST_UID,
    MAX_EVENTS,
    ListedDays,
    ReadingChoices,
    RefusedEntry,
    SourceEvent,
    SourceList,
    SourceNote,
)
from webinars.timezones.rule_dates import DayBudget
from webinars.timezones.schedule import resolve

_DAY = timedelta(days=1)
_MOST_SEQUENCE = 2**31 - 2  # one more is the highest that is stored


@dataclass(frozen=True)
class _Entry:
    """A VEVENT with its number, the calendar it is in, and the reader of its times."""

    number: int
    component: Component
    times: TimeReader
    zones: CalendarZones
    is_cancelling: bool


def read_calendar(text: str, choices: ReadingChoices) -> SourceList:
    """Return the events of a calendar file; an entry that cannot be imported is refused alone.

    Raises:
        InvalidInputError: as of parse_calendars(); "import-too-many-events" (facts: most);
            "import-without-events"; "recurrence-too-complex".
    """
    budget = DayBudget()
    groups: dict[str, list[_Entry]] = defaultdict(list)
    for entry in _entries(parse_calendars(text), choices, budget):
        uid = entry.component.text("UID")
        groups[uid or f"\n{entry.number}"].append(entry)  # one without a UID is alone
    if not groups:
        raise InvalidInputError("import-without-events")
    reader = _GroupReader(choices, budget)
    for group in groups.values():
        reader.read(group)
    by_number = sorted(reader.events, key=lambda event: event.number)
    return SourceList(
        tuple(by_number),
        tuple(sorted(reader.refused, key=lambda entry: entry.number)),
        reader.rules,
    )


def _entries(
    calendars: Sequence[Component], choices: ReadingChoices, budget: DayBudget
) -> Iterator[_Entry]:
    number = 0
    for calendar in calendars:
        zones = CalendarZones(
            list(calendar.named("VTIMEZONE")), choices.zone or choices.default_zone, budget
        )
        times = TimeReader(calendar, zones, choices)
        is_cancelling = calendar.text("METHOD").upper() == "CANCEL"
        for component in calendar.named("VEVENT"):
            number += 1
            yield _Entry(number, component, times, zones, is_cancelling)


class _GroupReader:
    """Collects the events of entries, those with one UID together."""

    def __init__(self, choices: ReadingChoices, budget: DayBudget) -> None:
        self._choices = choices
        self._budget = budget
        self.events: list[SourceEvent] = []
        self.refused: list[RefusedEntry] = []
        self.rules: dict[str, ListedDays] = {}

    def read(self, entries: Sequence[_Entry]) -> None:
        """Add the events of the entries with one UID: single ones, or a rule and the dates that differ."""
        overrides = [entry for entry in entries if "RECURRENCE-ID" in entry.component.properties]
        masters = [entry for entry in entries if entry not in overrides]
        # Several states of one entry: the last revision counts.
        master = max(masters, key=lambda entry: _sequence(entry.component), default=None)
        is_rule = master is not None and _is_recurring(master.component)
        try:
            events = self._of_master(master) if master else {}
        except InvalidInputError as error:
            _reraise_if_total(error)
            assert master is not None  # noqa: S101 - for the type checker
            self._refuse(master, error)
            return
        for override in overrides:
            try:
                self._replace(events, override, master, is_rule=is_rule)
            except InvalidInputError as error:
                _reraise_if_total(error)
                self._refuse(override, error)
        self.events += events.values()
        if len(self.events) > MAX_EVENTS:
            raise InvalidInputError("import-too-many-events", most=MAX_EVENTS)

    def _of_master(self, entry: _Entry) -> dict[str, SourceEvent]:
        """Return the events of an entry by date; a single one has the date ""."""
        component = entry.component
        start, length, notes = self._start_and_length(entry)
        event = self._event(entry, start, length, notes)
        if not _is_recurring(component):
            resolve(event.when)
            return {"": _noted(event, start)}
        zone = entry.times.display_zone
        is_instant = isinstance(start, LocalTime) and start.is_instant
        clock_start = rule_start(start)
        expanded = expand(component, clock_start, entry.times, self._choices.today, self._budget)
        if expanded.last is not None:
            event = replace(
                event, notes=(*event.notes, SourceNote("dates-until", expanded.last.isoformat()))
            )
        events = {}
        for day_or_time in expanded.days_or_times:
            shown = (
                in_zone(day_or_time.instant, zone)
                if is_instant and isinstance(day_or_time, LocalTime)
                else day_or_time
            )
            try:
                when = schedule_of(shown, length, zone, is_elapsed=_is_elapsed(component))
                resolve(when)
            except InvalidInputError as error:
                self._refuse(entry, error)
                continue
            key = date_id_of(day_or_time)
            events[key] = _noted(replace(event, when=when, date_id=key), shown)
        if event.uid:
            self.rules[event.uid] = expanded.listed
        return events

    def _replace(
        self,
        events: dict[str, SourceEvent],
        entry: _Entry,
        master: _Entry | None,
        *,
        is_rule: bool,
    ) -> None:
        """Put an entry of one date in the place of what the rule says of it."""
        identifier = entry.component.first("RECURRENCE-ID")
        assert identifier is not None  # noqa: S101 - for the type checker
        if identifier.parameters.get("RANGE"):
            raise InvalidInputError("recurrence-range-not-supported")
        original = entry.times.day_or_time(identifier)
        if master is not None:
            start = master.component.first("DTSTART")
            first = master.times.day_or_time(start) if start else original
            original = _date_of_rule(original, rule_start(first), events)
        key = date_id_of(original)
        day_or_time, length, notes = self._start_and_length(entry)
        event = replace(self._event(entry, day_or_time, length, notes), date_id=key)
        event = _noted(event, day_or_time)
        resolve(event.when)
        day = original.local.date() if isinstance(original, LocalTime) else original
        listed = self.rules.get(event.uid)
        is_before = is_rule and listed is not None and day < listed.first
        if key in events or not is_before:
            events[key] = event

    def _start_and_length(
        self, entry: _Entry
    ) -> tuple[DayOrTime, timedelta, tuple[SourceNote, ...]]:
        component = entry.component
        start_property = component.first("DTSTART")
        if start_property is None:
            raise InvalidInputError("import-without-start")
        start = entry.times.day_or_time(start_property)
        end_property = component.first("DTEND")
        end = entry.times.day_or_time(end_property) if end_property else None
        length = length_of(start, end, parse_duration(component.text("DURATION")))
        notes = list[SourceNote]()
        tzid = start_property.parameters.get("TZID", "")
        if isinstance(start, LocalTime) and tzid and not entry.zones.is_named(tzid):
            notes.append(SourceNote("zone-by-rules", start.zone))
        if length is None and isinstance(start, LocalTime):
            notes.append(SourceNote("end-assumed"))
        assumed = ASSUMED_LENGTH if isinstance(start, LocalTime) else _DAY
        return start, length or assumed, tuple(notes)

    def _event(
        self, entry: _Entry, start: DayOrTime, length: timedelta, notes: tuple[SourceNote, ...]
    ) -> SourceEvent:
        component = entry.component
        uid = component.text("UID")
        if len(uid.encode()) > LONGEST_UID or not uid.isprintable():
            raise InvalidInputError("import-uid-invalid")
        is_tentative = component.text("STATUS").upper() == "TENTATIVE"
        return SourceEvent(
            entry.number,
            source_text(component),
            schedule_of(
                start,
                length,
                entry.times.display_zone,
                is_elapsed=_is_elapsed(component),
                is_tentative=is_tentative,
            ),
            uid=uid,
            sequence=_sequence(component),
            status=status_of(component, is_cancelling=entry.is_cancelling),
            is_private=is_private(component),
            notes=notes,
        )

    def _refuse(self, entry: _Entry, error: InvalidInputError) -> None:
        title = " ".join(entry.component.text("SUMMARY").split())
        self.refused.append(RefusedEntry(entry.number, title[:200], error))
        if len(self.refused) > MAX_EVENTS:
            raise InvalidInputError("import-too-many-events", most=MAX_EVENTS)


def _noted(event: SourceEvent, start: DayOrTime) -> SourceEvent:
    """Return an event with a note if clocks show its start twice, and the first of the two was taken."""
    if not isinstance(start, LocalTime) or not start.is_repeated:
        return event
    return replace(event, notes=(*event.notes, SourceNote("hour-repeated", start.zone)))


def _date_of_rule(
    original: DayOrTime, first: DayOrTime, events: Mapping[str, SourceEvent]
) -> DayOrTime:
    """Return which date of a rule a RECURRENCE-ID names; some programs name its day, or midnight, alone."""
    if not isinstance(first, LocalTime):
        return original.local.date() if isinstance(original, LocalTime) else original
    if not isinstance(original, LocalTime):
        return on_day(first, original)
    moved = moved_to(original, first.zone)
    if original.local.time() == time.min and date_id_of(moved) not in events:
        return on_day(first, original.local.date())
    return moved


def _reraise_if_total(error: InvalidInputError) -> None:
    """Refuse the whole file where a limit of all its entries is reached."""
    if error.code in {"recurrence-too-complex", "import-too-many-events"}:
        raise error


def _is_elapsed(component: Component) -> bool:
    """Return whether the length is elapsed time: hours of DURATION are, its days are not (RFC 5545 3.3.6)."""
    return "DTEND" not in component.properties and "T" in component.text("DURATION")


def _is_recurring(component: Component) -> bool:
    return "RRULE" in component.properties or "RDATE" in component.properties


def _sequence(component: Component) -> int:
    text = component.text("SEQUENCE")
    return min(int(text), _MOST_SEQUENCE) if text.isdecimal() and len(text) < 20 else 0  # noqa: PLR2004
