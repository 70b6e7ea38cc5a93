"""Parse single fields of the event form: clock times, durations, dates, numbers, cities, languages."""

# Each function takes text that is not empty and returns its value, or raises a code for which the
# form has a sentence.

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webinars.errors import InvalidInputError
from webinars.i18n import Translator
from webinars.security.text import clean_line
from webinars.timezones.city_search import find_city, is_known

MOST_PLACES = 1_000_000
MOST_CITIES = 12
LONGEST_LENGTH = timedelta(days=31)
# A bare number is minutes, unless it could also be an hour or a time without its colon.
BARE_MINUTES = range(25, 1000)

_CLOCK = re.compile(r"(\d{1,2})[:：.h](\d{2})|(\d{2})(\d{2})")
_LENGTH = re.compile(r"(?:(\d{1,3})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*(?:m|min|minutes?)?)?")
_BETWEEN = re.compile("[,;/،、，；]")
_TAG = re.compile(r"[a-z]{2,3}")


def clock_time(text: str) -> time:
    """Parse a 24-hour clock time: "15:00", "9.30", "9h30", "1500".

    Raises:
        InvalidInputError: "not-a-clock-time".
    """
    match = _CLOCK.fullmatch(_plain(text))
    if match is None:
        raise InvalidInputError("not-a-clock-time")
    hour, minute = match[1] or match[3], match[2] or match[4]
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise InvalidInputError("not-a-clock-time") from error


def end_or_length(text: str) -> time | timedelta:
    """Parse an end time or a duration: "16:30", "90 min", "1 h 30".

    Raises:
        InvalidInputError: "not-an-end".
    """
    plain = _plain(text)
    try:
        return clock_time(plain)
    except InvalidInputError:
        pass
    match = _LENGTH.fullmatch(plain)
    if match is None or not (match[1] or match[2]):
        raise InvalidInputError("not-an-end")
    if plain.isdigit() and int(plain) not in BARE_MINUTES:
        raise InvalidInputError("not-an-end")
    length = timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0))
    if not timedelta() < length <= LONGEST_LENGTH:
        raise InvalidInputError("not-an-end")
    return length


def day(text: str) -> date:
    """Parse a date as browsers submit it: "2026-10-27".

    Raises:
        InvalidInputError: "not-a-date".
    """
    try:
        return datetime.strptime(_plain(text), "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError as error:
        raise InvalidInputError("not-a-date") from error


def year(text: str) -> int:
    """Parse a year of four digits.

    Raises:
        InvalidInputError: "not-a-year".
    """
    plain = _plain(text)
    if not re.fullmatch(r"[1-9]\d{3}", plain):
        raise InvalidInputError("not-a-year")
    return int(plain)


def number(text: str, most: int) -> int:
    """Parse a whole number from one to most.

    Raises:
        InvalidInputError: "not-a-number" (facts: most).
    """
    plain = _plain(text)
    if not re.fullmatch(r"\d{1,9}", plain) or not 1 <= int(plain) <= most:
        raise InvalidInputError("not-a-number", most=most)
    return int(plain)


@dataclass(frozen=True)
class Cities:
    """The keys of recognised cities, in order, and an error for each other name."""

    keys: list[str]
    refusals: list[InvalidInputError]


def read_cities(text: str, t: Translator) -> Cities:
    """Parse a list of cities, by any of their names or codes.

    Errors are those of city_search.find_city(), and "too-many-cities" (facts: most).
    """
    keys: dict[str, None] = {}
    refusals: list[InvalidInputError] = []
    for name in _city_names(text, t):
        try:
            keys[find_city(name, t).key] = None
        except InvalidInputError as refusal:
            refusals.append(refusal)
    if len(keys) > MOST_CITIES:
        refusals.append(InvalidInputError("too-many-cities", most=MOST_CITIES))
    return Cities(list(keys)[:MOST_CITIES], refusals)


def _city_names(text: str, t: Translator) -> Iterator[str]:
    """Yield the names in a list; some contain a comma, such as "Knox, Indiana"."""
    names = [name.strip() for name in _BETWEEN.split(text) if name.strip()]
    place = 0
    while place < len(names):
        both = ", ".join(names[place : place + 2])
        is_one = place + 1 < len(names) and not is_known(names[place + 1], t) and is_known(both, t)
        yield both if is_one else names[place]
        place += 2 if is_one else 1


def language_tags(text: str, t: Translator) -> list[str]:
    """Parse a list of languages, named in the reader's language, in English, or by tag.

    Raises:
        InvalidInputError: "unknown-spoken-language" (facts: language).
    """
    names = filter(None, (name.strip() for name in _BETWEEN.split(text)))
    return list(dict.fromkeys(_tag(name, t) for name in names))


def _tag(name: str, t: Translator) -> str:
    wanted = name.casefold()
    names: dict[str, str] = {str(tag): str(word) for tag, word in t.locale.languages.items()}
    for tag, word in names.items():
        if _TAG.fullmatch(tag) and wanted in {tag, word.casefold()}:
            return tag
    raise InvalidInputError("unknown-spoken-language", language=name[:60])


def _plain(text: str) -> str:
    """Normalise a short text: ASCII digits, lower case, single spaces."""
    line = clean_line(text, longest=60)
    figures = (str(int(sign)) if sign.isdecimal() else sign for sign in line)
    return " ".join("".join(figures).lower().split())
