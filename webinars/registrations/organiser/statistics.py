"""Statistics of an event's registrations: counted by the database, in statements that do not grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    select,
)
from sqlalchemy.orm import Session

from webinars.events.models import Event, RegistrationType
from webinars.questions.models import Answer, Question
from webinars.questions.question_types import QuestionType
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, Status
from webinars.timezones.local_times import to_local

# Of organisations, the largest; what people enter has no limit.
MOST_ORGANISATIONS = 20
_IS_ACTIVE = (Registration.erased_at.is_(None), Registration.status.in_(ACTIVE))
# UTC offsets are whole quarters of an hour, so quarters have one local date.
_QUARTER_SECONDS = 900


@dataclass(frozen=True)
class AttendanceCounts:
    """Active registrations, those of them that are confirmed, and those of the latter who attended."""

    registrations: int = 0
    confirmed: int = 0
    attended: int = 0


def counts_of_event(session: Session, event_id: int) -> AttendanceCounts:
    """Return the numbers of a whole event."""
    return _tally(session.execute(_counted(event_id)).one())


def counts_by_alternative(session: Session, group_id: int) -> dict[int, AttendanceCounts]:
    """Return the numbers of the events of a group by id; those without registrations are missing."""
    of_group = select(Event.id).where(Event.alternative_group_id == group_id)
    rows = session.execute(
        _count(Registration.event_id)
        .where(Registration.event_id.in_(of_group), *_IS_ACTIVE)
        .group_by(Registration.event_id)
    )
    return {event_id: _tally(counts) for event_id, *counts in rows}


def active_by_day(session: Session, event_id: int, timezone: str) -> dict[date, int]:
    """Return the active registrations by the local date on which they were made, oldest first."""
    quarter = _quarter(session).label("quarter")
    statement = select(quarter, func.count()).where(*_is_counted(event_id)).group_by("quarter")
    days: dict[date, int] = {}
    for number, count in sorted(session.execute(statement).all()):
        at = datetime.fromtimestamp(int(number) * _QUARTER_SECONDS, UTC)
        day = to_local(at, timezone).date()
        days[day] = days.get(day, 0) + count
    return days


def counts_by_organisation(session: Session, event_id: int) -> list[tuple[str, AttendanceCounts]]:
    """Return the numbers of the largest organisations, largest first; empty is "not given"."""
    name = func.trim(Registration.affiliation).label("organisation")
    statement = _counted(event_id, name).group_by("organisation")
    largest = statement.order_by(func.count().desc(), "organisation").limit(MOST_ORGANISATIONS)
    return [(str(name), _tally(counts)) for name, *counts in session.execute(largest)]


def counts_by_type(session: Session, event_id: int) -> list[tuple[str | None, AttendanceCounts]]:
    """Return the numbers by name of the registration type; None for registrations without one."""
    counted = _counted(event_id, Registration.registration_type_id)
    rows = session.execute(counted.group_by(Registration.registration_type_id)).all()
    tallies = {type_id: _tally(counts) for type_id, *counts in rows}
    types = session.execute(
        select(RegistrationType.id, RegistrationType.name)
        .where(RegistrationType.event_id == event_id)
        .order_by(RegistrationType.position, RegistrationType.id)
    )
    named: list[tuple[int | None, str | None]] = [
        *((row.id, row.name) for row in types),
        (None, None),
    ]
    return [(name, tallies[type_id]) for type_id, name in named if type_id in tallies]


def counts_by_timezone(session: Session, event_id: int) -> list[tuple[str, AttendanceCounts]]:
    """Return the numbers by time zone, largest first; empty for those who have not chosen one."""
    zone = Registration.timezone
    statement = _counted(event_id, zone).group_by(zone).order_by(func.count().desc(), zone)
    return [(zone, _tally(counts)) for zone, *counts in session.execute(statement)]


def country_questions(session: Session, event_id: int) -> Sequence[tuple[int, str]]:
    """Return id and label of the questions of an event that ask for a country."""
    statement = select(Question.id, Question.label).where(
        Question.event_id == event_id,
        Question.question_type == QuestionType.COUNTRY,
        Question.removed_at.is_(None),
    )
    return [(row.id, row.label) for row in session.execute(statement.order_by(Question.position))]


def counts_by_country(
    session: Session, event_id: int, question_ids: Sequence[int]
) -> Mapping[int, list[tuple[str, AttendanceCounts]]]:
    """Return the numbers by country code and question, largest first, of those who answered."""
    result: dict[int, list[tuple[str, AttendanceCounts]]] = {number: [] for number in question_ids}
    if not question_ids:
        return result
    country = Answer.value["text"].as_string().label("country")
    statement = (
        _counted(event_id, Answer.question_id, country)
        .join(Answer, Answer.registration_id == Registration.id)
        .where(Answer.question_id.in_(question_ids))
        .group_by(Answer.question_id, "country")
        .order_by(func.count().desc(), "country")
    )
    for question_id, code, *counts in session.execute(statement):
        if code:
            result[question_id].append((code, _tally(counts)))
    return result


def _counted(event_id: int, *keys: ColumnElement[Any] | Any) -> Select[*tuple[Any, ...]]:
    return _count(*keys).where(*_is_counted(event_id))


def _count(*keys: ColumnElement[Any] | Any) -> Select[*tuple[Any, ...]]:
    is_confirmed = Registration.status == Status.CONFIRMED
    has_attended = and_(is_confirmed, Registration.attended_at.is_not(None))
    return select(
        *keys,
        func.count(),
        func.coalesce(func.sum(case((is_confirmed, 1), else_=0)), 0),
        func.coalesce(func.sum(case((has_attended, 1), else_=0)), 0),
    ).select_from(Registration)


def _is_counted(event_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Registration.event_id == event_id, *_IS_ACTIVE)


def _quarter(session: Session) -> ColumnElement[int]:
    """Return the number of the quarter of an hour, since 1970, in which a registration was made."""
    if session.get_bind().dialect.name == "sqlite":
        seconds = cast(func.strftime("%s", Registration.created_at), Integer)
        return seconds // _QUARTER_SECONDS
    return cast(
        func.floor(extract("epoch", Registration.created_at) / _QUARTER_SECONDS), BigInteger
    )


def _tally(counts: Sequence[Any]) -> AttendanceCounts:
    return AttendanceCounts(*map(int, counts))
