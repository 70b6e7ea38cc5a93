"""A title for an event whose announcement has none, proposed from its text."""

import re
from collections.abc import Sequence

from webinars.announcement_parser.grammar.vocabulary import (
    ABOUT_WORDS,
    GATHERINGS,
    SENTENCE_VERBS,
    union,
)

LONGEST = 90
_VERBS = union(SENTENCE_VERBS)
_GATHERINGS = union(GATHERINGS)
_SALUTATION = re.compile(
    r"(?:dear|hi|hello|hey|greetings|good (?:morning|afternoon|evening)|chers?|ch[eè]res?|bonjour|"
    r"estimad[oa]s?|hola)\b[^.:;?\d]{0,60}$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"«]\s?([^“”\"«»]{8,90}?)\s?[”\"»]")
_FLOURISH = re.compile(
    r"^(?:save the date|\(?tbc\)?|\(?tba\)?|to be confirmed)\b\)?[\s:!–—-]*(?=\w)", re.IGNORECASE
)
_STOPS = re.compile(r"[,;:.!?](?=\s|$)|\s[-–—]\s")


def propose_title(paragraphs: Sequence[str]) -> str:
    """Return what the first paragraph says the event is about, or its beginning; "" without text.

    "This webinar will explore X, highlight Y" is about X, and so is "a webinar on X"; words in quotation
    marks are taken as they are.
    """
    telling = [text for text in paragraphs if not is_salutation(text)]
    if not telling:
        return ""
    text = telling[0][: 4 * LONGEST]
    quoted = _QUOTED.search(text)
    if quoted and " " in quoted[1]:
        return quoted[1][:1].upper() + quoted[1][1:].rstrip(" ,.")
    subject = _subject(text.split(" "))
    title = _first_clause(subject or text)
    return title[:1].upper() + title[1:]


def is_salutation(text: str) -> bool:
    """Tell whether a line only greets: "Dear colleagues," is nobody's title."""
    return _SALUTATION.match(text) is not None


def clean_title(title: str) -> str:
    """Return a title without "save the date" or "(tbc)" before it."""
    return _FLOURISH.sub("", title)


def _subject(words: Sequence[str]) -> str:
    """Return the words after "explore", or after "webinar on"."""
    has_gathering = False
    for at, word in enumerate(words[:-1]):
        low = word.casefold()
        if has_gathering and low in _VERBS:
            return " ".join(words[at + 1 :])
        if low in ABOUT_WORDS and at and words[at - 1].casefold() in _GATHERINGS:
            return " ".join(words[at + 1 :])
        has_gathering = has_gathering or low.strip(",") in _GATHERINGS
    return ""


def _first_clause(text: str) -> str:
    stop = _STOPS.search(text)
    clause = text[: stop.start()] if stop and stop.start() else text
    if len(clause) <= LONGEST:
        return clause.strip()
    return clause[:LONGEST].rpartition(" ")[0].strip() or clause[:LONGEST]
