"""Several events of one day, each with its hours in a line of its own."""

from datetime import date

from tests.announcement_parser.parsing import format_when, parse

JANUARY = date(2027, 1, 4)


def starts(text, today=JANUARY):
    return [format_when(draft.when)[:16].strip() for draft in parse(text, today=today)]


def test_each_name_with_hours_below_a_day_is_an_event():
    text = """This Week at Dunmore Library (3/8-3/12)

Monday, 3/8
Library closed! Enjoy the long weekend.
Tuesday, 3/9
Story Hour, 10-10:30am. Ages 4-5 (FULL)
Kite Workshop! 10:30-11:30am. Drop-in.
Wednesday, 3/10
Bead Table, 10am-3pm
Lapsit, 4-4:30pm. Ages 0-2.
"""

    assert starts(text) == [
        "2027-03-09 10:00",
        "2027-03-09 10:30",
        "2027-03-10 10:00",
        "2027-03-10 16:00",
    ]


def test_name_with_its_speaker_may_be_as_long_as_a_line():
    text = """Semana de los Molinos en Vegaluenga

JUEVES 15 DE MAYO
Visita guiada al Molino de la Presa, a las 10:30 horas.
VIERNES 16 DE MAYO
Visita guiada al Molino de la Presa, a las 10:00 horas.
Charla «Historia de los relojes de torre del valle» a cargo de don ALEJO PRIDA CUERVO (Lalo), a las 20:00 horas en el Auditorio.
"""

    assert starts(text, date(2026, 4, 20)) == [
        "2026-05-15 10:30",
        "2026-05-16 10:00",
        "2026-05-16 20:00",
    ]


def test_hours_below_a_dated_row_are_events_of_its_day():
    text = """Paroisse des Tilleuls

Samedi 6 mars :     17h, chapelle Sainte-Anne

                    18h, église du Bourg (avec chorale)

Dimanche 7 mars :   9h30, église du Bourg

                    10h45, chapelle du Lac
"""

    assert starts(text) == [
        "2027-03-06 17:00",
        "2027-03-06 18:00",
        "2027-03-07 09:30",
        "2027-03-07 10:45",
    ]


def test_agenda_below_a_dated_row_is_part_of_its_event():
    text = """Journées du Club

Samedi 6 mars : 17h, conférence sur les phares
17h30 accueil
Dimanche 7 mars : 9h30, promenade
10h pause
"""

    assert starts(text) == ["2027-03-06 17:00", "2027-03-07 09:30"]


def test_days_of_a_period_may_be_headings_like_it():
    text = """### 30 mayo - 02 junio

##### 09h00 - 17h00
Muestra de títeres

### Martes 01

##### 11h00
Festival de la cometa

### Miércoles 02

##### 10h00
Cuentos del faro

##### 14h00
Magia en el patio
"""

    assert starts(text, date(2027, 5, 10))[1:] == [
        "2027-06-01 11:00",
        "2027-06-02 10:00",
        "2027-06-02 14:00",
    ]
