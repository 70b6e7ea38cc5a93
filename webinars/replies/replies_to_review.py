"""Replies that an organiser has to look at, because nothing was done about them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, text, update
from sqlalchemy.orm import Session, aliased

from webinars.access.models import Invitee
from webinars.pagination import literal_limit
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.replies.models import TO_REVIEW, InviteeReply, Reply, ReplyTable
from webinars.replies.reply_rules import COUNTING, ReplyStatus
from webinars.timezones import clock

# Older ones need no attention any more.
REVIEW_PERIOD = timedelta(days=14)
# Of the events asked for, the newest: so many are looked at.
MOST_RECENT = 1000
_ANSWERS = (ReplyStatus.ACCEPTED, ReplyStatus.TENTATIVE, ReplyStatus.DECLINED)


def registrations_to_review(
    session: Session, event_ids: Collection[int], now: datetime
) -> dict[int, list[int]]:
    """Return the active registrations of some events with a reply to look at, by the id of the event.

    A later answer of the registrant's calendar, a later change of the registration, or an organiser by
    mark_reviewed() settles a reply.
    """
    if not event_ids:
        return {}
    is_recent = Reply.received_at > now - REVIEW_PERIOD
    is_of_events = exists().where(
        Registration.id == Reply.registration_id, Registration.event_id.in_(event_ids)
    )
    recent = (
        select(Reply.id, Reply.registration_id, Reply.received_at)
        .where(text(TO_REVIEW), is_recent, Reply.reviewed_at.is_(None), is_of_events)
        .order_by(Reply.received_at.desc())
        .limit(literal_limit(MOST_RECENT))
        .subquery()
    )
    later = aliased(Reply)
    is_settled = exists().where(
        later.registration_id == recent.c.registration_id,
        later.id > recent.c.id,
        later.verdict.in_(COUNTING),
        later.status.in_(_ANSWERS),
    )
    rows = session.execute(
        select(Registration.event_id, Registration.id)
        .join(recent, recent.c.registration_id == Registration.id)
        .where(
            Registration.event_id.in_(event_ids),
            Registration.erased_at.is_(None),
            Registration.status.in_(ACTIVE),
            Registration.status_at <= recent.c.received_at,
            ~is_settled,
        )
        .distinct()
        .order_by(Registration.id)
    )
    by_event: dict[int, list[int]] = {}
    for event_id, registration_id in rows:
        by_event.setdefault(event_id, []).append(registration_id)
    return by_event


def invitees_to_review(
    session: Session, event_ids: Collection[int], now: datetime
) -> dict[int, list[int]]:
    """Return the invitees of some events with a reply to look at, by the id of the event.

    Not those who are registered or no longer invited. A later answer of their calendar settles a reply, too.
    """
    if not event_ids:
        return {}
    is_of_events = exists().where(
        Invitee.id == InviteeReply.invitee_id, Invitee.event_id.in_(event_ids)
    )
    is_recent = InviteeReply.received_at > now - REVIEW_PERIOD
    recent = (
        select(InviteeReply.id, InviteeReply.invitee_id)
        .where(text(TO_REVIEW), is_recent, InviteeReply.reviewed_at.is_(None), is_of_events)
        .order_by(InviteeReply.received_at.desc())
        .limit(literal_limit(MOST_RECENT))
        .subquery()
    )
    later = aliased(InviteeReply)
    is_settled = exists().where(
        later.invitee_id == recent.c.invitee_id,
        later.id > recent.c.id,
        later.verdict.in_(COUNTING),
        later.status.in_(_ANSWERS),
    )
    # A scalar subquery, not a join: SQLite would begin with all invitees of the events.
    event_of_invitee = (
        select(Invitee.event_id)
        .where(
            Invitee.id == recent.c.invitee_id,
            Invitee.registration_id.is_(None),
            Invitee.invited_at.is_not(None),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(event_of_invitee, recent.c.invitee_id)
        .where(~is_settled)
        .distinct()
        .order_by(recent.c.invitee_id)
    )
    by_event: dict[int, list[int]] = {}
    for event_id, invitee_id in rows:
        if event_id is not None:
            by_event.setdefault(event_id, []).append(invitee_id)
    return by_event


def mark_reviewed(session: Session, event_id: int, *, received_by: datetime) -> None:
    """Record that nothing more is to be done about the replies of an event received until an instant."""
    of_event = select(Registration.id).where(Registration.event_id == event_id)
    _mark(session, Reply, Reply.registration_id.in_(of_event), received_by)


def mark_invitees_reviewed(session: Session, event_id: int, *, received_by: datetime) -> None:
    """Record the same about the replies of invitees of an event."""
    of_event = select(Invitee.id).where(Invitee.event_id == event_id)
    _mark(session, InviteeReply, InviteeReply.invitee_id.in_(of_event), received_by)


def _mark(
    session: Session, table: ReplyTable, is_of_event: ColumnElement[bool], received_by: datetime
) -> None:
    session.execute(
        update(table)
        .where(
            text(TO_REVIEW),
            table.reviewed_at.is_(None),
            table.received_at <= received_by,
            is_of_event,
        )
        .values(reviewed_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
