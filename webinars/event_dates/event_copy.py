"""Copy an event as a draft, with its settings, registration types, questions and confirmation note."""

from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.event_messages.email_notes import copy_confirmation_note
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.models import Event
from webinars.events.settings.registration_settings import copy_settings
from webinars.events.settings.registration_types import copy_types
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
