"""Parsers of single form fields: clock times, durations, dates, numbers, city and language lists."""

# Each function takes text that is not blank and returns its value, or raises a code for which
# error_messages has a sentence. The fields that call them are in fields.

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webinars.errors import InvalidInputError
from webinars.i18n import Translator
from webinars.security.email_addresses import clean_domain
from webinars.security.text_input import clean_line
from webinars.timezones.city_search import find_city, is_known

MAX_CAPACITY = 1_000_000
MAX_CITIES = 12
MAX_DURATION = timedelta(days=31)
MAX_SESSION = timedelta(hours=12)
# A number without a unit is minutes, unless it could also be an hour or a time without its colon.
UNITLESS_MINUTES = range(25, 1000)

_CLOCK = re.compile(r"(\d{1,2})[:：.h](\d{2})|(\d{2})(\d{2})")
_DURATION = re.compile(r"(?:(\d{1,3})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*(?:m|min|minutes?)?)?")
_SEPARATORS = re.compile("[,;/،、，；]")
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}")


def parse_clock_time(text: str) -> time:
    """Parse a 24-hour clock time: "15:00", "9.30", "9h30", "1500".

    Raises:
        InvalidInputError: "not-a-time".
    """
    match = _CLOCK.fullmatch(_normalized(text))
    if match is None:
        raise InvalidInputError("not-a-time")
    hour, minute = match[1] or match[3], match[2] or match[4]
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise InvalidInputError("not-a-time") from error


def parse_end(text: str) -> time | timedelta:
    """Parse an end time or a duration: "16:30", "90 min", "1 h 30".

    Raises:
        InvalidInputError: "not-an-end-time".
    """
    normalized = _normalized(text)
    try:
        return parse_clock_time(normalized)
    except InvalidInputError:
        pass
    match = _DURATION.fullmatch(normalized)
    if match is None or not (match[1] or match[2]):
        raise InvalidInputError("not-an-end-time")
    if normalized.isdigit() and int(normalized) not in UNITLESS_MINUTES:
        raise InvalidInputError("not-an-end-time")
    duration = timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0))
    if not timedelta() < duration <= MAX_DURATION:
        raise InvalidInputError("not-an-end-time")
    return duration


def parse_duration(text: str) -> timedelta:
    """Parse the duration of a session: "90 min", "1 h 30".

    Raises:
        InvalidInputError: "not-a-duration".
    """
    try:
        duration = parse_end(text)
    except InvalidInputError as error:
        raise InvalidInputError("not-a-duration") from error
    if not isinstance(duration, timedelta) or duration > MAX_SESSION:
        raise InvalidInputError("not-a-duration")
    return duration


def parse_date(text: str) -> date:
    """Parse a date as browsers submit it: "2026-10-27".

    Raises:
        InvalidInputError: "not-a-date".
    """
    try:
        return datetime.strptime(_normalized(text), "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError as error:
        raise InvalidInputError("not-a-date") from error


def parse_year(text: str) -> int:
    """Parse a year of four digits.

    Raises:
        InvalidInputError: "not-a-year".
    """
    normalized = _normalized(text)
    if not re.fullmatch(r"[1-9]\d{3}", normalized):
        raise InvalidInputError("not-a-year")
    return int(normalized)


def parse_number(text: str, most: int, *, least: int = 1) -> int:
    """Parse a whole number from least to most.

    Raises:
        InvalidInputError: "not-a-number" (facts: most).
    """
    normalized = _normalized(text)
    if not re.fullmatch(r"\d{1,9}", normalized) or not least <= int(normalized) <= most:
        raise InvalidInputError("not-a-number", most=most)
    return int(normalized)


@dataclass(frozen=True)
class ParsedCities:
    """The keys of recognised cities, in order, and an error for each other name."""

    keys: list[str]
    errors: list[InvalidInputError]


def parse_cities(text: str, t: Translator) -> ParsedCities:
    """Parse a list of cities, by any of their names or codes.

    Errors are those of city_search.find_city(), and "too-many-cities" (facts: most).
    """
    keys: dict[str, None] = {}
    errors: list[InvalidInputError] = []
    for name in dict.fromkeys(_city_names(text, t)):
        # The search for names like an unknown one is slow.
        if len(keys) + len(errors) > MAX_CITIES:
            break
        try:
            keys[find_city(name, t).key] = None
        except InvalidInputError as error:
            errors.append(error)
    if len(keys) + len(errors) > MAX_CITIES:
        errors.append(InvalidInputError("too-many-cities", most=MAX_CITIES))
    return ParsedCities(list(keys)[:MAX_CITIES], errors)


def _city_names(text: str, t: Translator) -> Iterator[str]:
    """Yield the names in a list; some contain a comma, such as "Knox, Indiana"."""
    names = [name.strip() for name in _SEPARATORS.split(text) if name.strip()]
    index = 0
    while index < len(names):
        pair = ", ".join(names[index : index + 2])
        is_one = index + 1 < len(names) and not is_known(names[index + 1], t) and is_known(pair, t)
        yield pair if is_one else names[index]
        index += 2 if is_one else 1


def parse_domains(text: str) -> tuple[str, ...]:
    """Parse a list of e-mail domains into their canonical form, in order.

    Raises:
        InvalidInputError: "not-a-domain" (facts: domain).
    """
    names = text.translate(str.maketrans(",;،、，；", "      ")).split()
    return tuple(dict.fromkeys(map(clean_domain, names)))


def parse_languages(text: str, t: Translator) -> list[str]:
    """Parse a list of languages, named in the reader's language, in English, or by tag.

    Raises:
        InvalidInputError: "unknown-spoken-language" (facts: language).
    """
    names = filter(None, (name.strip() for name in _SEPARATORS.split(text)))
    return list(dict.fromkeys(_language_tag(name, t) for name in names))


def _language_tag(name: str, t: Translator) -> str:
    folded = name.casefold()
    names: dict[str, str] = {str(tag): str(label) for tag, label in t.locale.languages.items()}
    for tag, label in names.items():
        if _LANGUAGE_TAG.fullmatch(tag) and folded in {tag, label.casefold()}:
            return tag
    raise InvalidInputError("unknown-spoken-language", language=name[:60])


def _normalized(text: str) -> str:
    """Normalise a short text: ASCII digits, lower case, single spaces."""
    line = clean_line(text, longest=60)
    characters = (str(int(sign)) if sign.isdecimal() else sign for sign in line)
    return " ".join("".join(characters).lower().split())


def format_clock_time(value: time) -> str:
    """Format a clock time so that parse_clock_time() and parse_end() return it."""
    return f"{value:%H:%M}"


def format_duration(value: timedelta) -> str:
    """Format a duration so that parse_end() returns it: "60 min", "13 h", "50 h 15 min"."""
    total = value // timedelta(minutes=1)
    hours, minutes = divmod(total, 60)
    if total < 2 * 60:
        return f"{total} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
