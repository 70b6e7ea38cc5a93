"""The registration form of events with limited access or registration types."""

from flask import request
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from webinars.access.access_policy import Credentials
from webinars.access.queries import is_secret_link_key
from webinars.database import db
from webinars.errors import InvalidInputError, WebinarsError
from webinars.events.models import Event
from webinars.events.rules import AccessMode
from webinars.registrations.types.type_capacity import offered_types
from webinars.security.email_addresses import display_address
from webinars.web.components.email_check import submitted_fields
from webinars.web.core.errors.error_text import sentence
from webinars.web.registration.form import RegistrationForm

# Errors that the page itself explains, beside the form or at a question.
EXPLAINED_ON_PAGE = ("invited-only", "secret-link-needed", "invalid-answers")
# The field that an error belongs to.
ERROR_FIELDS = {
    "domain-not-allowed": "email",
    "registration-type-missing": "registration_type",
    "no-such-registration-type": "registration_type",
}


def new_form() -> RegistrationForm:
    """Return an empty form, with the access code of the secret link that led to it."""
    return RegistrationForm(data={"key": request.args.get("key", "")})


def submitted_form() -> RegistrationForm:
    """Return the submitted form, with the suggested address if its button was pressed."""
    return RegistrationForm(formdata=submitted_fields())


def is_admitted(event: Event, form: RegistrationForm) -> bool:
    """Tell whether a visitor may see the form: access is open, or the access code is right."""
    if event.access_mode is AccessMode.SECRET_LINK:
        return is_secret_link_key(db.session(), event, form.key.data or "")
    return event.access_mode is AccessMode.OPEN


def credentials_of(form: RegistrationForm) -> Credentials | None:
    """Return the access code of a form as credentials; None without one."""
    return Credentials(key=form.key.data) if form.key.data else None


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


def add_error(form: RegistrationForm, error: WebinarsError) -> bool:
    """Add an error to the field that it belongs to; return whether there is one."""
    name = ERROR_FIELDS.get(error.code)
    if name is None:
        return False
    if "domains" in error.facts:
        domains = tuple(map(display_address, error.facts["domains"]))
        error = type(error)(error.code, **{**error.facts, "domains": domains})
    form[name].errors = [sentence(error)]
    return True
