"""The editable fields of an event: validation, and writing them to its row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.events.registration_settings import is_window_empty, resolve_window
from webinars.events.rules import Format, NotificationMode, normalize_for_search
from webinars.timezones import zones
from webinars.timezones.cities import city
from webinars.timezones.schedule import Precision, Timed, When, month_of, resolve

TITLE_LENGTH = 300
DESCRIPTION_LENGTH = 50_000


@dataclass(frozen=True)
class EventDetails:
    """The editable fields of an event. Empty texts mean "not given".

    cities are keys of timezones.cities; an empty contact means the organiser; capacity None is
    unlimited; reading holds what the announcement parser proposed, assumed or asks.
    """

    title: str
    when: When
    cities: Sequence[str] = ()
    description: str = ""
    links: Sequence[dict[str, str]] = ()
    languages: Sequence[str] = ()
    series_id: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    format: Format = Format.ONLINE
    place: str = ""
    meeting_url: str = ""
    hosted_by: str = ""
    external_url: str = ""
    accepts_registrations: bool = True
    capacity: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    notification_mode: NotificationMode = NotificationMode.DAILY
    reading: dict[str, Any] = field(default_factory=dict)


def check(said: EventDetails) -> None:
    """Validate the details; raises what create_event() documents."""
    if not said.title.strip():
        raise InvalidInputError("title-missing")
    if len(said.title) > TITLE_LENGTH:
        raise InvalidInputError("title-too-long", most=TITLE_LENGTH)
    if len(said.description) > DESCRIPTION_LENGTH:
        raise InvalidInputError("description-too-long", most=DESCRIPTION_LENGTH)
    if said.capacity is not None and said.capacity < 1:
        raise InvalidInputError("capacity-too-small")
    for key in said.cities:
        city(key)


def write(event: Event, said: EventDetails) -> None:
    """Write all details to an event's row; the contact is left to the caller."""
    for name in (
        "title",
        "description",
        "series_id",
        "format",
        "place",
        "meeting_url",
        "hosted_by",
    ):
        setattr(event, name, getattr(said, name))
    for name in ("external_url", "accepts_registrations", "capacity", "opens_at", "closes_at"):
        setattr(event, name, getattr(said, name))
    event.notification_mode = said.notification_mode
    event.reading = said.reading
    event.links, event.languages = list(said.links), list(said.languages)
    event.cities = list(dict.fromkeys(said.cities))
    words = (
        said.title,
        said.description,
        said.place,
        said.hosted_by,
        *(city(key).name for key in said.cities),
    )
    event.search_text = normalize_for_search("\n".join(words))
    write_schedule(event, said.when)
    if is_window_empty(event):
        raise InvalidInputError("closes-before-opens")


def write_schedule(event: Event, when: When) -> None:
    """Write a schedule, and the instants under today's zone rules; resolve the relative window."""
    span, month = resolve(when), month_of(when)
    timed = isinstance(when, Timed)
    event.precision = when.precision
    event.zone = zones.canonical(when.zone)
    event.local_start = when.start if isinstance(when, Timed) else None
    event.local_end = when.end if isinstance(when, Timed) else None
    event.first_on = when.start.date() if isinstance(when, Timed) else when.first
    event.last_on = when.end.date() if isinstance(when, Timed) else when.last
    event.starts_at, event.ends_at = span.starts_at, span.ends_at
    event.zone_release = zones.RELEASE
    event.listed_month = month.year * 100 + month.month
    alone = not timed and when.precision is Precision.MONTH
    event.listed_at = span.ends_at if alone else span.starts_at
    resolve_window(event)
