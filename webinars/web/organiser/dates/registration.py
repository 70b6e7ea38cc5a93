"""Registration for several dates of an event: how many may take all, and whether dates can be chosen."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import BooleanField

from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.date_groups import dates_in_group, group_by_id, group_of
from webinars.events.locks import lock_for_change
from webinars.events.models import Event
from webinars.registrations.several_dates.places_for_all import (
    change_places_for_all,
    places_held_for_all,
    waiting_for_all,
)
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.organiser.fields import CapacityField
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_dates_registration", __name__, url_prefix=URL_PREFIX)


class SeveralDatesSettingsForm(BaseForm):
    """The number of people who may take all dates, and whether they cannot choose dates."""

    capacity = CapacityField(lazy_gettext("How many people may take all dates"))
    is_for_all_only = BooleanField(lazy_gettext("Registration is for all dates together"))


@blueprint.route(f"{EVENT_PATH}/dates/registration", methods=["GET", "POST"])
def edit(event_id: int) -> ResponseReturnValue:
    """Set what registering for several dates of an event means."""
    event = get_own_event(event_id)
    if request.method != "POST":
        group = group_by_id(db.session(), event.date_group_id)
        return _page(event, SeveralDatesSettingsForm(obj=group))
    form = SeveralDatesSettingsForm()
    if not form.validate_on_submit():
        return _page(event, form), 422
    group_id = event.date_group_id
    try:
        if group_id is None:
            with transaction() as session:
                group_id = group_of(session, lock_for_change(session, event_id))
        with transaction() as session:
            change_places_for_all(
                session,
                group_id,
                capacity=form.capacity.data,
                is_for_all_only=bool(form.is_for_all_only.data),
            )
    except ConflictError as error:
        form.capacity.errors = [error_sentence(error)]
        return _page(get_own_event(event_id), form), 409
    return redirect(url_for("organiser_dates.list", event_id=event_id, settings=1), 303)


def _page(event: Event, form: SeveralDatesSettingsForm) -> str:
    session, group_id = db.session(), event.date_group_id
    return render_template(
        "organiser/dates/registration.html",
        event=event,
        form=form,
        has_dates=len(dates_in_group(session, event)) > 1,
        held=places_held_for_all(session, group_id) if group_id else 0,
        waiting=waiting_for_all(session, group_id) if group_id else 0,
    )
