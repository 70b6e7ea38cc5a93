"""Lists by month: months as rows, numbered days below a month, days of calendar cards on lines of their own."""

from datetime import date

import pytest

from tests.announcement_parser.parsing import format_when, parse
from webinars.errors import InvalidInputError

FEBRUARY = date(2026, 2, 1)


def events(text):
    """Return start and title of each event."""
    drafts = parse(text, today=FEBRUARY)
    return [(format_when(draft.when)[:16].split(" to ")[0], draft.title) for draft in drafts]


def test_months_of_rows_are_those_of_events():
    text = "Plans\n\nOctober: Annual meeting, Geneva\nNovember: Workshop, Nairobi\nFebruary 2027: Experts"

    assert events(text) == [
        ("2026-10 Europe/Z", "Annual meeting"),
        ("2026-11 Africa/N", "Workshop"),
        ("2027-02 Europe/Z", "Experts"),
    ]


def test_month_of_a_row_is_an_event_beside_rows_with_days():
    text = "Plans\n\n3 October: Supper, Leeds\nNovember: Workshop, Leeds"

    assert [start[:7] for start, _ in events(text)] == ["2026-10", "2026-11"]


def test_month_before_a_colon_alone_is_no_event():
    with pytest.raises(InvalidInputError, match="no-date-found"):
        parse("News\n\nOctober: a month of rain", today=FEBRUARY)


def test_numbered_days_below_months_are_asked_about():
    text = "Meetings\n\nSeptember\n15  Statistics\nOctober\n21  Steering committee, Geneva, 14:00"

    drafts = parse(text, today=FEBRUARY)

    assert events(text) == [
        ("2026-09-15", "Statistics"),
        ("2026-10-21 14:00", "Steering committee"),
    ]
    assert all(draft.questions[0].code == "day-without-date" for draft in drafts)


@pytest.mark.parametrize("rows", ["1 Welcome\n2 Minutes\n3 Report", "21 Chairs\n3 Tables"])
def test_numbers_of_a_list_below_a_month_are_no_days(rows):
    with pytest.raises(InvalidInputError, match="no-date-found"):
        parse(f"Things\n\nOctober\n{rows}", today=FEBRUARY)


@pytest.mark.parametrize("card", ["12\nOCT", "OCT\n12", "Mon\n\n12\n\nOct", "12\nOCT\n2026"])
def test_day_of_a_calendar_card_is_on_several_lines(card):
    other = card.replace("12", "19")

    assert events(
        f"{card}\nRope supper\n7 pm, Leeds Library\n\n{other}\nKnots\n8 pm, Leeds Hall"
    ) == [
        ("2026-10-12 19:00", "Rope supper"),
        ("2026-10-19 20:00", "Knots"),
    ]


def test_month_in_a_block_of_dated_rows_is_a_row():
    text = """30 March 2027: Community call, 16:00 UTC
21 April 2027: Map evening, 18:00 UTC
   (bring a map)
May: General assembly, Ghent
"""

    drafts = parse(text, today=date(2027, 1, 1))

    assert [format_when(draft.when)[:7] for draft in drafts] == ["2027-03", "2027-04", "2027-05"]


@pytest.mark.parametrize(
    ("month", "hour"),
    [
        ("March 2026 – Calendar", "Time: 13:30"),
        ("Mars 2026 : agenda", "Heure : 13h30"),
        ("Marzo de 2026", "Hora: 13:30"),
        ("März 2026", "Beginn: 13:30 Uhr"),
    ],
)
def test_numbered_days_below_a_month_of_a_year_are_certain_beside_hours(month, hour):
    text = f"{month}\n\n1 Algebra\nAnn Lund {hour}\n5 Geometry\nIvo Moser {hour}\n"

    drafts = parse(text, today=FEBRUARY)

    assert [format_when(draft.when)[:16] for draft in drafts] == [
        "2026-03-01 13:30",
        "2026-03-05 13:30",
    ]
    assert not any(q.code == "day-without-date" for draft in drafts for q in draft.questions)
