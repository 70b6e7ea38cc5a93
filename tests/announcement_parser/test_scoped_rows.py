"""Rows of programmes on the day of a scope: parallel talks of a day, days by number, clauses of a row."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse

AUGUST = date(2027, 8, 20)


def rows(text, today=AUGUST):
    """Return day, hour and title of each draft; none of them is certain."""
    drafts = parse(text, today=today)
    assert not [draft.title for draft in drafts if not draft.questions]
    return [(f"{draft.when.start:%d %H:%M}", draft.title) for draft in drafts]


def starts(text, today=AUGUST):
    """Return day and hour of each draft."""
    drafts = parse(text, today=today)
    return [f"{one.when.start:%d %H:%M}" for one in drafts if hasattr(one.when, "start")]


DIARY = (
    "Kirkwall College bulletin: diary\n\nThursday 2 September\n\n"
    "Ropes and knots: 'Splicing by hand' (Harbour seminar), Old Store, 10.15 a.m.\n\n"
    "DR MHAIRI LINKLATER: 'Seals without borders' (Island biology), Lecture Hall 2, 4 p.m.\n\n"
    "OWEN FLETT: 'A tune a day' (Music hour), Upper Hall, 2.30 p.m.\n\n"
    "PROFESSOR ADA RENDALL: 'Tides as clocks' (Rendall Lecture), Town Hall, 4 p.m.\n"
)


def test_parallel_rows_of_one_day_are_asked_about():
    assert sorted({title: start for start, title in rows(DIARY)}.values()) == [
        "02 10:15",
        "02 10:15",
        "02 14:30",
        "02 16:00",
        "02 16:00",
    ]


def test_rows_of_one_day_one_after_the_other_are_its_agenda():
    text = (
        "Workshop on harbours\n\nThursday 2 September\n\nSplicing by hand, Old Store, 10.15 a.m.\n\n"
        "Seals without borders, Old Store, 2.30 p.m.\n\nTides as clocks, Old Store, 4 p.m.\n"
    )

    assert len(starts(text)) == 1


def test_rows_below_days_without_month_are_events():
    text = (
        "Agenda del fin de semana en Tandil\nViernes 27\nFeria de semillas, 18 hs. Plaza Moreno\n"
        "Las Cigarras, 21 hs. Club Unión (Rodríguez 400)\nCine para chicos, 17 hs. Biblioteca Popular\n"
        "Sábado 28\nMilonga, 22 hs. Salón de la Sociedad Italiana\n"
    )

    drafts = parse(text, today=AUGUST)
    assert [f"{one.when.start:%d %H:%M}" for one in drafts] == [
        "27 18:00",
        "27 21:00",
        "27 17:00",
        "28 22:00",
    ]
    assert not any(draft.questions for draft in drafts)


def test_later_clauses_of_row_are_asked_about():
    text = (
        "Paseos de septiembre en Valdemoro\n\nMartes 7 de septiembre. 10:30 h visita al molino de agua. "
        "16:00 h ruta de las fuentes con Inés Oteo.\n\n"
        "Jueves 9 de septiembre. 18:00 h charla sobre abejas.\n\n"
        "Lunes 13 de septiembre. 10:00 h taller de cestería, 18:00 h tertulia sobre la novela Nada.\n"
    )
    asked = [
        one.when.start.strftime("%d %H:%M") for one in parse(text, today=AUGUST) if one.is_candidate
    ]

    assert asked == ["07 16:00", "13 18:00"]


def test_hours_beside_event_are_no_later_clauses():
    text = (
        "Autumn walks\n\nTuesday 7 September. 10:30 Walk to the mill, 10:00 doors open for tea.\n"
        "Thursday 9 September. 18:00 Talk on bees, ends at 20:00.\n"
    )

    assert starts(text) == ["07 10:30", "09 18:00"]


@pytest.mark.parametrize(
    ("introduction", "expected"),
    [
        ("On Friday 10 September the libraries of Elgin open late, all of them from 6 pm:", 4),
        ("On Friday 10 September at 6 pm we meet at Elgin Library, and all may speak on:", 1),
    ],
)
def test_items_below_hour_of_all_are_asked_about(introduction, expected):
    text = (
        f"{introduction}\n\n- Bishopmill (North Road 4): Tam Reid tells “The grey seal”, for children from 4.\n"
        "- Lossie (Quay 2): Ina Bell sings “Salt and bread”.\n- New Elgin: “A night of moths”, with lamps.\n"
    )

    assert starts(text) == ["10 18:00"] * expected
