"""Titles of events: propose one from the text, clean it, and detect salutations."""

import re
from collections.abc import Sequence

from webinars.announcement_parser.grammar.vocabulary.heading_words import (
    EVENT_NOUNS,
    SENTENCE_VERB_WORDS,
    TOPIC_PREPOSITIONS,
)

MAX_LENGTH = 90
_SALUTATION = re.compile(
    r"(?:dear|hi|hello|hey|greetings|good (?:morning|afternoon|evening)|chers?|ch[eè]res?|bonjour|"
    r"estimad[oa]s?|querid[oa]s?|hola|sehr\s+geehrte[rs]?|prezad[oa]s?|gentil[ei]|egregi[oa]?)\b[^.:;?\d]{0,60}$|"
    r"(?:liebe[rs]?|hallo|guten\s+(?:tag|morgen|abend)|moin|car[ioea]|salve|ciao|buon(?:giorno|asera)|olá|car[oa]s|bo[am]\s+\w+|"
    r"buen[oa]s\s+\w+|beste|geachte)\b[^.:;?\d]{0,60}[,!]$|"
    r"(?:hi|hello|hey)\s+(?:all|everyone|everybody|folks|team|there)\b.*$|"
    r"(?:comrades|colleagues|friends|neighbou?rs|camarades|collègues|compañer[oa]s|colegas|vecin[oa]s)"
    r"(?:,\s\w+)*\W*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"«]\s?([^“”\"«»]{8,90}?)\s?[”\"»]")
_PREFIX = re.compile(
    r"^(?:save the date|\(?tbc\)?|\(?tba\)?|to be confirmed)\b\)?[\s:!–—-]*(?=\w)", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[,;:.!?](?=\s|$)|\s[-–—]\s")


def propose_title(paragraphs: Sequence[str]) -> str:
    """Return the subject of the first paragraph, or its beginning; "" without text.

    The subject follows a phrase such as "This webinar will explore" or "a webinar on". A phrase in quotation
    marks takes precedence.
    """
    text = next((text for text in paragraphs if not is_salutation(text)), None)
    if text is None:
        return ""
    text = text[: 4 * MAX_LENGTH]
    quoted = _QUOTED.search(text)
    if quoted and " " in quoted[1]:
        return quoted[1][:1].upper() + quoted[1][1:].rstrip(" ,.")
    title = _first_clause(_subject(text.split(" ")) or text)
    return title[:1].upper() + title[1:]


def is_salutation(text: str) -> bool:
    """Return whether a line is a salutation, such as "Dear colleagues,"."""
    return _SALUTATION.match(text) is not None


def clean_title(title: str) -> str:
    """Return a title without a prefix such as "save the date" or "(tbc)"."""
    return _PREFIX.sub("", title)


def _subject(words: Sequence[str]) -> str:
    """Return the words after "webinar will explore" or "webinar on", "" if there are none."""
    has_event_noun = False
    for index, word in enumerate(words[:-1]):
        lowered = word.casefold()
        if has_event_noun and lowered in SENTENCE_VERB_WORDS:
            return " ".join(words[index + 1 :])
        is_topic = lowered in TOPIC_PREPOSITIONS and index
        if is_topic and words[index - 1].casefold() in EVENT_NOUNS:
            return " ".join(words[index + 1 :])
        has_event_noun = has_event_noun or lowered.strip(",") in EVENT_NOUNS
    return ""


def _first_clause(text: str) -> str:
    end = _CLAUSE_END.search(text)
    clause = text[: end.start()] if end and end.start() else text
    if len(clause) <= MAX_LENGTH:
        return clause.strip()
    return clause[:MAX_LENGTH].rpartition(" ")[0].strip() or clause[:MAX_LENGTH]
