"""A time that brackets say in another way is one time."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "line",
    [
        "9 March 2027, 18:00 (06:00 PM) UTC",
        "9 March 2027, 6:00 (18:00) UTC",
        "9 de marzo de 2027, 18:00 (6 p.m.) UTC",
    ],
)
def test_time_in_brackets_is_the_time_before_it(line):
    (draft,) = parse(f"Peat call\n\n{line}", today=TODAY)

    assert format_when(draft.when) == "2027-03-09 18:00-19:00 UTC"
    assert draft.questions == ()


def test_rows_of_clocks_with_times_in_brackets_are_one_event():
    text = """# Peat Working Group Meeting 2027-03-09

**UTC Tue 09-Mar-2027 18:00 (06:00 PM)**:

| Timezone      | Date/Time             |
|---------------|-----------------------|
| US / Pacific  | Tue 09-Mar-2027 10:00 (10:00 AM) |
| US / Eastern  | Tue 09-Mar-2027 13:00 (01:00 PM) |
| Tokyo         | Wed 10-Mar-2027 03:00 (03:00 AM) |
"""
    (draft,) = parse(text, today=TODAY)

    assert format_when(draft.when) == "2027-03-09 18:00-19:00 UTC"
    assert (draft.questions, draft.place) == ((), "")


def test_another_time_in_brackets_is_no_repetition():
    (draft,) = parse("Peat call\n\n9 March 2027, 18:00 (doors 17:30) UTC", today=TODAY)

    assert format_when(draft.when)[:16] == "2027-03-09 18:00"
