"""The one way to lock an event's row."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.errors import NotFoundError
from webinars.events.models import Event


def lock_event(session: Session, event_id: int) -> Event:
    """Lock an event and read it, or read it again: whoever looked at it before has seen what was so then.

    Raises:
        NotFoundError: "no-such-event".
    """
    event = session.scalar(
        select(Event)
        .where(Event.id == event_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if event is None:
        raise NotFoundError("no-such-event")
    return event
