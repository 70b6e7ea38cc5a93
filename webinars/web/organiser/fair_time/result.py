"""What the page of fair hours shows: how places were read, proposals, a picture and tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.numbers import format_percent
from flask_babel import gettext as _

from webinars.fair_hours.day_grid import SKIPPED, DayGrid, PlaceRow
from webinars.fair_hours.day_parts import QUARTERS, DayPart, time_of
from webinars.fair_hours.pasted_places import Entry, divided_entry, with_people
from webinars.fair_hours.proposals import Proposals, holidays_of, hour_rows
from webinars.fair_hours.session_choice import session_of
from webinars.i18n import N_, Translator
from webinars.questions.countries import country_name
from webinars.timezones import formatting
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.organiser.fair_time.event_form_fields import time_value

MOST_NAMES = 6  # of a group of places
MOST_ZONES = 6  # of a country, offered as buttons
HOURS = 24
STYLES = {
    DayPart.WORK: "work",
    DayPart.EVENING: "evening",
    DayPart.DAY_OFF: "day-off",
    DayPart.NIGHT: "night",
}
LABELS = {
    DayPart.WORK: N_("working hours"),
    DayPart.EVENING: N_("morning or evening"),
    DayPart.DAY_OFF: N_("day off"),
    DayPart.NIGHT: N_("night"),
}


COUNTS = {
    DayPart.WORK: N_("%(number)s in working hours"),
    DayPart.EVENING: N_("%(number)s in the morning or evening"),
    DayPart.DAY_OFF: N_("%(number)s on a day off"),
    DayPart.NIGHT: N_("%(number)s at night"),
}


@dataclass(frozen=True)
class Replacement:
    """A button that replaces an entry of the list: its value and label."""

    value: str
    text: str


@dataclass(frozen=True)
class EntryLine:
    """An entry as it was read, or a sentence why it was not, with buttons that replace it."""

    text: str
    reading: str
    error: str
    note: str
    replacements: Sequence[Replacement]


@dataclass(frozen=True)
class StartLine:
    """A proposed start: its time, facts about it, and the value that takes it to an event."""

    time: str
    day: str
    facts: str
    value: str
    names: str = ""


@dataclass(frozen=True)
class Bar:
    """A rectangle of the picture, in per cent."""

    style: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class HourLine:
    """Starts with the same numbers, these by part of the day, and the place for which they are worst."""

    times: str
    numbers: tuple[int, int, int, int]
    worst: str


@dataclass(frozen=True)
class Cell:
    """Local start at a place, several if clocks change, with its part of the day as style and label."""

    times: Sequence[str]
    style: str
    label: str


@dataclass(frozen=True)
class PlaceLine:
    """Places with the same hours: their names and a cell for each full hour."""

    names: str
    people: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class NightLine:
    """A place with its nights before and after the dates of a rotation."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class FairTimes:
    """Everything that the page shows of a comparison."""

    city: str
    dates: str
    people: int
    fewest: StartLine
    sessions: Sequence[StartLine]
    rotation: Sequence[StartLine]
    nights: Sequence[NightLine]
    bars: Sequence[Bar]
    ticks: Sequence[tuple[float, str]]
    marks: Sequence[float]
    hours: Sequence[HourLine]
    places: Sequence[PlaceLine]
    hour_names: Sequence[str]
    holidays: Sequence[str]


def entry_lines(entries: Iterable[Entry], t: Translator) -> list[EntryLine]:
    """Return how each entry of the list was read."""
    return [_entry_line(number, entry, t) for number, entry in enumerate(entries)]


def fair_times(proposals: Proposals, t: Translator) -> FairTimes:
    """Return what the page shows."""
    grid = proposals.grid
    meeting = grid.meeting
    places = [row.place for row in grid.rows]
    first, last = (formatting.date_text(day, t) for day in (meeting.dates[0], meeting.dates[-1]))
    dates = first
    if len(meeting.dates) > 1:
        dates = _("%(number)s dates from %(first)s to %(last)s",
                  number=len(meeting.dates), first=first, last=last)  # fmt: skip
    rotation = proposals.rotation
    return FairTimes(
        city=formatting.zone_name(meeting.timezone, t),
        dates=dates,
        people=sum(place.people for place in places),
        fewest=_start(grid, proposals.fewest, t),
        sessions=[_session(grid, start, proposals.sessions.starts, t) for start in proposals.sessions.starts],
        rotation=[
            StartLine(
                formatting.time_text(_time(rotated.start), t),
                formatting.date_text(rotated.day, t, year=False),
                _("Night for %(names)s", names=_names([places[i].name for i in rotated.at_night], t))
                if rotated.at_night
                else _("Night for nobody"),
                time_value(rotated.day, rotated.start, meeting.timezone, meeting.duration),
            )
            for rotated in (rotation.dates if rotation else ())
        ],
        nights=[
            NightLine(place.name, before, after)
            for place, before, after in (
                zip(places, rotation.nights_before, rotation.nights_after, strict=True)
                if rotation
                else ()
            )
            if after
        ],
        bars=_bars(grid),
        ticks=[
            (round(100 * hour / HOURS, 2), formatting.time_text(_time(hour * 4), t))
            for hour in range(0, HOURS, 3)
        ],
        marks=[round(100 * (proposals.fewest + 0.5) / QUARTERS, 2)],
        hours=[_hour(grid, begins, ends, t) for begins, ends in hour_rows(grid)],
        places=_places(grid, t),
        hour_names=[f"{hour:02}" for hour in range(HOURS)],
        holidays=[
            _("%(date)s: %(holiday)s (%(places)s)", date=formatting.date_text(holiday.day, t),
              holiday=holiday.name, places=_names(holiday.places, t))
            for holiday in holidays_of(places, meeting.dates, t.language)
        ],
    )  # fmt: skip


def _entry_line(number: int, entry: Entry, t: Translator) -> EntryLine:
    place, shares = entry.place, entry.zone_shares[:MOST_ZONES]
    if place is None:
        replacements = [
            Replacement(f"{number}={with_people(name, entry)}", name) for name in entry.proposals
        ]
        sentence = error_sentence(entry.error) if entry.error else ""
        return EntryLine(entry.text, "", sentence, "", replacements)
    zone = formatting.zone_name(place.timezone, t)
    reading = t.plural("%(n)s person", "%(n)s people", place.people)
    where = country_name(place.country, t) if place.country else ""
    reading = ", ".join(dict.fromkeys(filter(None, (place.name, where, reading))))
    if not shares:
        return EntryLine(entry.text, reading, "", "", ())
    note = _(
        "Several time zones: that of %(city)s is assumed, which %(share)s of the towns have.",
        city=zone,
        share=format_percent(shares[0].percent / 100, locale=t.locale),
    )
    replacements = [
        Replacement(f"{number}={with_people(share.name, entry)}", share.name)
        for share in shares[1:]
    ]
    replacements.append(Replacement(f"{number}={divided_entry(entry)}", _("all of them")))
    return EntryLine(entry.text, reading, "", note, replacements)


def _time(quarter: int) -> datetime:
    return datetime.combine(date(2000, 1, 1), time_of(quarter))


def _start(grid: DayGrid, start: int, t: Translator) -> StartLine:
    meeting = grid.meeting
    worst = grid.worst(start)
    return StartLine(
        formatting.time_text(_time(start), t),
        formatting.date_text(meeting.dates[0], t, year=False) if len(meeting.dates) == 1 else "",
        _numbers_text(grid.people(start), t),
        time_value(meeting.dates[0], start, meeting.timezone, meeting.duration),
        _("Worst for %(place)s, %(time)s there.", place=worst.place.name, time=_local(worst, start, t)),
    )  # fmt: skip


def _session(grid: DayGrid, start: int, starts: Sequence[int], t: Translator) -> StartLine:
    meeting = grid.meeting
    rows = [row for row in grid.rows if session_of(row, starts) == start]
    counts = [0] * len(DayPart)
    for row in rows:
        counts[row.parts[start]] += row.place.people
    return StartLine(
        formatting.time_text(_time(start), t),
        "",
        _numbers_text(tuple(counts), t),
        time_value(meeting.dates[0], start, meeting.timezone, meeting.duration),
        _("For %(places)s", places=_names([row.place.name for row in rows], t)) if rows else "",
    )


def _numbers_text(numbers: Sequence[int], t: Translator) -> str:
    """Return how many people are in each part of the day, without those of nobody."""
    return ", ".join(
        t(COUNTS[part], number=number)
        for part, number in zip(DayPart, numbers, strict=True)
        if number
    )


def _bars(grid: DayGrid) -> list[Bar]:
    """Return the stacked bars: quarters with the same numbers are one bar."""
    runs: list[tuple[int, int, tuple[int, int, int, int]]] = []
    for quarter in grid.starts:
        numbers = grid.people(quarter)
        if runs and runs[-1][1] == quarter and runs[-1][2] == numbers:
            runs[-1] = (runs[-1][0], quarter + 1, numbers)
        else:
            runs.append((quarter, quarter + 1, numbers))
    bars = []
    for begins, ends, numbers in runs:
        below, total = 0, sum(numbers)
        for part, number in zip(DayPart, numbers, strict=True):
            below += number
            if number:
                bars.append(
                    Bar(
                        STYLES[part],
                        round(100 * begins / QUARTERS, 2),
                        round(100 - 100 * below / total, 2),
                        round(100 * (ends - begins) / QUARTERS, 2),
                        round(100 * number / total, 2),
                    )
                )
    return bars


def _hour(grid: DayGrid, begins: int, ends: int, t: Translator) -> HourLine:
    worst = grid.worst(begins)
    times = formatting.time_text(_time(begins), t)
    if ends > begins:
        times = _("%(first)s to %(last)s", first=times, last=formatting.time_text(_time(ends), t))
    local = _local(worst, begins, t)
    text = _("%(place)s, %(time)s", place=worst.place.name, time=local)
    return HourLine(times, grid.people(begins), text)


def _places(grid: DayGrid, t: Translator) -> list[PlaceLine]:
    """Return a line for places with the same hours, from west to east."""
    groups: dict[tuple[bytes, tuple[tuple[int, ...], ...]], list[PlaceRow]] = {}
    for row in grid.rows:
        groups.setdefault((row.parts, row.local_starts), []).append(row)
    ordered = sorted(groups.values(), key=lambda rows: max(rows[0].local_starts[0][40:60]))
    return [
        PlaceLine(
            _names([row.place.name for row in rows], t),
            sum(row.place.people for row in rows),
            [
                _cell(rows[0], start, t) if start not in grid.skipped else Cell(("–",), "", "")
                for start in range(0, QUARTERS, 4)
            ],
        )
        for rows in ordered
    ]


def _cell(row: PlaceRow, start: int, t: Translator) -> Cell:
    part = DayPart(row.parts[start])
    times = dict.fromkeys(
        _short_time(course[start]) for course in row.local_starts if course[start] != SKIPPED
    )
    return Cell(tuple(times), STYLES[part], t(LABELS[part]))


def _short_time(quarter: int) -> str:
    """Return an hour, with minutes if there are any."""
    at = time_of(quarter)
    return f"{at:%H:%M}" if at.minute else f"{at:%H}"


def _local(row: PlaceRow, start: int, t: Translator) -> str:
    times = dict.fromkeys(
        formatting.time_text(_time(course[start]), t)
        for course in row.local_starts
        if course[start] != SKIPPED
    )
    return " / ".join(times)


def _names(names: Sequence[str], t: Translator) -> str:
    """Return names separated by commas, of many the first and how many there are more."""
    shown = list(dict.fromkeys(names))
    more = len(shown) - MOST_NAMES
    if more <= 1:
        return ", ".join(shown)
    rest = t.plural("and %(n)s more", "and %(n)s more", more)
    return f"{', '.join(shown[:MOST_NAMES])} {rest}"
