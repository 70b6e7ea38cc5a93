"""The public events of a group, with their availability and the places left of each."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, joinedload

from webinars.events.enums import PUBLIC
from webinars.events.models import Event
from webinars.events.registration_availability import (
    ACCEPTS_REGISTRATIONS,
    Availability,
    availability_at,
)
from webinars.localized_text import stored_form
from webinars.registrations.places.registration_counts import COUNTS, HELD
from webinars.registrations.types.type_capacity import (
    availability_with_types,
    events_with_full_types,
)

_HELD = select(HELD).where(COUNTS.c.event_id == Event.id).scalar_subquery()


@dataclass(frozen=True)
class Alternative:
    """A public event of a group, with its series; places is how many are left, None without a limit."""

    event: Event
    availability: Availability
    places: int | None

    @property
    def accepts(self) -> bool:
        """Return whether people can register: also for the waiting list."""
        return self.availability in ACCEPTS_REGISTRATIONS

    @property
    def key(self) -> Hashable:
        """Return what changes with everything that pages of the other times show of this one."""
        event = self.event
        return event.uid, event.revision, self.availability, self.places, stored_form(event.title)


def public_alternatives(
    reads: Session, group_id: int | None, now: datetime
) -> Sequence[Alternative]:
    """Return the public events of a group that are not over, in order of start; none without a group.

    Takes one statement, or two if some have registration types.
    """
    if group_id is None:
        return ()
    rows = reads.execute(
        select(Event, _HELD)
        .options(joinedload(Event.series))
        .where(
            Event.alternative_group_id == group_id,
            Event.state.in_(PUBLIC),
            Event.ends_at > now,
        )
        .order_by(Event.starts_at, Event.id)
    ).all()
    full = events_with_full_types(
        reads, [event.id for event, _held in rows if event.has_registration_types]
    )
    return [
        _alternative(event, held or 0, is_full=event.id in full, now=now) for event, held in rows
    ]


def is_alternative(reads: Session | Connection, slug: str, other_slug: str) -> bool:
    """Return whether two addresses are those of public events of one group."""
    groups = reads.execute(
        select(Event.alternative_group_id).where(
            Event.slug.in_((slug, other_slug)),
            Event.state.in_(PUBLIC),
            Event.alternative_group_id.is_not(None),
        )
    ).all()
    return len(groups) > 1 and len({group_id for (group_id,) in groups}) == 1


def _alternative(event: Event, held: int, *, is_full: bool, now: datetime) -> Alternative:
    availability = availability_with_types(
        availability_at(event.availability_facts, held, now), is_full=is_full
    )
    places = None if event.capacity is None else max(0, event.capacity - held)
    return Alternative(event, availability, places)
