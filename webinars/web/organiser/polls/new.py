"""Make a poll about the date of an event, or of a new draft."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_dates.date_rule import MOST_DATES
from webinars.event_dates.wall_clock import first_local
from webinars.events import defaults
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.models import Event
from webinars.fair_hours.places import country_of_zone
from webinars.polls.date_taken import check_date_open
from webinars.polls.editing import PollSettings, create_poll
from webinars.polls.poll_rules import LEAST_OPTIONS, MOST_OPTIONS, ResultsShown
from webinars.polls.queries import undecided_poll
from webinars.timezones import clock
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Days, Month, Precision, Timed, When
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.organiser.dates.rows import apply_suggestion
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.polls.form import (
    NewEventPollForm,
    PollForm,
    has_excess_rows,
)
from webinars.web.organiser.polls.option_rows import (
    DEFAULT_DURATION,
    ParsedOptions,
    option_rows,
    parse_options,
)
from webinars.web.organiser.polls.proposed_times import proposed_values
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_new_poll", __name__, url_prefix=URL_PREFIX)

_DAYS_TO_ANSWER = timedelta(days=7)
# The field that shows an error of the action; other errors belong to the whole form.
_FIELDS = {"deadline-past": "closes_on", "deadline-too-late": "closes_on"}


@blueprint.route("/polls/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Make a poll, and a draft of the event that it is about."""
    return _respond(None)


@blueprint.route(f"{EVENT_PATH}/polls/new", methods=["GET", "POST"])
def of_event(event_id: int) -> ResponseReturnValue:
    """Make a poll about the date of an event."""
    event = get_own_event(event_id)
    poll = undecided_poll(db.session(), event_id)
    if poll is not None and request.method != "POST":
        url = url_for("organiser_polls.show", event_id=event_id, poll_id=poll.id)
        return redirect(url, 303)
    try:
        check_date_open(db.session(), event)
    except ConflictError as error:
        page = render_template(
            "organiser/polls/fixed.html", event=event, reason=error_sentence(error)
        )
        return page, 422 if g.csrf_failed else 409
    return _respond(event)


def _respond(event: Event | None) -> ResponseReturnValue:
    form_class = PollForm if event else NewEventPollForm
    if request.method != "POST":
        form = form_class(formdata=None, data=_defaults(event))
        return _page(form, ParsedOptions(), event)
    form = form_class()
    action = "look" if "take" in request.form else request.form.get("do", "look")
    if "take" in request.form:
        apply_suggestion(form, request.form["take"])
    is_valid = form.validate()
    if action == "fill":
        _fill_rows(form)
    parsed = parse_options(form)
    if g.csrf_failed:
        return _page(form, parsed, event), 422
    if action != "save":
        _forget_missing(form)
        return _page(form, parsed, event)
    _check_count(form, parsed)
    closes_at = form.closes_at(str(form.zone.data)) if not form.zone.errors else None
    if not is_valid or form.errors or closes_at is None:
        return _page(form, parsed, event), 422
    settings = PollSettings(
        closes_at=closes_at,
        results_shown=form.results_shown.data or ResultsShown.ORGANISER,
        sends_holds=bool(form.sends_holds.data),
        has_open_link=bool(form.has_open_link.data),
    )
    try:
        with transaction() as session:
            event_id = event.id if event else _new_event(session, form, parsed)
            schedules = list(parsed.schedules.values())
            poll = create_poll(
                session, event_id, schedules=schedules, settings=settings, site=site()
            )
            poll_id = poll.id
    except (ConflictError, InvalidInputError) as error:
        if error.code in _FIELDS:
            add_error(form[_FIELDS[error.code]], error_sentence(error))
        else:
            form.form_errors = [error_sentence(error)]
        event = get_own_event(event.id) if event else None
        return _page(form, parsed, event), http_status_of(error)
    url = url_for("organiser_polls.show", event_id=event_id, poll_id=poll_id, done="created")
    return redirect(url, 303)


def _new_event(session: Session, form: PollForm, parsed: ParsedOptions) -> int:
    """Create the draft of which the date is to be found: known by the month of the first option."""
    first = min(map(first_local, parsed.schedules.values())).date()
    details = EventDetails(
        title=str(form["title"].data),
        description=str(form["description"].data or ""),
        when=Month(first.year, first.month, str(form.zone.data)),
    )
    event = create_event(session, organiser=current_user.organiser, details=details, site=site())
    session.flush()
    return event.id


def _fill_rows(form: PollForm) -> None:
    """Fill the rows with the dates of the rule or list, at its start."""
    today = to_local(clock.now(), str(form.zone.data or current_user.organiser.timezone)).date()
    dates = form.parse_dates(today)
    start = form.rule_start.data
    if form.is_timed and start is None and dates and not form.rule_start.errors:
        add_error(form.rule_start, _("Enter the start, such as 15:00."))
    if not dates or form.rule_start.errors:
        return
    if len(dates) > MOST_OPTIONS:
        field = form.dates if form.pattern.data == "list" else form.count
        error = InvalidInputError("too-many-options", most=MOST_OPTIONS)
        add_error(field, error_sentence(error))
        return
    for number, day in enumerate(dates, 1):
        own_day, own_start = form.row(number)
        own_day.assign(day)
        own_start.assign(start)
        own_day.errors = own_start.errors = ()


def _forget_missing(form: PollForm) -> None:
    """Remove the errors of empty fields, of which a form that is only looked at may have some."""
    for name in ("title", "closes_on"):
        if name in form and not form[name].data:
            form[name].errors = []


def _check_count(form: PollForm, parsed: ParsedOptions) -> None:
    if has_excess_rows():
        error = InvalidInputError("too-many-options", most=MOST_OPTIONS)
        form.form_errors = [error_sentence(error)]
    has_wrong_row = any(
        form[name].errors for name in form._fields if name.startswith(("date_", "start_"))
    )
    if len(parsed.schedules) < LEAST_OPTIONS and not has_wrong_row:
        error = InvalidInputError("too-few-options", least=LEAST_OPTIONS)
        add_error(form["date_1"], error_sentence(error))


def _page(form: PollForm, parsed: ParsedOptions, event: Event | None) -> str:
    form.set_choices()
    return render_template(
        "organiser/polls/new.html",
        form=form,
        rows=option_rows(form, parsed, event),
        event=event,
        most=MOST_OPTIONS,
        most_dates=MOST_DATES,
    )


def _defaults(event: Event | None) -> dict[str, Any]:
    zone = event.timezone if event else current_user.organiser.timezone
    today = to_local(clock.now(), current_user.organiser.timezone).date()
    when: When | None = event.when if event else None
    values: dict[str, Any] = {
        "zone": zone,
        "country": country_of_zone(zone),
        "duration": defaults.DURATION if not isinstance(when, Timed) else when.end - when.start,
        "closes_on": today + _DAYS_TO_ANSWER,
        "weekdays": [today.weekday()],
        "weekday": today.weekday(),
        "precision": Precision.DAYS if isinstance(when, Days) else Precision.TIME,
        "days": (when.last - when.first).days + 1 if isinstance(when, Days) else 1,
    }
    if values["duration"] > timedelta(hours=12):
        values["duration"] = DEFAULT_DURATION
    return values | proposed_values()
