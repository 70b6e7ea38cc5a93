"""Add a possible date to a poll."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.event_dates.wall_clock import on_date
from webinars.polls import editing, queries
from webinars.timezones.schedule import Days, Timed, When, resolve
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.fields import ClockTimeField, DateField
from webinars.web.organiser.polls.results import option_text
from webinars.web.organiser.polls.views import POLL_PATH
from webinars.web.organiser.routing import URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_poll_option", __name__, url_prefix=URL_PREFIX)


class OptionForm(BaseForm):
    """The date and start of one more option; the duration is that of the others."""

    date = DateField(lazy_gettext("Date"), required=True)
    start = ClockTimeField(lazy_gettext("Start"))


@blueprint.route(f"{POLL_PATH}/options/new", methods=["GET", "POST"])
def add(event_id: int, poll_id: int) -> ResponseReturnValue:
    """Add an option as long as the others, in their time zone."""
    event = get_own_event(event_id)
    poll = queries.poll_of_event(db.session(), event_id, poll_id)
    options = queries.options_of(db.session(), poll_id)
    like = options[0].when
    form = OptionForm()
    status = 200
    if request.method == "POST":
        is_valid = form.validate()
        status = 422
        when = _schedule(form, like) if is_valid else None
        if when is not None:
            try:
                with transaction() as session:
                    editing.add_option(session, event_id, poll_id, when=when, site=site())
                url = url_for(
                    "organiser_polls.show", event_id=event_id, poll_id=poll_id, done="added"
                )
                return redirect(url, 303)
            except (ConflictError, InvalidInputError) as error:
                add_error(form.date, error_sentence(error))
                status = http_status_of(error)
                event = get_own_event(event_id)
                poll = queries.poll_of_event(db.session(), event_id, poll_id)
                options = queries.options_of(db.session(), poll_id)
    t = translator()
    return render_template(
        "organiser/polls/add_option.html",
        event=event,
        poll=poll,
        form=form,
        is_timed=isinstance(like, Timed),
        zone=like.timezone,
        options=[option_text(option, event, t) for option in options],
    ), status


def _schedule(form: OptionForm, like: When) -> When | None:
    """Return the schedule of the form; None with an error at a field."""
    if form.date.data is None:
        add_error(form.date, _("Choose the date."))
        return None
    if isinstance(like, Timed) and form.start.data is None:
        if not form.start.errors:
            add_error(form.start, _("Enter the start, such as 15:00."))
        return None
    assert isinstance(like, Timed | Days)  # noqa: S101 - options are no months
    try:
        when = on_date(like, form.date.data, form.start.data)
        resolve(when)
    except InvalidInputError as error:
        add_error(form.start if isinstance(like, Timed) else form.date, error_sentence(error))
        return None
    return when
