"""Groups of events that are one webinar held more than once."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.alternative_models import AlternativeGroup
from webinars.events.models import Event
from webinars.timezones import clock

# More are not a choice that fits on a page, but a series of dates.
MOST_ALTERNATIVES = 6

_IN_GROUP = (
    select(Event)
    .where(Event.alternative_group_id == bindparam("group_id"))
    .order_by(Event.starts_at, Event.id)
)


def alternatives_of(session: Session, event: Event) -> Sequence[Event]:
    """Return all events of an event's group by start, drafts too; itself alone without a group."""
    if event.alternative_group_id is None:
        return [event]
    return session.scalars(_IN_GROUP, {"group_id": event.alternative_group_id}).all()


def alternative_group_of(session: Session, event: Event) -> int:
    """Return the id of a locked event's group; one that has none gets a new group."""
    if event.alternative_group_id is None:
        group = AlternativeGroup(created_at=clock.now())
        session.add(group)
        session.flush()
        event.alternative_group_id = group.id
    return event.alternative_group_id


def check_number(events: Sequence[Event], more: int) -> None:
    """Refuse a group that would be too large.

    Raises:
        InvalidInputError: "too-many-alternatives" (facts: most).
    """
    if len(events) + more > MOST_ALTERNATIVES:
        raise InvalidInputError("too-many-alternatives", most=MOST_ALTERNATIVES)
