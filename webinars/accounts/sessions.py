"""Sessions of organisers: how long one lasts, and how it ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session, joinedload

from webinars.accounts.models import OrganiserSession
from webinars.security.random_tokens import digest
from webinars.timezones import clock

SESSION_IDLE = timedelta(hours=12)
SESSION_MAX_AGE = timedelta(days=14)


# Managing accounts needs a recent sign-in; a form shown in time may be filled in at leisure.
FRESH, FILLING_IN = timedelta(hours=1), timedelta(minutes=30)


# A session's row is updated at most this often, so that page views do not write each time.
SEEN_STEP = timedelta(minutes=5)

# Built once, because every page of an organiser executes it.
_BY_SECRET = (
    select(OrganiserSession)
    .where(OrganiserSession.digest == bindparam("digest"))
    .options(joinedload(OrganiserSession.organiser))
)


def is_session_valid(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Return whether a session is valid.

    A session created in the future, after the clock was set back, is not trusted.
    """
    return created_at <= now < created_at + SESSION_MAX_AGE and now < seen_at + SESSION_IDLE


def is_sign_in_recent(created_at: datetime, now: datetime, *, filled_in: bool = False) -> bool:
    """Return whether a session's sign-in is recent.

    filled_in: a form is submitted that was rendered a while ago.
    """
    return created_at <= now < created_at + FRESH + (FILLING_IN if filled_in else timedelta())


def sessions_of(session: Session, organiser_id: int, now: datetime) -> Sequence[OrganiserSession]:
    """Return the live sessions of an organiser, the one used last first."""
    sessions = session.scalars(
        select(OrganiserSession)
        .where(OrganiserSession.organiser_id == organiser_id)
        .order_by(OrganiserSession.seen_at.desc(), OrganiserSession.id.desc())
    )
    return [row for row in sessions if is_session_valid(row.created_at, row.seen_at, now)]


def live_session(session: Session, secret: str, now: datetime) -> OrganiserSession | None:
    """Return the session of a secret with its organiser, unless it expired or they are disabled."""
    row = session.scalar(_BY_SECRET, {"digest": digest(secret)})
    if row is None or row.organiser.disabled_at:
        return None
    return row if is_session_valid(row.created_at, row.seen_at, now) else None


def extend_session(session: Session, session_id: int) -> None:
    """Record activity, so that a session does not expire as idle."""
    row = session.get(OrganiserSession, session_id)
    if row is not None:
        row.seen_at = row.organiser.seen_at = max(row.seen_at, clock.now())


def sign_out(session: Session, secret: str) -> None:
    """End the session with this secret."""
    session.execute(delete(OrganiserSession).where(OrganiserSession.digest == digest(secret)))


def end_session(session: Session, *, organiser_id: int, session_id: int) -> None:
    """End one session of an organiser; one that has ended or is another's is ignored."""
    session.execute(
        delete(OrganiserSession).where(
            OrganiserSession.organiser_id == organiser_id, OrganiserSession.id == session_id
        )
    )


def end_other_sessions(session: Session, *, organiser_id: int, current_id: int) -> None:
    """End all sessions of an organiser but one."""
    session.execute(
        delete(OrganiserSession).where(
            OrganiserSession.organiser_id == organiser_id, OrganiserSession.id != current_id
        )
    )


def delete_old_sessions(session: Session, now: datetime) -> None:
    """Delete the sessions that have expired."""
    session.execute(
        delete(OrganiserSession).where(
            (OrganiserSession.created_at < now - SESSION_MAX_AGE)
            | (OrganiserSession.seen_at < now - SESSION_IDLE)
        )
    )
