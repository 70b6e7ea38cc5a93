"""The one way to lock an event's row."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webinars.errors import NotFoundError
from webinars.events.models import Event

# Made once, because every registration asks it.
_LOCKED = (
    select(Event)
    .where(Event.id == bindparam("event_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock_event(session: Session, event_id: int) -> Event:
    """Lock an event and read it, or read it again: whoever looked at it before has seen what was so then.

    Raises:
        NotFoundError: "no-such-event".
    """
    event = session.scalar(_LOCKED, {"event_id": event_id})
    if event is None:
        raise NotFoundError("no-such-event")
    return event
