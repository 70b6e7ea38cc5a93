"""Possible further events of a text: hours and days that no draft has, and days given by number only."""

from collections.abc import Iterator, Sequence
from datetime import date

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.further_days import further_days
from webinars.announcement_parser.drafting.further_hours import further_hours
from webinars.announcement_parser.drafting.further_phrases import further_phrases
from webinars.announcement_parser.drafting.further_rows import further_rows
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.layout.page import Page, Section


def further_events(
    page: Page, drafts: Sequence[Draft], today: date
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the section and the schedule of what may be further events."""
    used = {time.time.start for draft in drafts if draft.schedule for time in draft.schedule.times}
    for section, schedule in further_days(page, drafts, today):
        used |= {time.time.start for time in schedule.times}
        yield section, schedule
    for section, schedule in further_rows(page, drafts, used, today):
        used |= {time.time.start for time in schedule.times}
        yield section, schedule
    yield from further_hours(page, drafts, used, today)
    yield from further_phrases(page, drafts, today)
