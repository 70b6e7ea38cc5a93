"""Cancel or reinstate a date and those that follow it, after a page that says who is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.event_dates.following_lifecycle import (
    AffectedDate,
    affected_dates,
    cancel_dates,
    reinstate_dates,
)
from webinars.events import queries
from webinars.events.date_groups import MOST_IN_GROUP
from webinars.events.models import Event
from webinars.timezones import formatting
from webinars.web.components.event_time import cities_of
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.locale import translator
from webinars.web.organiser.events.lifecycle import Confirmation
from webinars.web.organiser.messages.note_form import NoteForm, note_form
from webinars.web.organiser.messages.placeholder_texts import placeholder_texts
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_following", __name__, url_prefix=URL_PREFIX)

CHOSEN = "follow"  # the checkboxes


@dataclass(frozen=True)
class ConfirmedDate:
    """A date of the page: whether it is ticked, and why it cannot be."""

    affected: AffectedDate
    when: str
    is_chosen: bool


@blueprint.route(f"{EVENT_PATH}/dates/cancellation", methods=["GET", "POST"])
def cancel(event_id: int) -> ResponseReturnValue:
    """Cancel a date and those that follow it."""
    event = get_own_event(event_id)
    return _answer(event, cancelling=True)


@blueprint.route(f"{EVENT_PATH}/dates/restoration", methods=["GET", "POST"])
def reinstate(event_id: int) -> ResponseReturnValue:
    """Reinstate a date and those that follow it."""
    event = get_own_event(event_id)
    return _answer(event, cancelling=False)


def _answer(event: Event, *, cancelling: bool) -> ResponseReturnValue:
    form = note_form()
    if request.method != "POST":
        return _page(event, form, None, cancelling=cancelling)
    ids = request.form.getlist(CHOSEN, type=int)[:MOST_IN_GROUP]
    if form.validate() and not ids:
        form.form_errors = [_("No date is ticked, so nothing is changed.")]
    if form.errors:
        return _page(event, form, ids, cancelling=cancelling), 422
    act = cancel_dates if cancelling else reinstate_dates
    try:
        with transaction() as session:
            stored = queries.event_by_id(session, event.id)
            count = act(
                session, stored, ids, by=current_user.organiser, site=site(), note=form.text
            )
    except InvalidInputError as error:
        form.form_errors = [error_sentence(error)]
        page = _page(get_own_event(event.id), form, ids, cancelling=cancelling)
        return page, http_status_of(error)
    cancelled, reinstated = (count, None) if cancelling else (None, count)
    back = url_for(
        "organiser_dates.list", event_id=event.id, cancelled=cancelled, reinstated=reinstated
    )
    return redirect(back, 303)


def _page(event: Event, form: NoteForm, chosen: Sequence[int] | None, *, cancelling: bool) -> str:
    t = translator()
    affected = affected_dates(db.session(), event, current_user.organiser, cancelling=cancelling)
    dates = [
        ConfirmedDate(
            one,
            formatting.schedule_text(one.event.when, one.event.span, cities_of(one.event), t),
            one.is_open and (chosen is None or one.event.id in chosen),
        )
        for one in affected
    ]
    return render_template(
        "organiser/dates/following_lifecycle.html",
        event=event,
        form=form,
        dates=dates,
        cancelling=cancelling,
        confirmation=_cancellation() if cancelling else _restoration(),
        emails=sum(one.affected.people for one in dates if one.is_chosen),
        placeholders=placeholder_texts(),
    )


def _cancellation() -> Confirmation:
    return Confirmation(
        _("Cancel this and the following dates?"),
        _("Their pages stay online and say that they are cancelled. Registrations are kept."),
        _("Drafts are not cancelled; delete those that you do not need."),
        _("Yes, cancel these dates"),
        _("No, keep the dates"),
    )


def _restoration() -> Confirmation:
    return Confirmation(
        _("Reinstate this and the following dates?"),
        _("They take place at these times, and return to people’s calendars."),
        "",
        _("Yes, reinstate these dates"),
        _("No, do not reinstate them"),
    )
