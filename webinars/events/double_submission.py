"""Recognise a form for an event that was submitted twice."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.accounts.queries import lock_accounts
from webinars.events.details import EventDetails, column_values, with_default_contact
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.localized_text import comparable
from webinars.timezones import clock

# Longer than an impatient second press, shorter than creating the same event again on purpose.
DUPLICATE_WINDOW = timedelta(minutes=5)
# A series may be new in each of two concurrent requests; the registration period of a copy follows its
# settings; what a parser proposed is no detail that the organiser entered.
NOT_COMPARED = frozenset({"series_id", "opens_at", "closes_at", "reading"})


def find_recent_duplicate(
    session: Session,
    organiser: Organiser,
    details: EventDetails,
    *,
    since: datetime | None = None,
    copied: Event | None = None,
) -> Event | None:
    """Return the event that an organiser created from the same details a moment ago, if any.

    The organiser is locked, so that of two concurrent requests the second finds the first one's
    event. since: when the form was rendered, before which it cannot have been sent. copied: the
    event that was copied.
    """
    moment_ago = clock.now() - DUPLICATE_WINDOW
    lock_accounts(session, [organiser.id])
    made = session.scalars(
        select(Event)
        .where(
            Event.organiser_id == organiser.id,
            Event.title == details.title,
            Event.created_at > moment_ago,
            Event.created_at >= (since or moment_ago),
            Event.id > (copied.id if copied else 0),
            Event.state.in_((EventState.DRAFT, EventState.PUBLISHED)),
        )
        .order_by(Event.id)
    )
    wanted = with_default_contact(details, name=organiser.name, email=organiser.email)
    return next((event for event in made if _matches(event, wanted)), None)


def _matches(event: Event, details: EventDetails) -> bool:
    values = {"when": details.when, **column_values(details)}
    return all(
        comparable(getattr(event, name)) == comparable(value)
        for name, value in values.items()
        if name not in NOT_COMPARED
    )
