"""EventDetails of a draft parsed from an announcement, and the fields that they assume."""

from datetime import datetime
from typing import Any

from webinars.announcement_parser import messages
from webinars.announcement_parser.description import description_markdown
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.meeting_links import MeetingDetails, extract_meeting_link
from webinars.announcement_parser.resolution.questions import Question
from webinars.errors import InvalidInputError
from webinars.events.details import PLACE_LENGTH, EventDetails
from webinars.events.enums import Format
from webinars.i18n import Translator
from webinars.security.urls import web_url
from webinars.timezones.local_times import is_repeated, to_instant
from webinars.timezones.schedule import Timed


def details_from_draft(draft: Draft, t: Translator) -> EventDetails:
    """Return a draft's EventDetails, its open questions in the reader's language."""
    parted = extract_meeting_link(draft)
    parsed = draft.fields
    attendance_format = attendance_from_draft(draft, parted)
    # A longer place is directions, and goes into the description.
    is_named = len(parted.place) <= PLACE_LENGTH
    paragraphs = parted.paragraphs if is_named else (parted.place, *parted.paragraphs)
    return EventDetails(
        title=messages.title(draft, t),
        when=draft.when,
        cities=[city.key for city in draft.cities],
        description=description_markdown(
            paragraphs,
            (*draft.inline_links, *draft.document_links),
            {link.url for link in parted.links} | {link.url for link in draft.document_links},
        ),
        links=[{"url": web_url(link.url), "text": link.text} for link in parted.links],
        languages=[tag for tag in parsed.languages if tag in t.locale.languages],
        # A name without an address would be shown with that of the organiser.
        contact_name=parsed.contact_name if parsed.contact_email else "",
        contact_email=parsed.contact_email,
        # In a hybrid event a limit of places is usually that of the room, not of people online.
        capacity=None if attendance_format is Format.HYBRID else parsed.capacity,
        opens_at=_instant(parsed.opens_at, draft),
        closes_at=_instant(parsed.closes_at, draft),
        meeting_url=web_url(parted.meeting_url) if parted.meeting_url else "",
        format=attendance_format,
        place=parted.place if is_named else "",
        reading={
            "proposed": sorted(draft.proposed),
            "assumed": sorted(assumed_fields(draft, parted)),
            "left_out": list(parted.removed),
            "questions": [_question(question, t) for question in draft.questions],
        },
    )


def _instant(local: datetime | None, draft: Draft) -> datetime | None:
    """Return the instant of a local time; None if the clocks skip or repeat it."""
    if local is None or is_repeated(local, draft.when.timezone):
        return None
    try:
        return to_instant(local, draft.when.timezone)
    except InvalidInputError:
        return None


def attendance_from_draft(draft: Draft, parted: MeetingDetails) -> Format:
    """Return the stated format of a draft; an unstated one is online for a time without a venue."""
    if draft.fields.attendance:
        return Format(draft.fields.attendance)
    if not parted.place and (isinstance(draft.when, Timed) or parted.is_online):
        return Format.ONLINE
    return Format.HYBRID if parted.meeting_url or parted.is_online else Format.IN_PERSON


def assumed_fields(draft: Draft, parted: MeetingDetails) -> frozenset[str]:
    """Return the fields that a draft assumes, and what is left out of its public text."""
    unstated = frozenset({"format"} if not draft.fields.attendance else ())
    return draft.assumed | parted.left_out | unstated


def _question(question: Question, t: Translator) -> dict[str, Any]:
    """Return a question as the organiser's page shows it: its code, and each reading as text."""
    readings = [messages.choice_text(reading, t) for reading in question.readings]
    return {"code": question.code, "readings": readings}
