"""Find the title of one of several events: in its dated row, else in the rows below and above."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.fields.prose_titles import invited_titles
from webinars.announcement_parser.fields.regions import PageText, Region, Row
from webinars.announcement_parser.fields.speakers import (
    announces_speaker,
    end_of_speaker,
    is_speaker,
    may_be_speaker,
)
from webinars.announcement_parser.fields.title_text import (
    CELL_LABEL,
    MIN_TITLE,
    QUOTED,
    SENTENCE,
    SINGLE_QUOTED,
    STATEMENT,
    clean_title,
    has_event_noun,
    is_no_title,
    is_quotation,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.fields.venue_texts import is_exact, is_town, is_venue_name
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.phrases.title_words import DAY_ABBREVIATION_ROWS
from webinars.announcement_parser.grammar.scanner import Filler, scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.grammar.web_addresses import first_url

DAY_ABBREVIATIONS = union(DAY_ABBREVIATION_ROWS)
MIN_AGENDA = 2  # rows with times below a day
MAX_ROWS = 4  # above and below the date in which its title can be
MAX_SENTENCE_WORDS = 10
MAX_TITLE = 200  # characters
MAX_PREPOSITION = 12  # characters
MAX_HEAD = 150  # characters of a list item before its date
MAX_ROW = 600  # characters after a date
_SEPARATOR = re.compile(
    r"\s*[|\t]+\s*|\s+[–—·•@-]\s+|\s{3,}|[,;:]\s+|(?<=\w\w\w[\w)»”\"’'])[.!?]\s+(?=[^a-z\s])|\s*[()]\s*"
)
# In small letters, because titles can begin with these words too: "In memory of Ann Low".
_PREPOSITION = re.compile(
    r"(?:in|at|on|via|from|en|à|au|aux|dans|chez|im|am|bei|nel|nella|presso|no|na|em|or|ou|o|oder)\s|@"
)
_PREPOSITION_BEFORE = re.compile(
    r"\b(?:in|at|on|via|en|à|au|dans|im|am|bei|nel|presso|em)\s(?:(?:the|la|le|el|der|dem|il)\s)?$"
)
_REMARK = re.compile(r"\w+(?:\s\w+){0,2}\.")
_ITEM = re.compile(r"(?:[-*•·–]|\d{1,2}[.)])\s+")
# The rest of a date, and prepositions: "committee ma 30 nov", "club night is thurs 7 Oct".
_DAYS = "|".join(sorted({*WEEKDAY_NUMBERS, *DAY_ABBREVIATIONS}))
_END_OF_HEAD = re.compile(
    rf"(?:[\s,:–—|-]+(?:{_DAYS}|on|is|le|el|am|il|du)\.?)*[\s,:–—|(-]*$",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(
    r"^[A-ZÀ-Þ][^,]*[a-zà-ÿ]\s(?:with|from|about|avec|pour|con|para|mit|für|über)\s", re.DOTALL
)
_ROOM = re.compile(
    r"(?:lab|labor|block|bloc|level|floor|étage|stock|piano|andar|ore)\s[A-Z]?\d{1,3}[a-z]?$",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\d{4}\s?[-–]\s?(?:\d{4})?")  # "Caspar David Friedrich (1774-1840)"
_SENTENCE_END = re.compile(r"(?<=\w\w[\w)»”\"'])[.!?]\s+(?=[^a-z\s])")
_CELL_TITLE = re.compile(r"(?:^|[\s|*-])(?:title|titre|título|titel|titolo)\s?:\s+", re.IGNORECASE)


class Part(NamedTuple):
    """A part of a text between separators."""

    start: int
    end: int
    text: str
    is_bracketed: bool


def row_titles(
    draft: Draft, page: PageText, region: Region, *, has_speakers: bool
) -> Iterator[Candidate[str]]:
    """Yield the titles in the dated row of an event, then below it, then above it.

    Args:
        draft: one of several events.
        page: the announcement.
        region: the rows of the event.
        has_speakers: whether the rows of the list begin with names.
    """
    date = next((span for span in draft.spans if span.kind == "date"), None)
    if date is None:
        return
    row = page.rows[page.row_at(date.start)]
    if not has_speakers:
        yield from _in_item(page.text, row, date.start)
    yield from _in_text(
        page.text, date.end, _end_of_event(page.text, date.end, row.end), has_speakers
    )
    below = _rows_below(page, page.row_at(date.start))
    below = below or [other for other in region.rows if other.start > row.start][:MAX_ROWS]
    above = [other for other in region.rows if other.start < row.start][-MAX_ROWS:]
    if sum(_begins_with_time(other.text) for other in below) >= MIN_AGENDA:
        below = []  # the programme of a day
    heading = [other for other in above if other.block == row.block]
    rows = (*heading, *below) if heading else (*below, *reversed(above))
    for other in rows:
        is_next = bool(below) and other is below[0]
        if (other.label and other.label != "title") or not _is_heading(
            _first_sentence(other.text) if is_next else other.text
        ):
            continue
        is_above = other.start < row.start
        is_weekday_name = is_next and not has_date(other.text, is_certain=True)
        if (has_date(other.text) and not is_weekday_name) or (is_above and _has_time(other.text)):
            if is_above:
                break
            continue
        yield from _in_text(page.text, other.value_start, other.end, has_speakers)


def _in_item(source: str, row: Row, date: int) -> Iterator[Candidate[str]]:
    """Yield the text of a list item before its date: "- board meeting - thurs 22 April, 7 pm"."""
    item = _ITEM.match(source, row.start, min(date, row.end))
    if item is None or date - item.end() > MAX_HEAD:
        return
    head = source[item.end() : date]
    title = clean_title(_END_OF_HEAD.sub("", head))
    is_short = len(title) >= MIN_TITLE and len(title.split()) <= MAX_SENTENCE_WORDS
    is_plain = is_short and not (
        SENTENCE.search(title) or STATEMENT.search(title) or _has_time(title)
    )
    is_place = title[:1].isupper() and is_venue(title)
    if is_plain and not (is_no_title(title) or is_place or is_speaker(title)):
        yield Candidate(0, title, item.end(), date)


def _rows_below(page: PageText, index: int) -> list[Row]:
    """Return the rows below a date, down to the next date, in a block that begins with a date."""
    rows = page.rows
    if not (begins_with_date(rows[index].text) and is_in_dated_block(page, index)):
        return []
    below = rows[index + 1 : index + 1 + MAX_ROWS]
    own = takewhile(lambda row: row.block == rows[index].block, below)
    return list(takewhile(lambda row: not begins_with_date(row.text), own))


def is_in_dated_block(page: PageText, index: int) -> bool:
    """Return whether the block of a row begins with a date, so that titles are below their dates."""
    return begins_with_date(page.first_of_block(index).text)


def _first_sentence(text: str) -> str:
    """Return the first sentence of a row if it names an event: "Film “Peat”. With the director"."""
    first = _SENTENCE_END.split(text)[0]
    return (
        first if _begins_with_time(first) or has_event_noun(first) or QUOTED.search(first) else text
    )


def _is_heading(text: str) -> bool:
    """Return whether a row can be a title: no address and no long sentence."""
    is_sentence = text.endswith((".", "!")) and len(text.split()) > MAX_SENTENCE_WORDS
    is_sentence = is_sentence and not _begins_with_time(text)
    return not (is_sentence or SENTENCE.search(text) or first_url(text))


def title_in(text: str, *, has_speakers: bool = False) -> str:
    """Return the title within the text of a row, without places, times and names; "" if there is none."""
    return next((title.value for title in _in_text(text, 0, len(text), has_speakers)), "")


def rest_of_row(source: str, start: int, *, has_speakers: bool) -> Iterator[Candidate[str]]:
    """Yield the title from an offset to the end of its row, or to the next date."""
    line_end = source.find("\n", start)
    end = _end_of_event(source, start, line_end if line_end >= 0 else len(source))
    return _in_text(source, start, end, has_speakers)


def _end_of_event(source: str, start: int, end: int) -> int:
    """Return where the next date of a row with several events is, else the end of the row."""
    items = scan(tokenize(source, start, min(end, start + MAX_ROW)))
    dates = (item for item in items if isinstance(item, ParsedDate) and not item.is_weak)
    return next((date.start for date in dates), end)


def _in_text(
    source: str,
    start: int,
    end: int,
    has_speakers: bool,  # noqa: FBT001 - private
) -> Iterator[Candidate[str]]:
    end = min(end, start + MAX_ROW)
    label = CELL_LABEL.search(source, start, end)
    end = label.start() if label and label.start() > start else end
    named = _CELL_TITLE.search(source, start, end)
    start = named.end() if named else start
    start = end - len(source[start:end].lstrip())
    start += end_of_speaker(source[start:end])
    invited = next(invited_titles(source[start:end]), None)
    if invited is not None:
        yield Candidate(0, invited.value, start + invited.start, start + invited.end)
        return
    parts = list(_parts(source, start, end))
    quoted = next((n for n, part in enumerate(parts) if is_quotation(part.text)), 0)
    first = quoted
    while first < len(parts) and _is_aside(parts[first], has_speakers=has_speakers):
        first += 1
    if first == len(parts):
        return
    last = first + 1
    while last < len(parts) and not _is_after_title(
        source, parts[last - 1], parts[last], has_speakers=has_speakers
    ):
        last += 1
    begin, stop = parts[first].start, parts[last - 1].end
    if (
        first
        and _REMARK.fullmatch(source[begin:stop].strip())
        and "." in source[parts[first - 1].end : begin]
    ):
        return  # "Ann Low, Hall. Just come."
    stop += parts[last - 1].is_bracketed and source[stop : stop + 1] == ")"
    title = clean_title(source[begin:stop])
    if is_title(title) and not is_speaker(title):
        yield Candidate(0, title, begin, stop)


def first_part_after_date(draft: Draft, page: PageText) -> Candidate[str] | None:
    """Return the first part of a dated row after its date and times that can be a title, also a venue."""
    date = next((span for span in draft.spans if span.kind == "date"), None)
    if date is None:
        return None
    row = page.rows[page.row_at(date.start)]
    temporal = (s.end for s in draft.spans if s.kind in {"date", "time"} and s.end <= row.end)
    # A date that goes on in the next row ends after its first one: no part of it is left.
    for part in _parts(page.text, max(temporal, default=row.end), row.end):
        title = clean_title(part.text)
        is_name = len(title) >= MIN_TITLE and not (is_no_title(title) or is_speaker(title))
        is_phrase = _PREPOSITION.match(part.text) is not None
        is_clause = is_phrase or (title[:1].islower() and part.text.endswith("."))
        if is_name and not (part.is_bracketed or is_clause) and title[:1].isalpha():
            return Candidate(0, title, part.start, part.end)
    return None


def _parts(source: str, start: int, end: int) -> Iterator[Part]:
    """Yield the parts between separators; a quotation is not divided."""
    quotations = [
        match.span()
        for pattern in (QUOTED, SINGLE_QUOTED)
        for match in pattern.finditer(source, start, end)
    ]
    begin, is_bracketed = start, False
    for match in _SEPARATOR.finditer(source, start, end):
        if any(opening < match.start() < closing for opening, closing in quotations):
            continue
        if source[begin : match.start()].strip():
            yield Part(begin, match.start(), source[begin : match.start()].strip(), is_bracketed)
        begin = match.end()
        is_bracketed = "(" in match[0] or (is_bracketed and ")" not in match[0])
    if source[begin:end].strip():
        yield Part(begin, end, source[begin:end].strip(), is_bracketed)


def _is_aside(part: Part, *, has_speakers: bool) -> bool:
    """Return whether a part before a title is no part of it: a place, a time, a name, a remark."""
    text = part.text
    if part.is_bracketed:
        return True
    is_name = is_speaker(text) or (has_speakers and may_be_speaker(text))
    return is_name or is_venue(text) or is_no_title(clean_title(text))


def _is_after_title(source: str, before: Part, part: Part, *, has_speakers: bool) -> bool:
    """Return whether a part after a title is no part of it."""
    gap = source[before.end : part.start]
    if part.is_bracketed and _YEARS.fullmatch(part.text):
        return False
    if any(sign in gap for sign in "|\t@") or gap.strip() in {".", "!", "?"}:
        return True
    if is_speaker(part.text) or (has_speakers and may_be_speaker(part.text)):
        return not announces_speaker(before.text)
    return is_venue(part.text) or is_town(part.text) or is_no_title(part.text)


def follows_preposition(source: str, offset: int) -> bool:
    """Return whether a preposition in small letters is before an offset: "on the Mattermost"."""
    return _PREPOSITION_BEFORE.search(source, max(0, offset - MAX_PREPOSITION), offset) is not None


def is_title(title: str) -> bool:
    """Return whether a text can be the title of a row."""
    is_name = title[:1].isupper() or has_event_noun(title) or not title[:1].isalpha()
    is_short = MIN_TITLE <= len(title) <= MAX_TITLE
    is_short = is_short and not STATEMENT.search(title)
    return is_name and is_short and not (is_no_title(title) or is_venue(title))


def is_venue(text: str) -> bool:
    """Return whether a text is a place and no event: "Salón Dorado", "in Room G.12", "on the Mattermost"."""
    if has_event_noun(text) or QUOTED.search(text):
        return False
    if _DESCRIBES.search(text) and not any(map(str.isdigit, text)):
        return False  # "Procession with palms from the gate"
    is_phrase = _PREPOSITION.match(text) is not None
    is_address = is_exact(text) and ("," in text or any(map(str.isdigit, text)))
    return is_phrase or is_venue_name(text) or is_address or _ROOM.match(text) is not None


def _has_time(text: str) -> bool:
    items = scan(tokenize(text, 0, min(len(text), MAX_ROW)))
    return any(isinstance(item, ParsedTime) for item in items)


def _begins_with_time(text: str) -> bool:
    items = scan(tokenize(text, 0, min(len(text), MAX_ROW)))
    first = next((item for item in items if not isinstance(item, Filler)), None)
    return isinstance(first, ParsedTime)


def has_date(text: str, *, is_certain: bool = False) -> bool:
    """Return whether a text has a date; a weekday alone, which may be part of a name, is not certain."""
    items = scan(tokenize(text, 0, min(len(text), MAX_ROW)))
    return any(
        isinstance(item, ParsedDate) and not (item.is_weak or (is_certain and item.is_inferred))
        for item in items
    )


def begins_with_date(text: str) -> bool:
    """Return whether a text begins with a date."""
    items = scan(tokenize(text, 0, min(len(text), MAX_ROW)))
    first = next((item for item in items if not isinstance(item, Filler)), None)
    return isinstance(first, ParsedDate) and not first.is_weak
