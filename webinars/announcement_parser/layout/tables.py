"""Tables whose header names the columns: pipes, lines of box drawing, tabs or aligned columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.scanner import Item, Word, scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary import COLUMN_FIELDS
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.rows import SEPARATOR, Row, Span

MIN_COLUMNS = 2
MAX_COLUMNS = 12
MAX_HEADER_LENGTH = 200
_PIPES = re.compile(r"[|│┃]")
_CELL = re.compile(r"\S+(?: \S+)*")  # two spaces separate aligned columns
_RULE = re.compile(r"[\s|│┃:=+*─-╿-]*$")
_WORDS = re.compile(r"[^\W\d_]+")
_EDGES = " *_~`"


@dataclass(frozen=True)
class Column:
    """A column: the field that its header names, the time zones in the header, and its offset in the line."""

    field: str
    zones: tuple[ZoneReference, ...]
    offset: int


@dataclass(frozen=True)
class Tables:
    """The rows with dates of all tables by index, and the indexes of headers and rules."""

    rows: Mapping[int, Row]
    frame: frozenset[int]


def find_tables(lines: Sequence[Line]) -> Tables:
    """Return the rows of the tables that have a header with the columns of an event."""
    rows: dict[int, Row] = {}
    frame: set[int] = set()
    columns: list[Column] = []
    last_block = -1
    for index, line in enumerate(lines):
        if line.block != last_block:
            columns = []
        last_block = line.block
        if line.is_text:
            continue
        if _RULE.match(line.text):
            frame.add(index)
            continue
        cells = split_cells(line)
        header = _columns(line, cells) if not columns else []
        if header:
            columns = header
            frame.add(index)
        elif columns and len(cells) >= MIN_COLUMNS and not line.is_mention:
            row = _row(line, cells, columns)
            if row is not None:
                rows[index] = row
    return Tables(rows, frozenset(frame))


def split_cells(line: Line) -> list[Span]:
    """Return the spans of the cells of a line; an empty cell between pipes has an empty span."""
    source, start, end = line.source, line.start, line.end
    pipes = [match.start() for match in _PIPES.finditer(source, start, end)]
    if not pipes:
        return [match.span() for match in _CELL.finditer(source, start, end)]
    edges = [start - 1, *pipes, end]
    spans = [(before + 1, after) for before, after in pairwise(edges)]
    spans = spans[1:] if pipes[0] == start else spans
    spans = spans[:-1] if pipes[-1] == end - 1 else spans
    return [_strip(source, span) for span in spans]


def _columns(line: Line, cells: Sequence[Span]) -> list[Column]:
    """Return the columns that a header names; none if it is no header of a table of events."""
    is_header = MIN_COLUMNS <= len(cells) <= MAX_COLUMNS and len(line.text) <= MAX_HEADER_LENGTH
    if not is_header or line.has_date or line.temporal_expression is not None:
        return []
    columns = [_column(line, cell) for cell in cells]
    fields = {column.field for column in columns}
    return columns if fields & {"date", "title"} and len(fields - {""}) >= MIN_COLUMNS else []


def _column(line: Line, cell: Span) -> Column:
    text = line.source[slice(*cell)]
    words = [word.casefold() for word in _WORDS.findall(text)]
    name = " ".join(words)
    field = COLUMN_FIELDS.get(name) or (COLUMN_FIELDS.get(words[0], "") if words else "")
    zones = tuple(item for item in _items(line, cell) if isinstance(item, ZoneReference))
    return Column(field or ("time" if zones else ""), zones, cell[0] - line.start)


def _row(line: Line, cells: Sequence[Span], columns: Sequence[Column]) -> Row | None:
    """Return a row of a table, None if it has no date."""
    by_field: dict[str, Span] = {}
    times: list[Item] = []
    has_more = False
    for column, cell in _assigned(line, cells, columns):
        if cell[0] == cell[1]:
            continue
        by_field.setdefault(column.field, cell)
        has_more = has_more or column.field in {"", "link"}
        if column.field == "time":
            times += [SEPARATOR, *_times(line, cell, column)]
    date_cell = by_field.get("date") or _dated_cell(line, cells)
    dates = _items(line, date_cell) if date_cell is not None else []
    if not any(isinstance(item, ParsedDate) and item.is_supported for item in dates):
        return None
    title = by_field.get("title")
    items = (*_temporal(dates), SEPARATOR, *times)
    start = (line.start, line.start)
    return Row(items, start, title, by_field.get("place"), is_separated=True, has_more=has_more)


def _assigned(
    line: Line, cells: Sequence[Span], columns: Sequence[Column]
) -> Iterator[tuple[Column, Span]]:
    """Yield the column of each cell: by number, or by offset if a row of aligned columns lacks some."""
    if len(cells) == len(columns):
        yield from zip(columns, cells, strict=True)
        return
    for cell in cells:
        distances = [abs(column.offset - (cell[0] - line.start)) for column in columns]
        yield columns[distances.index(min(distances))], cell


def _times(line: Line, cell: Span, column: Column) -> list[Item]:
    """Return the times of a cell, with the zone of the header if they have none."""
    items = _temporal(_items(line, cell))
    has_zone = any(isinstance(item, ZoneReference) for item in items)
    has_time = any(isinstance(item, ParsedTime) for item in items)
    return items if has_zone or not has_time else [*items, *column.zones]


def _dated_cell(line: Line, cells: Sequence[Span]) -> Span | None:
    """Return the only cell with a date, for tables without a column of dates."""
    dated = [cell for cell in cells if any(isinstance(i, ParsedDate) for i in _items(line, cell))]
    return dated[0] if len(dated) == 1 else None


def _items(line: Line, cell: Span) -> list[Item]:
    return scan(tokenize(line.source, *cell))


def _temporal(items: Sequence[Item]) -> list[Item]:
    """Return the items without words: "11 March 2027, hour to be decided"."""
    return [item for item in items if not isinstance(item, Word)]


def _strip(source: str, span: Span) -> Span:
    start, end = span
    while start < end and source[start] in _EDGES:
        start += 1
    while start < end and source[end - 1] in _EDGES:
        end -= 1
    return start, end
