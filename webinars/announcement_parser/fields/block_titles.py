"""Find titles by the shape of a list: a quotation in each block, or a row above each date."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from webinars.announcement_parser.draft import Draft, ParsedValue
from webinars.announcement_parser.fields.regions import PageText, Row
from webinars.announcement_parser.fields.row_titles import (
    MAX_ROW,
    begins_with_date,
    first_part_after_date,
    has_date,
    is_title,
    is_venue,
    title_in,
)
from webinars.announcement_parser.fields.speakers import is_speaker
from webinars.announcement_parser.fields.title_text import (
    MIN_TITLE,
    QUOTED,
    SENTENCE,
    clean_title,
    has_event_noun,
    is_no_title,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.fields.venue_texts import is_exact
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.scanner import scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.web_addresses import first_url

MIN_EVENTS = 2
MIN_ROWS = 3
MIN_CAPITALS = 3  # rows that are the headings of a list
MAX_ROWS_BELOW = 6  # from such a heading to the date in the text below it
OPENING_MARKS = '“"«„'
CLOSING_MARKS = '”"»“'
MAX_WORDS = 16

_MARK = re.compile(r"[-*•·◦▪‣]\s|#{1,6}\s|\*\*\S|\d{1,2}[.)]\s")

_HEADING_MARK = re.compile(r"#{1,6}\s+")

Titles = Mapping[int, Candidate[str]]


def block_titles(drafts: Sequence[Draft], page: PageText) -> Titles:
    """Return the titles of a list whose events have theirs at the same place, by the index of the draft.

    It is a quotation in the block of the date, a heading above the date in its block, or else the row above
    the date that begins with the mark of a list or heading: "* Peat and birds / 5 May, 6 pm".
    """
    rows = [page.row_of(draft) for draft in drafts]
    events = Counter(page.rows[index].block for index in set(rows) if index >= 0)
    blocks: dict[int, list[Row]] = defaultdict(list)
    for row in page.rows:
        if row.block in events:
            blocks[row.block].append(row)
    alone = {
        number: (blocks[page.rows[index].block], index)
        for number, index in enumerate(rows)
        if index >= 0 and events[page.rows[index].block] == 1
    }
    by_layout = (
        {n: _quotation(block, page.rows[index]) for n, (block, index) in alone.items()},
        {n: _heading(block, page.rows[index]) for n, (block, index) in alone.items()},
        {n: _marked(page, index) for n, index in enumerate(rows)},
        {n: _subheading(page, index) for n, index in enumerate(rows)},
        _in_capitals(page, rows),
    )
    for candidates in by_layout:
        headings = {n: title for n, title in candidates.items() if title is not None}
        if len(headings) >= MIN_EVENTS and 2 * len(headings) > len(drafts):
            return headings
    return {}


def with_titles_of_rows(drafts: Sequence[Draft], page: PageText) -> list[Draft]:
    """Return drafts with the titles of their rows, also those like venues, if most others have one."""
    are_own = [_is_titled_in_row(draft, page) for draft in drafts]
    if len(drafts) < MIN_ROWS or 2 * sum(are_own) < len(drafts):
        return list(drafts)
    return [
        draft if is_own else _with_title_of_row(draft, page)
        for draft, is_own in zip(drafts, are_own, strict=True)
    ]


def _is_titled_in_row(draft: Draft, page: PageText) -> bool:
    index = page.row_of(draft)
    return index >= 0 and draft.title.casefold() in page.rows[index].text.casefold()


def _with_title_of_row(draft: Draft, page: PageText) -> Draft:
    title = first_part_after_date(draft, page)
    if title is None:
        return draft
    spans = [span for span in draft.spans if span.kind != "title"]
    spans.append(ParsedValue(title.start, title.end, "title"))
    return replace(
        draft,
        title=title.value,
        proposed=draft.proposed - {"title"},
        spans=tuple(sorted(spans)),
    )


def _quotation(block: Sequence[Row], dated: Row) -> Candidate[str] | None:
    """Return the only row of a block that is a quotation, which may go on in the next row."""
    opened = [n for n, row in enumerate(block) if row.text[0] in OPENING_MARKS and row is not dated]
    if len(opened) != 1:
        return None
    row = block[opened[0]]
    following = block[opened[0] + 1] if opened[0] + 1 < len(block) else None
    text, end = row.text, row.end
    if following is not None and not _is_closed(text) and following.text[-1] in CLOSING_MARKS:
        text, end = f"{text.rstrip()} {following.text}", following.end
    title = text.strip(OPENING_MARKS + CLOSING_MARKS + " .,")
    is_name = len(title) >= MIN_TITLE and not any(mark in title for mark in OPENING_MARKS[:3])
    return Candidate(0, title, row.start, end) if is_name else None


def _is_closed(text: str) -> bool:
    return any(mark in text[1:] for mark in CLOSING_MARKS)


def _marked(page: PageText, index: int) -> Candidate[str] | None:
    """Return the row above a date if it begins with the mark of a list or heading and the date does not."""
    if (
        index < 1
        or _MARK.match(page.rows[index].text)
        or not begins_with_date(page.rows[index].text)
    ):
        return None
    row = page.rows[index - 1]
    is_marked = _MARK.match(row.text) is not None and not row.label
    if not is_marked or is_speaker(row.text) or not _is_heading(row.text):
        return None
    title = clean_title(row.text)
    return Candidate(0, title, row.start, row.end) if is_title(title) else None


def _heading(block: Sequence[Row], dated: Row) -> Candidate[str] | None:
    """Return the first row of a block above its date that can be a title and names no speaker."""
    above = (row for row in block if row.start < dated.start)
    row = next((row for row in above if not is_speaker(row.text)), None)
    if row is None or row.label or not _is_heading(row.text):
        return None
    title = clean_title(row.text)
    is_name = is_title(title) and not (is_exact(title) and "," in title)
    return Candidate(0, title, row.start, row.end) if is_name else None


def _subheading(page: PageText, index: int) -> Candidate[str] | None:
    """Return the subheading below a date that is a heading: "### 30 September / #### Ann Low - Peat"."""
    if not 0 <= index < len(page.rows) - 1:
        return None
    row, below = page.rows[index], page.rows[index + 1]
    levels = [_HEADING_MARK.match(other.text) for other in (row, below)]
    if levels[0] is None or levels[1] is None or levels[0].end() >= levels[1].end():
        return None
    title = title_in(below.text[levels[1].end() :].rstrip(" ."), has_speakers=True)
    return Candidate(0, title, below.start, below.end) if title else None


def _in_capitals(page: PageText, rows: Sequence[int]) -> dict[int, Candidate[str] | None]:
    """Return the nearest row in capitals above each date, if those of two dates are not the same one."""
    capitals = [
        index
        for index, row in enumerate(page.rows)
        if row.text.isupper() and not row.label and _is_heading(row.text)
    ]
    if len(capitals) < MIN_CAPITALS:
        return {}
    above = {n: bisect_left(capitals, index) - 1 for n, index in enumerate(rows) if index >= 0}
    times = Counter(above.values())
    headings: dict[int, Candidate[str] | None] = {}
    for n, position in above.items():
        if (
            position >= 0
            and times[position] == 1
            and rows[n] - capitals[position] <= MAX_ROWS_BELOW
        ):
            row = page.rows[capitals[position]]
            title = clean_title(row.text)
            headings[n] = Candidate(0, title, row.start, row.end) if is_title(title) else None
    return headings


def _is_heading(text: str) -> bool:
    """Return whether a row can be a heading: short, without date, time, address or second sentence."""
    is_short = len(text.split()) <= MAX_WORDS and text[-1:] not in {".", ",", ";", ":"}
    is_quotation = QUOTED.search(text) is not None
    is_plain = is_short and (is_quotation or text.isupper() or not SENTENCE.search(text))
    is_name = is_plain and (has_event_noun(text) or not is_venue(text))
    return is_name and not (first_url(text) or is_no_title(text) or _is_dated(text))


def _is_dated(text: str) -> bool:
    items = scan(tokenize(text, 0, min(len(text), MAX_ROW)))
    return has_date(text, is_certain=True) or any(isinstance(item, ParsedTime) for item in items)
