"""Add a person to an event, or correct their details."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import BooleanField, EmailField, HiddenField, SelectField, StringField

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.events.models import Event
from webinars.registrations import queries
from webinars.registrations.models import Registration
from webinars.registrations.organiser.single_person import add_person, correct_person
from webinars.registrations.registrant_details import AFFILIATION_LENGTH, CLEANERS, NAME_LENGTH
from webinars.registrations.types.type_capacity import offered_types
from webinars.security import email_addresses
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import EMAIL_MESSAGES, CleanedBy, clean_language
from webinars.web.core.locale import LANGUAGE_NAMES, translator
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.registrations.registrant_filter import parse_type_id
from webinars.web.organiser.registrations.views import back
from webinars.web.organiser.routing import (
    EVENT_PATH,
    REGISTRATION_PATH,
    URL_PREFIX,
    get_own_event,
)

blueprint = Blueprint("organiser_person", __name__, url_prefix=URL_PREFIX)

_DETAILS = ("name", "email", "affiliation", "language")
_TYPE_ERRORS = {"registration-type-missing", "no-such-registration-type"}


class PersonForm(BaseForm):
    """Name, address, organisation and language of a person, and their type if there are any."""

    name = StringField(
        lazy_gettext("Name"),
        [
            CleanedBy(
                CLEANERS["name"],
                required=True,
                messages={"required": lazy_gettext("Enter their name.")},
            )
        ],
        render_kw={"maxlength": NAME_LENGTH},
    )
    email = EmailField(
        lazy_gettext("E-mail"),
        [CleanedBy(email_addresses.clean_address, required=True, messages=EMAIL_MESSAGES)],
    )
    affiliation = StringField(
        lazy_gettext("Organisation"),
        [CleanedBy(CLEANERS["affiliation"], required=False)],
        render_kw={"maxlength": AFFILIATION_LENGTH},
    )
    language = SelectField(
        lazy_gettext("Language of the e-mails"),
        [CleanedBy(clean_language, required=False)],
        validate_choice=False,
        default=lambda: translator().language,
    )
    registration_type = SelectField(lazy_gettext("Registration type"), validate_choice=False)
    # The address when the form was shown.
    shown_email = HiddenField()
    withdraws_new_email = BooleanField(lazy_gettext("Withdraw the new address"))

    @property
    def details(self) -> dict[str, Any]:
        """Return the validated details as keyword arguments of the actions."""
        return {
            name: self[name].data or "" for name in ("name", "email", "affiliation", "language")
        }


@blueprint.route(f"{EVENT_PATH}/registrations/new", methods=["GET", "POST"])
def add(event_id: int) -> ResponseReturnValue:
    """Register a person."""
    event, form = get_own_event(event_id), PersonForm()
    if not form.validate_on_submit():
        return _page(event, form), 422 if form.errors else 200
    try:
        with transaction() as session:
            add_person(
                session,
                event_id=event_id,
                registration_type_id=parse_type_id(form.registration_type.data or ""),
                timezone="",
                **form.details,
            )
    except (InvalidInputError, ConflictError) as error:
        return _refused(event_id, form, error)
    return back(event_id, "added")


@blueprint.route(f"{REGISTRATION_PATH}/details", methods=["GET", "POST"])
def correct(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Correct the details of a registrant."""
    event = get_own_event(event_id)
    person = queries.registration_of_event(db.session(), event_id, registration_id)
    form = PersonForm(
        data={name: getattr(person, name) for name in _DETAILS} | {"shown_email": person.email}
    )
    if not form.validate_on_submit():
        return _page(event, form, person), 422 if form.errors else 200
    timezone, new_email = person.timezone, person.new_email
    try:
        with transaction() as session:
            corrected = correct_person(
                session,
                event_id=event_id,
                registration_id=registration_id,
                timezone=timezone,
                shown_email=form.shown_email.data or "",
                withdraws_new_email=form.withdraws_new_email.data,
                **form.details,
            )
            is_sent = corrected.new_email not in {"", new_email}
            done = "address-corrected" if is_sent else "corrected"
    except (InvalidInputError, ConflictError) as error:
        return _refused(event_id, form, error, registration_id)
    return back(event_id, done)


def _refused(
    event_id: int, form: PersonForm, error: WebinarsError, registration_id: int | None = None
) -> ResponseReturnValue:
    field = form.registration_type if error.code in _TYPE_ERRORS else form.email
    add_error(field, error_sentence(error))
    event, person = get_own_event(event_id), None
    if registration_id is not None:
        person = queries.registration_of_event(db.session(), event_id, registration_id)
    return _page(event, form, person), http_status_of(error)


def _page(event: Event, form: PersonForm, person: Registration | None = None) -> str:
    """Render the form, for a new person or to correct one."""
    has_types = event.has_registration_types and person is None
    types = offered_types(db.session(), event.id) if has_types else []
    form.registration_type.choices = [("", ""), *((str(item.id), item.name) for item in types)]
    form.language.choices = [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in site().languages]
    return render_template(
        "organiser/registrations/person.html",
        event=event,
        form=form,
        name=person.name if person else "",
        new_email=person.new_email if person else "",
        types=types,
    )
