"""Personal data of one registration, as JSON-ready values, for its export."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.comments.queries import comments_of_person
from webinars.comments.state import ANSWER_SENT
from webinars.events.calendar_event import page_url
from webinars.events.models import EmailNote
from webinars.questions import queries as questions
from webinars.questions.visibility import questions_for_type
from webinars.registrations import queries
from webinars.registrations.group_registrations import group_registration_of
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import PersonalCalendar, calendar_of
from webinars.registrations.stated_local_times import stated_time_of
from webinars.registrations.status_history import recorded_changes
from webinars.registrations.types import type_change
from webinars.registrations.unsubscriptions import unsubscription_of
from webinars.site import Site
from webinars.timezones import zones

_INSTANTS = ("created_at", "status_at", "queued_at", "ends_at", "verified_at", "attended_at")


def personal_data(session: Session, registration: Registration, site: Site) -> dict[str, Any]:
    """Return what is stored about a registrant for one event, without calendar messages and replies."""
    return {
        "registration": _registration(session, registration),
        "event": _event(registration, site),
        "emails": _emails(session, registration),
        "notes_in_emails": _notes(session, registration),
        "stated_time": _stated_time(session, registration),
        "personal_calendar": _personal_calendar(calendar_of(session, registration.address)),
        **_answers(session, registration),
        "registration_type_changes": [
            _change(change) for change in type_change.type_changes_of(session, registration.id)
        ],
        "changes_by_organisers": [
            _change(change) for change in recorded_changes(session, registration)
        ],
        "comments": _comments(session, registration),
        "several_dates": _several_dates(session, registration),
    }


def _several_dates(session: Session, registration: Registration) -> dict[str, Any] | None:
    """Return that the address has registered for several dates of the event; None if it has not."""
    group_id = registration.event.date_group_id
    row = group_id and group_registration_of(session, group_id, registration.address)
    if not row:
        return None
    return {
        "address": row.address,
        "takes_all": row.takes_all,
        "created_at": iso_text(row.created_at),
        "queued_at": iso_text(row.queued_at),
        "waiting_details": row.waiting_details,
    }


def _registration(session: Session, registration: Registration) -> dict[str, Any]:
    registration_type = registration.registration_type
    unsubscribed = unsubscription_of(session, registration)
    return {
        **{column: getattr(registration, column) for column in Registration.PERSONAL},
        "status": registration.status.value,
        "registration_type": registration_type.name if registration_type else None,
        **{name: iso_text(getattr(registration, name)) for name in _INSTANTS},
        "unsubscribed_at": iso_text(unsubscribed.created_at if unsubscribed else None),
        "checked_in_at": iso_text(queries.checked_in_at(session, registration.id)),
        "attendance_changes": [
            {"changed_at": iso_text(change.changed_at), "is_present": change.is_present}
            for change in queries.attendance_changes_of(session, registration.id)
        ],
    }


def _event(registration: Registration, site: Site) -> dict[str, Any]:
    event = registration.event
    return {
        "title": event.title,
        "url": page_url(event, site),
        "starts_at": iso_text(event.starts_at),
        "ends_at": iso_text(event.ends_at),
        "timezone": zones.canonical(event.timezone),
    }


def _emails(session: Session, registration: Registration) -> list[dict[str, Any]]:
    return [
        {
            "topic": message.topic,
            "recipient": message.recipient,
            "state": message.state.value,
            "queued_at": iso_text(message.created_at),
            "sent_at": iso_text(message.sent_at),
        }
        for message in queries.emails_about(session, registration.id)
    ]


def _notes(session: Session, registration: Registration) -> list[dict[str, Any]]:
    """Return what organisers wrote to this registrant alone in standard e-mails."""
    notes = session.scalars(
        select(EmailNote).where(EmailNote.registration_id == registration.id).order_by(EmailNote.id)
    )
    return [{"text": note.text, "created_at": iso_text(note.created_at)} for note in notes]


def _stated_time(session: Session, registration: Registration) -> dict[str, Any] | None:
    """Return the time that the last e-mail stated, with UTC offsets in seconds; None if unknown."""
    stated = stated_time_of(session, registration.id)
    if stated is None:
        return None
    return {
        "starts_at": iso_text(stated.starts_at),
        "timezone": stated.timezone,
        "utc_offsets": stated.utc_offsets,
        "tzdata_version": stated.tzdata_version,
    }


def _personal_calendar(calendar: PersonalCalendar | None) -> dict[str, str | None]:
    delivery = calendar.calendar_delivery if calendar else None
    return {
        "created_at": iso_text(calendar.created_at if calendar else None),
        "calendar_delivery": delivery.value if delivery else None,
    }


def _answers(session: Session, registration: Registration) -> dict[str, Any]:
    """Return the answers, files and changes, also to questions that are no longer asked."""
    every = questions.all_questions(session, registration.event_id)
    labels = {question.id: question.label for question in every}
    current = [question.asked for question in every if question.removed_at is None]
    asked = {
        question.id for question in questions_for_type(current, registration.registration_type_id)
    }
    answers = questions.answers_of(session, registration.id)
    return {
        "answers": [
            {
                "question": labels[question_id],
                **answer.value,
                "answered_at": iso_text(answer.answered_at),
                "is_asked": question_id in asked,
            }
            for question_id, answer in sorted(answers.items())
            if answer.value
        ],
        "files": [
            {
                "question": labels[file.question_id],
                "name": file.name,
                "media_type": file.media_type,
                "octets": file.size,
                "sent_at": iso_text(file.created_at),
            }
            for file in questions.files_of(session, registration.id)
        ],
        "answer_changes": [
            {"question": labels[change.question_id], **_change(change)}
            for change in questions.changes_of(session, registration.id)
        ],
    }


def _comments(session: Session, registration: Registration) -> list[dict[str, Any]]:
    return [
        {
            "text": comment.text,
            "name": comment.name,
            "answer": comment.answer if comment.state in ANSWER_SENT else "",
            "state": comment.state.value,
            "created_at": iso_text(comment.created_at),
        }
        for comment in comments_of_person(session, registration.event_id, registration.address)
    ]


def _change(change: Any) -> dict[str, Any]:
    return {
        "by": change.by,
        "changed_at": iso_text(change.changed_at),
        "before": change.before,
        "after": change.after,
    }


def iso_text(instant: datetime | None) -> str | None:
    """Return an instant as ISO 8601, None for None."""
    return instant.isoformat() if instant else None
