"""Days in numbers in the month of a heading: "sábados 1, 8 y 15", "del 5 al 30"."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates

JANUARY = date(2027, 1, 4)


def starts(text):
    return [format_when(draft.when)[:16].strip() for draft in parse(text, today=JANUARY)]


def test_numbers_of_days_below_a_month_are_events():
    text = """Programación de museos. Marzo 2027
Almería
Actividades
- Visitas guiadas
Fecha y hora: sábados 6, 13 y 20. 09:00 horas.
Público: general.
- Talleres
Fecha y hora: miércoles 3, 10 y viernes 12. 10:30 horas.
"""

    assert starts(text) == [
        "2027-03-06 09:00",
        "2027-03-13 09:00",
        "2027-03-20 09:00",
        "2027-03-03 10:30",
        "2027-03-10 10:30",
        "2027-03-12 10:30",
    ]


def test_numbers_that_are_other_weekdays_are_no_days_of_the_month():
    text = """Programación de museos. Marzo 2027

Visitas guiadas, sábados 2, 9 y 16. 09:00 horas.
Gran fiesta: 27 de marzo de 2027, 18:00
"""

    assert "2027-03-02 09:00" not in starts(text)


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Agenda marzo 2027", "- del 5 al 30, “Érase un tintero”, en la sala infantil."),
        ("Agenda mars 2027", "- du 5 au 30, « Encres », dans la salle des enfants."),
        ("Programm März 2027", "- vom 5. bis 30. „Tinte“, im Saal."),
    ],
)
def test_range_of_numbers_is_in_the_month_of_its_heading(heading, row):
    drafts = parse(f"{heading}\n\n{row}\n", today=JANUARY)

    assert [(d.when.first, d.when.last) for d in drafts] == [(date(2027, 3, 5), date(2027, 3, 30))]


def test_number_of_a_day_beside_dates_of_events_is_accounted_for():
    text = preprocess(
        "Dear singers,\n\nRehearsals are on Mondays, 7.15 to 9pm, in the hall, Exeter: 1 March 2027, 8 March"
        " and 22 March. We do NOT rehearse on the 15th.\n"
    ).text
    today = date(2027, 2, 23)

    unused = unused_dates(text, parse(text, today=today), today=today)

    assert [row.reason.value for row in unused] == ["mention"]
