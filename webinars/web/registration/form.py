"""The registration form, and the form that requests the links of registrations again."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from flask import request
from flask_babel import lazy_gettext
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from wtforms import EmailField, HiddenField, SelectField, StringField

from webinars.database import db
from webinars.errors import InvalidInputError, WebinarsError
from webinars.registrations.models import Registration
from webinars.registrations.registrant_details import CLEANERS, RegistrantDetails
from webinars.registrations.types.type_capacity import offered_types
from webinars.security import email_addresses
from webinars.security.text_input import clean_line
from webinars.web.components.email_typo_warning import fields_with_suggested_address
from webinars.web.core.current_site import site
from webinars.web.core.current_timezone import preselected_zone
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.timezone_choices import ZoneSelect, zone_choices
from webinars.web.core.forms.validators import (
    EMAIL_MESSAGES,
    NAME_MESSAGES,
    ZONE_MESSAGES,
    CleanedBy,
    clean_language,
)
from webinars.web.core.locale import LANGUAGE_NAMES, translator

LINKS_MESSAGES = {
    **EMAIL_MESSAGES,
    "required": lazy_gettext("Enter the e-mail address that you registered with."),
}
# The field that an error belongs to.
ERROR_FIELDS = {
    "domain-not-allowed": "email",
    "registration-type-missing": "registration_type",
    "no-such-registration-type": "registration_type",
    "not-an-alternative": "alternative",
}


def _email_field(messages: Mapping[str, object] = EMAIL_MESSAGES) -> EmailField:
    validator = CleanedBy(email_addresses.clean_address, required=True, messages=messages)
    return EmailField(lazy_gettext("E-mail"), [validator])


class LinksForm(BaseForm):
    """Asks for the e-mail address of the registrations."""

    email = _email_field(LINKS_MESSAGES)


class RegistrationValues(RegistrantDetails):
    """Validated values of the registration form, by the names of new_registration.register_attendee()."""

    email: str


# Values whose field has another name than the column.
_FIELDS = {"timezone": "zone", "language": "lang"}
_FIELDS_BY_VALUE = {name: _FIELDS.get(name, name) for name in RegistrationValues.__annotations__}


def form_data(registration: Registration) -> dict[str, str]:
    """Return the data of a form that shows what is stored; an address not verified yet is shown."""
    stored = {field: getattr(registration, name) for name, field in _FIELDS_BY_VALUE.items()}
    return stored | {
        "email": registration.new_email or registration.email,
        "zone": registration.timezone or preselected_zone(),
    }


def _clean_type_id(text: str) -> str:
    return clean_line(text, longest=9)


def _clean_slug(text: str) -> str:
    return clean_line(text, longest=200)


def _clean_secret_link_key(text: str) -> str:
    return clean_line(text, longest=100)


class RegistrationForm(BaseForm):
    """Name, e-mail address, time zone and language of a registrant."""

    name = StringField(
        lazy_gettext("Your name"),
        [CleanedBy(CLEANERS["name"], required=True, messages=NAME_MESSAGES)],
    )
    email = _email_field()
    affiliation = StringField(
        lazy_gettext("Organisation"), [CleanedBy(CLEANERS["affiliation"], required=False)]
    )
    # The browser may submit an alias that is not in the list, so the validator decides.
    zone = SelectField(
        lazy_gettext("Your time zone"),
        [CleanedBy(CLEANERS["timezone"], required=False, messages=ZONE_MESSAGES)],
        validate_choice=False,
        default=preselected_zone,
        widget=ZoneSelect(),
    )
    lang = SelectField(
        lazy_gettext("Language of our e-mails"),
        [CleanedBy(clean_language, required=False)],
        validate_choice=False,
        default=lambda: translator().language,
    )
    # Only for events with registration types, and for those with a secret link.
    registration_type = StringField(
        lazy_gettext("Registration type"), [CleanedBy(_clean_type_id, required=False)]
    )
    # The address of another event of its group that was chosen, where a webinar is held more than once.
    alternative = StringField(
        lazy_gettext("Choose a time"), [CleanedBy(_clean_slug, required=False)]
    )
    # Hidden fields have no label: WTForms would make one of the name, and look for its translation.
    key = HiddenField("", [CleanedBy(_clean_secret_link_key, required=False)])
    # The address that was warned about before; if it is submitted again, it is accepted.
    confirmed_email = HiddenField("")
    suggestion = ""

    @property
    def registration_type_id(self) -> int | None:
        """Return the id of the chosen type; None without a choice, 0 if the value is not an id."""
        value = str(self.registration_type.data or "")
        return (int(value) if value.isascii() and value.isdecimal() else 0) if value else None

    @property
    def details(self) -> RegistrantDetails:
        """Return the validated values without the e-mail address."""
        fields = {name: field for name, field in _FIELDS_BY_VALUE.items() if name != "email"}
        values = {name: str(self[field].data or "") for name, field in fields.items()}
        return cast("RegistrantDetails", values)

    @property
    def values(self) -> RegistrationValues:
        """Return the validated values."""
        values = {name: str(self[field].data or "") for name, field in _FIELDS_BY_VALUE.items()}
        return cast("RegistrationValues", values)

    def set_choices(self, at: datetime) -> "RegistrationForm":
        """Set the choices of both lists, for rendering; offsets of time zones are those of an instant."""
        # No zone is preselected for people who chose none: e-mails then use the event's.
        no_choice = ("", translator()("Choose a time zone"))
        self.zone.choices = [no_choice, *zone_choices(str(self.zone.data or ""), at)]
        self.lang.choices = [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in site().languages]
        return self


def shared_details_form(registration: Registration | None = None) -> RegistrationForm:
    """Return a form without e-mail address, for several registrations; it shows what is stored with one."""
    form = RegistrationForm(data=form_data(registration) if registration else None)
    del form.email
    return form


def new_form() -> RegistrationForm:
    """Return an empty form, with the key of the secret link that led to it."""
    return RegistrationForm(data={"key": request.args.get("key", "")})


def submitted_form() -> RegistrationForm:
    """Return the submitted form, with the suggested address if its button was pressed."""
    return RegistrationForm(formdata=fields_with_suggested_address())


def add_error(form: RegistrationForm, error: WebinarsError) -> bool:
    """Add an error to the field that it belongs to; return whether there is one."""
    name = ERROR_FIELDS.get(error.code)
    if name is None:
        return False
    if "domains" in error.facts:
        domains = tuple(map(email_addresses.display_address, error.facts["domains"]))
        error = type(error)(error.code, **{**error.facts, "domains": domains})
    form[name].errors = [error_sentence(error)]
    return True


def check_registration_type(
    reads: Session | Connection, event_id: int, registration_type_id: int | None
) -> None:
    """Check that a registration type is chosen, and offered.

    Raises:
        InvalidInputError: "registration-type-missing", "no-such-registration-type".
    """
    if registration_type_id is None:
        raise InvalidInputError("registration-type-missing")
    offered = {registration_type.id for registration_type in offered_types(reads, event_id)}
    if registration_type_id not in offered:
        raise InvalidInputError("no-such-registration-type")


def validate_registration_type(form: RegistrationForm, event_id: int) -> None:
    """Add an error to the form if no offered registration type is chosen."""
    try:
        check_registration_type(db.session(), event_id, form.registration_type_id)
    except InvalidInputError as error:
        add_error(form, error)
