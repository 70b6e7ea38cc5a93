"""Format dates, times, ranges and durations for people."""

# Dates follow the CLDR patterns of the language, except English, which has no comma here: "Thursday 16 July
# 2020". Times use the 24-hour clock with two digits in every language.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_timedelta

from webinars.i18n import Translator
from webinars.timezones import cities as table
from webinars.timezones import zones
from webinars.timezones.cities import City
from webinars.timezones.exemplars import exemplar
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Days, Span, Timed, When

NIGHT = (22, 7)  # hours
WORK = (9, 17)  # hours

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)
_DAYS_A_WEEK = 7
_NOON, _EVENING = 12, 18
_MAX_IN_MINUTES = 120
_THRESHOLD = 1  # change to the next unit at exactly one of it, not at 0.85
_MINUS = "−"  # a minus sign does not wrap, unlike a hyphen
_ENGLISH = {
    "day": "d MMMM",
    "day year": "d MMMM y",
    "weekday day": "EEEE d MMMM",
    "weekday day year": "EEEE d MMMM y",
}
_ENGLISH_FIRST = {"d": "d–", "M": "d MMMM – ", "y": "d MMMM y – "}


@dataclass(frozen=True)
class CityTime:
    """Local time of a city; weekday is "(Tue)" if its date differs from the first city's."""

    name: str
    timezone: str
    local: datetime
    weekday: str


def zone_name(zone: str, t: Translator) -> str:
    """Return the label of a zone, a city such as "Geneva"."""
    city = table.city_of_zone(zone)
    return t(city.name) if city else exemplar(zones.canonical(zone), t.locale)


def region_name(zone: str, t: Translator) -> str:
    """Return the country of a zone if all of it has that zone, otherwise the zone's city."""
    codes = zones.countries_of(zones.canonical(zone))
    if len(codes) == 1 and zones.is_only_zone(codes[0]):
        return str(t.locale.territories.get(codes[0], codes[0]))
    return zone_name(zone, t)


def city_name(city: City, t: Translator) -> str:
    """Return the localized name of a city."""
    return t(city.name) if city.key in table.CITIES else exemplar_or_name(city, t)


def exemplar_or_name(city: City, t: Translator) -> str:
    """Return the CLDR name if the city represents its time zone, otherwise the English name."""
    return exemplar(city.timezone, t.locale) if city.key in zones.NAMES else city.name


def city_times(
    instant: datetime,
    cities: Sequence[City],
    zone: str,
    t: Translator,
    offsets: Mapping[str, timedelta] | None = None,
) -> list[CityTime]:
    """Return the local times of cities at an instant, those in the event's own zone first.

    offsets: UTC offsets by zone, in place of those of the current rules.
    """
    own = zones.canonical(zone)
    listed = list(dict.fromkeys(cities))
    named = [(city_name(c, t), c.timezone) for c in listed if c.timezone == own]
    named = named or [(zone_name(own, t), own)]
    named += [(city_name(c, t), c.timezone) for c in listed if c.timezone != own]
    local_times = {there: _local(instant, there, offsets or {}) for _, there in named}
    here = local_times[own].date()
    return [
        CityTime(name, there, local_times[there], weekday_text(local_times[there].date(), here, t))
        for name, there in named
    ]


def city_line(
    instant: datetime,
    cities: Sequence[City],
    zone: str,
    t: Translator,
    *,
    with_date: bool = True,
    offsets: Mapping[str, timedelta] | None = None,
) -> str:
    """Format an instant in several cities: "Thursday 16 July 2020, 15:00 Geneva / 09:00 New York"."""
    times = city_times(instant, cities, zone, t, offsets)
    line = " / ".join(_city_text(city_time, t) for city_time in times)
    return _dated(times[0].local, line, t) if with_date else line


def weekday_text(day: date, leading: date, t: Translator) -> str:
    """Return "(Tue)" for a date that differs from the leading one, otherwise "".

    A weekday is correct in any context, unlike "+1 day". A date more than a week away is written in full.
    """
    if day == leading:
        return ""
    is_near = abs((day - leading).days) < _DAYS_A_WEEK
    label = short_weekday(day, t) if is_near else date_text(day, t, year=False, weekday=False)
    return t("(%(weekday)s)", weekday=label)


def weekday_name(number: int, t: Translator) -> str:
    """Return the name of a day of the week, Monday as 0: "Thursday"."""
    return str(t.locale.days["stand-alone"]["wide"][number])


def short_weekday(day: date, t: Translator) -> str:
    """Return the abbreviated weekday: "Thu"."""
    return format_date(day, "EEE", locale=t.locale)


def schedule_text(
    when: When,
    span: Span,
    cities: Sequence[City],
    t: Translator,
    offsets: Mapping[str, timedelta] | None = None,
) -> str:
    """Format a schedule of any precision in one line; offsets as for city_times()."""
    if isinstance(when, Timed):
        line = city_line(span.starts_at, cities, when.timezone, t, offsets=offsets)
        if when.end - when.start < _DAY:
            return line
        end = _dated(when.end, time_text(when.end, t), t)
        return t("%(start)s, until %(end)s", start=line, end=end)
    if isinstance(when, Days):
        return days_text(when.first, when.last, t)
    return month_text(when.first, t)


def instant_text(instant: datetime, zone: str, t: Translator) -> str:
    """Format an instant in a time zone: "25 November 2026, 10:00"."""
    local = to_local(instant, zone)
    day = date_text(local.date(), t, weekday=False)
    return f"{day}, {time_text(local, t)}"


def reader_time_text(instant: datetime, zone: str, t: Translator) -> str:
    """Format an instant in the reader's time zone: "Thursday 16 July 2020, 16:00 your time, Nairobi"."""
    return reader_local_text(to_local(instant, zone), zone, t)


def reader_local_text(local: datetime, zone: str, t: Translator) -> str:
    """Format a local time in the reader's time zone, as reader_time_text() does."""
    return t(
        "%(date)s, %(time)s your time, %(city)s",
        date=date_text(local.date(), t),
        time=time_text(local, t),
        city=zone_name(zone, t),
    )


def time_text(local: datetime, t: Translator) -> str:
    """Format hour and minute: "09:00"."""
    return local.strftime(_clock(t.locale))


def date_text(day: date, t: Translator, *, year: bool = True, weekday: bool = True) -> str:
    """Format a date: "Thursday 16 July 2020"."""
    return format_date(day, _date_pattern(t.locale, year=year, weekday=weekday), locale=t.locale)


def days_text(first: date, last: date, t: Translator) -> str:
    """Format a range of days, "12–15 October 2020", or a single date."""
    if first == last:
        return date_text(first, t)
    largest = "y" if first.year != last.year else "M" if first.month != last.month else "d"
    before, after = _range_patterns(t.locale, largest)
    return format_date(first, before, locale=t.locale) + format_date(last, after, locale=t.locale)


def month_text(month_first: date, t: Translator) -> str:
    """Format a month: "April 2021"."""
    return format_date(month_first, _month_pattern(t.locale), locale=t.locale)


def duration_text(length: timedelta, t: Translator) -> str:
    """Format a duration in the largest units that fit: "90 minutes", "2 hours", "3 days"."""
    minutes = length // _MINUTE
    hours, rest = divmod(minutes, 60)
    days, odd_hours = divmod(hours, 24)
    if rest == odd_hours == 0 and days > 1:
        return t.plural("%(n)s day", "%(n)s days", days)
    if rest == 0 and hours:
        return t.plural("%(n)s hour", "%(n)s hours", hours)
    if minutes < _MAX_IN_MINUTES:
        return t.plural("%(n)s minute", "%(n)s minutes", minutes)
    hours_label, minutes_label = (
        t.plural("%(n)s hour", "%(n)s hours", hours),
        t.plural("%(n)s minute", "%(n)s minutes", rest),
    )
    return t("%(hours)s %(minutes)s", hours=hours_label, minutes=minutes_label)


def wait_text(wait: timedelta, t: Translator) -> str:
    """Format a waiting time, rounded up: "in 40 seconds", "in 2 minutes"."""
    unit = _SECOND if wait <= _MINUTE else _MINUTE if wait <= _HOUR else _HOUR
    return format_timedelta(
        -(-wait // unit) * unit,
        granularity="second",
        threshold=_THRESHOLD,
        add_direction=True,
        locale=t.locale,
    )


def offset_text(instant: datetime, zone: str) -> str:
    """Format the UTC offset of a zone at an instant: "UTC+02:00", or "UTC" alone."""
    return distance_text(zones.utc_offset(instant, zone))


def name_and_offset(name: str, instant: datetime, zone: str) -> str:
    """Return the name of a zone and its UTC offset, unless the name is the offset."""
    offset = offset_text(instant, zone)
    return name if name == offset else f"{name}, {offset}"


def distance_text(offset: timedelta) -> str:
    """Format a UTC offset: "UTC+02:00", or "UTC" alone."""
    if not offset:
        return "UTC"
    hours, minutes = divmod(abs(offset) // _MINUTE, 60)
    return f"UTC{'+' if offset > timedelta() else _MINUS}{hours:02}:{minutes:02}"


def part_of_day(local: datetime, t: Translator) -> str:
    """Return the part of the day, and whether it is in working hours."""
    if is_night(local):
        return t("at night")
    if local.hour < _NOON:
        return t("morning, working hours") if is_working(local) else t("morning")
    if local.hour < _EVENING:
        return t("afternoon, working hours") if is_working(local) else t("afternoon")
    return t("evening")


def is_night(local: datetime) -> bool:
    """Return whether a local time is at night: from 22 to 7."""
    return local.hour >= NIGHT[0] or local.hour < NIGHT[1]


def is_working(local: datetime) -> bool:
    """Return whether a local time is in working hours: from 9 to 17."""
    return WORK[0] <= local.hour < WORK[1]


def _local(instant: datetime, zone: str, offsets: Mapping[str, timedelta]) -> datetime:
    if zone in offsets:
        return (instant + offsets[zone]).replace(tzinfo=None)
    return to_local(instant, zone)


def _dated(local: datetime, times: str, t: Translator) -> str:
    return t("%(date)s, %(times)s", date=date_text(local.date(), t), times=times)


def _city_text(city_time: CityTime, t: Translator) -> str:
    text = t("%(time)s %(city)s", time=time_text(city_time.local, t), city=city_time.name)
    return f"{text} {city_time.weekday}" if city_time.weekday else text


def _clock(locale: Locale) -> str:
    return (
        str(locale.datetime_skeletons["Hm"].pattern)
        .replace("HH", "H")
        .replace("H", "%H")
        .replace("mm", "%M")
    )


def _date_pattern(locale: Locale, *, year: bool, weekday: bool) -> str:
    if locale.language == "en":
        return _ENGLISH[" ".join(["weekday"] * weekday + ["day"] + ["year"] * year)]
    if year:
        return str(locale.date_formats["full" if weekday else "long"].pattern)
    skeletons = locale.datetime_skeletons
    name = next(
        name
        for name in (["MMMMEd", "MMMEd"] if weekday else ["MMMMd", "MMMd"])
        if name in skeletons
    )
    return _in_full(str(skeletons[name].pattern))


def _month_pattern(locale: Locale) -> str:
    return str(locale.datetime_skeletons["yMMMM"].pattern)


def _range_patterns(locale: Locale, largest: str) -> tuple[str, str]:
    if locale.language == "en":
        return _ENGLISH_FIRST[largest], _ENGLISH["day year"]
    formats = locale.interval_formats
    before, after = (formats["yMMMMd"] if "yMMMMd" in formats else formats["yMMMd"])[largest]
    return _in_full(before), _in_full(after)


def _in_full(pattern: str) -> str:
    """Return a CLDR pattern with full names of months and weekdays."""
    wide = pattern.replace("MMMM", "MMM").replace("MMM", "MMMM")
    for symbol in ("E", "c"):
        wide = wide.replace(symbol * 3, symbol).replace(symbol, symbol * 4)
    return wide
