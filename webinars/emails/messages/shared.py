"""Values that templates share: the current registration, the event, personal links, paragraphs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from webinars.access.models import Delegation
from webinars.capabilities.link_purposes import Purpose
from webinars.emails import sanitize
from webinars.emails.email_context import EmailContext
from webinars.emails.event_time import event_time, rules_notice
from webinars.event_messages.placeholders import Piece, Placeholder, split_placeholders
from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.outbox.enqueue import ordering_key_of
from webinars.questions.question_spec import QuestionSpec
from webinars.questions.question_types import QuestionStage
from webinars.registrations.answers import unanswered
from webinars.registrations.models import Registration
from webinars.registrations.stated_local_times import (
    LocalTimeChange,
    current_offsets,
    local_time_change,
)
from webinars.registrations.status import ACTIVE, Status
from webinars.security import markdown
from webinars.security.meeting_urls import find_meeting_links
from webinars.security.passcodes import redact_passcodes
from webinars.timezones.schedule import Precision

Line = tuple[Piece, ...]
Paragraph = tuple[Line, ...]
TEASER_LENGTH = 160
TEASER_SOURCE_LENGTH = 4000  # characters of the description


def current(context: EmailContext, *statuses: Status) -> Registration | None:
    """Return the registration if it still has one of the statuses, else None: the message is outdated.

    A change of address moves the registrant to another ordering key, which has a newer message.
    """
    registration = of_status(context, *statuses)
    if registration is None:
        return None
    ordering_key = context.message.ordering_key
    moved = ordering_key is not None and ordering_key != ordering_key_of(
        registration.event_id, registration.address
    )
    return None if moved else registration


def of_status(context: EmailContext, *statuses: Status) -> Registration | None:
    """Return the registration if it still has one of the statuses, at whatever address."""
    registration = context.batch.registration(context.payload["registration_id"])
    if registration is None or registration.status not in statuses or registration.erased_at:
        return None
    return registration


def event_values(
    context: EmailContext, event: Event, zone: str, t: Translator, attendance: Format | None = None
) -> dict[str, Any]:
    """Return the event's values for templates; attendance: online or in person, if known.

    With an empty zone the e-mail has the event's time, and says where to find the reader's own.
    """
    return {
        "title": sanitize.one_line(t.text(event.title)),
        "event_time": context.batch.of_event(event_time, event, zone, t, attendance),
        "teaser": context.batch.of_event(teaser, event, t),
        "zone_hint": t("The event’s page shows it in your own time zone."),
        "event_url": context.site.url(f"/events/{event.slug}"),
        "is_past": event.ends_at <= context.now,
        # A postponed event did not take place at its old time, so it has not ended.
        "has_ended": event.state is EventState.PUBLISHED and event.ends_at <= context.now,
    }


def teaser(event: Event, t: Translator) -> str:
    """Return the start of the description without meeting links and passcodes, even public ones."""
    lines = redact_passcodes(t.text(event.description)[:TEASER_SOURCE_LENGTH]).text.split("\n")
    text = "\n".join(line for line in lines if not find_meeting_links(line))
    return sanitize.one_line(markdown.plain_text(text, TEASER_LENGTH))


def registration_values(
    context: EmailContext, registration: Registration, t: Translator, *, is_notified: bool = True
) -> dict[str, Any]:
    """Return the event's values for a registrant, by their time zone and attendance mode.

    is_notified: the e-mail goes to the registrant, and may be the first to show a local time under new time
    zone rules. It then gives the reason, and its time is recorded.
    """
    event = registration.event
    attendance = registration.attendance_format(event)
    values = event_values(context, event, registration.timezone, t, attendance)
    values["in_personal_calendar"] = (
        registration.status is Status.CONFIRMED
        and context.batch.is_without_invitations(registration.address)
    )
    values["zone_hint"] = t("Set your time zone in your registration to see your local time.")
    if is_notified:
        change = stated_change(context, registration)
        if change is not None:
            notice = rules_notice(change, t)
            values["event_time"] = replace(values["event_time"], rules_notice=notice)
        _record_time(context, registration)
    return values


def stated_change(context: EmailContext, registration: Registration) -> LocalTimeChange | None:
    """Return how new rules change the local time that the last e-mail stated; None if they do not."""
    if not _is_time_promised(registration):
        return None
    return local_time_change(
        context.batch.stated_times.of(registration.id), registration.event, registration.timezone
    )


def note_values(
    texts: Iterable[str], values: Mapping[str, Any], t: Translator
) -> dict[str, tuple[Paragraph, ...]]:
    """Return an organiser's paragraphs in a standard e-mail; values are those of its event."""
    pieces = piece_filler(values)
    return {
        "note_paragraphs": tuple(
            paragraph for text in texts for paragraph in paragraphs_of(t.text(text), pieces)
        )
    }


def piece_filler(values: Mapping[str, Any]) -> Callable[[str], Line]:
    """Return a function that splits a line into pieces, and fills in what is not personal."""
    words: dict[str, Piece] = {
        Placeholder.EVENT: ("text", values["title"]),
        Placeholder.DATE: ("text", values["event_time"].summary),
        Placeholder.EVENT_LINK: ("url", values["event_url"]),
    }
    return lambda line: tuple(
        words.get(kind, (kind, text)) for kind, text in split_placeholders(line)
    )


def paragraphs_of(text: str, pieces: Callable[[str], Line]) -> tuple[Paragraph, ...]:
    """Split a text that an organiser wrote into paragraphs of lines."""
    return tuple(
        tuple(pieces(line) for line in paragraph.strip("\n").split("\n"))
        for paragraph in text.split("\n\n")
        if paragraph.strip()
    )


def pending_text(registration: Registration, t: Translator) -> str:
    """Return what a registration waits for: a new time of the event, or a place; else empty."""
    if registration.event.state is EventState.POSTPONED:
        return t("postponed, no longer at this time")
    match registration.status:
        case Status.WAITING:
            return t("on the waiting list")
        case Status.AWAITING_APPROVAL:
            return t("awaiting approval")
        case Status.OFFERED:
            return t("a place is available for you: accept it")
    return ""


def manage_url_of(context: EmailContext, registration: Registration) -> str:
    """Return the URL of the manage page."""
    return context.link(Purpose.MANAGE, registration.id, "/registrations/%s")


def join_url_of(context: EmailContext, registration: Registration) -> str:
    """Return the URL of the join page; empty for in-person attendees."""
    if registration.attendance_format(registration.event) is Format.IN_PERSON:
        return ""
    return context.link(Purpose.JOIN, registration.id, "/join/%s")


def first_email_values(
    context: EmailContext, registration: Registration, t: Translator
) -> dict[str, Any]:
    """Return the naming delegation and the URLs of unanswered questions; each may be empty.

    more_questions_url is that of questions after approval, if only such are left.
    """
    missing = _unanswered(context, registration)
    is_later = all(question.stage is QuestionStage.AFTER_APPROVAL for question in missing)
    return {
        "named_by": _named_by(context, registration, t),
        "answers_url": "" if is_later else _answers_url(context, registration),
        "more_questions_url": manage_url_of(context, registration) if missing and is_later else "",
    }


def answers_url(context: EmailContext, registration: Registration) -> str:
    """Return the URL of the answers page if a registrant has questions to answer; else empty."""
    return _answers_url(context, registration) if _unanswered(context, registration) else ""


def _unanswered(context: EmailContext, registration: Registration) -> list[QuestionSpec]:
    asked = context.batch.questions_to_complete(registration.event)
    return unanswered(context.session, registration, asked)


def _answers_url(context: EmailContext, registration: Registration) -> str:
    return context.link(Purpose.MANAGE, registration.id, "/registrations/%s/answers")


def _record_time(context: EmailContext, registration: Registration) -> None:
    if not _is_time_promised(registration):
        return
    offsets = context.batch.of_event(current_offsets, registration.event, registration.timezone)
    context.batch.stated_times.record(registration, offsets)


def _is_time_promised(registration: Registration) -> bool:
    event = registration.event
    return (
        registration.status in ACTIVE
        and event.state is EventState.PUBLISHED
        and event.precision is Precision.TIME
    )


def _named_by(context: EmailContext, registration: Registration, t: Translator) -> str:
    delegation_id = context.payload.get("delegation_id") or registration.delegation_id
    delegation = context.session.get(Delegation, delegation_id) if delegation_id else None
    if delegation is None:
        return ""
    return sanitize.isolated(sanitize.person(delegation.name), t.direction)
