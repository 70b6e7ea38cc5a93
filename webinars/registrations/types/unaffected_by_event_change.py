"""The registration types whose registrants a change of the event does not affect."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from webinars.events.enums import AttendanceMode, Format, attendance_format
from webinars.events.models import Event
from webinars.events.notifications.change_snapshot import snapshot
from webinars.events.notifications.former_texts import are_texts_changed
from webinars.events.settings.registration_types import types_of


def unaffected_types(session: Session, event: Event, previous: Mapping[str, Any]) -> list[int]:
    """Return the registration types whose registrants a change does not affect.

    Same attendance mode, same time, and if the venue changed, they do not attend there.
    """
    now = snapshot(event)
    if not event.has_registration_types or are_texts_changed(previous, event):
        return []
    return [
        registration_type.id
        for registration_type in types_of(session, event.id, removed=True)
        if is_unaffected(registration_type.attendance_mode, previous, now)
    ]


def is_unaffected(
    mode: AttendanceMode, previous: Mapping[str, Any], now: Mapping[str, Any]
) -> bool:
    """Return whether a change between two snapshots does not concern people with an attendance mode."""
    if any(previous.get(name) != now[name] for name in ("when", "span", "cities")):
        return False
    before = attendance_format(Format(previous["format"]), mode)
    is_same = before is attendance_format(Format(now["format"]), mode)
    return is_same and (before is Format.ONLINE or previous["place"] == now["place"])
