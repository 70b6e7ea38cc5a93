"""Accept an offered place, or verify the e-mail address, by the mailed link. Both need a POST."""

from collections.abc import Callable

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.registrations.models import Registration
from webinars.registrations.registrant.verification import verify_address
from webinars.registrations.waiting_list import offers
from webinars.web.core.security.private_links import link_transaction
from webinars.web.manage.views import linked_registration

blueprint = Blueprint("offer", __name__)

Action = Callable[[Session, int], Registration]


@blueprint.post("/registrations/<token>/acceptance")
def acceptance(token: str) -> ResponseReturnValue:
    """Accept the offered place."""
    return _apply(token, offers.accept_offer, "accepted")


@blueprint.post("/registrations/<token>/verification")
def verification(token: str) -> ResponseReturnValue:
    """Verify the registrant's e-mail address, so that the place no longer expires."""
    return _apply(token, verify_address, "verified")


def _apply(token: str, action: Action, done: str) -> ResponseReturnValue:
    registration_id = linked_registration().id
    try:
        with link_transaction() as session:
            action(session, registration_id)
    except ConflictError:
        # Done before, expired, or the event is off: the manage page shows the current status.
        done = ""
    return redirect(url_for("manage.show", token=token, done=done or None), 303)
