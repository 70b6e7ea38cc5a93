"""Resolve time zone updates: the organiser chooses which time of a moved event is kept."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from webinars.database import db, transaction
from webinars.events import actions
from webinars.events.models import Event
from webinars.events.timezone_updates import UpdateChoice, moved_event
from webinars.i18n import Translator
from webinars.registrations.queries import count_active
from webinars.registrations.waiting_list.promotion import apply_capacity_change
from webinars.timezones import clock, formatting
from webinars.web.components.event_time import cities_of, place_name
from webinars.web.core.errors.error_text import sentence
from webinars.web.core.locale import site
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_timezone_update", __name__, url_prefix=URL_PREFIX)


@dataclass(frozen=True)
class Question:
    """The choice for a moved event: its place, times as lines, and how many people would be notified.

    told_line is the announced time, wall_line the result of keeping the local time, instant_line of
    keeping the instant; empty if not available. refusal says why the local time cannot be kept.
    """

    event_id: int
    place: str
    told_line: str
    wall_line: str
    instant_line: str
    refusal: str
    people: int


def timezone_choice(event: Event, t: Translator) -> Question | None:
    """Return the choice for an event; None if its time did not move."""
    move = moved_event(event, clock.now())
    if move is None:
        return None
    cities = cities_of(event)
    instant = formatting.city_line(event.starts_at, cities, event.timezone, t)
    return Question(
        event_id=event.id,
        place=place_name(event, t),
        told_line=_announced_time(event, t),
        wall_line=formatting.city_line(move.now.starts_at, cities, event.timezone, t)
        if move.now
        else "",
        instant_line=instant,
        refusal=sentence(move.refusal) if move.refusal else "",
        people=count_active(db.session(), event.id),
    )


@blueprint.post(f"{EVENT_PATH}/timezone-update")
def apply(event_id: int) -> ResponseReturnValue:
    """Keep the local time or the instant of a moved event, and notify registrants."""
    get_own_event(event_id)
    if request.form.get("keep") not in list(UpdateChoice):
        raise BadRequest
    with transaction() as session:
        was = actions.apply_timezone_update(
            session, event_id, keeping=UpdateChoice(request.form["keep"]), site=site()
        )
        apply_capacity_change(session, event_id)
    done = "told" if was else "saved"
    return redirect(url_for("organiser_event_form.edit", event_id=event_id, done=done), 303)


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
