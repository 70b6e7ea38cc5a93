"""Extend the deadline of an offer, or of an unverified registration."""

from datetime import datetime, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import Event
from webinars.registrations import queries
from webinars.registrations.models import Registration
from webinars.registrations.organiser import registrant_list
from webinars.registrations.places import place_deadlines
from webinars.registrations.status import Status
from webinars.timezones import clock, formatting
from webinars.timezones.formatting import instant_text
from webinars.timezones.local_times import to_instant, to_local
from webinars.web.components.event_time import cities_of, place_name
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.fields import ClockTimeField, DateField
from webinars.web.organiser.registrations.views import back, page
from webinars.web.organiser.routing import REGISTRATION_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_deadline", __name__, url_prefix=URL_PREFIX)

MORE = timedelta(days=1)
_QUARTER = 15


class DeadlineForm(BaseForm):
    """Date and time in the event's time zone."""

    on = DateField(lazy_gettext("Day"), required=True)
    at = ClockTimeField(lazy_gettext("Time"), required=True)

    @property
    def local(self) -> datetime:
        """Return the entered local time of a valid form."""
        assert self.on.data is not None  # noqa: S101
        assert self.at.data is not None  # noqa: S101
        return datetime.combine(self.on.data, self.at.data)


@blueprint.route(
    f"{REGISTRATION_PATH}/deadline",
    methods=["GET", "POST"],
)
def extend(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Extend a registrant's deadline."""
    event = get_own_event(event_id)
    person = queries.registration_of_event(db.session(), event_id, registration_id)
    if request.method != "POST":
        if person.ends_at is None:
            return back(event_id, "")
        proposed = _proposed(event, person)
        proposal = {"on": proposed.date(), "at": proposed.time()}
        return _page(event, person, DeadlineForm(data=proposal))
    form = DeadlineForm()
    if not form.validate_on_submit():
        return _page(event, person, form), 422
    try:
        until = to_instant(form.local, event.timezone)
        with transaction() as session:
            place_deadlines.extend_deadline(
                session, event_id=event_id, registration_id=registration_id, until=until
            )
    except InvalidInputError as error:
        add_error(form.at, error_sentence(error))
        person = queries.registration_of_event(db.session(), event_id, registration_id)
        return _page(get_own_event(event_id), person, form), 422
    except ConflictError as error:
        # Accepted or expired since the page was shown.
        return page(
            event_id, registrant_list.RegistrantFilter(), refused=error_sentence(error)
        ), 409
    return back(event_id, "extended")


def _proposed(event: Event, person: Registration) -> datetime:
    """Return a deadline one day later, on a quarter of an hour, and never after the start."""
    end = max(person.ends_at or clock.now(), clock.now()) + MORE
    local = to_local(end, event.timezone)
    local += timedelta(minutes=-local.minute % _QUARTER) - timedelta(
        seconds=local.second, microseconds=local.microsecond
    )
    return min(local, to_local(event.starts_at, event.timezone))


def _page(event: Event, person: Registration, form: DeadlineForm) -> str:
    t = translator()
    return render_template(
        "organiser/registrations/deadline.html",
        event=event,
        person=person,
        form=form,
        when=formatting.schedule_text(event.when, event.span, cities_of(event), t),
        city=place_name(event, t),
        until=instant_text(person.ends_at, event.timezone, t) if person.ends_at else "",
        is_offer=person.status is Status.OFFERED,
    )
