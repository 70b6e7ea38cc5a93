"""Registering by a mailed invitation: the form of the person who was invited."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars.access import invitees
from webinars.access.models import Invitee
from webinars.access.queries import invitee_of_link
from webinars.access.rules import Pass
from webinars.database import db
from webinars.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.events.rules import TAKES_NAMES
from webinars.web.core.forms import RegistrationForm
from webinars.web.core.locale import site
from webinars.web.core.private_links import link_transaction, presented
from webinars.web.registration import access
from webinars.web.registration.received import redirect_to_received
from webinars.web.registration.views import about, form_page, standing_event, take_place

blueprint = Blueprint("invitation", __name__)


@blueprint.get("/invited/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the form to somebody invited, with their name and their address; or why there is none."""
    invitee, slug = _invitee()
    event, how = standing_event(slug)
    if how not in TAKES_NAMES:
        return render_template("registration/not_open.html", **about(event, how)), 409
    form = RegistrationForm(data={"name": invitee.name, "lang": _language(invitee)})
    return _form(event, how, form, invitee, token)


@blueprint.post("/invited/<token>")
def register(token: str) -> ResponseReturnValue:
    """Take a place, or a turn, for the address that was invited and no other."""
    invitee, slug = _invitee()
    shows, form = Pass(invitee_id=invitee.id), RegistrationForm()
    form.email.data = invitee.email
    if not form.validate_on_submit():
        event, how = standing_event(slug)
        status = 422 if how in TAKES_NAMES else 409
        return _form(event, how, form, invitee, token), status
    try:
        with link_transaction() as session:
            take_place(session, slug, form, shows)
    except (ConflictError, InvalidInputError) as error:
        is_said = error.code in access.ANSWERED or access.complain(form, error)
        if isinstance(error, InvalidInputError) and not is_said:
            raise
        invitee, slug = _invitee()
        status = 409 if isinstance(error, ConflictError) else 422
        return _form(*standing_event(slug), form, invitee, token, refusal=error), status
    except NotAllowedError as error:
        # It was taken back between our look and the lock.
        raise NotFoundError("no-such-invitee") from error
    return redirect_to_received(slug, form.said["email"])


@blueprint.post("/invited/<token>/opening")
def opening(token: str) -> ResponseReturnValue:
    """Note that a browser shows the invitation to somebody; a scanner of mail seldom says so."""
    with link_transaction() as session:
        invitees.note_opened(session, invitee_id=presented().subject_id)
    return Response(status=HTTPStatus.NO_CONTENT)


def _invitee() -> tuple[Invitee, str]:
    """Return whom a link was mailed to, and the slug of the event."""
    invitee = invitee_of_link(db.session(), presented().subject_id)
    return invitee, event_by_id(db.session(), invitee.event_id).slug


def _form(
    event: Event, how: Any, form: RegistrationForm, invitee: Invitee, token: str, **said: Any
) -> str:
    form.email.data = invitee.email
    form.email.render_kw = {"readonly": True}
    send_to = url_for("invitation.register", token=token)
    return form_page(event, how, form, send_to=send_to, invitee=invitee, **said)


def _language(invitee: Invitee) -> str:
    return invitee.language if invitee.language in site().languages else site().languages[0]
