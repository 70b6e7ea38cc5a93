"""Names of the series that the events of an announcement belong to."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse

ROWS = "9 March 2027, 18:00 CET: Owls of the harbour\n16 March 2027, 18:00 CET: Winter gulls\n"


def series(text):
    """Return the series and the title of each event."""
    return [(draft.series, draft.title) for draft in parse(text, today=date(2027, 1, 4))]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("INFORMAL BIRD SEMINAR - Lent term 2027", "INFORMAL BIRD SEMINAR"),
        ("## Gull office hours, spring 2027", "Gull office hours"),
        ("[reeds] Colloquium of the marsh 2027", "Colloquium of the marsh"),
        ("Séminaire « Oiseaux du lac »", "Oiseaux du lac"),
        ("SEMINARIO PERMANENTE DE AVES", "SEMINARIO PERMANENTE DE AVES"),
        ("The Reed, letter no. 4", ""),
        ("Webinar for beginners", ""),
    ],
)
def test_heading_above_a_list_names_the_series(heading, name):
    assert [row[0] for row in series(f"{heading}\n\n{ROWS}")] == [name, name]


def test_name_in_quotation_marks_is_that_of_the_series():
    text = """Bonjour,

la prochaine séance du séminaire « Oiseaux du lac » aura lieu le mardi 9 mars 2027 de 14h à 15h30, à Paris.
"""

    assert series(text)[0][0] == "Oiseaux du lac"


def test_title_of_one_event_is_no_series():
    assert series("Bird colloquium\n\n9 March 2027, 18:00 CET") == [("", "Bird colloquium")]


def test_rows_without_titles_have_that_of_their_list():
    text = """Reading the clouds

| # | Date | Time |
|---|------|------|
| 1 | 9 March 2027 | 14:00–16:00 CET |
| 2 | 16 March 2027 | 14:00–16:00 CET |
"""

    assert series(text) == [("Reading the clouds", "Reading the clouds")] * 2


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Grantwriters' Confessional #9", "Grantwriters' Confessional"),
        ("Lectures on peat, No. 7", "Lectures on peat"),
        ("Sixteenth Murmuration Call", "Murmuration Call"),
        ("Peat Community Call: February edition", "Peat Community Call"),
        ("14th International Conference on Peat", ""),
        ("October 2026 meeting #118", ""),
        ("Meeting of Study Group 13", ""),
    ],
)
def test_number_in_a_title_follows_the_name_of_its_series(title, name):
    assert [row[0] for row in series(f"{title}\n\n9 March 2027, 18:00 CET")] == [name]


def test_heading_above_a_labelled_title_is_the_series():
    text = "VIRTUAL KNOT THEORY SEMINAR\n\nDate: 9 March 2027\nTime: 14:00 UTC\nTitle: When is a knot two?"

    assert series(text) == [("VIRTUAL KNOT THEORY SEMINAR", "When is a knot two?")]


def test_heading_above_a_title_in_quotation_marks_is_the_series():
    text = 'PEAT TALKS AT NOON\n\nDr Ann Low speaks on "Peat and birds" on 9 March 2027, 18:00 CET.'

    assert series(text) == [("PEAT TALKS AT NOON", "Peat and birds")]


def test_beginning_that_all_titles_share_is_the_series():
    text = "9 March 2027, 18:00 CET: Peat Lab: owls\n16 March 2027, 18:00 CET: Peat Lab: gulls\n"

    assert [row[0] for row in series(text)] == ["Peat Lab", "Peat Lab"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("NUMBER THEORY AROUND THE CLOCK", "NUMBER THEORY AROUND THE CLOCK"),
        ("The Reed, letter for spring", ""),
        ("Events in Leeds", ""),
        ("Termine im Frühling", ""),
        ("Blog der Bibliothek", ""),
        ("Hi all", ""),
        ("Peat parish of the marsh", ""),
        ("Le petit écho du marais", ""),
    ],
)
def test_heading_above_three_events_is_a_series_if_it_is_no_newsletter(heading, name):
    third = "23 March 2027, 18:00 CET: Storks on roofs\n"

    assert [row[0] for row in series(f"{heading}\n\n{ROWS}{third}")] == [name] * 3
