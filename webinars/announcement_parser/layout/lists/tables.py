"""Tables whose header names the columns: pipes, lines of box drawing, tabs or aligned columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.scanner import Item, Word, scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.line_labels import COLUMN_FIELDS
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.row_segments import Span
from webinars.announcement_parser.layout.lists.rows import SEPARATOR, Row

MIN_COLUMNS = 2
TAB = "   "  # a tab of the announcement, after preprocess()
# In a cell: the same hour as in the row above.
DITTO_WORDS = frozenset(
    ["idem", "ídem", "same", "same time", "ditto", "dito", "″", '"', "”", "„"]
) | {
    "même heure",
    "mismo",
    "misma hora",
    "gleich",
    "stessa ora",
    "mesma hora",
}
MAX_COLUMNS = 12
MAX_HEADER_LENGTH = 200
_PIPES = re.compile(r"[|│┃]")
_CELL = re.compile(r"\S+(?: \S+)*")  # two spaces separate aligned columns
_RULE = re.compile(r"[\s|│┃:=+*─-╿-]*$")
_WORDS = re.compile(r"[^\W\d_]+")
_EDGES = " *_~`"


@dataclass(frozen=True)
class Column:
    """A column: the field that its header names, the time zones in the header, and its offsets in the row."""

    field: str
    zones: tuple[ZoneReference, ...]
    offset: int
    end: int


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
    above: Row | None = None
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
            columns, above = header, None
            frame.add(index)
        elif columns and (len(cells) >= MIN_COLUMNS or line.has_date):
            row = _row(line, cells, columns, above)
            is_below_merged = row is None or row.title is None
            above = above if is_below_merged else None if line.is_mention else row
            if row is not None and not line.is_mention:
                rows[index] = row
    return Tables(rows, frozenset(frame))


def _with_merged_cells(row: Row, above: Row | None) -> Row:
    """Return a row without title and times with those of the row above, whose cells span several rows."""
    if row.title is not None or above is None or not above.has_time:
        return row
    times = [item for item in above.items if not isinstance(item, ParsedDate)]
    place = row.place or above.place
    items = (*row.items, *times)
    return row._replace(items=items, title=above.title, place=place, lacks_time=False)


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
    start = _row_start(line)
    return Column(field or ("time" if zones else ""), zones, cell[0] - start, cell[1] - start)


def _row_start(line: Line) -> int:
    """Return the offset of the row of a line, with the white space before it."""
    return line.source.rfind("\n", 0, line.start) + 1


def _row(
    line: Line, cells: Sequence[Span], columns: Sequence[Column], above: Row | None
) -> Row | None:
    """Return a row of a table, None without a date; empty cells may be merged with those above."""
    by_field: dict[str, Span] = {}
    times: list[Item] = []
    has_more = False
    for column, cell in _assigned(line, cells, columns):
        if cell[0] == cell[1]:
            continue
        by_field.setdefault(column.field, cell)
        has_more = has_more or column.field in {"", "link"}
        if column.field == "time":
            times += [SEPARATOR, *(_times(line, cell, column) or _ditto(line, cell, above))]
    date_cell = by_field.get("date") or _dated_cell(line, cells)
    dates = _items(line, date_cell) if date_cell is not None else []
    if not any(isinstance(item, ParsedDate) and item.is_supported for item in dates):
        return None
    title = by_field.get("title")
    lacks_time = _lacks_time(line, columns, times)
    items = (*_temporal(dates), SEPARATOR, *times)
    start = (line.start, line.start)
    row = Row(items, start, title, by_field.get("place"), is_separated=True, has_more=has_more)
    row = row._replace(lacks_time=lacks_time)
    return row if "time" in by_field or not lacks_time else _with_merged_cells(row, above)


def _ditto(line: Line, cell: Span, above: Row | None) -> list[Item]:
    """Return the times of the row above for a cell that says that they are the same: "idem"."""
    if above is None or line.source[slice(*cell)].casefold().strip(" .") not in DITTO_WORDS:
        return []
    return [item for item in above.items if not isinstance(item, ParsedDate)]


def _lacks_time(line: Line, columns: Sequence[Column], times: Sequence[Item]) -> bool:
    """Return whether a row has no hour in a table with a column for it."""
    is_timed = any(column.field == "time" for column in columns)
    has_time = any(isinstance(item, ParsedTime) for item in times) or bool(line.zoned_times)
    return is_timed and not has_time and not line.lasts_all_day


def _assigned(
    line: Line, cells: Sequence[Span], columns: Sequence[Column]
) -> Iterator[tuple[Column, Span]]:
    """Yield the column of each cell: by number, or by offset if a row of aligned columns lacks some."""
    if len(cells) < len(columns) and _are_tabbed(columns):
        cells = _tabbed_cells(line)
        yield from zip(columns, cells, strict=False)
        return
    if len(cells) == len(columns):
        yield from zip(columns, cells, strict=True)
        return
    start = _row_start(line)
    for cell in cells:
        distances = [abs(column.offset - (cell[0] - start)) for column in columns]
        yield columns[distances.index(min(distances))], cell


def _are_tabbed(columns: Sequence[Column]) -> bool:
    """Return whether tabs separate the columns: the same few spaces between the names of all of them."""
    return all(two.offset - one.end == len(TAB) for one, two in pairwise(columns))


def _tabbed_cells(line: Line) -> list[Span]:
    """Return the cells between the tabs of a row, also the empty ones at its beginning."""
    start, spans = _row_start(line), []
    for text in line.source[start : line.end].split(TAB):
        spans.append((start, start + len(text)))
        start += len(text) + len(TAB)
    return [_strip(line.source, span) for span in spans]


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
