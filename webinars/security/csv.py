"""Write and parse CSV; no other module does."""

# Spreadsheets evaluate a cell as a formula if its first character says so, and a formula can send
# the other cells to a third party (CSV injection). A cell that begins with = + - @, their full-
# width forms, a tab, a line break or NUL, even after spaces, is therefore prefixed with an
# apostrophe, and every cell is quoted. Programs that process the file have to strip that
# apostrophe. The encoding is UTF-8 with a byte order mark, because Excel assumes a legacy encoding
# without one; lines end with CRLF (RFC 4180).

import csv  # noqa: TID251 - the only use
import io
from collections.abc import Iterable, Iterator, Sequence

from webinars.errors import InvalidInputError

MIMETYPE = "text/csv"
# One field may be as long as a form; the default limit would raise an unexpected error.
LONGEST_FIELD = 1024 * 1024
csv.field_size_limit(LONGEST_FIELD)

MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")
# Invisible characters that programs may skip before they look for a formula.
_SKIPPED = " \u00a0\u200b\u2060\ufeff\u3000"


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield the table line by line, to be streamed while further rows are loaded."""
    buffer = io.StringIO(newline="")
    buffer.write(MARK)
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([escape_formula(cell) for cell in row])
        # A lone surrogate must not abort a download.
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()


def escape_formula(cell: str) -> str:
    """Prefix a cell with an apostrophe if a spreadsheet could evaluate it as a formula."""
    return f"'{cell}" if is_formula(cell) else cell


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet could evaluate a text as a formula."""
    return cell.lstrip(_SKIPPED).startswith(_FORMULA)


def parse_cells(line: str, separator: str) -> list[str]:
    """Parse one line into cells without quotes and surrounding spaces.

    A quotation mark that is not closed extends to the end of the line only.
    """
    rows = csv.reader([line], delimiter=separator, skipinitialspace=True)
    return [cell.strip() for row in rows for cell in row]


def parse_table(text: str, separator: str, most: int) -> list[tuple[int, list[str]]]:
    """Parse a table whose quoted cells may have several lines; return the line of each row and its cells.

    Empty rows are left out; reading ends after one row more than most. The apostrophe of escape_formula() is
    removed.

    Raises:
        InvalidInputError: "table-invalid" (facts: line): a quotation mark is not closed, or a cell too long.
    """
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            cells = [unescape_formula(cell.strip()) for cell in row]
            if any(cells):
                rows.append((line, cells))
            line = reader.line_num + 1
            if len(rows) > most:
                break
    except csv.Error as error:
        raise InvalidInputError("table-invalid", line=line) from error
    return rows


def unescape_formula(cell: str) -> str:
    """Return a cell without the apostrophe that escape_formula() has put before it."""
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell
