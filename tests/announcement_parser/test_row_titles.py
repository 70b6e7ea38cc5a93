"""Titles of the events of a list: in the dated row, or in the rows around it."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from webinars.announcement_parser.fields.row_titles import is_venue, title_in
from webinars.announcement_parser.fields.title_text import is_no_title

TODAY = date(2026, 11, 25)


def titles(text):
    """Return the title of each event."""
    return [draft.title for draft in parse(text, today=TODAY)]


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("Peat and birds, Room 12", "Peat and birds"),
        ("Peat and birds @ Great Hall, Leeds", "Peat and birds"),
        ("Room 12, Great Hall: Peat and birds", "Peat and birds"),
        ("ore 17.30, aula T.5, polo Savonarola, conferenza “Il fiume” per tutti", "Il fiume"),
        ("Ann Low (Leeds), 'Peat and birds'", "Peat and birds"),
        ("Dr. Ann Low: Peat and birds", "Peat and birds"),
        ("Round table, 'Teaching from charters'", "Teaching from charters"),
        ("Visiting speaker – Dr. Ann Low", "Visiting speaker – Dr. Ann Low"),
        ("free entry | Peat and birds | Ann Low", "Peat and birds"),
        ("Title: Peat and birds Abstract: We count them.", "Peat and birds"),
        ("(12 Nov) Peat and birds", "Peat and birds"),
        ("The council hosts a workshop on peat", "Workshop on peat"),
        ("Ingreso libre", ""),
        ("3 tickets left", ""),
        ("on the Mattermost", ""),
    ],
)
def test_title_of_a_row_is_no_place_name_or_remark(row, title):
    assert title_in(row) == title


@pytest.mark.parametrize(
    ("text", "is_place"),
    [
        ("Salón Dorado", True),
        ("in Room G.12", True),
        ("hall B", True),
        ("via Ariosto", True),
        ("Lab 3", True),
        ("In memory of Ann Low", False),
        ("Library workshop", False),
        ("Choir 10", False),
        ("No gaps", False),
    ],
)
def test_venues_are_no_titles(text, is_place):
    assert is_venue(text) is is_place


def test_title_is_below_the_speaker_of_a_date():
    text = """Soil seminar

29 January 2027, 15:00, Geneva
Dr. Marit Lind
Percolation in cracked clays

5 February 2027, 15:00, Geneva
Dr. Efua Tagoe
Frost heave from orbit
"""

    assert titles(text) == ["Percolation in cracked clays", "Frost heave from orbit"]


def test_rows_that_begin_with_names_have_their_titles_after_them():
    text = """Map talks at 18:00 in Geneva

3 June 2027. Xavier Pérez, Maps that lie
10 June 2027. Paule Aubertin, Names of squares
17 June 2027. Miguela Cabrales, From moor to town
"""

    assert titles(text) == ["Maps that lie", "Names of squares", "From moor to town"]


def test_names_of_events_are_no_speakers():
    text = """Village hall

8 January 2027, 19:00 – Quiz Night
15 January 2027, 19:00 – Barn Dance
22 January 2027, 19:00 – Burns Supper
"""

    assert titles(text) == ["Quiz Night", "Barn Dance", "Burns Supper"]


def test_title_is_below_the_room_of_a_date():
    text = """Agenda

Lunes 28 de junio de 2027
18:00 – Salón Dorado
Mesa de diálogo sobre alquileres.

Martes 29 de junio de 2027
10:00 – Biblioteca Popular
Entrega de diplomas a la orquesta.
"""

    assert titles(text) == [
        "Mesa de diálogo sobre alquileres.",
        "Entrega de diplomas a la orquesta.",
    ]


def test_rows_without_titles_have_that_of_the_page():
    text = """Pelican 12 release parties

* Montevideo – Sat 10 April 2027, 16:00, Café Tablón
* Geneva – Sat 10 April 2027, 19:30, hall B
"""

    assert titles(text) == ["Pelican 12 release parties"] * 2


def test_titles_are_below_their_dates_in_a_block_that_begins_with_a_date():
    text = """1 March 2027
Where does a glacier end?
Ann Low, glaciologist

15 March 2027, 14:00 (!)
Paper borders: the passport
Ben Moss, historian

26 April 2027 – attention, in room B111
Living to be 150
Prof. Cy Hill
"""
    assert titles(text) == [
        "Where does a glacier end?",
        "Paper borders: the passport",
        "Living to be 150",
    ]


def test_title_below_a_date_may_name_a_weekday_and_begin_with_a_break():
    text = """Me 6 octobre 2027, 15h
Contes du mercredi : les animaux qui boudent
Espace jeunesse

Ve 8 octobre 2027, 12h30-13h30
Pause lecture à voix haute
Salon du premier étage
"""
    assert titles(text) == [
        "Contes du mercredi : les animaux qui boudent",
        "Pause lecture à voix haute",
    ]


def test_title_of_another_event_in_a_block_of_dates_is_not_taken():
    text = """Saturday, 13 March 2027, 3 pm
Story time: The boat
Children's room
Thursday, 25 March 2027, 6.30 pm
Stolen tiles
Auditorium
"""
    assert titles(text) == ["Story time: The boat", "Stolen tiles"]


def test_name_of_a_feast_has_its_weekday():
    text = """Palm Sunday, 21 March 2027, 9 am, St Brigid's

Maundy Thursday, 25 March 2027, 7 pm, St Brigid's
"""
    assert titles(text) == ["Palm Sunday", "Maundy Thursday"]


def test_sessions_of_world_regions_have_the_title_of_the_page():
    text = """Live webinar
Close the books in three days

AMERICAS & EMEA
Tuesday, May 18, 2027
9am PT / 12pm ET

ASIA PACIFIC
Wednesday, May 19, 2027
11:00 AM SGT / 1:00 PM AEST
"""
    assert titles(text) == ["Close the books in three days"] * 2


def test_title_in_capitals_with_a_bracket_is_complete():
    assert title_in("VESTRY MEETING (AGM)") == "VESTRY MEETING (AGM)"


def test_french_title_with_a_word_for_a_place_is_not_cut():
    text = "La crue qui n'est pas venue : trente ans de mémoires"
    assert title_in(text) == text


@pytest.mark.parametrize(
    "row",
    [
        "Reference: INF/27/118",
        "+1 305 224 1968 US",
        "One tap mobile",
        "Every month, 3 occurrence(s)",
        "Asia Pacific",
        "In brief",
        "Comrades, colleagues",
    ],
)
def test_references_telephones_and_regions_are_no_titles(row):
    assert title_in(row) == ""


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (
            (
                "* learn to row open house - sat 6 march 2027, 9am at the boathouse (bring friends)\n"
                "* work day - sunday 14 march 2027, 8am til we drop\n"
            ),
            ["learn to row open house", "work day"],
        ),
        (
            (
                "1) EMERGENCY GENERAL MEETING  Weds 10 march 2027 1-2pm, Rm B14 (the old canteen)\n\n"
                "2) picket training - Mon 15 March 2027 5.30pm, upstairs\n"
            ),
            ["EMERGENCY GENERAL MEETING", "picket training"],
        ),
        (
            (
                "- prochain comité ma 16 mars 2027 20h chez Fanny\n"
                "- soupe de l'Escalade : sam 20 mars 2027 dès 17h. Il faut des bras\n"
            ),
            ["prochain comité", "soupe de l'Escalade"],
        ),
    ],
)
def test_title_of_a_list_item_is_before_its_date(items, expected):
    assert titles(f"hi all, dates for your fridge\n\n{items}") == expected


def test_days_of_a_week_are_no_titles_and_those_below_them_are():
    text = """PEAT PARISH
Notices for the week of 7 March 2027

SUNDAY 7 March 2027
10.00am  Parish Walk and Sunday Club, St Swithun's. Coffee afterwards.

TUESDAY 9 March 2027
2.30pm   Harvest Thanksgiving, Village Hall. Just come.
"""
    assert titles(text)[-1:] == ["Harvest Thanksgiving"]
    assert title_in("TUESDAY 12th") == ""


def test_row_of_a_list_has_its_own_title_and_not_that_of_the_page():
    text = """Subject: Linguistics colloquium - winter term

Hello everyone!

Here is the schedule for the term. We meet Fridays 3:10-4:30 pm in Sidney Hall (Toronto).

Jan 22, 2027   Ann Low (Guelph)      Tone where you least want it
Feb 26, 2027   Ben Moss (Moncton)    What verbs do on weekends
Mar 12, 2027   Cy Hill (Trent)       Whistles and clicks
"""
    assert titles(text) == [
        "Tone where you least want it",
        "What verbs do on weekends",
        "Whistles and clicks",
    ]


def test_town_and_country_beside_a_date_are_no_title():
    text = """PATHWAYS: 6th Conference on Footpaths
Tartu, Estonia, 8-10 September 2027
with a Doctoral Workshop on 7 September 2027
"""
    assert titles(text)[0] == "PATHWAYS: 6th Conference on Footpaths"


@pytest.mark.parametrize(
    "row",
    [
        "Meeting number 2391 884",
        "£3 per child, grown-ups free",
        "Webinar 5 of 6",
        "South African time",
        "estándar de Colombia",
        "Hello everyone and happy 2027!",
        "PS who lost a scarf",
        'Alltags"',
    ],
)
def test_prices_times_and_greetings_are_no_titles(row):
    assert title_in(row) == ""


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("The Green Garden by Ann Low", "The Green Garden"),
        ("Songs by Ann Low", "Songs by Ann Low"),
        ("An evening of songs by Ann Low", "An evening of songs by Ann Low"),
        ("Ann Low « Iron, and fire »", "Iron, and fire"),
        ('Talk by Ann Low, "Dahlias"', "Dahlias"),
        ("'Small plots, grand plans' with Ann Low", "Small plots, grand plans"),
    ],
)
def test_speaker_and_quotation_tell_the_title_of_a_row(row, title):
    text = f"Wool club, Leeds\n\n2 March 2027   {row}\n9 March 2027   Looms\n16 March 2027   Dyes\n"

    draft, *_ = parse(text, today=date(2027, 2, 1))

    assert draft.title == title


@pytest.mark.parametrize("label", ["Ages 4-5 (full)", "Leaders Ann Low", "Meeting Minutes"])
def test_row_about_readers_or_leaders_is_no_title(label):
    assert is_no_title(label)
