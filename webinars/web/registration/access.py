"""What the form of an event asks beside name and address.

A key where not everybody may come in; a kind of registration; whether an address that looks mistyped is meant
as it stands.
"""

from flask import request
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from webinars.access.queries import opens
from webinars.access.rules import Pass
from webinars.database import db
from webinars.errors import InvalidInputError, WebinarsError
from webinars.events.models import Event
from webinars.events.rules import AccessMode
from webinars.registrations.types import offered_types
from webinars.security.email_addresses import shown
from webinars.web.components.email_check import submitted_fields
from webinars.web.core.errors import sentence
from webinars.web.core.forms import RegistrationForm

# Refusals that the page itself answers: who may come in at all, and what is said at each question.
ANSWERED = ("invited-only", "secret-link-needed", "answers-wrong")
# The field that a refusal speaks of.
FIELDS = {"domain-not-allowed": "email", "kind-missing": "kind", "no-such-kind": "kind"}


def form_to_show() -> RegistrationForm:
    """Return the form as it is first shown, with the key of a secret link that led to it."""
    return RegistrationForm(data={"key": request.args.get("key", "")})


def form_sent() -> RegistrationForm:
    """Return the form that was sent, with the suggested address where its button was pressed."""
    return RegistrationForm(formdata=submitted_fields())


def is_let_in(event: Event, form: RegistrationForm) -> bool:
    """Tell whether the form of an event is for whoever asks for it."""
    if event.access_mode is AccessMode.SECRET_LINK:
        return opens(db.session(), event, form.key.data or "")
    return event.access_mode is AccessMode.OPEN


def shown_pass(form: RegistrationForm) -> Pass | None:
    """Return the key that came with a form, if one did."""
    return Pass(key=form.key.data) if form.key.data else None


def check_kind(
    reads: Session | Connection, event_id: int, registration_type_id: int | None
) -> None:
    """Refuse a form that chooses no kind of those offered, before anybody is looked for.

    Raises:
        InvalidInputError: "kind-missing", "no-such-kind".
    """
    if registration_type_id is None:
        raise InvalidInputError("kind-missing")
    if registration_type_id not in {each.id for each in offered_types(reads, event_id)}:
        raise InvalidInputError("no-such-kind")


def demand_kind(form: RegistrationForm, event_id: int) -> None:
    """Say at its field that no kind was chosen, or none that is offered, beside all else that is wrong."""
    try:
        check_kind(db.session(), event_id, form.registration_type_id)
    except InvalidInputError as error:
        complain(form, error)


def complain(form: RegistrationForm, error: WebinarsError) -> bool:
    """Say at its field what a refusal says of one; tell whether there is such a field."""
    name = FIELDS.get(error.code)
    if name is None:
        return False
    if "domains" in error.facts:
        domains = tuple(shown(each) for each in error.facts["domains"])
        error = type(error)(error.code, **{**error.facts, "domains": domains})
    form[name].errors = [sentence(error)]
    return True
