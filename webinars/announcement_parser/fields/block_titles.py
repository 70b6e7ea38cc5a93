"""Find titles by the shape of a list: a heading above the date of each block, or a row below it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.fields.places import is_exact
from webinars.announcement_parser.fields.regions import PageText, Row
from webinars.announcement_parser.fields.row_titles import MAX_ROW, has_date, is_title, is_venue
from webinars.announcement_parser.fields.speakers import is_speaker
from webinars.announcement_parser.fields.title_text import (
    QUOTED,
    SENTENCE,
    clean_title,
    has_event_noun,
    is_no_title,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.scanner import scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.web_addresses import first_url

MIN_EVENTS = 2
MAX_WORDS = 16

Titles = Mapping[int, Candidate[str]]


def block_titles(drafts: Sequence[Draft], page: PageText) -> Titles:
    """Return the headings of blocks with one event each, by the index of the draft.

    They are titles if most events have one: "Peat and birds / 5 May, 6 pm, Hall. We count them."
    """
    rows = [page.row_of(draft) for draft in drafts]
    events = Counter(page.rows[index].block for index in set(rows) if index >= 0)
    blocks: dict[int, list[Row]] = defaultdict(list)
    for row in page.rows:
        if row.block in events:
            blocks[row.block].append(row)
    headings: dict[int, Candidate[str]] = {}
    for number, index in enumerate(rows):
        block = page.rows[index].block if index >= 0 else -1
        heading = _heading(blocks[block], page.rows[index]) if events[block] == 1 else None
        if heading is not None:
            headings[number] = heading
    is_list = len(headings) >= MIN_EVENTS and 2 * len(headings) > len(drafts)
    return headings if is_list else {}


def _heading(block: Sequence[Row], dated: Row) -> Candidate[str] | None:
    """Return the first row of a block above its date that can be a title and names no speaker."""
    above = (row for row in block if row.start < dated.start)
    row = next((row for row in above if not is_speaker(row.text)), None)
    if row is None or row.label or not _is_heading(row.text):
        return None
    title = clean_title(row.text)
    is_name = is_title(title) and not (is_exact(title) and "," in title)
    return Candidate(0, title, row.start, row.end) if is_name else None


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
