"""The join page, by the mailed link: a countdown, then a button that redirects to the meeting."""

# No other page, e-mail or calendar text contains the address of the meeting.

from flask import Blueprint, Response, redirect, render_template
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.errors import NotAllowedError
from webinars.events.registration_availability import minutes_to_start
from webinars.registrations.models import Registration
from webinars.registrations.registrant.join_meeting import join_meeting
from webinars.security.urls import web_url
from webinars.timezones import clock
from webinars.web.components.availability_text import start_badge
from webinars.web.components.event_links import material_links
from webinars.web.components.event_time import event_time
from webinars.web.components.location import location_text
from webinars.web.core.current_timezone import zone_or_event_zone
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import translator
from webinars.web.core.security.private_links import link_transaction
from webinars.web.manage.join_status_text import join_status
from webinars.web.manage.registrant_state import registrant_state
from webinars.web.manage.views import linked_registration

blueprint = Blueprint("join", __name__)


@blueprint.get("/join/<token>")
def page(token: str) -> ResponseReturnValue:
    """Render the join page; a GET never joins."""
    return _render(linked_registration(), token)


@blueprint.post("/join/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Record the attendance, and redirect to the current address of the meeting."""
    registration_id = linked_registration().id
    try:
        with link_transaction() as session:
            meeting_url = join_meeting(session, registration_id)
    except NotAllowedError:
        # The page says why, and from when joining is possible.
        return _render(linked_registration(), token), 403
    response: Response = redirect(web_url(meeting_url), 303)  # type: ignore[assignment]
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _render(registration: Registration, token: str) -> str:
    # Calendars that others can read contain the join link, so the page links to no other private page.
    t, event, now = translator(), registration.event, clock.now()
    attendance = registration.attendance_format(event)
    zone = zone_or_event_zone(registration.timezone, event.timezone)
    return render_template(
        "manage/join.html",
        event=event,
        token=token,
        join=join_status(registration, registrant_state(registration, now), now, t),
        event_time=event_time(event, *zone, t, attendance),
        where=location_text(event, t, attendance),
        start_badge=start_badge(minutes_to_start(event.availability_facts, now), t),
        attendance=attendance,
        materials=material_links(db.session(), event, now),
        form=EmptyForm(),
    )
