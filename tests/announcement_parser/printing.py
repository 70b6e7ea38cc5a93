"""Prints an event as an announcement that the reader reads back to the same value."""

import html
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.locations import find_city
from webinars.announcement_parser.grammar.vocabulary import english_month, english_weekday
from webinars.announcement_parser.layout.lines import TEXT_MARK, Line
from webinars.announcement_parser.preprocess import is_html
from webinars.timezones import zones
from webinars.timezones.cities import City
from webinars.timezones.schedule import Month, Timed, When, resolve

DAY = timedelta(days=1)


class Announced(Protocol):
    """What can be printed: a draft, or anything that has these values."""

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


def print_announcement(event: Announced) -> str:
    """Return the event as text: title, when, where, then a paragraph after an empty line each."""
    rows = [*_when(event), ""]
    if event.title:
        rows = [_title(event.title), "", *rows]
    for paragraph in event.paragraphs:
        rows += [_paragraph(paragraph), ""]
    printed = "\n".join(rows)
    if not is_html(printed):
        return printed
    # Words that look like tags would be read as HTML; as HTML they are words again.
    return "\n".join(f"<p>{html.escape(row)}</p>" for row in rows if row)


def _title(title: str) -> str:
    line = _line(title)
    is_plain = line.category == "text" and line.is_heading
    return title if is_plain else f"Title: {title}"


def _paragraph(paragraph: str) -> str:
    is_plain = _line(paragraph).category in {"text", "prose"} and not paragraph.startswith(
        TEXT_MARK
    )
    return paragraph if is_plain else f"{TEXT_MARK} {paragraph}"


def _line(text: str) -> Line:
    return Line(text, 0, len(text), 0)


def _when(event: Announced) -> Iterator[str]:
    when = event.when
    if isinstance(when, Timed):
        yield from _timed(when, event.cities)
    elif isinstance(when, Month):
        yield f"{english_month(when.month)} {when.year}"
    else:
        yield _days(when.first, when.last)
    if event.place:
        yield f"Place: {event.place}"
    if not isinstance(when, Timed):
        yield from _clock(event, when.zone)


def _clock(event: Announced, zone: str) -> Iterator[str]:
    """Yield the zone and the cities of an event of days, where its place does not tell them."""
    city = find_city(tokenize(event.place, 0, len(event.place)))
    told = (city,) if city is not None else ()
    if not told or told[0].zone != zone:
        yield f"Time zone: {_zone(zone)}"
    if tuple(event.cities) != told:
        yield f"Cities: {', '.join(city.name for city in event.cities) or 'none'}"


def _days(first: date, last: date) -> str:
    if first == last:
        return _date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {english_month(last.month)} {last.year}"
    year = "" if first.year == last.year else f" {first.year}"
    start = f"{first.day} {english_month(first.month)}{year}"
    return f"{start} – {last.day} {english_month(last.month)} {last.year}"


def _date(day: date) -> str:
    weekday = english_weekday(day.weekday())
    return f"{weekday} {day.day} {english_month(day.month)} {day.year}"


def _timed(when: Timed, cities: Sequence[City]) -> Iterator[str]:
    starts_at = resolve(when).starts_at
    length = when.end - when.start
    is_short = timedelta() < length <= DAY
    span = _time(when.start) + (f"–{_time(when.end)}" if is_short else "")
    is_own_first = bool(cities) and zones.canonical(cities[0].zone) == when.zone
    times = [f"{span} {cities[0].name}" if is_own_first else f"{span} ({_zone(when.zone)})"]
    for city in cities[1:] if is_own_first else cities:
        local = zones.to_local(starts_at, city.zone)
        shift = (local.date() - when.start.date()).days
        day = f" ({shift:+d} day{'s' if abs(shift) > 1 else ''})" if shift else ""
        times.append(f"{_time(local)} {city.name}{day}")
    yield f"{_date(when.start.date())}, {' / '.join(times)}"
    if not is_short:
        yield f"Ends: {_date(when.end.date())}, {_time(when.end)}"


def _zone(name: str) -> str:
    """Return the zone's name; "UTC" alone would be read as a city of the table."""
    return "Etc/UTC" if name == "UTC" else name


def _time(local: datetime) -> str:
    return f"{local:%H:%M}"
