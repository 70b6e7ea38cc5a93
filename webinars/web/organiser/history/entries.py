"""Entries of a history: who changed what and when, with the values before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

from webinars.events.history.models import Subject
from webinars.registrations.organiser.event_history import Account, RecordedChange
from webinars.timezones import formatting
from webinars.web.organiser.history import event_text
from webinars.web.organiser.history.value_text import Reader, ValueChange


@dataclass(frozen=True)
class HistoryEntry:
    """One change; name is what it is of, empty for the event itself; by is empty for the system."""

    headline: str
    name: str
    by: str
    when: str
    changes: Sequence[ValueChange]


def entry_of(change: RecordedChange, reader: Reader) -> HistoryEntry:
    """Return a recorded change as an entry."""
    headline, name, changes = "", "", []
    match change.subject:
        case Subject.EVENT:
            headline, changes = event_text.headline(change), event_text.changes_of(change, reader)
    return HistoryEntry(
        headline=reader.t(headline),
        name=name,
        by=_account_name(change.by),
        when=formatting.instant_text(change.changed_at, reader.zone, reader.t),
        changes=changes,
    )


def _account_name(account: Account | None) -> str:
    """Return who made a change; of an account without a name the part of its address before the @."""
    if account is None:
        return ""
    return account.email.partition("@")[0] if account.name == account.email else account.name
