"""Times of other lines as choices of a day without a time."""

import pytest

from tests.announcement_parser.parsing import format_when, parse, question_readings


def readings_of(text, **options):
    """Return the values of the question about the time of each draft."""
    return [
        [value for value, _ in question_readings(draft).get("time-elsewhere", [])]
        for draft in parse(text, **options)
    ]


def test_heading_with_a_time_is_the_first_choice_of_each_day_below():
    readings = readings_of(
        "Evening talks\n\nProgramme July 2020 at 9 pm\n\n• Monday 6 July – Fog\n• Monday 13 July – Mills"
    )

    assert readings == [
        ["2020-07-06 21:00-22:00 Europe/Zurich", "2020-07-06 to 2020-07-06 Europe/Zurich"],
        ["2020-07-13 21:00-22:00 Europe/Zurich", "2020-07-13 to 2020-07-13 Europe/Zurich"],
    ]


def test_nearest_heading_with_a_time_comes_before_further_ones():
    readings = readings_of(
        "Evening talks\n\nProgramme July 2020 at 9 pm\n\n• Monday 6 July – Fog\n• Monday 13 July – Mills\n\n"
        "Programme August 2020 at 8 pm\n\n• Monday 3 August – Bees\n• Monday 10 August – Ice"
    )

    assert readings[3] == [
        "2020-08-10 20:00-21:00 Europe/Zurich",
        "2020-08-10 to 2020-08-10 Europe/Zurich",
        "2020-08-10 21:00-22:00 Europe/Zurich",
    ]


def test_heading_with_a_time_is_a_choice_beside_a_time_of_all_days():
    readings = readings_of(
        "Every Monday, talks of the friends\n\nProgramme July 2020 at 9 pm\n\n• Monday 6 July – Fog – and woods.\n"
        "• Monday 13 July – Mills – and their millers.\n\nConcert preceded, at 6.30 pm, by the general meeting.\n\n"
        "Link to the friends"
    )

    assert [[choice[:16] for choice in choices] for choices in readings] == [
        ["2020-07-06 18:30", "2020-07-06 21:00", "2020-07-06 to 20"],
        ["2020-07-13 18:30", "2020-07-13 21:00", "2020-07-13 to 20"],
    ]


def test_whole_day_comes_before_times_of_further_lines():
    readings = readings_of(
        "Lantern walk\n\n16 July 2020\n\nTea at the mill\n\nThe library is open until 18:00 on most days."
    )

    assert readings == [
        ["2020-07-16 to 2020-07-16 Europe/Zurich", "2020-07-16 18:00-19:00 Europe/Zurich"]
    ]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Zurich"])
def test_choices_are_in_the_zone_of_the_venue(zone):
    (readings,) = readings_of(
        "Lantern walk\n\n16 July 2020\n\nVenue: Town hall, High Street, Norwich, UK\n\n"
        "The library is open until 18:00 on most days.",
        zone=zone,
    )

    assert readings[1] == "2020-07-16 18:00-19:00 Europe/London"


def test_day_of_writing_does_not_become_an_event_at_a_time_of_the_text():
    (draft,) = parse(
        "Community meeting, 16 July 2020\n\n1 June 2020\n\nAt 10am Eastern, 7am Pacific, 2pm UTC; bring topics"
    )

    assert "2020-07-16 10:00-11:00 America/New_York" in {
        value for value, _ in question_readings(draft)["time-elsewhere"]
    }


@pytest.mark.parametrize("line", ["Tea at {}:15", "Anna said that it is about {}:15."])
def test_choices_are_bounded_and_have_the_whole_day(line):
    hours = "\n\n".join(line.format(hour) for hour in range(9, 23))

    (readings,) = readings_of(f"Open house\n\n16 July 2020\n\nTea and cake\n\n{hours}")

    assert len(readings) <= 12
    assert "2020-07-16 to 2020-07-16 Europe/Zurich" in readings


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("Today, Monday 1 June, the club shows the stars.", "All of it will be from 9.45 pm on."),
        ("Aujourd'hui lundi 1 juin, le club montre les étoiles.", "Tout cela dès 21h45."),
        (
            "Hoy lunes, 1 junio, el club muestra las estrellas.",
            "Todo ello será a partir de las 21:45h.",
        ),
        ("Heute, Montag, 1. Juni, zeigt der Verein die Sterne.", "Das alles ab 21.45 Uhr."),
    ],
)
def test_hour_of_today_is_a_choice(day, hour):
    (draft,) = parse(f"Star night\n{day}\n- Four telescopes\n- Names of stars\n{hour}\n")

    readings = [format_when(r.when)[:16] for q in draft.questions for r in q.readings]
    assert "2020-06-01 21:45" in [*readings, format_when(draft.when)[:16]]


def test_hour_of_the_first_day_above_a_list_is_a_choice_for_each_of_its_days():
    readings = readings_of(
        "Open Wednesdays\n\nFrom 14 October 2020 in the hall, at 6 pm, free\n\nFull programme\n"
        "• 14 October. The saints of the fields. With Amparo Merino, teacher.\n"
        "• 21 October. The nurses at the front. By Isabel Pinilla, Friends of Memory.\n"
        "• 28 October. From the crater to the sea, with Miguel Rayo, geologist."
    )

    assert [values[:1] for values in readings] == [
        [],  # the hour stands beside this day
        ["2020-10-21 18:00-19:00 Europe/Zurich"],
        ["2020-10-28 18:00-19:00 Europe/Zurich"],
    ]


def test_hour_below_a_further_day_is_a_choice():
    readings = readings_of(
        "Tag sale\n\nJune 5th, 2021\nRain date: June 6th, 2021\n10:00 - 2:00 pm\nOld Museum, Geneva"
    )

    assert readings[0][0] == "2021-06-05 10:00-14:00 Europe/Zurich"


def test_hours_above_courses_of_several_days_are_a_choice_for_each():
    readings = readings_of(
        "Talleres de verano, Ginebra\nHorario:\nDe 10.00 a 14.00 h\nFechas:\n"
        "Taller 1: Del martes 06 al viernes 09 de julio de 2021\n"
        "Taller 2: Del martes 13 al viernes 16 de julio de 2021"
    )

    assert [len(choices) for choices in readings] == [2, 2]
