"""The JSON of a parsed announcement, described in docs/announcements.md; its names are stable."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.resolution.questions import Question, Reading
from webinars.announcement_parser.unused_dates import UnusedDate, unread_dates
from webinars.events.announcements.draft_details import details_from_draft
from webinars.events.announcements.draft_review import is_publishable
from webinars.i18n import Translator
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Days, Timed, When

# Names of fields in the JSON, where the parser's differ.
FIELDS = {
    "zone": "timezone",
    "inferred-zone": "timezone",
    "rooms": "meeting_url",
    "room-keys": "meeting_url",
    "unread-time": "time",
    "other-day": "date",
    "far-year": "year",
    "agenda": "date",
}


def announcement_json(
    drafts: Sequence[Draft], text: str, not_used: Sequence[UnusedDate], t: Translator
) -> dict[str, Any]:
    """Return the drafts of a preprocessed text and the dates that belong to none, as JSON objects."""
    is_complete = not unread_dates(not_used, drafts, text)
    return {
        "events": [_event(draft, text, t, is_complete=is_complete) for draft in drafts],
        "not_used": [
            {"text": date.text, "line": date.line_number, "why": date.reason} for date in not_used
        ],
    }


def remaining_json(drafts: Sequence[Draft], text: str, t: Translator) -> list[dict[str, Any]]:
    """Return the days and hours that are no events unless somebody makes them events, as JSON objects."""
    return [_event(draft, text, t, is_complete=False) for draft in drafts if draft.is_remaining]


def schedule_json(when: When) -> dict[str, Any]:
    """Return a schedule as JSON: wall-clock start and end without offset, dates, or a month."""
    if isinstance(when, Timed):
        start, end, precision = (
            when.start.isoformat(timespec="minutes"), when.end.isoformat(timespec="minutes"), "timed",
        )  # fmt: skip
    elif isinstance(when, Days):
        start, end, precision = when.first.isoformat(), when.last.isoformat(), "days"
    else:
        start = end = f"{when.year:04}-{when.month:02}"
        precision = "month"
    return {"precision": precision, "start": start, "end": end, "timezone": when.timezone}


def _event(draft: Draft, text: str, t: Translator, *, is_complete: bool) -> dict[str, Any]:
    details = details_from_draft(draft, t)
    assumed = details.reading["assumed"]
    return {
        "title": details.title,
        "schedule": schedule_json(draft.when),
        "cities": [city.name for city in draft.cities],
        "place": details.place or None,
        "format": draft.fields.attendance or None,
        "meeting_url": details.meeting_url or None,
        "registration_url": draft.fields.registration_url or None,
        "contact": draft.fields.contact_email or draft.fields.contact_name or None,
        "languages": list(draft.fields.languages),
        "capacity": draft.fields.capacity,
        "opens_at": _wall_clock(details.opens_at, draft.when),
        "closes_at": _wall_clock(details.closes_at, draft.when),
        "series": draft.series or None,
        "links": [dict(link) for link in details.links],
        "description": details.description,
        "assumed": sorted({FIELDS.get(name, name) for name in assumed}),
        "timezone_quotes": list(draft.zone_quotes),
        "questions": [_question(question) for question in draft.questions],
        "publishable": is_complete and is_publishable(draft),
        "lines": _lines(draft, text),
    }


def _wall_clock(instant: datetime | None, when: When) -> str | None:
    if instant is None:
        return None
    return to_local(instant, when.timezone).isoformat(timespec="minutes")


def _question(question: Question) -> dict[str, Any]:
    return {"code": question.code, "choices": [_choice(reading) for reading in question.readings]}


def _choice(reading: Reading) -> dict[str, Any]:
    return {
        "reason": reading.reason,
        "schedule": schedule_json(reading.when),
        "cities": [city.name for city in reading.cities],
        **({"values": _values(reading)} if reading.values else {}),
    }


def _values(reading: Reading) -> dict[str, Any]:
    """Return the values of a reading: texts, numbers, lists of tags, and local times."""
    return {
        name: value.isoformat(timespec="minutes") if isinstance(value, datetime) else value
        for name, value in reading.values
    }


def _lines(draft: Draft, text: str) -> list[int]:
    """Return the first and the last line of the draft, counted from 1."""
    first = min((span.start for span in draft.spans), default=0)
    last = max((span.end for span in draft.spans), default=0)
    return [text.count("\n", 0, first) + 1, text.count("\n", 0, max(first, last - 1)) + 1]
