"""The context in which the schedule of an event is read: its place is not that of another event."""

from collections.abc import Iterator, Sequence

from webinars.announcement_parser.grammar.schedule_assembly import (
    ParsedSchedule,
)
from webinars.announcement_parser.layout.sections import (
    Page,
    Section,
    common_lines,
)
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.announcement_parser.resolution.zone_evidence import ZoneEvidence
from webinars.announcement_parser.selection.event_days import date_range, first_day, is_to_come
from webinars.announcement_parser.selection.stated_times import own_lines


def event_contexts(
    page: Page, events: Sequence[tuple[Section, ParsedSchedule]], context: ParseContext
) -> Iterator[ParseContext]:
    """Yield the context of each event: a place in the lines of one event is not that of another.

    Past dates own no lines, nor do the days of a list in one line, nor an event of several days those about
    the events in it.
    """
    evidence = ZoneEvidence(page.lines)
    today = context.today
    common = common_lines(page, [section for section, _ in events])
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
