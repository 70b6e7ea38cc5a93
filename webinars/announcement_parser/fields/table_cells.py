"""Values in the cells of a table whose header names the columns: title, place, language, contact and link."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from webinars.announcement_parser.fields.contacts import Contact
from webinars.announcement_parser.fields.languages import Languages, tags_named
from webinars.announcement_parser.fields.regions import PageText, Row
from webinars.announcement_parser.fields.title_text import (
    is_no_title,
    is_world_region,
    without_prefixes,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.fields.venue_texts import clean_place
from webinars.announcement_parser.grammar.locations import is_join_label
from webinars.announcement_parser.grammar.phrases.field_labels import COLUMN_LABELS
from webinars.announcement_parser.grammar.vocabulary.line_labels import COLUMN_FIELDS
from webinars.announcement_parser.grammar.web_addresses import first_url

MIN_COLUMNS = 3
MIN_NAMED = 2
MAX_COLUMNS = 12
MAX_NAME = 60
_PIPE = re.compile(r"[|│┃]")
_CELL = re.compile(r"[^\s|│┃]+(?: [^\s|│┃]+)*")  # two spaces separate aligned columns
_EDGES = " \t*_~`"
_WORDS = re.compile(r"[^\W\d_]+")

Cells = Mapping[str, Candidate[str]]


class TableCells:
    """The cells of the rows of all tables of a page, by the field that the header names."""

    def __init__(self, page: PageText) -> None:
        """Find the tables."""
        self._rows = dict(_table_rows(page.rows))

    def of_row(self, index: int) -> Cells:
        """Return the cells of a row by field; none if it is in no table."""
        return self._rows.get(index, {})


def title_cell(cells: Cells) -> Candidate[str] | None:
    """Return the title in a cell, without marks of footnotes; None if it has none, or "TBA"."""
    cell = cells.get("title")
    title = without_prefixes(cell.value).rstrip(" *†") if cell is not None else ""
    is_title = title and (is_world_region(title) or not (is_no_title(title) or first_url(title)))
    return cell._replace(value=title) if cell is not None and is_title else None


def place_cell(cells: Cells) -> Candidate[str] | None:
    """Return the venue in a cell; None if the cell says that the event is online."""
    cell = cells.get("place")
    place = clean_place(cell.value) if cell is not None else ""
    is_place = place and not (is_join_label(place) or first_url(place))
    return cell._replace(value=place) if cell is not None and is_place else None


def language_cell(cells: Cells) -> Candidate[Languages] | None:
    """Return the languages that a cell names."""
    cell = cells.get("language")
    tags = tags_named(cell.value) if cell is not None else ()
    return Candidate(0, tags, cell.start, cell.end) if cell is not None and tags else None


def contact_cell(cells: Cells) -> Candidate[Contact] | None:
    """Return the person in a cell of hosts or contacts."""
    cell = cells.get("contact")
    is_name = cell is not None and len(cell.value) <= MAX_NAME and cell.value[0].isupper()
    if cell is None or not is_name or "@" in cell.value or any(map(str.isdigit, cell.value)):
        return None
    return Candidate(0, Contact(cell.value, ""), cell.start, cell.end)


def registration_cell(cells: Cells) -> Candidate[str] | None:
    """Return the link in a cell for registration."""
    cell = cells.get("registration")
    url = first_url(cell.value) if cell is not None else ""
    return cell._replace(value=url) if cell is not None and url else None


def _table_rows(rows: Sequence[Row]) -> Iterator[tuple[int, Cells]]:
    """Yield the index of each row below a header in its block, with its cells."""
    header: list[tuple[str, int]] = []
    for index, row in enumerate(rows):
        if index and rows[index - 1].block != row.block and not _is_piped(rows[index - 1], row):
            header = []
        cells = _split(row)
        columns = [] if header else _columns(row, cells)
        if columns:
            header = columns
        elif header and len(cells) >= MIN_COLUMNS - 1:
            yield index, _by_field(row, cells, header)


def _is_piped(*rows: Row) -> bool:
    """Return whether rows have pipes: a rule of hyphens between them ends a block."""
    return all(_PIPE.search(row.text) for row in rows)


def _split(row: Row) -> list[Candidate[str]]:
    """Return the cells of a row; empty ones between pipes are "" ."""
    text, start = row.text, row.start
    pipes = [match.start() for match in _PIPE.finditer(text)]
    if not pipes:
        return [
            Candidate(0, match[0], start + match.start(), start + match.end())
            for match in _CELL.finditer(text)
        ]
    spans = [(a + 1, b) for a, b in pairwise([-1, *pipes, len(text)])]
    spans = spans[1:] if pipes[0] == 0 else spans
    spans = spans[:-1] if pipes[-1] == len(text) - 1 else spans
    return [_stripped(text, start, *span) for span in spans]


def _stripped(text: str, offset: int, start: int, end: int) -> Candidate[str]:
    value = text[start:end].strip(_EDGES)
    begin = text.find(value, start) if value else start
    return Candidate(0, value, offset + begin, offset + begin + len(value))


def _columns(row: Row, cells: Sequence[Candidate[str]]) -> list[tuple[str, int]]:
    """Return field and offset of the columns that a header names; none if it is no header."""
    if not MIN_COLUMNS <= len(cells) <= MAX_COLUMNS:
        return []
    columns = [(_field(cell.value), cell.start - row.start) for cell in cells]
    fields = {field for field, _ in columns} - {""}
    is_header = "title" in fields and bool(fields & {"date", "time"}) and len(fields) >= MIN_NAMED
    return columns if is_header else []


def _field(label: str) -> str:
    words = [word.casefold() for word in _WORDS.findall(label)]
    names = (" ".join(words), words[0] if words else "")
    return next(
        (
            table[name]
            for name in names
            for table in (COLUMN_LABELS, COLUMN_FIELDS)
            if name in table
        ),
        "",
    )


def _by_field(
    row: Row, cells: Sequence[Candidate[str]], header: Sequence[tuple[str, int]]
) -> dict[str, Candidate[str]]:
    """Return the cells of a row: by number, or by offset if a row of aligned columns lacks some."""
    by_field: dict[str, Candidate[str]] = {}
    for number, cell in enumerate(cells):
        if len(cells) == len(header):
            field = header[number][0]
        else:
            field = min(header, key=lambda column: abs(column[1] - (cell.start - row.start)))[0]
        if cell.value and field:
            by_field.setdefault(field, cell)
    return by_field
