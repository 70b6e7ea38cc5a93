"""Rows of events grouped by month, for lists and series pages."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from flask import url_for
from sqlalchemy.orm import Session

from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.events.registration_availability import (
    Availability,
    AvailabilityFacts,
    availability_at,
    minutes_to_start,
)
from webinars.fair_hours.places import Place, country_of_zone
from webinars.fair_hours.session_order import rank_sessions
from webinars.i18n import Translator
from webinars.localized_text import stored_form
from webinars.registrations.places.places_held import places_held_by_event
from webinars.registrations.types.type_capacity import (
    availability_with_types,
    events_with_full_types,
)
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision
from webinars.web.components.alternative_times import time_in_zone
from webinars.web.components.availability_text import badge
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import EventTime, event_time, month_name
from webinars.web.components.location import external_url, location_text
from webinars.web.components.mini_calendar import EventDays, MiniMonth, mini_month
from webinars.web.core.locale import language_attributes


@dataclass(frozen=True)
class Reader:
    """Time zone of a request, whether it was chosen or is the default, and its translator."""

    timezone: str
    known: bool
    t: Translator


@dataclass(frozen=True)
class OtherTime:
    """Another time of a webinar: when, the address of its page, and its state unless it is open."""

    when: str
    url: str
    state: str


@dataclass(frozen=True)
class EventRow:
    """An event of the list. url may be that of an external registration page; about_url is always ours.

    other_times: those of the same webinar in this month, which have no row of their own.
    """

    title: str
    title_attributes: Mapping[str, str]
    url: str
    about_url: str
    is_external: bool
    event_time: EventTime
    badge: Badge | None
    place: str
    is_online: bool
    series: str
    series_url: str
    hosted_by: str
    is_cancelled: bool
    other_times: Sequence[OtherTime] = ()


@dataclass(frozen=True)
class Month:
    """The rows of one month, under its name."""

    id: str
    name: str
    year: str
    mini: MiniMonth
    rows: Sequence[EventRow]


def availability_by_id(
    session: Session,
    events: Sequence[Event],
    now: datetime,
    held: Mapping[int, int] | None = None,
) -> dict[int, Availability]:
    """Return the availability of events by id, in one query, or two if some have registration types.

    held: the places held by event, if they are known; one query less.
    """
    if held is None:
        held = places_held_by_event(session, [event.id for event in events])
    full = events_with_full_types(
        session, [event.id for event in events if event.has_registration_types]
    )
    return availability_of(
        {event.id: event.availability_facts for event in events}, held, full, now
    )


def availability_of(
    facts: Mapping[int, AvailabilityFacts], held: Mapping[int, int], full: Set[int], now: datetime
) -> dict[int, Availability]:
    """Return the availability of events by id; full are those all of whose registration types are."""
    return {
        event_id: availability_with_types(
            availability_at(own, held.get(event_id, 0), now), is_full=event_id in full
        )
        for event_id, own in facts.items()
    }


def months(
    events: Sequence[Event], availability: Mapping[int, Availability], reader: Reader, now: datetime
) -> list[Month]:
    """Return rows of events, grouped by the months they are listed in."""
    today = to_local(now, reader.timezone).date()
    result = []
    for number, group in groupby(events, key=lambda event: event.listed_month):
        rows = [(event, event_row(event, availability[event.id], reader, now)) for event in group]
        result.append(_month(number, rows, today, reader))
    return result


def row_version(event: Event) -> tuple[object, ...]:
    """Return values that change whenever the row of an event changes; part of a page's cache key."""
    series = event.series
    series_values = (series.slug, stored_form(series.name)) if series else ()
    return (event.uid, event.revision, event.state, *series_values)


def _month(
    number: int, rows: Sequence[tuple[Event, EventRow]], today: date, reader: Reader
) -> Month:
    first = date(number // 100, number % 100, 1)
    shown = [row for _event, row in _grouped(rows, reader)]
    return Month(
        id=f"m{first:%Y-%m}",
        name=month_name(first, reader.t),
        year=str(first.year),
        mini=mini_month(first, [_event_days(event, row) for event, row in rows], today, reader.t),
        rows=shown,
    )


def _grouped(
    rows: Sequence[tuple[Event, EventRow]], reader: Reader
) -> list[tuple[Event, EventRow]]:
    """Return the rows with one for each webinar that is held more than once."""
    by_group: dict[int, list[tuple[Event, EventRow]]] = {}
    for event, row in rows:
        if event.alternative_group_id is not None:
            by_group.setdefault(event.alternative_group_id, []).append((event, row))
    if not by_group:
        return list(rows)
    leading = {group_id: _leading(times, reader) for group_id, times in by_group.items()}
    result = []
    for event, row in rows:
        group_id = event.alternative_group_id
        if group_id is None:
            result.append((event, row))
        elif event.id == leading[group_id]:
            others = [time for time in by_group[group_id] if time[0].id != event.id]
            times = [_other_time(one, of_one, reader) for one, of_one in others]
            result.append((event, replace(row, other_times=times)))
    return result


def _leading(times: Sequence[tuple[Event, EventRow]], reader: Reader) -> int:
    """Return the id of the time that stands for all: one with places left, the best one for the reader."""
    ranks = dict.fromkeys(range(len(times)), 0)
    if reader.known and all(event.precision is Precision.TIME for event, _row in times):
        place = Place("", reader.timezone, country_of_zone(reader.timezone))
        ranked = rank_sessions([event.span for event, _row in times], place)
        ranks = {session.index: rank for rank, session in enumerate(ranked)}

    def order(index: int) -> tuple[bool, bool, int, int]:
        row = times[index][1]
        is_open = row.badge is not None and row.badge.style == "open"
        return row.is_cancelled, not is_open, ranks[index], index

    return times[min(range(len(times)), key=order)][0].id


def _other_time(event: Event, row: EventRow, reader: Reader) -> OtherTime:
    when = time_in_zone(event, reader.timezone if reader.known else "", reader.t)
    state = row.badge.label if row.badge is not None and row.badge.style != "open" else ""
    return OtherTime(when, row.about_url, state)


def event_row(event: Event, availability: Availability, reader: Reader, now: datetime) -> EventRow:
    """Return the row of an event."""
    page_url = url_for("public.event", slug=event.slug)
    external = external_url(event) if availability is Availability.ELSEWHERE else ""
    series = event.series
    return EventRow(
        title=reader.t.text(event.title),
        title_attributes=language_attributes(event.title, event.text_language, reader.t),
        url=external or page_url,
        about_url=page_url,
        is_external=bool(external),
        event_time=event_time(event, reader.timezone, reader.known, reader.t),
        badge=_badge(event, availability, reader, now),
        place=location_text(event, reader.t),
        is_online=event.format is Format.ONLINE,
        series=reader.t.text(series.name) if series else "",
        series_url=url_for("public.series", slug=series.slug) if series else "",
        hosted_by=event.hosted_by,
        is_cancelled=event.state is EventState.CANCELLED,
    )


def _badge(event: Event, availability: Availability, reader: Reader, now: datetime) -> Badge | None:
    """Return the badge of a row; past events have none."""
    if availability is Availability.ENDED:
        return None
    return badge(
        availability,
        reader.t,
        event.access_mode,
        minutes=minutes_to_start(event.availability_facts, now),
    )


def _event_days(event: Event, row: EventRow) -> EventDays:
    first = row.event_time.first_on
    last = event.last_on if event.precision is Precision.DAYS else first
    return EventDays(
        first, last, is_cancelled=row.is_cancelled, is_month_only=event.precision is Precision.MONTH
    )
