"""Parse announcements: pasted text or HTML to a draft for each event."""

from collections.abc import Sequence
from datetime import date

from webinars.announcement_parser.candidates import with_candidates
from webinars.announcement_parser.doubtful_events import with_doubts
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.draft_series import with_series
from webinars.announcement_parser.drafting.event_contexts import event_contexts
from webinars.announcement_parser.drafting.event_drafts import event_draft
from webinars.announcement_parser.drafting.overlaps import without_overlaps
from webinars.announcement_parser.drafting.redaction import redacted_draft
from webinars.announcement_parser.drafting.repetitions import (
    without_repeated_instants,
    without_repetitions,
)
from webinars.announcement_parser.fields.extract import with_fields
from webinars.announcement_parser.further_readings import with_further_readings
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.hour_evidence import with_hours_asked
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.read_lines import read_lines
from webinars.announcement_parser.layout.sections import find_sections
from webinars.announcement_parser.preprocess import PreprocessedText, preprocess
from webinars.announcement_parser.remaining_drafts import remaining_drafts
from webinars.announcement_parser.resolution.inferred_dates import with_inferred_dates
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.announcement_parser.selection.alternative_days import decide_alternatives
from webinars.announcement_parser.selection.contradicted_halves import with_both_halves
from webinars.announcement_parser.selection.day_agendas import agenda_lines
from webinars.announcement_parser.selection.event_selection import select_events
from webinars.announcement_parser.selection.own_hours import with_roles_of_hours
from webinars.announcement_parser.selection.stated_times import (
    lines_with_own_times,
    with_stated_times,
)
from webinars.announcement_parser.selection.weekday_times import with_weekday_times
from webinars.errors import InvalidInputError
from webinars.security.passcodes import secret_values
from webinars.timezones import zones
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR


def parse_announcement(
    text: str, *, today: date, zone: str, with_remaining: bool = False
) -> list[Draft]:
    """Return a draft for each event in pasted text or HTML.

    Args:
        text: the announcement.
        today: the current date; a date without a year is the next such date.
        zone: the time zone of times without one.
        with_remaining: whether to add a draft of each day and hour that no other draft has, after these.

    Raises:
        InvalidInputError: "no-date-found", "announcement-too-long" (facts: longest),
            "date-out-of-range" (facts: first, last year), "unknown-timezone",
            "too-many-events-in-text" (facts: most, and line and quote of the first that is not read).
    """
    context = ParseContext(today, zones.canonical(zone))
    preprocessed = preprocess(text)
    page, sections = find_sections(with_inferred_dates(read_lines(preprocessed.text), today), today)
    secrets = secret_values(preprocessed.text)
    selected = list(with_roles_of_hours(page, select_events(page, sections, today)))
    events = with_weekday_times(page, selected, today)
    events = list(with_both_halves(page, list(with_stated_times(page, events, today))))
    decide_alternatives(page, events, today)
    page.agenda = agenda_lines(page, today)
    page.event_lines = frozenset(
        index
        for section, schedule in events
        if not schedule.date.is_inferred  # its time may be that of other days
        for index in (*section.header, *lines_with_own_times(page, section, schedule))
    )
    certain = _event_drafts(preprocessed, page, events, context, secrets)
    drafts = with_hours_asked(with_candidates(certain, preprocessed, page, context, secrets), page)
    if with_remaining:
        drafts += remaining_drafts(drafts, preprocessed, page, context, secrets)
        drafts = with_further_readings(drafts, page)
    if not drafts:
        raise _no_date_error(page)
    return drafts


def _event_drafts(
    preprocessed: PreprocessedText,
    page: Page,
    events: Sequence[tuple[Section, ParsedSchedule]],
    context: ParseContext,
    secrets: tuple[str, ...],
) -> list[Draft]:
    """Return the drafts of the events, without those that repeat others."""
    if not events:
        return []
    drafts = (
        event_draft(preprocessed, page, section, schedule, own_context)
        for (section, schedule), own_context in zip(
            events,
            event_contexts(page, events, context, preprocessed.anchors),
            strict=True,
        )
    )
    redacted = (redacted_draft(draft, secrets) for draft in drafts)
    certain = without_overlaps(without_repeated_instants(without_repetitions(list(redacted))))
    # Rows without a title have the title of the page only now.
    completed = without_repetitions(with_fields(certain, preprocessed))
    named = with_series(completed, page, [section for section, _ in events], secrets)
    return with_doubts(named, preprocessed)


def _no_date_error(page: Page) -> InvalidInputError:
    """Return the error for a text without a date, or with a date in an unsupported year."""
    dates = [item for line in page.lines for item in line.items if isinstance(item, ParsedDate)]
    if any(not date.is_supported for date in dates):
        return InvalidInputError("date-out-of-range", first=FIRST_YEAR, last=LAST_YEAR)
    return InvalidInputError("no-date-found")
