"""Find the name of an event in a sentence: in quotation marks, as its subject, or after an invitation."""

import re
from collections.abc import Iterator

from webinars.announcement_parser.fields.regions import Sentence
from webinars.announcement_parser.fields.title_text import (
    DANGLING,
    DEMONSTRATIVES,
    PRONOUNS,
    QUOTED,
    clean_title,
    has_event_noun,
    is_no_title,
    without_article,
)
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.phrases.title_words import (
    ARTICLE_ROWS,
    EVENT_VERB_ROWS,
    INVITATION_ROWS,
    alternatives,
)
from webinars.announcement_parser.grammar.scanner import scan
from webinars.announcement_parser.grammar.times import ParsedTime

SENTENCE_RANK = 30  # of words within a sentence
INVITED_RANK = 33
NAMED_RANK = 12  # of a quotation after a word for an event, in the sentence with the date
MAX_BEFORE = 60  # characters before a quotation that say what it names
MAX_WORDS = 14
MIN_WORDS = 2
_SUBJECT = re.compile(
    r"^(?:(?:hi|hey|hello|hola|bonjour|salut|hallo|ciao|olá)\s[\w\s]{0,20}[!,👋]+\s*)?"
    r"(?:(?:this|it)\s+is\s+(?:just\s+)?(?:a\s+|to\s+)?(?:short\s+|kind\s+)?(?:reminder|announce|inform\s+you)\s+that\s+|"
    rf"reminder:?\s+)?(?:{alternatives(ARTICLE_ROWS)})?(?P<title>[\w’'\"«».,&()-]+"
    rf"(?:\s[\w’'\"«»&().-]+){{0,11}}?)\s+(?:{alternatives(EVENT_VERB_ROWS)})",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    rf"\b(?:{alternatives(INVITATION_ROWS)})\s*(?P<title>[^,.:;!?()\n]{{6,120}})", re.IGNORECASE
)


def titles_in_sentence(sentence: Sentence, *, quoted_rank: int) -> Iterator[Candidate[str]]:
    """Yield the names of events in a sentence, the surest in quotation marks."""
    if sentence.label in {"mail", "contact", "registration", "when"}:
        return
    for match in QUOTED.finditer(sentence.text):
        title = clean_title(match["title"])
        if len(title.split()) > 1 and not is_no_title(title):
            start = sentence.start + match.start("title")
            is_named = has_event_noun(sentence.text[: match.start()][-MAX_BEFORE:])
            is_dated = is_named and quoted_rank >= SENTENCE_RANK and _has_date(sentence.text)
            rank = NAMED_RANK if is_dated else quoted_rank + (0 if is_named else 1)
            yield Candidate(rank, title, start, start + len(match["title"]))
    subject = _SUBJECT.match(sentence.text)
    if (
        subject is not None
        and subject["title"].split()[0].casefold() not in PRONOUNS | DEMONSTRATIVES
    ):
        title = clean_title(subject["title"])
        if title and not is_no_title(title):
            start = sentence.start + subject.start("title")
            yield Candidate(SENTENCE_RANK + 2, title, start, start + len(subject["title"]))
    for rank, name, begin, end in invited_titles(sentence.text):
        yield Candidate(rank, name, sentence.start + begin, sentence.start + end)


def _has_date(text: str) -> bool:
    items = scan(tokenize(text, 0, len(text)))
    return any(isinstance(item, ParsedDate) and not item.is_weak for item in items)


def invited_titles(text: str) -> Iterator[Candidate[str]]:
    """Yield what a sentence invites to: "Please join the briefing on parking:"."""
    for match in _INVITATION.finditer(text):
        name = match["title"]
        items = scan(tokenize(name, 0, len(name)))
        times = (item.start for item in items if isinstance(item, ParsedDate | ParsedTime))
        name = name[: next(times, len(name))].strip()
        title = clean_title(without_article(DANGLING.sub("", name)))
        is_short = MIN_WORDS <= len(title.split()) <= MAX_WORDS
        if is_short and has_event_noun(title) and not is_no_title(title):
            yield Candidate(INVITED_RANK, title, match.start("title"), match.end("title"))
