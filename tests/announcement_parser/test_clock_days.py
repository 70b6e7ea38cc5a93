"""Days without a time, beside times that belong to other days or to nothing that begins."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse

JANUARY = date(2027, 1, 4)


def is_hour_open(other):
    """Return whether the hour of a day may be the one that another line names."""
    text = f"Harbour club, Leeds\n\n5 December 2027: Light festival\n\n{other}\n"
    drafts = parse(text, today=JANUARY)
    festival = next(draft for draft in drafts if draft.title == "Light festival")
    is_asked = any(question.code == "time-elsewhere" for question in festival.questions)
    return is_asked or "unread-time" in festival.assumed


@pytest.mark.parametrize(
    "other",
    [
        "Our Quiz Night is on 18 September 2027 at 7.30 pm.",
        "Ask Moira, 01224 555 0190, between 5 and 7 p.m.",
        "Deadlines refer to 23:59 AoE.",
        "Sent: 4 Mar 2026 08:51:07",
        "University year 2026-2027",
    ],
)
def test_time_of_another_day_or_of_no_event_leaves_a_day_as_it_is(other):
    assert not is_hour_open(other)


@pytest.mark.parametrize(
    "other",
    [
        "Doors open at 7.30 pm.",
        "See you on 5/12/2027 at 19:00!",
        "Every evening, as on 18 September 2027, begins at 7.30 pm.",
        "We begin at 19:00, except on 18 September 2027.",
        "Cours de luth à 19h, sauf le 18 septembre 2027.",
        "Beginn um 19 Uhr, außer am 18. September 2027.",
    ],
)
def test_time_without_a_day_may_be_that_of_the_event(other):
    assert is_hour_open(other)


def test_time_in_a_sentence_with_the_day_is_that_of_the_event():
    assert not is_hour_open("See you on 5 December 2027 at 19:00!")


@pytest.mark.parametrize("hours", ["7pm till late", "7 pm until midnight", "19h jusqu'à tard"])
def test_time_before_until_is_a_start(hours):
    (draft,) = parse(f"Wine tasting\n\nFriday 26 March 2027\n{hours}\nLeeds\n", today=JANUARY)

    assert (draft.when.start.hour, draft.questions) == (19, ())


def test_weekday_beside_a_further_clock_is_no_day_of_its_own():
    text = "Global call\n\nWednesday 10 March 2027\n10:00 Suva / Tuesday 17:00 New York\n"

    (draft,) = parse(text, today=JANUARY)

    assert (str(draft.when.start), draft.questions) == ("2027-03-10 10:00:00", ())


def test_event_on_a_topic_is_none_of_the_deadlines():
    text = "Consultation on a draft general comment\nMonday 8 March 2027, 10:00-13:00, Geneva\n"

    (draft,) = parse(text, today=JANUARY)

    assert (draft.when.start.hour, draft.questions) == (10, ())


@pytest.mark.parametrize(
    "tickets",
    [
        "Bookings 020 7946 0111, curtain up 7.30 pm",
        "Réservations 020 7946 0111, début 19 h 30",
        "Entradas en el +34 915 550 111, comienzo a las 19:30",
        "Karten 030 5550 11122, Beginn um 19.30 Uhr",
        "Bookings 020 7946 0111, coaches leave at 7.30 pm",
    ],
)
def test_time_of_a_start_beside_a_telephone_number_is_no_office_hour(tickets):
    (draft,) = parse(
        f"Harp gala\n\nSaturday 13 March 2027\nTown hall, Leeds\n\n{tickets}\n", JANUARY
    )

    is_asked = any(question.code == "time-elsewhere" for question in draft.questions)
    assert is_asked or "unread-time" in draft.assumed or draft.when.start.hour == 19


@pytest.mark.parametrize("hours", ["from 9 am", "9:00-12:00", "(9 am to noon, ask for Ida)"])
def test_hours_next_to_a_telephone_number_are_office_hours(hours):
    assert not is_hour_open(f"Ask Moira, 01224 555 0190 {hours}")


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("Wednesday 12 May 2027, 10:00 Suva / Tuesday 11 May 18:00 New York", "12T10"),
        ("12 May 2027, 10:00 Suva / 18:00 New York (11 May)", "12T10"),
        ("12 May 2027, 10:00 Suva; 11 May, 18:00 New York; 12 May, 00:00 Geneva", "12T10"),
        ("12 de mayo de 2027, 08:00 Manila / 11 de mayo, 18:00 México", "12T08"),
        ("11 May 2027, 18:00 New York / 12 May 2027, 10:00 Suva", "11T18"),
    ],
)
def test_clocks_with_a_day_each_that_agree_ask_nothing(line, start):
    (draft,) = parse(f"Global call\n\n{line}\n", today=JANUARY)

    assert draft.questions == ()
    assert f"{draft.when.start:%dT%H}" == start
    assert draft.when.start.year == 2027


@pytest.mark.parametrize(
    "line",
    [
        "12 May 2027, 10:00 Suva / 11 May 2027, 19:00 New York",
        "12 May 2027, 10:00 Suva / 11 May 2026, 18:00 New York",
        "12 May 2027, 15:00 Geneva or 19 May 2027, 15:00 Geneva",
        "12 May 2027, 10:00 Suva; 11 May, 18:00 New York; also 19 May 2027",
    ],
)
def test_clocks_with_a_day_each_that_differ_ask_which_is_right(line):
    (draft,) = parse(f"Global call\n\n{line}\n", today=JANUARY)

    assert "several-dates" in [question.code for question in draft.questions]
