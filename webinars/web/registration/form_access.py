"""Who may see the registration form, and the key of the secret link that the form submits."""

from webinars.access.access_policy import LinkCredentials
from webinars.access.queries import is_secret_link_key
from webinars.database import db
from webinars.events.enums import AccessMode
from webinars.events.models import Event
from webinars.web.registration.form import RegistrationForm

# Errors that the page itself explains, beside the form or at a question.
EXPLAINED_ON_PAGE = ("invited-only", "secret-link-needed", "invalid-answers")


def may_see_form(event: Event, form: RegistrationForm) -> bool:
    """Tell whether a visitor may see the form: access is open, or the key is that of the secret link."""
    if event.access_mode is AccessMode.SECRET_LINK:
        return is_secret_link_key(db.session(), event, form.key.data or "")
    return event.access_mode is AccessMode.OPEN


def credentials_of(form: RegistrationForm) -> LinkCredentials | None:
    """Return the key of a form as credentials; None without one."""
    return LinkCredentials(key=form.key.data) if form.key.data else None
