"""Copy an event as a draft, with its settings, registration types and questions."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webinars.database import transaction
from webinars.event_dates.event_copy import copy_event
from webinars.events import queries
from webinars.events.details import details_of
from webinars.events.double_submission import find_recent_duplicate
from webinars.web.core.current_site import site
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_copy_event", __name__, url_prefix=URL_PREFIX)


@blueprint.post(f"{EVENT_PATH}/copy")
def copy(event_id: int) -> ResponseReturnValue:
    """Copy an event as a draft, with everything but fixed registration dates.

    Pressing the button twice on one page creates one copy.
    """
    event = get_own_event(event_id)
    details = replace(
        details_of(event), opens_at=None, closes_at=None, session_number=None, reading={}
    )
    with transaction() as session:
        organiser, source = current_user.organiser, queries.event_by_id(session, event_id)
        duplicate = find_recent_duplicate(
            session, organiser, details, since=_shown_at(), copied=source
        )
        made = duplicate or copy_event(
            session, source, organiser=organiser, details=details, site=site()
        )
        made_id = made.id
    return redirect(url_for("organiser_event_form.edit", event_id=made_id, done="copied"), 303)


def _shown_at() -> datetime | None:
    """Return when the page with the button was rendered; None if unknown."""
    try:
        shown_at = datetime.fromisoformat(request.form.get("since", ""))
    except ValueError:
        return None
    return shown_at if shown_at.tzinfo else None
