"""The times of a webinar that is held more than once: list them, add one, join an event, take one out."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_dates.added_alternatives import (
    add_alternatives,
    join_as_alternative,
    separate_alternative,
)
from webinars.events.alternatives import MOST_ALTERNATIVES, alternatives_of
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.queries import organised_event
from webinars.events.registration_availability import availability_at
from webinars.events.role_assignments import has_role, roles_on
from webinars.events.roles import Role
from webinars.i18n import Translator
from webinars.registrations.places.places_held import places_held_by_event
from webinars.timezones import clock, formatting
from webinars.timezones.schedule import Precision, Timed, resolve
from webinars.web.components.alternative_times import languages_text
from webinars.web.components.badge import Badge
from webinars.web.components.event_time import cities_of
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.locale import translator
from webinars.web.organiser.alternatives.form import TimeForm, proposed_times
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.list import state_badge
from webinars.web.organiser.permitted_links import may_with_role
from webinars.web.organiser.places_taken_text import places
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_alternatives", __name__, url_prefix=URL_PREFIX)

MOST_OFFERED = 50  # events to join
SAVES = ("save", "publish")
FIELDS = {"alternatives-overlap": "accepts_overlap", "capacity-too-small": "capacity"}


@dataclass(frozen=True)
class TimeRow:
    """A time of the webinar: when, its languages, badge, places taken, and its page if one may open it."""

    id: int
    when: str
    languages: str
    badge: Badge
    places: str
    url: str


@blueprint.get(f"{EVENT_PATH}/times")
def list(event_id: int) -> ResponseReturnValue:  # noqa: A001 - the view of the page, as in other lists
    """List the times of a webinar."""
    return _list_page(get_own_event(event_id))


@blueprint.route(f"{EVENT_PATH}/times/new", methods=["GET", "POST"])
def add(event_id: int) -> ResponseReturnValue:
    """Add a time, or the times that a page of fair hours proposes."""
    event = get_own_event(event_id)
    if event.precision is Precision.MONTH:
        return render_template("organiser/alternatives/add.html", event=event, form=None)
    if request.method != "POST":
        proposed = request.args.get("take", "")
        form = TimeForm(formdata=None, data={**_defaults(event), "proposed": proposed})
        return _add_page(event, form)
    form, action = TimeForm(), request.form.get("do", "")
    is_valid = form.validate()
    times = form.new_times(event) if is_valid else ()
    # Without a button nothing is said of whether it is to be published.
    if form.errors or not times or action not in SAVES:
        return _add_page(event, form), 422
    try:
        with transaction() as session:
            added = add_alternatives(
                session,
                event_id,
                times=times,
                by=current_user.organiser,
                site=site(),
                publishing=action == "publish",
                accepts_overlap=bool(form.accepts_overlap.data),
            )
    except (ConflictError, InvalidInputError) as error:
        event = get_own_event(event_id)
        if error.code in FIELDS:
            add_error(form[FIELDS[error.code]], error_sentence(error))
        else:
            form.form_errors = [error_sentence(error)]
        return _add_page(event, form), http_status_of(error)
    made = len(added.event_ids)
    published, drafts = (made, None) if action == "publish" else (None, made)
    back = url_for(
        "organiser_alternatives.list", event_id=event_id, published=published, drafts=drafts
    )
    return redirect(back, 303)


@blueprint.post(f"{EVENT_PATH}/times/joining")
def join(event_id: int) -> ResponseReturnValue:
    """Make another event a time of this webinar."""
    event = get_own_event(event_id)
    other_id = request.form.get("other", type=int) or 0
    if other_id not in {one.id for one in _offered(event)}:
        return _list_page(event, _("Choose one of these events.")), 422
    try:
        with transaction() as session:
            join_as_alternative(
                session,
                event_id,
                other_id,
                site=site(),
                accepts_overlap="accepts_overlap" in request.form,
            )
    except (ConflictError, InvalidInputError) as error:
        page = _list_page(
            get_own_event(event_id), error_sentence(error), overlaps=error.code in FIELDS
        )
        return page, http_status_of(error)
    return redirect(url_for("organiser_alternatives.list", event_id=event_id, joined=1), 303)


@blueprint.post(f"{EVENT_PATH}/times/separation")
def separate(event_id: int) -> ResponseReturnValue:
    """Take one of the times out of the group; its event and registrations stay."""
    event = get_own_event(event_id)
    other_id = request.form.get("other", type=int)
    if other_id not in {one.id for one in alternatives_of(db.session(), event)}:
        return _list_page(event, error_sentence(InvalidInputError("not-an-alternative"))), 422
    organised_event(db.session(), current_user.organiser, other_id, Role.EDITOR)
    try:
        with transaction() as session:
            separate_alternative(session, event_id, other_id, site=site())
    except InvalidInputError as error:
        return _list_page(get_own_event(event_id), error_sentence(error)), http_status_of(error)
    return redirect(url_for("organiser_alternatives.list", event_id=event_id, separated=1), 303)


def _list_page(event: Event, error: str = "", *, overlaps: bool = False) -> str:
    session, t = db.session(), translator()
    events = alternatives_of(session, event)
    roles = roles_on(session, current_user.organiser, events)
    held = places_held_by_event(session, [one.id for one in events])
    can_add = len(events) < MOST_ALTERNATIVES
    return render_template(
        "organiser/alternatives/list.html",
        event=event,
        times=[_row(one, held.get(one.id, 0), roles.get(one.id)) for one in events],
        most=MOST_ALTERNATIVES,
        can_add=can_add,
        offered=[
            (one.id, f"{formatting.schedule_text(one.when, one.span, [], t)}: {one.title}")
            for one in (_offered(event) if can_add else ())
        ],
        chosen=request.form.get("other", type=int),
        error=error,
        overlaps=overlaps,
        done=_done() if request.method == "GET" else "",
    )


def _row(event: Event, held: int, role: Role | None) -> TimeRow:
    t = translator()
    may_edit = role is not None and may_with_role("organiser_event_form.edit", role)
    return TimeRow(
        event.id,
        formatting.schedule_text(event.when, event.span, cities_of(event), t),
        languages_text(event, t),
        state_badge(event, availability_at(event.availability_facts, held, clock.now()), t),
        places(event.capacity, held, t).taken,
        url_for("organiser_event_form.edit", event_id=event.id) if may_edit else "",
    )


def _offered(event: Event) -> Sequence[Event]:
    """Return the coming events of the same owner that the account may change, and that are held once."""
    return (
        db.session()
        .scalars(
            select(Event)
            .where(
                Event.organiser_id == event.organiser_id,
                Event.id != event.id,
                Event.alternative_group_id.is_(None),
                Event.state != EventState.CANCELLED,
                Event.ends_at > clock.now(),
                has_role(current_user.organiser, Role.EDITOR),
            )
            .order_by(Event.starts_at, Event.id)
            .limit(MOST_OFFERED)
        )
        .all()
    )


def _add_page(event: Event, form: TimeForm) -> str:
    t = translator()
    form.set_choices(event)
    proposed = proposed_times(str(form.proposed.data or ""))
    return render_template(
        "organiser/alternatives/add.html",
        event=event,
        form=form,
        when=formatting.schedule_text(event.when, event.span, [], t),
        has_time=event.precision is Precision.TIME,
        proposed=[_proposed_text(one, t) for one in proposed],
    )


def _proposed_text(when: Timed, t: Translator) -> str:
    return formatting.schedule_text(when, resolve(when), [], t)


def _defaults(event: Event) -> dict[str, object]:
    return {
        "zone": event.timezone,
        "languages": event.languages,
        "capacity": event.capacity,
    }


def _done() -> str:
    """Return the sentence about what was just done, "" without."""
    published, drafts = (request.args.get(name, type=int) for name in ("published", "drafts"))
    if published:
        return ngettext("%(num)s time was published.", "%(num)s times were published.", published)
    if drafts:
        return ngettext(
            "%(num)s time was saved as a draft.", "%(num)s times were saved as drafts.", drafts
        )
    if published == 0 or drafts == 0:
        return _("This time existed already, so nothing was added.")
    if "joined" in request.args:
        return _("The event is another time of this webinar now.")
    return _("The event is one of its own now.") if "separated" in request.args else ""
