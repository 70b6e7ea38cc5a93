"""The same event, made a moment ago: what a form that was sent twice would make once more."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.announcement import Announcement
from webinars.events.models import Event
from webinars.events.rules import EventState
from webinars.timezones import clock

# Longer than an impatient second press takes, shorter than it takes to mean the same event once more.
A_MOMENT = timedelta(minutes=5)


def made_just_now(
    session: Session,
    organiser: Organiser,
    said: Announcement,
    *,
    since: datetime | None = None,
    copied: Event | None = None,
) -> Event | None:
    """Return the event that an organiser made of the same words a moment ago, if there is one.

    The organiser is locked, so that of two requests at once the second finds what the first made. since: when
    the form was shown, before which it cannot have been sent. copied: the event whose copy is looked for.
    """
    moment_ago = clock.now() - A_MOMENT
    session.execute(select(Organiser.id).where(Organiser.id == organiser.id).with_for_update())
    made = session.scalars(
        select(Event)
        .where(
            Event.organiser_id == organiser.id,
            Event.title == said.title,
            Event.created_at > moment_ago,
            Event.created_at >= (since or moment_ago),
            Event.id > (copied.id if copied else 0),
            Event.state.in_((EventState.DRAFT, EventState.PUBLISHED)),
        )
        .order_by(Event.id)
    )
    return next((event for event in made if _says(event, said)), None)


def _says(event: Event, said: Announcement) -> bool:
    names = ("when", "description", "format", "place", "room_url", "capacity")
    return all(getattr(event, name) == getattr(said, name) for name in names)
