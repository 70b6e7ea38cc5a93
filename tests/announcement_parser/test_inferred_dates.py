"""Days that a text names without their date: always a question, with the right day among its choices."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.grammar.relative_days import candidate_days, day_phrases
from webinars.errors import InvalidInputError

THURSDAY = date(2026, 10, 8)
PHRASES = [
    ("the 14th at 6.30 pm", "2026-10-14 18:30"),
    ("Thursday at 6 pm", "2026-10-15 18:00"),
    ("next Friday at 6 pm", "2026-10-16 18:00"),
    ("this coming Friday, 6 pm", "2026-10-09 18:00"),
    ("tomorrow at 6 pm", "2026-10-09 18:00"),
    ("the day after tomorrow at 6 pm", "2026-10-10 18:00"),
    ("the first Wednesday of each month at 8 pm", "2026-12-02 20:00"),
    ("on the second Tuesday in May, 7 p.m.", "2027-05-11 19:00"),
    ("the 14th of each month at 6 pm", "2026-10-14 18:00"),
    ("le 14 de chaque mois à 18h30", "2026-10-14 18:30"),
    ("el 14 de cada mes a las 18:30", "2026-10-14 18:30"),
    ("le 14 à 18h30", "2026-10-14 18:30"),
    ("ce jeudi à 19h", "2026-10-15 19:00"),
    ("mardi prochain à 19h", "2026-10-13 19:00"),
    ("demain à 12h30", "2026-10-09 12:30"),
    ("après-demain à 12h30", "2026-10-10 12:30"),
    ("le premier mercredi de chaque mois à 20h", "2026-11-04 20:00"),
    ("el día 14 a las 17:00", "2026-10-14 17:00"),
    ("el jueves a las 18:00", "2026-10-15 18:00"),
    ("el próximo viernes a las 17:00", "2026-10-16 17:00"),
    ("mañana a las 11:00", "2026-10-09 11:00"),
    ("el primer martes de cada mes a las 19:00", "2026-11-03 19:00"),
    ("am 14. um 19:30 Uhr", "2026-10-14 19:30"),
    ("nächsten Dienstag um 14 Uhr", "2026-10-13 14:00"),
    ("morgen um 19:30 Uhr", "2026-10-09 19:30"),
    ("am letzten Mittwoch im Monat um 19:30 Uhr", "2026-10-28 19:30"),
    ("il 14 alle 18:30", "2026-10-14 18:30"),
    ("domani alle 18:30", "2026-10-09 18:30"),
    ("no dia 21 às 19h", "2026-10-21 19:00"),
    ("quinta-feira às 19h", "2026-10-15 19:00"),
    ("amanhã às 19h", "2026-10-09 19:00"),
]
NO_PHRASES = [
    "every Friday at 6 pm",
    "Mondays at 6 pm",
    "Monday to Friday from 9:00",
    "last Thursday at 6 pm",
    "the 12th session at 3 pm",
    "Good Friday at 3 pm",
    "le 14 rue Neuve à 10h",
    "jeudi dernier à 19h",
    "tous les jeudis à 19h",
    "a las 10 de la mañana",
    "cada jueves a las 18:00",
    "jeden Donnerstag um 19 Uhr",
    "am Morgen um 9 Uhr",
]


def choices(draft):
    """Return the values among which the question about the date lets an organiser choose."""
    (question,) = (one for one in draft.questions if one.code == "day-without-date")
    return [format_when(reading.when) for reading in question.readings]


@pytest.mark.parametrize(("phrase", "start"), PHRASES)
def test_day_without_a_date_is_a_question(phrase, start):
    (draft,) = parse(f"Rope club\n\n{phrase[0].upper()}{phrase[1:]}, Geneva", today=THURSDAY)

    assert len(choices(draft)) >= 2
    assert any(choice.startswith(start) for choice in choices(draft))


@pytest.mark.parametrize(
    ("phrase", "day", "is_asked"),
    [
        ("Wednesday the 14th, 6.30 pm", "2026-10-14", False),
        ("mercredi 14 à 18h30", "2026-10-14", False),
        ("el viernes 6 a las 18:30", "2026-11-06", False),
        ("Monday the 14th, 6.30 pm", "2026-12-14", True),  # in two months
    ],
)
def test_weekday_with_its_number_is_certain_in_the_next_weeks(phrase, day, is_asked):
    (draft,) = parse(f"Rope club\n\n{phrase[0].upper()}{phrase[1:]}, Geneva", today=THURSDAY)

    assert format_when(draft.when).startswith(f"{day} 18:30")
    assert [one.code for one in draft.questions] == ["day-without-date"] * is_asked


@pytest.mark.parametrize("phrase", NO_PHRASES)
def test_day_that_is_over_repeated_or_another_thing_is_no_date(phrase):
    with pytest.raises(InvalidInputError, match="no-date-found"):
        parse(f"Rope club\n\nWe meet {phrase}, Geneva", today=THURSDAY)


def test_sentence_with_such_a_day_is_an_event():
    text = "Dear all,\n\nclimbing is on Thursday at 6 pm in the hall, Mill Lane, Dublin. Bring a friend!"

    (draft,) = parse(text, today=THURSDAY)

    assert choices(draft)[0] == "2026-10-15 18:00-19:00 Europe/Dublin"


def test_month_of_a_heading_is_that_of_the_day():
    (draft,) = parse("December bulletin\n\nWe meet on the 14th at 6 pm in Geneva.", today=THURSDAY)

    assert choices(draft)[0].startswith("2026-12-14")


def test_year_of_a_heading_is_that_of_the_day():
    (draft,) = parse("Bulletin, March 2028\n\nWe meet on the 14th at 6 pm.", today=THURSDAY)

    assert choices(draft)[0].startswith("2028-03-14")


def test_day_that_another_line_states_in_full_is_no_second_event():
    text = "Rope club\n\nWednesday 14 October 2026, 6 pm, Geneva\n\nSee you on Wednesday at 6 pm!"

    (draft,) = parse(text, today=THURSDAY)

    assert not draft.questions
    assert format_when(draft.when).startswith("2026-10-14")


def test_day_of_a_conference_is_no_second_event():
    text = "Rope conference\n\n13-15 October 2026, Geneva\n\nTuesday, 10:00 knots of the sea"

    (draft,) = parse(text, today=THURSDAY)

    assert format_when(draft.when).startswith("2026-10-13 to 2026-10-15")


def test_date_of_a_mail_is_not_that_of_tomorrow():
    text = "Date: Fri, 09 Oct 2026 08:03:11 +0000\nSubject: Ropes\n\nTomorrow at 17.30 we meet in Geneva."

    (draft,) = parse(text, today=THURSDAY)

    assert choices(draft)[0].startswith("2026-10-09")


def test_day_without_a_time_counts_where_no_other_date_is():
    (draft,) = parse("Rope club\n\nThe next meeting is on the 14th.", today=THURSDAY)

    assert choices(draft)[0].startswith("2026-10-14")


@given(
    today=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    phrase=st.sampled_from([phrase for phrase, _ in PHRASES]),
)
def test_candidates_are_two_or_three_days_to_come(today, phrase):
    (parsed,) = day_phrases(phrase)

    days = candidate_days(parsed, today, ())

    assert 2 <= len(days) <= 3
    assert all(day > today for day in days)
    assert parsed.day is None or all(day.day == parsed.day for day in days)
    assert parsed.ordinal is None or all(day.weekday() == parsed.weekday for day in days)
    assert parsed.distance is None or days[0] == today + timedelta(parsed.distance)


def test_lines_that_are_only_a_day_are_those_of_events():
    text = (
        "Festival\nFebruary 2027\n\nDia 16, terça\nVozes do rio\n\nDia 17, quarta\nCantar no portão"
        "\n\n20 February 2027, 18:00\nSupper"
    )

    first, second, _supper = parse(text, today=THURSDAY)

    assert [choices(draft)[0][:10] for draft in (first, second)] == ["2027-02-16", "2027-02-17"]


@pytest.mark.parametrize(
    ("day", "weekday"),
    [
        ("11 June 2020 – Club meeting", "— Thursday night, 7:00 – 8:30 p.m. —"),
        ("11 juin 2020 – Réunion du club", "— Jeudi soir, 19h00 – 20h30 —"),
        ("11 de junio de 2020 – Reunión del club", "— Jueves, de 19:00 a 20:30 h —"),
        ("11. Juni 2020 – Treffen des Vereins", "— Donnerstag, 19:00–20:30 Uhr —"),
    ],
)
def test_weekday_below_its_date_is_no_other_day(day, weekday):
    drafts = parse(f"Stars\n\n{day}\n{weekday}\n\n18 June 2020 – Walk\n\n25 June 2020 – Talk")

    assert format_when(drafts[0].when)[:22] == "2020-06-11 19:00-20:30"
    assert len(drafts) == 3


def test_other_weekday_below_a_date_stays_a_day_of_its_own():
    drafts = parse("Stars\n\n11 June 2020 – Club meeting\nFriday, 7:00 – 8:30 p.m.\n")

    assert "2020-06-05" in {format_when(draft.when)[:10] for draft in drafts}
