"""A note about a registrant, for the organisers of an event."""

import hashlib

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.registrations import locks
from webinars.security.text_input import clean_text

NOTE_LENGTH = 2000


def write_note(
    session: Session, *, event_id: int, registration_id: int, text: str, seen: str
) -> None:
    """Store a note in place of the former one; an empty text deletes it.

    seen: the fingerprint of the note that the writer saw.

    Raises:
        ConflictError: "note-changed": another one was stored since.
        NotFoundError: "no-such-registration", also for one of another event.
        InvalidInputError: as of clean_note().
    """
    note = clean_note(text)
    _, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.internal_note != note and note_fingerprint(registration.internal_note) != seen:
        raise ConflictError("note-changed")
    registration.internal_note = note


def note_fingerprint(note: str) -> str:
    """Return a hash that changes with a note."""
    return hashlib.sha256(note.encode()).hexdigest()[:16]


def clean_note(text: str) -> str:
    """Return the normalized text of a note.

    Raises:
        InvalidInputError: those of security.text_input.clean_text.
    """
    return clean_text(text.strip(), longest=NOTE_LENGTH)
