"""Resolve time zone updates: the organiser chooses which time of a moved event is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from webinars.database import db, transaction
from webinars.events import changes
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.timezone_updates import UpdateChoice, moved_event
from webinars.i18n import Translator
from webinars.outbox.queries import SentEmails, is_event_message_queued, sent_emails_by_event
from webinars.registrations.places.places_held import count_active
from webinars.registrations.stated_local_times import (
    LocalTimeChange,
    affected_by_event,
    affected_registrants,
)
from webinars.registrations.waiting_list.freed_places import apply_capacity_change
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.rule_changes import reason_text, rule_change
from webinars.web.components.event_time import cities_of, place_name
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_timezone_update", __name__, url_prefix=URL_PREFIX)


@dataclass(frozen=True)
class TimezoneChoice:
    """The choice for a moved event: its place, times as lines, and how many people would be notified.

    reason is why the rules moved the event; announced_line is the announced time. wall_line is the result of
    keeping the local time, instant_line that of keeping the instant; empty if not available. refusal says
    why the local time cannot be kept.
    """

    event_id: int
    place: str
    announced_line: str
    wall_line: str
    instant_line: str
    refusal: str
    people: int
    reason: str = ""


@dataclass(frozen=True)
class AffectedZone:
    """A zone in which an unmoved event has another local time now: both times as lines, and the reason."""

    place: str
    former_line: str
    current_line: str
    reason: str
    people: int


@dataclass(frozen=True)
class Notices:
    """The registrants who would be notified that their local time is another, by zone."""

    event_id: int
    zones: list[AffectedZone]
    people: int


def timezone_notices(event: Event, t: Translator) -> Notices | None:
    """Return whom new time zone rules affect although the event has not moved; None if nobody."""
    if event.state is not EventState.PUBLISHED or is_event_message_queued(
        db.session(), "event.timezone-update", event.id
    ):
        return None
    counts = affected_by_event(affected_registrants(db.session(), event.id))
    affected = [
        _affected_zone(change, count, t)
        for changes in counts.values()
        for change, count in changes.items()
    ]
    return Notices(event.id, affected, sum(zone.people for zone in affected)) if affected else None


def timezone_emails(event_ids: Collection[int]) -> dict[int, SentEmails]:
    """Return the e-mails that told registrants of a changed local time, by event, in one query."""
    return sent_emails_by_event(db.session(), "registration.timezone-update", event_ids)


def timezone_emails_note(sent: SentEmails | None, zone: str, t: Translator) -> str:
    """Return how many registrants were notified of a new local time, and when; empty if none.

    zone is the reader's, for the date.
    """
    if sent is None:
        return ""
    first, last = (to_local(at, zone).date() for at in (sent.first_at, sent.last_at))
    return t.plural(
        "%(n)s registrant was notified of a new local time on %(date)s.",
        "%(n)s registrants were notified of a new local time on %(date)s.",
        sent.registrants,
        date=formatting.date_text(last, t, weekday=False)
        if first == last
        else formatting.days_text(first, last, t),
    )


def timezone_choice(event: Event, t: Translator) -> TimezoneChoice | None:
    """Return the choice for an event; None if its time did not move."""
    move = moved_event(event, clock.now())
    if move is None:
        return None
    cities = cities_of(event)
    instant = formatting.city_line(event.starts_at, cities, event.timezone, t)
    return TimezoneChoice(
        event_id=event.id,
        place=place_name(event, t),
        announced_line=_announced_time(event, t),
        wall_line=formatting.city_line(move.now.starts_at, cities, event.timezone, t)
        if move.now
        else "",
        instant_line=instant,
        refusal=error_sentence(move.refusal) if move.refusal else "",
        people=count_active(db.session(), event.id),
        reason=_reason(event, t),
    )


@blueprint.post(f"{EVENT_PATH}/timezone-update")
def apply(event_id: int) -> ResponseReturnValue:
    """Keep the local time or the instant of a moved event, and notify registrants."""
    get_own_event(event_id)
    if request.form.get("keep") not in list(UpdateChoice):
        raise BadRequest
    with transaction() as session:
        was = changes.apply_timezone_update(
            session, event_id, keeping=UpdateChoice(request.form["keep"]), site=site()
        )
        apply_capacity_change(session, event_id)
    done = "told" if was else "saved"
    return redirect(url_for("organiser_event_form.edit", event_id=event_id, done=done), 303)


@blueprint.post(f"{EVENT_PATH}/timezone-notices")
def notify(event_id: int) -> ResponseReturnValue:
    """Notify the registrants whose local time new time zone rules change at an unmoved event."""
    get_own_event(event_id)
    with transaction() as session:
        changes.enqueue_timezone_notices(session, event_id)
    return redirect(url_for("organiser_event_form.edit", event_id=event_id, done="notified"), 303)


def _affected_zone(change: LocalTimeChange, people: int, t: Translator) -> AffectedZone:
    return AffectedZone(
        place=formatting.zone_name(change.timezone, t),
        former_line=_local_time(change.former, t),
        current_line=_local_time(change.current, t),
        reason=reason_text(change.reason, t),
        people=people,
    )


def _local_time(local: datetime, t: Translator) -> str:
    return t(
        "%(date)s, %(times)s",
        date=formatting.date_text(local.date(), t),
        times=formatting.time_text(local, t),
    )


def _reason(event: Event, t: Translator) -> str:
    """Return why new rules move the event; empty if its zone has the same offset at the stored instant."""
    if event.local_start is None:
        return ""
    offset = event.local_start - event.starts_at.replace(tzinfo=None)
    change = rule_change(event.timezone, event.starts_at, offset)
    return reason_text(change, t) if change else ""


def _announced_time(event: Event, t: Translator) -> str:
    """Return the announced local time with its UTC offset then."""
    if event.local_start is None:
        return ""
    offset = event.local_start - event.starts_at.replace(tzinfo=None)
    return t(
        "%(date)s, %(time)s %(place)s (%(offset)s)",
        date=formatting.date_text(event.local_start.date(), t),
        time=formatting.time_text(event.local_start, t),
        place=place_name(event, t),
        offset=formatting.distance_text(offset),
    )
