"""Write XLSX; no other module does."""

# Text is written as text, never as a formula, link or number. Where it begins like a formula, the cell also
# carries the mark that spreadsheets set for a typed apostrophe, so that editing the cell evaluates nothing.

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from webinars.security.csv import is_formula

if TYPE_CHECKING:
    from xlsxwriter import Format, Workbook, Worksheet  # noqa: TID251 - no import at run time

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet has 1,048,576 rows; one of them is the header.
MAX_ROWS = 1_048_575
_COLUMN_WIDTH = 22
_CHUNK = 64 * 1024
# Characters that XML cannot contain; a spreadsheet would call the whole file damaged.
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")

# A text, a local time without its zone, or a number.
Cell = str | datetime | int


def chunks(rows: Iterable[Sequence[Cell]], *, right_to_left: bool) -> Iterator[bytes]:
    """Yield the file of a header and rows; it is written to the disk first, in constant memory."""
    # Most servers never write a spreadsheet.
    from xlsxwriter import Workbook  # noqa: PLC0415, TID251 - the only use

    with tempfile.TemporaryFile() as file, tempfile.TemporaryDirectory() as parts:
        with Workbook(file, {"constant_memory": True, "tmpdir": parts}) as workbook:
            _write_sheets(workbook, rows, right_to_left=right_to_left)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _write_sheets(
    workbook: "Workbook", rows: Iterable[Sequence[Cell]], *, right_to_left: bool
) -> None:
    """Write the rows, on further sheets with the same header once one is full."""
    bold = workbook.add_format({"bold": True})
    as_text = workbook.add_format({"quote_prefix": True})
    as_time = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    remaining = iter(rows)
    header = [str(heading) for heading in next(remaining)]
    sheet, at = _new_sheet(workbook, header, bold, right_to_left=right_to_left), 0
    for row in remaining:
        if at == MAX_ROWS:
            sheet, at = _new_sheet(workbook, header, bold, right_to_left=right_to_left), 0
        at += 1
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(at, column, cell, as_time)
            elif isinstance(cell, int):
                sheet.write_number(at, column, cell)
            elif cell:
                sheet.write_string(at, column, _clean(cell), as_text if is_formula(cell) else None)


def _new_sheet(
    workbook: "Workbook", header: Sequence[str], bold: "Format", *, right_to_left: bool
) -> "Worksheet":
    sheet = workbook.add_worksheet()
    if right_to_left:
        sheet.right_to_left()
    sheet.set_column(0, len(header) - 1, _COLUMN_WIDTH)
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(header):
        sheet.write_string(0, column, _clean(heading), bold)
    return sheet


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
