"""Record each calendar message (REQUEST, CANCEL), so that SEQUENCE never decreases for an attendee."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webinars.database import unattached
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.scheduling import invitation_sequence
from webinars.scheduling.models import Invitation, ItipMethod
from webinars.scheduling.queries import InvitationHistories
from webinars.timezones import clock


def record_request(
    histories: InvitationHistories,
    event: Event,
    *,
    address: str,
    registration_id: int | None,
    message_id: int,
    again: bool = False,
) -> Invitation:
    """Record the REQUEST of a message; a retried message keeps its first record.

    again: resend of the same invitation, to a calendar that has it already or lost it.
    """
    history = histories.of(event.id, address)
    recorded = _recorded(history, message_id)
    if recorded is not None:
        return recorded
    last = history[-1] if history else None
    if again and last is not None and last.method is ItipMethod.REQUEST:
        sequence = invitation_sequence.repeated_sequence(event.sequence, last.sequence)
    else:
        before = max((invitation.sequence for invitation in history), default=None)
        sequence = invitation_sequence.request_sequence(
            event.sequence, event.sequence_floor, before
        )
    return _record(
        histories, event, address, registration_id, message_id, ItipMethod.REQUEST, sequence
    )


def record_request_to(
    histories: InvitationHistories, event: Event, *, address: str, message_id: int
) -> Invitation | None:
    """Record the REQUEST to somebody without a registration; a retried message keeps its record.

    None if the calendar has this version, or a registration was cancelled since, which removed the entry.
    """
    history = histories.of(event.id, address)
    recorded = _recorded(history, message_id)
    if recorded is not None:
        return recorded
    last = history[-1] if history else None
    if last is not None:
        if last.method is ItipMethod.REQUEST and last.sequence >= event.sequence:
            return None
        if last.method is ItipMethod.CANCEL and last.registration_id is not None:
            return None
    before = max((invitation.sequence for invitation in history), default=None)
    sequence = invitation_sequence.request_sequence(event.sequence, event.sequence_floor, before)
    return _record(histories, event, address, None, message_id, ItipMethod.REQUEST, sequence)


def open_invitation(session: Session, event_id: int, address: str) -> Invitation | None:
    """Return the last calendar message to an address, if its calendar has the event."""
    last = session.scalar(
        select(Invitation)
        .where(Invitation.event_id == event_id, Invitation.address == address)
        .order_by(Invitation.id.desc())
        .limit(1)
    )
    return last if last is not None and last.method is ItipMethod.REQUEST else None


def had_entry_before(
    histories: InvitationHistories, event: Event, *, address: str, message_id: int
) -> bool:
    """Return whether an address's calendar had the event before a message."""
    history = histories.of(event.id, address)
    before = [invitation for invitation in history if invitation.message_id != message_id]
    return bool(before) and before[-1].method is ItipMethod.REQUEST


def has_history(histories: InvitationHistories, event: Event, address: str) -> bool:
    """Return whether a calendar message about an event was sent to an address."""
    return bool(histories.of(event.id, address))


def record_cancel(
    histories: InvitationHistories,
    event: Event,
    *,
    address: str,
    registration_id: int | None,
    message_id: int,
) -> Invitation | None:
    """Record the CANCEL of a message; return None if the address has no open invitation."""
    history = histories.of(event.id, address)
    recorded = _recorded(history, message_id)
    if recorded is not None:
        return recorded
    last = history[-1] if history else None
    if last is None or last.method is not ItipMethod.REQUEST:
        return None
    sequence = invitation_sequence.cancel_sequence(event.sequence, last.sequence)
    return _record(
        histories, event, address, registration_id, message_id, ItipMethod.CANCEL, sequence
    )


def erase_addresses(session: Session, event_id: int, addresses: Collection[str]) -> None:
    """Erase addresses from the invitation log.

    The event's sequence_floor rises above the erased numbers, so that the same person can be invited again.
    """
    erased = (
        Invitation.event_id == event_id,
        Invitation.address != "",
        Invitation.address.in_(addresses),
    )
    highest = session.scalar(select(func.max(Invitation.sequence)).where(*erased))
    if highest is None:
        return
    event = lock_event(session, event_id)
    event.sequence_floor = max(event.sequence_floor, highest + 1)
    session.execute(
        update(Invitation)
        .where(*erased)
        .values(address="")
        .execution_options(synchronize_session=False)
    )


def _recorded(history: Sequence[Invitation], message_id: int) -> Invitation | None:
    return next((invitation for invitation in history if invitation.message_id == message_id), None)


def _record(
    histories: InvitationHistories,
    event: Event,
    address: str,
    registration_id: int | None,
    message_id: int,
    method: ItipMethod,
    sequence: int,
) -> Invitation:
    stamp = invitation_sequence.next_dtstamp(clock.now(), _last_stamp(histories, event, address))
    columns = {
        "event_id": event.id,
        "registration_id": registration_id,
        "message_id": message_id,
        "address": address,
        "method": method,
        "sequence": sequence,
        "created_at": stamp,
    }
    invitation = unattached(Invitation, columns)  # stored as a plain row
    histories.add(invitation)
    return invitation


def _last_stamp(histories: InvitationHistories, event: Event, address: str) -> datetime | None:
    """Return the highest DTSTAMP that an address can have got; without a history it may have been erased."""
    history = histories.of(event.id, address)
    if history:
        return max(invitation.created_at for invitation in history)
    return histories.erased_stamp(event.id) if event.sequence_floor else None
