"""The next events of an account, with places taken, requests and waiting people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_timedelta
from flask import url_for

from webinars.events.enums import Format
from webinars.events.models import Event
from webinars.events.registration_availability import Availability, availability_at
from webinars.events.roles import Role
from webinars.i18n import Translator
from webinars.registrations.organiser.registrant_list import StatusCounts
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Days, Month, Precision, Timed
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import cities_of
from webinars.web.organiser.events.list import places_of_row, state_badge
from webinars.web.organiser.events.open_items import OpenItem, requests_todo, waiting_list_todo
from webinars.web.organiser.home.attention import is_coming
from webinars.web.organiser.permitted_links import may_with_role
from webinars.web.organiser.places_taken_text import Places

MOST_SHOWN = 6
# Check-in is offered from so long before the start.
_CHECK_IN_BEFORE = timedelta(hours=12)
# Up to so long before the start, hours are given even if midnight is between.
_SOON = timedelta(hours=6)
# From so many days on, the time until the start is given in months.
_MOST_DAYS = 60
# Babel's: the part of a unit from which that unit is chosen.
_USUAL_THRESHOLD = 0.85


@dataclass(frozen=True)
class NextEvent:
    """One event: in how long it starts, its time, place and places; addresses of what the role includes."""

    starts: str
    title: str
    url: str
    when: str
    place: str
    badge: Badge
    places: Places
    people: tuple[OpenItem, ...]
    waiting: str
    registrations_url: str
    check_in_url: str


def next_events(
    events: Sequence[Event],
    roles: Mapping[int, Role],
    counts: Mapping[int, StatusCounts],
    now: datetime,
    timezone: str,
    t: Translator,
) -> list[NextEvent]:
    """Return the first of some events that take place, with what the role on each includes.

    timezone is the reader's.
    """
    coming = [event for event in events if is_coming(event, now) and event.id in roles]
    return [
        _next_event(
            event,
            roles[event.id],
            counts.get(event.id, StatusCounts()),
            starts_text(event, now, timezone, t),
            now,
            t,
        )
        for event in coming[:MOST_SHOWN]
    ]


def _next_event(
    event: Event, role: Role, counts: StatusCounts, starts: str, now: datetime, t: Translator
) -> NextEvent:
    availability = availability_at(event.availability_facts, counts.held, now)
    may_edit = may_with_role("organiser_event_form.edit", role)
    sees_people = may_with_role("organiser_registrations.list", role)
    page = "organiser_event_form.edit" if may_edit else "organiser_event_overview.show"
    is_here = event.accepts_registrations and availability is not Availability.ELSEWHERE
    is_near = event.precision is not Precision.MONTH and event.starts_at - now <= _CHECK_IN_BEFORE
    waiting = waiting_list_todo(event, counts, t)
    people = (requests_todo(event, counts, t), waiting) if sees_people else ()
    return NextEvent(
        starts=starts,
        title=event.title,
        url=url_for(page, event_id=event.id),
        when=formatting.schedule_text(event.when, event.span, cities_of(event), t),
        place=event.place or ("" if event.format is Format.ONLINE else t("Place to be announced")),
        badge=state_badge(event, availability, t),
        places=places_of_row(event, availability, counts, t),
        people=tuple(filter(None, people)),
        waiting=waiting.text if waiting and not sees_people else "",
        registrations_url=url_for("organiser_registrations.list", event_id=event.id)
        if sees_people and is_here
        else "",
        check_in_url=url_for("organiser_check_in.list", event_id=event.id)
        if is_near and is_here and may_with_role("organiser_check_in.list", role)
        else "",
    )


def starts_text(event: Event, now: datetime, timezone: str, t: Translator) -> str:
    """Return in how long an event starts in a reader's time zone, "now" while it runs.

    Whole days are counted by their dates; of an event whose month alone is known, nothing is returned.
    """
    today = to_local(now, timezone).date()
    match event.when:
        case Month():
            return ""
        case Days(first=first):
            days = (first - today).days
            if days <= 0:
                return t("today") if days == 0 else t("now")
        case Timed():
            wait = event.starts_at - now
            if wait <= timedelta(0):
                return t("now")
            days = (to_local(event.starts_at, timezone).date() - today).days
            if days == 0 or wait < _SOON:
                return _hours_text(wait, t)
    return _days_text(days, t)


def _hours_text(wait: timedelta, t: Translator) -> str:
    """Return a time until a start within a calendar day, of which the longest has 25 hours."""
    # With this threshold they do not become a day.
    return format_timedelta(
        wait, granularity="minute", threshold=1.1, add_direction=True, locale=t.locale
    )


def _days_text(days: int, t: Translator) -> str:
    if days == 1:
        return t("tomorrow")
    # With the number itself as the threshold no larger unit is chosen.
    threshold = days if days < _MOST_DAYS else _USUAL_THRESHOLD
    return format_timedelta(
        timedelta(days=days), threshold=threshold, add_direction=True, locale=t.locale
    )
