"""Divide the lines of an announcement into sections, one per event: date, title and text."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, takewhile
from textwrap import shorten

from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.layout.heading_dates import heading_dates
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.day_programmes import find_day_programmes
from webinars.announcement_parser.layout.lists.hour_rows import find_hour_rows
from webinars.announcement_parser.layout.lists.row_lists import find_rows
from webinars.announcement_parser.layout.lists.tables import find_tables
from webinars.announcement_parser.layout.non_events import NonEvent, non_events
from webinars.announcement_parser.layout.page import DATED, MAX_SHARED_LINES, Page, Section
from webinars.announcement_parser.layout.section_bodies import assign_bodies, share_lines_of_lists
from webinars.announcement_parser.layout.section_titles import (
    assign_titles,
    can_be_title,
    set_title,
)
from webinars.announcement_parser.layout.titles import propose_title
from webinars.errors import InvalidInputError

DETAIL_CATEGORIES = frozenset({"place", "zone", "cities", "end", "title"})
MAX_SECTIONS = 200
MAX_QUOTE_LENGTH = 80
MAX_DETAIL_LINES = 40


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
    programme = frozenset({*days.rows, *hours.rows}) & rows.keys()
    page = Page(lines, categories, rows, programme, agenda_days=days.agenda_days)
    sections = list(islice(_headers(page), MAX_SECTIONS + 1))
    if len(sections) > MAX_SECTIONS:
        raise _too_many_events(page.lines[sections[-1].date_line])
    assign_titles(page, sections)
    assign_bodies(page, sections)
    share_lines_of_lists(page, sections)
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
    others = page.text_lines(0, len(page.lines))
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
        if can_be_title(page, index) and index != date_line
    ]
    if labelled:
        section.title_span = page.lines[labelled[0]].value_span
    elif headings and headings[0] < date_line:
        set_title(page, section, headings[0])
    used = section.header_and_title
    section.body = [n for n in page.text_lines(0, len(page.lines)) if n not in used]
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
