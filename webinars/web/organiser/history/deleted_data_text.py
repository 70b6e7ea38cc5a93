"""Purges of personal data as entries of a history."""

from webinars.i18n import N_
from webinars.registrations.models import PurgeScope
from webinars.registrations.organiser.event_history import RecordedRevision
from webinars.web.organiser.history.value_text import Reader, ValueChange

_HEADLINES = {
    PurgeScope.REGISTRATIONS: N_("Personal data deleted after the event"),
    PurgeScope.SENSITIVE_ANSWERS: N_("Sensitive answers deleted after the event"),
}


def headline(change: RecordedRevision) -> str:
    """Return what was deleted, to be translated."""
    return _HEADLINES[PurgeScope(change.values["scope"])]


def changes_of(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return of how many registrations."""
    number = str(change.values["registrations"])
    return [ValueChange(reader.t("Registrations"), "", number)]
