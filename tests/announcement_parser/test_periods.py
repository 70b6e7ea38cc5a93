"""Events within a period, on whole days, and in rows and items below each other are read one by one."""

from datetime import date, datetime

import pytest

from tests.announcement_parser.parsing import format_when, parse, question_readings

FEBRUARY = date(2027, 2, 1)


def test_events_within_the_period_of_a_newsletter_are_read():
    drafts = parse(
        "PARISH NEWS, Geneva\nFrom 13 to 28 February 2027\n\nConcert of the choir\n"
        "Sunday 21 February at 5 pm in the church. Free entry, collection.\n\n"
        "Lecture: ageing at home\nTuesday 23 February at 8 pm in the vicarage (first floor) with Dr Corthay.",
        today=FEBRUARY,
    )

    whens = [format_when(draft.when) for draft in drafts]
    assert "2027-02-21 17:00-18:00 Europe/Zurich" in whens
    assert "2027-02-23 20:00-21:00 Europe/Zurich" in whens


def test_topical_day_has_not_the_hour_of_its_list():
    drafts = parse(
        "Vacuum seminars\n\nThe seminars take place on Thursdays at 11:00 in room 7, Geneva.\n\n"
        "18 March 2027  Topical day: getters (full day, Annex)\n4 March 2027  A. Dussault: Leak checks",
        today=FEBRUARY,
    )

    untimed, timed = drafts
    assert format_when(timed.when) == "2027-03-04 11:00-12:00 Europe/Zurich"
    readings = [reading for reading, _ in question_readings(untimed)["time-elsewhere"]]
    assert "2027-03-18 to 2027-03-18 Europe/Zurich" in readings


def test_rows_with_a_day_each_are_not_one_sentence():
    drafts = parse(
        "Colloquium, Geneva\n\nWe meet on Fridays 3:10-4:30 pm in Hall 5.\n\n"
        "Feb 5    Oluwaseun Park (Guelph)          Tone where you least want it\n"
        "Feb 12   CANCELLED - speaker is on strike duty\n"
        "Feb 19   Marguerite Thibodeau (Moncton)   What verbs do on weekends",
        today=FEBRUARY,
    )

    days = [f"{draft.when.start:%m-%d}" for draft in drafts]
    assert days == ["02-05", "02-19"]


def test_items_of_a_list_are_events_of_their_own():
    drafts = parse(
        "Association of the mangroves, Abidjan\n\nWe have the honour to invite you to:\n\n"
        "- a NATIONAL WORKSHOP on 13 and 14 April 2027 at Hotel Palm, Grand-Bassam.\n\n"
        "- a WEBINAR on Thursday 22 April 2027 at 15:00 UTC, registration by e-mail.",
        today=FEBRUARY,
    )

    starts = [format_when(draft.when)[:10] for draft in drafts]
    assert starts == ["2027-04-13", "2027-04-22"]


def test_sentence_below_the_important_dates_is_an_event():
    drafts = parse(
        "IV Coloquio de archivos\nBogotá, 14 y 15 de octubre de 2027\n\n"
        "Fechas importantes\nRecepción de resúmenes: hasta el 30 de abril de 2027\n"
        "Respuesta del comité: 11 de junio de 2027\n\n"
        'Como antesala, el miércoles 13 de octubre, a las 5:00 p. m., Inés dará la charla "Escuchar despacio".',
        today=FEBRUARY,
    )

    assert "2027-10-13 17:00-18:00 America/Bogota" in [format_when(draft.when) for draft in drafts]


def test_labels_of_a_first_and_a_last_day_are_one_range():
    for labels in (("Start date", "End date"), ("Date de début", "Date de fin"), ("Inicio", "Fin")):
        text = "Retreat\n\n{}: 5 March 2027\n{}: 7 March 2027\nPlace: Geneva".format(*labels)
        (draft,) = parse(text, today=FEBRUARY)

        assert format_when(draft.when) == "2027-03-05 to 2027-03-07 Europe/Zurich"


def test_two_days_with_a_slash_are_one_event():
    (draft,) = parse("Workshop\n\n12./13. März 2027, 9-17 Uhr, Bern", today=FEBRUARY)

    assert format_when(draft.when) == "2027-03-12 to 2027-03-13 Europe/Zurich"
    assert draft.questions


def test_session_of_a_webinar_for_each_region_is_no_agenda():
    drafts = parse(
        "What is new in pumps\n\nAsia\nWednesday, 10 March 2027\n11:00 AM SGT / 2:00 PM AEDT\n\n"
        "Europe\nWednesday, 10 March 2027\n10:00 AM GMT / 11:00 AM CET\n\n"
        "Americas\nThursday, 11 March 2027\n1:00 PM EST / 10:00 AM PST",
        today=FEBRUARY,
    )

    assert len(drafts) == 3
    assert not any("agenda" in draft.assumed for draft in drafts)


def test_day_that_is_repeated_has_one_agenda():
    drafts = parse(
        "Map nerds\nTuesday, 16 March 2027\nSketching the valley\n\n• 6:30 doors\n• 7:00 talk\n• 7:30 we draw\n\n"
        "Tuesday, 16 March 2027\n6:30 PM to 8:30 PM EDT",
        today=FEBRUARY,
    )

    assert len(drafts) <= 2
    assert all(draft.questions for draft in drafts) or len(drafts) == 1


@pytest.mark.parametrize(
    "rows",
    [
        "8 May\nto 31 May 2027",
        "May 8\n– May 31, 2027",
        "8 mai\nau 31 mai 2027",
        "8 de mayo\nal 31 de mayo de 2027",
    ],
)
def test_period_over_two_lines_is_one(rows):
    [draft] = parse(f"Paper worlds\nGallery of Ghent\n{rows}", today=date(2027, 1, 10))

    assert (draft.when.first, draft.when.last) == (date(2027, 5, 8), date(2027, 5, 31))


@pytest.mark.parametrize(
    "days",
    ["27-28/03 (sat-sun)", "27-28/03/2027", "27/3 al 28/3", "du 27/3 au 28/3", "from 27/3 to 28/3"],
)
def test_days_in_numbers_are_one_range(days):
    drafts = parse(f"Outings of the club\n\n{days}: Weekend at the hut\n", today=date(2027, 1, 4))

    assert [(d.when.first, d.when.last) for d in drafts] == [(date(2027, 3, 27), date(2027, 3, 28))]


@pytest.mark.parametrize("text", ["from 1/2 to 3/4 of a cup", "3-4/5 of all", "pages 9-10/12"])
def test_fractions_are_no_range_of_days(text):
    drafts = parse(f"Baking evening\n5 March 2027, 19:00\n\n{text}\n", today=date(2027, 1, 4))

    assert [draft.when.start for draft in drafts] == [datetime(2027, 3, 5, 19)]
