"""The row of an address that has registered for several dates of one event, and its registrations."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from webinars.capabilities import link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.errors import NotFoundError
from webinars.events.models import Event
from webinars.events.notifications.open_dates import announce_dates
from webinars.outbox.enqueue import ordering_key_of
from webinars.outbox.locks import lock_messages
from webinars.outbox.models import Message, MessageState
from webinars.outbox.retention import empty, empty_once_settled
from webinars.prepared_statements import flushed
from webinars.registrations.models import DateGroupRegistration, Registration
from webinars.registrations.status import ACTIVE, Status
from webinars.timezones import clock


def ordering_key_of_dates(group_id: int, address: str) -> str:
    """Return the ordering key of the e-mails that list the dates of one address."""
    return f"dates-{ordering_key_of(group_id, address)}"


def group_registration_of(
    session: Session, group_id: int, address: str
) -> DateGroupRegistration | None:
    """Return the row of a canonical address at a date group."""
    return session.scalar(
        select(DateGroupRegistration).where(
            DateGroupRegistration.date_group_id == group_id,
            DateGroupRegistration.address == address,
        )
    )


def group_registration_of_link(session: Session, row_id: int) -> DateGroupRegistration:
    """Return the row of a private link.

    Raises:
        NotFoundError: "no-such-registration".
    """
    row = session.get(DateGroupRegistration, row_id)
    if row is None:
        raise NotFoundError("no-such-registration")
    return row


def group_registrations_of_address(
    session: Session, address: str
) -> Sequence[DateGroupRegistration]:
    """Return the rows of a canonical address at all date groups."""
    of_address = DateGroupRegistration.address == address
    return session.scalars(
        select(DateGroupRegistration).where(of_address).order_by(DateGroupRegistration.id)
    ).all()


def dates_of(session: Session, row: DateGroupRegistration) -> list[Registration]:
    """Return one registration for each date of a row, as dates_of_address() does."""
    return dates_of_address(session, row.date_group_id, row.address)


def dates_of_address(session: Session, group_id: int, address: str) -> list[Registration]:
    """Return one registration for each date of an address, in order: not cancelled, or the newest."""
    rows = session.scalars(
        select(Registration)
        .join(Registration.event)
        .options(
            contains_eager(Registration.event).options(
                joinedload(Event.series), joinedload(Event.organiser)
            ),
            joinedload(Registration.registration_type),
        )
        .where(
            Event.date_group_id == group_id,
            Registration.address == address,
            Registration.address != "",
            Registration.erased_at.is_(None),
        )
        .order_by(
            Event.starts_at,
            Event.id,
            Registration.status == Status.CANCELLED,
            Registration.id.desc(),
        )
    )
    first_of_event: dict[int, Registration] = {}
    for registration in rows:
        first_of_event.setdefault(registration.event_id, registration)
    return list(first_of_event.values())


def follow_address(
    session: Session, group_id: int | None, before: str, registration: Registration
) -> None:
    """Give an address's row to that of a registration, which has replaced it at its last date of a group.

    As long as the old address has other dates, they stay together under it.
    """
    if group_id is None:
        return
    session.flush()
    address = registration.address
    row = group_registration_of(session, group_id, before)
    if row is None or dates_of(session, row):
        return
    # Nothing but them names the old address, and no erasure would find it there.
    forget_emails_of_dates(session, group_id, [before])
    known = group_registration_of(session, group_id, address)
    if known is not None:
        if row.takes_all and row.queued_at is None:
            known.takes_all, known.queued_at, known.waiting_details = True, None, {}
        session.delete(row)
        return
    row.address = address
    if row.queued_at is not None:
        replaced = {"email": registration.email, "address": address}
        row.waiting_details = {**row.waiting_details, **replaced}
    # The old mailbox must hold no valid link any more.
    link_revocation.replace_links(session, (Purpose.DATES,), [(row.id, None)], holder=address)


def forget_group_registrations(
    session: Session, group_id: int | None, addresses: Collection[str]
) -> None:
    """Delete the rows of addresses that have no registration for a date of a group any more."""
    if group_id is None:
        return
    session.flush()
    is_left = exists().where(
        Registration.address == DateGroupRegistration.address,
        Registration.event_id == Event.id,
        Event.date_group_id == group_id,
    )
    gone = flushed(session).execute(
        delete(DateGroupRegistration)
        .where(
            DateGroupRegistration.date_group_id == group_id,
            DateGroupRegistration.address.in_(addresses),
            ~is_left,
        )
        .returning(DateGroupRegistration.address)
    )
    if gone_addresses := gone.scalars().all():
        forget_emails_of_dates(session, group_id, gone_addresses)
        announce_dates(session, group_id)


def forget_emails_of_dates(session: Session, group_id: int, addresses: Collection[str]) -> None:
    """Empty the e-mails that list the dates of addresses; those about waiting have no registration."""
    keys = [ordering_key_of_dates(group_id, address) for address in addresses]
    messages = lock_messages(session, Message.ordering_key.in_(keys))
    empty_once_settled(messages)
    for message in messages:
        if message.state is not MessageState.QUEUED:
            empty(message)


def stop_taking_all(session: Session, group_id: int | None, address: str) -> None:
    """Register an address for no further dates of a group: who has erased one would be registered again."""
    if group_id is None:
        return
    stopped = flushed(session).execute(
        update(DateGroupRegistration)
        .where(
            DateGroupRegistration.date_group_id == group_id,
            DateGroupRegistration.address == address,
            DateGroupRegistration.takes_all,
        )
        .values(takes_all=False, queued_at=None, waiting_details={})
    )
    if stopped.rowcount:
        announce_dates(session, group_id)


def stop_without_dates(session: Session, group_id: int | None, address: str) -> None:
    """Register an address for no further dates once it is registered for none, and free its place for all.

    Otherwise whoever types an address would have it registered for ever, though it was never verified.
    """
    if group_id is None:
        return
    session.flush()
    has_date = exists().where(
        Registration.address == DateGroupRegistration.address,
        Registration.status.in_(ACTIVE),
        Registration.event_id == Event.id,
        Event.date_group_id == group_id,
    )
    stopped = flushed(session).execute(
        update(DateGroupRegistration)
        .where(
            DateGroupRegistration.date_group_id == group_id,
            DateGroupRegistration.address == address,
            DateGroupRegistration.takes_all,
            DateGroupRegistration.queued_at.is_(None),
            ~has_date,
        )
        .values(takes_all=False)
    )
    if stopped.rowcount:
        announce_dates(session, group_id)


def purge_waiting(session: Session) -> None:
    """Delete those who wait for a place for all dates of an event that has no coming date any more."""
    coming = select(Event.date_group_id).where(
        Event.date_group_id.is_not(None), Event.ends_at > clock.now()
    )
    session.execute(
        delete(DateGroupRegistration).where(
            DateGroupRegistration.queued_at.is_not(None),
            DateGroupRegistration.date_group_id.not_in(coming),
        )
    )
