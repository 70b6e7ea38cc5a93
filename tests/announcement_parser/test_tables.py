"""Tables of events whose header names the columns."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates

JANUARY = date(2027, 1, 4)
EVENTS = [
    ("2027-03-09 18:00 UTC", "Owls of the harbour"),
    ("2027-03-23 19:30 UTC", "Counting geese"),
]
MARKDOWN = """| Date | Time (UTC) | Host | Topic |
|:-----|-----:|:----:|---|
| 2027-03-09 | 18:00 | Ida | Owls of the harbour |
| 2027-03-23 | 19:30 | Max | Counting geese |"""
TABS = """Topic\tDate\tStart (UTC)
Owls of the harbour\t9 March 2027\t18:00
Counting geese\t23 March 2027\t19:30"""
ALIGNED = """Date           Time (UTC)    Topic                  Speaker
-------------  ------------  ---------------------  -------
Tue 9 March    18:00         Owls of the harbour    I. Fell
Tue 23 March   19:30         Counting geese         M. Brook"""
BOX = """┌──────────┬───────┬─────────────────────┐
│ When     │ UTC   │ What                │
├──────────┼───────┼─────────────────────┤
│ 9 March  │ 18:00 │ Owls of the harbour │
│ 23 March │ 19:30 │ Counting geese      │
└──────────┴───────┴─────────────────────┘"""


def rows(text, today=JANUARY):
    """Return start, zone and title of each event."""
    drafts = parse(text, today=today)
    return [
        (f"{draft.when.start:%Y-%m-%d %H:%M} {draft.when.timezone}", draft.title)
        for draft in drafts
    ]


@pytest.mark.parametrize("table", [MARKDOWN, TABS, ALIGNED, BOX])
def test_each_row_of_a_table_is_an_event(table):
    assert rows(f"Owl nights\n\n{table}\n") == EVENTS


def test_columns_of_places_are_read():
    first, second = parse(
        """Owl nights

| What | When | Where |
| Owls of the harbour | 9 March 2027, 18:00 CET | Old Pier, room 4 |
| Counting geese | 23 March 2027, 18:00 CET | Hut in the reeds |
""",
        today=JANUARY,
    )

    assert (first.title, first.place) == ("Owls of the harbour", "Old Pier, room 4")
    assert (second.title, second.place) == ("Counting geese", "Hut in the reeds")


def test_rows_that_are_struck_out_or_cancelled_are_no_events():
    text = """| Title | Dates | Status |
|---|---|---|
| Owls of the harbour | 9 to 10 March 2027 | Confirmed |
| Winter gulls | 16 March 2027 | Cancelled |
| ~~Swans~~ | ~~18 March 2027~~ | |
| Counting geese | 23 to 24 March 2027 | Confirmed |
"""

    drafts = parse(text, today=JANUARY)

    assert [draft.title for draft in drafts] == ["Owls of the harbour", "Counting geese"]
    unused = unused_dates(preprocess(text).text, drafts, today=JANUARY)
    assert [(row.line_number, row.reason.value) for row in unused] == [
        (4, "mention"),
        (5, "mention"),
    ]


def test_rows_of_aligned_columns_may_lack_a_cell():
    text = """Date           Time (UTC)    Topic
9 March 2027                 Owls of the harbour
23 March 2027  19:30         Counting geese
"""

    first, second = parse(text, today=JANUARY)

    assert first.title == "Owls of the harbour"
    assert format_when(second.when).startswith("2027-03-23 19:30")


def test_date_may_be_in_the_column_of_the_status():
    text = """| Quarter | Event | Status |
|---|---|---|
| Q1 | Owl count | February 2027, days to be announced |
| Q1 | Gull count | **11 March 2027**, hour to be decided |
| Q2 | Swan count | not planned |
"""

    assert [(format_when(d.when), d.title) for d in parse(text, today=JANUARY)] == [
        ("2027-02 Europe/Zurich", "Owl count"),
        ("2027-03-11 to 2027-03-11 Europe/Zurich", "Gull count"),
    ]


def test_header_over_lines_without_columns_makes_no_table():
    text = """Hours | event
9 March 2027, 18:00 CET
Owls of the harbour
"""

    (draft,) = parse(text, today=JANUARY)

    assert format_when(draft.when).startswith("2027-03-09 18:00")
