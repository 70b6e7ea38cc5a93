"""The edited event: its status, available actions, and how many people a change would notify."""

from dataclasses import dataclass
from datetime import datetime

from webinars.database import db
from webinars.events.date_groups import has_following_dates
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.registration_availability import availability_at
from webinars.registrations.places.places_held import count_active, places_held
from webinars.scheduling.queries import count_invitations
from webinars.timezones import clock
from webinars.web.components.badge import Badge
from webinars.web.core.locale import translator
from webinars.web.organiser.events.list import state_badge


@dataclass(frozen=True)
class EditedEvent:
    """The edited event.

    people: how many a change would notify; invitations: how many have the invitation in their calendar.
    has_following: whether it has dates after it.
    """

    event: Event
    badge: Badge
    is_draft: bool
    may_withdraw: bool
    may_postpone: bool
    may_cancel: bool
    may_restore: bool
    people: int
    invitations: int
    has_following: bool
    seen_at: datetime


def edited_event(event: Event) -> EditedEvent:
    """Return an event as its form shows it."""
    is_public = event.state in (EventState.PUBLISHED, EventState.POSTPONED)
    people = count_active(db.session(), event.id)
    availability = availability_at(
        event.availability_facts, places_held(db.session(), event.id), clock.now()
    )
    return EditedEvent(
        event=event,
        badge=state_badge(event, availability, translator()),
        is_draft=event.state is EventState.DRAFT,
        may_withdraw=event.state is EventState.PUBLISHED and not people,
        may_postpone=event.state is EventState.PUBLISHED,
        may_cancel=is_public,
        may_restore=event.state in (EventState.CANCELLED, EventState.POSTPONED)
        and event.ends_at > clock.now(),
        people=people,
        invitations=count_invitations(db.session(), event.id) if is_public and people else 0,
        has_following=has_following_dates(db.session(), event),
        seen_at=clock.now(),
    )
