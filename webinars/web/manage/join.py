"""The way into the room: a count until it opens, then a button. The room's address stands nowhere else."""

from flask import Blueprint, Response, redirect, render_template
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.errors import NotAllowedError
from webinars.registrations import queries
from webinars.registrations.join import join_meeting
from webinars.registrations.models import Registration
from webinars.security.urls import web_url
from webinars.timezones import clock
from webinars.web.components.event_time import moment
from webinars.web.components.location import location_text
from webinars.web.core.forms import PlainForm
from webinars.web.core.locale import translator, zone_or_event_zone
from webinars.web.core.private_links import link_transaction, presented
from webinars.web.manage.join_status import door

blueprint = Blueprint("join", __name__)


@blueprint.get("/join/<token>")
def page(token: str) -> ResponseReturnValue:
    """Show how the door stands; looking does not go in."""
    return _page(_mine(), token)


@blueprint.post("/join/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Record that somebody comes, and send them to the room as it is at this moment."""
    place = _mine()
    place_id = place.id
    try:
        with link_transaction() as session:
            meeting_url = join_meeting(session, place_id)
    except NotAllowedError:
        # The page says why, with the time if there is one.
        return _page(_mine(), token), 403
    answer: Response = redirect(web_url(meeting_url), 303)  # type: ignore[assignment]
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _mine() -> Registration:
    return queries.registration_of_link(db.session(), presented().subject_id)


def _page(place: Registration, token: str) -> str:
    # A join link stands in calendars that others may read, so its page leads to nothing else of theirs.
    t, event = translator(), place.event
    how = place.takes_part_in(event)
    stands = door(place, event, clock.now(), t)
    return render_template(
        "manage/join.html",
        event=event,
        token=token,
        door=stands,
        moment=moment(event, *zone_or_event_zone(place.zone, event.zone), t, how),
        where=location_text(event, t, how),
        how=how,
        form=PlainForm(),
    )
