"""Queries for invitees and delegations, filtered by event: access to the event covers these rows."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import column, exists, func, or_, select, table
from sqlalchemy.orm import Session

from webinars.access.models import Delegation, Invitee, Nomination
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.errors import NotFoundError
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.pagination import Page, page_of, parse_named_cursor
from webinars.timezones import clock

PAGE_LENGTH = 50
SLICE = 500
INVITED = "invitee.invited"
NO_LONGER_INVITED = "invitee.cancelled"
# The registrations layer is above this one, so only these names of its table are known.
REGISTRATIONS = table(
    "registrations",
    *map(column, ("id", "event_id", "address", "delegation_id", "status", "cancel_reason")),
)


def is_secret_link_key(session: Session, event: Event, key: str) -> bool:
    """Return whether a token is that of an event's secret link."""
    link = resolve_token(session, Purpose.ENTRY, key) if key else None
    return link is not None and link.subject_id == event.id


def invitee_of_event(session: Session, event_id: int, invitee_id: int) -> Invitee:
    """Return one invitee of an event.

    Raises:
        NotFoundError: "no-such-invitee", also for one of another event.
    """
    invitee = session.scalar(
        select(Invitee)
        .where(Invitee.id == invitee_id, Invitee.event_id == event_id)
        .execution_options(populate_existing=True)
    )
    if invitee is None:
        raise NotFoundError("no-such-invitee")
    return invitee


def invitee_of_link(session: Session, invitee_id: int) -> Invitee:
    """Return the invitee of a personal link.

    Raises:
        NotFoundError: "no-such-invitee": erased, or the invitation was withdrawn.
    """
    invitee = session.scalar(select(Invitee).where(Invitee.id == invitee_id))
    if invitee is None or invitee.invited_at is None:
        raise NotFoundError("no-such-invitee")
    return invitee


def invitation_to(session: Session, event_id: int, address: str) -> int | None:
    """Return the id of a canonical address's valid invitation to an event."""
    return session.scalar(
        select(Invitee.id).where(
            Invitee.event_id == event_id,
            Invitee.address == address,
            Invitee.invited_at.is_not(None),
        )
    )


def open_invitation(session: Session, event_id: int, address: str) -> Invitee | None:
    """Return the invitee with a canonical address who is invited to an event and has not registered."""
    return session.scalar(
        select(Invitee)
        .where(
            Invitee.event_id == event_id,
            Invitee.address == address,
            Invitee.invited_at.is_not(None),
            Invitee.registration_id.is_(None),
        )
        .execution_options(populate_existing=True)
    )


def invitees_by_address(
    session: Session, event_id: int, addresses: Collection[str]
) -> dict[str, Invitee]:
    """Return the invitees of an event by canonical address, for some addresses."""
    wanted = sorted(addresses)
    by_address: dict[str, Invitee] = {}
    for start in range(0, len(wanted), SLICE):
        rows = session.scalars(
            select(Invitee).where(
                Invitee.event_id == event_id, Invitee.address.in_(wanted[start : start + SLICE])
            )
        )
        by_address |= {invitee.address: invitee for invitee in rows}
    return by_address


def invitees_without_reply(session: Session, event_id: int) -> Sequence[Invitee]:
    """Return the invitees who have neither replied in their calendar nor registered in any way."""
    rows = REGISTRATIONS.c
    is_registered = exists().where(
        rows.event_id == event_id, rows.address == Invitee.address, rows.status != "cancelled"
    )
    return session.scalars(
        select(Invitee)
        .where(
            Invitee.event_id == event_id,
            Invitee.invited_at.is_not(None),
            Invitee.registration_id.is_(None),
            Invitee.partstat.is_(None),
            ~is_registered,
        )
        .order_by(Invitee.id)
        .execution_options(populate_existing=True)
    ).all()


def delegations_of(session: Session, event_id: int) -> Sequence[Delegation]:
    """Return the delegations of an event, of which there are at most limits.MAX_DELEGATIONS."""
    return session.scalars(
        select(Delegation).where(Delegation.event_id == event_id).order_by(Delegation.id)
    ).all()


def delegations_by_name(
    session: Session, event_id: int, after: str = "", limit: int = PAGE_LENGTH
) -> Page[Delegation]:
    """Return a page of an event's delegations, by name.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    name = func.lower(Delegation.name)
    statement = select(Delegation, name).where(Delegation.event_id == event_id)
    if after:
        last_id, last = parse_named_cursor(after)
        statement = statement.where(name >= last, or_(name > last, Delegation.id > last_id))
    rows = session.execute(statement.order_by(name, Delegation.id).limit(limit + 1)).all()
    page = page_of(rows, limit, lambda row: (row[0].id, row[1]))
    return Page([row[0] for row in page.rows], page.after)


def delegation_of_event(session: Session, event_id: int, delegation_id: int) -> Delegation:
    """Return one delegation of an event.

    Raises:
        NotFoundError: "no-such-delegation", also for one of another event.
    """
    delegation = session.scalar(
        select(Delegation)
        .where(Delegation.id == delegation_id, Delegation.event_id == event_id)
        .execution_options(populate_existing=True)
    )
    if delegation is None:
        raise NotFoundError("no-such-delegation")
    return delegation


def delegation_of_link(session: Session, delegation_id: int) -> Delegation:
    """Return the delegation of a focal point's link.

    Raises:
        NotFoundError: "no-such-delegation": withdrawn, or the event accepts no delegations any more.
    """
    row = session.execute(
        select(Delegation, Event.accepts_delegations)
        .join(Event, Event.id == Delegation.event_id)
        .where(Delegation.id == delegation_id)
    ).one_or_none()
    if row is None or not row[1] or not row[0].address:
        raise NotFoundError("no-such-delegation")
    delegation: Delegation = row[0]
    return delegation


def has_nominations(session: Session, delegation_id: int) -> bool:
    """Return whether a delegation has ever nominated anyone."""
    nominated = select(Nomination.id).where(Nomination.delegation_id == delegation_id)
    registered = select(REGISTRATIONS.c.id).where(REGISTRATIONS.c.delegation_id == delegation_id)
    return any(session.scalar(query.limit(1)) is not None for query in (nominated, registered))


def invitations_today(session: Session, organiser_id: int) -> int:
    """Count the invitations enqueued for an organiser's events in the last 24 hours."""
    since = clock.now() - timedelta(days=1)
    counted = (
        select(func.count())
        .select_from(Message)
        .join(Event, Event.id == Message.event_id)
        .where(
            Event.organiser_id == organiser_id,
            Message.topic == INVITED,
            Message.created_at > since,
        )
    )
    return session.scalar(counted) or 0
