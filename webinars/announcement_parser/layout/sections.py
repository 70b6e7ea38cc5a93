"""Divide the lines of an announcement into sections, one per event: date, title and text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice, takewhile
from textwrap import shorten

from webinars.announcement_parser.grammar.dates import CalendarDays, ParsedDate
from webinars.announcement_parser.grammar.locations import is_place
from webinars.announcement_parser.grammar.scanner import Item
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.layout.clock_days import clock_days
from webinars.announcement_parser.layout.day_programmes import find_day_programmes
from webinars.announcement_parser.layout.footnotes import timed_footnotes
from webinars.announcement_parser.layout.heading_dates import heading_dates, is_month_heading
from webinars.announcement_parser.layout.hour_rows import find_hour_rows
from webinars.announcement_parser.layout.lines import Line, strip_spaces
from webinars.announcement_parser.layout.non_events import (
    NonEvent,
    non_events,
    says_no_event,
)
from webinars.announcement_parser.layout.row_lists import MIN_ROWS, find_rows
from webinars.announcement_parser.layout.rows import Row
from webinars.announcement_parser.layout.shared_times import (
    shared_times,
    shared_zone,
    weekdays_named,
)
from webinars.announcement_parser.layout.tables import find_tables
from webinars.announcement_parser.layout.titles import is_salutation, propose_title
from webinars.errors import InvalidInputError

DATED = frozenset({"date", "titled", "row"})  # categories of lines that begin a section
DETAIL_CATEGORIES = frozenset({"place", "zone", "cities", "end", "title"})
MAX_SECTIONS = 200
MIN_LISTED = 3  # events with common lines; of two, the place above the first may be its own
MAX_QUOTE_LENGTH = 80
MAX_DETAIL_LINES = 40
MAX_SHARED_LINES = 40
OTHER_LABELS = frozenset({"title", "place", "zone", "cities"})  # labels of values that are no times


@dataclass
class Section:
    """The lines of one event, as indexes in the page.

    Attributes:
        date_line: the line with the date.
        header: the date line, and the lines around it with times, place, zone and cities.
        title_span: offsets of the title in the text.
        body: the lines of the text.
        row: the row that is the date line, if it is one of a list.
        is_listed: whether its day is one of a list of days in one line, which may have other hours.
        is_in_prose: whether it is one of several events in sentences, which may be alternatives.
        is_certain: whether nothing in the text says so of such a day.
        shared: the lines above and below a list, which are about all its rows.
    """

    date_line: int
    header: list[int]
    title_span: tuple[int, int] | None = None
    title_lines: set[int] = field(default_factory=set)
    body: list[int] = field(default_factory=list)
    row: Row | None = None
    is_listed: bool = False
    is_in_prose: bool = False
    is_certain: bool = False
    shared: list[int] = field(default_factory=list)

    def lines(self) -> list[int]:
        """Return all lines of the event in order."""
        return sorted({*self.header, *self.title_lines, *self.body, *self.shared})


@dataclass
class Page:
    """The lines of an announcement, their categories, those that are rows, and rows below day headings."""

    lines: Sequence[Line]
    categories: list[str]
    rows: Mapping[int, Row] = field(default_factory=dict)
    programme: frozenset[int] = frozenset()
    agenda: frozenset[int] = (
        frozenset()
    )  # rows of the programme that may be items of one event; set later
    agenda_days: frozenset[int] = frozenset()  # headings of days with the agenda of one event
    event_lines: frozenset[int] = frozenset()  # set when it is known which sections are events

    @cached_property
    def date_blocks(self) -> frozenset[int]:
        """Return the blocks of the lines with dates of events."""
        pairs = zip(self.lines, self.categories, strict=True)
        return frozenset(line.block for line, category in pairs if category in DATED)

    @cached_property
    def deadlines_by_block(self) -> Counter[int]:
        """Return the number of lines in each block whose date is a deadline, or named otherwise."""
        return Counter(
            line.block for line in self.lines if line.has_date and line.is_mention_by_words
        )

    @cached_property
    def other_clock_days(self) -> frozenset[CalendarDays] | None:
        """Return the days of the times outside the headers of events; None if one has no day beside it."""
        every_day: set[CalendarDays] = set()
        for index, line in enumerate(self.lines):
            if index in self.event_lines or line.is_mention or line.is_text:
                continue
            days = clock_days(line)
            if days is None:
                return None
            every_day |= days
        return frozenset(every_day)

    @cached_property
    def timed_footnotes(self) -> Mapping[str, Line]:
        """Return the footnotes with times by their marks."""
        return timed_footnotes(self.lines)

    def is_no_event(self, index: int) -> bool:
        """Return whether a line is known to be no event: a deadline, a cancellation, a quoted mail."""
        line = self.lines[index]
        is_mention = line.is_mention_by_words and not line.label[0]
        return is_mention or self.categories[index] in {"mention", "boilerplate"}

    def is_about_time(self, index: int) -> bool:
        """Return whether a line may state the time of an event: no other label, no mere mention."""
        line = self.lines[index]
        is_labelled = self.categories[index] in OTHER_LABELS
        return line.may_state_time and not (is_labelled or line.is_mention or line.is_text)

    @cached_property
    def shared_time_lines(self) -> Sequence[int]:
        """Return the lines with times that may be those of all events.

        They are no date lines, and above the first event or in a paragraph without an event.
        """
        first = min(self.date_blocks, default=0)
        indexes = (
            index
            for index, line in enumerate(self.lines)
            if (line.block < first or line.block not in self.date_blocks)
            and self.categories[index] not in DATED
            and self.is_about_time(index)
            and not self._is_of_other_weekday(line)
        )
        return tuple(islice(indexes, MAX_SHARED_LINES))

    @cached_property
    def shared_times(self) -> list[Item]:
        """Return the time that the page states for all its events, [] without one or for one event."""
        if not self._is_list:
            return []
        # A bare time between two events is that of the one above.
        last = max(self.date_blocks, default=0)
        between = range(min(self.date_blocks, default=0), last)
        apart = {n for n in self.shared_time_lines if self.lines[n].block not in between}
        return shared_times(
            [
                line
                for index, line in enumerate(self.lines)
                if self.categories[index] not in DATED
                and not self.is_no_event(index)
                and (index in apart or line.category in {"text", "prose"})
                and not self._is_of_other_weekday(line)
            ]
        )

    def _is_of_other_weekday(self, line: Line) -> bool:
        """Return whether a line names a weekday on which no event of the page is: "Tuesdays, 15:00-17:00"."""
        named = weekdays_named(line)
        return bool(named and self._weekdays) and named.isdisjoint(self._weekdays)

    @cached_property
    def _weekdays(self) -> frozenset[int]:
        """Return the weekdays of the date lines of the page; none if one of them writes none."""
        dates = [
            self.rows[index].date.parts if index in self.rows else parts
            for index, line in enumerate(self.lines)
            if self.categories[index] in DATED
            for parts in (line.date_parts or [()])
        ]
        days = [parts for parts in dates if any(part.day or part.pair for part in parts)]
        weekdays = [{part.weekday for part in parts} - {None} for parts in days]
        return frozenset(
            day for days in weekdays for day in days if day is not None and all(weekdays)
        )

    @cached_property
    def shared_zone(self) -> ZoneReference | None:
        """Return the time zone that the page states for all times."""
        lines = (line for index, line in enumerate(self.lines) if not self.is_no_event(index))
        return shared_zone([line for line in lines if not line.has_date])

    @cached_property
    def zones_by_time(self) -> Mapping[object, ZoneReference]:
        """Return the zone beside each time of the page, by its readings; none if there are several zones."""
        zoned = [time for line in self.lines for time in line.zoned_times if time.references]
        is_one = len({time.references[0].meanings for time in zoned}) == 1
        return {time.time.readings: time.references[0] for time in zoned} if is_one else {}

    @cached_property
    def _is_list(self) -> bool:
        """Return whether there are events on several dates."""
        dates = {
            self.rows[index].date.parts if index in self.rows else line.date_parts
            for index, line in enumerate(self.lines)
            if self.categories[index] in DATED
        }
        return len(dates) >= MIN_ROWS

    @cached_property
    def states_hour_of_row(self) -> bool:
        """Return whether a line outside a list states the hour of a day of it: "from 9 October, at 6 pm"."""
        days = {row.date.calendar_days for row in self.rows.values() if not row.has_time}
        others = (line for index, line in enumerate(self.lines) if index not in self.rows)
        return any(
            line.zoned_times and not line.is_mention and line.calendar_days & days
            for line in others
        )

    @cached_property
    def states_hours_of_periods(self) -> bool:
        """Return whether hours stand above several periods of days: "Hours: 10-14", "Course 1: 6-9 July"."""
        periods = [index for index, line in enumerate(self.lines) if has_period(line)]
        above = self.lines[: periods[0]] if len(periods) >= MIN_ROWS else []
        return any(line.category == "time" for line in above)

    @cached_property
    def time_lines(self) -> Sequence[int]:
        """Return the lines with times that are no date lines."""
        indexes = (
            index
            for index, line in enumerate(self.lines)
            if self.categories[index] not in DATED
            and self.is_about_time(index)
            and not self._is_of_other_weekday(line)
        )
        return tuple(islice(indexes, MAX_SHARED_LINES))

    @cached_property
    def time_lines_by_date(self) -> dict[object, list[int]]:
        """Return the lines with both dates and times, by date."""
        indexes: dict[object, list[int]] = defaultdict(list)
        for index, line in enumerate(self.lines):
            for days in line.calendar_days:
                if len(indexes[days]) < MAX_SHARED_LINES and self.is_about_time(index):
                    indexes[days].append(index)
        return indexes

    def are_near(self, one: int, other: int, gap: int) -> bool:
        """Return whether at most `gap` empty lines separate two lines."""
        return abs(self.lines[one].block - self.lines[other].block) <= gap


def has_period(line: Line) -> bool:
    """Return whether a line has a range of days."""
    return any(isinstance(item, ParsedDate) and item.relation == "range" for item in line.items)


def find_sections(lines: Sequence[Line], today: date) -> tuple[Page, list[Section]]:
    """Return the page, and a section for each event that has a line with its date."""
    reasons = non_events(lines)
    categories = _categories(lines, reasons)
    tables = find_tables(lines)
    headings = heading_dates(lines, today)
    days = find_day_programmes(lines, headings, reasons)
    hours = find_hour_rows(lines, headings, {*reasons, *days.rows, *days.headings, *tables.rows})
    other_rows = {**tables.rows, **days.rows, **hours.rows}
    rows = find_rows(lines, categories, headings, ignored=reasons, known=other_rows)
    for index in tables.frame | days.headings | hours.headings:
        categories[index] = "boilerplate"
    for index in rows:
        categories[index] = "row"
    programme = frozenset({*days.rows, *hours.rows})
    page = Page(lines, categories, rows, programme, agenda_days=days.agenda_days)
    sections = list(islice(_headers(page), MAX_SECTIONS + 1))
    if len(sections) > MAX_SECTIONS:
        raise _too_many_events(page.lines[sections[-1].date_line])
    _assign_titles(page, sections)
    _assign_bodies(page, sections)
    _share_lines_of_lists(page, sections)
    return page, sections


def _too_many_events(line: Line) -> InvalidInputError:
    """Return the error for a text with too many events, which names the first one that is not read."""
    number = line.source.count("\n", 0, line.start) + 1
    quote = shorten(line.text, MAX_QUOTE_LENGTH, placeholder=" …")
    return InvalidInputError("too-many-events-in-text", most=MAX_SECTIONS, line=number, quote=quote)


def section_of_sentence(page: Page, line_index: int, span: tuple[int, int]) -> Section:
    """Return the section of one of several events in sentences; lines without dates are about all."""
    section = Section(line_index, [], body=[line_index], is_in_prose=True)
    source = page.lines[line_index].source
    sentence = " ".join(source[slice(*span)].split())
    title = propose_title([sentence])
    start = source.casefold().find(title.casefold(), *span) if title else -1
    if start >= 0:
        section.title_span = start, start + len(title)
    others = _text_lines(page, 0, len(page.lines))
    about_all = (n for n in others if n != line_index and not page.lines[n].has_date)
    section.shared = list(about_all)[:MAX_SHARED_LINES]
    return section


def single_section(page: Page, date_line: int) -> Section:
    """Return the entire announcement as the section of one event, whose date is in a sentence."""
    section = Section(date_line, [])
    section.header = [
        index for index, category in enumerate(page.categories) if category in DETAIL_CATEGORIES
    ]
    labelled = [index for index, category in enumerate(page.categories) if category == "title"]
    headings = [
        index
        for index in range(len(page.lines))
        if _can_be_title(page, index) and index != date_line
    ]
    if labelled:
        section.title_span = page.lines[labelled[0]].value_span
    elif headings and headings[0] < date_line:
        _set_title(page, section, headings[0])
    used = _header_and_title(section)
    section.body = [n for n in _text_lines(page, 0, len(page.lines)) if n not in used]
    return section


def _categories(lines: Sequence[Line], reasons: Mapping[int, NonEvent]) -> list[str]:
    """Return the category of each line; the header of a forwarded mail is boilerplate."""
    categories = []
    for index, line in enumerate(lines):
        is_mail_header = reasons.get(index) is NonEvent.MAIL
        is_event = index not in reasons or line.category not in {"date", "titled", "prose"}
        category = line.category if is_event else "mention"
        categories.append("boilerplate" if is_mail_header else category)
    return ["text" if category == "mail" else category for category in categories]


def _headers(page: Page) -> Iterator[Section]:
    """Yield a section with its header for each date line."""
    last_used = -1
    for index, category in enumerate(page.categories):
        if category in DATED and index > last_used:
            above = _details_above(page, index, last_used) if category == "date" else []
            below = _details_below(page, index, [*above, index])
            last_used = max([index, *below])
            yield Section(index, [*above, index, *below], row=page.rows.get(index))


def _details_above(page: Page, date_line: int, last_used: int) -> list[int]:
    above: list[int] = []
    for index in range(date_line - 1, last_used, -1):
        is_detail = page.categories[index] in {"time", "place", "zone", "cities"}
        if not is_detail or not page.are_near(index, date_line, 0):
            break
        above.insert(0, index)
    return above


def _details_below(page: Page, date_line: int, header: Sequence[int]) -> list[int]:
    """Return the lines after the date with times, place, zone and cities."""
    below: list[int] = []
    last = date_line
    has_time = any(_has_time(page.lines[index]) for index in header)
    for index in range(date_line + 1, min(len(page.categories), date_line + MAX_DETAIL_LINES)):
        category = page.categories[index]
        if category == "title" and _begins_dated_block(page, index):
            break
        is_detail = category in DETAIL_CATEGORIES and page.are_near(index, last, 1)
        is_time = category == "time" and page.are_near(index, last, 0 if has_time else 1)
        if not is_detail and not is_time:
            break
        has_time = has_time or is_time
        below.append(index)
        last = index
    return below


def _begins_dated_block(page: Page, index: int) -> bool:
    """Return whether a line is the first of a block with the date of an event: "Title: …", "When: …"."""
    block = page.lines[index].block
    if index and page.lines[index - 1].block == block:
        return False
    rest = islice(
        zip(page.lines, page.categories, strict=True), index + 1, index + MAX_DETAIL_LINES
    )
    in_block = takewhile(lambda pair: pair[0].block == block, rest)
    return any(category in {"date", "titled"} for _line, category in in_block)


def _has_time(line: Line) -> bool:
    expression = line.temporal_expression
    return expression is not None and any(isinstance(item, ParsedTime) for item in expression.items)


def _assign_titles(page: Page, sections: Sequence[Section]) -> None:
    last_used = -1
    are_below = _are_titles_below(page, sections)
    for number, section in enumerate(sections):
        first = min(section.header)
        is_last = number + 1 == len(sections)
        next_header = len(page.lines) if is_last else sections[number + 1].header[0]
        is_repetition = number > 0 and page.lines[section.date_line].has_verb_label
        if is_repetition:
            last_used = max(section.header)
            continue
        if are_below and _has_title_below(page, section) and max(section.header) + 1 < next_header:
            _set_title(page, section, max(section.header) + 1)
        else:
            _assign_title(page, section, (last_used, first), next_header, is_first=number == 0)
        last_used = max([*section.header, *section.title_lines])


def _are_titles_below(page: Page, sections: Sequence[Section]) -> bool:
    """Return whether the titles of a list are below its dates: "22 January / Youth briefing"."""
    bare = [section for section in sections if _needs_title(page, section)]
    below = [section for section in bare if _has_title_below(page, section)]
    above = [section for section in bare if _has_title_above(page, section)]
    has_page_title = bool(sections) and _is_first_heading(page, min(sections[0].header) - 1)
    is_below = len(below) > len(above) or (len(below) == len(above) and has_page_title)
    return len(bare) >= MIN_ROWS and len(below) > 1 and is_below


def _is_first_heading(page: Page, index: int) -> bool:
    """Return whether a line is the only one above a list that can be a title: that of the list."""
    return index >= 0 and not any(_can_be_title(page, other) for other in range(index))


def _needs_title(page: Page, section: Section) -> bool:
    is_untitled = section.row is None or section.row.title is None
    labelled = any(page.categories[index] == "title" for index in section.header)
    if page.lines[section.date_line].has_verb_label:  # "Starts 14 September", of the event above
        return False
    return page.categories[section.date_line] != "titled" and is_untitled and not labelled


def _has_title_below(page: Page, section: Section) -> bool:
    end = max(section.header)
    is_near = end + 1 < len(page.lines) and page.are_near(end, end + 1, 1)
    return (
        _needs_title(page, section)
        and is_near
        and _can_be_title(page, end + 1)
        and not is_place(page.lines[end + 1].text)
    )


def _has_title_above(page: Page, section: Section) -> bool:
    first = min(section.header)
    return first > 0 and page.are_near(first - 1, first, 1) and _can_be_title(page, first - 1)


def _assign_title(
    page: Page, section: Section, gap: tuple[int, int], next_header: int, *, is_first: bool
) -> None:
    """Set the title: labelled, in the date line, above the header, or directly below it.

    Args:
        page: the page.
        section: the section.
        gap: the lines above the header are those between these two, exclusive.
        next_header: the first line of the next header.
        is_first: whether it is the first section, whose title may be further above.
    """
    low, high = gap
    end = max(section.header)
    nearby = [*range(high - 1, low, -1), *range(high, end + 1)]
    labelled = [index for index in nearby if page.categories[index] == "title"]
    if labelled:
        section.title_span = page.lines[labelled[0]].value_span
        section.title_lines.add(labelled[0])
        return
    if section.row is not None and section.row.title is not None:
        section.title_span = section.row.title
        return
    expression = page.lines[section.date_line].temporal_expression
    if page.categories[section.date_line] == "titled" and expression is not None:
        is_left = bool(expression.left)
        section.title_span = expression.left_span if is_left else expression.right_span
        return
    above = [n for n in range(high - 1, low, -1) if page.categories[n] != "boilerplate"]
    if above and _can_be_title(page, above[0]):
        _set_title(page, section, _title_in_adjacent_headings(page, above))
    elif is_first and any(_can_be_title(page, index) for index in above):
        headings = [index for index in reversed(above) if _can_be_title(page, index)]
        _set_title(page, section, _first_specific(page, headings))
    elif end + 1 < next_header and page.are_near(end, end + 1, 1) and _can_be_title(page, end + 1):
        _set_title(page, section, end + 1)


def _title_in_adjacent_headings(page: Page, above: Sequence[int]) -> int:
    """Return the title among the headings that precede the date without an empty line between them."""
    headings = [above[0]]
    for index in above[1:]:
        if not page.are_near(index, above[0], 0) or not _can_be_title(page, index):
            break
        headings.insert(0, index)
    return _first_specific(page, headings)


def _first_specific(page: Page, headings: Sequence[int]) -> int:
    """Return the first heading that is not generic, or the first."""
    specific = (index for index in headings if not page.lines[index].is_generic)
    return next(specific, headings[0])


def _set_title(page: Page, section: Section, index: int) -> None:
    line = page.lines[index]
    section.title_span = strip_spaces(line.source, line.start, line.end)
    section.title_lines.add(index)


def _can_be_title(page: Page, index: int) -> bool:
    line = page.lines[index]
    is_greeting = is_salutation(line.text) and not line.is_text
    is_greeting = is_greeting or (bool(page.rows) and is_month_heading(line))
    if says_no_event(line.text):
        return False
    return page.categories[index] in {"text", "prose"} and line.is_heading and not is_greeting


def _assign_bodies(page: Page, sections: Sequence[Section]) -> None:
    """Set the body of each section: the lines from its header to the next section."""
    for number, section in enumerate(sections):
        is_last = number + 1 == len(sections)
        end = len(page.lines) if is_last else min(_header_and_title(sections[number + 1]))
        start = _first_body_line(page, section) if number == 0 else max(section.header)
        used = _header_and_title(section)
        section.body = [index for index in _text_lines(page, start, end) if index not in used]
        if section.row is not None and section.row.has_more:
            section.body.insert(0, section.date_line)


def _share_lines_of_lists(page: Page, sections: Sequence[Section]) -> None:
    """Assign the lines above and below a list of rows to all of them, not to its first and last row."""
    rows = [section for section in sections if section.row is not None]
    if len(rows) < MIN_ROWS:
        return
    first, last = rows[0], rows[-1]
    above = [index for index in first.body if index < first.date_line]
    last_block = page.lines[max(last.header)].block
    below = [index for index in last.body if page.lines[index].block > last_block]
    if first is not sections[0]:
        above = []
    else:
        used = _header_and_title(first)
        above = [n for n in _text_lines(page, 0, min(first.header)) if n not in used]
    if last is not sections[-1]:
        below = []
    first.body = [index for index in first.body if index not in above]
    last.body = [index for index in last.body if index not in below]
    shared = [*above, *below][:MAX_SHARED_LINES]
    for section in rows:
        section.shared = shared


def _first_body_line(page: Page, section: Section) -> int:
    """Return the first line of the first section's body, which may be above its date."""
    first = min(section.header)
    between = range(min([first, *section.title_lines]), first)
    if any(index not in section.title_lines for index in between):
        return min(section.title_lines)
    before = [index for index in range(first) if page.categories[index] in {"text", "prose"}]
    has_sentence = any(not page.lines[index].is_heading for index in before)
    return 0 if has_sentence and not section.title_lines else first


def _header_and_title(section: Section) -> set[int]:
    return {*section.header, *section.title_lines}


def _text_lines(page: Page, start: int, end: int) -> Iterator[int]:
    """Yield the lines in a range that are not boilerplate, up to the end of the page's content."""
    for index in range(start, end):
        if page.categories[index] == "page-end":
            return
        if page.categories[index] != "boilerplate":
            yield index


def common_lines(page: Page, sections: Sequence[Section]) -> set[int]:
    """Return the lines that single events seem to have, but which are about all of them.

    These are the blocks above the first date of several and below the last, and those around a list of rows.
    """
    rows = [section for section in sections if section.row is not None]
    return _blocks_around_all(page, sections) | _blocks_around_all(page, rows)


def _blocks_around_all(page: Page, sections: Sequence[Section]) -> set[int]:
    """Return the lines in blocks above the first date and below the last, if no other date has any."""
    if len(sections) < MIN_LISTED:
        return set()
    blocks = [_blocks_around(page, section) for section in sections]
    is_head = not any(above for above, _ in blocks[1:])
    is_foot = not any(below for _, below in blocks[:-1])
    return (blocks[0][0] if is_head else set()) | (blocks[-1][1] if is_foot else set())


def _blocks_around(page: Page, section: Section) -> tuple[set[int], set[int]]:
    """Return the lines of a section in the blocks before and after that of its date."""
    block = page.lines[section.date_line].block
    own = set(section.lines()) - set(section.shared)
    above = {index for index in own if page.lines[index].block < block}
    return above, {index for index in own if page.lines[index].block > block}
