"""Drafts that may be one event, told again in another language, for another city or at an open hour."""

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from webinars.announcement_parser.draft import Draft, ParsedValue
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTHS, WEEKDAYS
from webinars.errors import InvalidInputError
from webinars.timezones.schedule import Days, Timed, resolve

MIN_LETTERS = 4
MAX_COMPARED = 12  # drafts of a day
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[A-Z]|[IVXL]+|\w*\d\w*")
# The languages in which a word is the name of a month or weekday.
DATE_LANGUAGES: dict[str, frozenset[str]] = {}
for _language, _row in itertools.chain(MONTHS.items(), WEEKDAYS.items()):
    for _name in " ".join(_row).split():
        DATE_LANGUAGES[_name] = DATE_LANGUAGES.get(_name, frozenset()) | {_language}


def repeated_drafts(drafts: Sequence[Draft], titled: Sequence[bool]) -> Iterator[bool]:
    """Yield for each draft whether one before it may be the same event."""
    at_instant: dict[object, list[tuple[Draft, bool]]] = {}
    for draft, is_titled in zip(drafts, titled, strict=True):
        others = at_instant.setdefault(_instants(draft), [])
        yield any(
            _may_repeat(draft, other, are_titled=is_titled and other_titled)
            for other, other_titled in others
        )
        others.append((draft, is_titled))


def told_otherwise(drafts: Sequence[Draft], text: str) -> set[int]:
    """Return the starts of the dates of drafts that may be told at another hour elsewhere in the text.

    That is in another language, or where it is open which hour is meant: "6:30 doors" for 18:30.
    """
    by_day: dict[date, list[tuple[datetime, Draft]]] = {}
    for draft in drafts:
        if isinstance(draft.when, Timed) and not draft.is_row:
            start = draft.when.start
            by_day.setdefault(start.date(), []).append((start, draft))
    starts = set()
    for of_day in by_day.values():
        for (start, draft), (other_start, other) in itertools.permutations(
            of_day[:MAX_COMPARED], 2
        ):
            if start != other_start and _may_be_told_as(draft, start, other, text):
                starts.add(draft.date_start)
    return starts


def _may_be_told_as(draft: Draft, start: datetime, other: Draft, text: str) -> bool:
    """Return whether another draft of a day is in another language, or may be at the hour of a draft."""
    languages, other_languages = _languages(draft, text), _languages(other, text)
    if languages and other_languages and not languages & other_languages:
        return True
    readings = (reading.when for question in other.questions for reading in question.readings)
    starts = (when.start for when in readings if isinstance(when, Timed))
    return not draft.questions and start in starts


def _languages(draft: Draft, text: str) -> frozenset[str]:
    """Return the languages that the words of a draft's date may be in, none for numbers."""
    spans = (text[span.start : span.end] for span in draft.spans if span.kind == "date")
    words = {word.casefold() for span in spans for word in _WORD.findall(span)}
    known = [DATE_LANGUAGES[word] for word in words if word in DATE_LANGUAGES]
    return frozenset.intersection(*known) if known else frozenset()


def _instants(draft: Draft) -> object:
    """Return what is equal for two schedules that are one in different zones."""
    when = draft.when
    if isinstance(when, Timed):
        try:
            return resolve(when).starts_at
        except InvalidInputError:  # a time that a clock change skips; that is asked already
            return when
    return (when.first, when.last) if isinstance(when, Days) else when


def _may_repeat(draft: Draft, other: Draft, *, are_titled: bool) -> bool:
    """Return whether two drafts at one time may be one event: told for two zones, or in one place.

    are_titled: whether each has a title beside its date, which tells them apart if no places are given.
    """
    if draft.when.timezone != other.when.timezone:
        return True
    if not (draft.place and other.place) or _place_span(draft) == _place_span(other):
        return not are_titled  # a place that the text states once says nothing
    numbers, words = _numbers_and_words(draft.place)
    other_numbers, other_words = _numbers_and_words(other.place)
    return numbers == other_numbers and not words.isdisjoint(other_words)


def _place_span(draft: Draft) -> ParsedValue | None:
    return next((span for span in draft.fields.spans if span.kind == "place"), None)


def _numbers_and_words(place: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the numbers of rooms ("XII", "B", "3.045") and the words of a place, of four letters or more."""
    tokens = _WORD.findall(place)
    numbers = frozenset(token for token in tokens if _NUMBER.fullmatch(token))
    return numbers, frozenset(token.casefold() for token in tokens if len(token) >= MIN_LETTERS)
