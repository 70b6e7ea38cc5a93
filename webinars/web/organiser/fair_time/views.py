"""Find a fair time: the hours of a day for people in many places; nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db
from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.events.queries import organised_event
from webinars.events.roles import Role
from webinars.fair_hours.pasted_places import Entry, parse_places, with_replacement
from webinars.fair_hours.places import MOST_PLACES, Place
from webinars.fair_hours.proposals import propose
from webinars.i18n import Translator
from webinars.pagination import MAX_ID
from webinars.timezones import clock
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.timezone_choices import zone_choices
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.fair_time.event_form_fields import (
    carried_fields,
    fields_from_event_form,
)
from webinars.web.organiser.fair_time.form import (
    FairTimeForm,
    default_date,
    parse_assumptions,
    parse_meeting,
    weekday_choices,
)
from webinars.web.organiser.fair_time.participants import (
    Choices,
    Participants,
    participants_of,
    scope_choices,
    scope_of,
)
from webinars.web.organiser.fair_time.result import FairTimes, entry_lines, fair_times
from webinars.web.organiser.permitted_links import may
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_fair_time", __name__, url_prefix=URL_PREFIX)

_PLACES = "fair_places"
_MOST_DIGITS = 9  # of the number of an entry


@dataclass(frozen=True)
class Comparison:
    """A compared form: how its list was read, who the participants are, and the result if it has no error."""

    entries: Sequence[Entry] = ()
    participants: Participants = field(default_factory=Participants)
    result: FairTimes | None = None


@blueprint.route("/fair-time", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Show the form; once it is filled in, also the hours and what to propose."""
    event, t = _event(), translator()
    choices = scope_choices(event, t)
    is_first = request.method != "POST" or _PLACES not in request.form
    if not is_first:
        form = FairTimeForm(formdata=request.form)
        _replace_entry(form, t)
    else:
        form = FairTimeForm(formdata=None, data=_initial(event, choices))
    if g.csrf_failed:
        form.validate()
        return _page(form, event, choices, Comparison()), 422
    is_empty = not (form.fair_places.data or "").strip() and not form.fair_people.data
    if is_first and is_empty:
        return _page(form, event, choices, Comparison())
    comparison = _compare(form, choices, t)
    is_refused = bool(form.errors) and request.method == "POST"
    return _page(form, event, choices, comparison), 422 if is_refused else 200


def _event() -> Event | None:
    """Return the event that the page is for, if any."""
    event_id = request.args.get("event", type=int)
    if event_id is None or not 0 < event_id <= MAX_ID:
        return None
    return organised_event(db.session(), current_user.organiser, event_id, Role.VIEWER)


def _initial(event: Event | None, choices: Choices) -> dict[str, Any]:
    """Return the first values: those of the event's form, or the participants of the event's series."""
    organiser = current_user.organiser
    today = to_local(clock.now(), organiser.timezone).date()
    values: dict[str, Any] = {"fair_zone": organiser.timezone, "fair_date": default_date(today)}
    if request.method == "POST":
        return {**values, **fields_from_event_form()}
    if (people := request.args.get("people", "")) in dict(choices):
        values["fair_people"] = people
    if event is not None:
        values["fair_zone"] = event.timezone
        if event.precision is Precision.TIME and event.starts_at > clock.now():
            values["fair_date"] = to_local(event.starts_at, event.timezone).date()
            values["fair_duration"] = event.ends_at - event.starts_at
        if may("organiser_registrations.list", event):
            scopes = (f"series-{event.series_id}", f"event-{event.id}")
            values["fair_people"] = next(scope for scope in scopes if scope in dict(choices))
    return values


def _replace_entry(form: FairTimeForm, t: Translator) -> None:
    """Replace an entry of the list by what a button proposes."""
    number, _equals, replacement = request.form.get("fair_replacement", "").partition("=")
    text = str(form.fair_places.data or "")
    is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    if not replacement or not is_number:
        return
    try:
        entries = parse_places(text, t)
    except InvalidInputError:
        return
    if int(number) < len(entries):
        form.fair_places.data = with_replacement(text, entries, int(number), replacement[:200])


def _compare(form: FairTimeForm, choices: Choices, t: Translator) -> Comparison:
    """Validate the form and compare the hours; errors are at its fields."""
    if request.method == "POST":
        form.validate()
    organiser = current_user.organiser
    meeting = parse_meeting(form, to_local(clock.now(), organiser.timezone).date())
    assumptions = parse_assumptions(form)
    entries: list[Entry] = []
    if not form.fair_places.errors:
        try:
            entries = parse_places(str(form.fair_places.data or ""), t)
        except InvalidInputError as error:
            add_error(form.fair_places, error_sentence(error))
    scope = scope_of(str(form.fair_people.data or ""), choices)
    participants = Participants()
    if scope is not None:
        participants = participants_of(scope, attended=bool(form.fair_attended.data), t=t)
    places: list[Place] = [entry.place for entry in entries if entry.place]
    places = [*places, *participants.places][:MOST_PLACES]
    if not places and not form.fair_places.errors:
        add_error(form.fair_places, _missing(entries, scope is not None))
    if form.errors or meeting is None or assumptions is None:
        return Comparison(entries, participants)
    proposals = propose(places, meeting, assumptions, participants.past)
    return Comparison(entries, participants, fair_times(proposals, t))


def _missing(entries: Sequence[Entry], has_scope: bool) -> str:  # noqa: FBT001 - one caller
    if entries:
        return _("None of these is a country or city that is known.")
    if has_scope:
        return _("No time zone or country of these people is known. Enter countries or cities.")
    return _("Enter countries or cities, such as Geneva or Kenya 12.")


def _page(form: FairTimeForm, event: Event | None, choices: Choices, comparison: Comparison) -> str:
    t = translator()
    form.fair_zone.choices = zone_choices(str(form.fair_zone.data or ""), None)
    form.fair_people.choices = choices
    form.fair_weekday.choices = weekday_choices()
    carried = carried_fields() if request.method == "POST" else []
    return render_template(
        "organiser/fair_time/show.html",
        form=form,
        event=event,
        carried=carried,
        lines=entry_lines(comparison.entries, t),
        unknown=comparison.participants.unknown,
        from_participants=comparison.participants.places,
        result=comparison.result,
    )
