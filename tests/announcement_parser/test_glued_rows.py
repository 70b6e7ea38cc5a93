"""Rows that were glued together without white space, and months glued to their titles."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import parse
from webinars.timezones.schedule import Month

AUGUST = date(2027, 8, 20)


def days(text):
    """Return the days and titles of the drafts of a text."""
    return [(f"{draft.when.first:%d %b}", draft.title) for draft in parse(text, today=AUGUST)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Causeries Nos rivages :9 septembre | Les digues23 septembre | Sel, une histoire7 octobre | Phares",
            ["09 Sep", "23 Sep", "07 Oct"],
        ),
        (
            "Talks: Tuesday 7 September: BeesTuesday 14 September: Moths at nightTuesday 21 September: Beetles",
            ["07 Sep", "14 Sep", "21 Sep"],
        ),
    ],
)
def test_glued_rows_are_events(text, expected):
    assert [day for day, _ in days(text)] == expected


def test_title_stops_before_glued_date():
    text = "Programme :9 septembre | Les digues23 septembre | Sel et marais7 octobre | Les phares"

    assert [title for _, title in days(text)] == ["Les digues", "Sel et marais", "Les phares"]


def test_month_glued_to_its_title_is_row():
    text = (
        "Meetings of the Lantern Guild, 2027-28\n\nSep. 15, 2027 Maud Teller – Lamps of the coast\n"
        "Oct. 20, 2027 Films and thanks\nDecemberGingerbread supper\nJan. 19, 2028 Oil, wick and glass\n"
    )
    months = [
        draft.when.month for draft in parse(text, today=AUGUST) if isinstance(draft.when, Month)
    ]

    assert months == [12]
