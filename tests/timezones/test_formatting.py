"""Formatted dates and times in English and the other languages of the United Nations."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinars.i18n import Translator, translator_for
from webinars.timezones import formatting, zones
from webinars.timezones.cities import CITIES, city
from webinars.timezones.schedule import Days, Month, Timed, resolve

EN = translator_for("en")
MINUS = "\N{MINUS SIGN}"
WEBINAR = datetime(2020, 7, 16, 13, tzinfo=UTC)
UNTRANSLATED = {  # dates in the language, sentences in English: Babel without translations
    tag: Translator(tag, EN.gettext, EN.ngettext) for tag in ("ar", "es", "fr", "ru", "zh")
}


def line(instant, keys, zone="Europe/Zurich", t=EN, **options):
    return formatting.city_line(instant, [city(key) for key in keys], zone, t, **options)


def test_city_line_has_the_local_time_of_every_city():
    printed = line(WEBINAR, ["GVA", "NYC"])

    assert printed == "Thursday 16 July 2020, 15:00 Geneva / 09:00 New York"


def test_city_line_may_omit_the_date():
    assert line(WEBINAR, ["GVA", "NYC"], with_date=False) == "15:00 Geneva / 09:00 New York"


def test_city_line_has_the_weekday_of_another_date():
    printed = line(WEBINAR, ["GVA", "SUV", "LAX"])
    early = line(datetime(2020, 7, 16, 3, tzinfo=UTC), ["GVA", "NYC"])

    assert printed.endswith("15:00 Geneva / 01:00 Suva (Fri) / 06:00 Los Angeles")
    assert early == "Thursday 16 July 2020, 05:00 Geneva / 23:00 New York (Wed)"


def test_weekday_is_a_date_if_a_week_or_more_away():
    labels = [
        formatting.weekday_text(date(2020, 7, day), date(2020, 7, 16), EN) for day in (16, 22, 23)
    ]

    assert labels == ["", "(Wed)", "(23 July)"]


def test_city_of_the_event_is_first_even_if_listed_last():
    printed = line(WEBINAR, ["NYC", "NBO"], "Africa/Nairobi", with_date=False)

    assert printed == "16:00 Nairobi / 09:00 New York"


def test_unlisted_zone_of_the_event_is_first():
    assert line(WEBINAR, ["NYC"], with_date=False) == "15:00 Geneva / 09:00 New York"
    assert line(WEBINAR, [], "Europe/Sofia", with_date=False) == "16:00 Sofia"


def test_listed_city_is_the_label_of_the_event_s_zone():
    assert line(WEBINAR, ["NYC", "BON"], "Europe/Berlin", with_date=False).startswith("15:00 Bonn")


def test_duplicate_cities_are_omitted():
    assert line(WEBINAR, ["GVA", "GVA"], with_date=False) == "15:00 Geneva"


MONTHS = "January February March April May June July August September October November December"
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"


def printed_by_zoneinfo(instant, cities):
    local_times = [instant.astimezone(ZoneInfo(city.timezone)) for city in cities]
    first = local_times[0]
    parts = []
    for place, local in zip(cities, local_times, strict=True):
        differs = local.date() != first.date()
        weekday = f" ({WEEKDAYS.split()[local.weekday()][:3]})" if differs else ""
        parts.append(f"{local.hour:02}:{local.minute:02} {place.name}{weekday}")
    day = f"{WEEKDAYS.split()[first.weekday()]} {first.day} {MONTHS.split()[first.month - 1]}"
    return f"{day} {first.year}, {' / '.join(parts)}"


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.datetimes(datetime(1973, 1, 1), datetime(2037, 12, 30)),
    st.lists(
        st.sampled_from(list(CITIES.values())),
        min_size=1,
        max_size=5,
        unique_by=lambda c: c.timezone,
    ),
)
def test_city_line_agrees_with_zoneinfo(naive, cities):
    instant = naive.replace(tzinfo=UTC)

    printed = formatting.city_line(instant, cities, cities[0].timezone, EN)

    assert printed == printed_by_zoneinfo(instant, cities)


@pytest.mark.parametrize(
    ("first", "last", "printed"),
    [
        ((2020, 10, 12), (2020, 10, 15), "12\u201315 October 2020"),
        ((2020, 11, 30), (2020, 12, 2), "30 November \u2013 2 December 2020"),
        ((2026, 12, 28), (2027, 1, 3), "28 December 2026 \u2013 3 January 2027"),
        ((2026, 10, 12), (2027, 10, 12), "12 October 2026 \u2013 12 October 2027"),
        ((2020, 7, 16), (2020, 7, 16), "Thursday 16 July 2020"),
    ],
)
def test_days_are_formatted_as_a_range(first, last, printed):
    assert formatting.days_text(date(*first), date(*last), EN) == printed


@pytest.mark.parametrize(
    ("year", "weekday", "printed"),
    [
        (True, True, "Monday 6 July 2020"),
        (True, False, "6 July 2020"),
        (False, True, "Monday 6 July"),
        (False, False, "6 July"),
    ],
)
def test_date_may_omit_year_and_weekday(year, weekday, printed):
    assert formatting.date_text(date(2020, 7, 6), EN, year=year, weekday=weekday) == printed


FOREIGN = {
    "fr": (
        "jeudi 16 juillet 2020", "jeudi 16 juillet", "12\u201315 octobre 2020",
        "30 novembre\u2009\u2013\u20092 décembre 2020", "avril 2021",
    ),
    "es": (
        "jueves, 16 de julio de 2020", "jueves, 16 de julio", "12\u201315 de octubre de 2020",
        "30 de noviembre\u2009\u2013\u20092 de diciembre de 2020", "abril de 2021",
    ),
    "ru": (
        "четверг, 16 июля 2020\u202fг.", "четверг, 16 июля", "12\u201315 октября 2020\u202fг.",
        "30 ноября \u2013 2 декабря 2020\u202fг.", "апрель 2021\u202fг.",
    ),
    "zh": (
        "2020年7月16日星期四", "7月16日星期四", "2020年10月12日至15日",
        "2020年11月30日至12月2日", "2021年4月",
    ),
    "ar": (
        "الخميس، 16 يوليو 2020", "الخميس، 16 يوليو", "12\u201315 أكتوبر 2020",
        "30 نوفمبر \u2013 2 ديسمبر 2020", "أبريل 2021",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", FOREIGN)
def test_dates_follow_cldr_in_other_languages(language):
    t = UNTRANSLATED[language]

    printed = (
        formatting.date_text(date(2020, 7, 16), t),
        formatting.date_text(date(2020, 7, 16), t, year=False),
        formatting.days_text(date(2020, 10, 12), date(2020, 10, 15), t),
        formatting.days_text(date(2020, 11, 30), date(2020, 12, 2), t),
        formatting.month_text(date(2021, 4, 1), t),
    )

    assert printed == FOREIGN[language]


@pytest.mark.parametrize("language", ["en", *UNTRANSLATED])
def test_times_have_24_hours_and_two_digits_in_every_language(language):
    t = UNTRANSLATED.get(language, EN)

    assert formatting.time_text(datetime(2020, 7, 16, 9, 5), t) == "09:05"
    assert formatting.time_text(datetime(2020, 7, 16, 0, 0), t) == "00:00"
    assert formatting.time_text(datetime(2020, 7, 16, 15, 0), t) == "15:00"


def test_schedule_is_formatted_at_any_precision():
    cities = [city("GVA"), city("NYC")]
    timed = Timed(datetime(2020, 7, 16, 15), datetime(2020, 7, 16, 16), "Europe/Zurich")
    long = Timed(datetime(2020, 7, 16, 15), datetime(2020, 7, 18, 12), "Europe/Zurich")
    days = Days(date(2020, 10, 12), date(2020, 10, 15), "Europe/Vienna")
    month = Month(2021, 4, "Europe/Zurich")

    printed = [
        formatting.schedule_text(when, resolve(when), cities, EN)
        for when in (timed, long, days, month)
    ]

    start = "Thursday 16 July 2020, 15:00 Geneva / 09:00 New York"
    until = f"{start}, until Saturday 18 July 2020, 12:00"
    assert printed == [start, until, "12\u201315 October 2020", "April 2021"]


@pytest.mark.parametrize(
    ("minutes", "printed"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "90 minutes"),
        (120, "2 hours"),
        (150, "2 hours 30 minutes"),
        (24 * 60, "24 hours"),
        (3 * 24 * 60, "3 days"),
        (49 * 60, "49 hours"),
    ],
)
def test_duration_is_formatted_in_the_largest_units(minutes, printed):
    assert formatting.duration_text(timedelta(minutes=minutes), EN) == printed


@pytest.mark.parametrize(
    ("seconds", "printed"),
    [
        (1, "in 1 second"),
        (40, "in 40 seconds"),
        (59.2, "in 1 minute"),
        (60, "in 1 minute"),
        (61, "in 2 minutes"),
        (900, "in 15 minutes"),
        (3600, "in 1 hour"),
        (3601, "in 2 hours"),
    ],
)
def test_waiting_time_is_rounded_up(seconds, printed):
    assert formatting.wait_text(timedelta(seconds=seconds), EN) == printed


@pytest.mark.parametrize(
    ("zone", "printed"),
    [
        ("Europe/Zurich", "UTC+02:00"),
        ("America/New_York", f"UTC{MINUS}04:00"),
        ("America/St_Johns", f"UTC{MINUS}02:30"),
        ("Asia/Kathmandu", "UTC+05:45"),
        ("Africa/Dakar", "UTC"),
    ],
)
def test_utc_offset_is_formatted(zone, printed):
    assert formatting.offset_text(WEBINAR, zone) == printed


@pytest.mark.parametrize(
    ("zone", "language", "name"),
    [
        ("Europe/Zurich", "en", "Geneva"),
        ("Asia/Calcutta", "en", "New Delhi"),
        ("Europe/Sofia", "fr", "Sofia"),
        ("Europe/Sofia", "ru", "София"),
        ("Asia/Yangon", "zh", "仰光"),
        ("America/Argentina/Ushuaia", "es", "Ushuaia"),
        ("America/Indiana/Knox", "en", "Knox, Indiana"),
        ("UTC", "en", "UTC"),
        ("Etc/GMT+5", "en", f"UTC{MINUS}05:00"),
        ("Etc/GMT-14", "en", "UTC+14:00"),
    ],
)
def test_zone_is_named_after_its_city(zone, language, name):
    assert formatting.zone_name(zone, UNTRANSLATED.get(language, EN)) == name


def test_every_selectable_zone_has_a_readable_name():
    identifiers = [
        zone for zone in zones.choices() if set(formatting.zone_name(zone, EN)) & set("/_")
    ]

    assert identifiers == []


@pytest.mark.parametrize(
    ("hour", "printed"),
    [
        (6, "at night"),
        (7, "morning"),
        (9, "morning, working hours"),
        (12, "afternoon, working hours"),
        (17, "afternoon"),
        (18, "evening"),
        (21, "evening"),
        (22, "at night"),
    ],
)
def test_part_of_day_is_formatted(hour, printed):
    assert formatting.part_of_day(datetime(2020, 7, 16, hour, 30), EN) == printed


@pytest.mark.parametrize(
    ("name", "zone", "printed"),
    [("UTC", "UTC", "UTC"), ("London", "Europe/London", "London, UTC+01:00")],
)
def test_offset_is_omitted_if_it_is_the_name(name, zone, printed):
    assert formatting.name_and_offset(name, WEBINAR, zone) == printed
