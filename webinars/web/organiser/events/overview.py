"""Overview of an event, for accounts that may see it and not change it."""

from flask import Blueprint, render_template
from flask_login import current_user

from webinars.database import db
from webinars.events.enums import EventState
from webinars.events.registration_availability import availability_at
from webinars.events.role_assignments import role_on
from webinars.events.roles import Role
from webinars.i18n import Translator
from webinars.registrations.organiser.registrant_list import status_counts
from webinars.security import markdown
from webinars.timezones import clock
from webinars.web.components.event_time import event_time
from webinars.web.components.location import location_text
from webinars.web.core.locale import translator
from webinars.web.organiser.events.list import places_of_row, state_badge
from webinars.web.organiser.events.missing_details import missing_details
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event
from webinars.web.organiser.settings.summary import changed_settings

blueprint = Blueprint("organiser_event_overview", __name__, url_prefix=URL_PREFIX)


@blueprint.get(EVENT_PATH)
def show(event_id: int) -> str:
    """Show time, place, texts, settings and places taken; no meeting link and no registrants."""
    event, t = get_own_event(event_id), translator()
    taken = status_counts(db.session(), event_id)
    availability = availability_at(event.availability_facts, taken.held, clock.now())
    role = role_on(db.session(), current_user.organiser, event)
    return render_template(
        "organiser/events/overview.html",
        event=event,
        is_draft=event.state is EventState.DRAFT,
        badge=state_badge(event, availability, t),
        event_time=event_time(event, event.timezone, False, t),  # noqa: FBT003 - as in the event's own city
        place=location_text(event, t),
        description=markdown.render(event.description),
        places=places_of_row(event, availability, taken, t),
        changed_settings=changed_settings(event, t),
        missing=missing_details(
            event, clock.now(), t, has_join_link=bool(event.meeting_url), stored=event
        ),
        role_text=role_text(role or Role.VIEWER, t),
    )


def role_text(role: Role, t: Translator) -> str:
    """Return what the account may do, as a sentence."""
    match role:
        case Role.OWNER:
            return t("You may do everything with this event.")
        case Role.EDITOR:
            return t("You are an editor: you may change the event and work with its registrations.")
        case Role.REGISTRATIONS:
            return t("Your role is registrations: you approve, answer and write to people.")
        case Role.CHECK_IN:
            return t("Your role is check-in: you mark people as present.")
        case Role.VIEWER:
            return t("You are a viewer: you see numbers, and no names of registrants.")
