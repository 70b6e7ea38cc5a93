"""Rows of lists that begin with a month and a day in numbers."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.errors import InvalidInputError

TODAY = date(2027, 8, 15)

COLLOQUIUM = """The Department of Geology in Tucson meets for its colloquium on Wednesdays.

Unless a row says otherwise, talks run from 3:45 to 4:45 p.m., with tea from 3:30 p.m.

Fall 2027

Date Title Speaker
9/15 What lava remembers Ann Lund

(University of Leeds)

10/6 Counting zircons Ivo Moser

(Rutgers University)

11/3 Old rivers Aoife Brennan

11/24 Thanksgiving
"""


def days(text):
    return [format_when(draft.when)[:16].strip() for draft in parse(text, today=TODAY)]


def test_numbers_below_a_year_are_days_at_the_common_hour():
    assert days(COLLOQUIUM) == ["2027-09-15 15:45", "2027-10-06 15:45", "2027-11-03 15:45"]


def test_holiday_among_the_rows_is_no_event():
    drafts = parse(COLLOQUIUM, today=TODAY)

    assert [unused.text for unused in unused_dates(COLLOQUIUM, drafts, today=TODAY)] == [
        "11/24 Thanksgiving"
    ]


def test_affiliation_below_a_row_decides_no_zone():
    zones = {draft.when.timezone for draft in parse(COLLOQUIUM, today=TODAY)}

    assert zones == {"America/Phoenix"}


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        ("Programme 2027", "20/9 Les sols\n4/10 Les eaux\n8/11 Les bois", "09-20 10-04 11-08"),
        ("Fecha Tema", "20/9 Suelos\n4/10 Aguas\n8/11 Bosques", "09-20 10-04 11-08"),
        ("Datum Thema", "20/9 Boden\n4/10 Wasser\n8/11 Wald", "09-20 10-04 11-08"),
        ("Data Tema", "20/9 Suoli\n4/10 Acque\n8/11 Boschi", "09-20 10-04 11-08"),
        ("Fall 2027", "9/20 Soils\n10/4 Waters\n11/8 Woods", "09-20 10-04 11-08"),
    ],
)
def test_numbers_that_are_days_in_one_order_only(header, rows, expected):
    assert days(f"Terres\n\n{header}\n{rows}\n") == [
        f"2027-{day} to 2027-"[:16].strip() for day in expected.split()
    ]


def test_numbers_that_rise_in_both_orders_stay_a_question():
    drafts = parse("Lectures 2027\n\n10/9 Soils\n11/10 Waters\n12/11 Woods\n", today=TODAY)

    assert [draft.questions[0].code for draft in drafts] == ["day-or-month"] * 3


@pytest.mark.parametrize(
    "rows",
    [
        "1/2 Cup of flour\n3/4 Cup of sugar\n1/4 Spoon of salt",
        "9/10 Good\n8/10 Fair\n7/10 Poor",
        "9/20 Soils\n10/4 Waters",
    ],
)
def test_fractions_and_pairs_are_no_days(rows):
    with pytest.raises(InvalidInputError):
        parse(f"Notes 2027\n\n{rows}\n", today=TODAY)


@pytest.mark.parametrize("text", ["¶", "¶\n¶ 9/20", "9/20\n9/21\n9/22", "- \n9/20 -\n"])
def test_texts_of_signs_are_refused(text):
    with pytest.raises(InvalidInputError):
        parse(text, today=TODAY)


WALKS = "Walks\n\nWe meet at 9:00 every Monday in Vienna.\n\nMarch:\n\n"


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        (
            "6/3 Mill pond\n\n20/3 Old fort\n\nApril:\n\n3/4 Long ridge",
            ["06 Mar", "20 Mar", "03 Apr"],
        ),
        (
            "3/6 Mill pond\n\n3/20 Old fort\n\nApril:\n\n4/3 Long ridge",
            ["06 Mar", "20 Mar", "03 Apr"],
        ),
        ("1/2 Mill pond\n\n3/4 Old fort\n\n4/5 Long ridge", []),  # may be fractions
        ("6/3 Mill pond\n\n20/3 Old fort", []),  # two are no list
        ("20/3 Mill pond\n\n6/3 Old fort\n\n13/3 Long ridge", []),  # they do not rise
    ],
)
def test_rows_without_a_year_are_days_if_one_order_makes_them_rise(rows, read):
    try:
        drafts = parse(WALKS + rows, today=date(2028, 3, 1))
    except InvalidInputError:
        drafts = []

    assert [f"{one.when.start:%d %b}" for one in drafts if one.date_start >= len(WALKS)] == read


def test_dash_without_a_space_marks_a_row():
    text = "Charlas\n-Lunes 14/2, 19:30: Volcanes\n-Martes 15/02 19:30: Lavas\n-Jueves 17/02 19:30: Arenas"

    drafts = parse(text, today=date(2028, 2, 10))
    assert [f"{one.when.start:%d %b %H:%M}" for one in drafts] == [
        "14 Feb 19:30",
        "15 Feb 19:30",
        "17 Feb 19:30",
    ]
