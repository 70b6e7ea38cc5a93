"""Times in footnotes: a row that bears the mark may be at another hour than the others."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse, question_readings
from webinars.events.announcements.draft_review import is_publishable

JANUARY = date(2027, 1, 20)
TABLE = """Date | Speaker | Title
Wed 27 January 2027 | Firth | Whistled vowels
Fri 19 February 2027{mark} | Sallent | Clitics
Wed 3 March 2027 | Wit | Maps

{common}
{note}"""
COMMON = "All talks run 4.15-5.45pm UTC in room 6."


@pytest.mark.parametrize(
    ("mark", "common", "note"),
    [
        (
            "*",
            COMMON,
            "* Note different day. This one starts at 2pm and finishes at 3.30pm; same room.",
        ),
        ("†", COMMON, "† Exceptionally at 2pm."),
        ("¹", "Tous les exposés ont lieu à 16h15 UTC.", "¹ Attention : à 14h, même salle."),
        ("*", "Todas las charlas empiezan a las 16:15 UTC.", "* Esta charla empieza a las 14:00."),
    ],
)
def test_row_with_a_mark_asks_between_the_common_hour_and_that_of_its_footnote(mark, common, note):
    first, marked, last = parse(TABLE.format(mark=mark, common=common, note=note), today=JANUARY)

    readings = question_readings(marked)
    starts = {reading[:16] for code in readings for reading, _ in readings[code]}
    assert {"2027-02-19 16:15", "2027-02-19 14:00"} <= starts
    assert not is_publishable(marked)
    assert [format_when(draft.when)[:16] for draft in (first, last)] == [
        "2027-01-27 16:15",
        "2027-03-03 16:15",
    ]
    assert is_publishable(first)
    assert is_publishable(last)


@pytest.mark.parametrize(
    "note",
    ["* Doors open at 3.30pm", "* Members only", "* bring a chair at 2pm\n* bring a lamp"],
)
def test_footnotes_of_something_else_ask_nothing(note):
    drafts = parse(TABLE.format(mark="*", common=COMMON, note=note), today=JANUARY)

    assert all(is_publishable(draft) for draft in drafts)
