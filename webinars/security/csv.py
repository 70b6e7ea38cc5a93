"""Tables for spreadsheets: the one place that writes CSV, and takes a line of it apart."""

# Spreadsheets take a cell for a formula by its first sign, and a formula can send the others away. A cell
# that begins with = + - @, their full-width forms, a tab, a line end or NUL, be it behind spaces,
# is therefore
# written with an apostrophe in front, and every cell in quotes. Whoever reads the file by program takes that
# apostrophe off again. UTF-8 with a byte order mark, because Excel takes the file for an older encoding
# without one; lines end with CRLF (RFC 4180).

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

MIMETYPE = "text/csv"
# A whole form may be one line; the module's own limit would be an error that nobody expects.
csv.field_size_limit(1024 * 1024)

MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")
# What programs may pass over before they look for a formula, and people do not see.
_PASSED_OVER = " \u00a0\u200b\u2060\ufeff\u3000"


def lines(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield the table line by line, ready to be sent while the next rows are read."""
    buffer = io.StringIO(newline="")
    buffer.write(MARK)
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        # A letter that UTF-8 cannot hold must not end a download in its middle.
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(_PASSED_OVER).startswith(_FORMULA) else cell


def cells(line: str, separator: str) -> list[str]:
    """Return the cells of one line of a table, without their quotes and the spaces round them.

    A quote that is not closed reaches to the end of its line, and no further.
    """
    rows = csv.reader([line], delimiter=separator, skipinitialspace=True)
    return [cell.strip() for row in rows for cell in row]
