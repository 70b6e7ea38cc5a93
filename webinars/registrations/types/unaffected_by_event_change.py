"""The registration types whose registrants a change of the event does not affect."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from webinars.events.enums import Format, attendance_format
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
    if any(previous.get(name) != now[name] for name in ("when", "span", "cities")):
        return []
    unaffected = []
    for registration_type in types_of(session, event.id, removed=True):
        before = attendance_format(Format(previous["format"]), registration_type.attendance_mode)
        is_same = before is attendance_format(event.format, registration_type.attendance_mode)
        if is_same and (before is Format.ONLINE or previous["place"] == event.place):
            unaffected.append(registration_type.id)
    return unaffected
