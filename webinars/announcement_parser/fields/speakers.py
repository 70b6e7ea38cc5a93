"""Recognise names of speakers, and remove them from titles."""

import re
from collections.abc import Sequence

from webinars.announcement_parser.grammar.phrases.title_words import (
    FURTHER_NOUN_ROWS,
    HONORIFIC_ROWS,
    SPEAKER_NOUN_ROWS,
    SPEAKER_PREPOSITION_ROWS,
    alternatives,
)
from webinars.announcement_parser.grammar.vocabulary.calendar_names import WEEKDAY_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.heading_words import EVENT_NOUNS
from webinars.announcement_parser.grammar.vocabulary.list_words import SERIES_WORDS
from webinars.announcement_parser.grammar.vocabulary.place_words import VENUE_NOUNS
from webinars.announcement_parser.grammar.vocabulary.word_tables import union

MIN_NAMES = 2
_PUNCTUATION = " ,:;"
_NAME_WORD = r"(?:[A-ZÀ-ÞŁŚŽ][\w’'.·-]*|[A-Z]\.)"
_PARTICLE = r"(?:von|van|de|der|den|del|della|di|da|dos|le|la|el|al|ibn|bin|y|e|zu)"
_NAME = rf"{_NAME_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}(?:el-|al-)?{_NAME_WORD}){{1,4}}"
_BARE_NAME = re.compile(rf"{_NAME}$")
_AFFILIATION = r"\s*\([^()/:]{2,80}\)"  # no web address
_HONORIFIC = rf"(?i:{alternatives(HONORIFIC_ROWS)})\b\.?\s+"
_PERSON = rf"(?:{_HONORIFIC})+{_NAME_WORD}"
_NOUN = rf"(?i:{alternatives(SPEAKER_NOUN_ROWS)})\s*:?\s+"
_PREPOSITION = rf"(?i:{alternatives(SPEAKER_PREPOSITION_ROWS)})\s+"
_SPEAKER = re.compile(
    rf"(?:(?:{_PREPOSITION})?{_PERSON}(?:\s+[\w’'.-]+){{0,4}}(?:{_AFFILIATION})?"
    rf"|{_NAME}{_AFFILIATION}|{_NOUN}(?:{_HONORIFIC})*{_NAME}(?:{_AFFILIATION})?)(?:,\s[^\d]{{2,60}})?$"
)
_SPEAKER_BEFORE = re.compile(
    rf"(?:(?:{_HONORIFIC})*{_NAME}{_AFFILIATION}|(?:{_HONORIFIC})+{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}})(?:\s*[,:–—-]\s+|\s{{3,}})"
)
_AFFIX = re.compile(
    rf"(?:,?\s+|\s+[-–—|]\s+)(?:(?:{_NOUN}|{_PREPOSITION}){_PERSON}|{_NOUN}{_NAME}).*$"
    rf"|\s+(?:presented|given|led|hosted|chaired)\s+by\s+{_NAME_WORD}.*$"
    rf"|(?<=[\"”»’'])\s+{_PREPOSITION}{_NAME}.*$"
)
# "The Green Garden by Ann Low"; "Songs by Ann Low" and "a walk by Lake Como" are titles.
_BY_NAME = re.compile(rf"(?P<title>\S+\s+\S.*?)\s+by\s+(?P<name>{_NAME})$")
_MAX_BY_NAME = 4  # words of the name
_WORKS = union(
    {
        "en": "songs music works poems paintings drawings photographs stories plays readings films art"
    }
)
_BEFORE_QUOTATION = re.compile(
    rf"(?:[^\W\d_]+\s+(?:by|par|de|por|di|von)\s+)?(?P<name>(?:{_HONORIFIC})*{_NAME})[,:]?\s+(?=[\"“«„])"
)
_PART_END = re.compile(r"(?<!\b\w)[,:.;]\s|[:.]$|\s[-–—|]\s")
_ANNOUNCEMENT = re.compile(
    rf"\b(?:{alternatives(SPEAKER_NOUN_ROWS)}|guest|invitée?|gast|ospite)$", re.IGNORECASE
)
_NO_PERSON_WORDS = (
    EVENT_NOUNS | SERIES_WORDS | VENUE_NOUNS | union(FURTHER_NOUN_ROWS) | {*WEEKDAY_NUMBERS}
)


def is_speaker(text: str) -> bool:
    """Return whether a text is surely a person: "Dr. Ann Low", "Ann Low (Leeds)", "Speaker: Ann Low"."""
    return _SPEAKER.match(text.strip(_PUNCTUATION)) is not None and not _has_other_noun(text)


def may_be_speaker(text: str) -> bool:
    """Return whether a text may be a name: capitalised words, none of them a noun for an event or a venue."""
    return is_speaker(text) or (
        _BARE_NAME.match(text.strip(_PUNCTUATION)) is not None and not _has_other_noun(text)
    )


def end_of_speaker_before_quotation(text: str) -> int:
    """Return the offset of a quotation after a person: "Ann Low « Peat »", "Talk by Ann Low, “Peat”"."""
    person = _BEFORE_QUOTATION.match(text)
    return person.end() if person and not _has_other_noun(person["name"]) else 0


def end_of_speaker(text: str) -> int:
    """Return the offset after a person at the beginning of a text, as in "Ann Low (Leeds), Peat", else 0."""
    person = _SPEAKER_BEFORE.match(text)
    return person.end() if person and not _has_other_noun(person[0]) else 0


def are_speakers(titles: Sequence[str]) -> bool:
    """Return whether most titles of a list begin with a name: "Ann Low, Peat", "Ben Moss: Birds"."""
    names = [may_be_speaker(_PART_END.split(title)[0].strip()) for title in titles]
    return len(names) >= MIN_NAMES and 3 * len(names) <= 4 * sum(names)


def announces_speaker(text: str) -> bool:
    """Return whether a text ends with a word for a speaker, whose name follows: "Visiting Speaker"."""
    return _ANNOUNCEMENT.search(text) is not None


def without_speaker(title: str) -> str:
    """Return a title without a speaker after it: "Peat, with Dr. Ann Low", "Peat – Speaker: Ann Low"."""
    shorter = _AFFIX.sub("", title)
    by = _BY_NAME.fullmatch(shorter)
    if by and len(by["name"].split()) < _MAX_BY_NAME and not _has_other_noun(by["name"]):
        is_work = by["title"].split()[-1].casefold() in _WORKS
        shorter = shorter if is_work else by["title"]
    return shorter if any(map(str.isalpha, shorter)) else title


def _has_other_noun(text: str) -> bool:
    name = text.partition("(")[0]
    return any(word in _NO_PERSON_WORDS for word in re.findall(r"[^\W\d_]+", name.casefold()))
