"""Choose the title of an event among labels, quotations, headings and sentences, and clean it."""

import re
from collections.abc import Iterator

from webinars.announcement_parser.fields.places import is_exact
from webinars.announcement_parser.fields.regions import Region, Row, Sentence
from webinars.announcement_parser.fields.title_text import (
    MIN_TITLE,
    QUOTED,
    SENTENCE,
    clean_title,
    is_no_title,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.scanner import scan
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary import (
    EVENT_NOUNS,
    GENERIC_TITLES,
    ORGANISATION_WORDS,
    SERIES_WORDS,
)
from webinars.announcement_parser.layout.lines import TEXT_MARK, has_mention_phrase

MAX_TITLE = 200  # characters
MAX_SENTENCE_WORDS = 16  # of a heading
MAX_BEFORE = 60  # characters before a quotation that say what it names
MAX_HEADINGS = 40
MAX_NOUN_WORDS = 2
WRITTEN_RANK = 10  # of the text that the layout takes for the title
SENTENCE_RANK = 30  # of words within a sentence
_QUOTED_ROW = re.compile(
    r"^\W*[\"“«‹„](?P<title>[^\"“”«»]{3,160})[\"”»›“](?:\W*|,?\s*(?:par|by|with|de|von|mit|con)\s.{2,60})$"
)
_SUBJECT = re.compile(
    r"^(?:(?:this|it)\s+is\s+(?:just\s+)?(?:a\s+|to\s+)?(?:short\s+|kind\s+)?(?:reminder|announce|inform\s+you)\s+that\s+|reminder:?\s+)?"
    r"(?:(?:the|our|an?|this|notre|nos|la|le|les|l['’]|el|los|las|une?|der|die|das|unser\w*)\s?)?(?P<title>[\w’'\"«».,&()-]+"
    r"(?:\s[\w’'\"«»&().-]+){0,11}?)\s+(?:will\s+(?:be\s+held|take\s+place|be\s+opened|hold|meet|start|run)|takes?\s+place|is\s+(?:held|back|on|coming)\b|"
    r"starts?\s+(?:on|with|at)|meets?\s+(?:on|at|online|in)|runs\s+on|returns?\b|aura\s+lieu|a\s+lieu|se\s+tiendra|se\s+d[ée]roulera|"
    r"ser[áa]\s|se\s+celebrar[áa]|tendr[áa]\s+lugar|se\s+llevar[áa]|findet\b)",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(
    (
        "it",
        "this",
        "he",
        "she",
        "they",
        "we",
        "that",
        "there",
        "elle",
        "il",
        "ce",
        "cela",
        "esta",
        "este",
        "what",
    )
)
_VALUE_BELOW = frozenset(
    ("place", "when", "contact", "registration", "language", "capacity", "format", "interpretation")
)
_HOST = re.compile(r"(?:by|hosted|organi[sz]ed|presented)\b", re.IGNORECASE)
_PARTS = re.compile(r":\s|\s[–—-]\s|[\"“«]")


def titles(region: Region) -> Iterator[Candidate[str]]:
    """Yield the titles of a region, the surest with the lowest rank."""
    for row in region.labelled("title", "event", "what", "body"):
        yield from _labelled(region, row)
    yield from _subjects(region)
    headings = list(_headings(region))
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
        yield from _in_sentence(sentence, quoted_rank=rank)


def _labelled(region: Region, row: Row) -> Iterator[Candidate[str]]:
    ranks = {"title": 0, "event": 2, "body": 6, "what": 9}
    for other in region.values(row)[:1]:
        is_plain = other.text[0].isalnum()  # neither a cell of a table nor Markdown
        title = " ".join((other.after_label.strip() if is_plain else other.value).split())
        if title and title.casefold() not in GENERIC_TITLES:
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
    for index, row in enumerate(rows):
        title = clean_title(row.text)
        above = rows[index - 1] if index else None
        below = rows[index + 1] if index + 1 < len(rows) else None
        is_dated = _has_date(row.text)
        date_block = max(date_block, row.block) if is_dated else date_block
        is_value = above is not None and above.label in _VALUE_BELOW and not above.value
        if is_value or texts.get(row.start) != row.text or not _is_heading(row, title):
            continue
        is_alone = not any(other and other.block == row.block for other in (above, below))
        is_first = above is None or above.block != row.block or is_no_title(above.text)
        has_host = below is not None and below.block == row.block and _HOST.match(below.text)
        rank = 14 + number - 3 * is_alone - 2 * is_first - 4 * bool(has_host) + _weakness(title)
        is_below = row.block > date_block
        if (is_dated and has_mention_phrase(title)) or (
            is_below and len(title.split()) <= MAX_NOUN_WORDS
        ):
            continue  # a deadline or a signature
        rank -= 4 * (is_dated and title != row.text and _has_time(row.text))
        rank += 6 * (row.block > date_block + 1)
        yield _candidate(row, title, max(rank, 5))
        number += 2
        if number > MAX_HEADINGS:
            return


def _weakness(title: str) -> int:
    """Return how much speaks against a heading being the name of an event."""
    has_noun = _has_word(title, EVENT_NOUNS)
    has_quote = QUOTED.search(title) is not None
    weakness = -2 * has_noun - 2 * bool(_PARTS.search(title)) - 6 * (has_quote and has_noun)
    weakness += 5 * _is_bare_noun(title) + 4 * _has_word(title, ORGANISATION_WORDS)
    is_word = len(title.split()) == 1
    return weakness + 3 * is_word + 6 * (is_exact(title) and not has_noun)


def _has_date(text: str) -> bool:
    items = scan(tokenize(text, 0, len(text)))
    return any(isinstance(item, ParsedDate) and not item.is_weak for item in items)


def _has_time(text: str) -> bool:
    return any(isinstance(item, ParsedTime) for item in scan(tokenize(text, 0, len(text))))


def _is_heading(row: Row, title: str) -> bool:
    if row.label or row.text.startswith(("```", "![", "<", TEXT_MARK)) or row.text.count("|") > 1:
        return False
    is_short = MIN_TITLE <= len(title) <= MAX_TITLE and len(title.split()) <= MAX_SENTENCE_WORDS
    is_plain = is_short and row.text[-1] not in ".;,:" and not SENTENCE.search(row.text)
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


def _in_sentence(sentence: Sentence, *, quoted_rank: int) -> Iterator[Candidate[str]]:
    if sentence.label in {"mail", "contact", "registration", "when"}:
        return
    for match in QUOTED.finditer(sentence.text):
        title = clean_title(match["title"])
        if len(title.split()) > 1 and not is_no_title(title):
            start = sentence.start + match.start("title")
            is_named = _has_word(sentence.text[: match.start()][-MAX_BEFORE:], EVENT_NOUNS)
            yield Candidate(
                quoted_rank + (0 if is_named else 1), title, start, start + len(match["title"])
            )
    subject = _SUBJECT.match(sentence.text)
    if subject is not None and subject["title"].split()[0].casefold() not in _PRONOUNS:
        title = clean_title(subject["title"])
        if title and not is_no_title(title):
            start = sentence.start + subject.start("title")
            yield Candidate(SENTENCE_RANK + 2, title, start, start + len(subject["title"]))


def _candidate(row: Row, title: str, rank: int) -> Candidate[str]:
    return Candidate(rank, title, row.start, row.end)
