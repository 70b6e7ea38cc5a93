"""Further events on days of which a draft has only one: hours below a day, in sentences, and lists."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from webinars.events.announcements.draft_review import is_publishable

AUGUST = date(2027, 8, 20)


def moments(text):
    """Return start and title of each draft, with a question mark if it asks whether it is an event."""
    return [
        (
            f"{draft.when.start:%d %H:%M}" if hasattr(draft.when, "start") else str(draft.when),
            draft.title,
            draft.is_candidate,
        )
        for draft in parse(text, today=AUGUST)
    ]


def starts(text):
    """Return the starts of the drafts of a text."""
    return [start for start, _, _ in moments(text)]


def test_hours_below_days_are_asked_about():
    text = (
        "Village fair of Aubonne\n\nFriday 3 September 2027\n\n18:05\n\nTreasure hunt\n\nIn the park.\n\n"
        "18:30\n\nBrass band\n\n19:30\n\nDance\n\nSaturday 4 September 2027\n\n12:00\n\nPuppet theatre\n\n"
        "17:30\n\nBasketball\n\n17:30\n\nPottery\n\nBring shoes.\n"
    )

    drafts = parse(text, today=AUGUST)
    assert not any(is_publishable(draft) for draft in drafts)
    assert {"03 18:30", "03 19:30", "04 17:30"} <= set(starts(text))


def test_hours_of_one_day_that_overlap_are_asked_about():
    text = (
        "What is on\nTue 7 September 2027 | 9:00AM - 7:00PM |\nPhotographs of bridges\n|\n"
        "10:00AM - 4:00PM |\nSquirrel trail\n|\n2:00PM - 4:00PM |\nWhat a library owes its town\n|\n"
    )

    assert {"07 10:00", "07 14:00"} <= set(starts(text))


@pytest.mark.parametrize(
    "rows",
    [
        "9:00 - 10:00\nRivers\n\n10:00 - 11:30\nLakes\n",
        "9:00\nWelcome\n\n9:15\nRivers\n\n10:30\nCoffee\n",
    ],
)
def test_items_of_agenda_are_no_events(rows):
    text = f"Workshop on water\n\nTuesday 7 September 2027\n\n{rows}"

    assert len(starts(text)) == 1


def test_rows_within_hours_of_event_are_no_events():
    text = (
        "Open house\n\nCome to the museum on Tuesday 7 September 2027, between 11 a.m. and 5 p.m., for tunes.\n\n"
        "11 a.m.-5 p.m.\nMusic in the galleries\n\n11:30 a.m.-3:30 p.m.\nTreasure hunt\n"
    )

    assert starts(text) == ["07 11:00"]


def test_further_hour_of_sentence_about_event_is_asked_about():
    text = (
        "La biblioteca de Sigüenza impartirá el 18 de septiembre el taller «Libro de hilo», a las 12:00 horas. "
        "Posteriormente, a las 17:00 horas, se proyectará la película La clave."
    )

    assert moments(text)[1][::2] == ("18 17:00", True)


def test_hours_of_opening_are_no_event():
    text = (
        "La biblioteca de Sigüenza impartirá el 18 de septiembre el taller «Libro de hilo», a las 12:00 horas. "
        "Última entrada a las 17:00 horas."
    )

    assert starts(text) == ["18 12:00"]


def test_each_day_and_hour_of_list_is_asked_about():
    text = "Visite de la médiathèque, Lyon\n\nSamedi 18 et dimanche 19 septembre 2027 à 14h, 15h et 16h\n"

    further = [start for start, _, is_candidate in moments(text) if is_candidate]
    assert further == ["18 15:00", "18 16:00", "19 14:00", "19 15:00", "19 16:00"]


def test_days_of_list_with_exception_are_asked_about():
    text = (
        "Sube a la torre\nFecha y hora: sábados 4, 11 y 25 de septiembre de 2027. 09:00 horas. "
        "(el sábado 18 no hay visita)\n"
    )

    assert [row[0] for row in moments(text) if row[2]] == ["11 09:00", "25 09:00"]


def test_days_in_a_row_are_those_of_one_event():
    text = "Course on maps\n\n7, 8 and 9 September 2027\n\nTime: 9:00\n"

    assert not any(is_candidate for _, _, is_candidate in moments(text))


def test_days_by_number_with_hours_are_asked_about():
    text = (
        "Programme 2027-28\nSeptember Sat 11th 20:30 Observing at Hyde\nSat 25th 20:30 Observing at Hyde\n"
        "October Tues 19th 19:30 Meeting: short talks\nSat 23rd 19:30 Observing at Hyde\n"
    )

    assert {"11 20:30", "25 20:30", "23 19:30"} <= set(starts(text))


def test_day_by_number_within_longer_event_is_asked_about():
    text = (
        "El Museo de Aduanas expone sus relojes del 7 al 26 de septiembre de 2027.\n"
        "El domingo 12, el Museo deja recorrer las celdas de la cárcel. El horario será de 10:00 a 16:00 horas.\n"
    )

    assert [row[0] for row in moments(text) if row[2]] == ["12 10:00"]


@pytest.mark.parametrize("rest", ["cerrado por festivo", "Troc de graines (annulé)"])
def test_day_by_number_without_event_is_not_asked_about(rest):
    text = f"Agenda de septiembre de 2027\n\nViernes 3 de septiembre: Concierto, 18:00\n\nDomingo 12: {rest}\n"

    assert not any(is_candidate for _, _, is_candidate in moments(text))


def test_day_by_number_is_in_month_of_written_dates():
    text = (
        "Septiembre en el faro\n\nEl sábado 18 y domingo 19 de septiembre de 2027 abrimos el faro de Sisal, "
        "con entrada libre.\n\nTaller de nudos\nSábado 18, 11:30 hrs. Cupo de 20, apúntate hasta el miércoles 15.\n\n"
        "Charla sobre corales\nCon gente del puerto. Domingo 19, 16:00 hrs.\n"
    )

    asked = [
        f"{draft.when.start:%d %b %H:%M}"
        for draft in parse(text, today=AUGUST)
        if draft.is_candidate
    ]
    assert asked == ["18 Sep 11:30", "19 Sep 16:00"]


def test_day_by_number_at_same_time_is_asked_about():
    text = (
        "Dear all,\n\n(a) Monthly meeting, Tuesday 7 September 2027, 6.30pm, Newtown Library, Wellington.\n\n"
        "(b) Repair party, Sat 18 September 2027, 10 to 4, Newtown Hall, Wellington.\n\nThe October meeting will be on the 12th, same time, back in the usual place.\n"
    )

    assert [row[0] for row in moments(text) if row[2]] == ["12 18:30"]


def test_day_by_number_on_which_we_meet_is_asked_about():
    text = (
        "Dear all,\n\nMonthly meeting, Tuesday 7 September 2027, 6.30pm, Newtown Library, Wellington.\n\n"
        "Our October meeting will be held on the 12th, topic open.\n"
    )

    assert [draft.when.first for draft in parse(text, today=AUGUST) if draft.is_candidate] == [
        date(2027, 10, 12)
    ]


def test_two_days_with_hours_of_their_own_are_asked_about():
    text = (
        "What is on\n\n(1) Open workshop of the dyers: 14 September, 10am - 4pm, and 15 September, 11am - 4pm, "
        "Dock Lane, Dublin\n\n(2) Talk on madder and woad: 21 September, 7.30pm, Long Hall, Dublin\n"
    )

    assert [(row[0], row[1]) for row in moments(text) if row[2]] == [
        ("15 11:00", "Open workshop of the dyers")
    ]


def test_second_of_two_days_a_week_apart_is_asked_about():
    text = (
        "El Casino de Montilla muestra «Barro y fuego», de Inés Rey. La visita tendrá lugar los sábados 11 y 18 de "
        "septiembre a las 18:00 horas, y la guiará Julio Sanz.\nLos días 22 y 23 de septiembre habrá dos conferencias "
        "a puerta cerrada. La primera llevará por título «Quintetos». Dará comienzo a las 20 horas."
    )

    assert "18 18:00" in starts(text)
