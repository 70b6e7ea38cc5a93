"""Titles by the shape of a list: the heading above the date of each block."""

from datetime import date

from tests.announcement_parser.parsing import parse

TODAY = date(2026, 11, 25)


def titles(text):
    """Return the title of each event."""
    return [draft.title for draft in parse(text, today=TODAY)]


def test_heading_of_each_block_is_its_title():
    text = """PEAT MUSEUM WHITBY

SEA SHANTIES FOR THE UNDER-FIVES
Saturday 6 March 2027, 10.30-11.15am, in the Net Loft. £3 per child, grown-ups free.

KNOTS YOU WILL ACTUALLY USE
Sunday 4 April 2027, 1pm to 4pm, Net Loft. Adults only, £25 including rope.

FRIENDS' EVENING
Thursday 22 April 2027, from 6.30pm, Main Gallery. A glass of something.
"""
    assert titles(text) == [
        "SEA SHANTIES FOR THE UNDER-FIVES",
        "KNOTS YOU WILL ACTUALLY USE",
        "FRIENDS' EVENING",
    ]


def test_numbered_heading_above_a_sentence_is_its_title():
    text = """1. Rent freezes: do they hold?
Our economist Ann Low presents the new study on Thursday 25 March 2027, 16:00-17:15 CET.

2. Evictions and the courts
A panel with lawyers will take place on the 14th of April 2027 at 6 p.m. CET.
"""
    assert titles(text) == ["Rent freezes: do they hold?", "Evictions and the courts"]


def test_speaker_above_a_date_is_no_title():
    text = """Dr. Ann Low
What the peat remembers
Thursday 25 March 2027, 16:00 CET

Dr. Ben Moss
Why birds return
Thursday 8 April 2027, 16:00 CET
"""
    assert titles(text) == ["What the peat remembers", "Why birds return"]


def test_heading_of_one_block_among_others_is_none_of_its_event():
    text = """COMING UP
Bog walk - Saturday 6 March 2027, 10.30am, Net Loft

Mire supper - Sunday 4 April 2027, 1pm, Net Loft

Peat concert - Thursday 22 April 2027, 6.30pm, Main Gallery
"""
    assert titles(text) == ["Bog walk", "Mire supper", "Peat concert"]


def test_quotation_in_each_block_is_its_title():
    text = """Tuesday, 2 March 2027, 2:00 p.m.
Hartwell University
Applied Peat Seminar
Moor Building, Room 12
"What Remembers the
Bog?"
A. Low
Technical College of Leeds

Tuesday, 2 March 2027, 4:30 p.m.
Brock College
Bird Colloquium
Fen House 214
"Why Geese Return"
Professor Ben Moss
"""
    assert titles(text) == ["What Remembers the Bog?", "Why Geese Return"]


def test_marked_row_above_each_date_is_its_title():
    text = """Série d'ateliers sur la tourbe

* **Atelier : Lire le sol**

Sam. 6 mars 2027 (13h30 à 18h)

Lieu : Villa Tourbe

* **Atelier : Compter les oies**

Sam. 13 mars 2027 (13h30 à 18h)

Lieu : Villa Tourbe

**Vos guides :**

* Awa Diop
"""
    assert titles(text) == ["Atelier : Lire le sol", "Atelier : Compter les oies"]


def test_heading_with_a_mark_above_each_date_is_its_title():
    text = """Veranstaltungen

## Moor und Klima
Montag, 8. März 2027, 18 Uhr
Haus am See

## Gänse zählen
Montag, 15. März 2027, 18 Uhr
Haus am See
"""
    assert titles(text) == ["Moor und Klima", "Gänse zählen"]


def test_row_in_capitals_above_the_text_of_each_date_is_its_title():
    text = """FEN CHURCH NEWS
SUNDAY PRAYERS
Everyone is welcome after the morning service.
PEAT CIRCLE
will meet on Tuesday 9 March 2027 at 2.00 pm, when our
guest speaker will be Ann Low.
SHOEBOXES
Leaflets are in the vestibule.
GOOSE COUNT
An informal count for all. Commencing Wednesday 10 March 2027 at 8.00 pm.
"""
    assert sorted(titles(text)) == ["GOOSE COUNT", "PEAT CIRCLE"]


def test_row_of_a_list_has_its_title_although_that_may_be_a_venue():
    text = """À venir

* Lundi 8/03/2027 (17h30-19h) : Concours de tourbe
* Mardi 9/03/2027 (18h00-19h) : Atelier cuisine
* Mercredi 10/03/2027 (18h30-19h30) : Théâtre improvisation
* Vendredi 12/03/2027 (17h30-19h) : e-sport éducatif

Horaires

* Réservé aux membres
"""
    assert titles(text) == [
        "Concours de tourbe",
        "Atelier cuisine",
        "Théâtre improvisation",
        "e-sport éducatif",
    ]


def test_subheading_below_a_date_is_its_title():
    text = """Peat seminar

Talks are at 4pm UTC in the mall.

### 8 March 2027
#### Ann Low — Counting geese

*Abstract*: We count.

### 15 March 2027
#### Ben Moss — What the bog remembers.

*Abstract*: We listen.
"""
    assert titles(text) == ["Counting geese", "What the bog remembers"]
