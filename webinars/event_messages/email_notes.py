"""Paragraphs that organisers add to standard e-mails: of an event, or to one registrant."""

from datetime import timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from webinars.event_messages.placeholders import check_placeholders
from webinars.events.enums import StandardEmail
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.history.values import stored_value
from webinars.events.locks import lock_event
from webinars.events.models import EmailNote, Event
from webinars.localized_text import all_languages
from webinars.outbox.retention import KEEP_DAYS
from webinars.security import text_input
from webinars.timezones import clock

NOTE_LENGTH = 1000
# While an e-mail that has one can fail and be sent again.
_KEPT = timedelta(days=KEEP_DAYS + 1)


def clean_note(text: str) -> str:
    """Clean a paragraph; it may be empty.

    Raises:
        InvalidInputError: those of text_input.clean_text() and placeholders.check_placeholders().
    """
    cleaned = text_input.clean_text(text, longest=NOTE_LENGTH)
    check_placeholders(cleaned, links=True)
    return cleaned


def add_note(
    session: Session,
    event_id: int,
    standard_email: StandardEmail,
    text: str,
    *,
    registration_id: int | None = None,
) -> int | None:
    """Store a paragraph and return its id; None if it is empty. The event is locked.

    Raises:
        InvalidInputError: see clean_note().
    """
    for one in all_languages(text):
        clean_note(one)
    if not any(all_languages(text)):
        return None
    note = EmailNote(
        event_id=event_id,
        registration_id=registration_id,
        standard_email=standard_email,
        text=text,
        created_at=clock.now(),
    )
    session.add(note)
    session.flush()
    return note.id


def discard_note(session: Session, note_id: int) -> None:
    """Delete a paragraph that no e-mail has."""
    session.execute(delete(EmailNote).where(EmailNote.id == note_id))


def confirmation_note(session: Session, event_id: int) -> str:
    """Return the paragraph of an event's confirmations; empty if there is none."""
    return session.scalar(select_confirmation_note(event_id)) or ""


def select_confirmation_note(event_id: int | InstrumentedAttribute[int]) -> Select[str]:
    """Return the query for the paragraph of an event's confirmations."""
    return (
        select(EmailNote.text)
        .where(
            EmailNote.event_id == event_id,
            EmailNote.standard_email == StandardEmail.CONFIRMATION,
        )
        .limit(1)
    )


def set_confirmation_note(session: Session, event_id: int, text: str) -> None:
    """Replace the paragraph of an event's confirmations; an empty one removes it.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: see clean_note().
    """
    lock_event(session, event_id)
    is_of_confirmation = (
        EmailNote.event_id == event_id,
        EmailNote.standard_email == StandardEmail.CONFIRMATION,
    )
    removed = delete(EmailNote).where(*is_of_confirmation).returning(EmailNote.text)
    former = session.scalar(removed)
    add_note(session, event_id, StandardEmail.CONFIRMATION, text)
    before, after = ({"text": stored_value(one)} for one in (former or "", text))
    record_change(
        session, event_id, Subject.CONFIRMATION_NOTE, event_id, before=before, after=after
    )


def copy_confirmation_note(session: Session, source: Event, copy: Event) -> None:
    """Give a copied event the paragraph of its confirmations."""
    add_note(session, copy.id, StandardEmail.CONFIRMATION, confirmation_note(session, source.id))


def refusal_note(session: Session, registration_id: int) -> str:
    """Return the paragraph of the newest refusal of a registration; empty if there is none."""
    newest = (
        select(EmailNote.text)
        .where(
            EmailNote.registration_id == registration_id,
            EmailNote.standard_email == StandardEmail.REFUSAL,
        )
        .order_by(EmailNote.id.desc())
        .limit(1)
    )
    return session.scalar(newest) or ""


def purge_notes(session: Session) -> None:
    """Delete paragraphs whose e-mails are purged from the outbox."""
    session.execute(
        delete(EmailNote).where(
            EmailNote.standard_email != StandardEmail.CONFIRMATION,
            EmailNote.created_at <= clock.now() - _KEPT,
        )
    )
