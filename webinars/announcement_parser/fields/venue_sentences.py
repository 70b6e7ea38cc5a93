"""Find venues in sentences that say where or when something takes place."""

import re
from collections.abc import Iterator, Sequence

from webinars.announcement_parser.fields.regions import Sentence
from webinars.announcement_parser.fields.values import Candidate
from webinars.announcement_parser.fields.venue_texts import (
    MAX_NAME,
    MIN_NAME,
    NO_ADDRESS,
    PERSON,
    VERB,
    has_time,
    is_address_row,
    is_building,
    is_exact,
    stated_places,
)
from webinars.announcement_parser.grammar.addresses import address_zones
from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.locations import find_city
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.place_words import VENUE_NOUNS

TOWN_RANK = 6  # of a town alone, which may be named in passing
MAX_SENTENCE_WORDS = 5  # of a venue that is a sentence
MAX_ABBREVIATION = 3  # letters before a full stop
MAX_GAP = 3  # lower-case words before a word for a building
_BRACKETS = re.compile(r"\(([^()\n]{3,90})\)")
_LOCATES = re.compile(
    r"\b(?:held|takes?\s+place|taking\s+place|place|(?:is|are)\s+(?:in|at)|meet(?:s|ing)?|gather|host(?:s|ed)?|will\s+be|opens?|session|invite\w*|runs?|talks?|"
    r"join\s+us|starts?|lieu|tiendr\w+|convier|accueil\w*|organis\w+|d[ée]roul\w+|aura|soutiendra|rassembl\w+|"
    r"celebr\w+|cabo|realiz\w+|tendr[áa]|desarroll\w+|impart\w+|finaliza|charla|clase|statt\w*|findet|spricht|bietet|auftakt|tengono|svolge\w*|"
    r"pre[ss]enc\w+|presencial|terr[áa]|in\s+person|guests)\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?<![\w’'])(?:(?:in|at|on)\s+(?:the\s+)?|(?:à|en|dans|chez)\s+(?:la\s+|le\s+|l['’]|el\s+|los\s+|las\s+)?|aux?\s+|"
    r"in\s+(?:der|dem|den)\s+|im\s+|nell[ao']\s*|nel\s+|no\s+|na\s+|@\s*)(?=[\w«\"“])",
    re.IGNORECASE,
)
_CONNECTORS = frozenset(
    (
        "of",
        "the",
        "de",
        "du",
        "des",
        "d",
        "del",
        "della",
        "delle",
        "da",
        "do",
        "la",
        "le",
        "les",
        "l",
        "el",
        "los",
        "am",
        "near",
        "in",
        "en",
        "an",
        "der",
        "und",
        "and",
        "y",
        "et",
        "&",
        "à",
        "au",
        "près",
        "junto",
        "von",
        "van",
        "di",
        "s",
    )
)
_TIME_MARKS = frozenset(
    ("h", ":", "am", "pm", "uhr", "hs", "p", "a", "heures", "heure", "horas", "hours")
)
# Words with which a phrase about something else begins.
_BREAKS = frozenset(
    (
        "with",
        "to",
        "from",
        "by",
        "on",
        "for",
        "where",
        "when",
        "who",
        "which",
        "avec",
        "pour",
        "par",
        "con",
        "para",
        "por",
        "mit",
        "über",
    )
)
_SIGNS = frozenset(".-–’'/&") | {"−"}


def _names_town(text: str) -> bool:
    tokens = tokenize(text, 0, len(text))
    return find_city(tokens) is not None or bool(address_zones(text, "en", is_venue=True))


def places_in_sentence(sentence: Sentence) -> Iterator[Candidate[str]]:
    """Yield the venues after prepositions, in sentences that say where or when something takes place."""
    locates = _LOCATES.search(sentence.text) is not None
    if not locates and not has_time(sentence.text):
        return
    yield from _in_brackets(sentence)
    tokens = tokenize(sentence.text, 0, len(sentence.text))
    starts = {token.start: index for index, token in enumerate(tokens)}
    for match in _PREPOSITION.finditer(sentence.text):
        index = starts.get(match.end())
        if index is None:
            continue
        end = _phrase_end(tokens, index)
        if end is None:
            continue
        text = sentence.text[match.end() : end].strip(" ,;–-")
        if is_exact(text):
            rank = 4
        elif text[:1].isupper() and _names_town(text):
            rank = TOWN_RANK
        elif locates and text[0].isupper() and match[0].casefold().startswith("at"):
            rank = 7
        else:
            continue
        yield from stated_places(
            " ".join(text.split()), sentence.start + match.end(), sentence.start + end, rank
        )


def places_as_sentence(sentence: Sentence) -> Iterator[Candidate[str]]:
    """Yield a sentence that is no more than a venue, beside others: "18:30. Sala 2. Free entry"."""
    text = sentence.text.rstrip(" .")
    is_short = MIN_NAME <= len(text) <= MAX_NAME and len(text.split()) <= MAX_SENTENCE_WORDS
    is_plain = is_short and not (NO_ADDRESS.search(text) or VERB.search(text) or has_time(text))
    if is_plain and " " in text and not text.isupper() and not PERSON.match(text):
        first = tokenize(text, 0, len(text))[0]
        if first.norm in VENUE_NOUNS and first.text[0].isupper():
            yield from stated_places(text, sentence.start, sentence.start + len(text), 3)


def _in_brackets(sentence: Sentence) -> Iterator[Candidate[str]]:
    """Yield addresses in brackets: "on Sunday (room B2.07, campus Schelde)"."""
    for match in _BRACKETS.finditer(sentence.text):
        if is_address_row(match[1], is_below_date=False):
            yield from stated_places(
                match[1], sentence.start + match.start(1), sentence.start + match.end(1), 4
            )


def _phrase_end(tokens: Sequence[Token], index: int) -> int | None:
    """Return the end of the noun phrase at an index: names, words for buildings and what joins them."""
    end: int | None = None
    gap = 0
    number = index
    while number < len(tokens):
        token = tokens[number]
        if token.text == "(":
            closing = _closing_bracket(tokens, number)
            if closing is None or end is None:
                break
            number, end = closing, tokens[closing].end
        elif _is_phrase_end(tokens, number, has_name=end == tokens[number - 1].end):
            break
        elif _is_name(token):
            end, gap = token.end, 0
        elif token.text not in {*_SIGNS, ","} and token.norm not in _CONNECTORS:
            gap += 1
            if gap > MAX_GAP or token.kind != "word":
                break
        number += 1
    return end


def _is_name(token: Token) -> bool:
    return token.kind == "number" or token.text[0].isupper() or is_building(token)


def _is_phrase_end(tokens: Sequence[Token], index: int, *, has_name: bool) -> bool:
    """Return whether a token cannot belong to the name of a place: a date, a time, the end of a sentence."""
    token = tokens[index]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.kind == "url" or token.norm in {*MONTH_NUMBERS, *WEEKDAY_NUMBERS, *_BREAKS}:
        return True
    if token.kind == "number":
        return after is not None and after.norm in _TIME_MARKS
    if token.text == ",":
        return after is None or not _is_name(after)
    is_abbreviation = has_name and len(tokens[index - 1].text) <= MAX_ABBREVIATION
    return token.text == "." and (after is None or not is_abbreviation)


def _closing_bracket(tokens: Sequence[Token], index: int) -> int | None:
    """Return the index of the sign that closes a bracket."""
    closing = (n for n in range(index, len(tokens)) if tokens[n].text == ")")
    return next(closing, None)
