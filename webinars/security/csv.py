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

MIMETYPE = "text/csv"
# One field may be as long as a form; the default limit would raise an unexpected error.
csv.field_size_limit(1024 * 1024)

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
