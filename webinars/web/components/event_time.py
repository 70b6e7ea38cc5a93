"""Times as pages show them: ready values for templates/macros/event_time.html."""

# The place's clock leads for an event in a place, the reader's for an online one; both stand there whenever
# they differ. Nothing is called the reader's before the reader's zone is known.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date

from webinars.events.models import Event
from webinars.events.rules import EventState, Format
from webinars.i18n import Translator
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
    t: Translator,
    how: Format | None = None,
) -> Moment:
    """Return an event's time for a reader whose zone is known or only the installation's.

    how: how the reader takes part, where they are registered.
    """
    if event.precision is Precision.TIME:
        online = (how or event.format) is Format.ONLINE
        return _timed(event, reader_zone, known=known, online=online, t=t)
    return _days(event, t) if event.precision is Precision.DAYS else _month(event, t)


def is_called_off(event: Event) -> bool:
    """Return whether an event does not take place at the time it was announced for."""
    return event.state in {EventState.CANCELLED, EventState.POSTPONED}


def cities_of(event: Event) -> list[City]:
    """Return the cities that an event is shown for."""
    return [city(key) for key in event.cities]


def place_name(event: Event, t: Translator) -> str:
    """Return the city whose days count: the first of the event's own zone, or the zone's own city."""
    own = [found.name for found in cities_of(event) if found.zone == event.zone]
    return t(own[0]) if own else formatting.zone_name(event.zone, t)


def month_name(day: date, t: Translator) -> str:
    """Return a month's name as it stands alone: "April"."""
    return format_date(day, "LLLL", locale=t.locale)


def _timed(event: Event, reader_zone: str, *, known: bool, online: bool, t: Translator) -> Moment:
    starts_at = event.starts_at
    times = formatting.city_times(starts_at, cities_of(event), event.zone, t)
    own = times[0]
    reader = zones.to_local(starts_at, reader_zone)
    zone, name = (
        (reader_zone, formatting.zone_name(reader_zone, t)) if online else (own.zone, own.name)
    )
    local, local_end = zones.to_local(starts_at, zone), zones.to_local(event.ends_at, zone)
    differs = reader != own.local
    struck = is_called_off(event)
    return Moment(
        precision=Precision.TIME,
        name=name,
        yours=known and online,
        start=formatting.time_text(local, t),
        end=formatting.time_text(local_end, t),
        end_weekday=formatting.weekday_text(local_end.date(), local.date(), t),
        date_text=formatting.date_text(local.date(), t),
        length=formatting.duration_text(event.ends_at - starts_at, t),
        day_on=local.date(),
        day=str(local.day),
        weekday=_weekday(local.date(), event, t),
        starts_iso=_iso(starts_at),
        ends_iso=_iso(event.ends_at),
        clocks=_clocks(times, local, t),
        other=_clock(formatting.zone_name(reader_zone, t), reader, local, t)
        if known and differs and not online
        else None,
        note=_note(event, times, t),
        same=known and not online and not differs,
        at_night=known and not struck and formatting.is_night(reader),
        struck=struck,
    )


def _days(event: Event, t: Translator) -> Moment:
    first, last = event.first_on, event.last_on
    together = (first.year, first.month) == (last.year, last.month)
    ends = [formatting.short_weekday(day, t) for day in dict.fromkeys((first, last))]
    named = [format_date(day, "EEEE", locale=t.locale) for day in dict.fromkeys((first, last))]
    figures = "–".join(str(day.day) for day in dict.fromkeys((first, last)))
    return Moment(
        precision=Precision.DAYS,
        name=_city_of_days(event, t),
        yours=False,
        start=figures if together else formatting.days_text(first, last, t),
        end=formatting.month_text(first, t) if together else "",
        date_text=named[0]
        if len(named) == 1
        else t("%(first)s to %(last)s", first=named[0], last=named[1]),
        length=t.plural("%(n)s day", "%(n)s days", (last - first).days + 1),
        day_on=first,
        day=figures,
        weekday="–".join(ends),
        starts_iso=first.isoformat(),
        ends_iso=last.isoformat(),
        week=week(first, last, t),
        span_text=formatting.days_text(first, last, t),
        struck=is_called_off(event),
    )


def _month(event: Event, t: Translator) -> Moment:
    first, over = event.first_on, event.ends_at <= clock.now()
    return Moment(
        precision=Precision.MONTH,
        name=_city_of_days(event, t),
        yours=False,
        start=month_name(first, t),
        end=str(first.year),
        date_text=t("no date was announced") if over else t("date not set yet"),
        length="",
        day_on=first,
        day="",
        weekday="",
        starts_iso=f"{first:%Y-%m}",
        span_text=formatting.month_text(first, t),
        struck=is_called_off(event),
    )


def _city_of_days(event: Event, t: Translator) -> str:
    """Return the city whose days count; "" where it would be read as a place that nobody has given."""
    is_unknown = event.format is not Format.ONLINE or event.precision is Precision.MONTH
    return "" if is_unknown and not event.place else place_name(event, t)


def _weekday(day: date, event: Event, t: Translator) -> str:
    """Return the weekday, with the month where the reader's date falls into another than the event's."""
    if day.year * 100 + day.month == event.listed_month:
        return formatting.short_weekday(day, t)
    return format_date(day, "EEE, LLL", locale=t.locale)


def _clocks(
    times: Sequence[formatting.CityTime], leading: datetime, t: Translator
) -> tuple[Clock, ...]:
    if len(times) == 1 and times[0].local == leading:
        return ()
    return tuple(_clock(shown.name, shown.local, leading, t) for shown in times)


def _clock(name: str, local: datetime, leading: datetime, t: Translator) -> Clock:
    weekday = formatting.weekday_text(local.date(), leading.date(), t)
    return Clock(name, formatting.time_text(local, t), weekday)


def _iso(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%MZ}"


def _note(event: Event, times: Sequence[formatting.CityTime], t: Translator) -> Note | None:
    """Return the first thing that the clock-change guard says of an event's cities, in words."""
    found = dst_warnings.dst_warnings(event.starts_at, [shown.zone for shown in times])
    if not found:
        return None
    said = found[0]
    names = {shown.zone: shown.name for shown in reversed(times)}
    here, there = (
        names.get(zone) or formatting.zone_name(zone, t) for zone in (said.zone_a, said.zone_b)
    )
    run = formatting.days_text(said.first_day, said.last_day, t)
    reason = t("Their clocks change on different dates, so this applies on %(days)s.", days=run)
    return Note(_distance(said.usual, said.that_day, here, there, t), reason)


def _distance(usual: timedelta, that_day: timedelta, here: str, there: str, t: Translator) -> str:
    now, else_ = (formatting.duration_text(abs(length), t) for length in (that_day, usual))
    values = {"here": here, "there": there, "now": now, "usual": else_}
    nothing = timedelta()
    if that_day > nothing and usual > nothing:
        return t("%(there)s is %(now)s ahead of %(here)s that day, not %(usual)s.", **values)
    if that_day < nothing and usual < nothing:
        return t("%(there)s is %(now)s behind %(here)s that day, not %(usual)s.", **values)
    if that_day > nothing:
        return t("%(there)s is %(now)s ahead of %(here)s that day, unlike on most days.", **values)
    if that_day < nothing:
        return t("%(there)s is %(now)s behind %(here)s that day, unlike on most days.", **values)
    return t("%(there)s and %(here)s have the same time that day, unlike on most days.", **values)
