"""Copy an event as a draft, with its settings, registration types, questions and confirmation note."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts import queries as accounts
from webinars.accounts.models import Organiser
from webinars.event_messages.email_notes import copy_confirmation_note
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.models import Event, EventRole
from webinars.events.settings.registration_settings import copy_settings
from webinars.events.settings.registration_types import copy_types
from webinars.events.team.member_history import RoleScope
from webinars.events.team.membership import store_role
from webinars.questions.editing import copy_questions
from webinars.site import Site


def copy_event(
    session: Session, source: Event, *, organiser: Organiser, details: EventDetails, site: Site
) -> Event:
    """Create a draft like another event, but with details of its own. The caller commits.

    Raises:
        InvalidInputError, ConflictError: as of create_event().
    """
    made = create_event(session, organiser=organiser, details=details, site=site)
    copy_settings(session, source, made)
    copy_types(session, source, made)
    copy_confirmation_note(session, source, made)
    session.flush()
    copy_questions(session, from_event_id=source.id, to_event_id=made.id)
    return made


def lock_accounts_of(session: Session, event_id: int, by: Organiser) -> None:
    """Lock the accounts of an event's team, and the one that copies it: before the event itself."""
    owner = select(Event.organiser_id).where(Event.id == event_id)
    members = select(EventRole.organiser_id).where(EventRole.event_id == event_id)
    accounts.lock_accounts(session, {by.id, *session.scalars(owner.union(members))})


def copy_team(session: Session, source: Event, made: Event) -> None:
    """Give the members of an event the same roles on another one."""
    rows = session.scalars(select(EventRole).where(EventRole.event_id == source.id)).all()
    for row in rows:
        member = session.get_one(Organiser, row.organiser_id)
        store_role(session, RoleScope(made.id), member, row.role)
