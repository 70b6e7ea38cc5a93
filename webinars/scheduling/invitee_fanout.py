"""Fan out one change of an event to invitees who are not registered, and whose calendars may have it."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webinars.access.invitee_state import Partstat
from webinars.access.models import Invitee
from webinars.access.queries import INVITED
from webinars.outbox import priorities
from webinars.outbox.email_budgets import REPLACED, expedite
from webinars.outbox.enqueue import NewMessage, enqueue_all, ordering_key_of
from webinars.outbox.locks import group_by_ordering_key
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message

CHANGED, CANCELLED = "invitee.changed", "invitee.cancelled"
# What a change of the event supersedes while it is not composed.
TOPICS = (INVITED, CHANGED)


def notify_invitees(
    session: Session, event_id: int, topic: str, unwritten: Sequence[Message], **more: Any
) -> int:
    """Enqueue an e-mail to every invitee who may still reply in the calendar; return how many.

    unwritten: the uncomposed e-mails about the event, locked; only those to invitees are superseded.
    Of those who have declined it is noted that they missed the change. The composer drops what a calendar
    does not need.
    """
    rows = session.execute(
        select(Invitee.id, Invitee.address, Invitee.token_version, Invitee.partstat)
        .where(
            Invitee.event_id == event_id,
            Invitee.is_invited_by_calendar,
            Invitee.invited_at.is_not(None),
            Invitee.registration_id.is_(None),
        )
        .order_by(Invitee.id)
    ).all()
    invited = [row for row in rows if row.partstat is not Partstat.DECLINED]
    if len(invited) < len(rows):
        session.execute(
            update(Invitee)
            .where(Invitee.event_id == event_id, Invitee.partstat == Partstat.DECLINED)
            .values(missed_change=True)
        )
    if not invited:
        return 0
    to_invitees = [message for message in unwritten if message.topic in TOPICS]
    leaving_out = _supersede(to_invitees, {invitee.id for invitee in invited})
    messages = [
        NewMessage(
            topic,
            {"invitee_id": invitee.id, "token_version": invitee.token_version, **more},
            ordering_key=ordering_key_of(event_id, invitee.address),
            event_id=event_id,
            priority=priorities.BULK,
        )
        for invitee in invited
        if topic != CHANGED or invitee.id not in leaving_out
    ]
    enqueue_all(session, messages)
    return len(messages)


def _supersede(unwritten: Sequence[Message], invitee_ids: Collection[int]) -> set[int]:
    """Supersede uncomposed updates; return the invitees whose invitation is not composed yet.

    It will show the event as it is now, and does not wait for its budget any more.
    """
    invitations = []
    for message in unwritten:
        if message.payload.get("invitee_id") not in invitee_ids:
            continue
        if message.topic == CHANGED:
            mark_superseded(message, REPLACED)
        elif not message.payload.get("reminder"):
            invitations.append(message)
    expedite(invitations, group_by_ordering_key(unwritten))
    return {message.payload["invitee_id"] for message in invitations}
