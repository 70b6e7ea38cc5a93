"""Year and month that headings state for the lines below them: "Diary, spring 2026", "March"."""

import re
from bisect import bisect
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.scanner import FILLER_WORDS
from webinars.announcement_parser.grammar.token_patterns import DATE_MATCHERS, is_followed
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_BEFORE_DAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.announcement_parser.grammar.vocabulary.list_words import PERIOD_WORDS
from webinars.announcement_parser.layout.lines import Line
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

MAX_HEADING_LENGTH = 100
MAX_DAY = 31
MONTHS = 12
# "2026-27" or "2026/2027", whose days may be in either year.
_SEASON = re.compile(r"\b((?:19|20)\d\d) ?[-–/] ?((?:20)?\d\d)(?![\d./-])")
_MARKS = "#*_=-–—• "
COLUMN_GAP = 2  # spaces
MIN_DAYS_BELOW = 2  # that show which month a heading names
MAX_DAYS_BELOW = 12
AND = FUNCTION_WORDS["and"] | FUNCTION_WORDS["and-joint"]
WEEKS = frozenset({"week", "semaine", "semana", "woche", "settimana"})
YEARS = range(-2, 4)  # years of headings, from the year in which the announcement is parsed


class HeadingDate(NamedTuple):
    """The year and the month that hold for a line, None where no heading states one.

    first_day: the first day of a period whose days are headings of their own; earlier numbers are days of
        the next month.
    """

    year: int | None = None
    month: int | None = None
    first_day: int | None = None


def heading_dates(lines: Sequence[Line], today: date) -> list[HeadingDate]:
    """Return for each line the year and month of the nearest headings above it."""
    current = HeadingDate()
    by_line = []
    days = _days_in_weeks(lines)
    for index, line in enumerate(lines):
        by_line.append(current)
        if len(line.text) > MAX_HEADING_LENGTH:
            continue
        period = _period(line) or _period_before_days(lines, index)
        if period is not None:
            current = period
        if _has_day(line):
            continue
        years = {year for year in _years(line) if year - today.year in YEARS}
        months = _months(line)
        is_month = len(months) == 1 and (bool(years) or len(line.tokens) == 1)
        if line.is_heading and (years or is_month):
            year = years.pop() if len(years) == 1 else current.year
            current = HeadingDate(year, months.pop() if is_month else None)
        elif line.is_heading and len(months) == 1:
            current = _month_of_days(months.pop(), days, index, today) or current
    return by_line


def _days_in_weeks(lines: Sequence[Line]) -> list[tuple[int, DatePart]]:
    """Return the days with which lines begin, as number and weekday, with the indexes of the lines."""
    days = []
    for index, line in enumerate(lines):
        if line.begins_with_day:
            parsed = parse_day_of_heading(line.tokens, HeadingDate(None, 1))
            if parsed is not None:
                days.append((index, parsed.parts[0]))
    return days


def _month_of_days(
    month: int, days: Sequence[tuple[int, DatePart]], index: int, today: date
) -> HeadingDate | None:
    """Return the month of a heading without a year, "Agenda de marzo", if the days below fit its weekdays."""
    first = bisect(days, index, key=lambda day: day[0])
    below = [part._replace(month=month) for _, part in days[first : first + MAX_DAYS_BELOW]]
    distinct = {part.day for part in below}
    for year in (today.year, today.year + 1):
        is_over = (year, month) < (today.year, today.month)
        if not is_over and all(fits_weekday(part._replace(year=year)) for part in below):
            return HeadingDate(year, month) if len(distinct) >= MIN_DAYS_BELOW else None
    return None


def is_month_heading(line: Line) -> bool:
    """Return whether a line is a month and nothing else: "OCTOBER"."""
    return len(line.tokens) == 1 and bool(_months(line))


def with_heading_year(parsed: ParsedDate, heading: HeadingDate) -> ParsedDate:
    """Return a date with the year of its heading if it has none; not if that contradicts the weekday."""
    month = parsed.parts[0].month
    if heading.year is None or month is None or any(part.year for part in parsed.parts):
        return parsed
    parts = tuple(
        part._replace(year=heading.year + (part.month is not None and part.month < month))
        for part in parsed.parts
    )
    return parsed._replace(parts=parts) if all(map(fits_weekday, parts)) else parsed


def fits_weekday(part: DatePart) -> bool:
    """Return whether a day is the weekday that is written with it, as far as that is known."""
    if part.weekday is None or part.year is None or part.month is None or part.day is None:
        return True
    try:
        return date(part.year, part.month, part.day).weekday() == part.weekday
    except ValueError:
        return False


def parse_day_of_heading(tokens: Sequence[Token], heading: HeadingDate) -> ParsedDate | None:
    """Return the date of a line that begins with a weekday and a day: "Tues 3" under "March 2026"."""
    start = next((n for n, token in enumerate(tokens) if not _is_introduction(token)), len(tokens))
    if heading.month is None or start + 1 >= len(tokens):
        return None
    match = DATE_MATCHERS["weekday"](tokens, start) or _weekday_of_column(tokens, start)
    if match is None or match[0] >= len(tokens) or tokens[match[0]].kind != "number":
        return None
    index, weekday = match
    assert isinstance(weekday, int)  # noqa: S101 - for the type checker
    day = int(tokens[index].text) if len(tokens[index].text) < len("100") else 0
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    is_ordinal = after is not None and after.glued and after.norm in FUNCTION_WORDS["ordinal"]
    is_longer = after is not None and after.glued and not is_ordinal and after.text not in ",:."
    is_longer = is_longer or (after is not None and is_followed(tokens, index + 1, ".", "number"))
    if not 1 <= day <= MAX_DAY or is_longer:
        return None
    end = tokens[index + is_ordinal].end
    part = _in_month(DatePart(heading.year, heading.month, day, weekday))
    if heading.first_day is not None and day < heading.first_day and part.month == heading.month:
        part = part._replace(
            month=heading.month % MONTHS + 1,
            year=heading.year and heading.year + heading.month // MONTHS,
        )
    return ParsedDate((part,), "single", tokens[start].start, end, is_weak=False)


def _weekday_of_column(tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    """Return a weekday that is also a name or another word, before a day in a column: "Sam 12   Supper"."""
    weekday = WEEKDAY_BEFORE_DAY_NUMBERS.get(tokens[start].norm)
    day = start + 1 + (tokens[start + 1].text == ".")
    if weekday is None or day + 1 >= len(tokens) or tokens[day].kind != "number":
        return None
    is_column = tokens[day + 1].start - tokens[day].end >= COLUMN_GAP
    return (day, weekday) if is_column else None


def _is_introduction(token: Token) -> bool:
    """Return whether a token may precede the day: a sign, or a word such as in "Y el viernes 24"."""
    return token.kind == "sign" or token.norm in FILLER_WORDS or token.norm in AND


def _in_month(part: DatePart) -> DatePart:
    """Return the day in its month, or in the next one if only there it is that weekday."""
    month = part.month or 1
    following = part._replace(
        month=month % MONTHS + 1, year=part.year and part.year + month // MONTHS
    )
    is_next = not fits_weekday(part) and fits_weekday(following)
    return following if is_next else part


def _period(line: Line) -> HeadingDate | None:
    """Return the first month of a period in a heading: "Agenda, 28 September to 2 October 2026".

    The only day of "Notices for the week of Sunday 10 October" is its first.
    """
    dates = [item for item in line.items if isinstance(item, ParsedDate) and not item.is_month]
    words = _words(line)
    if len(dates) == 1 and len(dates[0].parts) == 1 and not WEEKS.isdisjoint(words):
        part = dates[0].parts[0]
        return HeadingDate(part.year, part.month, part.day) if part.year else None
    if len(dates) != 1 or len(dates[0].parts) == 1 or not PERIOD_WORDS & words:
        return None
    first, last = dates[0].parts[0], dates[0].parts[-1]
    return HeadingDate(first.year or last.year, first.month or last.month)


def _period_before_days(lines: Sequence[Line], index: int) -> HeadingDate | None:
    """Return the first day of a period that is a heading like those of its days: "# 30 May - 2 June"."""
    line = lines[index]
    if not line.has_date or not line.is_heading:
        return None
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    is_period = len(dates) == 1 and dates[0].relation == "range" and not dates[0].is_weak
    if not is_period or any(character.isalpha() for character in _around(line, dates[0])):
        return None
    first, last = dates[0].parts[0], dates[0].parts[-1]
    month = first.month or last.month
    mark = _mark(line)
    days = [
        part
        for other in lines[index + 1 :]
        if _mark(other) == mark and (part := _bare_day(other, month)) is not None
    ]
    are_within = all(part.day in _days_of_period(first, last) for part in days)
    is_list = bool(days) and are_within and month is not None
    return HeadingDate(first.year or last.year, month, first.day) if is_list else None


def _around(line: Line, date: ParsedDate) -> str:
    return line.source[line.start : date.start] + line.source[date.end : line.end]


def _mark(line: Line) -> str:
    """Return the signs with which a line begins: "### "."""
    return line.source[line.start : line.end - len(line.text.lstrip(_MARKS))] if line.text else ""


def _bare_day(line: Line, month: int | None) -> DatePart | None:
    """Return the day of a line that has nothing but a weekday and a number."""
    day = parse_day_of_heading(line.tokens, HeadingDate(None, month))
    if day is None or any(character.isalnum() for character in line.source[day.end : line.end]):
        return None
    return day.parts[0]


def _days_of_period(first: DatePart, last: DatePart) -> Collection[int | None]:
    """Return the numbers of the days of a period of a month or two."""
    if first.day is None or last.day is None:
        return ()
    is_one = first.month is None or last.month is None or first.month == last.month
    return (
        range(first.day, last.day + 1)
        if is_one
        else {*range(first.day, MAX_DAY + 1), *range(1, last.day + 1)}
    )


def _words(line: Line) -> set[str]:
    return {token.norm for token in line.tokens if token.kind == "word"}


def _has_day(line: Line) -> bool:
    return any(isinstance(item, ParsedDate) and not item.is_month for item in line.items)


def _years(line: Line) -> set[int]:
    numbers = (token.text for token in line.tokens if token.kind == "number")
    years = {int(text) for text in numbers if len(text) == len("2026")}
    seasons = ((int(one[1]) + 1, int(one[2])) for one in _SEASON.finditer(line.text))
    years |= {second for second, written in seasons if second % 100 == written % 100}
    return {year for year in years if FIRST_YEAR <= year <= LAST_YEAR}


def _months(line: Line) -> set[int]:
    words = (token for token in line.tokens if token.kind == "word")
    return {MONTH_NUMBERS[token.norm] for token in words if token.norm in MONTH_NUMBERS}
