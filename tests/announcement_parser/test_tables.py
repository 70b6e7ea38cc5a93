"""Tables of events whose header names the columns."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse, question_readings
from webinars.announcement_parser.preprocess import preprocess
from webinars.announcement_parser.unused_dates import unused_dates
from webinars.events.announcements.draft_review import is_publishable

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


SHARED_CELLS = [
    """| Course | Date | Time | Room | Places |
|---|---|---|---|---|
| First aid | Mon 13 September 2027 | 0900-1230 UTC | 2 | 4 |
| | Tue 5 October 2027 | | | 11 |""",
    """Atelier\tDate\tHeure (UTC)\tSalle
Secourisme\tlundi 13 septembre 2027\t9h00-12h30\t2
\tmardi 5 octobre 2027\t\t""",
    """Kurs            Datum           Uhrzeit (UTC)   Raum
Erste Hilfe     Mo 13.9.2027    09:00-12:30     2
                Di 5.10.2027""",
]


@pytest.mark.parametrize("table", SHARED_CELLS)
def test_cells_span_the_rows_below_that_leave_them_empty(table):
    first, second = parse(f"Training 2027\n\n{table}\n", today=JANUARY)

    assert format_when(first.when) == "2027-09-13 09:00-12:30 UTC"
    assert format_when(second.when) == "2027-10-05 09:00-12:30 UTC"
    assert (second.title, second.place) == (first.title, "2")


@pytest.mark.parametrize(
    "row",
    [
        "| Guitar | Tue 5 October 2027 | | 2 |",
        "| | Tue 5 October 2027 | to follow | 2 |",
        "| Guitar | Tue 5 October 2027 | TBC | |",
    ],
)
def test_row_without_hour_asks_where_the_table_has_a_column_for_it(row):
    table = (
        f"| Course | Date | Time | Room |\n| Drums | Mon 13 September 2027 | 18:00 UTC | 2 |\n{row}"
    )
    _, draft = parse(f"Courses 2027\n\n{table}\n", today=JANUARY)

    choices = [reading for reading, _ in question_readings(draft)["time-elsewhere"]]
    assert any(choice.startswith("2027-10-05 18:00") for choice in choices)
    assert not is_publishable(draft)


def test_whole_day_in_a_table_with_hours_is_one_if_its_row_says_so():
    table = """| Course | Date | Time |
| Drums | Mon 13 September 2027 | 18:00 UTC |
| Open day | Tue 5 October 2027 | all day |"""
    _, draft = parse(f"Courses 2027\n\n{table}\n", today=JANUARY)

    assert format_when(draft.when)[:10] == "2027-10-05"
    assert "time-elsewhere" not in question_readings(draft)
