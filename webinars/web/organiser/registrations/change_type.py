"""Change the registration type of one registrant."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.enums import AttendanceMode, attendance_format
from webinars.events.models import Event
from webinars.registrations import queries
from webinars.registrations.answers import questions_to_complete, unanswered_by_type
from webinars.registrations.models import Registration
from webinars.registrations.organiser import registrant_list
from webinars.registrations.types.type_capacity import offered_types
from webinars.registrations.types.type_change import change_type
from webinars.timezones import formatting
from webinars.web.components.event_time import cities_of
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.events.change_confirmation import attendance_effect, attendance_label
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.fields import HiddenNumberField
from webinars.web.organiser.registrations.views import back, page
from webinars.web.organiser.routing import REGISTRATION_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_type_change", __name__, url_prefix=URL_PREFIX)


class TypeChangeForm(BaseForm):
    """The new registration type."""

    # The template renders radio buttons, with the places of each type.
    registration_type = HiddenNumberField(lazy_gettext("Registration type"))


@blueprint.route(f"{REGISTRATION_PATH}/type", methods=["GET", "POST"])
def change(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Change a registrant's type."""
    event = get_own_event(event_id)
    registration = queries.registration_of_event(db.session(), event_id, registration_id)
    if request.method != "POST":
        return _page(
            event,
            registration,
            TypeChangeForm(data={"registration_type": registration.registration_type_id}),
        )
    form = TypeChangeForm()
    if not form.validate_on_submit():
        return _page(event, registration, form), 422
    organiser_id = current_user.organiser.id
    try:
        with transaction() as session:
            change_type(
                session,
                event_id=event_id,
                registration_id=registration_id,
                registration_type_id=form.registration_type.data or 0,
                organiser_id=organiser_id,
            )
    except InvalidInputError as error:
        add_error(form.registration_type, error_sentence(error))
    except ConflictError as error:
        if error.code != "registration-type-full":
            # Cancelled since the page was shown.
            return page(
                event_id, registrant_list.RegistrantFilter(), refused=error_sentence(error)
            ), 409
        add_error(form.registration_type, error_sentence(error))
    else:
        return back(event_id, "moved-over")
    registration = queries.registration_of_event(db.session(), event_id, registration_id)
    return _page(get_own_event(event_id), registration, form), 422


def _page(event: Event, registration: Registration, form: TypeChangeForm) -> str:
    t, types = translator(), offered_types(db.session(), event.id)
    questions = questions_to_complete(db.session(), event)
    missing = unanswered_by_type(db.session(), registration, questions, [item.id for item in types])
    modes = [attendance_format(event.format, item.attendance_mode) for item in types]
    return render_template(
        "organiser/registrations/change_type.html",
        event=event,
        person=registration,
        form=form,
        when=formatting.schedule_text(event.when, event.span, cities_of(event), t),
        types=[
            (
                item,
                attendance_label(mode, t)
                if item.attendance_mode is not AttendanceMode.AS_EVENT
                else "",
                len(missing[item.id]),
            )
            for item, mode in zip(types, modes, strict=True)
        ],
        asks=any(missing.values()),
        follows=[attendance_effect(mode, t) for mode in dict.fromkeys(modes)]
        if len(set(modes)) > 1
        else [],
    )
