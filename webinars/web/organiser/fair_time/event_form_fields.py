"""Fields of an event's form that the page of fair hours carries, and the time that it gives back to them."""

import contextlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request

from webinars.errors import InvalidInputError
from webinars.fair_hours.day_parts import time_of
from webinars.timezones.local_times import to_instant, to_local
from webinars.web.organiser.events.form import ScheduleForm
from webinars.web.organiser.fair_time.form import PREFIX

_OWN = frozenset({"csrf_token", "do", "take"})
_MINUTE = timedelta(minutes=1)


def carried_fields() -> list[tuple[str, str]]:
    """Return the submitted fields of the event's form, as they were typed."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _OWN and not name.startswith(PREFIX)
    ]


def fields_from_event_form() -> dict[str, Any]:
    """Return the values of the fields of fair hours that the event's form has."""
    form = ScheduleForm(formdata=request.form)
    form.validate()
    values: dict[str, Any] = {"fair_places": form.cities.text}
    if form.zone.data and not form.zone.errors:
        values["fair_zone"] = str(form.zone.data)
    if form.date.data and not form.date.errors:
        values["fair_date"] = form.date.data
    duration = _duration(form.start.data, form.end.data)
    if duration is not None:
        values["fair_duration"] = duration
    return values


def time_value(day: date, start: int, zone: str, duration: timedelta) -> str:
    """Return the value of the button that takes a start to the event's form, in the zone that it has."""
    local = datetime.combine(day, time_of(start))
    own = request.form.get("zone", "")
    if own and own != zone:
        # If the form's zone is not valid, it takes the time with its zone.
        with contextlib.suppress(InvalidInputError):
            local, zone = to_local(_instant(local, zone), own), own
    return f"fair={local:%Y-%m-%dT%H:%M}/{duration // _MINUTE}/{zone}"


def _instant(local: datetime, zone: str) -> datetime:
    """Return the instant of a start, the first of a repeated one."""
    try:
        return to_instant(local, zone)
    except InvalidInputError as error:
        readings: Iterator[datetime] = iter(error.facts.get("readings", ()))
        first = next(readings, None)
        if first is None:
            raise
        return first


def _duration(start: time | None, end: time | timedelta | None) -> timedelta | None:
    if isinstance(end, timedelta) or end is None or start is None:
        return end if isinstance(end, timedelta) else None
    day = date(2000, 1, 1)
    return (datetime.combine(day, end) - datetime.combine(day, start)) % timedelta(days=1) or None
