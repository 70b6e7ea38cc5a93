"""One action on many registrations: chosen, confirmed, and carried out in transactions of bounded length."""

# The selection is stored when it is made, so that a registration that changes before its turn is named in the
# result and not lost from it. A short one is carried out with the press, a long one by the worker.

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from webinars.accounts.acting_account import acting_for
from webinars.accounts.models import Organiser
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.enums import StandardEmail
from webinars.events.locks import lock_event
from webinars.events.models import EmailNote, Event
from webinars.events.role_assignments import role_on
from webinars.events.roles import Role
from webinars.localized_text import all_languages
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message
from webinars.outbox.queries import queued
from webinars.registrations import cancellation, locks
from webinars.registrations.models import BulkAction, Registration
from webinars.registrations.organiser import approval, removal, restoration
from webinars.registrations.organiser.registrant_list import RegistrantFilter, matching_ids
from webinars.registrations.status import Status
from webinars.registrations.waiting_list import freed_places
from webinars.timezones import clock

TOPIC = "registrations.bulk-action"
# Registrations that one transaction changes: new ones wait for no longer than that.
BATCH = 100
UNCONFIRMED_FOR, KEPT_FOR = timedelta(days=1), timedelta(days=30)
_HELD = (Status.CONFIRMED, Status.OFFERED, Status.WAITING)


@dataclass(frozen=True)
class Action:
    """What is done to each registration, and the statuses that permit it."""

    act: Callable[..., Registration]
    statuses: Collection[Status]


ACTIONS: Mapping[str, Action] = {
    "approve": Action(approval.approve_request, (Status.AWAITING_APPROVAL,)),
    "refuse": Action(approval.refuse_request, approval.PENDING_DECISION),
    "cancel": Action(cancellation.cancel_on_behalf, _HELD),
    "remove": Action(removal.remove_registration, _HELD),
    "restore": Action(restoration.restore_registration, (Status.REFUSED,)),
}


def choose(
    session: Session,
    *,
    event_id: int,
    organiser_id: int,
    name: str,
    selection: Sequence[int] | RegistrantFilter,
) -> BulkAction:
    """Store an action on some registrations, or on all of a filter whose status permits it.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: "not-a-choice", "none-permits-action".
    """
    action = ACTIONS.get(name)
    if action is None:
        raise InvalidInputError("not-a-choice")
    lock_event(session, event_id)
    if isinstance(selection, RegistrantFilter):
        ids = matching_ids(session, event_id, selection, action.statuses)
    else:
        # The result names whoever was selected, also if their status does not permit the action.
        ids = matching_ids(session, event_id, RegistrantFilter(ids=selection), tuple(Status))
    if not ids:
        raise InvalidInputError("none-permits-action")
    row = BulkAction(
        event_id=event_id,
        organiser_id=organiser_id,
        name=name,
        registration_ids=ids,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def start(
    session: Session,
    *,
    event_id: int,
    bulk_action_id: int,
    organiser_id: int,
    sends_emails: bool,
    note: str = "",
) -> BulkAction:
    """Carry out an action that was chosen, or the rest of one that stopped; pressed twice, it is done once.

    organiser_id: the account for which it is done. note: what the e-mails of a refusal say beside it.

    Raises:
        NotFoundError: "no-such-event", "no-such-bulk-action".
    """
    lock_event(session, event_id)
    row = action_of_event(session, event_id, bulk_action_id)
    if row.started_at is not None:
        if has_stopped(session, row):
            row.organiser_id, row.is_stopped = organiser_id, False
            _enqueue(session, row)
        return row
    row.organiser_id = organiser_id
    row.started_at, row.sends_emails, row.note = clock.now(), sends_emails, note
    if len(row.registration_ids) <= BATCH:
        _carry_out(session, row)
    else:
        _enqueue(session, row)
    return row


def action_of_event(session: Session, event_id: int, bulk_action_id: int) -> BulkAction:
    """Return an action of an event, as it is stored now.

    Raises:
        NotFoundError: "no-such-bulk-action", also for one of another event.
    """
    row = session.scalar(
        select(BulkAction)
        .where(BulkAction.id == bulk_action_id, BulkAction.event_id == event_id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFoundError("no-such-bulk-action")
    return row


def has_stopped(session: Session, row: BulkAction) -> bool:
    """Return whether an action was begun, is not finished, and no queued message carries it on."""
    if row.started_at is None or row.finished_at is not None:
        return False
    messages = session.scalars(queued(Message.topic == TOPIC, Message.event_id == row.event_id))
    return all(message.payload["bulk_action_id"] != row.id for message in messages)


def continue_action(session: Session, message: Message) -> int:
    """Carry out the next part of an action, and enqueue the rest; return how many registrations it was.

    The event is locked, so a role on it that ends now ends before this part or after it.
    """
    payload = message.payload
    row = session.get(BulkAction, int(payload["bulk_action_id"]), populate_existing=True)
    if row is None or row.finished_at is not None or row.position != payload["position"]:
        return 0
    if not _may_go_on(session, row):
        row.is_stopped = True
        return 0
    with acting_for(session, row.organiser_id):
        count = _carry_out(session, row)
        session.flush()
    if row.finished_at is None:
        _enqueue(session, row)
    return count


def purge_bulk_actions(session: Session) -> None:
    """Delete actions that nobody confirmed, and those that were finished long ago."""
    now = clock.now()
    session.execute(
        delete(BulkAction).where(
            or_(
                BulkAction.started_at.is_(None) & (BulkAction.created_at < now - UNCONFIRMED_FOR),
                BulkAction.finished_at < now - KEPT_FOR,
                BulkAction.is_stopped & (BulkAction.started_at < now - KEPT_FOR),
            )
        )
    )


def _may_go_on(session: Session, row: BulkAction) -> bool:
    """Return whether the account for which an action is done may still do it."""
    account = session.get_one(Organiser, row.organiser_id, populate_existing=True)
    event = session.get_one(Event, row.event_id)
    role = role_on(session, account, event) if account.disabled_at is None else None
    return role is not None and role.includes(Role.REGISTRATIONS)


def _carry_out(session: Session, row: BulkAction) -> int:
    """Act on the next registrations of a selection; return how many they were."""
    ids: Sequence[int] = row.registration_ids[row.position : row.position + BATCH]
    with (
        locks.locked_together(session, row.event_id, ids) as (event, registrations),
        freed_places.promoting_afterwards(session, event),
    ):
        unchanged = _act_on_all(session, row, [registrations[one] for one in ids])
    if unchanged:
        row.unchanged = [*row.unchanged, *unchanged]
    row.position += len(ids)
    if row.position == len(row.registration_ids):
        row.finished_at, row.note = clock.now(), ""
    return len(ids)


def _act_on_all(
    session: Session, row: BulkAction, registrations: Sequence[Registration]
) -> list[int]:
    """Act on registrations, on each wholly or not at all; return the ids of those that did not permit it.

    Usually nothing is refused once statuses permit it, so that their changes are flushed together.
    """
    statuses = ACTIONS[row.name].statuses
    permitting = [one for one in registrations if one.status in statuses]
    if not _act(session, row, permitting):
        permitting = [one for one in permitting if _act(session, row, [one])]
    changed = {one.id for one in permitting}
    return [one.id for one in registrations if one.id not in changed]


def _act(session: Session, row: BulkAction, registrations: Sequence[Registration]) -> bool:
    """Act on registrations; return False if one of them refused it, and nothing was changed."""
    has_note = row.name == "refuse" and row.sends_emails and any(all_languages(row.note))
    try:
        with session.begin_nested():
            for registration in registrations:
                ACTIONS[row.name].act(
                    session,
                    event_id=row.event_id,
                    registration_id=registration.id,
                    notify=row.sends_emails,
                )
                if has_note:
                    session.add(_note_to(row, registration))
    except (ConflictError, NotFoundError):
        return False
    return True


def _note_to(row: BulkAction, registration: Registration) -> EmailNote:
    return EmailNote(
        event_id=row.event_id,
        registration_id=registration.id,
        standard_email=StandardEmail.REFUSAL,
        text=row.note,
        created_at=clock.now(),
    )


def _enqueue(session: Session, row: BulkAction) -> None:
    enqueue(
        session,
        TOPIC,
        payload={"bulk_action_id": row.id, "position": row.position, "event_id": row.event_id},
        event_id=row.event_id,
        # E-mails to single registrants pass between two batches.
        priority=priorities.FURTHER_BATCH,
    )


HANDLERS: dict[str, Callable[[Session, Message], int]] = {TOPIC: continue_action}
