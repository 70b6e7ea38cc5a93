"""Participants of an event or a series as places of fair hours, within what the account may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db
from webinars.events.listing.organised_series import organised_series
from webinars.events.models import Event
from webinars.fair_hours.night_ledger import PastSession
from webinars.fair_hours.places import MOST_PLACES, Place, country_place, zone_place
from webinars.i18n import Translator
from webinars.registrations.organiser.participant_places import (
    ParticipantScope,
    PeopleByZone,
    attendees_by_zone,
    past_sessions,
    registrants_by_zone,
)
from webinars.timezones import clock
from webinars.web.organiser.permitted_links import may

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Participants:
    """Places of participants, past sessions, and how many people have neither time zone nor country."""

    places: Sequence[Place] = ()
    past: Sequence[PastSession] = ()
    unknown: int = 0


def scope_choices(event: Event | None, t: Translator) -> Choices:
    """Return whose participants can be compared: the event's, its series', or those of other series."""
    choices = [("", _("Only the list"))]
    if event is not None and may("organiser_registrations.list", event):
        choices.append((f"event-{event.id}", _("Registrants of this event")))
    series = list(organised_series(db.session(), current_user.organiser) or ())
    if event is not None and event.series is not None and event.series not in series:
        series.append(event.series)
    choices += [
        (f"series-{one.id}", _("Registrants of %(series)s", series=t.text(one.name)))
        for one in series
    ]
    return choices


def scope_of(value: str, choices: Choices) -> ParticipantScope | None:
    """Return the scope of a choice; None for the list only and for what is not a choice."""
    if not value or value not in dict(choices):
        return None
    kind, _dash, number = value.partition("-")
    if kind == "event":
        return ParticipantScope(event_id=int(number))
    return ParticipantScope(series_id=int(number))


def participants_of(scope: ParticipantScope, *, attended: bool, t: Translator) -> Participants:
    """Return the participants of a scope: all registrants, or those who attended last time."""
    session, organiser = db.session(), current_user.organiser
    if attended:
        people = attendees_by_zone(session, organiser, scope, clock.now())
    else:
        people = registrants_by_zone(session, organiser, scope)
    places, unknown = participant_places(people, t)
    return Participants(places, past_sessions(session, organiser, scope, clock.now()), unknown)


def participant_places(people: PeopleByZone, t: Translator) -> tuple[list[Place], int]:
    """Return the places of people, the largest first, and how many people have neither zone nor country."""
    places, unknown = [], 0
    for (zone, country), number in sorted(people.items(), key=lambda item: (-item[1], item[0])):
        if zone:
            places.append(zone_place(zone, country, number, t))
        else:
            place = country_place(country, number, t) if country else None
            unknown += 0 if place else number
            places += [place] if place else []
    return places[:MOST_PLACES], unknown + sum(place.people for place in places[MOST_PLACES:])
