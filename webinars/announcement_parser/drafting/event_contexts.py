"""The context in which the schedule of an event is read: its place is not that of another event."""

from collections.abc import Iterator, Sequence

from webinars.announcement_parser.grammar.schedule_assembly import (
    ParsedSchedule,
)
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.section_bodies import common_lines
from webinars.announcement_parser.preprocess import Anchor
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.announcement_parser.resolution.zone_evidence import ZoneEvidence
from webinars.announcement_parser.selection.event_days import date_range, first_day, is_to_come
from webinars.announcement_parser.selection.stated_times import own_lines

FOOTER_LINES = 6


def event_contexts(
    page: Page,
    events: Sequence[tuple[Section, ParsedSchedule]],
    context: ParseContext,
    anchors: Sequence[Anchor] = (),
) -> Iterator[ParseContext]:
    """Yield the context of each event: a place in the lines of one event is not that of another.

    Past dates own no lines, nor do the days of a list in one line, nor an event of several days those about
    the events in it.
    """
    evidence = ZoneEvidence(page.lines, [anchor.url for anchor in anchors])
    today = context.today
    sections = [section for section, _ in events]
    common = common_lines(page, sections) | _footer(page, sections)
    owners = [
        (own_lines(section) - common, date_range(schedule, today))
        for section, schedule in events
        if is_to_come(schedule, today) and not section.is_listed
    ]
    for section, schedule in events:
        first = first_day(schedule, today)
        others = {
            index
            for lines, (start, end) in owners
            if not (start < end and first is not None and start <= first <= end)
            for index in lines
        }
        yield evidence.context(section.lines(), others - set(section.lines()), context)


def _footer(page: Page, sections: Sequence[Section]) -> set[int]:
    """Return the lines of the last blocks without a date that have an e-mail or web address.

    They are about the inviting body, also if the last event seems to have them.
    """
    dated = {page.lines[section.date_line].block for section in sections}
    dated |= {line.block for line in page.lines if line.has_date}
    last = range(max(0, len(page.lines) - FOOTER_LINES), len(page.lines))
    reached = {page.lines[index].block for index in last if _has_address(page.lines[index])}
    return {index for index in last if page.lines[index].block in reached - dated}


def _has_address(line: Line) -> bool:
    return any(token.kind == "url" or "@" in token.text for token in line.tokens)
