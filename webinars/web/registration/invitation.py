"""Registering by a mailed invitation: the form of the person who was invited."""

from http import HTTPStatus

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars.access import invitees
from webinars.access.access_policy import LinkCredentials
from webinars.access.models import Invitee
from webinars.access.queries import invitee_of_link
from webinars.database import db
from webinars.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    WebinarsError,
)
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.events.registration_availability import ACCEPTS_REGISTRATIONS, Availability
from webinars.web.core.current_site import site
from webinars.web.core.security.private_links import link_transaction, presented_capability
from webinars.web.registration import form_access
from webinars.web.registration.form import RegistrationForm, add_error
from webinars.web.registration.received import redirect_to_received
from webinars.web.registration.views import (
    event_and_availability,
    event_context,
    register_from_form,
    render_form,
)

blueprint = Blueprint("invitation", __name__)


@blueprint.get("/invited/<token>")
def show(token: str) -> ResponseReturnValue:
    """Render the form with the invited person's name and address, or why registration is not open."""
    invitee, slug = _invitee_and_slug()
    event, availability = event_and_availability(slug)
    if availability not in ACCEPTS_REGISTRATIONS:
        context = event_context(event, availability)
        return render_template("registration/not_open.html", **context), 409
    form = RegistrationForm(data={"name": invitee.name, "lang": _language(invitee)})
    return _render(event, availability, form, invitee, token)


@blueprint.post("/invited/<token>")
def register(token: str) -> ResponseReturnValue:
    """Register the invited address, and no other."""
    invitee, slug = _invitee_and_slug()
    credentials, form = LinkCredentials(invitee_id=invitee.id), RegistrationForm()
    form.email.data = invitee.email
    if not form.validate_on_submit():
        event, availability = event_and_availability(slug)
        status = 422 if availability in ACCEPTS_REGISTRATIONS else 409
        return _render(event, availability, form, invitee, token), status
    try:
        with link_transaction() as session:
            register_from_form(session, slug, form, credentials)
    except (ConflictError, InvalidInputError) as error:
        is_shown = error.code in form_access.EXPLAINED_ON_PAGE or add_error(form, error)
        if isinstance(error, InvalidInputError) and not is_shown:
            raise
        invitee, slug = _invitee_and_slug()
        status = 409 if isinstance(error, ConflictError) else 422
        event, availability = event_and_availability(slug)
        return _render(event, availability, form, invitee, token, error), status
    except NotAllowedError as error:
        # The invitation was withdrawn before the event was locked.
        raise NotFoundError("no-such-invitee") from error
    return redirect_to_received(slug, form.values["email"])


@blueprint.post("/invited/<token>/opening")
def opening(token: str) -> ResponseReturnValue:
    """Record that a browser showed the invitation; the script that sends this seldom runs in scanners."""
    with link_transaction() as session:
        invitees.record_form_opened(session, invitee_id=presented_capability().subject_id)
    return Response(status=HTTPStatus.NO_CONTENT)


def _invitee_and_slug() -> tuple[Invitee, str]:
    """Return the invitee of the presented link, and the slug of the event."""
    invitee = invitee_of_link(db.session(), presented_capability().subject_id)
    return invitee, event_by_id(db.session(), invitee.event_id).slug


def _render(
    event: Event,
    availability: Availability,
    form: RegistrationForm,
    invitee: Invitee,
    token: str,
    error: WebinarsError | None = None,
) -> str:
    form.email.data = invitee.email
    form.email.render_kw = {"readonly": True}
    action = url_for("invitation.register", token=token)
    return render_form(event, availability, form, action=action, invitee=invitee, error=error)


def _language(invitee: Invitee) -> str:
    return invitee.language if invitee.language in site().languages else site().languages[0]
