"""Home: the first page of the workspace."""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import Blueprint, render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.database import db
from webinars.events.listing.list_cursor import cursor_at
from webinars.events.listing.organised_list import ListSection, ListSelection, organised_events
from webinars.events.models import Event
from webinars.events.queries import any_event
from webinars.events.role_assignments import Scope, roles_on
from webinars.outbox.retention import KEEP_DAYS
from webinars.registrations.organiser.registrant_list import status_counts_by_event
from webinars.replies.replies_to_review import invitees_to_review, registrations_to_review
from webinars.timezones import clock
from webinars.web.core.locale import translator
from webinars.web.organiser.home.attention import EventNumbers, attention_groups
from webinars.web.organiser.home.next_events import next_events
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_home", __name__, url_prefix=URL_PREFIX)

# So that the page costs the same with many events.
LOOKED_AT = {ListSection.UPCOMING: 80, ListSection.DRAFTS: 60, ListSection.PAST: 20}
_TEAM = ListSelection(Scope.TEAM)
# Drafts of today are coming, in every time zone.
_TODAY = timedelta(days=1)


@blueprint.get("/")
@blueprint.get("")
def show() -> str:
    """Show what needs attention at the account's events, and which come next."""
    session, organiser, now, t = db.session(), current_user.organiser, clock.now(), translator()
    upcoming, past = (
        organised_events(session, organiser, section, now, _TEAM, limit=LOOKED_AT[section])
        for section in (ListSection.UPCOMING, ListSection.PAST)
    )
    drafts, has_more_drafts = _drafts(session, organiser, now)
    recent = [event for event in past.rows if (now - event.ends_at).days < KEEP_DAYS]
    has_more_recent = bool(past.after) and len(recent) == len(past.rows)
    events = [*upcoming.rows, *drafts, *recent]
    has_events = bool(events or past.rows)
    roles = roles_on(session, organiser, events)
    counts = status_counts_by_event(session, [event.id for event in (*upcoming.rows, *recent)])
    coming_ids = [event.id for event in upcoming.rows]
    numbers = EventNumbers(
        counts,
        registrations_to_review(session, coming_ids, now),
        invitees_to_review(session, coming_ids, now),
    )
    return render_template(
        "organiser/home/home.html",
        groups=attention_groups(events, roles, numbers, now, t),
        coming=next_events(upcoming.rows, roles, counts, now, organiser.timezone, t),
        shown_at=now.isoformat(),
        has_events=has_events,
        sees_others=not has_events and organiser.is_admin and any_event(session),
        is_partial=bool(upcoming.after) or has_more_drafts or has_more_recent,
        most_upcoming=LOOKED_AT[ListSection.UPCOMING],
        most_drafts=LOOKED_AT[ListSection.DRAFTS],
        most_past=LOOKED_AT[ListSection.PAST],
    )


def _drafts(session: Session, organiser: Organiser, now: datetime) -> tuple[list[Event], bool]:
    """Return the drafts looked at, coming ones first, then the latest; and whether there are more."""
    most, cursor = LOOKED_AT[ListSection.DRAFTS], cursor_at(now - _TODAY)
    coming, over = (
        organised_events(session, organiser, ListSection.DRAFTS, now, selection, cursor, most)
        for selection in (_TEAM, replace(_TEAM, is_reversed=True))
    )
    drafts = [*coming.rows, *over.rows]
    return drafts[:most], bool(coming.after or over.after) or len(drafts) > most
