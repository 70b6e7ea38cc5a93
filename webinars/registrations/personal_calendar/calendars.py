"""Personal calendar: all registrations of one address, behind a private link."""

# It belongs to the address, not to one registration, so it survives the erasure of one. Its private
# link is a capability, deleted with the row.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from webinars.access.models import Delegation, Invitee
from webinars.capabilities import actions as capabilities
from webinars.capabilities.purposes import Purpose
from webinars.database import Base
from webinars.events.feeds import FEED_PAST, within_feed_period
from webinars.events.models import Event
from webinars.events.rules import EventState
from webinars.registrations import deadlines, locks
from webinars.registrations.models import ACTIVE, Registration, Status
from webinars.timezones import clock
from webinars.timezones.schedule import Precision


class PersonalCalendar(Base):
    """The calendar of one canonical address."""

    __tablename__ = "personal_calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


@dataclass(frozen=True)
class Closing:
    """An event whose registration closes. registers: the reader is to register, not to nominate."""

    event: Event
    registers: bool


def calendar_of(session: Session, address: str) -> PersonalCalendar | None:
    """Return the calendar of a canonical address, if it was created."""
    return session.scalar(select(PersonalCalendar).where(PersonalCalendar.address == address))


def registrations_of(
    session: Session, address: str, day: datetime, *, tentative: bool = False
) -> Sequence[Registration]:
    """Return an address's active registrations with their events, within the feed period."""
    of_event = joinedload(Registration.event)
    query = (
        select(Registration)
        .join(Registration.event)
        .options(of_event.joinedload(Event.series), joinedload(Registration.registration_type))
        .where(
            Registration.address == address,
            Registration.status.in_(ACTIVE),
            Event.state != EventState.DRAFT,
            within_feed_period(day),
        )
        .order_by(Event.starts_at, Registration.id)
    )
    if not tentative:
        query = query.where(Event.precision != Precision.MONTH)
    return session.scalars(query).all()


def closing_entries_in(session: Session, address: str, day: datetime) -> Sequence[Closing]:
    """Return the events for which an address still has to register, or to nominate delegates."""
    has_registered = exists().where(
        Registration.event_id == Event.id,
        Registration.address == address,
        Registration.status != Status.CANCELLED,
    )
    invited = select(Invitee.event_id).where(
        Invitee.address == address, Invitee.invited_at.is_not(None)
    )
    registers = and_(Event.id.in_(invited), ~has_registered)
    names = Event.id.in_(select(Delegation.event_id).where(Delegation.address == address))
    rows = session.execute(
        select(Event, registers.label("registers"))
        .where(
            or_(registers, and_(Event.accepts_delegations, names)),
            Event.state == EventState.PUBLISHED,
            Event.closes_at > day - FEED_PAST,
        )
        .order_by(Event.closes_at, Event.id)
    )
    return [Closing(event, bool(is_own)) for event, is_own in rows]


def get_or_create_calendar(
    session: Session, registration_id: int, *, renew: bool = False
) -> PersonalCalendar:
    """Return the calendar of a registration's address; renew replaces its link.

    Raises:
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration(session, registration_id)
    deadlines.mark_verified(registration)
    calendar = calendar_of(session, registration.address) or _made(session, registration.address)
    if renew:
        capabilities.replace(
            session, (Purpose.CALENDAR,), [(calendar.id, None)], holder=calendar.address
        )
        calendar.created_at = clock.now()
    session.flush()
    return calendar


def close_calendar(session: Session, registration_id: int) -> None:
    """Delete the calendar of a registration's address, if there is one.

    Raises:
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration(session, registration_id)
    session.execute(
        delete(PersonalCalendar).where(PersonalCalendar.address == registration.address)
    )


def forget_calendar(session: Session, address: str) -> None:
    """Delete the calendar of an address that has no registration left."""
    session.flush()
    is_left = exists().where(Registration.address == address)
    session.execute(delete(PersonalCalendar).where(PersonalCalendar.address == address, ~is_left))


def _made(session: Session, address: str) -> PersonalCalendar:
    made = PersonalCalendar(address=address, created_at=clock.now())
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
            capabilities.issue(session, (Purpose.CALENDAR,), [(made.id, None)], holder=address)
    except IntegrityError:
        # Created concurrently from another registration's page.
        calendar = calendar_of(session, address)
        assert calendar is not None  # noqa: S101 - for the type checker
        return calendar
    return made
