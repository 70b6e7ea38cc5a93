"""Days that are named without their date: "tomorrow", "next Tuesday", "jeudi prochain", "the 14th"."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from webinars.announcement_parser.grammar.phrases.day_phrases import (
    AFTER_NEXT_WEEKDAY,
    AFTER_NUMBERED_DAY,
    AFTER_OTHER_WEEKDAY,
    BEFORE_NEXT_WEEKDAY,
    BEFORE_OTHER_WEEKDAY,
    NUMBERED_DAYS,
    NUMBERED_WEEKDAYS,
    ORDINALS,
    RELATIVE_DAYS,
    WEEKDAYS_WITH_DAYS,
)
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_BEFORE_DAY_NUMBERS,
    WEEKDAY_NUMBERS,
)

MIN_WEEKDAY_LENGTH = 4  # shorter ones are other words, too: "sun", "mon"
MAX_DAYS, MONTHS_AHEAD, DAYS_PER_WEEK = 3, 26, 7
LAST = -1
# "Friday 15" is that of the next weeks, unless another one follows soon.
NEAR_DAYS, FAR_DAYS = 31, 60


class DayPhrase(NamedTuple):
    """A phrase for a day, with None for what it does not name.

    Attributes:
        distance: days from the day of writing.
        ordinal: of a weekday in its month, -1 for the last.
        day: number in its month.
        is_next: whether it is a weekday with a word such as "next".
    """

    start: int
    end: int
    distance: int | None = None
    weekday: int | None = None
    ordinal: int | None = None
    day: int | None = None
    month: int | None = None
    is_next: bool = False

    @property
    def is_bare_weekday(self) -> bool:
        """Return whether it is a weekday and nothing else."""
        is_weekday = self.ordinal is None and self.day is None and self.weekday is not None
        return is_weekday and not self.is_next


class MonthOfPage(NamedTuple):
    """A month that the text names for its days, with None for a year that it omits."""

    year: int | None
    month: int


def day_phrases(text: str) -> list[DayPhrase]:
    """Return the phrases of a text in order, the longest of those that overlap."""
    phrases = sorted(_matches(text), key=lambda phrase: (phrase.start, -phrase.end))
    apart: list[DayPhrase] = []
    for phrase in phrases:
        if not apart or phrase.start >= apart[-1].end:
            apart.append(phrase)
    return apart


def candidate_days(phrase: DayPhrase, today: date, months: Sequence[MonthOfPage]) -> list[date]:
    """Return the days that a phrase can mean, the likeliest first.

    Args:
        phrase: the phrase.
        today: the day of writing.
        months: months that the text names, the likeliest first.
    """
    days: Iterator[date]
    if phrase.distance is not None:
        days = _relative_days(phrase.distance, today)
    elif phrase.ordinal is not None:
        days = _numbered_weekdays(phrase, today)
    elif phrase.day is not None:
        days = _numbered_days(phrase, today, months)
    else:
        days = _weekdays(phrase.weekday or 0, today)
    return list(dict.fromkeys(islice(days, MAX_DAYS)))


def relative_dates(text: str, today: date) -> frozenset[date]:
    """Return the days that the words of a text can mean on the day of writing; a bare weekday is none."""
    phrases = (phrase for phrase in day_phrases(text) if not phrase.is_bare_weekday)
    return frozenset(day for phrase in phrases for day in candidate_days(phrase, today, ()))


def _matches(text: str) -> Iterator[DayPhrase]:
    for distance, pattern in _RELATIVE_DAYS.items():
        for match in pattern.finditer(text):
            yield DayPhrase(*match.span(), distance=distance)
    for match in _NUMBERED_WEEKDAY.finditer(text):
        words = _words(match[0])
        months = (MONTH_NUMBERS[word] for word in words if word in MONTH_NUMBERS)
        ordinal = next(number for number, pattern in _ORDINALS.items() if pattern.match(match[0]))
        yield DayPhrase(
            *match.span(), weekday=_weekday(match[0]), ordinal=ordinal, month=next(months, None)
        )
    for match in _WEEKDAY_WITH_DAY.finditer(text):
        yield DayPhrase(*match.span(), weekday=_weekday(match[0]), day=_number(match[0]))
    for match in _NUMBERED_DAY.finditer(text):
        yield DayPhrase(*match.span(), day=_number(match[0]))
    for match in _WEEKDAY.finditer(text):
        if not _is_other_weekday(text, match):
            is_next = bool(match["before"] or match["after"])
            yield DayPhrase(*match.span(), weekday=_weekday(match[0]), is_next=is_next)


def _is_other_weekday(text: str, match: re.Match[str]) -> bool:
    """Return whether a weekday is over, repeated, or one of several: "every Friday", "Mondays"."""
    before = text[max(0, match.start() - 20) : match.start()]
    return (
        _BEFORE_OTHER.search(before) is not None
        or _AFTER_OTHER.match(text, match.end()) is not None
    )


def _weekday(text: str) -> int:
    """Return the number of the weekday in the text of a match."""
    match = _WEEKDAY.search(text)
    name = match["name"].casefold() if match else ""
    return WEEKDAY_NUMBERS.get(name, WEEKDAY_BEFORE_DAY_NUMBERS.get(name.removesuffix("-feira"), 0))


def _number(text: str) -> int:
    match = re.search(r"\d+", text)
    return int(match[0]) if match else 1


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def _relative_days(distance: int, today: date) -> Iterator[date]:
    """Yield the day at a distance, and another one, because the text may be sent later or be older."""
    yield today + timedelta(distance)
    yield today + timedelta(distance - 1 if distance > 1 else distance + 1)


def _weekdays(weekday: int, today: date) -> Iterator[date]:
    """Yield the next two such days."""
    following = (weekday - today.weekday() - 1) % DAYS_PER_WEEK + 1
    yield today + timedelta(following)
    yield today + timedelta(following + DAYS_PER_WEEK)


def _numbered_days(phrase: DayPhrase, today: date, months: Sequence[MonthOfPage]) -> Iterator[date]:
    """Yield the day in the months that the text names, then the next such days, by weekday if it has one."""
    number = phrase.day or 1
    named = (_day_of_month(year_of(month, today), month.month, number) for month in months)
    ahead = (_day_of_month(year, month, number) for year, month in _next_months(today))
    days = [*filter(None, named), *(day for day in ahead if day is not None and day > today)]
    fitting = (day for day in days if phrase.weekday in {None, day.weekday()})
    first = list(islice(dict.fromkeys(fitting), 2))
    if phrase.weekday is not None and _is_only_near(first, today):
        yield first[0]
        return
    yield from first
    yield from days[:1]


def _is_only_near(days: Sequence[date], today: date) -> bool:
    """Return whether the first of two days is in the next weeks, and the other one months later."""
    is_near = bool(days) and today < days[0] <= today + timedelta(NEAR_DAYS)
    return is_near and all((day - days[0]).days >= FAR_DAYS for day in days[1:])


def _numbered_weekdays(phrase: DayPhrase, today: date) -> Iterator[date]:
    """Yield the next days such as the first Tuesday of a month, in each month or in the named one."""
    for year, month in _next_months(today):
        if phrase.month in {None, month}:
            first = date(year, month, 1)
            days = [first + timedelta(n) for n in range(monthrange(year, month)[1])]
            of_weekday = [day for day in days if day.weekday() == phrase.weekday]
            number = phrase.ordinal or 1
            day = of_weekday[number if number == LAST else number - 1]
            if day > today:
                yield day


def year_of(month: MonthOfPage, today: date) -> int:
    """Return the year of a month, the next one if the text omits it."""
    return month.year or today.year + (month.month < today.month)


def _day_of_month(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def _next_months(today: date) -> Iterator[tuple[int, int]]:
    """Yield this month and the next ones."""
    for number in range(today.month - 1, today.month - 1 + MONTHS_AHEAD):
        yield today.year + number // 12, number % 12 + 1


def _any_of(rows: Mapping[str, str]) -> str:
    return "|".join(rows.values())


def _names(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_WEEKDAY_NAMES = "|".join(
    [
        _names(name for name in WEEKDAY_NUMBERS if len(name) >= MIN_WEEKDAY_LENGTH),
        *(
            f"{name}-feira"
            for name in WEEKDAY_BEFORE_DAY_NUMBERS
            if len(name) >= MIN_WEEKDAY_LENGTH
        ),
    ]
)
_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"


def _compile(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the tables, with the names and numbers of all languages."""
    for name, names in (
        ("weekday", _WEEKDAY_NAMES),
        ("month", _names(MONTH_NUMBERS)),
        ("ordinal", "|".join(ORDINALS.values())),
        ("day", _NUMBER),
    ):
        pattern = pattern.replace("{" + name + "}", f"(?:{names})")
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


# A number beside a sign or unit is no day: "Thursday 10:30", "samedi 18h", "Friday 9-11".
_NO_HOUR = r"(?!\s?(?::\d|h\b|h\d|[-–—]\s?\d|uhr|hrs|[ap]\.?m\b|[./]\d)|\w)"
_AFTER_DAY = rf"(?=\s*(?:$|[,;:!?()\[\]–—-]|\.(?:\s|$)|(?:{_any_of(AFTER_NUMBERED_DAY)})\b))"
_NUMBERED_DAY = _compile(rf"\b(?:{_any_of(NUMBERED_DAYS)}){_NO_HOUR}{_AFTER_DAY}")
_WEEKDAY_WITH_DAY = _compile(rf"\b{WEEKDAYS_WITH_DAYS}{_NO_HOUR}(?!\s+{{month}}\b)")
_NUMBERED_WEEKDAY = _compile(rf"\b(?:{_any_of(NUMBERED_WEEKDAYS)})\b")
_WEEKDAY = _compile(
    rf"\b(?:(?P<before>{_any_of(BEFORE_NEXT_WEEKDAY)}) )?(?P<name>{{weekday}})\b"
    rf"(?P<after> (?:{_any_of(AFTER_NEXT_WEEKDAY)})\b)?"
)
_BEFORE_OTHER = _compile(rf"\b(?:{_any_of(BEFORE_OTHER_WEEKDAY)})\s+$")
_AFTER_OTHER = _compile(_any_of(AFTER_OTHER_WEEKDAY))
_ORDINALS = {number: _compile(rf"(?:{words})\b") for number, words in ORDINALS.items()}
_RELATIVE_DAYS = {
    distance: _compile(rf"\b(?:{_any_of(rows)})\b") for distance, rows in RELATIVE_DAYS.items()
}
