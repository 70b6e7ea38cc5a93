"""Unambiguous lines with dates and times, and the parsed value."""

from datetime import timedelta

import pytest

from tests.announcement_parser.parsing import (
    city_keys,
    format_when,
    other_questions,
    parse,
    parse_line,
)
from webinars.announcement_parser.layout.read_lines import read_lines
from webinars.errors import InvalidInputError
from webinars.timezones.schedule import resolve

HOUR = "2020-07-16 15:00-16:00 Europe/Zurich"

TIMED = [
    # line, value, cities, assumed fields
    ("Thursday 16.07.2020 (15:00 GVA/ 9:00 NY)", HOUR, "GVA NYC", "end"),
    ("16 July 2020, 3 p.m. Geneva time (9 a.m. New York)", HOUR, "GVA NYC", "end"),
    (
        "16 July 2020, 15.00–16.30 CEST / 9:00 EDT",
        "2020-07-16 15:00-16:30 Europe/Zurich",
        "GVA NYC",
        "cities",
    ),
    ("Thu 16/07/2020 15h00 (GVA)", HOUR, "GVA", "end"),
    ("16 July 2020, 15:00 Geneva / 09:00 New York / 16:00 Nairobi", HOUR, "GVA NYC NBO", "end"),
    ("16 July 2020, 15:00 Geneva, 9:00 New York", HOUR, "GVA NYC", "end"),
    ("Geneva: 15:00 / New York: 09:00 / Nairobi: 16:00, 16 July 2020", HOUR, "GVA NYC NBO", "end"),
    ("16 July 2020, 15:00 Geneva/Paris", HOUR, "GVA PAR", "end"),
    ("16 July 2020, 15:00 Geneva = 13:00 GMT", HOUR, "GVA UTC", "end"),
    ("16 July 2020, 15:00 (Europe/Zurich)", HOUR, "", "end"),
    ("16 July 2020, 15:00", HOUR, "", "end zone"),
    ("July 16, 2020, 3 pm Geneva", HOUR, "GVA", "end"),
    ("Thursday, July 16th, 2020 at 3:00 PM – 4:00 PM (GMT+02:00)", HOUR, "", ""),
    ("16 July 2020 (Thursday), 15:00 Geneva", HOUR, "GVA", "end"),
    ("16 July 2020 @ 15:00 Geneva", HOUR, "GVA", "end"),
    ("16 July 2020, 1500 hrs Geneva", HOUR, "GVA", "end"),
    ("16.07.20, 15.00 Uhr (Genf)", HOUR, "GVA", "end"),
    ("13/07/2020, 15:00 Geneva", "2020-07-13 15:00-16:00 Europe/Zurich", "GVA", "end"),
    ("07/13/2020, 15:00 Geneva", "2020-07-13 15:00-16:00 Europe/Zurich", "GVA", "end"),
    ("05/05/2020, 15:00 Geneva", "2020-05-05 15:00-16:00 Europe/Zurich", "GVA", "end"),
    ("Sunday 05/07/2020, 15:00 Geneva", "2020-07-05 15:00-16:00 Europe/Zurich", "GVA", "end"),
    ("16 July 2020, 12:00 noon Geneva", "2020-07-16 12:00-13:00 Europe/Zurich", "GVA", "end"),
    (
        "16 July 2020, 10 a.m. to 12.00 noon Geneva",
        "2020-07-16 10:00-12:00 Europe/Zurich",
        "GVA",
        "",
    ),
    ("16th of July 2020, noon (Geneva)", "2020-07-16 12:00-13:00 Europe/Zurich", "GVA", "end"),
    ("16 July 2020, 12 a.m. Geneva", "2020-07-16 00:00-01:00 Europe/Zurich", "GVA", "end"),
    ("16 July 2020, 12 p.m. Geneva", "2020-07-16 12:00-13:00 Europe/Zurich", "GVA", "end"),
    ("Thursday 16 July, 15:00 Geneva", HOUR, "GVA", "end year"),
    (
        "16 July 2020, from 15:00 until 16:30 Geneva time",
        "2020-07-16 15:00-16:30 Europe/Zurich",
        "GVA",
        "",
    ),
    (
        "16 July 2020, from 3 p.m. to 4.30 p.m. Geneva",
        "2020-07-16 15:00-16:30 Europe/Zurich",
        "GVA",
        "",
    ),
    ("Thursday 16 July, 10-16, Geneva time", "2020-07-16 10:00-16:00 Europe/Zurich", "GVA", "year"),
    ("July 16, 10-16, Geneva time", "2020-07-16 10:00-16:00 Europe/Zurich", "GVA", "year"),
    ("July 16, 6-7:30 p.m. Geneva", "2020-07-16 18:00-19:30 Europe/Zurich", "GVA", "year"),
    ("16 July, 10 to 15h, Geneva time", "2020-07-16 10:00-15:00 Europe/Zurich", "GVA", "year"),
    ("16 July 2020, 3–4:30 p.m. Geneva", "2020-07-16 15:00-16:30 Europe/Zurich", "GVA", ""),
    ("16 July 2020, 11:00–1:00 p.m. Geneva", "2020-07-16 11:00-13:00 Europe/Zurich", "GVA", ""),
    ("16 July 2020, 9:00–5:00 p.m. Geneva", "2020-07-16 09:00-17:00 Europe/Zurich", "GVA", ""),
    (
        "16 July 2020, 15:00 CEST to 16:30 CEST",
        "2020-07-16 15:00-16:30 Europe/Zurich",
        "GVA",
        "cities",
    ),
    ("16 July 2020, 15:00 Geneva, 90 minutes", "2020-07-16 15:00-16:30 Europe/Zurich", "GVA", ""),
    (
        "16 July 2020, 22:00–24:00 Geneva",
        "2020-07-16 22:00-2020-07-17 00:00 Europe/Zurich",
        "GVA",
        "",
    ),
    (
        "16 July 2020, 22:00–02:00 Geneva",
        "2020-07-16 22:00-2020-07-17 02:00 Europe/Zurich",
        "GVA",
        "",
    ),
    (
        "16 July 2020 15:00 – 17 July 2020 12:00 Geneva",
        "2020-07-16 15:00-2020-07-17 12:00 Europe/Zurich",
        "GVA",
        "",
    ),
    (
        "16 July 2020, 20:00 New York / 09:00 Tokyo (+1 day)",
        "2020-07-16 20:00-21:00 America/New_York",
        "NYC TYO",
        "end",
    ),
    (
        "16 July 2020, 20:00 New York / 09:00 Tokyo (+1)",
        "2020-07-16 20:00-21:00 America/New_York",
        "NYC TYO",
        "end",
    ),
    (
        "16 July 2020, 20:00 New York / 09:00 Tokyo next day",
        "2020-07-16 20:00-21:00 America/New_York",
        "NYC TYO",
        "end",
    ),
    (
        "17 July 2020, 09:00 Tokyo / 20:00 New York (the previous day)",
        "2020-07-17 09:00-10:00 Asia/Tokyo",
        "TYO NYC",
        "end",
    ),
    (
        "20:00 New York (16 July 2020) / 09:00 Tokyo (17 July 2020)",
        "2020-07-16 20:00-21:00 America/New_York",
        "NYC TYO",
        "end",
    ),
    ("2020-07-16T13:00:00Z", "2020-07-16 13:00-14:00 UTC", "UTC", "end"),
    ("2020-07-16T15:00+02:00", HOUR, "", "end"),
    ("Thursday, July 16, 2020—3:00 p.m. to 4:00 p.m.", HOUR, "", "zone"),
    ("2020-07-16T09:00-04:00", "2020-07-16 09:00-10:00 Etc/GMT+4", "", "end"),
    ("Thu, 16 Jul 2020 15:00:00 +0200", HOUR, "", "end"),
    ("20200716T130000Z", "2020-07-16 13:00-14:00 UTC", "UTC", "end"),
    ("2020-07-16 15:00", HOUR, "", "end zone"),
    ("16 July 2020, 15:00 UTC+2", HOUR, "", "end"),
    (
        "16 July 2020, 9 a.m. EDT | 3 p.m. CEST | 6:30 p.m. IST",
        "2020-07-16 09:00-10:00 America/New_York",
        "NYC GVA DEL",
        "cities end",
    ),
    # The time of one city resolves an ambiguity of another.
    ("16 July 2020, 15:00 CET / 9:00 EDT", HOUR, "GVA NYC", "cities end"),
    ("16 July 2020, 15:00 CET (Geneva)", HOUR, "GVA", "end"),
    ("16 July 2020, 3:00 Geneva / 9:00 New York", HOUR, "GVA NYC", "end"),
    ("16 July 2020, 15:00 Geneva / 8:00 CST", HOUR, "GVA CHI", "cities end"),
    (
        "25 October 2020, 02:30 Geneva / 21:30 New York (-1 day)",
        "2020-10-24 21:30-22:30 America/New_York",
        "GVA NYC",
        "end",
    ),
]

DAYS = [
    ("16 July 2020", "2020-07-16 to 2020-07-16"),
    ("Thursday 16. July, 2020", "2020-07-16 to 2020-07-16"),
    ("16-17 July 2020", "2020-07-16 to 2020-07-17"),
    ("16/17 July 2020", "2020-07-16 to 2020-07-17"),
    ("16 and 17 July 2020", "2020-07-16 to 2020-07-17"),
    ("16, 17 and 18 July 2020", "2020-07-16 to 2020-07-18"),
    ("from 12 to 15 October 2020", "2020-10-12 to 2020-10-15"),
    ("Monday 12 – Thursday 15 October 2020", "2020-10-12 to 2020-10-15"),
    ("30 November – 2 December 2020", "2020-11-30 to 2020-12-02"),
    ("30 December – 2 January 2021", "2020-12-30 to 2021-01-02"),
    ("2 Dec. 2020–8 Jan. 2021", "2020-12-02 to 2021-01-08"),
    ("Oct. 12-15, 2020", "2020-10-12 to 2020-10-15"),
    ("October 12 – November 2, 2020", "2020-10-12 to 2020-11-02"),
    ("12.-15.10.2020", "2020-10-12 to 2020-10-15"),
    ("12.10.2020 – 15.10.2020", "2020-10-12 to 2020-10-15"),
    ("13/10/2020 - 15/10/2020", "2020-10-13 to 2020-10-15"),
    ("2020-10-12", "2020-10-12 to 2020-10-12"),
    ("2020-10-12/2020-10-15", "2020-10-12 to 2020-10-15"),
    ("28 February 2024 – 1 March 2024", "2024-02-28 to 2024-03-01"),
]

PLACES = [
    ("12-15 October 2020,Vienna", "2020-10-12 to 2020-10-15 Europe/Vienna", "VIE", "Vienna"),
    ("Vienna, 12–15 October 2020", "2020-10-12 to 2020-10-15 Europe/Vienna", "VIE", "Vienna"),
    ("12–15 October 2020 (Vienna)", "2020-10-12 to 2020-10-15 Europe/Vienna", "VIE", "Vienna"),
    (
        "12–15 October 2020, Austria Centre, Vienna",
        "2020-10-12 to 2020-10-15 Europe/Vienna",
        "VIE",
        "Austria Centre, Vienna",
    ),
    (
        "12 to 15 October 2020 in Vienna, Austria",
        "2020-10-12 to 2020-10-15 Europe/Vienna",
        "VIE",
        "Vienna, Austria",
    ),
    ("16 July 2020, 15:00–16:00 Geneva, Switzerland", HOUR, "GVA", "Geneva, Switzerland"),
    (
        "16 July 2020, 15:00–16:00, Palais des Nations, Geneva",
        HOUR,
        "GVA",
        "Palais des Nations, Geneva",
    ),
    ("16 July 2020, 15:00 CEST, Vienna", "2020-07-16 15:00-16:00 Europe/Vienna", "VIE", "Vienna"),
    ("16 July 2020, 15:00–16:00 Geneva, online", HOUR, "GVA", "online"),
]

MONTHS = [
    ("April 2021", "2021-04 Europe/Zurich", ""),
    ("Apr. 2021", "2021-04 Europe/Zurich", ""),
    ("mid-April 2021", "2021-04 Europe/Zurich", ""),
    ("early April, 2021", "2021-04 Europe/Zurich", ""),
    ("mid-April", "2021-04 Europe/Zurich", "year"),
]


@pytest.mark.parametrize(
    ("zone", "value"),
    [
        ("9 AM Pacific", "09:00-10:00 America/Los_Angeles"),
        ("9 AM Pacific / 16:00 UTC", "09:00-10:00 America/Los_Angeles"),
        ("17:00 Pacific", "17:00-18:00 America/Los_Angeles"),
        ("2:00 p.m. Eastern", "14:00-15:00 America/New_York"),
        ("3pm MT", "15:00-16:00 America/Denver"),
        ("3pm Mountain Daylight Time", "15:00-16:00 America/Denver"),
        ("10:00 Central Time", "10:00-11:00 America/Chicago"),
        ("17:00 Pacific Time (US and Canada)", "17:00-18:00 America/Los_Angeles"),
        ("17:00 Eastern Time (US & Canada)", "17:00-18:00 America/New_York"),
        ("10:00 W. Europe Standard Time", "10:00-11:00 Europe/Berlin"),
        ("10:00 Central Standard Time (Mexico)", "10:00-11:00 America/Mexico_City"),
        ("10:00 Central European Summer Time", "10:00-11:00 Europe/Zurich"),
        ("14:00 British Summer Time", "14:00-15:00 Europe/London"),
        ("10:00 GMT+9", "10:00-11:00 Etc/GMT-9"),
        ("10:00 hs. (GMT -3)", "10:00-11:00 Etc/GMT+3"),
        ("15:00 (UTC +5:30)", "15:00-16:00 Asia/Kolkata"),
        ("(UTC+01:00) 15:00", "15:00-16:00 Etc/GMT-1"),
        ("15:00 UTC/GMT +2h", "15:00-16:00 Europe/Zurich"),
        ("14h00 TU", "14:00-15:00 UTC"),
        ("23:00 AoE", "23:00-2020-07-17 00:00 Etc/GMT+12"),
        ("10:00 Tallinn", "10:00-11:00 Europe/Tallinn"),
        ("10:00 (Kampala time)", "10:00-11:00 Africa/Kampala"),
        ("Guadalajara: 10:00", "10:00-11:00 America/Mexico_City"),
        ("10 a. m., hora de Guayaquil", "10:00-11:00 America/Guayaquil"),
        ("10:00 hora de Colombia", "10:00-11:00 America/Bogota"),
        ("10:00 UK time", "10:00-11:00 Europe/London"),
        ("10:00 (Eastern)", "10:00-11:00 America/New_York"),
        ("11:00 US Central / 16:00 UTC", "11:00-12:00 America/Chicago"),
        ("11:00 US / Pacific", "11:00-12:00 America/Los_Angeles"),
        ("19 heures Gmt", "19:00-20:00 UTC"),
        ("22 UTC", "22:00-23:00 UTC"),
        ("3:00 PM (UTC+00:00) Dublin, Edinburgh, Lisbon, London", "15:00-16:00 Europe/Dublin"),
        ("1:30 PM | (UTC-05:00) Eastern Time (US & Canada)", "13:30-14:30 America/New_York"),
        ("12:00 h (hora del centro de México)", "12:00-13:00 America/Mexico_City"),
        ("midi, heure de l’Est", "12:00-13:00 America/Toronto"),
        ("10:00 hora peninsular", "10:00-11:00 Europe/Madrid"),
        ("10:00 Swiss time", "10:00-11:00 Europe/Zurich"),
        ("10:00 America/Toronto", "10:00-11:00 America/Toronto"),
        ("15h00, heure de Paris", "15:00-16:00 Europe/Paris"),
        ("15:00 hora de Madrid", "15:00-16:00 Europe/Madrid"),
    ],
)
def test_every_form_of_zone_is_parsed(zone, value):
    draft = parse_line(f"16 July 2020, {zone}")

    assert format_when(draft.when) == f"2020-07-16 {value}"
    assert (draft.questions, draft.place) == ((), "")


@pytest.mark.parametrize(
    "line", ["16 July 2020, 9 AM Pacific Forum", "16 July 2020, 9 AM Tallinn Orchestra"]
)
def test_name_of_an_organization_after_a_time_is_no_zone(line):
    (draft,) = parse(f"A title\n\n{line}")

    assert "zone" in draft.assumed


def test_city_of_two_countries_is_a_question():
    draft = parse_line("16 July 2020, 10:00, hora de Mérida")

    assert [reading.when.timezone for reading in draft.questions[0].readings] == [
        "America/Merida",
        "America/Caracas",
    ]


def test_standard_time_in_summer_is_a_question():
    draft = parse_line("16 July 2020, 9 AM Eastern Standard Time")

    assert [question.code for question in draft.questions] == ["zone-not-in-force"]


def test_same_instant_in_another_zone_is_one_event():
    drafts = parse("A title\n\n16 July 2020, 14:00 UTC\n\n- 16 July 2020, 7 AM Pacific")

    assert [format_when(draft.when) for draft in drafts] == ["2020-07-16 14:00-15:00 UTC"]


@pytest.mark.parametrize(("line", "value", "cities", "assumed"), TIMED)
def test_line_with_a_time_is_parsed(line, value, cities, assumed):
    draft = parse_line(line)

    assert (format_when(draft.when), city_keys(draft.cities)) == (value, cities)
    assert sorted(draft.assumed) == assumed.split()
    assert (other_questions(draft), draft.place, draft.paragraphs) == ([], "", ())


@pytest.mark.parametrize(
    ("hours", "value"),
    [
        ("1330-1500 CEST", "13:30-15:00"),
        ("0730–1200", "07:30-12:00"),
        ("2000-2130 CEST", "20:00-21:30"),
        ("1800 CEST", "18:00-19:00"),
        ("17,30h", "17:30-18:30"),
        ("de 17 a 18", "17:00-18:00"),
        ("a las siete y media de la tarde", "19:30-20:30"),
        ("from 9 to 5", "09:00-17:00"),
        ("2-3 PM", "14:00-15:00"),
        ("4:00 p-m.", "16:00-17:00"),
        ("half past six in the evening", "18:30-19:30"),
        ("quarter past 7 pm", "19:15-20:15"),
        ("eleven o'clock in the morning", "11:00-12:00"),
        ("15 h 45", "15:45-16:45"),
        ("12 h 30 à 17 h", "12:30-17:00"),
        ("à 18 heures 15, salle Ravel", "18:15-19:15"),
        ("de 9 heures 30 à 12 heures 45", "09:30-12:45"),
        ("um 18 Uhr 15", "18:15-19:15"),
        ("à 18 heures, 15 rue Haute", "18:00-19:00"),
        ("6:30pm sharp", "18:30-19:30"),
        ("15:00 for 90 minutes", "15:00-16:30"),
        ("15:00 (1.5 hours)", "15:00-16:30"),
        ("15:00 | 1 hr 30 mins", "15:00-16:30"),
        ("15:00 → 17:00", "15:00-17:00"),
        ("between 1000 hrs and 1300 hrs", "10:00-13:00"),
        ("a las 19´30", "19:30-20:30"),
        ("09:00 > 10:30", "09:00-10:30"),
        ("18.00 –\n19.15", "18:00-19:15"),
        ("15:00 (1h30)", "15:00-16:30"),
        ("15h00, durée : 1 h 30", "15:00-16:30"),
        ("15h00 (durée : une heure)", "15:00-16:00"),
        ("15:00, duration: 1:30", "15:00-16:30"),
    ],
)
def test_every_form_of_hours_is_parsed(hours, value):
    draft = parse_line(f"16 July 2020, {hours}")

    assert format_when(draft.when) == f"2020-07-16 {value} Europe/Zurich"
    assert other_questions(draft) == []


@pytest.mark.parametrize(
    ("hours", "values"),
    [
        ("at 6", ["06:00-07:00", "18:00-19:00"]),
        ("a las siete", ["07:00-08:00", "19:00-20:00"]),
        ("7 to 9", ["07:00-09:00", "19:00-21:00"]),
    ],
)
def test_hour_without_minutes_may_be_in_the_morning_or_in_the_evening(hours, values):
    draft = parse_line(f"Thursday 16 July 2020, {hours}")

    (question,) = draft.questions
    assert [format_when(reading.when) for reading in question.readings] == [
        f"2020-07-16 {value} Europe/Zurich" for value in values
    ]


@pytest.mark.parametrize(
    "words",
    [
        "the years 2026-2027",
        "at 6 Mill Road",
        "from 10 to 15 people",
        "at 5% interest",
        "1800 seats",
        "in room B2.07",
        "niños de 6 a 12 años",
        "two of us",
        "half of it",
    ],
)
def test_other_numbers_are_no_hours(words):
    (draft,) = parse(f"A title\n\n16 July 2020\n\nBlah {words}.")

    assert (format_when(draft.when), draft.questions) == (
        "2020-07-16 to 2020-07-16 Europe/Zurich",
        (),
    )


@pytest.mark.parametrize(
    "line",
    [
        "16 July 2020, 20:00 New York / 02:00 Friday Geneva",
        "16 July 2020, 20:00 New York / Fri 02:00 Geneva",
        "16 July 2020, 20:00 New York (+1 day 02:00 Geneva)",
        "16 July 2020, 8pm ET/2am CEST (+1)",
    ],
)
def test_day_of_a_time_is_read_beside_it(line):
    draft = parse_line(line)

    assert format_when(draft.when) == "2020-07-16 20:00-21:00 America/New_York"
    assert draft.questions == ()


@pytest.mark.parametrize(("line", "value"), DAYS)
def test_line_with_days_is_parsed(line, value):
    draft = parse_line(line)

    assert format_when(draft.when) == f"{value} Europe/Zurich"
    assert (draft.assumed, draft.questions, draft.paragraphs) == (frozenset({"zone"}), (), ())


@pytest.mark.parametrize(("line", "value", "cities", "place"), PLACES)
def test_place_next_to_the_date_sets_place_and_zone(line, value, cities, place):
    draft = parse_line(line)

    assert (format_when(draft.when), city_keys(draft.cities), draft.place) == (value, cities, place)
    assert (draft.questions, "zone" in draft.assumed) == ((), False)


@pytest.mark.parametrize(("line", "value", "assumed"), MONTHS)
def test_month_without_a_day_is_parsed(line, value, assumed):
    draft = parse_line(line)

    assert (format_when(draft.when), sorted(draft.assumed)) == (value, assumed.split())


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("20 July", "2020-07-20"),
        ("20 May", "2021-05-20"),
        ("1 June", "2020-06-01"),
        ("31 May – 3 June", "2020-05-31"),
        ("29 February", "2024-02-29"),
    ],
)
def test_date_without_a_year_is_the_next_such_date(line, value):
    draft = parse_line(line)

    assert str(draft.when.first) == value
    assert "year" in draft.assumed


def test_default_zone_is_assumed_without_a_city():
    draft = parse_line("16 July 2020, 15:00", zone="Africa/Nairobi")

    assert (format_when(draft.when), sorted(draft.assumed)) == (
        "2020-07-16 15:00-16:00 Africa/Nairobi",
        ["end", "zone"],
    )


def test_abbreviation_is_the_default_zone_if_its_offsets_are_equal():
    draft = parse_line("16 July 2020, 15:00 CEST", zone="Europe/Vienna")

    assert (format_when(draft.when), city_keys(draft.cities)) == (
        "2020-07-16 15:00-16:00 Europe/Vienna",
        "VIE",
    )


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        ("31 October 2027, 01:30 Geneva, 60 min", 60),
        ("31 October 2027, 01:30 Geneva, 120 minutes", 120),
        ("31 October 2027, 01:30 Geneva, 2 hours", 120),
        ("31 October 2027, 01:30 Geneva", 60),
    ],
)
def test_duration_decides_the_end_when_clocks_go_back(line, minutes):
    draft = parse_line(line)

    assert draft.questions == ()
    assert format_when(draft.when) == "2027-10-31 01:30-02:30 Europe/Zurich"
    span = resolve(draft.when)
    assert span.ends_at - span.starts_at == timedelta(minutes=minutes)


def test_end_that_clocks_show_twice_is_a_question_in_the_same_zone():
    draft = parse_line("31 October 2027, 01:30-02:30 Geneva")

    (question,) = draft.questions
    spans = [resolve(reading.when) for reading in question.readings]
    assert question.code == "local-time-ambiguous"
    assert {reading.when.timezone for reading in question.readings} == {"Europe/Zurich"}
    assert [span.ends_at - span.starts_at for span in spans] == [
        timedelta(hours=1),
        timedelta(hours=2),
    ]


def test_year_with_seconds_in_the_offset_is_refused():
    with pytest.raises(InvalidInputError) as caught:
        parse_line("16 July 1971, 15:00 Africa/Monrovia")

    assert (caught.value.code, caught.value.facts["first"]) == ("date-out-of-range", 1973)


def test_assumed_zone_does_not_make_a_repetition():
    drafts = parse("A title\n\n16 July 2020, 14:00\n\n- 16 July 2020, 5 AM Pacific")

    assert [draft.when.timezone for draft in drafts] == ["Europe/Zurich", "America/Los_Angeles"]


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("sat jun 20, 9-noon", "2020-06-20 09:00-12:00 Europe/Zurich"),
        ("Thursday 18 June 2020 at 2pm CEST, 1 hr max", "2020-06-18 14:00-15:00 Europe/Zurich"),
    ],
)
def test_hours_beside_days_and_lengths(line, when):
    assert format_when(parse_line(line).when) == when


@pytest.mark.parametrize("years", ["(1746-1828)", "(1774–1841)", "1803-1882"])
def test_years_of_a_life_are_no_hours(years):
    (draft,) = parse(f"A title\n\n16 July 2020, the painter Goya {years}")

    assert format_when(draft.when) == "2020-07-16 to 2020-07-16 Europe/Zurich"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("29 de dicimbre de 2027", (12, 29)),
        ("29 de diciiembre de 2027", (12, 29)),
        ("3 septmbre 2027", (9, 3)),
        ("Feburary 12 2027", (2, 12)),
        ("12th of Setpember 2027", (9, 12)),
        ("4. Dezmber 2027", (12, 4)),
    ],
)
def test_misspelt_month_beside_a_day_is_read(words, day):
    when = parse_line(words).when

    assert (when.first.month, when.first.day) == day


@pytest.mark.parametrize("words", ["12 embers", "5 Ferrero 2027", "Octobr is near"])
def test_other_words_are_no_misspelt_month(words):
    with pytest.raises(InvalidInputError):
        parse_line(words)


@pytest.mark.parametrize(
    "words",
    ["de siete a nueve de la noche", "from seven to nine pm", "seven to nine in the evening"],
)
def test_range_of_hours_in_words(words):
    assert format_when(parse_line(f"16 July 2027, {words}").when)[:22] == "2027-07-16 19:00-21:00"


@pytest.mark.parametrize("price", ["$20.00", "£19.30", "19.30 €", "18.30 CHF", "EUR 18.30"])
def test_price_is_no_time(price):
    [draft] = parse(f"Talk of the week\nMay 22, 2020, {price}, Geneva")

    assert format_when(draft.when) == "2020-05-22 to 2020-05-22 Europe/Zurich"


def test_time_after_a_price_is_read():
    [draft] = parse("Talk of the week\nMay 22, 2020, 20 €, 19.30, Geneva")

    assert format_when(draft.when) == "2020-05-22 19:30-20:30 Europe/Zurich"


def test_day_before_a_dash_is_no_hour():
    first, second = parse(
        "Programación especial de julio 2020\nBiblioteca Municipal, Ginebra\n\nColoquio de lectores\n"
        "Conversatorio\nMartes 14 – 10:00 a.m. Teatro y lobby\nPremiación del concurso\nEspacio presencial\n"
        "Jueves 16 – 10:00 a.m. Lobby\nPatio de la palabra\nUn espacio"
    )

    assert format_when(first.when) == "2020-07-14 10:00-11:00 Europe/Zurich"
    assert format_when(second.when) == "2020-07-16 10:00-11:00 Europe/Zurich"


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        ("Durée de la séance : 2h30", []),
        ("Duration: 1:30", []),
        ("Dauer: 1:30 Std.", []),
        ("Durata: 2h30", []),
        ("Duração: 8h30min", []),
        ("Carga horária: 8h30min", []),
        ("Durada: 1h30", []),
        ("Duration: 9:00 to 11:00", [540]),
        ("Hours: 8:30", [510]),
        ("Doors open for 10:30", [630]),
    ],
)
def test_length_of_time_is_no_hour(line, starts):
    (read,) = read_lines(line)

    assert [time.time.readings[0].start for time in read.zoned_times] == starts
