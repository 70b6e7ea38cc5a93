"""Copy an event as a draft, with its settings, registration types and questions."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.event_messages.email_notes import copy_confirmation_note
from webinars.events import creation, queries
from webinars.events.details import EventDetails, details_of
from webinars.events.double_submission import find_recent_duplicate
from webinars.events.models import Event
from webinars.events.settings.registration_settings import copy_settings
from webinars.events.settings.registration_types import copy_types
from webinars.questions.editing import copy_questions
from webinars.web.core.current_site import site
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_copy_event", __name__, url_prefix=URL_PREFIX)


@blueprint.post(f"{EVENT_PATH}/copy")
def copy(event_id: int) -> ResponseReturnValue:
    """Copy an event as a draft, with everything but fixed registration dates.

    Pressing the button twice on one page creates one copy.
    """
    event = get_own_event(event_id)
    details = replace(details_of(event), opens_at=None, closes_at=None, reading={})
    with transaction() as session:
        organiser, source = current_user.organiser, queries.event_by_id(session, event_id)
        duplicate = find_recent_duplicate(
            session, organiser, details, since=_shown_at(), copied=source
        )
        made_id = duplicate.id if duplicate else _copy(session, organiser, source, details)
    return redirect(url_for("organiser_event_form.edit", event_id=made_id, done="copied"), 303)


def _copy(session: Session, organiser: Organiser, source: Event, details: EventDetails) -> int:
    made = creation.create_event(session, organiser=organiser, details=details, site=site())
    copy_settings(session, source, made)
    copy_types(session, source, made)
    copy_confirmation_note(session, source, made)
    session.flush()
    copy_questions(session, from_event_id=source.id, to_event_id=made.id)
    return made.id


def _shown_at() -> datetime | None:
    """Return when the page with the button was rendered; None if unknown."""
    try:
        shown_at = datetime.fromisoformat(request.form.get("since", ""))
    except ValueError:
        return None
    return shown_at if shown_at.tzinfo else None
