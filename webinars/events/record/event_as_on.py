"""An event as its page showed it at the end of a day, from the revisions of its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, undefer_group

from webinars.errors import InvalidInputError
from webinars.events.details import (
    EventDetails,
    details_from_values,
    details_of,
    recorded_values,
    write_details,
)
from webinars.events.enums import EventState
from webinars.events.exposed_passcodes import public_access_details
from webinars.events.history.as_on import (
    end_of_day,
    event_values_as_on,
    events_withdrawn_since,
    materials_as_on,
    series_values_as_on,
)
from webinars.events.history.values import stored_value
from webinars.events.materials import Material, materials_of
from webinars.events.models import PAGE, Event, Series
from webinars.events.queries import is_public
from webinars.events.series.series_details import recorded_values as recorded_series
from webinars.events.series_models import JoinedSeries
from webinars.localized_text import all_languages, from_stored, in_each_language
from webinars.security.passcodes import find_passcodes

HIDDEN = "…"  # in place of a passcode that was taken out of a text
# Nobody reads them on a public page, or only as long as the event takes registrations.
_NOT_SHOWN: dict[str, Any] = {
    "meeting_url": "", "external_url": "", "contact_name": "", "contact_email": "",
    "opens_at": None, "closes_at": None, "capacity": None,
}  # fmt: skip


class Absence(StrEnum):
    """Why there is no page of a day."""

    NOT_PUBLIC = "not-public"  # or there was no such event or series
    WITHDRAWN = "withdrawn"  # it was a draft again afterwards
    UNKNOWN = "unknown"  # the record begins later


@dataclass(frozen=True)
class EventAsOn:
    """An event that belongs to no session, with its values of then, and its recording and slides.

    event: slug, series and the details that the page shows; nothing about registration.
    """

    event: Event
    at: datetime
    materials: Sequence[Material]


def event_as_on(session: Session, event: Event, day: date) -> EventAsOn | Absence:
    """Return a public event as it was at the end of a day, or why there is no such page."""
    at = end_of_day(day)
    if event.created_at > at:
        return Absence.NOT_PUBLIC
    values = event_values_as_on(session, event.id, at, recorded_values(event))
    if values is None:
        return Absence.UNKNOWN
    if not values or values["state"] == EventState.DRAFT:
        return Absence.NOT_PUBLIC
    if events_withdrawn_since(session, [event.id], at):
        return Absence.WITHDRAWN
    former = former_event(event, values)
    if former is None:
        return Absence.UNKNOWN
    former.series = _series_as_on(session, values["series_id"], at)
    return EventAsOn(former, at, _materials(session, event, former, at))


def former_event(event: Event, values: Mapping[str, Any]) -> Event | None:
    """Return an event with recorded values, outside of any session; None under today's rules of time.

    A passcode or private link that its texts had then, and have no more, is left out.
    """
    details = replace(details_from_values(values), **_NOT_SHOWN)
    removed = _access_details(details_from_values(values)) - _access_details(details_of(event))
    former = Event(
        id=event.id,
        slug=event.slug,
        uid=event.uid,
        state=EventState(values["state"]),
        access_mode=event.access_mode,
        series=None,
    )
    try:
        write_details(former, _without(details, removed))
    except InvalidInputError:
        return None  # a clock change has been added that skips this time
    if "span" in values:
        former.starts_at, former.ends_at = map(datetime.fromisoformat, values["span"])
    return former


def _access_details(details: EventDetails) -> set[str]:
    """Return the passcodes and meeting links in public texts, also of an event that had no registration.

    It may have registrants now, for whom alone the meeting is.
    """
    registered = replace(details, accepts_registrations=True, external_url="")
    return set(public_access_details(registered))


def _without(details: EventDetails, removed: set[str]) -> EventDetails:
    if not removed:
        return details

    def hidden(text: str) -> str:
        for detail in sorted(removed, key=len, reverse=True):
            text = text.replace(detail, HIDDEN)
        return text

    texts: dict[str, Any] = {
        name: in_each_language(getattr(details, name), hidden)
        for name in ("title", "description", "place", "hosted_by")
    }
    links = [link for link in details.links if all(hidden(part) == part for part in link.values())]
    return replace(details, **texts, links=links)


def _materials(session: Session, event: Event, former: Event, at: datetime) -> list[Material]:
    """Return the recording and slides that were shown: once the event had ended.

    Links with a passcode that the present ones have no more are left out.
    """
    if former.state is not EventState.PUBLISHED or former.ends_at > at:
        return []
    links = materials_of(session, event.id)
    present = [{"text": label, "url": url} for label, url in links]
    materials = materials_as_on(session, event.id, at, stored_value(present))
    former_links = [(from_stored(one["text"]), one["url"]) for one in materials]
    still = {passcode for link in links for passcode in _passcodes(link)}
    return [link for link in former_links if still.issuperset(_passcodes(link))]


def _passcodes(link: Material) -> set[str]:
    label, url = link
    return {code for text in (*all_languages(label), url) for code in find_passcodes(text)}


def _series_as_on(session: Session, series_id: int | None, at: datetime) -> Series | None:
    """Return the series that an event was part of, by the name that it had; None if it is not public now."""
    if series_id is None:
        return None
    joined_into = select(JoinedSeries.into_id).where(JoinedSeries.id == series_id).scalar_subquery()
    wanted = select(Series).where(
        or_(Series.id == series_id, Series.id == joined_into), is_public()
    )
    series = session.scalar(wanted.options(undefer_group(PAGE)))
    if series is None:
        return None
    if series.id != series_id:
        name = session.scalar(select(JoinedSeries.name).where(JoinedSeries.id == series_id))
        return Series(slug=series.slug, name=name or "", text_language=series.text_language)
    values = series_values_as_on(session, series.id, at, recorded_series(series))
    if not values:
        return None
    return Series(
        slug=series.slug,
        name=from_stored(values["name"]),
        text_language=values.get("text_language", ""),
    )
