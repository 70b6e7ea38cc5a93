"""Serialize an event to an announcement that is parsed to the same value."""

import html
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from webinars.announcement_parser.fields.title_text import is_no_title
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.locations import find_city
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTHS, WEEKDAYS
from webinars.announcement_parser.layout.lines import TEXT_MARK, Line
from webinars.announcement_parser.layout.non_events import says_no_event
from webinars.announcement_parser.preprocess import is_html
from webinars.timezones import zones
from webinars.timezones.cities import City
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Month, Timed, When, resolve

DAY = timedelta(days=1)


class Event(Protocol):
    """A draft, or an object with the same attributes."""

    @property
    def title(self) -> str: ...
    @property
    def when(self) -> When: ...
    @property
    def cities(self) -> Sequence[City]: ...
    @property
    def place(self) -> str: ...
    @property
    def paragraphs(self) -> Sequence[str]: ...


def serialize_announcement(event: Event) -> str:
    """Return the event as text: title, date and time, place, and paragraphs."""
    rows = [*_when(event), ""]
    if event.title:
        rows = [_title(event.title), "", *rows]
    for paragraph in event.paragraphs:
        # Marked as text: fields such as the place may be read from any other line.
        rows += [f"{TEXT_MARK} {paragraph}", ""]
    text = "\n".join(rows)
    if not is_html(text):
        return text
    # Text that looks like tags would be parsed as HTML, therefore it is escaped as HTML.
    return "\n".join(f"<p>{html.escape(row)}</p>" for row in rows if row)


def _title(title: str) -> str:
    line = _line(title)
    is_plain = line.category == "text" and line.is_heading and not _has_time(line)
    is_plain = is_plain and not is_no_title(title) and not says_no_event(title)
    return title if is_plain else f"Title: {title}"


def _has_time(line: Line) -> bool:
    """Return whether a line raises a question if the date of the event has no time."""
    return any(isinstance(item, ParsedTime) for item in line.items)


def _line(text: str) -> Line:
    return Line(text, 0, len(text), 0)


def _when(event: Event) -> Iterator[str]:
    when = event.when
    if isinstance(when, Timed):
        yield from _timed(when, event.cities)
    elif isinstance(when, Month):
        yield f"{_month(when.month)} {when.year}"
    else:
        yield _days(when.first, when.last)
    if event.place:
        yield f"Place: {event.place}"
    if not isinstance(when, Timed):
        yield from _clock(event, when.timezone)


def _clock(event: Event, zone: str) -> Iterator[str]:
    """Yield zone and cities of an event without a time, if its place does not determine them."""
    city = find_city(tokenize(event.place, 0, len(event.place)))
    place_cities = (city,) if city is not None else ()
    if not place_cities or place_cities[0].timezone != zone:
        yield f"Time zone: {_zone(zone)}"
    if tuple(event.cities) != place_cities:
        yield f"Cities: {', '.join(city.name for city in event.cities) or 'none'}"


def _days(first: date, last: date) -> str:
    if first == last:
        return _date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {_month(last.month)} {last.year}"
    year = "" if first.year == last.year else f" {first.year}"
    start = f"{first.day} {_month(first.month)}{year}"
    return f"{start} – {last.day} {_month(last.month)} {last.year}"


def _date(day: date) -> str:
    weekday = _weekday(day.weekday())
    return f"{weekday} {day.day} {_month(day.month)} {day.year}"


def _timed(when: Timed, cities: Sequence[City]) -> Iterator[str]:
    starts_at = resolve(when).starts_at
    length = when.end - when.start
    is_short = timedelta() < length <= DAY
    span = _time(when.start) + (f"–{_time(when.end)}" if is_short else "")
    is_own_first = bool(cities) and zones.canonical(cities[0].timezone) == when.timezone
    times = [f"{span} {cities[0].name}" if is_own_first else f"{span} ({_zone(when.timezone)})"]
    for city in cities[1:] if is_own_first else cities:
        local = to_local(starts_at, city.timezone)
        shift = (local.date() - when.start.date()).days
        day = f" ({shift:+d} day{'s' if abs(shift) > 1 else ''})" if shift else ""
        times.append(f"{_time(local)} {city.name}{day}")
    yield f"{_date(when.start.date())}, {' / '.join(times)}"
    if not is_short:
        yield f"Ends: {_date(when.end.date())}, {_time(when.end)}"


def _zone(name: str) -> str:
    """Return the name of a zone; "UTC" would be parsed as a city."""
    return "Etc/UTC" if name == "UTC" else name


def _time(local: datetime) -> str:
    return f"{local:%H:%M}"


def _month(number: int) -> str:
    return MONTHS["en"][number - 1].split()[0].capitalize()


def _weekday(number: int) -> str:
    return WEEKDAYS["en"][number].split()[0].capitalize()
