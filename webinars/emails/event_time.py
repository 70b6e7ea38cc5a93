"""When an event is, ready for a letter: the reader's own time large, the event's cities under it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from webinars.emails import sanitize
from webinars.events.models import Event
from webinars.events.rules import Format
from webinars.i18n import Translator
from webinars.timezones import formatting, zones
from webinars.timezones.cities import city
from webinars.timezones.schedule import Days, Timed

DOORS_OPEN = timedelta(minutes=15)


@dataclass(frozen=True)
class CityRow:
    """One line of the table of cities."""

    time: str
    name: str
    date: str
    offset: str


@dataclass(frozen=True)
class Moment:
    """The time of an event in words. until, whose, length, elsewhere and rows may be empty.

    zone_is_unknown: the reader never chose a time zone, so the time is that of the event.
    """

    hero: str
    until: str
    whose: str
    date: str
    length: str
    elsewhere: str
    rows: tuple[CityRow, ...]
    short: str
    where: str
    is_yours: bool = False
    zone_is_unknown: bool = False


def moment(event: Event, zone: str, t: Translator, how: Format | None = None) -> Moment:
    """Return an event's time for somebody in a time zone; how they take part, if it is known.

    To those who come online it is shown at their own time, to others at the place's; both where they differ.
    To those whose zone is unknown (empty) it is shown at the event's time, and nothing is called theirs.
    """
    how = how or event.format
    when, where = event.when, where_text(event.place, how, t)
    if not isinstance(when, Timed):
        days = isinstance(when, Days)
        text = (
            formatting.days_text(when.first, when.last, t)
            if isinstance(when, Days)
            else formatting.month_text(when.first, t)
        )
        date = "" if days else t("the day is not fixed yet")
        return Moment(text, "", "", date, "", "", (), text, where)
    own = zones.canonical(event.zone)
    theirs = zones.canonical(zone) if zone else ""
    yours = bool(theirs) and how is Format.ONLINE and own != theirs
    shown = theirs if yours else own
    start, end = zones.to_local(event.starts_at, shown), zones.to_local(event.ends_at, shown)
    place = formatting.zone_name(shown, t)
    return Moment(
        hero=formatting.time_text(start, t),
        until=_until(start, end, t),
        whose=_whose(place, is_yours=shown == theirs, is_unknown=not theirs, t=t),
        date=formatting.date_text(start.date(), t),
        length=formatting.duration_text(event.ends_at - event.starts_at, t),
        elsewhere="" if theirs in {"", own, shown} else in_zone(event.starts_at, theirs, t),
        rows=_rows(event, t),
        short=t(
            "%(date)s, %(time)s %(city)s",
            date=formatting.date_text(start.date(), t, year=False),
            time=formatting.time_text(start, t),
            city=place,
        ),
        where=where,
        is_yours=shown == theirs,
        zone_is_unknown=not theirs,
    )


def in_zone(instant: datetime, zone: str, t: Translator) -> str:
    """Return an instant on one zone's clocks, as feeds say it too."""
    return formatting.reader_time_text(instant, zone, t)


def city_line(event: Event, t: Translator) -> str:
    """Return the event's time in its cities, in one line."""
    return formatting.schedule_text(event.when, event.span, [city(key) for key in event.cities], t)


def doors_open(event: Event, zone: str, t: Translator) -> str:
    """Return from when the reader may join, and whose time that is; nothing for whole days."""
    if not isinstance(event.when, Timed):
        return ""
    local = zones.to_local(event.starts_at - DOORS_OPEN, zone or event.zone)
    time = formatting.time_text(local, t)
    if zone:
        return t("%(time)s your time", time=time)
    return t("%(time)s %(city)s time", time=time, city=formatting.zone_name(event.zone, t))


def _whose(place: str, *, is_yours: bool, is_unknown: bool, t: Translator) -> str:
    if is_yours:
        return t("your time, %(city)s", city=place)
    return t("%(city)s time", city=place) if is_unknown else place


def _until(start: datetime, end: datetime, t: Translator) -> str:
    time = formatting.time_text(end, t)
    if end.date() == start.date():
        return time
    return t(
        "%(date)s, %(times)s", date=formatting.date_text(end.date(), t, year=False), times=time
    )


def _rows(event: Event, t: Translator) -> tuple[CityRow, ...]:
    cities = [city(key) for key in event.cities]
    return tuple(
        CityRow(
            formatting.time_text(each.local, t),
            each.name,
            formatting.date_text(each.local.date(), t, year=False),
            formatting.offset_text(event.starts_at, each.zone),
        )
        for each in formatting.city_times(event.starts_at, cities, event.zone, t)
    )


def where_text(place: str, how: Format, t: Translator) -> str:
    """Return where somebody takes part in some way, in a few words; nothing for a place that has no name."""
    place = sanitize.one_line(place)
    if how is Format.ONLINE:
        return t("online")
    if how is Format.HYBRID:
        return t("%(place)s, and online", place=place) if place else t("in a place, and online")
    return place
