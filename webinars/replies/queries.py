"""Queries of replies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from webinars.access.models import Invitee
from webinars.replies.models import InviteeReply, Reply, ReplyTable
from webinars.replies.reply_rules import (
    COUNTING,
    MAX_PER_DAY,
    NOT_FROM_CALENDARS,
    ReplyOrder,
    ReplyStatus,
    Verdict,
)
from webinars.timezones import clock

_NOT_SHOWN = Verdict.OVERTAKEN
_NOTES = {Verdict.STRANGER: "stranger", Verdict.MISMATCH: "mismatch", Verdict.HELD: "held"}


@dataclass(frozen=True)
class RegistrantReplies:
    """The replies of a registrant to show: the last that counts, suspicious ones, a bounce."""

    reply: Reply | None = None
    stranger: Reply | None = None
    mismatch: Reply | None = None
    held: Reply | None = None
    bounce: Reply | None = None


def was_processed(session: Session, person_id: int, key: str, *, of: ReplyTable = Reply) -> bool:
    """Return whether an e-mail was processed before."""
    query = select(of.id).where(of.person_id == person_id, of.key == key)
    return session.scalar(query) is not None


def is_over_daily_limit(session: Session, person_id: int, *, of: ReplyTable = Reply) -> bool:
    """Return whether a registrant, or an invitee, has used up their replies of a day."""
    since = clock.now() - timedelta(days=1)
    # Third parties have a limit of their own: they must not use up the registrant's.
    is_of_others = and_(of.status == ReplyStatus.WRITTEN, of.verdict == Verdict.STRANGER)
    query = select(func.count()).where(
        of.person_id == person_id, of.received_at > since, ~is_of_others
    )
    return (session.scalar(query) or 0) >= MAX_PER_DAY


def order_of_last_reply(
    session: Session, person_id: int, *, of: ReplyTable = Reply
) -> ReplyOrder | None:
    """Return the order of the last reply that counts, limited to our clock."""
    row = session.execute(
        select(of.sequence, of.dtstamp, of.written_at, of.received_at)
        .where(
            of.person_id == person_id,
            of.verdict.in_(COUNTING),
            of.status.not_in(NOT_FROM_CALENDARS),
        )
        .order_by(of.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    stamp = min(row.dtstamp, row.received_at)
    return ReplyOrder(row.sequence, stamp, min(row.written_at or stamp, row.received_at))


def was_received_before(
    session: Session, reply: Reply | InviteeReply, verdicts: Iterable[Verdict] = COUNTING
) -> bool:
    """Return whether another e-mail had the same reply, and one of the verdicts."""
    of = type(reply)
    query = select(of.id).where(
        of.person_id == reply.person_id,
        of.dtstamp == reply.dtstamp,
        of.sequence == reply.sequence,
        of.status == reply.status,
        of.verdict.in_(list(verdicts)),
        or_(of.written_at.is_(None), of.written_at == reply.written_at),
    )
    return session.scalar(query.limit(1)) is not None


def replies_by_registration(
    session: Session, registration_ids: Iterable[int]
) -> dict[int, RegistrantReplies]:
    """Return the replies of several registrations, in one query; omit those without."""
    ids = list(registration_ids)
    if not ids:
        return {}
    last = (
        select(func.max(Reply.id))
        .where(
            Reply.registration_id.in_(ids),
            Reply.verdict != _NOT_SHOWN,
            Reply.status != ReplyStatus.WRITTEN,
        )
        .group_by(
            Reply.registration_id,
            *(Reply.verdict == verdict for verdict in _NOTES),
            Reply.status == ReplyStatus.BOUNCED,
        )
    )
    summaries: dict[int, RegistrantReplies] = {}
    for row in session.scalars(select(Reply).where(Reply.id.in_(last)).order_by(Reply.id)):
        summary = summaries.get(row.registration_id, RegistrantReplies())
        summaries[row.registration_id] = replace(summary, **{_field_of(row): row})
    return summaries


def last_invitee_replies(
    session: Session, invitee_ids: Iterable[int]
) -> dict[int, list[InviteeReply]]:
    """Return the last replies of invitees, one of each status and verdict; omit those without."""
    ids = list(invitee_ids)
    if not ids:
        return {}
    last = (
        select(func.max(InviteeReply.id))
        .where(InviteeReply.invitee_id.in_(ids), InviteeReply.verdict != _NOT_SHOWN)
        .group_by(InviteeReply.invitee_id, InviteeReply.verdict, InviteeReply.status)
    )
    replies: dict[int, list[InviteeReply]] = {}
    for row in session.scalars(
        select(InviteeReply).where(InviteeReply.id.in_(last)).order_by(InviteeReply.id)
    ):
        replies.setdefault(row.invitee_id, []).append(row)
    return replies


def invitee_replies_of(session: Session, registration_id: int) -> Sequence[InviteeReply]:
    """Return the replies of a registrant to their invitation to register, oldest first."""
    return session.scalars(
        select(InviteeReply)
        .join(Invitee, Invitee.id == InviteeReply.invitee_id)
        .where(Invitee.registration_id == registration_id)
        .order_by(InviteeReply.id)
    ).all()


def replies_of(session: Session, registration_id: int) -> Sequence[Reply]:
    """Return the replies of a registration, oldest first."""
    rows = select(Reply).where(Reply.registration_id == registration_id).order_by(Reply.id)
    return session.scalars(rows).all()


def _field_of(row: Reply) -> str:
    if row.status is ReplyStatus.BOUNCED:
        return "bounce"
    return _NOTES.get(row.verdict, "reply")
