"""Who gets a message: the filter, its statement, the number of recipients and some of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from webinars.errors import InvalidInputError
from webinars.events.enums import AttendanceMode, EventState, Format
from webinars.events.models import Event, RegistrationType
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, Status
from webinars.registrations.unanswered import (
    LaterAnswers,
    has_later_answers,
    lacks_required_answers,
)
from webinars.registrations.unsubscriptions import is_unsubscribed
from webinars.replies.models import Reply
from webinars.replies.reply_rules import COUNTING, NOT_FROM_CALENDARS, ReplyStatus
from webinars.security.email_addresses import normalize_address

MOST_PREVIEWS = 3
MOST_CHOSEN = 500
# Among so many registrants, the oldest, those are chosen that differ in language and time zone.
_PREVIEWED_AMONG = 200
STATUSES = ACTIVE
# The id that stands for registrations without a type.
NO_TYPE = 0


class Attended(StrEnum):
    """Whether a recipient was present: joined, or was marked as present."""

    ANY = ""
    YES = "yes"
    NO = "no"


class Answered(StrEnum):
    """Whether a recipient has answered the required questions they are asked, or those after approval."""

    ANY = ""
    ALL = "all"
    MISSING = "missing"
    LATER_COMPLETE = "later-complete"
    LATER_LEFT = "later-left"


_LATER = {
    Answered.LATER_COMPLETE: LaterAnswers.COMPLETE,
    Answered.LATER_LEFT: LaterAnswers.LEFT,
}


class CalendarReply(StrEnum):
    """What a recipient's calendar answered last."""

    ANY = ""
    NONE = "none"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


@dataclass(frozen=True)
class Audience:
    """Which registrants get a message; each filter narrows it, and an empty one does not.

    registration_ids: people who were chosen one by one. all_times: the message goes to the registrants of all
    times of a webinar, each event sending its own; who is registered for several gets that of the first.
    """

    statuses: tuple[Status, ...] = (Status.CONFIRMED,)
    registration_type_ids: tuple[int, ...] = ()
    attendance: AttendanceMode = AttendanceMode.AS_EVENT
    attended: Attended = Attended.ANY
    answered: Answered = Answered.ANY
    reply: CalendarReply = CalendarReply.ANY
    registration_ids: tuple[int, ...] = ()
    all_times: bool = False

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> Self:
        """Return the filter of a stored message."""
        return cls(
            statuses=tuple(Status(status) for status in stored["statuses"]),
            registration_type_ids=tuple(stored.get("registration_type_ids", ())),
            attendance=AttendanceMode(stored.get("attendance", "")),
            attended=Attended(stored.get("attended", "")),
            answered=Answered(stored.get("answered", "")),
            reply=CalendarReply(stored.get("reply", "")),
            registration_ids=tuple(stored.get("registration_ids", ())),
            all_times=bool(stored.get("all_times", False)),
        )

    def stored(self) -> dict[str, Any]:
        """Return the filter as JSON, without what does not narrow it."""
        values: dict[str, Any] = {
            "statuses": [status.value for status in self.statuses],
            "registration_type_ids": list(self.registration_type_ids),
            "attendance": self.attendance.value,
            "attended": self.attended.value,
            "answered": self.answered.value,
            "reply": self.reply.value,
            "registration_ids": list(self.registration_ids),
            "all_times": self.all_times,
        }
        return {name: value for name, value in values.items() if value or name == "statuses"}

    @property
    def is_of_one_event(self) -> bool:
        """Return whether a filter is of one event: its types, questions, calendar replies or people."""
        return bool(
            self.registration_type_ids
            or self.attendance
            or self.answered
            or self.reply
            or self.registration_ids
        )

    def includes(self, registration: Registration) -> bool:
        """Return whether a registration still matches, by what its row says.

        Answers and replies are not asked again when an e-mail is composed.
        """
        has_attended = registration.attended_at is not None
        return (
            registration.erased_at is None
            and registration.status in self.statuses
            and self.attended is not (Attended.NO if has_attended else Attended.YES)
            and (
                not self.registration_type_ids
                or (registration.registration_type_id or NO_TYPE) in self.registration_type_ids
            )
        )


def recipient_condition(
    session: Session, event_id: int, audience: Audience, *, is_optional: bool = False
) -> ColumnElement[bool]:
    """Return the condition of the registrations of an event that get a message.

    One that is optional leaves out those who have unsubscribed. It takes one statement if it depends on the
    format or questions of the event.
    """
    conditions = [
        Registration.event_id == event_id,
        Registration.erased_at.is_(None),
        Registration.status.in_(audience.statuses),
    ]
    if audience.registration_type_ids:
        conditions.append(_is_of_type(audience.registration_type_ids))
    if audience.attendance:
        conditions.append(_attends(session, event_id, audience.attendance))
    if audience.attended:
        has_attended = Registration.attended_at.is_not(None)
        conditions.append(has_attended if audience.attended is Attended.YES else ~has_attended)
    if audience.answered:
        conditions.append(_has_answered(session, event_id, audience.answered))
    if audience.reply:
        conditions.append(_has_reply(audience.reply))
    if audience.all_times:
        conditions.append(~_gets_it_at_another_time(event_id, audience))
    if audience.registration_ids:
        conditions.append(Registration.id.in_(audience.registration_ids))
    if is_optional:
        conditions.append(~is_unsubscribed())
    return and_(*conditions)


def count_recipients(
    session: Session, event_id: int, audience: Audience, *, is_optional: bool = False
) -> int:
    """Count the recipients of a message, in one statement beside those of recipient_condition()."""
    condition = recipient_condition(session, event_id, audience, is_optional=is_optional)
    return session.scalar(select(func.count()).select_from(Registration).where(condition)) or 0


def previewed_ids(
    session: Session, event_id: int, audience: Audience, *, is_optional: bool = False
) -> list[int]:
    """Return up to three recipients, in different languages and time zones if there are such."""
    rows = session.execute(
        select(Registration.id, Registration.language, Registration.timezone)
        .where(recipient_condition(session, event_id, audience, is_optional=is_optional))
        .order_by(Registration.id)
        .limit(_PREVIEWED_AMONG)
    ).all()
    chosen: list[int] = []
    # First by language, then by time zone, then whoever is left.
    for column in ("language", "timezone", "id"):
        shown = {getattr(row, column) for row in rows if row.id in chosen}
        for row in rows:
            value = getattr(row, column)
            if value not in shown and row.id not in chosen and len(chosen) < MOST_PREVIEWS:
                chosen.append(row.id)
                shown.add(value)
    return sorted(chosen)


def next_recipients(
    session: Session,
    event_id: int,
    audience: Audience,
    *,
    after: int,
    limit: int,
    is_optional: bool = False,
    leaving_out: Collection[ColumnElement[bool]] = (),
) -> Sequence[int]:
    """Return the ids of the recipients that follow an id, in order."""
    return session.scalars(
        select(Registration.id)
        .where(recipient_condition(session, event_id, audience, is_optional=is_optional))
        .where(Registration.id > after)
        .where(*leaving_out)
        .order_by(Registration.id)
        .limit(limit)
    ).all()


def registrations_of(session: Session, event_id: int, emails: Iterable[str]) -> tuple[int, ...]:
    """Return the registrations of some addresses at an event, whatever their state.

    Raises:
        InvalidInputError: "not-registered" (facts: email, the first of them).
    """
    by_address = {normalize_address(email): email for email in emails}
    rows = session.execute(
        select(Registration.address, Registration.id)
        .where(
            Registration.event_id == event_id,
            Registration.erased_at.is_(None),
            Registration.address.in_(by_address),
        )
        .order_by(Registration.id)
    ).all()
    unknown = [email for address, email in by_address.items() if address not in dict(rows)]
    if unknown:
        raise InvalidInputError("not-registered", email=unknown[0])
    return tuple(registration_id for _address, registration_id in rows)


def emails_of(session: Session, event_id: int, registration_ids: Collection[int]) -> list[str]:
    """Return the addresses of registrations as they were entered, each once; erased ones have none."""
    rows = session.scalars(
        select(Registration.email)
        .where(
            Registration.event_id == event_id,
            Registration.erased_at.is_(None),
            Registration.id.in_(registration_ids),
        )
        .order_by(Registration.id)
    )
    return list(dict.fromkeys(rows))


def _gets_it_at_another_time(event_id: int, audience: Audience) -> ColumnElement[bool]:
    """Return whether an address is registered for another time, whose event has a lower id."""
    other = aliased(Registration)
    group_id = select(Event.alternative_group_id).where(Event.id == event_id).scalar_subquery()
    conditions = [
        other.address == Registration.address,
        other.erased_at.is_(None),
        other.status.in_(audience.statuses),
        Event.id < event_id,
        Event.alternative_group_id == group_id,
        Event.state == EventState.PUBLISHED,
    ]
    if audience.attended:
        has_attended = other.attended_at.is_not(None)
        conditions.append(has_attended if audience.attended is Attended.YES else ~has_attended)
    statement = select(other.id).join(Event, Event.id == other.event_id).where(*conditions)
    return statement.correlate(Registration).exists()


def _is_of_type(registration_type_ids: Collection[int]) -> ColumnElement[bool]:
    of_type = Registration.registration_type_id.in_(registration_type_ids)
    without = Registration.registration_type_id.is_(None)
    return or_(of_type, without) if NO_TYPE in registration_type_ids else of_type


def _attends(session: Session, event_id: int, mode: AttendanceMode) -> ColumnElement[bool]:
    """Return who attends in a way: at a hybrid event everyone whose type does not say the other."""
    held = session.scalar(select(Event.format).where(Event.id == event_id))
    if held is not Format.HYBRID:
        return literal(held is not None and held.value == mode.value)
    others = select(RegistrationType.id).where(
        RegistrationType.event_id == event_id,
        RegistrationType.attendance_mode.not_in((mode, AttendanceMode.AS_EVENT)),
    )
    return or_(
        Registration.registration_type_id.is_(None),
        Registration.registration_type_id.not_in(others),
    )


def _has_answered(session: Session, event_id: int, answered: Answered) -> ColumnElement[bool]:
    if answered in _LATER:
        return has_later_answers(session, event_id, _LATER[answered])
    lacks = lacks_required_answers(session, event_id)
    return lacks if answered is Answered.MISSING else ~lacks


def _has_reply(reply: CalendarReply) -> ColumnElement[bool]:
    newest: Select[int | None] = (
        select(func.max(Reply.id))
        .where(
            Reply.registration_id == Registration.id,
            Reply.verdict.in_(COUNTING),
            Reply.status.not_in(NOT_FROM_CALENDARS),
        )
        .correlate(Registration)
    )
    last = newest.scalar_subquery()
    if reply is CalendarReply.NONE:
        return last.is_(None)
    return exists().where(Reply.id == last, Reply.status == ReplyStatus(reply.value))
