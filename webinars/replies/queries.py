"""Reads of what came in about registrations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from webinars.replies.models import Reply
from webinars.replies.rules import BESIDE, COUNTING, MOST_A_DAY, Said, Turn, Verdict
from webinars.timezones import clock

_NOT_SHOWN = Verdict.OVERTAKEN
_NOTES = {Verdict.STRANGER: "stranger", Verdict.MISMATCH: "mismatch"}


@dataclass(frozen=True)
class Heard:
    """What is known of a person's replies: the one that counts, notes on others, a mail that came back."""

    reply: Reply | None = None
    stranger: Reply | None = None
    mismatch: Reply | None = None
    came_back: Reply | None = None


def is_known(session: Session, registration_id: int, key: str) -> bool:
    """Tell whether a mail was read before."""
    found = select(Reply.id).where(Reply.registration_id == registration_id, Reply.key == key)
    return session.scalar(found) is not None


def are_too_many(session: Session, registration_id: int) -> bool:
    """Tell whether more came in about a registration within a day than a person can mean."""
    since = clock.now() - timedelta(days=1)
    # What others write by hand has its own bound: it must not use up what the person may say.
    is_of_others = and_(Reply.said == Said.WRITTEN, Reply.verdict == Verdict.STRANGER)
    counted = select(func.count()).where(
        Reply.registration_id == registration_id, Reply.received_at > since, ~is_of_others
    )
    return (session.scalar(counted) or 0) >= MOST_A_DAY


def last_turn(session: Session, registration_id: int) -> Turn | None:
    """Return the turn of the last reply that counts; a clock ahead of ours is brought back."""
    row = session.execute(
        select(Reply.sequence, Reply.dtstamp, Reply.received_at)
        .where(
            Reply.registration_id == registration_id,
            Reply.verdict.in_(COUNTING),
            Reply.said.not_in(BESIDE),
        )
        .order_by(Reply.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Turn(row.sequence, min(row.dtstamp, row.received_at))


def is_repeated(session: Session, reply: Reply) -> bool:
    """Tell whether the very same was said before, in another mail."""
    found = select(Reply.id).where(
        Reply.registration_id == reply.registration_id,
        Reply.dtstamp == reply.dtstamp,
        Reply.sequence == reply.sequence,
        Reply.said == reply.said,
        Reply.verdict.in_(COUNTING),
    )
    return session.scalar(found.limit(1)) is not None


def heard(session: Session, registration_ids: Iterable[int]) -> dict[int, Heard]:
    """Return what is known of several people's replies, in one statement; those without are missing."""
    ids = list(registration_ids)
    if not ids:
        return {}
    last = (
        select(func.max(Reply.id))
        .where(
            Reply.registration_id.in_(ids),
            Reply.verdict != _NOT_SHOWN,
            Reply.said != Said.WRITTEN,
        )
        .group_by(
            Reply.registration_id,
            Reply.verdict == Verdict.STRANGER,
            Reply.verdict == Verdict.MISMATCH,
            Reply.said == Said.BOUNCED,
        )
    )
    found: dict[int, Heard] = {}
    for row in session.scalars(select(Reply).where(Reply.id.in_(last)).order_by(Reply.id)):
        known = found.get(row.registration_id, Heard())
        found[row.registration_id] = replace(known, **{_place_of(row): row})
    return found


def replies_of(session: Session, registration_id: int) -> Sequence[Reply]:
    """Return what came in about a registration, oldest first."""
    rows = select(Reply).where(Reply.registration_id == registration_id).order_by(Reply.id)
    return session.scalars(rows).all()


def _place_of(row: Reply) -> str:
    if row.said is Said.BOUNCED:
        return "came_back"
    return _NOTES.get(row.verdict, "reply")
