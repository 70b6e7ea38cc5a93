"""Where the registrants of events are: time zones and countries of an event or a series, for fair hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.role_assignments import has_role
from webinars.events.roles import Role
from webinars.fair_hours.night_ledger import PastSession
from webinars.questions.models import Answer, Question
from webinars.questions.question_types import QuestionType
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.timezones import zones
from webinars.timezones.schedule import Precision
from webinars.timezones.towns import region_zones

MOST_EVENTS = 50  # the latest of a series

# Numbers of people by time zone and country; each may be empty if it is not known.
PeopleByZone = dict[tuple[str, str], int]


@dataclass(frozen=True)
class ParticipantScope:
    """Whose registrants: those of a series, or of one event."""

    series_id: int | None = None
    event_id: int | None = None


def registrants_by_zone(
    session: Session, organiser: Organiser, scope: ParticipantScope
) -> PeopleByZone:
    """Return the active registrants of the events on which an account sees them; a person counts once."""
    events = _events(session, organiser, scope)
    by_event = _people(session, [event.id for event in events], per_event=False)
    return by_event.get(0, {})


def attendees_by_zone(
    session: Session, organiser: Organiser, scope: ParticipantScope, now: datetime
) -> PeopleByZone:
    """Return who attended the latest past event that has attendees and whose registrants an account sees."""
    has_attendees = (
        select(literal(1))
        .where(Registration.event_id == Event.id, Registration.attended_at.is_not(None))
        .exists()
    )
    for event in _events(session, organiser, scope, Event.ends_at <= now, has_attendees)[:1]:
        attended = Registration.attended_at.is_not(None)
        return _people(session, [event.id], attended, per_event=False).get(0, {})
    return {}


def past_sessions(
    session: Session, organiser: Organiser, scope: ParticipantScope, now: datetime
) -> list[PastSession]:
    """Return the past events with exact times on which an account sees registrants, with these by zone."""
    held = (
        Event.ends_at <= now,
        Event.precision == Precision.TIME,
        Event.state == EventState.PUBLISHED,
    )
    events = _events(session, organiser, scope, *held)
    by_event = _people(session, [event.id for event in events], per_event=True)
    return [
        PastSession(event.starts_at, event.ends_at, _by_zone(by_event.get(event.id, {})))
        for event in events
    ]


def _by_zone(people: PeopleByZone) -> dict[str, int]:
    """Return the numbers by time zone, that of most towns where only the country is known."""
    by_zone: dict[str, int] = {}
    for (zone, country), number in people.items():
        for name in [zone] if zone else region_zones(country)[:1]:
            canonical = zones.canonical(name)
            by_zone[canonical] = by_zone.get(canonical, 0) + number
    return by_zone


def _events(
    session: Session,
    organiser: Organiser,
    scope: ParticipantScope,
    *conditions: ColumnElement[bool],
) -> Sequence[Any]:
    """Return id and instants of the latest events of a scope on which an account sees registrants."""
    if scope.series_id is not None:
        of_scope = Event.series_id == scope.series_id
    else:
        of_scope = Event.id == scope.event_id
    statement = select(Event.id, Event.starts_at, Event.ends_at).where(
        of_scope, has_role(organiser, Role.REGISTRATIONS), *conditions
    )
    return session.execute(
        statement.order_by(Event.starts_at.desc(), Event.id).limit(MOST_EVENTS)
    ).all()


def _people(
    session: Session,
    event_ids: Sequence[int],
    *conditions: ColumnElement[bool],
    per_event: bool,
) -> dict[int, PeopleByZone]:
    """Return the active registrants of events by zone and country, by id of the event or together as 0."""
    if not event_ids:
        return {}
    questions = _country_questions(session, event_ids)
    answer = Answer.value["text"].as_string()
    country = func.coalesce(answer, "").label("country")
    event_id = (Registration.event_id if per_event else literal(0)).label("event")
    statement = (
        select(
            event_id, Registration.timezone, country, func.count(Registration.address.distinct())
        )
        .outerjoin(
            Answer,
            and_(Answer.registration_id == Registration.id, Answer.question_id.in_(questions)),
        )
        .where(
            Registration.event_id.in_(event_ids),
            Registration.erased_at.is_(None),
            Registration.status.in_(ACTIVE),
            *conditions,
        )
        .group_by("event", Registration.timezone, "country")
    )
    result: dict[int, PeopleByZone] = {}
    for event, zone, code, count in session.execute(statement):
        key = zone if zone in zones.NAMES else "", code if zones.of_country(code) else ""
        people = result.setdefault(event, {})
        people[key] = people.get(key, 0) + count
    return result


def _country_questions(session: Session, event_ids: Sequence[int]) -> list[int]:
    """Return the first question for a country of each event."""
    first: dict[int, int] = {}
    rows = session.execute(
        select(Question.event_id, Question.id)
        .where(
            Question.event_id.in_(event_ids),
            Question.question_type == QuestionType.COUNTRY,
            Question.removed_at.is_(None),
        )
        .order_by(Question.position, Question.id)
    )
    for event_id, question_id in rows:
        first.setdefault(event_id, question_id)
    return list(first.values())
