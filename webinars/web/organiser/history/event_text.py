"""Revisions of an event as text: its details, schedule and state."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from webinars.events.enums import EventState
from webinars.i18n import N_
from webinars.registrations.organiser.event_history import RecordedRevision
from webinars.timezones import formatting
from webinars.timezones.cities import city
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Span, Timed, When, deserialize
from webinars.web.components.format_labels import FORMATS
from webinars.web.core.locale import LANGUAGE_NAMES
from webinars.web.organiser.events.form import NOTIFICATION_MODES
from webinars.web.organiser.history.value_text import (
    NOTHING,
    Reader,
    Text,
    ValueChange,
    boolean_text,
    changed_fields,
    choice_text,
    instant_text,
    number_text,
    plain_text,
)

Values = Mapping[str, Any]
_STATES = {
    EventState.DRAFT: N_("Event unpublished"),
    EventState.PUBLISHED: N_("Event published"),
    EventState.POSTPONED: N_("Event postponed"),
    EventState.CANCELLED: N_("Event cancelled"),
}


def headline(change: RecordedRevision) -> str:
    """Return what happened to the event, to be translated."""
    state, former = change.values["state"], change.before.get("state")
    if change.is_new:
        return N_("Event created")
    if state == former:
        return N_("Event changed")
    if state == EventState.PUBLISHED and former != EventState.DRAFT:
        return N_("Event reinstated")
    return _STATES[EventState(state)]


def changes_of(change: RecordedRevision, reader: Reader) -> list[ValueChange]:
    """Return the fields of an event that changed, its schedule first; of a new one title and schedule."""
    before, after = change.before, change.values
    names = {"title"} if change.is_new else FIELDS.keys()
    fields = {name: entry for name, entry in FIELDS.items() if name in names}
    return [
        *_schedule_changes(before, after, reader),
        *changed_fields(before, after, fields, reader),
    ]


def _schedule_changes(before: Values, after: Values, reader: Reader) -> list[ValueChange]:
    if all(before.get(name) == after[name] for name in ("when", "span")):
        return []
    t, when = reader.t, deserialize(after["when"])
    former = deserialize(before["when"]) if before else None
    changes = []
    if isinstance(when, Timed) and isinstance(former, Timed):
        changes = _time_changes(before, after, reader)
    elif former is None or _day_text(former, before, reader) != _day_text(when, after, reader):
        was = _day_text(former, before, reader) if former else ""
        changes = [ValueChange(t("Date and time"), was, _day_text(when, after, reader))]
    if former and former.timezone != when.timezone:
        zones = (formatting.zone_name(one.timezone, t) for one in (former, when))
        changes.append(ValueChange(t("Time zone"), *zones))
    return changes


def _time_changes(before: Values, after: Values, reader: Reader) -> list[ValueChange]:
    """Return start and end where they differ, in the reader's time zone."""
    t, place = reader.t, formatting.zone_name(reader.zone, reader.t)
    labels = t("Start (%(city)s)", city=place), t("End (%(city)s)", city=place)
    sides = zip(labels, before["span"], after["span"], strict=True)
    return [
        ValueChange(label, *_instant_texts(was, now, reader))
        for label, was, now in sides
        if was != now
    ]


def _instant_texts(was: str, now: str, reader: Reader) -> tuple[str, str]:
    """Return two instants; the second without its date if that is the same."""
    former, later = (to_local(datetime.fromisoformat(at), reader.zone) for at in (was, now))
    t = reader.t
    is_same_day = former.date() == later.date()
    clock_time = formatting.time_text(later, t)
    return _dated(former, reader), clock_time if is_same_day else _dated(later, reader)


def _dated(local: datetime, reader: Reader) -> str:
    day = formatting.date_text(local.date(), reader.t)
    return f"{day}, {formatting.time_text(local, reader.t)}"


def _day_text(when: When, values: Values, reader: Reader) -> str:
    span = Span(*map(datetime.fromisoformat, values["span"]))
    return formatting.schedule_text(when, span, (), reader.t)


def _cities_text(keys: Sequence[str], reader: Reader) -> str:
    return ", ".join(formatting.city_name(city(key), reader.t) for key in keys) or NOTHING


def _languages_text(tags: Sequence[str], reader: Reader) -> str:
    names = reader.t.locale.languages
    return ", ".join(str(names.get(tag, tag)) for tag in tags) or NOTHING


def text_language(tag: str, _reader: Reader) -> str:
    """Return the name of a language in itself."""
    return LANGUAGE_NAMES.get(tag, tag) or NOTHING


def _series_text(series_id: int | None, reader: Reader) -> str:
    return NOTHING if series_id is None else reader.series.get(series_id, NOTHING)


def links_text(links: Sequence[Mapping[str, str]], reader: Reader) -> str:
    """Return the text and address of links, one on each line."""
    lines = (f"{plain_text(link['text'], reader)}: {link['url']}" for link in links)
    return "\n".join(lines) or NOTHING


def _times_text(starts: Sequence[str], reader: Reader) -> str:
    return "; ".join(instant_text(one, reader) for one in starts) or NOTHING


# By the names of EventDetails, with the recording and slides. The schedule is shown before them, and the
# state is the headline.
FIELDS: dict[str, tuple[str, Text]] = {
    "title": (N_("Title"), plain_text),
    "cities": (N_("Also show the time in"), _cities_text),
    "description": (N_("Description"), plain_text),
    "text_language": (N_("Language of the title, description and venue"), text_language),
    "series_id": (N_("Body or series"), _series_text),
    "session_number": (N_("Number of the session"), number_text),
    "languages": (N_("Languages"), _languages_text),
    "format": (N_("Format"), choice_text(FORMATS)),
    "place": (N_("Venue"), plain_text),
    "meeting_url": (N_("Join link"), plain_text),
    "links": (N_("Links"), links_text),
    "materials": (N_("Recording and slides"), links_text),
    "other_times": (N_("Other times"), _times_text),
    "accepts_registrations": (N_("Take registrations"), boolean_text),
    "capacity": (N_("Number of places"), number_text),
    "opens_at": (N_("Registration opens"), instant_text),
    "closes_at": (N_("Registration closes"), instant_text),
    "notification_mode": (N_("Notify me of registrations"), choice_text(NOTIFICATION_MODES)),
    "contact_name": (N_("Contact"), plain_text),
    "contact_email": (N_("Contact e-mail"), plain_text),
    "hosted_by": (N_("Hosted by"), plain_text),
    "external_url": (N_("Address of the host’s page"), plain_text),
}
