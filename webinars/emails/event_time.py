"""Format the time of an event for e-mails: the reader's local time first, then the event's cities."""

from dataclasses import dataclass
from datetime import datetime

from webinars.emails import sanitize
from webinars.events.enums import Format
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.registrations.registrant.join_meeting import JOIN_OPENS_BEFORE
from webinars.registrations.stated_local_times import LocalTimeChange
from webinars.timezones import formatting, zones
from webinars.timezones.cities import city as city_of
from webinars.timezones.local_times import to_local
from webinars.timezones.rule_changes import reason_text
from webinars.timezones.schedule import Days, Month, Timed


@dataclass(frozen=True)
class CityTime:
    """One row of the table of cities."""

    time: str
    name: str
    date: str
    offset: str


@dataclass(frozen=True)
class EventTime:
    """The formatted time of an event. All but start and summary may be empty.

    is_zone_unknown: the reader never chose a time zone, so the time is that of the event.
    rules_notice: new time zone rules have changed the local time that an earlier e-mail stated.
    """

    start: str
    end: str
    zone_label: str
    date: str
    duration: str
    local_time: str  # the reader's, where the event's own time is shown first
    city_times: tuple[CityTime, ...]
    summary: str
    location: str
    is_local: bool = False
    is_zone_unknown: bool = False
    rules_notice: str = ""


def event_time(
    event: Event, zone: str, t: Translator, attendance: Format | None = None
) -> EventTime:
    """Format an event's time for a reader in a time zone, who attends online or in person if known.

    Online attendees see their own time first, all others the event's; both where the two differ.
    For an empty zone the event's time is shown, and none is called the reader's.
    """
    attendance = attendance or event.format
    schedule, location = event.when, location_text(t.text(event.place), attendance, t)
    if not isinstance(schedule, Timed):
        text, date = _days(schedule, t)
        return EventTime(text, "", "", date, "", "", (), text, location)
    event_zone = zones.canonical(event.timezone)
    reader_zone = zones.canonical(zone) if zone else ""
    is_reader_first = bool(reader_zone) and attendance is Format.ONLINE
    shown = reader_zone if is_reader_first else event_zone
    start, end = to_local(event.starts_at, shown), to_local(event.ends_at, shown)
    city = formatting.zone_name(shown, t)
    return EventTime(
        start=formatting.time_text(start, t),
        end=_end(start, end, t),
        zone_label=_zone_label(
            city, is_local=shown == reader_zone, is_zone_unknown=not reader_zone, t=t
        ),
        date=formatting.date_text(start.date(), t),
        duration=formatting.duration_text(event.ends_at - event.starts_at, t),
        local_time=""
        if reader_zone in {"", event_zone, shown}
        else in_zone(event.starts_at, reader_zone, t),
        city_times=_city_times(event, t),
        summary=t(
            "%(date)s, %(time)s %(city)s",
            date=formatting.date_text(start.date(), t, year=False),
            time=formatting.time_text(start, t),
            city=city,
        ),
        location=location,
        is_local=shown == reader_zone,
        is_zone_unknown=not reader_zone,
    )


def in_zone(instant: datetime, zone: str, t: Translator) -> str:
    """Format an instant in the reader's time zone, as feeds do."""
    return formatting.reader_time_text(instant, zone, t)


def stated_time_text(change: LocalTimeChange, t: Translator) -> str:
    """Format the local time that an earlier e-mail stated."""
    return local_time_text(change.former, change, t)


def local_time_text(local: datetime, change: LocalTimeChange, t: Translator) -> str:
    """Format a local time of a change: as the reader's, or with the city if their zone is unknown."""
    if change.is_own:
        return formatting.reader_local_text(local, change.timezone, t)
    return t(
        "%(date)s, %(time)s %(city)s",
        date=formatting.date_text(local.date(), t),
        time=formatting.time_text(local, t),
        city=formatting.zone_name(change.timezone, t),
    )


def rules_notice(change: LocalTimeChange, t: Translator) -> str:
    """Say why the local time is another than an earlier e-mail stated."""
    return t(
        "%(reason)s An earlier e-mail said %(time)s.",
        reason=reason_text(change.reason, t),
        time=stated_time_text(change, t),
    )


def city_line(event: Event, t: Translator) -> str:
    """Format the event's time in each of its cities, on one line."""
    return formatting.schedule_text(
        event.when, event.span, [city_of(key) for key in event.cities], t
    )


def join_opens(event: Event, zone: str, t: Translator) -> str:
    """Format when the join link opens, in the reader's zone if known; empty for whole days."""
    if not isinstance(event.when, Timed):
        return ""
    local = to_local(event.starts_at - JOIN_OPENS_BEFORE, zone or event.timezone)
    time = formatting.time_text(local, t)
    if zone:
        return t("%(time)s your time", time=time)
    return t("%(time)s %(city)s time", time=time, city=formatting.zone_name(event.timezone, t))


def location_text(place: str, attendance: Format, t: Translator) -> str:
    """Return where to attend in a few words; empty for an unnamed place."""
    place = sanitize.one_line(place)
    if attendance is Format.ONLINE:
        return t("online")
    if attendance is Format.HYBRID:
        return t("%(place)s, and online", place=place) if place else t("in person and online")
    return place


def _days(schedule: Days | Month, t: Translator) -> tuple[str, str]:
    """Return the days or the month, and a note where the day is not set."""
    if isinstance(schedule, Days):
        return formatting.days_text(schedule.first, schedule.last, t), ""
    return formatting.month_text(schedule.first, t), t("the date is not set yet")


def _zone_label(city: str, *, is_local: bool, is_zone_unknown: bool, t: Translator) -> str:
    if is_local:
        return t("your time, %(city)s", city=city)
    return t("%(city)s time", city=city) if is_zone_unknown else city


def _end(start: datetime, end: datetime, t: Translator) -> str:
    time = formatting.time_text(end, t)
    if end.date() == start.date():
        return time
    return t(
        "%(date)s, %(times)s", date=formatting.date_text(end.date(), t, year=False), times=time
    )


def _city_times(event: Event, t: Translator) -> tuple[CityTime, ...]:
    cities = [city_of(key) for key in event.cities]
    return tuple(
        CityTime(
            formatting.time_text(row.local, t),
            row.name,
            formatting.date_text(row.local.date(), t, year=False),
            formatting.offset_text(event.starts_at, row.timezone),
        )
        for row in formatting.city_times(event.starts_at, cities, event.timezone, t)
    )
