"""Rows and sentences of an announcement with their offsets, and which of them belong to which draft."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.phrases.field_labels import LABEL_EMOJIS, LABELLED_FIELD
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.web_addresses import begins_with_url
from webinars.announcement_parser.layout.lines import TEXT_MARK

MAX_LABEL = 45  # characters
MAX_ABBREVIATION = 4  # letters of a month or weekday before a full stop
MAX_SENTENCE = 600  # characters of a sentence that are searched
MAX_VALUE_ROWS = 5  # rows after a label that can be its value
WRAPPED_LENGTH = 45  # characters from which a row may go on in the next one …
CAPITAL_LENGTH = 60  # … and from which also if that begins with a capital letter
_DECORATION = re.compile(r"^(?:[^\w\"'“„«‹(\[<¿¡@+]|\d{1,2}[.)]\s)*")
_EMOJI_NAME = re.compile(r"^:\w+:\s*")
_SEPARATOR = re.compile(r"\s*[*_`]{0,3}\s*(?::(?!//)(?!\d)|：|\s\|\s|\t|\s{2,}|\s->|\s=\s)\s*")
_CAPITALS = re.compile(r"^[A-Z][A-Z ]{2,20}[A-Z](?=\s)")
_BY = re.compile(
    r"(?:hosted|organi[sz]ed|presented) by\s+|organisée? par\s+|organizad[oa] por\s+", re.IGNORECASE
)
_PLURAL_MARK = re.compile(r"\([sxen]{1,2}\)")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»)]?\s+(?=[^a-z\s])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|Dr|Prof|Mr|Mrs|Ms|Mme|St|Av|Sra?|Dra|Str|no|nr|bât|col|vol|ext|max|min|approx|env|tel|resp)\.$",
    re.I,
)
_QUOTE_MARKS = re.compile(r"\n[ \t>|]*")
_LABEL_JOINT = re.compile(r"/|\s&\s|\s(?:and|et|und|y)\s")
_RULE = re.compile(r"[\W_]*")


class Row(NamedTuple):
    """A row of the text as it is written, the field of its label, and where its value begins.

    Without a label, `label` is "" and the value is the row without bullets and emojis before it.
    """

    start: int
    end: int
    block: int
    text: str
    label: str
    value_start: int

    @property
    def after_label(self) -> str:
        """Return the text from `value_start` on."""
        return self.text[self.value_start - self.start :]

    @property
    def value(self) -> str:
        """Return the text after the label."""
        return self.after_label.strip(" \t|*_`")


class Sentence(NamedTuple):
    """A sentence, whose line breaks are spaces, and the label of the row that it begins in or under."""

    start: int
    text: str
    label: str


@dataclass(frozen=True)
class Region:
    """The rows and sentences of a text that are about one event, or about all of its events."""

    rows: Sequence[Row]
    sentences: Sequence[Sentence]

    def labelled(self, *fields: str) -> Iterator[Row]:
        """Yield the rows with a label of one of these fields."""
        return (row for row in self.rows if row.label in fields)

    @cached_property
    def standalone_rows(self) -> list[Row]:
        """Return the rows without a label or text mark with which a sentence begins."""
        starts = {sentence.start for sentence in self.sentences}
        return [
            row
            for row in self.rows
            if not row.label and row.start in starts and not row.text.startswith(TEXT_MARK)
        ]

    def values(self, row: Row) -> list[Row]:
        """Return the rows of a label's value: its own, or those below a label that stands alone."""
        if row.value:
            return [row]
        index = self._index[row.start] + 1
        below: list[Row] = []
        for other in self.rows[index : index + MAX_VALUE_ROWS]:
            is_first = not below
            is_near = other.block - row.block <= (1 if is_first else 0)
            is_same_block = bool(below) and other.block == below[-1].block
            if other.label or not (is_near or is_same_block):
                break
            below.append(other)
        return below

    @cached_property
    def _index(self) -> dict[int, int]:
        return {row.start: number for number, row in enumerate(self.rows)}


class PageText:
    """The rows and sentences of a preprocessed text."""

    def __init__(self, text: str) -> None:
        """Split a text."""
        self.text = text
        self.rows = list(_rows(text))
        self._sentences = list(_sentences(text, self.rows))
        self._starts = [row.start for row in self.rows]

    @cached_property
    def everything(self) -> Region:
        """Return the whole text."""
        return Region(self.rows, self._sentences)

    def regions(self, drafts: Sequence[Draft]) -> tuple[list[Region], Region]:
        """Return the region of each draft, and that of the rows about all of them.

        A single draft has the whole text. The last of several has as many blocks as the others usually
        have: what follows is about all of them.
        """
        if len(drafts) <= 1:
            return [self.everything] * len(drafts), Region((), ())
        owned = [self._owned_rows(draft) for draft in drafts]
        first = min(min(indexes, default=0) for indexes in owned)
        owned[0] = {index for index in owned[0] if index >= _first_row(self, drafts[0], first)}
        owned[-1] = self._without_blocks_after(owned[-1], median_low(map(self._blocks, owned[:-1])))
        for index, heading in self._headings(drafts):
            owned = [rows - heading for rows in owned]
            owned[index] |= heading
        own = set().union(*owned)
        others = [index for index in range(len(self.rows)) if index not in own]
        return [self._region(indexes) for indexes in owned], self._region(others)

    def _headings(self, drafts: Sequence[Draft]) -> list[tuple[int, set[int]]]:
        """Return the rows above the date in the blocks of one event each, if those are most of the events."""
        dated = [self.row_at(start) for draft in drafts if (start := date_start(draft)) is not None]
        blocks = Counter(self.rows[row].block for row in dated)
        headings = []
        for index, row in enumerate(dated if len(dated) == len(drafts) else ()):
            first = row
            while first and self.rows[first - 1].block == self.rows[row].block:
                first -= 1
            if first < row and blocks[self.rows[row].block] == 1:
                headings.append((index, set(range(first, row))))
        return headings if 2 * len(headings) > len(drafts) else []

    @cached_property
    def _sentences_by_row(self) -> dict[int, list[Sentence]]:
        by_row: dict[int, list[Sentence]] = defaultdict(list)
        for sentence in self._sentences:
            by_row[self.row_at(sentence.start)].append(sentence)
        return by_row

    def row_at(self, offset: int) -> int:
        """Return the index of the row at or before an offset."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def first_of_block(self, index: int) -> Row:
        """Return the first row of the block of a row."""
        return self._first_by_block[self.rows[index].block]

    @cached_property
    def _first_by_block(self) -> dict[int, Row]:
        return {row.block: row for row in reversed(self.rows)}

    def row_of(self, draft: Draft) -> int:
        """Return the index of the row with the first date of a draft, -1 without one."""
        start = date_start(draft)
        return self.row_at(start) if start is not None else -1

    def _owned_rows(self, draft: Draft) -> set[int]:
        indexes: set[int] = set()
        for span in draft.spans:
            if span.kind == "place":
                continue  # it may be labelled below a list
            last = max(bisect_left(self._starts, max(span.end, span.start + 1)), 1)
            indexes.update(range(self.row_at(span.start), last))
        return indexes

    def _blocks(self, indexes: Iterable[int]) -> int:
        return len({self.rows[index].block for index in indexes})

    def _without_blocks_after(self, indexes: set[int], most: int) -> set[int]:
        blocks = sorted({self.rows[index].block for index in indexes})[: max(most, 1)]
        return {index for index in indexes if self.rows[index].block in blocks}

    def _region(self, indexes: Iterable[int]) -> Region:
        ordered = sorted(indexes)
        rows = [self.rows[index] for index in ordered]
        sentences = [s for index in ordered for s in self._sentences_by_row.get(index, ())]
        return Region(rows, sentences)


def date_start(draft: Draft) -> int | None:
    """Return the offset of the first date of a draft."""
    return next((span.start for span in draft.spans if span.kind == "date"), None)


def _first_row(page: PageText, draft: Draft, fallback: int) -> int:
    """Return the first row of the first draft's title and date; rows above are about all drafts."""
    starts = [span.start for span in draft.spans if span.kind in {"title", "date", "time"}]
    return page.row_at(min(starts)) if starts else fallback


def _rows(text: str) -> Iterator[Row]:
    offset, block, is_empty = 0, 0, True
    for line in text.split("\n"):
        bare = line.strip()
        bare = bare.lstrip("> ") if bare.startswith(">") else bare
        start = offset + line.find(bare) if bare else offset
        offset += len(line) + 1
        if not bare or _RULE.fullmatch(bare):
            block += not is_empty
            is_empty = True
            continue
        is_empty = False
        label, value = ("", 0) if bare.startswith(TEXT_MARK) else split_label(bare)
        yield Row(start, start + len(bare), block, bare, label, start + value)


def split_label(text: str) -> tuple[str, int]:
    """Return the field of the label of a row and the offset of its value; ("", offset) without one."""
    decoration = _DECORATION.match(text)
    begin = decoration.end() if decoration else 0
    named = _EMOJI_NAME.match(text[begin:])
    begin += named.end() if named else 0
    separator = _SEPARATOR.search(text, begin, begin + MAX_LABEL)
    if separator is not None and separator.start() > begin:
        field = _field(text[begin : separator.start()])
        if field:
            return field, separator.end()
    by = _BY.match(text, begin)
    if by is not None:
        return "contact", by.end()
    capitals = _CAPITALS.match(text[begin:])
    if capitals is not None and _field(capitals[0].split()[0]):
        word = capitals[0].split()[0]
        return _field(word), begin + len(word)
    if len(text) - begin <= MAX_LABEL and _field(text[begin:]):
        return _field(text[begin:]), len(text)
    emoji = next((LABEL_EMOJIS[char] for char in text[:begin] if char in LABEL_EMOJIS), "")
    return emoji, begin


def _field(label: str) -> str:
    """Return the field of a label: "**Venue**", "Lieu(x)", "Place / Ort"."""
    bare = _PLURAL_MARK.sub("", label.casefold().replace("’", "'")).strip(" \t*_`#|:?¿!.-–=")
    names = (bare, _LABEL_JOINT.split(bare)[0].strip(), bare.partition(" (")[0].strip())
    return next((LABELLED_FIELD[name] for name in names if name in LABELLED_FIELD), "")


def _sentences(text: str, rows: Sequence[Row]) -> Iterator[Sentence]:
    """Yield the sentences of the text; a wrapped row and the next one are read as one."""
    first = 0
    heading: tuple[int, str] = (-1, "")
    for index, (row, after) in enumerate(pairwise([*rows, None])):
        assert row is not None  # noqa: S101 - for the type checker
        if row.label:
            heading = (row.block, "" if row.value else row.label)
        if after is not None and _goes_on(row, after):
            continue
        start, end = rows[first].start, row.end
        label = rows[first].label or (heading[1] if heading[0] == row.block else "")
        first = index + 1
        flat = _QUOTE_MARKS.sub(lambda match: " " * len(match[0]), text[start:end])
        for begin, stop in _split(flat):
            sentence = flat[begin : min(stop, begin + MAX_SENTENCE)]
            own = split_label(sentence)[0] if begin else ""
            yield Sentence(start + begin, sentence, own or label)


def _goes_on(row: Row, after: Row) -> bool:
    """Return whether a row goes on in the next one of its block."""
    if row.block != after.block or after.label or after.value_start != after.start:
        return False
    if row.text[-1] == ":" and begins_with_url(after.text):
        return True
    if row.text[-1] in ".!?:;|":
        return False
    is_capital = after.text[0].isupper()
    least = CAPITAL_LENGTH if is_capital else WRAPPED_LENGTH
    is_long = len(row.text) >= least and not row.label
    return is_long or after.text[0].islower() or (after.text[0].isdigit() and row.text[-1] == ",")


def _split(paragraph: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _SENTENCE_END.finditer(paragraph):
        if _is_abbreviated(paragraph[max(begin, match.start() - 8) : match.start()]):
            continue
        yield begin, match.start()
        begin = match.end()
    if begin < len(paragraph):
        yield begin, len(paragraph)


def _is_abbreviated(text: str) -> bool:
    """Return whether a text ends with the full stop of an abbreviation, not of a sentence."""
    word = re.search(r"(\w+)\.$", text)
    is_short = word is not None and len(word[1]) <= MAX_ABBREVIATION
    is_date = word is not None and word[1].casefold() in {*MONTH_NUMBERS, *WEEKDAY_NUMBERS}
    return (is_short and is_date) or _ABBREVIATION.search(text) is not None
