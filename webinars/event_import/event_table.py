"""Events of a CSV table: one a row, in columns that docs/organisers.md lists."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone

from webinars.errors import InvalidInputError
from webinars.event_import.calendar_times import ASSUMED_LENGTH, in_zone
from webinars.event_import.source_events import (
    LONGEST_UID,
    MAX_EVENTS,
    ReadingChoices,
    RefusedEntry,
    SourceEvent,
    SourceList,
    SourceNote,
    SourceStatus,
    SourceText,
)
from webinars.security import csv
from webinars.timezones import zones
from webinars.timezones.schedule import Days, Month, Timed, When, resolve, timed

COLUMNS = (
    "title",
    "start",
    "end",
    "time zone",
    "place",
    "description",
    "link",
    "meeting link",
    "contact name",
    "contact e-mail",
    "status",
    "language",
    "uid",
    "sequence",
)
REQUIRED = ("title", "start")
SEPARATORS = (",", ";", "\t")

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:Z|([+-])(\d{2}):?(\d{2}))", re.IGNORECASE)
_NOON, _MONTHS = 12, 12
_CLOCK_TIME = slice(len("2027-10-31T"), None)  # in an ISO date and time
_MOST_DIGITS = 9


def read_table(text: str, choices: ReadingChoices) -> SourceList:
    """Return the events of a table with a heading line; a row that cannot be imported is refused alone.

    Raises:
        InvalidInputError: "table-without-columns" (facts: columns that are missing); "import-without-events";
            "import-too-many-events" (facts: most); as of csv.parse_table().
    """
    rows = csv.parse_table(text, _separator_of(text), MAX_EVENTS + 1)
    headings = [_heading(cell) for cell in rows[0][1]] if rows else []
    missing = [name for name in REQUIRED if name not in headings]
    if missing:
        raise InvalidInputError("table-without-columns", columns=", ".join(missing))
    if len(rows) == 1:
        raise InvalidInputError("import-without-events")
    if len(rows) > MAX_EVENTS + 1:
        raise InvalidInputError("import-too-many-events", most=MAX_EVENTS)
    events, refused = list[SourceEvent](), list[RefusedEntry]()
    for line, cells in rows[1:]:
        values = {
            name: cell for name, cell in zip(headings, cells, strict=False) if name in COLUMNS
        }
        try:
            events.append(_event(line, values, choices))
        except InvalidInputError as error:
            refused.append(RefusedEntry(line, values.get("title", "")[:200], error))
    return SourceList(tuple(events), tuple(refused), is_table=True)


def _separator_of(text: str) -> str:
    """Return the separator that divides the first line into the most known headings."""
    line = text.lstrip("\r\n").partition("\n")[0]

    def known(separator: str) -> int:
        cells = csv.parse_cells(line[: csv.LONGEST_FIELD], separator)
        return sum(_heading(cell) in COLUMNS for cell in cells)

    return max(SEPARATORS, key=known)


def _heading(cell: str) -> str:
    words = " ".join(re.sub(r"[\s_]+", " ", cell).split()).casefold()
    return {"timezone": "time zone", "contact email": "contact e-mail"}.get(words, words)


def _event(line: int, values: Mapping[str, str], choices: ReadingChoices) -> SourceEvent:
    zone = values.get("time zone") or choices.zone
    if zone:
        zone = zones.canonical(zone)
    when, notes = _schedule(values.get("start", ""), values.get("end", ""), zone, choices)
    _check_times(when)
    uid = values.get("uid", "")
    if len(uid.encode()) > LONGEST_UID or not uid.isprintable():
        raise InvalidInputError("import-uid-invalid")
    return SourceEvent(
        line,
        SourceText(
            title=" ".join(values.get("title", "").split()),
            description=values.get("description", ""),
            place=" ".join(values.get("place", "").split()),
            url=values.get("link", ""),
            meeting_urls=tuple(filter(None, (values.get("meeting link", ""),))),
            contact_name=values.get("contact name", ""),
            contact_email=values.get("contact e-mail", ""),
            language=values.get("language", ""),
        ),
        when,
        uid=uid,
        sequence=_sequence(values.get("sequence", "")),
        status=_status(values.get("status", "")),
        notes=notes,
    )


def _check_times(when: When) -> None:
    """Check that a schedule has its instants.

    Raises:
        InvalidInputError: "import-hour-repeated" (facts: time; first, second: what to write); as of
            resolve().
    """
    try:
        resolve(when)
    except InvalidInputError as error:
        if error.code != "local-time-ambiguous":
            raise
        local, readings = error.facts["local"], error.facts["readings"]
        offsets = (timezone(local.replace(tzinfo=UTC) - at) for at in readings)
        first, second = (
            local.replace(tzinfo=offset).isoformat(timespec="minutes")[_CLOCK_TIME]
            for offset in offsets
        )
        raise InvalidInputError(
            "import-hour-repeated", time=f"{local:%H:%M}", first=first, second=second
        ) from error


def _schedule(
    start: str, end: str, zone: str, choices: ReadingChoices
) -> tuple[When, tuple[SourceNote, ...]]:
    """Return the schedule of a row: a month, days, or times with a zone or UTC offset."""
    if not start:
        raise InvalidInputError("import-without-start")
    month = _MONTH.fullmatch(start)
    if month and 1 <= int(month[2]) <= _MONTHS:
        return Month(int(month[1]), int(month[2]), zone or choices.default_zone), ()
    first, clock, offset = _parse(start)
    if clock is None:
        last, last_clock, _ = _parse(end) if end else (first, None, None)
        if last_clock is not None or last < first:
            raise InvalidInputError("end-before-start")
        return Days(first, last, zone or choices.default_zone), ()
    begins = datetime.combine(first, datetime.min.time()) + clock
    if offset is not None:
        return _of_instants(begins, offset, end, zone or choices.default_zone)
    if not zone:
        raise InvalidInputError("import-time-without-zone")
    if not end:
        return Timed(begins, begins + ASSUMED_LENGTH, zone), (SourceNote("end-assumed"),)
    ends = _end(end, first)
    return Timed(begins, ends, zone), ()


def _of_instants(
    begins: datetime, offset: timedelta, end: str, zone: str
) -> tuple[When, tuple[SourceNote, ...]]:
    ends = begins + ASSUMED_LENGTH
    notes: tuple[SourceNote, ...] = (SourceNote("end-assumed"),)
    if end:
        day, clock, end_offset = _parse(end, begins.date())
        ends = datetime.combine(day, datetime.min.time()) + (clock or timedelta())
        ends += offset - (offset if end_offset is None else end_offset)
        notes = ()
    local = in_zone((begins - offset).replace(tzinfo=UTC), zone)
    length = ends - begins
    ends_there = in_zone((ends - offset).replace(tzinfo=UTC), local.zone).local
    if length <= timedelta():
        raise InvalidInputError("end-before-start")
    return timed(local.local, ends_there, local.zone, length), notes


def _end(text: str, day: date) -> datetime:
    on, clock, _ = _parse(text, day)
    if clock is None:
        raise InvalidInputError("import-time-invalid", text=text[:40])
    return datetime.combine(on, datetime.min.time()) + clock


def _parse(text: str, day: date | None = None) -> tuple[date, timedelta | None, timedelta | None]:
    """Return the day, the time since midnight and the UTC offset of a cell; a time alone is on the day given.

    Raises:
        InvalidInputError: "import-date-ambiguous" for 04/05/2027 (facts: text); "import-time-invalid" (facts:
            text, shortened).
    """
    try:
        rest, on = _split_day(text.strip(), day)
        rest = rest.removeprefix("T").strip()
        if not rest:
            return on, None, None
        clock = _CLOCK.match(rest)
        if clock is None:
            raise ValueError(text)  # noqa: TRY301 - answered like an impossible day
        hours = int(clock[1])
        if clock[4]:
            if not 1 <= hours <= _NOON:
                raise ValueError(text)  # noqa: TRY301
            hours = hours % _NOON + (_NOON if clock[4][0] in "pP" else 0)
        time = datetime(2000, 1, 1, hours, int(clock[2]), int(clock[3] or 0), tzinfo=UTC).time()
        rest = rest[clock.end() :].strip()
        offset = _OFFSET.fullmatch(rest) if rest else None
        if rest and offset is None:
            raise ValueError(text)  # noqa: TRY301
    except ValueError as error:
        raise InvalidInputError("import-time-invalid", text=text[:40]) from error
    since = timedelta(hours=time.hour, minutes=time.minute, seconds=time.second)
    return on, since, _offset(offset) if offset else None


def _split_day(text: str, day: date | None) -> tuple[str, date]:
    """Return what follows the day of a text, and that day.

    Raises:
        ValueError: there is none.
    """
    if match := _ISO_DAY.match(text):
        return text[match.end() :], date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED_DAY.match(text):
        return text[match.end() :], date(int(match[3]), int(match[2]), int(match[1]))
    if match := _SLASHED_DAY.match(text):
        one, other = int(match[1]), int(match[2])
        if max(one, other) <= _MONTHS and one != other:
            raise InvalidInputError("import-date-ambiguous", text=match[0])
        day_of_month, month = (one, other) if one > _MONTHS else (other, one)
        return text[match.end() :], date(int(match[3]), month, day_of_month)
    if day is None:
        raise ValueError(text)
    return text, day


def _offset(match: re.Match[str]) -> timedelta:
    length = timedelta(hours=int(match[2] or 0), minutes=int(match[3] or 0))
    return -length if match[1] == "-" else length


def _status(text: str) -> SourceStatus:
    word = text.casefold()
    if word in {"", "confirmed", "published", "tentative", "draft"}:
        return SourceStatus.CONFIRMED
    if word in {"cancelled", "canceled"}:
        return SourceStatus.CANCELLED
    if word == "postponed":
        return SourceStatus.POSTPONED
    raise InvalidInputError("import-status-unknown", text=text[:40])


def _sequence(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0
