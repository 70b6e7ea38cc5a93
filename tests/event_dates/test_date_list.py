"""Dates as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.event_dates.date_list import parse_date_list
from webinars.event_dates.date_rule import MOST_DATES

AFTER = date(2027, 3, 2)
FORMATS = ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%A, %d %B %Y", "%d.%m.%Y")


@given(
    st.lists(
        st.tuples(st.dates(date(1990, 1, 1), date(2037, 12, 31)), st.sampled_from(FORMATS)),
        min_size=1,
        max_size=8,
    )
)
def test_typed_dates_are_read_back_in_order_and_once(days):
    text = "\n".join(day.strftime(written) for day, written in days)

    assert parse_date_list(text, AFTER) == tuple(sorted({day for day, _ in days}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7, 14 and 21 July 2027", [(2027, 7, 7), (2027, 7, 14), (2027, 7, 21)]),
        ("12 March; 1 March", [(2027, 3, 12), (2028, 3, 1)]),
        ("29 February", [(2028, 2, 29)]),
        ("- 3 May 2027, 4 May 2027", [(2027, 5, 3), (2027, 5, 4)]),
        ("12 mars 2027\n\n25/03/2027", [(2027, 3, 12), (2027, 3, 25)]),
    ],
)
def test_lists_and_dates_without_a_year_are_understood(text, expected):
    assert parse_date_list(text, AFTER) == tuple(date(*one) for one in expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5 March 2027\nsoon", "not-a-typed-date (line=2, quote='soon')"),
        ("7-9 July 2027", "not-a-typed-date"),
        ("31 February 2027", "not-a-typed-date"),
        ("05/03/2027", "ambiguous-typed-date"),
        ("1 May 2027 and some lunch", "not-a-typed-date"),
        ("2098-01-01", "date-out-of-range"),
    ],
)
def test_line_that_is_no_single_date_is_refused(text, code):
    with pytest.raises(InvalidInputError) as refused:
        parse_date_list(text, AFTER)

    assert str(refused.value).startswith(code)


def test_more_dates_than_a_page_shows_are_refused():
    lines = ((AFTER + timedelta(days=n)).isoformat() for n in range(MOST_DATES + 1))

    with pytest.raises(InvalidInputError, match="too-many-new-dates"):
        parse_date_list("\n".join(lines), AFTER)
