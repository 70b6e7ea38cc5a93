"""Ambiguous lines, their question and its readings."""

import pytest

from tests.announcement_parser.parsing import (
    city_keys,
    format_when,
    parse,
    parse_line,
    question_readings,
)
from webinars.announcement_parser.grammar.addresses import address_zones
from webinars.announcement_parser.resolution.questions import CODES

AMBIGUOUS = [
    (
        "Friday 16 July 2020, 15:00 Geneva",
        "weekday-mismatch",
        [
            "2020-07-16 15:00-16:00 Europe/Zurich",
            "2020-07-17 15:00-16:00 Europe/Zurich",
            "2021-07-16 15:00-16:00 Europe/Zurich",
        ],
    ),
    (
        "Wednesday 16 July 2020",
        "weekday-mismatch",
        [
            "2020-07-16 to 2020-07-16 Europe/Zurich",
            "2020-07-15 to 2020-07-15 Europe/Zurich",
            "2025-07-16 to 2025-07-16 Europe/Zurich",
        ],
    ),
    (
        "05/07/2020, 15:00 Geneva",
        "day-or-month",
        ["2020-07-05 15:00-16:00 Europe/Zurich", "2020-05-07 15:00-16:00 Europe/Zurich"],
    ),
    (
        "05/07/2020 – 07/07/2020",
        "day-or-month",
        ["2020-07-05 to 2020-07-07 Europe/Zurich", "2020-05-07 to 2020-07-07 Europe/Zurich"],
    ),
    (
        "31 June 2020",
        "no-such-day",
        ["2020-06-30 to 2020-06-30 Europe/Zurich", "2020-07-01 to 2020-07-01 Europe/Zurich"],
    ),
    (
        "Next Thursday at 15:00, Geneva",
        "day-without-date",
        ["2020-06-04 15:00-16:00 Europe/Zurich", "2020-06-11 15:00-16:00 Europe/Zurich"],
    ),
    (
        "7, 14 and 21 July 2020",
        "separate-days",
        [
            "2020-07-07 to 2020-07-21 Europe/Zurich",
            "2020-07-07 to 2020-07-07 Europe/Zurich",
            "2020-07-14 to 2020-07-14 Europe/Zurich",
            "2020-07-21 to 2020-07-21 Europe/Zurich",
        ],
    ),
    (
        "March–April 2021",
        "separate-days",
        [
            "2021-03-01 to 2021-04-30 Europe/Zurich",
            "2021-03 Europe/Zurich",
            "2021-04 Europe/Zurich",
        ],
    ),
    (
        "16-17 July 2020, 10:00–17:00 Vienna",
        "daily-times",
        [
            "2020-07-16 to 2020-07-17 Europe/Vienna",
            "2020-07-16 10:00-2020-07-17 17:00 Europe/Vienna",
            "2020-07-16 10:00-17:00 Europe/Vienna",
        ],
    ),
    (
        "16 July 2020, 15:00 Geneva / 10:00 New York",
        "times-disagree",
        ["2020-07-16 15:00-16:00 Europe/Zurich", "2020-07-16 10:00-11:00 America/New_York"],
    ),
    (
        "26 October 2026, 15:00 Geneva / 09:00 New York",
        "times-disagree",
        ["2026-10-26 15:00-16:00 Europe/Zurich", "2026-10-26 09:00-10:00 America/New_York"],
    ),
    (
        "16 July 2020, 15:00 London (GMT)",
        "times-disagree",
        ["2020-07-16 15:00-16:00 Europe/London", "2020-07-16 15:00-16:00 UTC"],
    ),
    (
        "16 July 2020, 20:00 New York / 09:00 Tokyo",
        "whose-date",
        ["2020-07-16 20:00-21:00 America/New_York", "2020-07-15 20:00-21:00 America/New_York"],
    ),
    (
        "16 January 2020, 9:00 CST",
        "several-zones",
        [
            "2020-01-16 09:00-10:00 America/Chicago",
            "2020-01-16 09:00-10:00 Asia/Shanghai",
        ],
    ),
    (
        "16 July 2020, 15:00 BST",
        "several-zones",
        [
            "2020-07-16 15:00-16:00 Europe/London",
            "2020-07-16 15:00-16:00 Asia/Dhaka",
        ],
    ),
    (
        "16 July 2020, 15:00\n\nSpeakers from Nairobi and Toronto answer your questions.",
        "zone-not-stated",
        [
            "2020-07-16 15:00-16:00 Africa/Nairobi",
            "2020-07-16 15:00-16:00 America/Toronto",
            "2020-07-16 15:00-16:00 Europe/Zurich",
            "2020-07-16 15:00-16:00 Europe/London",
            "2020-07-16 15:00-16:00 America/Chicago",
            "2020-07-16 15:00-16:00 America/Denver",
            "2020-07-16 15:00-16:00 America/Los_Angeles",
            "2020-07-16 15:00-16:00 Asia/Kolkata",
            "2020-07-16 15:00-16:00 Australia/Sydney",
        ],
    ),
    (
        "16 July 2020, 15:00 CET",
        "zone-not-in-force",
        ["2020-07-16 15:00-16:00 Europe/Zurich", "2020-07-16 16:00-17:00 Europe/Zurich"],
    ),
    (
        "16 July 2020, 15:00–16:30 CET / 9:00 EST",
        "zone-not-in-force",
        ["2020-07-16 15:00-16:30 Europe/Zurich", "2020-07-16 16:00-17:30 Europe/Zurich"],
    ),
    (
        "16 July 2020, 3:00–4:00 Geneva",
        "morning-or-afternoon",
        ["2020-07-16 03:00-04:00 Europe/Zurich", "2020-07-16 15:00-16:00 Europe/Zurich"],
    ),
    (
        "16 July 2020\n\nThe cake is cut at 15:00 in Geneva.",
        "time-elsewhere",
        ["2020-07-16 15:00-16:00 Europe/Zurich", "2020-07-16 to 2020-07-16 Europe/Zurich"],
    ),
    (
        "16 July 2020, 9:00 or 17:00",
        "several-times",
        ["2020-07-16 09:00-10:00 Europe/Zurich", "2020-07-16 17:00-18:00 Europe/Zurich"],
    ),
    (
        "16 July 2020, 15:00 Geneva\n\nThe poster says that it was 16 July 2020, 17:00, by the way.",
        "several-times",
        ["2020-07-16 15:00-16:00 Europe/Zurich", "2020-07-16 17:00-18:00 Europe/Zurich"],
    ),
    (
        "16–17 July 2020\n\nBring lunch, we begin at 15:00 CEST.",
        "time-elsewhere",
        ["2020-07-16 to 2020-07-17 Europe/Zurich", "2020-07-16 15:00-16:00 Europe/Zurich"],
    ),
    (
        "16 July 2020, midnight (Geneva)",
        "which-midnight",
        ["2020-07-16 00:00-01:00 Europe/Zurich", "2020-07-17 00:00-01:00 Europe/Zurich"],
    ),
    (
        "29 March 2020, 02:30 Geneva",
        "local-time-skipped",
        ["2020-03-29 01:30-03:30 Europe/Zurich", "2020-03-29 03:30-04:30 Europe/Zurich"],
    ),
    (
        # 02:30 is ambiguous in Zurich, therefore the readings are in UTC.
        "25 October 2020, 02:30 Geneva",
        "local-time-ambiguous",
        ["2020-10-25 00:30-01:30 UTC", "2020-10-25 01:30-02:30 UTC"],
    ),
]


@pytest.mark.parametrize(("line", "code", "values"), AMBIGUOUS)
def test_ambiguity_raises_a_question_with_all_readings(line, code, values):
    draft = parse_line(line)

    readings_by_code = question_readings(draft)
    assert {
        code: [value for value, _ in readings] for code, readings in readings_by_code.items()
    } == {code: values}
    assert format_when(draft.when) == values[0]


@pytest.mark.parametrize(("line", "code", "values"), AMBIGUOUS)
def test_every_answer_closes_the_question(line, code, values):
    draft = parse_line(line)

    for value, (_, reason) in zip(values, question_readings(draft)[code], strict=True):
        answered = draft.answer(code, reason)
        assert (format_when(answered.when), answered.questions) == (value, ())


def test_examples_cover_every_question():
    covered = {code for _, code, _ in AMBIGUOUS}

    assert set(CODES) - covered == {"several-dates"}


def test_zone_abbreviation_is_read_in_all_its_zones_and_offsets():
    draft = parse_line("16 July 2020, 9:00 CST")

    assert question_readings(draft)["several-zones"] == [
        ("2020-07-16 09:00-10:00 America/Chicago", "America/Chicago/wall-clock"),
        ("2020-07-16 10:00-11:00 America/Chicago", "America/Chicago/literally"),
        ("2020-07-16 09:00-10:00 Asia/Shanghai", "Asia/Shanghai"),
    ]


def test_answer_recomputes_dependent_questions():
    draft = parse_line("05/07/2020, 10:00 IST")
    assert list(question_readings(draft)) == ["day-or-month", "several-zones"]

    answered = draft.answer("day-or-month", "month-first")

    assert list(question_readings(answered)) == ["several-zones"]
    assert question_readings(answered)["several-zones"][0] == (
        "2020-05-07 10:00-11:00 Asia/Kolkata",
        "Asia/Kolkata",
    )
    assert answered.answer("several-zones", "Asia/Kolkata").questions == ()


def test_unknown_answer_changes_nothing():
    draft = parse_line("05/07/2020, 15:00 Geneva")

    assert draft.answer("day-or-month", "neither") == draft
    assert draft.answer("times-disagree", "GVA") == draft


def test_question_has_the_span_of_its_text():
    line = "16 July 2020, 15:00 Geneva / 10:00 New York"

    (question,) = parse_line(line).questions

    text = f"A title\n\n{line}"
    assert text[slice(*question.text_span)] == "15:00 Geneva / 10:00 New York"


def test_readings_have_all_cities():
    draft = parse_line("16 July 2020, 15:00 Geneva / 10:00 New York / 16:00 Nairobi")

    (question,) = draft.questions
    assert [city_keys(reading.cities) for reading in question.readings] == [
        "GVA NYC NBO",
        "GVA NYC NBO",
    ]
    assert [reading.reason for reading in question.readings] == ["GVA", "NYC"]


@pytest.mark.parametrize(
    "line",
    [
        "16 July 2020, 15:00 Geneva / 15:00 Vienna",
        "29 March 2020, 03:00 Geneva / 21:00 New York (-1 day)",
    ],
)
def test_times_at_the_same_instant_raise_no_question(line):
    assert parse_line(line).questions == ()


def test_skipped_time_raises_a_question_despite_another_city():
    draft = parse_line("29 March 2020, 02:30 Geneva / 20:30 New York (-1 day)")

    assert list(question_readings(draft)) == ["times-disagree"]


@pytest.mark.parametrize(
    ("line", "reasons"),
    [
        ("25 October 2020, 02:30 Geneva", ["earlier", "later"]),
        ("29 March 2020, 02:30 Geneva", ["before", "after"]),
        ("16 July 2020, 15:00 CET", ["wall-clock", "literally"]),
        ("16 July 2020, 3:00 Geneva", ["morning", "afternoon"]),
        ("16 July 2020, midnight (Geneva)", ["day-begins", "day-ends"]),
        ("05/07/2020", ["day-first", "month-first"]),
        ("Friday 16 July 2020", ["as-dated", "as-weekday", "other-year"]),
        ("31 June 2020", ["last-of-month", "next-month"]),
        ("7 and 14 July 2020", ["whole-stretch", "day-1", "day-2"]),
        ("16-17 July 2020, 10:00–17:00 Vienna", ["whole-days", "one-stretch", "first-day"]),
        ("16 July 2020, 20:00 New York / 09:00 Tokyo", ["as-written", "date-of-TYO"]),
    ],
)
def test_readings_have_their_reasons(line, reasons):
    (question,) = parse_line(line).questions

    assert [reading.reason for reading in question.readings] == reasons


@pytest.mark.parametrize(
    ("venue", "zone"),
    [
        ("Kulturhaus, Seilergasse 4, 4020 Linz", "Europe/Vienna"),
        ("Room 3, City Library, Toronto", "America/Toronto"),
        ("Salle des fêtes, Petit-Lancy (Genève)", "Europe/Zurich"),
        ("Sala Roja, calle Ocho 12, Guayaquil", "America/Guayaquil"),
        ("Friends Meeting House, Cambridge, MA", "America/New_York"),
        ("Friends Meeting House, Cambridge, UK", "Europe/London"),
        ("Community hall, St. Paul, Minnesota", "America/Chicago"),
        ("Village hall, Kenya", "Africa/Nairobi"),
        ("room 2, Folkestuen, Aarhus", "Europe/Copenhagen"),
        ("Zebrastraat hall, Ghent", "Europe/Brussels"),
        ("Community hall, 14 King Street, Guelph, Ontario", "America/Toronto"),
        ("salle 3, Uni Mail, Genève. Pour nous : P. Keller.", "Europe/Zurich"),
        ("Town hall, Hull", "Europe/London"),
        ("Town hall, Richmond, and tickets cost £4", "Europe/London"),
        ("Town hall, Richmond (01748 300 300)", "Europe/London"),
        ("Town hall, Richmond, +44 1748 300 300", "Europe/London"),
        ("Town hall, Richmond, or write to hall@town.example.co.uk", "Europe/London"),
        ("Room XX, Palais des Nations", "Europe/Zurich"),
        ("Community hall, HG1 4AP", "Europe/London"),
        ("Kanalvej 12, Roskilde", "Europe/Copenhagen"),
    ],
)
def test_zone_of_the_venue_needs_no_question(venue, zone):
    draft = parse_line(f"16 July 2020, 15:00\n\nWe meet there: {venue}", zone="Asia/Tokyo")

    assert (format_when(draft.when), draft.questions) == (f"2020-07-16 15:00-16:00 {zone}", ())
    assert "zone" not in draft.assumed


@pytest.mark.parametrize(
    ("sign", "zone"),
    [
        ("Questions to Mei Oda, m.oda@kelp-u.example.ac.jp", "Asia/Tokyo"),
        ("By telephone: +49 30 5550 1234", "Europe/Berlin"),
        ("Tickets: https://www.tickets.example.co.uk/kelp", "Europe/London"),
    ],
)
def test_sign_that_may_be_that_of_somebody_abroad_only_offers_a_zone(sign, zone):
    draft = parse_line(f"16 July 2020, 15:00\n\n{sign}", zone="America/Lima")

    assert "zone" in draft.assumed
    assert next(reason for _, reason in question_readings(draft)["zone-not-stated"]) == zone


@pytest.mark.parametrize("word", ["Spring", "Mobile", "Reading", "Bath", "Rugby", "Sandwich"])
def test_ordinary_word_is_a_town_only_with_its_region(word):
    title = parse_line(f"{word} at the library\n\n16 July 2020, 15:00", zone="Asia/Tokyo")
    venue = parse_line(
        "16 July 2020, 15:00\n\nWe meet there: City library, Reading, UK", zone="Asia/Tokyo"
    )

    assert "zone" in title.assumed
    assert (format_when(venue.when), venue.questions) == (
        "2020-07-16 15:00-16:00 Europe/London",
        (),
    )


@pytest.mark.parametrize(
    ("venue", "zones"),
    [
        ("Town hall, Richmond", ["America/New_York", "America/Vancouver"]),
        ("Village hall, Ontario", ["America/Los_Angeles", "America/Toronto"]),
    ],
)
def test_venue_that_ends_with_a_province_or_a_surname_offers_the_zones_of_all_towns(venue, zones):
    draft = parse_line(f"16 July 2020, 15:00\n\nWe meet there: {venue}", zone="Asia/Tokyo")

    readings = question_readings(draft).get("zone-not-stated", [(format_when(draft.when), "")])
    assert [value.split()[-1] for value, _ in readings][: len(zones)] == zones


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("The Fishmarket Choir, Leicester\n\nRehearsal: 16 July 2020, 19:00", "Europe/London"),
        ("Prairie Workshop, Lincoln, Nebraska\n\nMeeting: 16 July 2020, 19:00", "America/Chicago"),
        (
            "Notice\n\nHive Society, Leeds, 10 March 2020\n\nMeeting: 16 July 2020, 7 pm",
            "Europe/London",
        ),
        ("Cercle du bocage (Bretagne)\n\nRéunion : 16 juillet 2020, 19h", "Europe/Paris"),
        (
            "Agenda\nGuayaquil, julio de 2020\n\nCharla: 16 de julio de 2020, 19h00",
            "America/Guayaquil",
        ),
    ],
)
def test_seat_of_the_inviting_body_decides_where_no_venue_does(text, zone):
    (draft, *_) = parse(text, zone="Asia/Tokyo")

    assert draft.when.timezone == zone
    assert (draft.questions, "zone" in draft.assumed) == ((), False)


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("12 Foundry Yard, Lagos", "Africa/Lagos"),
        ("Unit 7, Old Tannery, Bristol BS1 6XN", "Europe/London"),
        ("Lisbon, Portugal", "Europe/Lisbon"),
    ],
)
def test_line_with_street_number_postal_code_or_country_is_an_address(line, zone):
    around = "We sing.\n\nWe dance.\n\nWe eat.\n\n"
    draft = parse_line(f"16 July 2020, 15:00\n\n{around}{line}\n\n{around}", zone="Asia/Tokyo")

    assert (draft.when.timezone, "zone" in draft.assumed) == (zone, False)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Parish newsletter, Leicester · No. 212 · July 2020\n\n{}", "Europe/London"),
        (
            "Ohlone State University, Tucson, Arizona\n\nLunch\n\nTea\n\n{} (Linköping)",
            "America/Phoenix",
        ),
    ],
)
def test_issue_and_rows_of_speakers_leave_one_zone(text, zone):
    drafts = parse(text.format("16 July 2020, 15:00: Wassail"), zone="Asia/Tokyo")
    draft = next(draft for draft in drafts if "Wassail" in draft.title)

    assert (draft.when.timezone, "zone" in draft.assumed) == (zone, False)


def test_head_of_a_table_names_no_town():
    assert address_zones("| Date | Time | Room |", "en", is_venue=True) == ()


RECURRING = """Topic: Reading group
Time: Jul 16, 2020 06:00 PM London
        Every week on Thu, 2 occurrence(s)
        Jul 16, 2020 06:00 PM
        Jul 23, 2020 06:00 PM
"""


def test_time_has_the_zone_beside_the_same_time_elsewhere():
    drafts = parse(RECURRING, zone="Asia/Tokyo")

    assert [format_when(draft.when) for draft in drafts] == [
        "2020-07-16 18:00-19:00 Europe/London",
        "2020-07-23 18:00-19:00 Europe/London",
    ]
    assert not any("zone" in draft.assumed for draft in drafts)


@pytest.mark.parametrize(
    "other", ["24 July 2020, 7 PM: Party", "24 July 2020, 6 PM: Party\n\nMeet at 9 PM New York"]
)
def test_time_has_no_zone_of_another_time_or_of_a_page_with_several_zones(other):
    drafts = parse(
        f"Reading group\n\n23 July 2020, 6 PM London: Fair\n{other}\n", zone="Asia/Tokyo"
    )

    assert "zone" in next(draft for draft in drafts if draft.title == "Party").assumed


def test_town_of_a_country_of_the_language_comes_first():
    (draft,) = parse(
        "Charla de los vecinos\n\n16 de julio de 2020, 19h00\n\nLugar: plaza del Pozo 3, Toledo",
        zone="Asia/Tokyo",
    )

    assert draft.when.timezone == "Europe/Madrid"


def test_town_with_the_name_of_a_country_in_another_language_is_a_town():
    (draft,) = parse(
        "Jornadas\nFacultad de Ciencias de la Ciudad, Granada\n\nMartes 14 de julio de 2020, 19:30",
        zone="Asia/Tokyo",
    )

    assert draft.when.timezone == "Europe/Madrid"


def test_same_day_in_another_year_is_a_question():
    (draft,) = parse("Weekly call (2021-01-12)\n\nDate:\n12 January, 2020\n17:30 GMT, 9:30am PT")

    assert [value for value, _ in question_readings(draft)["several-dates"]] == [
        "2021-01-12 17:30-18:30 UTC",
        "2020-01-12 17:30-18:30 UTC",
    ]


@pytest.mark.parametrize("label", ["UTCTime", "UTC"])
def test_time_with_another_date_in_the_same_block_is_a_question(label):
    (draft,) = parse(
        "Contributors call\n\nDate: 2020-07-16\nTime: 4:00pm\nTimezone: UTC\nDuration: 1h\n"
        f"{label}: 2020-07-15 16:00 UTC\n\nAgenda: plugins"
    )

    assert [value for value, _ in question_readings(draft)["several-dates"]] == [
        "2020-07-16 16:00-17:00 UTC",
        "2020-07-15 16:00-17:00 UTC",
    ]


def test_rows_of_clocks_below_a_town_are_one_event():
    drafts = parse(
        "Editors' call\n\nHonolulu   Thu 16 July   14:00\nAuckland   Fri 17 July   12:00\n"
        "Pago Pago  Thu 16 July   13:00\n"
    )

    assert [format_when(draft.when) for draft in drafts] == [
        "2020-07-16 14:00-15:00 Pacific/Honolulu"
    ]


def test_month_beside_hours_is_not_certain():
    (draft,) = parse("Programme\n\nJuly 2020\n\nWalk on the 16, 10:30, from the mill")

    assert "unread-time" in draft.assumed


@pytest.mark.parametrize(
    ("line", "readings"),
    [
        (
            "05/07/2020, 10:00 IST",
            [
                ("2020-07-05 10:00-11:00 Asia/Kolkata", "day-first"),
                ("2020-05-07 10:00-11:00 Asia/Kolkata", "month-first"),
                ("2020-05-07 10:00-11:00 Asia/Jerusalem", "month-first/Asia/Jerusalem/wall-clock"),
                ("2020-05-07 11:00-12:00 Asia/Jerusalem", "month-first/Asia/Jerusalem/literally"),
                ("2020-05-07 10:00-11:00 Europe/Dublin", "month-first/Europe/Dublin"),
            ],
        ),
        (
            "31 June 2020, 3:00 Geneva",
            [
                ("2020-06-30 03:00-04:00 Europe/Zurich", "last-of-month"),
                ("2020-07-01 03:00-04:00 Europe/Zurich", "next-month"),
                ("2020-07-01 15:00-16:00 Europe/Zurich", "next-month/afternoon"),
            ],
        ),
    ],
)
def test_other_date_is_a_choice_at_each_of_its_times_and_in_each_zone(line, readings):
    draft = parse_line(line)

    (code, time_code) = question_readings(draft)
    assert question_readings(draft)[code] == readings
    for value, reason in readings[2:]:
        answered = draft.answer(code, reason)
        assert (format_when(answered.when), answered.questions) == (value, ())
    assert [*question_readings(draft.answer(code, readings[1][1]))] == [time_code]


def test_answered_time_counts_on_each_date():
    draft = parse_line("31 June 2020, 3:00 Geneva").answer("morning-or-afternoon", "afternoon")

    assert question_readings(draft) == {
        "no-such-day": [
            ("2020-06-30 15:00-16:00 Europe/Zurich", "last-of-month"),
            ("2020-07-01 15:00-16:00 Europe/Zurich", "next-month"),
        ]
    }


@pytest.mark.parametrize(
    "text",
    [
        "We meet on 17 June 2020 at 19:30 in the hall, the fair is on 20 June 2020 from 09:15 in the square.",
        "We meet on 17 June 2020 at 19:30 in the hall.\n\nThe fair follows on 20 June 2020. It starts at 09:15.",
    ],
)
def test_other_date_is_a_choice_at_the_time_next_to_it_first(text):
    draft, other = parse(f"Repair evening\n\n{text}")

    values = [value for value, _ in question_readings(draft)["several-dates"]]
    assert "separate-event" in question_readings(other)
    assert values == [
        "2020-06-17 19:30-20:30 Europe/Zurich",
        "2020-06-20 09:15-10:15 Europe/Zurich",
        "2020-06-20 19:30-20:30 Europe/Zurich",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/07/2020, 15:00 UTC\n\nSign up until 28/06/2020.", "2020-07-05"),
        ("05/07/2020, 15:00 UTC\n\nSign up until 06/28/2020.", "2020-05-07"),
        ("05/07/2020, 15h00 UTC\n\nNous vous attendons pour une soirée.", "2020-07-05"),
        ("05/07/2020, 3 pm\n\nVenue: Town hall, Main Street, Lincoln, Nebraska", "2020-05-07"),
        ("05/07/2020, 3 pm\n\nVenue: Town hall, High Street, Norwich, UK", "2020-07-05"),
    ],
)
def test_order_of_a_numeric_date_is_that_of_the_text_or_the_venue(text, day):
    draft = parse_line(text)

    assert (str(draft.when.start.date()), draft.questions) == (day, ())


def test_corner_of_two_streets_is_no_city():
    (draft,) = parse(
        "Charla\n\n16 de julio de 2020, 19h00\nLugar: Casa Manglar, Panamá e Imbabura, Guayaquil",
        zone="Asia/Tokyo",
    )

    assert draft.when.timezone == "America/Guayaquil"


def test_venue_decides_between_the_meanings_of_an_abbreviation():
    draft = parse_line("16 July 2020, 15:00 IST\nVenue: Town hall, Pune, India")

    assert (format_when(draft.when), draft.questions) == (
        "2020-07-16 15:00-16:00 Asia/Kolkata",
        (),
    )


@pytest.mark.parametrize("county", ["Suffolk", "Kent"])
def test_english_county_with_the_name_of_an_american_town_is_a_question(county):
    draft = parse_line(f"16 July 2020, 15:00\n\nVenue: Village Hall, Benthorpe, {county}")

    (question,) = draft.questions
    assert "Europe/London" in [reading.when.timezone for reading in question.readings]


@pytest.mark.parametrize(
    "place", ["Kent, WA 98032", "Community Hall, 220 4th Ave S, Kent, WA 98032-1234", "Kent, WA"]
)
def test_american_state_decides_between_a_town_and_an_english_county(place):
    draft = parse_line(f"16 July 2020, 15:00\n\nVenue: {place}")

    assert (draft.when.timezone, draft.questions) == ("America/Los_Angeles", ())


def test_two_towns_of_a_name_are_a_question_without_the_default_zone_before_them():
    draft = parse_line("16 July 2020, 15:00\n\nVenue: Village hall, Cambridge", zone="Asia/Tokyo")

    (question,) = draft.questions
    assert [reading.when.timezone for reading in question.readings] == [
        "Europe/London",
        "America/Toronto",
        "Asia/Tokyo",
    ]
