"""Dates of lines that name a day without its date, from the day of writing: "the 14th at 6 pm"."""

from collections.abc import Container, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile

from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.relative_days import (
    DayPhrase,
    MonthOfPage,
    candidate_days,
    day_phrases,
)
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_BEFORE_DAY_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.layout.heading_dates import (
    HeadingDate,
    heading_dates,
    parse_day_of_heading,
)
from webinars.announcement_parser.layout.lines import MAX_TITLE_LENGTH, Line
from webinars.announcement_parser.layout.lists.listed_numbers import days_of_heading_month
from webinars.announcement_parser.layout.lists.month_rows import (
    NumberedDay,
    days_below_months,
    month_rows,
)
from webinars.announcement_parser.layout.lists.number_rows import days_in_numbers
from webinars.announcement_parser.layout.message_headers import message_headers
from webinars.announcement_parser.layout.same_days import last_timed_day, same_days
from webinars.announcement_parser.resolution.date_mentions import is_mentioned_only
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

MAX_DISTANCE = 120  # characters between a day and its time …
MAX_DISTANCE_OF_WEEKDAY = 30  # … and a weekday, which may be that of anything
MAX_DAYS_OF_RANGE = 60
MAX_MONTHS = 2
MAX_DAY_LINE_LENGTH = 40
MAX_BELOW = 4


def with_inferred_dates(lines: Sequence[Line], today: date) -> list[Line]:
    """Return the lines, with inferred dates where a line states a time on a day without its date.

    A day that another line states in full is that line's. Where no line has a date to come, no time is
    necessary.
    """
    headers = message_headers(lines)
    own = (line for index, line in enumerate(lines) if index not in headers)
    stated = frozenset(day for line in own for day in _stated_days(line, today))
    dated = _with_inferred_dates(lines, today, stated, is_time_necessary=True)
    if stated or any(line.inferred_dates for line in dated):
        return dated
    return _with_inferred_dates(lines, today, stated, is_time_necessary=False)


def _with_inferred_dates(
    lines: Sequence[Line], today: date, stated: Set[date], *, is_time_necessary: bool
) -> list[Line]:
    headings = heading_dates(lines, today)
    numbered = days_below_months(lines, headings)
    of_rows = month_rows(lines, headings) | days_in_numbers(lines, headings)
    months: list[MonthOfPage] = []
    known: set[object] = set()
    dated: list[Line] = []
    last_day: ParsedDate | None = None
    for index, (line, heading) in enumerate(zip(lines, headings, strict=True)):
        above = dated[-1] if dated else None
        last_day = (above and last_timed_day(above, above.end)) or last_day
        listed = days_of_heading_month(line, heading, today)
        certain = [of_rows[index]] if index in of_rows else [listed] if listed else []
        certain = certain or same_days(line, last_day)
        if certain:
            dated.append(replace(line, inferred_dates=tuple(certain)))
            continue
        if index in numbered and heading.year and _has_hour(lines, index, numbered):
            dated.append(replace(line, inferred_dates=(_day_of_heading(numbered[index], heading),)))
            continue
        own = _months(line)
        months = [*own, *(month for month in months if month not in own)][:MAX_MONTHS]
        dates = []
        row = numbered.get(index)
        phrases = (
            [DayPhrase(row.start - line.start, row.end - line.start, day=row.day)]
            if row is not None
            else _inferred_dates(line, heading, stated, is_time_necessary=is_time_necessary)
        )
        of_above = _weekdays_above(lines, index, today)
        phrases = (phrase for phrase in phrases if not _repeats_weekday(phrase, of_above))
        if row is not None and heading.month is not None:
            months = [MonthOfPage(heading.year, heading.month)]
        for written in phrases:
            parsed = _parsed_date(written, line, today, months)
            days = {reading.first for reading in resolve_date(parsed, today).readings}
            key = (parsed.parts, tuple(time.readings for time in _times(line)))
            if days and key not in known and not days & stated:
                known.add(key)
                dates.append(parsed)
        dated.append(replace(line, inferred_dates=tuple(dates)) if dates else line)
    return dated


def _day_of_heading(row: NumberedDay, heading: HeadingDate) -> ParsedDate:
    part = DatePart(heading.year, heading.month, row.day)
    return ParsedDate((part,), "single", row.start, row.end, is_weak=False)


def _weekdays_above(lines: Sequence[Line], index: int, today: date) -> frozenset[int]:
    """Return the weekdays of the dates in the line directly above, in the same block."""
    if index == 0 or lines[index - 1].block != lines[index].block:
        return frozenset()
    dates = (item for item in lines[index - 1].items if isinstance(item, ParsedDate))
    readings = (reading for day in dates for reading in resolve_date(day, today).readings)
    return frozenset(reading.first.weekday() for reading in readings)


def _repeats_weekday(phrase: DayPhrase, weekdays: Set[int]) -> bool:
    """Return whether a phrase is only the weekday of a date above: "Thursday night, 7 pm"."""
    return phrase.is_bare_weekday and phrase.weekday in weekdays


def _has_hour(lines: Sequence[Line], index: int, rows: Container[int]) -> bool:
    """Return whether a numbered day or one of the lines below it, up to the next one, has an hour."""
    below = takewhile(lambda n: n not in rows, range(index + 1, min(len(lines), index + MAX_BELOW)))
    return any(lines[n].may_state_time for n in (index, *below))


def _is_of_second_clock(phrase: DayPhrase, line: Line) -> bool:
    """Return whether a weekday is that of a further clock: "10:00 Suva / Tuesday 17:00 New York"."""
    clocks = [time.time.start for time in line.zoned_times if time.references]
    return phrase.is_bare_weekday and len(clocks) > 1 and line.start + phrase.start > clocks[0]


def _inferred_dates(
    line: Line, heading: HeadingDate, stated: Set[date], *, is_time_necessary: bool
) -> Iterator[DayPhrase]:
    """Yield the phrases of a line for days without a date, those near a time if that is necessary."""
    times = _times(line)
    if line.is_text or _has_day(line) or parse_day_of_heading(line.tokens, heading) is not None:
        return
    heading_day = _day_of_line(line)
    if heading_day is not None:
        yield heading_day
        return
    is_labelled = line.label[0] == "date"
    if is_time_necessary and not times and not is_labelled:
        return
    for phrase in day_phrases(line.source[line.start : line.end]):
        if stated and _is_of_second_clock(phrase, line):
            continue
        is_alone = not times and (is_labelled or not phrase.is_bare_weekday)
        if is_alone or _is_near_time(phrase, line.start, times):
            yield phrase


def _day_of_line(line: Line) -> DayPhrase | None:
    """Return the day of a line that has nothing else: "Dia 16, terça", "Thursday the 19th"."""
    if len(line.text) > MAX_DAY_LINE_LENGTH:
        return None
    text = line.source[line.start : line.end]
    phrase = next(iter(day_phrases(text)), None)
    if phrase is None or phrase.day is None or phrase.start > 0:
        return None
    words = {token.norm for token in line.tokens if token.start >= line.start + phrase.end}
    names = {word for word in words if word[:1].isalpha()}
    return phrase if names <= WEEKDAY_NUMBERS.keys() | WEEKDAY_BEFORE_DAY_NUMBERS.keys() else None


def _parsed_date(
    phrase: DayPhrase, line: Line, today: date, months: Sequence[MonthOfPage]
) -> ParsedDate:
    days = [day for day in candidate_days(phrase, today, months) if day.year <= LAST_YEAR]
    parts = tuple(DatePart(day.year, day.month, day.day) for day in days)
    start, end = line.start + phrase.start, line.start + phrase.end
    return ParsedDate(parts, "inferred", start, end, is_weak=False)


def _is_near_time(phrase: DayPhrase, offset: int, times: Sequence[ParsedTime]) -> bool:
    limit = MAX_DISTANCE_OF_WEEKDAY if phrase.is_bare_weekday else MAX_DISTANCE
    start, end = phrase.start + offset, phrase.end + offset
    return any(max(time.start - end, start - time.end) <= limit for time in times)


def _times(line: Line) -> list[ParsedTime]:
    return [item for item in line.items if isinstance(item, ParsedTime)]


def _has_day(line: Line) -> bool:
    return any(isinstance(item, ParsedDate) and not item.is_month for item in line.items)


def _stated_days(line: Line, today: date) -> Iterator[date]:
    """Yield the days to come of the dates of a line that may be those of events."""
    if line.is_mention:
        return
    for item in line.items:
        if not isinstance(item, ParsedDate) or not item.is_supported or item.is_month:
            continue
        if not is_mentioned_only(line, item):
            for reading in resolve_date(item, today).readings:
                length = min((reading.last - reading.first).days, MAX_DAYS_OF_RANGE)
                days = (reading.first + timedelta(n) for n in range(length + 1))
                yield from (day for day in days if day > today)


def _months(line: Line) -> list[MonthOfPage]:
    """Return the months that a short line names without a day: "October bulletin"."""
    if len(line.text) > MAX_TITLE_LENGTH or _has_day(line):
        return []
    numbers = (int(token.text) for token in line.tokens if token.kind == "number")
    year = next((number for number in numbers if FIRST_YEAR <= number <= LAST_YEAR), None)
    words = (token.norm for token in line.tokens)
    return [MonthOfPage(year, MONTH_NUMBERS[word]) for word in words if word in MONTH_NUMBERS]
