"""Times of events, formatted for templates/macros/event_time.html."""

# The main clock of an in-person event is that of its place, of an online event the reader's; both are shown
# if they differ. No time is labelled as the reader's unless the reader's zone is known.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date

from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.timezones import clock, formatting
from webinars.timezones.cities import City, city
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision
from webinars.timezones.unusual_offset_differences import unusual_differences
from webinars.web.components.mini_calendar import Week, week


@dataclass(frozen=True)
class Clock:
    """Time in one city, with the weekday if its date differs."""

    name: str
    time: str
    weekday: str = ""


@dataclass(frozen=True)
class Note:
    """A warning that two cities have an unusual time difference, and on which days."""

    fact: str
    reason: str


@dataclass(frozen=True)
class EventTime:
    """Time of an event, formatted in one language.

    Attributes:
        name: city of the main clock; is_reader_time if it is the reader's.
        start, end: times, or "12–15" and "October 2026", or "April" and "2027".
        span_text: days or month in full.
        reader_clock: the reader's clock, if the main one is that of the place and shows another time.
        equals_reader_time: the main clock is that of the place and shows the reader's time.
        first_on: date of the main clock; day and weekday are its short forms.
        clocks: all cities of the event; empty if there is only the main clock.
    """

    precision: Precision
    name: str
    is_reader_time: bool
    start: str
    end: str
    date_text: str
    length: str
    first_on: date
    day: str
    weekday: str
    starts_iso: str
    ends_iso: str = ""
    end_weekday: str = ""
    clocks: tuple[Clock, ...] = ()
    reader_clock: Clock | None = None
    note: Note | None = None
    week: Week | None = None
    equals_reader_time: bool = False
    at_night: bool = False
    is_called_off: bool = False
    span_text: str = ""


def event_time(
    event: Event,
    reader_zone: str,
    known: bool,  # noqa: FBT001 - reader_zone() returns the pair
    t: Translator,
    attendance: Format | None = None,
    *,
    now: datetime | None = None,
) -> EventTime:
    """Return an event's time for a reader whose zone is known or only the installation's.

    attendance: how the reader takes part, where they are registered. now: the instant of the page, if it is
    not that of the clock.
    """
    if event.precision is Precision.TIME:
        online = (attendance or event.format) is Format.ONLINE
        return _timed(event, reader_zone, known=known, online=online, t=t)
    return (
        _days(event, t)
        if event.precision is Precision.DAYS
        else _month(event, now or clock.now(), t)
    )


def is_called_off(event: Event) -> bool:
    """Return whether an event does not take place at the time it was announced for."""
    return event.state in {EventState.CANCELLED, EventState.POSTPONED}


def cities_of(event: Event) -> list[City]:
    """Return the cities that an event is shown for."""
    return [city(key) for key in event.cities]


def place_name(event: Event, t: Translator) -> str:
    """Return the city of an event's time zone: the first of its cities in the zone, or the zone's name."""
    return name_of_place(event.timezone, event.cities, t)


def name_of_place(timezone: str, cities: Sequence[str], t: Translator) -> str:
    """Return the same by the zone and the cities of an event."""
    names = [shown.name for shown in map(city, cities) if shown.timezone == timezone]
    return t(names[0]) if names else formatting.zone_name(timezone, t)


def month_name(day: date, t: Translator) -> str:
    """Return the stand-alone name of a month: "April"."""
    return format_date(day, "LLLL", locale=t.locale)


def _timed(
    event: Event, reader_zone: str, *, known: bool, online: bool, t: Translator
) -> EventTime:
    starts_at = event.starts_at
    times = formatting.city_times(starts_at, cities_of(event), event.timezone, t)
    event_clock = times[0]
    reader = to_local(starts_at, reader_zone)
    zone, name = (
        (reader_zone, formatting.zone_name(reader_zone, t))
        if online
        else (event_clock.timezone, event_clock.name)
    )
    local, local_end = to_local(starts_at, zone), to_local(event.ends_at, zone)
    differs = reader != event_clock.local
    has_void_time = is_called_off(event)
    return EventTime(
        precision=Precision.TIME,
        name=name,
        is_reader_time=known and online,
        start=formatting.time_text(local, t),
        end=formatting.time_text(local_end, t),
        end_weekday=formatting.weekday_text(local_end.date(), local.date(), t),
        date_text=formatting.date_text(local.date(), t),
        length=formatting.duration_text(event.ends_at - starts_at, t),
        first_on=local.date(),
        day=str(local.day),
        weekday=_weekday(local.date(), event, t),
        starts_iso=_iso(starts_at),
        ends_iso=_iso(event.ends_at),
        clocks=_city_times(times, local, t),
        reader_clock=_clock(formatting.zone_name(reader_zone, t), reader, local, t)
        if known and differs and not online
        else None,
        note=_note(event, times, t),
        equals_reader_time=known and not online and not differs,
        at_night=known and not has_void_time and formatting.is_night(reader),
        is_called_off=has_void_time,
    )


def _days(event: Event, t: Translator) -> EventTime:
    first, last = event.first_on, event.last_on
    is_one_month = (first.year, first.month) == (last.year, last.month)
    weekdays = [formatting.short_weekday(day, t) for day in dict.fromkeys((first, last))]
    long_weekdays = [
        format_date(day, "EEEE", locale=t.locale) for day in dict.fromkeys((first, last))
    ]
    day_numbers = "–".join(str(day.day) for day in dict.fromkeys((first, last)))
    return EventTime(
        precision=Precision.DAYS,
        name=_city_of_days(event, t),
        is_reader_time=False,
        start=day_numbers if is_one_month else formatting.days_text(first, last, t),
        end=formatting.month_text(first, t) if is_one_month else "",
        date_text=long_weekdays[0]
        if len(long_weekdays) == 1
        else t("%(first)s to %(last)s", first=long_weekdays[0], last=long_weekdays[1]),
        length=t.plural("%(n)s day", "%(n)s days", (last - first).days + 1),
        first_on=first,
        day=day_numbers,
        weekday="–".join(weekdays),
        starts_iso=first.isoformat(),
        ends_iso=last.isoformat(),
        week=week(first, last, t),
        span_text=formatting.days_text(first, last, t),
        is_called_off=is_called_off(event),
    )


def _month(event: Event, now: datetime, t: Translator) -> EventTime:
    first, has_ended = event.first_on, event.ends_at <= now
    return EventTime(
        precision=Precision.MONTH,
        name=_city_of_days(event, t),
        is_reader_time=False,
        start=month_name(first, t),
        end=str(first.year),
        date_text=t("no date was announced") if has_ended else t("date not set yet"),
        length="",
        first_on=first,
        day="",
        weekday="",
        starts_iso=f"{first:%Y-%m}",
        span_text=formatting.month_text(first, t),
        is_called_off=is_called_off(event),
    )


def _city_of_days(event: Event, t: Translator) -> str:
    """Return the city of the dates; empty if it could be mistaken for a venue."""
    is_unknown = event.format is not Format.ONLINE or event.precision is Precision.MONTH
    return "" if is_unknown and not event.place else place_name(event, t)


def _weekday(day: date, event: Event, t: Translator) -> str:
    """Return the weekday, with the month if it is not the one the event is listed in."""
    if day.year * 100 + day.month == event.listed_month:
        return formatting.short_weekday(day, t)
    return format_date(day, "EEE, LLL", locale=t.locale)


def _city_times(
    times: Sequence[formatting.CityTime], main: datetime, t: Translator
) -> tuple[Clock, ...]:
    if len(times) == 1 and times[0].local == main:
        return ()
    return tuple(_clock(shown.name, shown.local, main, t) for shown in times)


def _clock(name: str, local: datetime, main: datetime, t: Translator) -> Clock:
    weekday = formatting.weekday_text(local.date(), main.date(), t)
    return Clock(name, formatting.time_text(local, t), weekday)


def _iso(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%MZ}"


def _note(event: Event, times: Sequence[formatting.CityTime], t: Translator) -> Note | None:
    """Return the first unusual time difference between the event's cities."""
    differences = unusual_differences(event.starts_at, [shown.timezone for shown in times])
    if not differences:
        return None
    difference = differences[0]
    names = {shown.timezone: shown.name for shown in reversed(times)}
    here, there = (
        names.get(zone) or formatting.zone_name(zone, t)
        for zone in (difference.zone_a, difference.zone_b)
    )
    days = formatting.days_text(difference.first_day, difference.last_day, t)
    reason = t("Their clocks change on different dates, so this applies on %(days)s.", days=days)
    return Note(difference_text(difference.usual, difference.that_day, here, there, t), reason)


def difference_text(
    usual: timedelta, that_day: timedelta, here: str, there: str, t: Translator
) -> str:
    """Return the sentence about an unusual difference: "New York is 5 hours behind Geneva, usually 6."."""
    now, normally = (formatting.duration_text(abs(offset), t) for offset in (that_day, usual))
    values = {"here": here, "there": there, "now": now, "usual": normally}
    zero = timedelta()
    if that_day > zero and usual > zero:
        return t("%(there)s is %(now)s ahead of %(here)s that day, not %(usual)s.", **values)
    if that_day < zero and usual < zero:
        return t("%(there)s is %(now)s behind %(here)s that day, not %(usual)s.", **values)
    if that_day > zero:
        return t("%(there)s is %(now)s ahead of %(here)s that day, unlike on most days.", **values)
    if that_day < zero:
        return t("%(there)s is %(now)s behind %(here)s that day, unlike on most days.", **values)
    return t("%(there)s and %(here)s have the same time that day, unlike on most days.", **values)
