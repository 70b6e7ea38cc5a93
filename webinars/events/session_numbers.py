"""Numbers of a body's sessions: each only once."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.errors import ConflictError
from webinars.events.details import EventDetails
from webinars.events.models import Event, Series


def check_session_number(
    session: Session, details: EventDetails, *, event_id: int | None = None
) -> None:
    """Check that no other event of the series has the number; the series is locked until the commit.

    Raises:
        ConflictError: "session-number-taken" (facts: number).
    """
    number, series_id = details.session_number, details.series_id
    if number is None or series_id is None:
        return
    session.execute(for_update(select(Series.id).where(Series.id == series_id)))
    others = select(Event.id).where(
        Event.series_id == series_id, Event.session_number == number, Event.id != (event_id or 0)
    )
    if session.scalar(others.limit(1)) is not None:
        raise ConflictError("session-number-taken", number=number)


def next_session_number(session: Session, series_id: int) -> int | None:
    """Return the number after the highest one; None if no event of the series has one."""
    highest = select(func.max(Event.session_number)).where(Event.series_id == series_id)
    number = session.scalar(highest.where(Event.session_number.is_not(None)))
    return None if number is None else number + 1
