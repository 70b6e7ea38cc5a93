"""Programmes by day: below the heading of a day, each line that begins with a time is an event."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import DASHES
from webinars.announcement_parser.grammar.locations import is_place
from webinars.announcement_parser.grammar.phrases.agenda_words import (
    AGENDA_ITEM_WORDS,
    CERTAIN_PERIOD_WORDS,
)
from webinars.announcement_parser.grammar.scanner import Filler, Item, Word
from webinars.announcement_parser.grammar.times import CHOICE_NOUNS, ParsedTime
from webinars.announcement_parser.grammar.vocabulary.list_words import PERIOD_WORDS
from webinars.announcement_parser.layout.heading_dates import HeadingDate, parse_day_of_heading
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.rows import Row, parse_row

MAX_HEADING_LENGTH = 70
_MARKS = frozenset("#*_")  # of headings in Markdown
QUOTES = frozenset('«“„"‘')
MIN_DAYS = 2
EVENING, NIGHT = 20 * 60, 5 * 60  # minutes after midnight; after the one, hours before the other
LEAP_YEAR, FEBRUARY, MONTHS, DAYS_PER_WEEK = 2028, 2, 12, 7
MAX_EVENTS_PER_DAY = 2.5  # on average; more are the agenda of one event


class Day(NamedTuple):
    """The heading of a day, and the lines below it that begin with a time, and that only have one."""

    heading: int
    date: ParsedDate
    timed: list[int]
    others: list[int]


class DayProgrammes(NamedTuple):
    """The events of programmes by day, and the headings of the days.

    agenda_days: headings of days with the agenda of one event.
    """

    rows: dict[int, Row]
    headings: frozenset[int]
    agenda_days: frozenset[int] = frozenset()


def find_day_programmes(
    lines: Sequence[Line], headings: Sequence[HeadingDate], ignored: Collection[int]
) -> DayProgrammes:
    """Return the events below the headings of several days, unless these are the agenda of one event.

    Args:
        lines: the lines of the page.
        headings: year and month that headings state for each line.
        ignored: indexes of lines that are no events.
    """
    every_day = list(_days(lines, headings, ignored))
    days = [day for day in every_day if day.timed]
    other_days = sum(bool(day.others) and not day.timed for day in every_day)
    are_events = all(_has_title_above_time(lines, day) for day in days)
    distinct = {day.date.calendar_days for day in days}
    # Where as many days have their times behind names, "Round 1, 9:00", other lines are no rows.
    is_mixed = other_days >= len(days)
    if len(distinct) < MIN_DAYS or are_events or is_mixed:
        return DayProgrammes({}, frozenset())
    if is_agenda(lines, headings, days):
        is_list = _have_agenda_items(lines, days)
        agenda_days = frozenset(day.heading for day in days if is_list)
        return DayProgrammes({}, frozenset(), agenda_days)
    rows = {
        index: _row(lines, index, date)
        for day in days
        for index, date in zip(day.timed, _dates(lines, day), strict=True)
    }
    return DayProgrammes(
        {index: row for index, row in rows.items() if row is not None},
        frozenset(_periods(lines[: days[0].heading])) | {day.heading for day in days},
    )


def _periods(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the lines that name the period of a programme: "Agenda, 13 and 14 February"."""
    for index, line in enumerate(lines):
        is_period = PERIOD_WORDS & {token.norm for token in line.tokens}
        if is_period and line.category in {"date", "titled"} and any(map(_is_span, line.items)):
            yield index


def _days(
    lines: Sequence[Line], headings: Sequence[HeadingDate], ignored: Collection[int]
) -> Iterator[Day]:
    """Yield the days with the timed lines below them, up to the next line with a date."""
    day: Day | None = None
    for index, line in enumerate(lines):
        date = heading_day(line, headings[index])
        if date is not None or line.has_date or line.begins_with_day:
            if day is not None:
                yield day
            day = Day(index, date, [], []) if date is not None and index not in ignored else None
        elif day is not None and begins_with_time(line):
            is_end = index > 0 and lines[index - 1].text[-1:] in DASHES  # "18:00 –" above "19:15"
            is_other = is_end or _is_of_day_below(lines, headings, index)
            day.timed.extend([] if is_other else [index])
        elif day is not None and line.zoned_times:
            day.others.append(index)
    if day is not None:
        yield day


def _is_of_day_below(lines: Sequence[Line], headings: Sequence[HeadingDate], index: int) -> bool:
    """Return whether a time that is alone in its line is that of the day below: "12:15", "13 December"."""
    line = lines[index]
    is_alone = not any(isinstance(item, Word) for item in line.items)
    is_last = index + 1 == len(lines) or lines[index + 1].block != line.block
    if is_last or not is_alone or lines[index - 1].block == line.block:
        return False
    return heading_day(lines[index + 1], headings[index + 1]) is not None


def heading_day(
    line: Line, heading: HeadingDate, *, may_be_inferred: bool = False
) -> ParsedDate | None:
    """Return the date of a line that has nothing else, or that introduces what follows: "On 4 May:".

    Args:
        line: the line.
        heading: year and month that headings state for it.
        may_be_inferred: whether the month may be one that no heading states.
    """
    if len(line.text) > MAX_HEADING_LENGTH or line.is_mention or line.label[0]:
        return None
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    dates = dates or list(filter(None, [parse_day_of_heading(line.tokens, heading)]))
    is_day = len(dates) == 1 and (dates[0].relation == "single" or dates[0].is_inferred)
    if is_day and dates[0].is_inferred and not may_be_inferred:
        is_day = len(dates[0].parts) == 1  # "Friday 15", in the next weeks
    if not is_day or dates[0].is_month or dates[0].is_weak:
        return None
    rest = [item for item in line.items if not dates[0].start <= item.start < dates[0].end]
    has_time = any(isinstance(item, ParsedTime) for item in line.items)
    is_bare = not any(isinstance(item, Word) and item.norm.strip("_*#") for item in rest)
    is_introduction = line.text.endswith(":")
    return dates[0] if not has_time and (is_bare or is_introduction) else None


def _has_title_above_time(lines: Sequence[Line], day: Day) -> bool:
    """Return whether a title is between a day and its only time: a day of one event, not of a programme."""
    title = lines[day.heading + 1]
    is_near = title.block == lines[day.heading].block and day.timed[0] == day.heading + 2
    return len(day.timed) == 1 and is_near and title.is_heading


def begins_with_time(line: Line) -> bool:
    """Return whether a line begins with a time, also after the number of a choice: "Option 1 – 6 am"."""
    items = _without_signs(line)
    first = items[2:] if _is_choice(line) else items
    return isinstance(next(iter(first), None), ParsedTime) and not line.is_text


def _is_choice(line: Line) -> bool:
    first = next(iter(_without_signs(line)), None)
    return isinstance(first, Word) and first.norm in CHOICE_NOUNS


def _without_signs(line: Line) -> list[Item]:
    return [
        item
        for item in line.items
        if not isinstance(item, Filler) and not (isinstance(item, Word) and item.norm in _MARKS)
    ]


def is_agenda(lines: Sequence[Line], headings: Sequence[HeadingDate], days: Sequence[Day]) -> bool:
    """Return whether the days are those of one event: many times a day, or a range of days above.

    A range that is a heading like the days has events of its own.
    """
    above = lines[: days[0].heading]
    is_list = headings[days[0].heading].first_day is not None
    ranges = [line for line in above if any(_is_range(item) for item in line.items) and not is_list]
    is_period = any(PERIOD_WORDS & {token.norm for token in line.tokens} for line in above)
    is_long = sum(len(day.timed) for day in days) > MAX_EVENTS_PER_DAY * len(days)
    if is_long and _have_agenda_items(lines, days):
        words = {token.norm for line in above for token in line.tokens}
        return CERTAIN_PERIOD_WORDS.isdisjoint(words)
    if is_long and not _has_agenda_item(lines, days):
        return False
    return not is_period and (bool(ranges) or is_long)


def _have_agenda_items(lines: Sequence[Line], days: Sequence[Day]) -> bool:
    """Return whether each day has an item such as "Coffee break" or "Welcome by the mayor"."""
    return all(
        any(AGENDA_ITEM_WORDS.intersection(_first_words(lines[index])) for index in day.timed)
        for day in days
    )


def _has_agenda_item(lines: Sequence[Line], days: Sequence[Day]) -> bool:
    """Return whether an item of any day is one such as "Coffee break"."""
    items = (lines[index] for day in days for index in day.timed)
    return any(AGENDA_ITEM_WORDS.intersection(_first_words(line)) for line in items)


def _first_words(line: Line) -> Iterator[str]:
    """Yield the first words after the times of a line."""
    words = [item for item in line.items if isinstance(item, Word) and item.norm[:1].isalpha()]
    yield from (word.norm for word in words[:1])


def _is_span(item: object) -> bool:
    return isinstance(item, ParsedDate) and len(item.parts) > 1


def _is_range(item: object) -> bool:
    return isinstance(item, ParsedDate) and item.relation == "range"


def _dates(lines: Sequence[Line], day: Day) -> Iterator[ParsedDate]:
    """Yield the date of each timed line of a day: the next one after midnight, "01:00" below "21:45"."""
    date, last = day.date, 0
    for index in day.timed:
        time = next(item for item in lines[index].items if isinstance(item, ParsedTime))
        start = time.readings[0].start
        is_night = start < NIGHT and len(time.readings) == 1
        if is_night and last >= EVENING:
            date = _next_day(day.date) or date
        elif not is_night:
            date = day.date
        last = start
        yield date


def _next_day(date: ParsedDate) -> ParsedDate | None:
    """Return the day after one that is no range; None if the end of its month is unknown."""
    part = date.parts[0]
    if len(date.parts) > 1 or part.day is None or part.month is None:
        return None
    last = monthrange(part.year or LEAP_YEAR, part.month)[1]
    if part.year is None and part.month == FEBRUARY and part.day >= last - 1:
        return None
    is_last = part.day == last
    month = part.month % MONTHS + 1 if is_last else part.month
    year = part.year + (is_last and part.month == MONTHS) if part.year else None
    weekday = None if part.weekday is None else (part.weekday + 1) % DAYS_PER_WEEK
    following = part._replace(
        year=year, month=month, day=1 if is_last else part.day + 1, weekday=weekday
    )
    return date._replace(parts=(following,))


def _row(lines: Sequence[Line], index: int, date: ParsedDate) -> Row | None:
    """Return a timed line as a row; a place after the time is none of its title if text follows below."""
    line = lines[index]
    row = parse_row(line.source, line.items, (line.start, line.end), date)
    if row is not None and _is_choice(line):
        return row._replace(title=None, is_choice=True)
    if row is None or row.title is None or index + 1 >= len(lines):
        return row
    below = lines[index + 1]
    has_text_below = below.block == line.block and not begins_with_time(below)
    title = line.source[slice(*row.title)]
    is_quoted = title[:1] in QUOTES  # "«Margarita in Montevideo», a play in the theatre"
    if has_text_below and not is_quoted and is_place(title):
        return row._replace(title=None, place=row.title)
    return row
