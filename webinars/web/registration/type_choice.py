"""Check that the registration form chooses an offered registration type."""

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from webinars.database import db
from webinars.errors import InvalidInputError
from webinars.registrations.types.type_capacity import offered_types
from webinars.web.registration.form import RegistrationForm, add_error


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
