"""Personal calendar: all registrations of one address, behind a private link."""

# It belongs to the address, not to one registration, so it survives the erasure of one. Its private
# link is a capability, deleted with the row.

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, and_, bindparam, delete, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column

from webinars.access.models import Delegation, Invitee
from webinars.capabilities import link_creation, link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.database import Base
from webinars.events.enums import EventState
from webinars.events.listing.feeds import FEED_PAST, within_feed_period
from webinars.events.models import Event
from webinars.prepared_statements import PreparedQuery, flushed
from webinars.registrations import locks, notifications
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, Status
from webinars.timezones import clock
from webinars.timezones.schedule import Precision


class CalendarDelivery(StrEnum):
    """How confirmed events reach a registrant: by e-mail invitation or in the personal calendar."""

    INVITATION = "invitation"
    PERSONAL_CALENDAR = "personal_calendar"


class PersonalCalendar(Base):
    """The calendar of one canonical address.

    calendar_delivery is None until the registrant has chosen: invitations are sent, and the calendar leaves
    out the events whose invitation was accepted.
    """

    __tablename__ = "personal_calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    calendar_delivery: Mapped[CalendarDelivery | None]


IS_WITHOUT_INVITATIONS = PersonalCalendar.calendar_delivery == CalendarDelivery.PERSONAL_CALENDAR
_WITHOUT_INVITATIONS = PreparedQuery(
    select(PersonalCalendar.address).where(
        PersonalCalendar.address.in_(bindparam("addresses", expanding=True)), IS_WITHOUT_INVITATIONS
    )
)


@dataclass(frozen=True)
class ClosingRegistration:
    """An event whose registration closes. registers: the reader is to register, not to nominate."""

    event: Event
    registers: bool


def calendar_of(session: Session, address: str) -> PersonalCalendar | None:
    """Return the calendar of a canonical address, if it was created."""
    return session.scalar(select(PersonalCalendar).where(PersonalCalendar.address == address))


def registrations_of(
    session: Session, address: str, day: datetime, *, tentative: bool = False
) -> tuple[list[Registration], CalendarDelivery | None]:
    """Return an address's active registrations with their events, within the feed period, and its choice."""
    query = (
        select(Registration, PersonalCalendar.calendar_delivery)
        .join(Registration.event)
        .outerjoin(PersonalCalendar, PersonalCalendar.address == Registration.address)
        .options(
            contains_eager(Registration.event).joinedload(Event.series),
            joinedload(Registration.registration_type),
        )
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
    rows = session.execute(query).all()
    return [row[0] for row in rows], rows[0][1] if rows else None


def closing_entries_in(
    session: Session, address: str, day: datetime
) -> Sequence[ClosingRegistration]:
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
    return [ClosingRegistration(event, bool(is_own)) for event, is_own in rows]


def get_or_create_calendar(
    session: Session, registration_id: int, *, renew: bool = False
) -> PersonalCalendar:
    """Return the calendar of a registration's address; renew replaces its link.

    Raises:
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration(session, registration_id)
    registration.mark_verified(clock.now())
    calendar = calendar_of(session, registration.address) or new_calendar(
        session, registration.address
    )
    if renew:
        link_revocation.replace_links(
            session, (Purpose.CALENDAR,), [(calendar.id, None)], holder=calendar.address
        )
        calendar.created_at = clock.now()
    session.flush()
    return calendar


def addresses_without_invitations(session: Session, addresses: Collection[str]) -> set[str]:
    """Return those of some canonical addresses whose events are in the personal calendar alone."""
    if not addresses:
        return set()
    rows = _WITHOUT_INVITATIONS.rows(flushed(session), {"addresses": sorted(addresses)})
    return {address for (address,) in rows}


def choose_delivery(session: Session, registration_id: int, delivery: CalendarDelivery) -> None:
    """Store the choice of a registration's address; create its personal calendar if needed.

    The caller commits, then calls notify_of_delivery(): e-mails composed meanwhile already follow the choice.

    Raises:
        NotFoundError: "no-such-registration".
    """
    get_or_create_calendar(session, registration_id).calendar_delivery = delivery


def notify_of_delivery(session: Session, registration_id: int) -> None:
    """Enqueue an e-mail for each coming event of a registration's address, to add or cancel its invitation.

    An e-mail whose calendar already agrees with the choice is not sent.

    Raises:
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration(session, registration_id)
    for row in session.scalars(_coming(registration.address)):
        notifications.notify_registrant(session, "registration.calendar-delivery", row)


def close_calendar(session: Session, registration_id: int) -> None:
    """Delete the calendar of a registration's address, if there is one.

    The caller commits, then calls notify_of_delivery(): its events are sent by invitation again.

    Raises:
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration(session, registration_id)
    session.execute(
        delete(PersonalCalendar).where(PersonalCalendar.address == registration.address)
    )


def forget_calendars(session: Session, addresses: Collection[str]) -> None:
    """Delete the calendars of those addresses that have no registration left."""
    session.flush()
    is_left = exists().where(Registration.address == PersonalCalendar.address)
    session.execute(
        delete(PersonalCalendar).where(PersonalCalendar.address.in_(addresses), ~is_left)
    )


def _coming(address: str) -> Select[Registration]:
    """Select the confirmed registrations of an address for published events that have not ended."""
    return (
        select(Registration)
        .join(Registration.event)
        .where(
            Registration.address == address,
            Registration.status == Status.CONFIRMED,
            Event.state == EventState.PUBLISHED,
            Event.ends_at > clock.now(),
        )
        .order_by(Event.starts_at, Registration.id)
    )


def new_calendar(session: Session, address: str) -> PersonalCalendar:
    """Create the calendar of a canonical address that had none, with its link."""
    made = PersonalCalendar(address=address, created_at=clock.now())
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
            link_creation.issue_links(
                session, (Purpose.CALENDAR,), [(made.id, None)], holder=address
            )
    except IntegrityError:
        # Created concurrently from another registration's page.
        calendar = calendar_of(session, address)
        assert calendar is not None  # noqa: S101 - for the type checker
        return calendar
    return made
