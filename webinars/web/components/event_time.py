"""Times as pages show them: ready values for templates/macros/when.html.

The place's clock leads for an event in a place, the reader's for an online one; both stand there whenever
they differ. Nothing is called the reader's before the reader's zone is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date

from webinars.events.models import Event
from webinars.events.rules import EventState, Format
from webinars.i18n import Wording
from webinars.timezones import clock, dst_warnings, formatting, zones
from webinars.timezones.cities import City, city
from webinars.timezones.schedule import Precision
from webinars.web.components.mini_calendar import Week, week


@dataclass(frozen=True)
class Clock:
    """What one clock shows: whose it is, the time, and the weekday where its date is another."""

    name: str
    time: str
    weekday: str = ""


@dataclass(frozen=True)
class Note:
    """A warning that two cities are not as far apart as usual: the fact, and until when."""

    fact: str
    reason: str


@dataclass(frozen=True)
class Moment:
    """When an event is, in words and figures of one language.

    name and yours say whose clock leads. start and end are times, or "12–15" and "October 2026", or
    "April" and "2027"; span_text says days and months in full. other is the reader's clock where the
    place's leads; same says that both show the same. day_on is the date in front, day and weekday its
    short forms. clocks is empty where it would say nothing new.
    """

    precision: Precision
    name: str
    yours: bool
    start: str
    end: str
    date_text: str
    length: str
    day_on: date
    day: str
    weekday: str
    starts_iso: str
    ends_iso: str = ""
    end_weekday: str = ""
    clocks: tuple[Clock, ...] = ()
    other: Clock | None = None
    note: Note | None = None
    week: Week | None = None
    same: bool = False
    at_night: bool = False
    struck: bool = False
    span_text: str = ""


def moment(
    event: Event,
    reader_zone: str,
    known: bool,  # noqa: FBT001 - reader_zone() gives the pair
    w: Wording,
    how: Format | None = None,
) -> Moment:
    """Return an event's time for a reader whose zone is known or only the installation's.

    how: how the reader takes part, where they are registered.
    """
    if event.precision is Precision.TIME:
        online = (how or event.format) is Format.ONLINE
        return _timed(event, reader_zone, known=known, online=online, w=w)
    return _days(event, w) if event.precision is Precision.DAYS else _month(event, w)


def clock_text(instant: datetime, reader_zone: str, known: bool, w: Wording) -> str:  # noqa: FBT001 - the same pair
    """Return an instant as a reader's date and time: "Thursday 16 July 2026, 15:00 your time"."""
    local = zones.to_local(instant, reader_zone)
    values = {"date": formatting.date_text(local.date(), w), "time": formatting.time_text(local, w)}
    if known:
        return w("%(date)s, %(time)s your time", **values)
    return w("%(date)s, %(time)s %(city)s", city=formatting.zone_name(reader_zone, w), **values)


def is_called_off(event: Event) -> bool:
    """Return whether an event does not take place at the time it was announced for."""
    return event.state in {EventState.CANCELLED, EventState.POSTPONED}


def cities_of(event: Event) -> list[City]:
    """Return the cities that an event is shown for."""
    return [city(key) for key in event.cities]


def place_name(event: Event, w: Wording) -> str:
    """Return the city whose days count: the first of the event's own zone, or the zone's own city."""
    own = [found.name for found in cities_of(event) if found.zone == event.zone]
    return w(own[0]) if own else formatting.zone_name(event.zone, w)


def month_name(day: date, w: Wording) -> str:
    """Return a month's name as it stands alone: "April"."""
    return format_date(day, "LLLL", locale=w.locale)


def _timed(event: Event, reader_zone: str, *, known: bool, online: bool, w: Wording) -> Moment:
    starts_at = event.starts_at
    times = formatting.city_times(starts_at, cities_of(event), event.zone, w)
    own = times[0]
    reader = zones.to_local(starts_at, reader_zone)
    zone, name = (
        (reader_zone, formatting.zone_name(reader_zone, w)) if online else (own.zone, own.name)
    )
    local, local_end = zones.to_local(starts_at, zone), zones.to_local(event.ends_at, zone)
    differs = reader != own.local
    struck = is_called_off(event)
    return Moment(
        precision=Precision.TIME,
        name=name,
        yours=known and online,
        start=formatting.time_text(local, w),
        end=formatting.time_text(local_end, w),
        end_weekday=formatting.weekday_text(local_end.date(), local.date(), w),
        date_text=formatting.date_text(local.date(), w),
        length=formatting.duration_text(event.ends_at - starts_at, w),
        day_on=local.date(),
        day=str(local.day),
        weekday=_weekday(local.date(), event, w),
        starts_iso=_iso(starts_at),
        ends_iso=_iso(event.ends_at),
        clocks=_clocks(times, local, w),
        other=_clock(formatting.zone_name(reader_zone, w), reader, local, w)
        if known and differs and not online
        else None,
        note=_note(event, times, w),
        same=known and not online and not differs,
        at_night=known and not struck and formatting.is_night(reader),
        struck=struck,
    )


def _days(event: Event, w: Wording) -> Moment:
    first, last = event.first_on, event.last_on
    together = (first.year, first.month) == (last.year, last.month)
    ends = [formatting.short_weekday(day, w) for day in dict.fromkeys((first, last))]
    named = [format_date(day, "EEEE", locale=w.locale) for day in dict.fromkeys((first, last))]
    figures = "–".join(str(day.day) for day in dict.fromkeys((first, last)))
    return Moment(
        precision=Precision.DAYS,
        name=_city_of_days(event, w),
        yours=False,
        start=figures if together else formatting.days_text(first, last, w),
        end=formatting.month_text(first, w) if together else "",
        date_text=named[0]
        if len(named) == 1
        else w("%(first)s to %(last)s", first=named[0], last=named[1]),
        length=w.count("%(n)s day", "%(n)s days", (last - first).days + 1),
        day_on=first,
        day=figures,
        weekday="–".join(ends),
        starts_iso=first.isoformat(),
        ends_iso=last.isoformat(),
        week=week(first, last, w),
        span_text=formatting.days_text(first, last, w),
        struck=is_called_off(event),
    )


def _month(event: Event, w: Wording) -> Moment:
    first, over = event.first_on, event.ends_at <= clock.now()
    return Moment(
        precision=Precision.MONTH,
        name=_city_of_days(event, w),
        yours=False,
        start=month_name(first, w),
        end=str(first.year),
        date_text=w("no day was announced") if over else w("day not fixed yet"),
        length="",
        day_on=first,
        day="",
        weekday="",
        starts_iso=f"{first:%Y-%m}",
        span_text=formatting.month_text(first, w),
        struck=is_called_off(event),
    )


def _city_of_days(event: Event, w: Wording) -> str:
    """Return the city whose days count; "" where it would be read as a place that nobody has given."""
    is_unknown = event.format is not Format.ONLINE or event.precision is Precision.MONTH
    return "" if is_unknown and not event.place else place_name(event, w)


def _weekday(day: date, event: Event, w: Wording) -> str:
    """Return the weekday, with the month where the reader's date falls into another than the event's."""
    if day.year * 100 + day.month == event.listed_month:
        return formatting.short_weekday(day, w)
    return format_date(day, "EEE, LLL", locale=w.locale)


def _clocks(
    times: Sequence[formatting.CityTime], leading: datetime, w: Wording
) -> tuple[Clock, ...]:
    if len(times) == 1 and times[0].local == leading:
        return ()
    return tuple(_clock(shown.name, shown.local, leading, w) for shown in times)


def _clock(name: str, local: datetime, leading: datetime, w: Wording) -> Clock:
    weekday = formatting.weekday_text(local.date(), leading.date(), w)
    return Clock(name, formatting.time_text(local, w), weekday)


def _iso(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%MZ}"


def _note(event: Event, times: Sequence[formatting.CityTime], w: Wording) -> Note | None:
    """Return the first thing that the clock-change guard says of an event's cities, in words."""
    found = dst_warnings.guards(event.starts_at, [shown.zone for shown in times])
    if not found:
        return None
    said = found[0]
    names = {shown.zone: shown.name for shown in reversed(times)}
    here, there = (
        names.get(zone) or formatting.zone_name(zone, w) for zone in (said.zone_a, said.zone_b)
    )
    run = formatting.days_text(said.first_day, said.last_day, w)
    reason = w("Their clocks change on different days: it is so on %(days)s.", days=run)
    return Note(_distance(said.usual, said.that_day, here, there, w), reason)


def _distance(usual: timedelta, that_day: timedelta, here: str, there: str, w: Wording) -> str:
    now, else_ = (formatting.duration_text(abs(length), w) for length in (that_day, usual))
    values = {"here": here, "there": there, "now": now, "usual": else_}
    nothing = timedelta()
    if that_day > nothing and usual > nothing:
        return w("%(there)s is %(now)s ahead of %(here)s that day, not %(usual)s.", **values)
    if that_day < nothing and usual < nothing:
        return w("%(there)s is %(now)s behind %(here)s that day, not %(usual)s.", **values)
    if that_day > nothing:
        return w("%(there)s is %(now)s ahead of %(here)s that day, unlike on most days.", **values)
    if that_day < nothing:
        return w("%(there)s is %(now)s behind %(here)s that day, unlike on most days.", **values)
    return w("%(there)s and %(here)s have the same time that day, unlike on most days.", **values)
