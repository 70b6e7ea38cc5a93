"""Drop drafts that other drafts of the announcement make redundant: headings of days, dates of writing."""

from collections.abc import Sequence
from datetime import date

from webinars.announcement_parser.draft import Draft
from webinars.timezones.schedule import Days, Timed, When


def without_umbrellas(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts of events to come, without headings of days.

    If there are events to come, what is over or is only the day of writing is no event. A day without a
    time above events at times of that day is their heading.
    """
    upcoming = [draft for draft in drafts if draft.is_upcoming]
    if upcoming:
        drafts = [draft for draft in drafts if draft.is_upcoming or not _is_over(draft)]
    return [
        draft
        for index, draft in enumerate(drafts)
        if not _is_day_heading(draft, drafts[index + 1 :])
    ]


def _is_over(draft: Draft) -> bool:
    """Return whether an event ended before the day of writing, or is that day without a time."""
    if draft.context is None:
        return False
    today = draft.context.today
    last = _last_day(draft.when)
    return last < today or (last == today and not isinstance(draft.when, Timed))


def _last_day(when: When) -> date:
    return when.end.date() if isinstance(when, Timed) else when.last


def _is_day_heading(draft: Draft, later: Sequence[Draft]) -> bool:
    when = draft.when
    is_certain = all(question.code == "time-elsewhere" for question in draft.questions)
    if isinstance(when, Timed) and draft.questions:  # the first choice is a time of another line
        when = Days(when.start.date(), when.start.date(), when.timezone)
    if not isinstance(when, Days) or when.first != when.last or not is_certain:
        return False
    return any(
        isinstance(other.when, Timed) and other.when.start.date() == when.first for other in later
    )
