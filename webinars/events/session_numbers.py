"""The series of an event, which must not have been joined into another, and the numbers of its sessions."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.database import for_reference, for_update
from webinars.errors import ConflictError
from webinars.events.details import EventDetails
from webinars.events.models import Event, Series
from webinars.events.series_models import JoinedSeries


def check_series(session: Session, details: EventDetails, *, event: Event | None = None) -> None:
    """Check that a new series of an event exists, and that none of its other events has the number.

    The series is locked until the commit. event: locked, None for a new one.

    Raises:
        ConflictError: "series-joined" (facts: name, that of the other series), "series-gone",
            "session-number-taken" (facts: number).
    """
    number, series_id = details.session_number, details.series_id
    if series_id is None or (number is None and event and event.series_id == series_id):
        return
    is_own = Series.id == series_id
    # Without a number only a joining has to wait, not other events of the series.
    locked = (
        for_update(select(Series.id).where(is_own))
        if number
        else for_reference(select(Series.id).where(is_own))
    )
    if session.scalar(locked) is None:
        raise _gone(session, series_id)
    if number is None:
        return
    event_id = event.id if event else 0
    others = select(Event.id).where(
        Event.series_id == series_id, Event.session_number == number, Event.id != event_id
    )
    if session.scalar(others.limit(1)) is not None:
        raise ConflictError("session-number-taken", number=number)


def _gone(session: Session, series_id: int) -> ConflictError:
    """Return the refusal of a series that does not exist any more."""
    into = select(Series.name).join(JoinedSeries, JoinedSeries.into_id == Series.id)
    name = session.scalar(into.where(JoinedSeries.id == series_id))
    return (
        ConflictError("series-gone") if name is None else ConflictError("series-joined", name=name)
    )


def next_session_number(session: Session, series_id: int) -> int | None:
    """Return the number after the highest one; None if no event of the series has one."""
    highest = select(func.max(Event.session_number)).where(Event.series_id == series_id)
    number = session.scalar(highest.where(Event.session_number.is_not(None)))
    return None if number is None else number + 1
