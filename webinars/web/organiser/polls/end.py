"""Choose the date of an event from its poll, or cancel the poll: one page says who is told what."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import BooleanField

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.enums import EventState
from webinars.pagination import MAX_ID
from webinars.polls import choice, queries
from webinars.polls.choice import Choice
from webinars.polls.models import Poll
from webinars.registrations.nominations import DelegateRowError
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.base import BaseForm, EmptyForm
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.polls.results import option_text
from webinars.web.organiser.polls.views import POLL_PATH
from webinars.web.organiser.routing import URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_poll_end", __name__, url_prefix=URL_PREFIX)


class ChoiceForm(BaseForm):
    """Whether the draft is published with its date, and who said yes registered."""

    publishing = BooleanField(lazy_gettext("Publish the event"))
    registering = BooleanField(lazy_gettext("Register those who said yes"))


@dataclass(frozen=True)
class Told:
    """How many participants are told what by a choice or the end of a poll."""

    people: int
    with_holds: int
    said_yes: int
    other_options: int


@blueprint.route(
    f"{POLL_PATH}/options/<int(max={MAX_ID}):option_id>/choice", methods=["GET", "POST"]
)
def choose(event_id: int, poll_id: int, option_id: int) -> ResponseReturnValue:
    """Choose an option after saying who is told what."""
    event = get_own_event(event_id)
    poll = queries.poll_of_event(db.session(), event_id, poll_id)
    option = queries.option_of_poll(db.session(), poll_id, option_id)
    form = ChoiceForm()
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.validate():
        chosen = Choice(option_id, bool(form.publishing.data), bool(form.registering.data))
        try:
            with transaction() as session:
                choice.choose_option(session, event_id, poll_id, choice=chosen, site=site())
            url = url_for("organiser_polls.show", event_id=event_id, poll_id=poll_id, done="chosen")
            return redirect(url, 303)
        except DelegateRowError as error:
            add_error(form.registering, error_sentence(error.refusal))
            status = 409
        except (ConflictError, InvalidInputError) as error:
            form.form_errors = [error_sentence(error)]
            status = http_status_of(error)
        event = get_own_event(event_id)
        poll = queries.poll_of_event(db.session(), event_id, poll_id)
        option = queries.option_of_poll(db.session(), poll_id, option_id)
    return render_template(
        "organiser/polls/choose.html",
        event=event,
        poll=poll,
        when=option_text(option, event, translator()),
        form=form,
        told=_told(poll, option_id),
        is_draft=event.state is EventState.DRAFT,
    ), status


@blueprint.route(f"{POLL_PATH}/cancellation", methods=["GET", "POST"])
def cancel(event_id: int, poll_id: int) -> ResponseReturnValue:
    """Cancel a poll after saying who is told."""
    event = get_own_event(event_id)
    poll = queries.poll_of_event(db.session(), event_id, poll_id)
    if request.method == "POST":
        with transaction() as session:
            choice.cancel_poll(session, event_id, poll_id)
        url = url_for("organiser_polls.show", event_id=event_id, poll_id=poll_id, done="cancelled")
        return redirect(url, 303)
    return render_template(
        "organiser/polls/cancel.html",
        event=event,
        poll=poll,
        told=_told(poll, None),
        form=EmptyForm(),
    )


def _told(poll: Poll, option_id: int | None) -> Told:
    session = db.session()
    return Told(
        people=queries.count_answered(session, poll.id)[1],
        with_holds=queries.count_with_holds(session, poll.id) if poll.sends_holds else 0,
        said_yes=queries.count_in_favour(session, poll.id, option_id) if option_id else 0,
        other_options=len(queries.options_of(session, poll.id)) - (option_id is not None),
    )
