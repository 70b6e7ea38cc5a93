"""Revisions of registration settings and registration types as text."""

from collections.abc import Mapping, Sequence
from typing import Any

from webinars.events.enums import AttendanceMode
from webinars.i18n import N_
from webinars.registrations.organiser.event_history import RecordedRevision
from webinars.security.email_addresses import display_address
from webinars.web.components.retention_text import period_text
from webinars.web.organiser.history.value_text import (
    NOTHING,
    Reader,
    Text,
    ValueChange,
    boolean_text,
    changed_fields,
    choice_text,
    number_text,
    plain_text,
)
from webinars.web.organiser.settings.form import ACCESS_MODES, WAITING_LISTS, duration_label

_ATTENDANCE = {
    AttendanceMode.IN_PERSON: N_("In person"),
    AttendanceMode.ONLINE: N_("Online"),
}


def settings_changes(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return the registration settings that changed."""
    return changed_fields(change.before, change.values, FIELDS, reader)


def types_changes(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return the registration types before and after, if they changed."""
    return changed_fields(change.before, change.values, _TYPE_FIELDS, reader)


def _domains_text(domains: Sequence[str], _reader: Reader) -> str:
    return ", ".join(map(display_address, domains)) or NOTHING


def _minutes_text(minutes: int | None, _reader: Reader) -> str:
    return NOTHING if minutes is None else duration_label(minutes)


def _days_text(days: int, _reader: Reader) -> str:
    return period_text(days)


def _reminders_text(reminders: Sequence[int], _reader: Reader) -> str:
    return ", ".join(map(duration_label, reminders)) or NOTHING


def _types_text(types: Sequence[Mapping[str, Any]], reader: Reader) -> str:
    return "\n".join(_type_text(one, reader) for one in types) or NOTHING


def _type_text(one: Mapping[str, Any], reader: Reader) -> str:
    t, parts = reader.t, [plain_text(one["name"], reader)]
    if one["attendance_mode"]:
        parts.append(t(_ATTENDANCE[AttendanceMode(one["attendance_mode"])]))
    if one["capacity"] is not None:
        parts.append(t.plural("%(n)s place", "%(n)s places", one["capacity"]))
    return ", ".join(parts)


# By the names of RegistrationSettings.
FIELDS: dict[str, tuple[str, Text]] = {
    "access_mode": (N_("Who can register?"), choice_text(ACCESS_MODES)),
    "renews_link": (N_("New secret link"), boolean_text),
    "domains": (N_("Only e-mail addresses from these domains"), _domains_text),
    "requires_approval": (N_("I approve each registration"), boolean_text),
    "accepts_delegations": (N_("Delegations can name several people"), boolean_text),
    "invites_by_calendar": (N_("Invited people can accept in their calendar"), boolean_text),
    "opens_before_minutes": (N_("Opens before the start"), _minutes_text),
    "closes_before_minutes": (N_("Closes before the start"), _minutes_text),
    "waiting_list": (N_("A place that becomes available is"), choice_text(WAITING_LISTS)),
    "offer_hours": (N_("Hours to accept an offer"), number_text),
    "verification_hours": (N_("Hours to confirm the e-mail address"), number_text),
    "reminders": (N_("Reminders"), _reminders_text),
    "retention_days": (N_("Delete personal data after the event"), _days_text),
    "accepts_comments": (N_("Visitors can ask questions on the event’s page"), boolean_text),
}
_TYPE_FIELDS: dict[str, tuple[str, Text]] = {"types": (N_("Registration types"), _types_text)}
