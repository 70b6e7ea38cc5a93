"""Which changes of an event attendees are notified of: those of a snapshot's values."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from webinars.events.models import Event
from webinars.localized_text import LocalizedText, from_stored, stored_form
from webinars.timezones.schedule import Span, When, deserialize, resolve, serialize

# Attendees are always notified of changes to these.
ALWAYS_NOTIFIED = ("when", "span", "format")


class Times(NamedTuple):
    """A schedule, and the instants that it resolved to when stored."""

    when: When
    span: Span


def snapshot(event: Event) -> dict[str, Any]:
    """Return the values attendees rely on; new time zone rules change "span" alone."""
    return {
        "when": serialize(event.when),
        "span": [event.starts_at.isoformat(), event.ends_at.isoformat()],
        "cities": event.cities,
        "place": str(event.place),
        "format": event.format,
    }


def former_texts(event: Event) -> dict[str, str]:
    """Return the texts that a notification shows as they were, in all languages, in stored form."""
    return {"place_in_languages": stored_form(event.place)}


def former_place(values: Mapping[str, Any], event: Event) -> str:
    """Return the venue of a snapshot, in all languages if it states them or the event has the same."""
    if "place_in_languages" in values:
        return from_stored(values["place_in_languages"])
    place: str = values["place"]
    return event.place if place == event.place else place


def calendar_texts(event: Event) -> dict[str, Any]:
    """Return the texts in calendar entries, the long ones as a digest: messages carry them.

    Translations are among the latter, so that a new one is a new text.
    """
    # Only of texts that have any: queued messages carry digests of before.
    translated = [
        stored_form(text) for text in (event.title, event.place) if isinstance(text, LocalizedText)
    ]
    description = stored_form(event.description)
    texts = "\0".join((description, event.contact_name, event.contact_email, *translated))
    return {"title": str(event.title), "texts_digest": sha256(texts.encode()).hexdigest()[:16]}


def are_texts_changed(before: Mapping[str, Any], event: Event) -> bool:
    """Return whether the texts differ from those of a message's previous values, if it has them."""
    return any(before.get(name, value) != value for name, value in calendar_texts(event).items())


def must_notify(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether a change between two snapshots cannot be saved without notifying attendees."""
    return any(before[name] != now[name] for name in ALWAYS_NOTIFIED)


def times_of(values: Mapping[str, Any]) -> Times:
    """Return the times of a snapshot, also of older ones without "span"."""
    when = deserialize(values["when"])
    if "span" not in values:
        return Times(when, resolve(when))
    starts_at, ends_at = map(datetime.fromisoformat, values["span"])
    return Times(when, Span(starts_at, ends_at))
