"""Whether a visitor may see the registration form, and the type and access code that it submits."""

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from webinars.access.access_policy import Credentials
from webinars.access.queries import is_secret_link_key
from webinars.database import db
from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.events.rules import AccessMode
from webinars.registrations.types.type_capacity import offered_types
from webinars.web.registration.form import RegistrationForm, add_error

# Errors that the page itself explains, beside the form or at a question.
EXPLAINED_ON_PAGE = ("invited-only", "secret-link-needed", "invalid-answers")


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
