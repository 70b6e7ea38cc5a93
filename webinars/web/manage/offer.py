"""Accept an offered place, and confirm the e-mail address, by the mailed link. Both need a POST."""

from collections.abc import Callable

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.registrations import actions, waiting_list
from webinars.registrations.models import Registration
from webinars.web.core.private_links import link_transaction
from webinars.web.manage.views import mine

blueprint = Blueprint("offer", __name__)

Change = Callable[[Session, int], Registration]


@blueprint.post("/registrations/<token>/acceptance")
def acceptance(token: str) -> ResponseReturnValue:
    """Take the place that is offered to somebody."""
    return _settle(token, waiting_list.accept_offer, "place")


@blueprint.post("/registrations/<token>/proof")
def verification(token: str) -> ResponseReturnValue:
    """Confirm that the mailbox is the person's, who will come: their place stays."""
    return _settle(token, actions.verify, "proof")


def _settle(token: str, change: Change, done: str) -> ResponseReturnValue:
    place_id = mine().id
    try:
        with link_transaction() as session:
            change(session, place_id)
    except ConflictError:
        # Taken before, or too late, or the event is off: the page says how things stand.
        done = ""
    return redirect(url_for("manage.show", token=token, done=done or None), 303)
