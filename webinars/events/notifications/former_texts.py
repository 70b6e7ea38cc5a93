"""Texts of an event as they were before a change, in each language: what messages carry and compare."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from webinars.events.models import Event
from webinars.localized_text import (
    LocalizedText,
    closest_tag,
    from_stored,
    in_language,
    stored_form,
)


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
    translated = [text for text in (event.title, event.place) if isinstance(text, LocalizedText)]
    description = stored_form(event.description)
    contact = event.contact_name, event.contact_email
    texts = (*translated, event.description)
    tags = {tag for text in texts if isinstance(text, LocalizedText) for tag in text.translations}
    return {
        "title": str(event.title),
        "texts_digest": _digest(description, *contact, *map(stored_form, translated)),
        "by_language": {tag: texts_in(event, tag) for tag in ("", *sorted(tags))},
    }


def texts_in(event: Event, language: str) -> dict[str, str]:
    """Return the texts that readers of a language see in calendar entries, as written if it is empty."""
    texts = (event.title, event.place, event.description)
    title, place, description = (
        in_language(text, language) if language else str(text) for text in texts
    )
    return {
        "title": title,
        "place": place,
        "description": _digest(description),
        "contact": _digest(event.contact_name, event.contact_email),
    }


def former_texts_in(before: Mapping[str, Any], event: Event, language: str) -> Mapping[str, str]:
    """Return the texts of a message's previous values as texts_in() does; of the event where it has none."""
    by_language = before.get("by_language")
    if by_language is None:
        return texts_in(event, language)
    texts: Mapping[str, str] = by_language[closest_tag(language, by_language.keys() - {""})]
    return texts


def former_title(before: Mapping[str, Any], event: Event, language: str) -> str:
    """Return the title that readers of a language saw, or see if a message does not have it."""
    if "by_language" not in before and before.get("title", event.title) != event.title:
        return str(before["title"])
    return former_texts_in(before, event, language)["title"]


def are_texts_changed(before: Mapping[str, Any], event: Event) -> bool:
    """Return whether the texts differ from those of a message's previous values, if it has them."""
    now = calendar_texts(event)
    return any(before.get(name, now[name]) != now[name] for name in ("title", "texts_digest"))


def are_texts_changed_in(before: Mapping[str, Any], event: Event, language: str) -> bool:
    """Return whether readers of a language see other texts than those of a message's previous values."""
    if "by_language" not in before:
        return are_texts_changed(before, event)
    return former_texts_in(before, event, language) != texts_in(event, language)


def _digest(*texts: str) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()[:16]
