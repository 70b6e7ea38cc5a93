"""Home: the first page of the workspace."""

from flask import Blueprint, render_template
from flask_login import current_user

from webinars.database import db
from webinars.events.listing.organised_list import Section, Selection, organised_events
from webinars.events.role_assignments import Scope, roles_on
from webinars.outbox.retention import KEEP_DAYS
from webinars.registrations.organiser.registrant_list import counts_by_event
from webinars.replies.replies_to_review import registrations_to_review
from webinars.timezones import clock
from webinars.web.core.locale import translator
from webinars.web.organiser.home.attention import Numbers, attention
from webinars.web.organiser.home.next_events import next_events
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_home", __name__, url_prefix=URL_PREFIX)

# So that the page costs the same with many events.
LOOKED_AT = {Section.UPCOMING: 80, Section.DRAFTS: 60, Section.PAST: 20}


@blueprint.get("/")
@blueprint.get("")
def show() -> str:
    """Show what needs attention at the account's events, and which come next."""
    session, organiser, now, t = db.session(), current_user.organiser, clock.now(), translator()
    pages = {
        section: organised_events(
            session, organiser, section, now, Selection(Scope.TEAM), limit=limit
        )
        for section, limit in LOOKED_AT.items()
    }
    upcoming, drafts, past = pages.values()
    recent = [event for event in past.rows if (now - event.ends_at).days < KEEP_DAYS]
    events = [*upcoming.rows, *drafts.rows, *recent]
    roles = roles_on(session, organiser, events)
    counts = counts_by_event(session, [event.id for event in (*upcoming.rows, *recent)])
    replies = registrations_to_review(session, [event.id for event in upcoming.rows], now)
    return render_template(
        "organiser/home/home.html",
        groups=attention(events, roles, Numbers(counts, replies), now, t),
        coming=next_events(upcoming.rows, roles, counts, now, organiser.timezone, t),
        has_events=bool(events or past.rows),
        is_partial=bool(upcoming.after or drafts.after),
        most_upcoming=LOOKED_AT[Section.UPCOMING],
        most_drafts=LOOKED_AT[Section.DRAFTS],
    )
