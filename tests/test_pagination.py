"""Cursors of paginated lists, and that nothing else parses as one."""

import pytest

from webinars.errors import InvalidInputError
from webinars.pagination import MAX_ID, Page, page_of, parse_cursor


def test_page_has_a_cursor_unless_it_is_the_last():
    rows = [(1, 9), (1, 7), (0, 8)]

    assert page_of(rows, 2, lambda row: row) == Page([(1, 9), (1, 7)], "1-7")
    assert page_of(rows, 3, lambda row: row) == Page(rows, "")
    assert page_of([], 3, lambda row: row) == Page([], "")


def test_cursor_is_parsed_and_bounded():
    assert parse_cursor("7") == (7,)
    assert parse_cursor("1-7", (MAX_ID, MAX_ID)) == (1, 7)
    assert parse_cursor("1-9999999999", (MAX_ID, MAX_ID)) == (1, MAX_ID)
    assert parse_cursor("99-99", (20, 30)) == (20, 30)


@pytest.mark.parametrize("after", ["", "x", "-1", "1-", "1-2-3", "٣", "1" * 11, "1.5", " 1"])
@pytest.mark.parametrize("length", [1, 2])
def test_invalid_cursor_is_rejected(after, length):
    with pytest.raises(InvalidInputError, match="bad-cursor"):
        parse_cursor(after, [MAX_ID] * length)


def test_cursor_with_more_digits_than_a_limit_is_rejected():
    with pytest.raises(InvalidInputError, match="bad-cursor"):
        parse_cursor("1-100", (MAX_ID, 20))
