"""Rows of events under their months, as lists and series pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import url_for
from sqlalchemy.orm import Session

from webinars.events.models import Event
from webinars.events.rules import Availability, EventState, Format, availability_at, is_running
from webinars.i18n import Translator
from webinars.registrations.queries import places_held_by_event
from webinars.registrations.types import events_with_full_types, status_with_types
from webinars.timezones import zones
from webinars.timezones.schedule import Precision
from webinars.web.components.event_status import Badge, badge
from webinars.web.components.event_time import Moment, moment, month_name
from webinars.web.components.location import external_url, location_text
from webinars.web.components.mini_calendar import Mark, MiniMonth, mini_month


@dataclass(frozen=True)
class Reader:
    """Who looks: the zone, whether it is known or the installation's, and the words."""

    zone: str
    known: bool
    t: Translator


@dataclass(frozen=True)
class Row:
    """One event of the list. url leads out where others hold it; about_url is always our own page."""

    title: str
    url: str
    about_url: str
    leads_out: bool
    moment: Moment
    badge: Badge | None
    place: str
    online: bool
    series: str
    series_url: str
    hosted_by: str
    void: bool


@dataclass(frozen=True)
class Month:
    """The rows of one month, under its name."""

    id: str
    name: str
    year: str
    mini: MiniMonth
    rows: Sequence[Row]


def standings(session: Session, events: Sequence[Event], now: datetime) -> dict[int, Availability]:
    """Return how these events stand, by their numbers: in one statement, or two where some have kinds."""
    held = places_held_by_event(session, [event.id for event in events])
    full = events_with_full_types(
        session, [event.id for event in events if event.has_registration_types]
    )
    return {
        event.id: status_with_types(
            availability_at(event.terms, held.get(event.id, 0), now), is_full=event.id in full
        )
        for event in events
    }


def months(
    events: Sequence[Event], stands: Mapping[int, Availability], reader: Reader, now: datetime
) -> list[Month]:
    """Return the rows of these events by the months of their own wall clocks."""
    today = zones.to_local(now, reader.zone).date()
    found = []
    for number, group in groupby(events, key=lambda event: event.listed_month):
        rows = [(event, _row(event, stands[event.id], reader, now)) for event in group]
        found.append(_month(number, rows, today, reader))
    return found


def shown(event: Event) -> tuple[object, ...]:
    """Return what changes whenever anything that pages show of an event's row and its series changes."""
    series = event.series
    about = (series.slug, series.name) if series else ()
    return (event.uid, event.revision, event.state, *about)


def _month(number: int, rows: Sequence[tuple[Event, Row]], today: date, reader: Reader) -> Month:
    first = date(number // 100, number % 100, 1)
    return Month(
        id=f"m{first:%Y-%m}",
        name=month_name(first, reader.t),
        year=str(first.year),
        mini=mini_month(first, [_mark(event, row) for event, row in rows], today, reader.t),
        rows=[row for _, row in rows],
    )


def _row(event: Event, how: Availability, reader: Reader, now: datetime) -> Row:
    page = url_for("public.event", slug=event.slug)
    out = external_url(event) if how is Availability.ELSEWHERE else ""
    series = event.series
    return Row(
        title=event.title,
        url=out or page,
        about_url=page,
        leads_out=bool(out),
        moment=moment(event, reader.zone, reader.known, reader.t),
        badge=_badge(event, how, reader, now),
        place=location_text(event, reader.t),
        online=event.format is Format.ONLINE,
        series=series.name if series else "",
        series_url=url_for("public.series", slug=series.slug) if series else "",
        hosted_by=event.hosted_by,
        void=event.state is EventState.CANCELLED,
    )


def _badge(event: Event, how: Availability, reader: Reader, now: datetime) -> Badge | None:
    """Return the badge of a row; the list of past events needs none to say that they are over."""
    if how is Availability.ENDED:
        return None
    return badge(how, reader.t, event.access_mode, is_running=is_running(event.terms, now))


def _mark(event: Event, row: Row) -> Mark:
    first = row.moment.day_on
    last = event.last_on if event.precision is Precision.DAYS else first
    return Mark(first, last, void=row.void, vague=event.precision is Precision.MONTH)
