"""Read the cells of XLSX files in tests."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of texts and local times, and the texts that carry the mark of a typed apostrophe."""

    rows: list
    marked: set
    right_to_left: bool
    has_formula: bool


def sheets_of(body: bytes) -> list[Sheet]:
    """Return the sheets of a file."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        assert parts.testzip() is None
        names = sorted(name for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))
        formats = ET.fromstring(parts.read("xl/styles.xml")).find(f"{_MAIN}cellXfs")
        marks = [item.get("quotePrefix") == "1" for item in formats]
        return [_sheet(ET.fromstring(parts.read(name)), marks) for name in names]


def readable(answer) -> str:
    """Return the text of a response; of an archive, its names and parts; of other files, their bytes as Latin-1."""
    if answer.mimetype in {"application/octet-stream", "application/pdf", "image/png"}:
        return answer.data.decode("latin-1")
    if answer.mimetype != "application/zip" and not (answer.mimetype or "").endswith(
        "spreadsheetml.sheet"
    ):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        texts = [parts.read(name).decode("utf-8", "backslashreplace") for name in parts.namelist()]
        return "\n".join([*parts.namelist(), *texts])


def _sheet(root: ET.Element, marks: list[bool]) -> Sheet:
    rows, marked = [], set()
    for row in root.iter(f"{_MAIN}row"):
        cells = {}
        for cell in row:
            column = ord(cell.get("r")[0]) - ord("A")
            assert cell.get("r")[1].isdigit(), "this reads 26 columns"
            text = "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
            cells[column] = text if cell.get("t") == "inlineStr" else _instant(cell)
            if marks[int(cell.get("s", "0"))]:
                marked.add(text)
        rows.append([cells.get(column, "") for column in range(max(cells, default=-1) + 1)])
    view = next(root.iter(f"{_MAIN}sheetView"))
    return Sheet(
        rows, marked, view.get("rightToLeft") == "1", next(root.iter(f"{_MAIN}f"), None) is not None
    )


def _instant(cell: ET.Element) -> datetime:
    days = timedelta(days=float(cell.find(f"{_MAIN}v").text))
    minutes = round(days.total_seconds() / 60)
    return datetime(1899, 12, 30) + timedelta(minutes=minutes)
