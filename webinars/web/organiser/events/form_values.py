"""Convert between the event form and the details of an event."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from webinars.events.details import (
    LOCALIZED_NAMES,
    NAMES,
    TEXT_NAMES,
    EventDetails,
    with_default_contact,
)
from webinars.events.models import Event
from webinars.localized_text import comparable
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Span, Timed, When
from webinars.web.organiser.events.form import EventForm
from webinars.web.organiser.events.form_schedule import ParsedTimes, parse_times, schedule_data
from webinars.web.organiser.events.link_rows import (
    MOST_LINKS,
    LinkedForm,
    Links,
    form_for,
    initial_links,
)
from webinars.web.organiser.events.translation_fields import initial_translations, localized_text


def event_details(
    form: EventForm, times: ParsedTimes, *, series_id: int | None, links: Sequence[dict[str, str]]
) -> EventDetails:
    """Convert a valid form to the details of an event."""
    # A valid form has a schedule and a choice in each group of radio buttons.
    assert times.when is not None  # noqa: S101
    assert form.format.data is not None  # noqa: S101
    assert form.notification_mode.data is not None  # noqa: S101
    return EventDetails(
        **text_values(form),
        when=times.when,
        cities=form.cities.data or [],
        links=links,
        languages=form.languages.data or [],
        series_id=series_id,
        session_number=form.session_number.data,
        format=form.format.data,
        accepts_registrations=bool(form.accepts_registrations.data),
        capacity=form.capacity.data,
        opens_at=times.opens_at,
        closes_at=times.closes_at,
        notification_mode=form.notification_mode.data,
    )


def submitted_reading(event: Event, when: When) -> dict[str, Any]:
    """Return the announcement parser's notes on an event, without an assumed end if the form has another."""
    times = (when, event.when)
    ends = {shown.end.time() for shown in times if isinstance(shown, Timed)}
    is_same = len(ends) == 1 and when.precision is event.precision
    return event.reading if is_same else without_assumed_end(event.reading)


def without_assumed_end(reading: dict[str, Any]) -> dict[str, Any]:
    """Return the notes of the announcement parser once the organiser has set the end."""
    if "end" not in reading.get("assumed", ()):
        return reading
    return reading | {"assumed": [name for name in reading["assumed"] if name != "end"]}


def text_values(form: EventForm) -> dict[str, Any]:
    """Return the texts of a form, by the names of the details."""
    texts = {name: form[name].data or "" for name in TEXT_NAMES}
    return texts | {name: localized_text(form, name) for name in LOCALIZED_NAMES}


def initial_data(event: Event) -> dict[str, Any]:
    """Return an event's values by the names of the form's fields."""
    return {
        **{name: getattr(event, name) for name in TEXT_NAMES},
        "revision": event.revision,
        "series": event.series.name if event.series else "",
        "session_number": event.session_number,
        "languages": list(event.languages),
        **initial_translations(event),
        **schedule_data(event.when, Span(event.starts_at, event.ends_at), event.cities),
        "format": event.format,
        "accepts_registrations": event.accepts_registrations,
        "capacity": event.capacity,
        "notification_mode": event.notification_mode,
        # An instant relative to the start is among the registration settings; the form shows no date.
        **_local_values(
            event.opens_at if event.opens_before_minutes is None else None, event.timezone, "opens"
        ),
        **_local_values(
            event.closes_at if event.closes_before_minutes is None else None,
            event.timezone,
            "closes",
        ),
    }


def _local_values(instant: datetime | None, zone: str, name: str) -> dict[str, date | time | None]:
    """Return the local date and time of an instant by the names of their fields."""
    local = to_local(instant, zone) if instant else None
    return {
        f"{name}_on": local.date() if local else None,
        f"{name}_time": local.time() if local else None,
    }


def is_already_saved(event: Event, form: LinkedForm, times: ParsedTimes, links: Links) -> bool:
    """Tell whether a valid form equals the saved event, however its times are written."""
    values = {**initial_data(event), **initial_links(event.links, MOST_LINKS)}
    stored_form = form_for(event, {})(formdata=None, data=values)
    stored = event_details(
        stored_form, parse_times(stored_form), series_id=None, links=list(event.links)
    )
    submitted = event_details(form, times, series_id=None, links=list(links))
    submitted = with_default_contact(submitted, name=event.contact_name, email=event.contact_email)
    is_same = all(
        comparable(getattr(submitted, name)) == comparable(getattr(stored, name)) for name in NAMES
    )
    return is_same and (form.series.data or "") == values["series"]
