"""The dates of one event: when, their state, and how many have registered."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from webinars.database import db
from webinars.events.date_groups import MOST_IN_GROUP, dates_in_group, visible_dates
from webinars.events.models import Event
from webinars.events.registration_availability import availability_at
from webinars.events.role_assignments import roles_on
from webinars.events.roles import Role
from webinars.registrations.places.places_held import places_held_by_event
from webinars.timezones import clock, formatting
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import cities_of
from webinars.web.core.locale import translator
from webinars.web.organiser.events.list import state_badge
from webinars.web.organiser.permitted_links import may_with_role
from webinars.web.organiser.places_taken_text import places
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_dates", __name__, url_prefix=URL_PREFIX)


@dataclass(frozen=True)
class EventDate:
    """A date of the event: when, its badge, places taken, and the address of its page if one may open it."""

    id: int
    title: str
    when: str
    badge: Badge
    places: str
    url: str


@blueprint.get(f"{EVENT_PATH}/dates")
def list(event_id: int) -> ResponseReturnValue:  # noqa: A001 - the view of the page, as in other lists
    """List the dates of an event."""
    event = get_own_event(event_id)
    dates = dates_in_group(db.session(), event)
    roles = roles_on(db.session(), current_user.organiser, dates)
    dates = visible_dates(dates, roles)
    held = places_held_by_event(db.session(), [one.id for one in dates])
    return render_template(
        "organiser/dates/list.html",
        event=event,
        dates=[_shown(one, held.get(one.id, 0), roles.get(one.id)) for one in dates],
        most=MOST_IN_GROUP,
        done=_done(),
    )


def _shown(event: Event, held: int, role: Role | None) -> EventDate:
    t = translator()
    may_edit = role is not None and may_with_role("organiser_event_form.edit", role)
    return EventDate(
        event.id,
        event.title,
        formatting.schedule_text(event.when, event.span, cities_of(event), t),
        state_badge(event, availability_at(event.availability_facts, held, clock.now()), t),
        places(event.capacity, held, t).taken,
        url_for("organiser_event_form.edit", event_id=event.id) if may_edit else "",
    )


def _done() -> str:
    """Return the sentence about what was just done, "" without."""
    if "settings" in request.args:
        return gettext("The settings were saved.")
    names = ("published", "drafts", "changed", "cancelled", "reinstated")
    published, drafts, changed, cancelled, reinstated = (
        request.args.get(name, type=int) or 0 for name in names
    )
    if published:
        return ngettext("%(num)s date was published.", "%(num)s dates were published.", published)
    if drafts:
        return ngettext(
            "%(num)s date was saved as a draft.", "%(num)s dates were saved as drafts.", drafts
        )
    if changed:
        return ngettext("%(num)s date was changed.", "%(num)s dates were changed.", changed)
    if cancelled:
        return ngettext("%(num)s date was cancelled.", "%(num)s dates were cancelled.", cancelled)
    if reinstated:
        return ngettext(
            "%(num)s date was reinstated.", "%(num)s dates were reinstated.", reinstated
        )
    return ""
