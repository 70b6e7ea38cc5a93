"""Entries of a history: who changed what and when, with the values before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webinars.events.history.stored_revisions import Subject
from webinars.i18n import N_
from webinars.registrations.organiser.event_history import RecordedRevision
from webinars.timezones import formatting
from webinars.web.organiser.history import (
    deleted_data_text,
    document_text,
    event_text,
    message_text,
    people_text,
    poll_text,
    question_text,
    settings_text,
)
from webinars.web.organiser.history.value_text import Reader, ValueChange


@dataclass(frozen=True)
class HistoryEntry:
    """One change; name is what it is of, empty for the event itself; by is empty for the system.

    url: of the page of what it is of, empty without one.
    """

    headline: str
    name: str
    by: str
    when: str
    changes: Sequence[ValueChange]
    url: str = ""


def entry_of(change: RecordedRevision, reader: Reader) -> HistoryEntry:
    """Return a recorded change as an entry."""
    if change.subject is Subject.DOCUMENT:
        by, when = people_text.account_name(change.by), change.changed_at
        return document_entry(change.subject_id, change.values, change.previous, by, when, reader)
    headline, name, changes = _parts(change, reader)
    return HistoryEntry(
        headline=reader.t(headline),
        name=name,
        by=people_text.account_name(change.by),
        when=formatting.instant_text(change.changed_at, reader.zone, reader.t),
        changes=changes,
    )


def document_entry(
    document_id: int,
    values: Mapping[str, Any],
    previous: Mapping[str, Any],
    by: str,
    when: datetime,
    reader: Reader,
) -> HistoryEntry:
    """Return a change of a document in the history of its event or body, with a link to its page."""
    shown = document_text.recorded_change(values, reader)
    return HistoryEntry(
        headline=shown.headline,
        name=document_text.name_of(values or previous, reader),
        by=by,
        when=formatting.instant_text(when, reader.zone, reader.t),
        changes=shown.changes,
        url=reader.documents.urls.get(document_id, ""),
    )


def _parts(  # noqa: C901, PLR0911 - one for each subject
    change: RecordedRevision, reader: Reader
) -> tuple[str, str, Sequence[ValueChange]]:
    """Return what happened, to be translated, the name of its subject, and the fields that changed."""
    match change.subject:
        case Subject.EVENT:
            return event_text.headline(change), "", event_text.changes_of(change, reader)
        case Subject.SETTINGS:
            changes = settings_text.settings_changes(change, reader)
            return N_("Registration settings changed"), "", changes
        case Subject.TYPES:
            changes = settings_text.types_changes(change, reader)
            return N_("Registration types changed"), "", changes
        case Subject.QUESTION:
            name = question_text.name_of(change, reader)
            return question_text.headline(change), name, question_text.changes_of(change, reader)
        case Subject.MESSAGE:
            name = message_text.name_of(change, reader)
            return message_text.headline(change), name, message_text.changes_of(change, reader)
        case Subject.CONFIRMATION_NOTE:
            changes = message_text.note_changes(change, reader)
            return N_("Paragraph of the confirmation changed"), "", changes
        case Subject.IMPORT:
            return N_("Imported"), str(change.values["source"]), ()
        case Subject.POLL:
            return poll_text.headline(change), "", poll_text.changes_of(change, reader)
        case Subject.PURGE:
            return (
                deleted_data_text.headline(change),
                "",
                deleted_data_text.changes_of(change, reader),
            )
        case Subject.REGISTRATION:
            name = people_text.registrant_name(change, reader)
            changes = people_text.registration_changes(change, reader)
            return people_text.registration_headline(change), name, changes
        case Subject.MEMBER:
            name = people_text.member_name(change, reader)
            return (
                people_text.member_headline(change),
                name,
                people_text.member_changes(change, reader),
            )
        case Subject.DOCUMENT:
            raise AssertionError("documents have entries with a link")
