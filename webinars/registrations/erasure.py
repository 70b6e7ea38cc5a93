"""Erase personal data of registrants: of one at their request, or of an event after its retention period."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, case, column, delete, or_, select, table, update
from sqlalchemy.orm import Session

from webinars.access.erasure import erase_people
from webinars.capabilities import link_revocation
from webinars.capabilities.link_purposes import OF_REGISTRATION, Purpose
from webinars.comments.erasure import erase_comments_of, messages_about
from webinars.database import erase_deleted_bytes
from webinars.events.locks import lock_events
from webinars.events.models import EmailNote, Event
from webinars.outbox.email_budgets import expedite_waiting
from webinars.outbox.enqueue import ordering_key_of
from webinars.outbox.locks import lock_messages
from webinars.outbox.models import Message
from webinars.outbox.retention import empty_once_settled, forget
from webinars.questions import answers as questions
from webinars.registrations import locks, notifications, queries, stated_local_times, status
from webinars.registrations.address_digest import address_digest
from webinars.registrations.group_registrations import (
    forget_group_registrations,
    ordering_key_of_dates,
    stop_taking_all,
)
from webinars.registrations.models import (
    AttendanceChange,
    CheckIn,
    Registration,
    RegistrationTypeChange,
)
from webinars.registrations.personal_calendar.calendars import forget_calendars
from webinars.registrations.status import ACTIVE, CancelReason, Status
from webinars.registrations.unsubscriptions import forget_unsubscriptions
from webinars.registrations.waiting_list import freed_places
from webinars.timezones import clock

# The polls layer is above this one, so only these names of its tables are known.
_POLLS = table("polls", column("id"), column("event_id"), column("state"))
_PARTICIPANTS = table(
    "poll_participants", column("poll_id"), column("address"), column("without_holds")
)


def erase_registrant(session: Session, registration_id: int) -> None:
    """Erase a registrant's personal data; a message with its own copy cancels the calendar entry.

    Earlier cancelled registrations of the same address at the event are erased too. Of a removed
    registrant a digest of the address stays until the event is over, so that they stay removed.

    Raises:
        NotFoundError: "no-such-registration".
    """
    erase_together(session, [locks.lock_registration(session, registration_id)])


def erase_together(session: Session, locked: Sequence[tuple[Event, Registration]]) -> None:
    """Erase registrations of locked events as erase_registrant() does: of one, an e-mail confirms it.

    Of the others, only a calendar that has an invitation gets an e-mail.
    """
    erased = {}
    # The e-mail with a text is that about an active one.
    for event, registration in sorted(locked, key=lambda pair: pair[1].status not in ACTIVE):
        rows, address = [registration], registration.address
        # Otherwise the address has registered again; its calendar entry belongs to that registration.
        is_latest = queries.known_registration(session, event.id, address) in (None, registration)
        if is_latest:
            rows += queries.previous_registrations(session, registration)
        erased[event, registration] = is_latest, rows
    ids = [row.id for _, rows in erased.values() for row in rows]
    about = [messages_about(event.id, registration.address) for event, registration in erased]
    people = [(event, registration.address) for event, registration in erased]
    _empty_messages(session, people, ids, *about)
    group = ""
    for (event, registration), (is_latest, rows) in erased.items():
        if is_latest:
            own_ids = [row.id for row in rows]
            _withdraw(session, event, registration, own_ids, one_of_several=group)
            group = f"erased-{registration.id}"
        # Nothing would tell that the address was registered for this date, so it would be registered again.
        stop_taking_all(session, event.date_group_id, registration.address)
        _stop_entries_of_polls(session, event.id, registration.address)
    for (event, _registration), (_is_latest, rows) in erased.items():
        _erase_rows(session, event, rows)


def erase_registrations(session: Session, event: Event, rows: Sequence[Registration]) -> None:
    """Erase registrations of a locked event that is over: nobody is notified, and calendars keep the event.

    Comments have retention periods of their own.
    """
    ids, addresses = [row.id for row in rows], {row.address for row in rows}
    _empty_messages(session, [(event, one) for one in addresses], ids)
    erase_people(session, event_id=event.id, addresses=addresses, registration_ids=ids)
    _delete_records(session, ids)
    _empty_together(session, ids, {row.status for row in rows})
    _forget_addresses(session, event, addresses)


def purge_digests(session: Session) -> None:
    """Delete the address digests of removed and erased registrations whose event is over."""
    over = select(Event.id).where(Event.ends_at <= clock.now())
    purgeable = and_(
        Registration.status == Status.REFUSED,
        Registration.erased_at.is_not(None),
        Registration.event_id.in_(over),
    )
    lock_events(session, session.scalars(select(Registration.event_id).where(purgeable)).all())
    cancelled = status.next_status(Status.REFUSED, Status.CANCELLED)
    session.execute(update(Registration).where(purgeable).values(address="", status=cancelled))


def _empty_messages(
    session: Session,
    people: Collection[tuple[Event, str]],
    ids: Sequence[int],
    *others: ColumnElement[bool],
) -> None:
    """Lock every message that the erasure changes; those of the registrations are emptied once settled.

    people: addresses, each with an event.
    """
    keys = [ordering_key_of(event.id, address) for event, address in people]
    keys += [
        ordering_key_of_dates(event.date_group_id, address)
        for event, address in people
        if event.date_group_id is not None
    ]
    # All at once: everything that follows changes or deletes some of them.
    locked = lock_messages(
        session,
        or_(
            Message.registration_id.in_(ids),
            Message.ordering_key.in_(keys),
            *others,
        ),
    )
    # Some may be to an earlier address, and leave after the last one to this address.
    empty_once_settled(message for message in locked if message.registration_id in ids)


def _withdraw(
    session: Session,
    event: Event,
    registration: Registration,
    ids: Sequence[int],
    *,
    one_of_several: str,
) -> None:
    """Cancel an address's latest registration and its calendar entry; erase its comments and invitations."""
    if registration.status in ACTIVE:
        registration.change_status(Status.CANCELLED, clock.now())
        registration.queued_at = registration.ends_at = None
        session.flush()
        freed_places.promote_next(session, event)
    also = [number for number in ids if number != registration.id]
    notifications.notify_of_cancellation(
        session, event, registration, CancelReason.ERASED, also, one_of_several=one_of_several
    )
    addresses = [registration.address]
    erase_people(session, event_id=event.id, addresses=addresses, registration_ids=ids)
    erase_comments_of(session, event, registration.address)


def _stop_entries_of_polls(session: Session, event_id: int, address: str) -> None:
    """Have no poll bring back the entry of somebody who was asked for the date before they registered."""
    chosen = select(_POLLS.c.id).where(_POLLS.c.event_id == event_id, _POLLS.c.state == "chosen")
    session.execute(
        update(_PARTICIPANTS)
        .where(_PARTICIPANTS.c.poll_id.in_(chosen), _PARTICIPANTS.c.address == address)
        .values(without_holds=True)
    )


def _erase_rows(session: Session, event: Event, rows: Sequence[Registration]) -> None:
    """Delete what other tables hold of registrations, and empty their rows."""
    addresses = {row.address for row in rows}
    _delete_records(session, [row.id for row in rows])
    for row in rows:
        _empty_row(row, address_digest(event.id, row.address))
    _forget_addresses(session, event, addresses)


def _delete_records(session: Session, ids: Sequence[int]) -> None:
    """Delete what other tables hold of registrations: answers, links, messages and stated times."""
    expedite_waiting(session, ids)
    questions.erase_answers(session, ids)
    session.execute(
        delete(RegistrationTypeChange).where(RegistrationTypeChange.registration_id.in_(ids))
    )
    session.execute(delete(CheckIn).where(CheckIn.registration_id.in_(ids)))
    session.execute(delete(EmailNote).where(EmailNote.registration_id.in_(ids)))
    session.execute(delete(AttendanceChange).where(AttendanceChange.registration_id.in_(ids)))
    link_revocation.revoke_links(
        session, (*OF_REGISTRATION, Purpose.ADDRESS, Purpose.UNSUBSCRIBE), ids
    )
    forget(session, ids)
    stated_local_times.delete_stated_times(session, ids)


def _forget_addresses(session: Session, event: Event, addresses: Collection[str]) -> None:
    """Delete what addresses have beside their registrations, if none of these is left."""
    forget_group_registrations(session, event.date_group_id, addresses)
    forget_calendars(session, addresses)
    forget_unsubscriptions(session, addresses)
    erase_deleted_bytes(session)


def _empty_together(session: Session, ids: Collection[int], statuses: Collection[Status]) -> None:
    """Cancel registrations with some statuses, and empty their personal columns, in one statement."""
    for before in set(statuses) - {Status.CANCELLED}:
        status.next_status(before, Status.CANCELLED)
    now, is_ended = clock.now(), Registration.status == Status.CANCELLED
    session.execute(
        update(Registration)
        .where(Registration.id.in_(ids))
        .values(
            **dict.fromkeys(Registration.PERSONAL, ""),
            status=Status.CANCELLED,
            status_at=case((is_ended, Registration.status_at), else_=now),
            queued_at=None,
            ends_at=None,
            erased_at=now,
            token_version=Registration.token_version + 1,
        )
        .execution_options(synchronize_session=False)
    )


def _empty_row(row: Registration, digest: str) -> None:
    """Empty the personal columns of a registration; a removed one keeps the digest of its address."""
    for name in Registration.PERSONAL:
        setattr(row, name, "")
    if row.status is Status.REFUSED:
        row.address = digest
    row.erased_at = clock.now()
    row.token_version += 1
