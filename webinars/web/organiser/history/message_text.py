"""Revisions of a message to registrants as text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webinars.event_messages.models import Anchor, EventMessageState
from webinars.event_messages.recipients import Audience
from webinars.i18n import N_
from webinars.localized_text import from_stored
from webinars.registrations.organiser.event_history import RecordedRevision
from webinars.timezones import formatting
from webinars.web.organiser.history.value_text import (
    Reader,
    Text,
    ValueChange,
    boolean_text,
    changed_fields,
    plain_text,
)
from webinars.web.organiser.messages.send_form import SIDES, Side
from webinars.web.organiser.messages.timeline import audience_text
from webinars.web.organiser.settings.form import duration_label

_STATES = {
    EventMessageState.SCHEDULED: N_("Message scheduled"),
    EventMessageState.SENDING: N_("Message sent"),
    EventMessageState.STOPPED: N_("Message stopped"),
}
_TIME = ("anchor", "offset_minutes", "local_send_at", "timezone")


def headline(change: RecordedRevision) -> str:
    """Return what happened to the message, to be translated."""
    if change.is_new:
        return N_("Message written")
    if change.is_removed:
        return N_("Message deleted")
    if "state" in change.previous:
        return _STATES.get(EventMessageState(change.values["state"]), N_("Message changed"))
    return N_("Message changed")


def name_of(change: RecordedRevision, reader: Reader) -> str:
    """Return the subject of the message."""
    return reader.t.text(from_stored((change.values or change.previous)["subject"]))


def changes_of(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return the fields that changed; nothing of a message that is new or deleted."""
    if change.is_new or change.is_removed:
        return []
    before, after = (_with_time(side) for side in (change.before, change.values))
    return changed_fields(before, after, FIELDS, reader)


def note_changes(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return the paragraph of confirmations before and after."""
    return changed_fields(change.before, change.values, _NOTE_FIELDS, reader)


def _with_time(side: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**side, "time": {name: side[name] for name in _TIME}}


def _audience_text(stored: dict[str, Any], reader: Reader) -> str:
    return audience_text(Audience.from_stored(stored), reader.own_event)


def _time_text(time: Mapping[str, Any], reader: Reader) -> str:
    t, anchor = reader.t, Anchor(time["anchor"])
    if anchor is Anchor.NOW:
        return t("At once")
    if anchor is Anchor.TIME:
        local = datetime.fromisoformat(time["local_send_at"])
        day, clock_time = formatting.date_text(local.date(), t), formatting.time_text(local, t)
        return f"{day}, {clock_time} ({formatting.zone_name(time['timezone'], t)})"
    minutes = time["offset_minutes"]
    side: Side = "after-end" if anchor is Anchor.END else "after-start"
    side = "before-start" if anchor is Anchor.START and minutes < 0 else side
    return f"{duration_label(abs(minutes))} {SIDES[side]}"


# By the names of MessageDetails, and the time of sending as one.
FIELDS: dict[str, tuple[str, Text]] = {
    "subject": (N_("Subject"), plain_text),
    "text": (N_("Text"), plain_text),
    "audience": (N_("Recipients"), _audience_text),
    "is_optional": (N_("Link to unsubscribe"), boolean_text),
    "time": (N_("When?"), _time_text),
}
_NOTE_FIELDS: dict[str, tuple[str, Text]] = {"text": (N_("Text"), plain_text)}
