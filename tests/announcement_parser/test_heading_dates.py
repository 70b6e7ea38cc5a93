"""Year and month of headings, for the lines below them."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.layout.heading_dates import (
    HeadingDate,
    heading_dates,
    is_month_heading,
    parse_day_of_heading,
    with_heading_year,
)
from webinars.announcement_parser.layout.line_splitting import split_lines

TODAY = date(2027, 1, 4)
NONE = HeadingDate(None, None)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Programme 2027", (2027, None)),
        ("Programme 2025", (2025, None)),
        ("Programme 2030", (2030, None)),
        ("Programme 2024", (None, None)),  # too long ago
        ("Programme 2031", (None, None)),
        ("March 2027", (2027, 3)),
        ("MARCH", (None, 3)),
        ("Programme of March", (None, None)),  # a word among others, without a year
        ("March to April 2027", (2027, None)),
        ("Seasons 2027 and 2028", (None, None)),
        ("Rotary 2027-28", (None, None)),
        ("Season 2026/2027", (None, None)),
        ("Bulletin 2027-05", (2027, None)),  # the month, or a number
        ("5 March 2027", (None, None)),  # an event
        ("Agenda, 28 September to 2 October 2028", (2028, 9)),
        ("Retreat, 28 September to 2 October 2028", (None, None)),
    ],
)
def test_heading_states_year_and_month_for_the_lines_below(heading, expected):
    own, *_, below = heading_dates(split_lines(f"{heading}\n\n9: Evening"), TODAY)

    assert own == NONE
    assert below == HeadingDate(*expected)


def test_nearest_heading_holds_and_month_keeps_the_year():
    text = "Programme 2027\n\nMarch\n\n9: Evening\n\nApril 2028\n\n2: Day"

    dates = heading_dates(split_lines(text), TODAY)

    by_text = {line.text: dates[n] for n, line in enumerate(split_lines(text)) if line.text}
    assert by_text["9: Evening"] == HeadingDate(2027, 3)
    assert by_text["2: Day"] == HeadingDate(2028, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OCTOBER", True),
        ("October", True),
        ("October talks", False),
        ("Talks", False),
        ("5", False),
    ],
)
def test_month_alone_is_a_heading(text, expected):
    [line] = split_lines(text)

    assert is_month_heading(line) is expected


def parsed(*parts):
    """Return a date of these parts: year, month, day and weekday."""
    return ParsedDate(tuple(DatePart(*part) for part in parts), "single", 0, 1, is_weak=False)


@pytest.mark.parametrize(
    ("parts", "heading", "years"),
    [
        ([(None, 3, 9, None)], (2027, None), [2027]),
        ([(None, 3, 9, None)], (None, 3), [None]),
        ([(2028, 3, 9, None)], (2027, None), [2028]),
        ([(None, None, 9, None)], (2027, None), [None]),
        ([(None, 12, 30, None), (None, 1, 2, None)], (2027, None), [2027, 2028]),
        ([(None, 1, 2, None), (None, 12, 30, None)], (2027, None), [2027, 2027]),
        ([(None, 3, 9, None), (None, None, 11, None)], (2027, None), [2027, 2027]),
        ([(None, 3, 9, None), (None, None, 11, 4)], (2027, None), [2027, 2027]),
        ([(None, 3, 9, 1)], (2027, None), [2027]),  # a Tuesday
        ([(None, 3, 9, 2)], (2027, None), [None]),  # no Wednesday
        ([(None, 2, 29, 0)], (2027, None), [None]),  # no such day
    ],
)
def test_date_has_the_year_of_its_heading(parts, heading, years):
    dated = with_heading_year(parsed(*parts), HeadingDate(*heading))

    assert [part.year for part in dated.parts] == years


@pytest.mark.parametrize(
    ("line", "heading", "expected"),
    [
        ("Tues 9: Evening", (2027, 3), (2027, 3, 9)),
        ("Tuesday, 9th: Evening", (2027, 3), (2027, 3, 9)),
        ("- Tues 9", (2027, 3), (2027, 3, 9)),
        ("and Tues 9", (2027, 3), (2027, 3, 9)),
        ("Tues 9", (None, 3), (None, 3, 9)),
        ("Tues 9", (2027, None), None),  # no month
        ("Tues", (2027, 3), None),
        ("Tues 0", (2027, 3), None),
        ("Tues 31", (2027, 3), (2027, 3, 31)),
        ("Tues 32", (2027, 3), None),
        ("Tues 109", (2027, 3), None),
        ("Evening 9", (2027, 3), None),
        ("Tues 9.30", (2027, 3), None),  # an hour
        ("Tues 9X", (2027, 3), None),
        ("Tues,", (2027, 3), None),
        ("- -", (2027, 3), None),
        ("Tues. 9", (2027, 3), (2027, 3, 9)),
        ("Thu 1", (2027, 9), (2027, 9, 1)),  # in neither month: as written
        ("Fri 1", (2027, 9), (2027, 10, 1)),  # a Friday in the month that follows
        ("Sat 1", (2027, 12), (2028, 1, 1)),
    ],
)
def test_weekday_and_day_are_a_date_in_the_month_of_the_heading(line, heading, expected):
    tokens = tokenize(line, 0, len(line))

    result = parse_day_of_heading(tokens, HeadingDate(*heading))

    assert (result and result.parts[0][:3]) == expected


def test_date_ends_with_its_day():
    line = "and Tuesday 9th, Evening"

    result = parse_day_of_heading(tokenize(line, 0, len(line)), HeadingDate(2027, 3))

    assert line[result.start : result.end] == "Tuesday 9th"
    assert result.is_weak is False


@pytest.mark.parametrize(
    ("month", "rows"),
    [
        ("JANUARY", "Sat 9    Supper at the Mill\nSun 17    Long walk"),
        ("JANVIER", "Sam 9    Souper au moulin\nDim 17    Longue marche"),
        ("ENERO", "Sáb 9    Cena en el molino\nDom 17    Larga caminata"),
        ("JANUAR", "Sa 9    Essen in der Mühle\nSo 17    Lange Wanderung"),
    ],
)
def test_short_weekdays_in_a_column_below_a_month_are_days(month, rows):
    drafts = parse(f"Club\n\n{month}\n{rows}\n", today=date(2026, 11, 1))

    assert [(draft.when.first.month, draft.when.first.day) for draft in drafts] == [(1, 9), (1, 17)]


def test_day_of_a_week_in_the_heading_gives_its_rows_their_month():
    text = (
        "Notices for the week of Sunday 31 October 2027, Leeds\n\nSUNDAY 31st\n10.00am  Harvest service\n\n"
        "TUESDAY 2nd\n2.30pm  Bereavement group\n\nSATURDAY 6th\n10am - 12 noon  Coffee Morning"
    )

    drafts = parse(text, today=date(2027, 10, 28))

    assert [f"{draft.when.start:%m-%d %H:%M}" for draft in drafts] == [
        "10-31 10:00",
        "11-02 14:30",
        "11-06 10:00",
    ]
    assert not any(draft.questions or "agenda" in draft.assumed for draft in drafts)
