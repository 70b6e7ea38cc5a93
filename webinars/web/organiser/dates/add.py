"""Add dates to an event, by a rule or a list, after showing what is unusual about each."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_dates.added_dates import add_dates
from webinars.event_dates.date_rule import MOST_DATES
from webinars.event_dates.wall_clock import first_local
from webinars.events import queries
from webinars.events.date_groups import dates_in_group
from webinars.events.models import Event
from webinars.events.series.editing import add_organiser_of
from webinars.events.series_creation import create_series
from webinars.fair_hours.places import country_of_zone
from webinars.timezones import formatting
from webinars.timezones.schedule import Precision, When
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.dates.form import DatesForm, rows_form, submitted_rows
from webinars.web.organiser.dates.rows import (
    DateRow,
    apply_suggestion,
    date_rows,
    new_rows,
    parse_rows,
)
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.events.series_question import (
    apply_series_suggestion,
    ask_about_series,
)
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_add_dates", __name__, url_prefix=URL_PREFIX)

SAVES = ("save", "publish")
# The field that shows an error of the action; other errors belong to the whole form.
FIELDS = dict.fromkeys(
    ("series-missing", "series-has-team", "series-gone", "series-joined"), "series"
)


@dataclass(frozen=True)
class _Rows:
    """The rows of the form with their schedules; fields is None before dates were asked for."""

    fields: BaseForm | None = None
    rows: Sequence[DateRow] = ()
    schedules: Sequence[When] = ()

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return the id of each field with an error, and the error."""
        shown = ((row.date, row.start) for row in self.rows)
        fields = (field for pair in shown for field in pair if field is not None)
        return [(field.id, " ".join(field.errors)) for field in fields if field.errors]


@blueprint.route(f"{EVENT_PATH}/dates/new", methods=["GET", "POST"])
def add(event_id: int) -> ResponseReturnValue:
    """Show the dates of a rule or list, and add those that stay ticked."""
    event = get_own_event(event_id)
    known = dates_in_group(db.session(), event)
    if event.precision is Precision.MONTH:
        return render_template("organiser/dates/add.html", event=event, form=None)
    if request.method != "POST":
        return _page(event, known, DatesForm(formdata=None, data=_defaults(event)), _Rows())
    form = DatesForm()
    action = "take" if "take" in request.form else request.form.get("do", "find")
    is_valid = form.validate()
    if action == "find":
        return _found(event, known, form, is_valid=is_valid)
    apply_series_suggestion(form, request.form.get("take", ""))
    shown = _submitted(event, known, form)
    if not is_valid or g.csrf_failed:
        return _page(event, known, form, shown), 422
    if action not in SAVES:
        return _page(event, known, form, shown)
    if not shown.schedules and not shown.problems:
        form.form_errors = [_("No date is ticked, so there is nothing to add.")]
    if event.series_id is None and not form.series.data:
        add_error(form.series, _("Name the series that these dates are in."))
    elif event.series_id is None and form.series.data != event.title:
        ask_about_series(form, None)  # a name that was typed: the page itself proposes the title
    if shown.problems or form.errors:
        return _page(event, known, form, shown), 422
    return _save(event, known, form, shown, publishing=action == "publish")


def _found(
    event: Event, known: Sequence[Event], form: DatesForm, *, is_valid: bool
) -> ResponseReturnValue:
    """Show the dates of the rule or list."""
    dates = form.parse_dates(first_local(known[-1].when).date()) if is_valid else ()
    if not dates:
        return _page(event, known, form, _Rows()), 422
    fields = new_rows(event, dates, known)
    return _page(event, known, form, _rows(event, known, form, fields, len(dates)))


def _submitted(event: Event, known: Sequence[Event], form: DatesForm) -> _Rows:
    """Return the rows that were sent, with a suggested time that was pressed."""
    count = submitted_rows()
    fields = rows_form(count, is_timed=event.precision is Precision.TIME)()
    apply_suggestion(fields, request.form.get("take", ""))
    fields.validate()
    return _rows(event, known, form, fields, count)


def _rows(
    event: Event, known: Sequence[Event], form: DatesForm, fields: BaseForm, count: int
) -> _Rows:
    schedules, offered = parse_rows(event, fields, count)
    rows = date_rows(event, fields, schedules, offered, known, form.chosen_country)
    used = [schedules[row.number] for row in rows if row.use.data and row.number in schedules]
    return _Rows(fields, rows, used)


def _save(
    event: Event, known: Sequence[Event], form: DatesForm, shown: _Rows, *, publishing: bool
) -> ResponseReturnValue:
    try:
        with transaction() as session:
            series_id = None
            if event.series_id is None:
                name = str(form.series.data)
                series = queries.series_by_name(session, current_user.organiser, name)
                if series is None:
                    series = create_series(session, name=name)
                    add_organiser_of(session, series.id, current_user.organiser.id)
                series_id = series.id
            added = add_dates(
                session,
                event.id,
                schedules=shown.schedules,
                by=current_user.organiser,
                site=site(),
                publishing=publishing,
                series_id=series_id,
            )
    except (ConflictError, InvalidInputError) as error:
        event = get_own_event(event.id)
        if error.code in FIELDS:
            add_error(form[FIELDS[error.code]], error_sentence(error))
        else:
            form.form_errors = [error_sentence(error)]
        return _page(event, known, form, shown), http_status_of(error)
    made = len(added.event_ids)
    published, drafts = (made, None) if publishing else (None, made)
    back = url_for("organiser_dates.list", event_id=event.id, published=published, drafts=drafts)
    return redirect(back, 303)


def _page(event: Event, known: Sequence[Event], form: DatesForm, shown: _Rows) -> str:
    t = translator()
    form.set_choices()
    if event.series_id is None and form.series.name not in request.form:
        form.series.data = event.title
    return render_template(
        "organiser/dates/add.html",
        event=event,
        form=form,
        rows=shown.rows,
        problems=shown.problems,
        last=formatting.date_text(first_local(known[-1].when).date(), t),
        when=formatting.schedule_text(event.when, event.span, [], t),
        most=MOST_DATES,
        used=len(shown.schedules),
        all_series=[
            series.name
            for series in queries.series_offered_to(db.session(), current_user.organiser)
        ]
        if event.series_id is None
        else (),
    )


def _defaults(event: Event) -> dict[str, object]:
    day = first_local(event.when).date()
    return {
        "weekdays": [day.weekday()],
        "weekday": day.weekday(),
        "country": country_of_zone(event.timezone),
    }
