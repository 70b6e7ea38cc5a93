"""Hours that a text states once: for all rows, in the row above, for a journey, for a second call."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.events.announcements.draft_review import is_publishable

FEBRUARY = date(2027, 2, 1)


def published(text):
    drafts = parse(text, today=FEBRUARY)
    return [format_when(draft.when) for draft in drafts if is_publishable(draft)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sauf mention contraire, départ à 8h45 de la gare.",
        "Certains samedis, de 8h45 à 9h45, salle 3.07",
        "Sofern nicht anders angegeben um 8.45 Uhr",
        "Samstags um 8.45 Uhr",
        "Salvo indicación contraria, a las 8:45",
        "Salvo diversa indicazione alle ore 8:45",
        "Salvo indicação em contrário, às 8h45",
        "Unless stated otherwise, we start at 8.45am",
    ],
)
def test_sentence_states_the_hour_of_all_rows(sentence):
    text = f"Club, Genève\n\n{sentence}\n\n10/04/2027 : Le grand tour\n24/04/2027 : La crête\n"

    assert published(text) == [
        "2027-04-10 08:45-09:45 Europe/Zurich",
        "2027-04-24 08:45-09:45 Europe/Zurich",
    ]


@pytest.mark.parametrize("cell", ["ídem", "same", '"', "misma hora"])
def test_cell_may_refer_to_the_hour_above(cell):
    table = "No\tDate\tTime\tTitle\n1\t17 March 2027\t16:00-18:00\tWater\n"
    text = f"Talks in Geneva\n\n{table}2\t7 April 2027\t{cell}\tPotatoes\n3\t21 April 2027\t{cell}\tMines"

    assert published(text) == [
        f"2027-{day} 16:00-18:00 Europe/Zurich" for day in ("03-17", "04-07", "04-21")
    ]


def test_cell_with_another_word_keeps_a_question():
    text = "Talks in Geneva\n\nDate\tTime\tTitle\n17 March 2027\t16:00\tWater\n7 April 2027\topen\tMines"

    assert published(text) == ["2027-03-17 16:00-17:00 Europe/Zurich"]


@pytest.mark.parametrize(
    "text",
    [
        (
            "ASAMBLEA GENERAL. Se convoca para el viernes 26 de marzo de 2027 a las 20:00 h en primera convocatoria"
            " y a las 20:30 h en segunda, en Ginebra."
        ),
        "Assemblea dei soci, Ginevra\n26 marzo 2027 alle ore 20:00 in prima convocazione e alle 21:00 in seconda",
        "Assemblée générale, Genève\n26 mars 2027, première convocation à 20h, seconde convocation à 20h30",
        "Assembleia geral, Genebra\n26 de março de 2027, em primeira convocatória às 20h00 e em segunda às 20h30",
        "Annual meeting, Geneva\n26 March 2027, first call at 20:00, second call at 20:30",
    ],
)
def test_second_call_is_no_second_start(text):
    (draft,) = parse(text, today=FEBRUARY)

    assert format_when(draft.when) == "2027-03-26 20:00-21:00 Europe/Zurich"
    assert "several-times" not in {question.code for question in draft.questions}


def test_two_shows_are_two_starts():
    text = "Concierto en Ginebra\n26 de marzo de 2027, primera función a las 20:00 h y segunda a las 21:30 h"

    assert published(text) == []


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (
            (
                "EXCURSIÓN. Sábado 13 de marzo. Salida del autobús a las 8:15 de la puerta en Ginebra, vuelta sobre las"
                " 20 h."
            ),
            "2027-03-13 08:15-20:00 Europe/Zurich",
        ),
        (
            "Ausflug, Genf\nSamstag, 13. März 2027\nAbfahrt des Busses um 8.15 Uhr, Rückkehr gegen 20 Uhr",
            "2027-03-13 08:15-20:00 Europe/Zurich",
        ),
        (
            "Gita, Ginevra\nSabato 13 marzo 2027\nPartenza del pullman alle 8:15, ritorno alle 20:00",
            "2027-03-13 08:15-20:00 Europe/Zurich",
        ),
        (
            "Abend, Zürich\nDienstag, 9. März, 19.30 Uhr (Türöffnung 19 Uhr)",
            "2027-03-09 19:30-20:30 Europe/Zurich",
        ),
    ],
)
def test_departure_and_return_are_start_and_end(text, when):
    assert format_when(parse(text, today=FEBRUARY)[0].when) == when


def test_hours_of_another_weekday_are_not_those_of_a_list():
    text = """Walks of the club, March 2027

* Monday 8 March 2027: The caves
* Monday 15 March 2027: The vineyards

Bridge
Tuesdays from 15:00 to 17:00
"""

    drafts = parse(text, today=date(2027, 1, 4))

    walks = [draft for draft in drafts if draft.title in {"The caves", "The vineyards"}]
    assert [draft.schedule.times for draft in walks] == [(), ()]


def test_hour_behind_the_place_of_a_list_is_that_of_its_days():
    text = (
        "LES LUNDIS DE LA LIMITE\n\nUni Bastions (rue De-Candolle 5, Genève), salle B106, à 18h15\n\n"
        "1er mars\nOù finit un glacier ?\n\n15 mars\nFrontières de papier\n\n12 avril\nTraduire, et s'arrêter quand ?\n\n"
        "26 avril – attention, à 18h30\nVivre jusqu'à 150 ans"
    )

    assert [when[:16] for when in published(text)] == [
        "2027-03-01 18:15",
        "2027-03-15 18:15",
        "2027-04-12 18:15",
        "2027-04-26 18:30",
    ]


def test_tea_in_another_room_is_not_the_hour_of_all():
    text = (
        "We meet on Thursdays at 14:00 in room 2, Leeds, with tea in the common room from 13:30.\n\n"
        "11 Mar   Ada Lowe    Puffins\n18 Mar   Ben Osei    Rain\n1 Apr   Eva Rossi    Moss"
    )

    assert [when[11:16] for when in published(text)] == ["14:00", "14:00", "14:00"]


def test_hour_beside_a_month_is_that_of_all_days_below():
    text = (
        "O festival, em fevereiro de 2027, terá palestras sempre às 10h em Lisboa.\n\n"
        "16 de fevereiro\nVozes do chafariz\n\n17 de fevereiro\nO mosquito\n\n18 de fevereiro\nCantar"
    )

    assert [when[8:16] for when in published(text)] == ["16 10:00", "17 10:00", "18 10:00"]


def test_row_that_is_moved_to_another_day_has_the_hour_of_all():
    text = (
        "Gli incontri si tengono alle ore 17:00 in Aula Gambi, Bologna.\n\n4 marzo 2027\nI mulini da seta\n\n"
        "18 marzo 2027 - RINVIATO AL 15 APRILE per indisposizione\nLavandaie\n\n22 aprile 2027\nLe fontane"
    )

    assert [when[5:16] for when in published(text)] == ["03-04 17:00", "04-15 17:00", "04-22 17:00"]
