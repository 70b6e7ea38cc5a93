"""The editable fields of an event: validation, and writing them to its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events import defaults
from webinars.events.enums import Format, NotificationMode
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.history.values import stored_value, stored_values
from webinars.events.models import Event
from webinars.events.record_models import LeftSeries
from webinars.events.settings.registration_period import check_period, resolve_period
from webinars.localized_text import (
    LONGEST_TAG,
    LocalizedText,
    all_languages,
    from_stored,
    normalize_tag,
    rewritten,
)
from webinars.timezones import zones
from webinars.timezones.cities import city
from webinars.timezones.schedule import Precision, Timed, When, deserialize, month_of, resolve

TITLE_LENGTH = 300
PLACE_LENGTH = 300
DESCRIPTION_LENGTH = 50_000
MOST_SESSIONS = 9999


@dataclass(frozen=True)
class EventDetails:
    """The editable fields of an event. Empty texts mean "not given".

    cities are keys of timezones.cities; an empty contact means the organiser; capacity None is
    unlimited; text_language is the BCP 47 tag of the language in which title, description and place are
    written; session_number is that of the session of its series; reading holds what the announcement
    parser proposed, assumed or asks.
    """

    title: str
    when: When
    cities: Sequence[str] = ()
    description: str = ""
    links: Sequence[dict[str, str]] = ()
    languages: Sequence[str] = ()
    text_language: str = ""
    series_id: int | None = None
    session_number: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    format: Format = defaults.FORMAT
    place: str = ""
    meeting_url: str = ""
    hosted_by: str = ""
    external_url: str = ""
    accepts_registrations: bool = defaults.ACCEPTS_REGISTRATIONS
    capacity: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    notification_mode: NotificationMode = defaults.NOTIFICATION_MODE
    reading: dict[str, Any] = field(default_factory=dict)


# What is declared here is written, copied, compared, shown in the form and parsed from it.
NAMES = tuple(declared.name for declared in fields(EventDetails))
# Texts that the form shows and sends as they are, in fields of the same name.
TEXT_NAMES = tuple(declared.name for declared in fields(EventDetails) if declared.type is str)

# Those of them that may have translations; a plain text leaves the translations as they are, but a new
# venue has none.
LOCALIZED_NAMES = ("title", "description", "place")


def check_details(details: EventDetails) -> None:
    """Validate the details; raises what create_event() documents."""
    if not details.title.strip():
        raise InvalidInputError("title-missing")
    if _longest(details.title) > TITLE_LENGTH:
        raise InvalidInputError("title-too-long", most=TITLE_LENGTH)
    if _longest(details.description) > DESCRIPTION_LENGTH:
        raise InvalidInputError("description-too-long", most=DESCRIPTION_LENGTH)
    _check_languages(details)
    if details.session_number is not None and not 1 <= details.session_number <= MOST_SESSIONS:
        raise InvalidInputError("not-a-number", most=MOST_SESSIONS)
    if details.capacity is not None and details.capacity < 1:
        raise InvalidInputError("capacity-too-small")
    for key in details.cities:
        city(key)


def _check_languages(details: EventDetails) -> None:
    """Refuse translations if nobody stated the language of the text itself, and one into that language."""
    texts = (getattr(details, name) for name in LOCALIZED_NAMES)
    tags = {tag for text in texts if isinstance(text, LocalizedText) for tag in text.translations}
    for name in LOCALIZED_NAMES:
        text = getattr(details, name)
        if isinstance(text, LocalizedText) and text.translations and not text.strip():
            raise InvalidInputError("translation-without-text", field=name)
    try:
        own = normalize_tag(details.text_language) if details.text_language else ""
    except ValueError as error:
        language = details.text_language[:LONGEST_TAG]
        raise InvalidInputError("unknown-language", language=language) from error
    if tags and not own:
        raise InvalidInputError("text-language-missing")
    if own in tags:
        raise InvalidInputError("translated-into-itself")


def _longest(text: str) -> int:
    return max(map(len, all_languages(text)))


def details_of(event: Event) -> EventDetails:
    """Return the details of an event."""
    return EventDetails(**{name: getattr(event, name) for name in NAMES})


def details_from_values(values: Mapping[str, Any]) -> EventDetails:
    """Return the details that a revision stores as values."""
    restored = {name: values[name] for name in NAMES if name in values}
    restored |= {name: from_stored(restored[name]) for name in TEXT_NAMES if name in restored}
    for name in ("opens_at", "closes_at"):
        if restored.get(name) is not None:
            restored[name] = datetime.fromisoformat(restored[name])
    return EventDetails(
        **restored
        | {
            "when": deserialize(values["when"]),
            "format": Format(values["format"]),
            "notification_mode": NotificationMode(values["notification_mode"]),
        }
    )


def recorded_values(event: Event) -> dict[str, Any]:
    """Return what the history of an event stores of it: its details, state and instants."""
    values = stored_values(details_of(event), leaving_out=("reading",))
    span = [event.starts_at, event.ends_at]
    return values | {"state": event.state.value, "span": stored_value(span)}


def record_event(session: Session, event: Event, before: Mapping[str, Any]) -> None:
    """Record a change of an event; before is what recorded_values() returned then, empty if it is new."""
    after = recorded_values(event)
    record_change(session, event.id, Subject.EVENT, event.id, before=before, after=after)
    former_series_id = before.get("series_id")
    if former_series_id not in {None, event.series_id}:
        session.merge(LeftSeries(series_id=former_series_id, event_id=event.id))


def with_default_contact(details: EventDetails, *, name: str, email: str) -> EventDetails:
    """Return the details with a contact in place of an empty one."""
    return replace(
        details,
        contact_name=details.contact_name or name,
        contact_email=details.contact_email or email,
    )


def column_values(details: EventDetails) -> dict[str, Any]:
    """Return the details as the columns of an event hold them, all but the schedule."""
    values = {name: getattr(details, name) for name in NAMES if name != "when"}
    values |= {"links": list(details.links), "languages": list(details.languages)}
    if details.series_id is None:
        values["session_number"] = None  # a session is one of a series
    return values | {"cities": list(dict.fromkeys(details.cities))}


def write_details(event: Event, details: EventDetails) -> None:
    """Write all details to an event's row."""
    for name, value in column_values(details).items():
        is_localized = name in LOCALIZED_NAMES
        setattr(event, name, _rewritten(event, name, value) if is_localized else value)
    if event.text_language:
        event.text_language = normalize_tag(event.text_language)
    write_schedule(event, details.when)
    check_period(event)


def _rewritten(event: Event, name: str, text: str) -> str:
    stored: str | None = getattr(event, name)
    previous = "" if stored is None else stored
    if text != previous and (name == "place" or not text):
        return (
            text  # translations would send their readers to the former venue, or translate nothing
        )
    return rewritten(text, previous)


def write_schedule(event: Event, when: When) -> None:
    """Write a schedule, and the instants under today's zone rules; resolve the relative window."""
    span, month = resolve(when), month_of(when)
    timed = isinstance(when, Timed)
    event.precision = when.precision
    event.timezone = zones.canonical(when.timezone)
    event.local_start = when.start if isinstance(when, Timed) else None
    event.local_end = when.end if isinstance(when, Timed) else None
    event.first_on = when.start.date() if isinstance(when, Timed) else when.first
    event.last_on = when.end.date() if isinstance(when, Timed) else when.last
    event.starts_at, event.ends_at = span.starts_at, span.ends_at
    event.tzdata_version = zones.RELEASE
    event.listed_month = month.year * 100 + month.month
    event.last_month = event.last_on.year * 100 + event.last_on.month
    alone = not timed and when.precision is Precision.MONTH
    event.listed_at = span.ends_at if alone else span.starts_at
    resolve_period(event)
