"""Who may see and manage an event, its registrations and its comments: its organiser and administrators."""

from sqlalchemy import ColumnElement, true

from webinars.accounts.models import Organiser
from webinars.events.models import Event


def can_manage(organiser: Organiser) -> ColumnElement[bool]:
    """Return the condition that an account may manage an event.

    Every page and action of organisers queries the event with it, so other events do not exist for them.
    """
    return true() if organiser.is_admin else Event.organiser_id == organiser.id
