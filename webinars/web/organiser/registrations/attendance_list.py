"""Printable list of confirmed registrants, with room for signatures."""

from flask import Blueprint, render_template, request, url_for

from webinars.database import db
from webinars.pagination import MAX_ID
from webinars.registrations.organiser.attendance_list import attendance_page
from webinars.timezones import formatting
from webinars.web.components.event_time import cities_of
from webinars.web.core.locale import translator
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_attendance_list", __name__, url_prefix=URL_PREFIX)


@blueprint.get(f"{EVENT_PATH}/registrations/attendance-list", endpoint="show")
def show_list(event_id: int) -> str:
    """List confirmed registrants by name, to be printed."""
    event, t = get_own_event(event_id), translator()
    page = attendance_page(db.session(), event_id, request.args.get("after", ""))
    first = min(max(request.args.get("first", 1, type=int), 1), MAX_ID)
    return render_template(
        "organiser/registrations/attendance_list.html",
        event=event,
        when=formatting.schedule_text(event.when, event.span, cities_of(event), t),
        rows=page.rows,
        first=first,
        next_url=page.after
        and url_for(
            "organiser_attendance_list.show",
            event_id=event_id,
            after=page.after,
            first=first + len(page.rows),
        ),
    )
