"""Propose titles of an event from labels, quotations, headings and sentences, and clean them."""

import re
from collections.abc import Iterator, Sequence

from webinars.announcement_parser.fields.prose_titles import SENTENCE_RANK, titles_in_sentence
from webinars.announcement_parser.fields.regions import CAPITAL_LENGTH, WRAPPED_LENGTH, Region, Row
from webinars.announcement_parser.fields.speakers import is_speaker
from webinars.announcement_parser.fields.title_text import (
    DANGLING,
    MIN_TITLE,
    QUOTED,
    SENTENCE,
    clean_title,
    is_date,
    is_no_title,
    without_emoji_names,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.fields.venue_texts import is_exact
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.scanner import scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.heading_words import (
    EVENT_NOUNS,
    GENERIC_TITLES,
)
from webinars.announcement_parser.grammar.vocabulary.list_words import SERIES_WORDS
from webinars.announcement_parser.grammar.vocabulary.place_words import ORGANISATION_WORDS
from webinars.announcement_parser.layout.lines import TEXT_MARK
from webinars.announcement_parser.layout.mention_titles import has_mention_phrase

MAX_TITLE = 200  # characters
MAX_SUBJECT = 300  # characters of the first row that are searched for a date
MIN_SUBJECT_WORDS = 3
SUBJECT_RANK = 3  # of the first row before its date, surer than the whole row
MAX_SENTENCE_WORDS = 16  # of a heading
MAX_HEADING = 2000  # characters of a row: a longer one is no heading
MAX_NUMBER = 10  # added to the ranks of headings further down
MAX_NOUN_WORDS = 2
WRITTEN_RANK = 10  # of the text that the layout takes for the title
_QUOTED_ROW = re.compile(
    r"^\W*[\"“«‹„](?P<title>[^\"“”«»]{3,160})[\"”»›“](?:\W*|,?\s*(?:par|by|with|de|von|mit|con)\s.{2,60})$"
)
_VALUE_BELOW = frozenset(
    ("place", "when", "contact", "registration", "language", "capacity", "format", "interpretation")
)
_HOST = re.compile(
    r"(?:by|hosted|organi[sz]ed|presented|organisée?\s+par|proposée?\s+par|organiza(?:do\s+por)?)\b",
    re.IGNORECASE,
)
# Below the name of a group: "Public group · 1,204 members".
_GROUP = re.compile(
    r"(?:public|private)\s+group|groupe\s+(?:public|privé)|grupo\s+(?:público|privado)|[\d.,\s]+k?\s(?:members|membres|miembros)\b",
    re.IGNORECASE,
)
# Name and time above a message of a chat: "ann_low — 10/04/2027 9:12 AM".
_CHAT_SENDER = re.compile(
    r"[\w. -]{2,30}\s+(?:[—–-]\s+)?(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s+)?\d{1,2}:\d{2}(?:\s?[AP]M)?\b"
)
_HOST_LABEL = re.compile(
    r"(?:featured\s+in|(?:hosted|organi[sz]ed|presented)\s+by|présentée?\s+par|organizado\s+por)\W*",
    re.IGNORECASE,
)
_AGENDA = re.compile(
    r"\W*(?:draft\s+|proposed\s+|provisional\s+)?(?:agenda(?:\s+items)?|ordre\s+du\s+jour|orden\s+del\s+d[ií]a|temas?(?:\s+a\s+\w+)?|"
    r"tagesordnung|ordine\s+del\s+giorno|ordem\s+do\s+dia|pauta)\W*",
    re.IGNORECASE,
)
_DEMONSTRATIVE_AT_END = re.compile(
    r"(?:\s+(?:this|next|on|ce|cette|prochain|este|el|am|diesen|il|questo|n[oa]|est[ae]))+$",
    re.IGNORECASE,
)
_PARTS = re.compile(r":\s|\s[–—-]\s|[\"“«]")


def titles(region: Region) -> Iterator[Candidate[str]]:
    """Yield the titles of a region, the surest with the lowest rank."""
    for row in region.labelled("title", "event", "what", "body"):
        yield from _labelled(region, row)
    yield from _subjects(region)
    headings = [*_before_first_date(region), *_headings(region)]
    yield from headings
    for row in region.rows:
        quoted = _QUOTED_ROW.match(row.text)
        if quoted and not row.label:
            yield _candidate(row, quoted["title"].strip(), 1)
    best = min(headings, key=lambda heading: heading.rank, default=None)
    is_series = best is None or _has_word(best.value, SERIES_WORDS)
    rows = {row.start: row.text for row in region.rows}
    for sentence in region.sentences:
        is_row = rows.get(sentence.start) == sentence.text and sentence.text[-1] not in ".!?"
        rank = 4 if is_series and not is_row else SENTENCE_RANK
        yield from titles_in_sentence(sentence, quoted_rank=rank)


def _labelled(region: Region, row: Row) -> Iterator[Candidate[str]]:
    ranks = {"title": 0, "event": 2, "body": 6, "what": 9}
    for other in region.values(row)[:1]:
        is_plain = other.text[0].isalnum()  # neither a cell of a table nor Markdown
        title = " ".join((other.after_label.strip() if is_plain else other.value).split())
        if title and title.casefold() not in GENERIC_TITLES and not is_date(title):
            start = other.value_start if other is row else other.start
            yield Candidate(ranks[row.label], title, start, other.end)


def _subjects(region: Region) -> Iterator[Candidate[str]]:
    """Yield the subject of the last mail header, which is that of a forwarded mail."""
    for row in reversed(list(region.labelled("subject"))):
        text = row.value
        index = region.rows.index(row) + 1
        following = region.rows[index] if index < len(region.rows) else None
        if following is not None and following.block == row.block and not following.label:
            text = f"{text} {following.text}"
        title = clean_title(text)
        if title and not is_no_title(title):
            yield Candidate(3, title, row.value_start, row.end)


def _headings(region: Region) -> Iterator[Candidate[str]]:
    """Yield the headings of a page; those that stand alone, come first or have a host below are surer."""
    rows = list(region.rows)
    texts = {sentence.start: sentence.text for sentence in region.sentences}
    number, date_block = 0, rows[0].block if rows else 0
    agenda = _agenda_rows(rows)
    for index, row in enumerate(rows):
        if len(row.text) > MAX_HEADING:
            is_dated = _has_date(row.text[:MAX_HEADING])
            date_block = max(date_block, row.block) if is_dated else date_block
            continue
        title = clean_title(row.text)
        above = rows[index - 1] if index else None
        below = rows[index + 1] if index + 1 < len(rows) else None
        is_dated = _has_date(row.text)
        date_block = max(date_block, row.block) if is_dated else date_block
        is_value = above is not None and _is_label_of_other(above)
        is_sentence = texts.get(row.start) != row.text and not (
            _has_speaker_below(row, below) or (row.start in texts and _has_name_below(row, below))
        )
        if is_value or is_sentence or index in agenda or not _is_heading(row, title):
            continue
        is_alone = not any(other and other.block == row.block for other in (above, below))
        is_first = above is None or above.block != row.block or is_no_title(above.text)
        has_host = below is not None and _HOST.match(below.text)
        is_group = below is not None and _GROUP.match(below.text)
        rank = 14 + number - 3 * is_alone - 2 * is_first - 4 * bool(has_host) + _weakness(title)
        is_below = row.block > date_block
        if (is_dated and has_mention_phrase(title)) or (
            is_below and len(title.split()) <= MAX_NOUN_WORDS
        ):
            continue  # a deadline or a signature
        rank -= 4 * (is_dated and title != row.text and _has_time(row.text))
        rank += 6 * (row.block > date_block + 1) + 12 * bool(is_group)
        yield _candidate(row, title, max(rank, 5))
        number = min(number + 2, MAX_NUMBER)


def _before_first_date(region: Region) -> Iterator[Candidate[str]]:
    """Yield the first row of a text up to its date: "[peat] First council this Friday, 5 May, 6 pm"."""
    rows = region.rows[:2]
    if (
        not rows
        or rows[0].block
        or rows[0].text[-1] in ".!?:"
        or (len(rows) > 1 and rows[1].block == rows[0].block)
    ):
        return
    text = rows[0].text
    items = scan(tokenize(text, 0, min(len(text), MAX_SUBJECT)))
    dates = (item for item in items if isinstance(item, ParsedDate))
    date = next((one for one in dates if not (one.is_weak or one.is_month)), None)
    if date is None or len(text[date.end :].split()) < MIN_SUBJECT_WORDS:
        return
    start = date.start
    before = _DEMONSTRATIVE_AT_END.sub("", text[:start].rstrip(" ,:;@|·–—-("))
    title = clean_title(DANGLING.sub("", before))
    is_short = MIN_SUBJECT_WORDS <= len(title.split()) <= MAX_SENTENCE_WORDS
    if is_short and not (is_no_title(title) or SENTENCE.search(title)):
        yield Candidate(SUBJECT_RANK, title, rows[0].start, rows[0].start + start)


def _agenda_rows(rows: Sequence[Row]) -> set[int]:
    """Return the indexes of the rows below a heading such as "Agenda", in its block and the next one."""
    agenda: set[int] = set()
    heading: Row | None = None
    for index, row in enumerate(rows):
        if heading is not None and (row.label or row.block > heading.block + 1):
            heading = None
        if heading is not None and index:
            agenda.add(index)
        if _AGENDA.fullmatch(row.text):
            heading = row
    return agenda


def _is_label_of_other(row: Row) -> bool:
    """Return whether a row is a label of what stands below, and that is no title: "Venue", "Featured in"."""
    return (row.label in _VALUE_BELOW and not row.value) or _HOST_LABEL.fullmatch(
        row.text
    ) is not None


def _has_speaker_below(row: Row, below: Row | None) -> bool:
    """Return whether the row below names the speaker: "Mapping noise / by Dr. Ann Low"."""
    return below is not None and below.block == row.block and is_speaker(below.text)


def _has_name_below(row: Row, below: Row | None) -> bool:
    """Return whether the row below is a short name or date, with which no wrapped sentence goes on."""
    is_in_block = below is not None and below.block == row.block
    is_long = len(row.text) >= CAPITAL_LENGTH  # which may go on below
    if below is None or not (is_long and is_in_block) or len(below.text) >= WRAPPED_LENGTH:
        return False
    return not below.text[0].islower() and below.text[-1].isalnum()


def _weakness(title: str) -> int:
    """Return how much speaks against a heading being the name of an event."""
    has_noun = _has_word(title, EVENT_NOUNS)
    has_quote = QUOTED.search(title) is not None
    weakness = -2 * has_noun - 2 * bool(_PARTS.search(title)) - 6 * (has_quote and has_noun)
    weakness += 7 * _is_bare_noun(title) + 4 * _has_word(title, ORGANISATION_WORDS)
    is_word = len(title.split()) == 1
    return weakness + 3 * is_word + 6 * (is_exact(title) and not has_noun)


def _has_date(text: str) -> bool:
    items = scan(tokenize(text, 0, len(text)))
    return any(isinstance(item, ParsedDate) and not item.is_weak for item in items)


def _has_time(text: str) -> bool:
    return any(isinstance(item, ParsedTime) for item in scan(tokenize(text, 0, len(text))))


def _is_heading(row: Row, title: str) -> bool:
    if (
        row.label
        or is_speaker(row.text)
        or _CHAT_SENDER.match(row.text)
        or row.text.startswith(("```", "![", "<", "$ ", TEXT_MARK))
        or row.text.count("|") > 1
    ):
        return False
    bare = without_emoji_names(row.text)
    is_short = MIN_TITLE <= len(title) <= MAX_TITLE and len(title.split()) <= MAX_SENTENCE_WORDS
    is_plain = is_short and bare[-1:] not in (".", ";", ",", ":") and not SENTENCE.search(row.text)
    items = scan(tokenize(title, 0, len(title)))
    begins_with_time = bool(items) and isinstance(items[0], ParsedTime)
    return is_plain and not begins_with_time and "@" not in row.text and not is_no_title(title)


def _is_bare_noun(title: str) -> bool:
    """Return whether a heading only says what kind of event it is: "Conférence publique", "Webinar"."""
    words = re.findall(r"\w+", title.casefold())
    return (
        len(words) <= MAX_NOUN_WORDS
        and any(word in EVENT_NOUNS for word in words)
        and not re.search(r"[\"«“:]", title)
    )


def _has_word(text: str, words: frozenset[str]) -> bool:
    return any(word in words for word in re.findall(r"[^\W\d_]+", text.casefold()))


def _candidate(row: Row, title: str, rank: int) -> Candidate[str]:
    return Candidate(rank, title, row.start, row.end)
