"""Hours beside that of an event, whose words say that they are its end, doors, or not meant."""

from datetime import date, datetime

import pytest

from tests.announcement_parser.parsing import parse

JANUARY = date(2027, 1, 4)


def hours(text):
    """Return the start and the end of each certain event, "?" for one that asks."""
    drafts = parse(text, today=JANUARY)
    return [
        "?" if draft.questions else (f"{draft.when.start:%H:%M}", f"{draft.when.end:%H:%M}")
        for draft in drafts
        if isinstance(draft.when.start, datetime)
    ]


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("Working bee, Sunday 14 March 2027, 8am till about midday, Vienna", "12:00"),
        ("Open rehearsal, 14 March 2027, 8 a.m. sharp (till about 9.15 a.m.), Vienna", "09:15"),
        ("Sortie, dimanche 14 mars 2027, rendez-vous à 8h00 à Vienne, retour vers 18h15", "18:15"),
        ("Ausflug: Sonntag, 14. März 2027, Treffpunkt 8 Uhr, Rückkehr gegen 18 Uhr, Wien", "18:00"),
    ],
)
def test_hour_after_a_word_for_the_end_is_the_end(line, end):
    assert hours(line) == [("08:00", end)]


@pytest.mark.parametrize(
    "aside",
    [
        "Doors at 18:30.",
        "Warm-up at 18:00.",
        "(acceso desde las 18:40)",
        "(bar from 18:15)",
        "The bar closes at 21:00.",
    ],
)
def test_hour_of_something_else_is_no_start(aside):
    line = f"Concert: Saturday 27 March 2027, 19:00-21:00, Vienna. {aside}"

    assert hours(line) == [("19:00", "21:00")]


@pytest.mark.parametrize(
    "line",
    [
        "The call on Tuesday 23 March 2027 starts at 15:00 Vienna time, not at 14:00",
        "El conversatorio del 23 de marzo de 2027 será a las 15:00 en Viena y no a las 14:00",
        "Die Sitzung am 23. März 2027 beginnt um 15:00 Uhr in Wien statt um 14:00 Uhr",
    ],
)
def test_hour_that_is_denied_is_no_start(line):
    assert hours(line) == [("15:00", "16:00")]


def test_hour_of_sitting_down_is_after_that_of_the_event():
    assert hours("Dinner, 16 September 2027, 6.30pm for 7.00pm, Vienna") == [("18:30", "19:30")]


def test_talk_after_coffee_begins_at_its_own_hour():
    text = "Talk on mills in Vienna\n\n4 March 2027. Coffee 10.00 am, Lecture 10.30 am - 12.00 noon"

    assert hours(text) == [("10:30", "12:00")]


def test_opening_hours_of_weekdays_are_no_second_start():
    line = "Vernissage, jeudi 18 mars 2027 18h - visites du mardi au samedi 13h-18h, à Vienne"

    assert hours(line)[0] == ("18:00", "19:00")


def test_two_hours_without_such_a_word_stay_a_question():
    assert hours("Market, 14 March 2027, 10:00-15:00, stalls from 8:30, Vienna") == ["?"]


def test_length_of_time_is_no_hour():
    line = "Atelier, 25 mars 2027 à 14h00 à Vienne. Durée : 1h30"

    assert hours(line)[0][0] == "14:00"


def test_hours_above_a_list_are_not_told_apart_for_its_rows():
    text = (
        "Field meetings in Vienna\n\nMeet at 9.30 for 10:00 at the car park.\n\n"
        "Saturday 13 March 2027 Prater\n\nSaturday 20 March 2027 Lobau\n\nSaturday 27 March 2027 Kahlenberg"
    )

    assert set(hours(text)) <= {"?"}


@pytest.mark.parametrize(
    ("row", "is_certain"),
    [
        ("Sunday 14 March 2027, 6.30pm (log in from 6.15), Vienna", True),
        ("Sunday 14 March 2027, 9:30 AM (you can begin joining at 9:15), Vienna", True),
        ("Sunday 14 March 2027. Start: 10:00 Mill car park, Vienna. Lifts: 09:35", True),
        ("Sunday 14 March 2027, 6.30pm (talk from 7.15), Vienna", False),  # later
        ("Sunday 14 March 2027, 6.30pm (sculpture at 2pm), Vienna", False),  # much earlier
        ("Sunday 14 March 2027 | 18:30 | 17:30 | Vienna", False),  # columns
    ],
)
def test_hour_shortly_before_the_start_and_after_it_in_the_row_is_none(row, is_certain):
    (draft,) = parse(f"Evening with otters\n\n{row}", today=JANUARY)

    assert (not draft.questions) is is_certain
